/**
 * Keeps the inbox index in step with conversations, after their turns and never in their way: what changed within a
 * moment is put into the index together, and then told. What was committed and not indexed when the process ended is found
 * again at the next start. Knows no connection and no screen.
 */

import type { Clock } from '../clock.ts';
import type { Row } from '../contract/inbox-list.ts';
import type { News } from '../engine/news.ts';
import { createSerial } from '../engine/serial.ts';
import type { Step, WrittenRow } from '../jobs/port.ts';
import type { Report } from '../report.ts';
import type { InboxEntry, InboxStore } from '../stores/inbox-port.ts';
import type { Conversation, ConversationStore, StoredMessage } from '../stores/port.ts';
import { facetsOf, keysOf } from './filter.ts';
import { createOthers } from './others.ts';
import { type NewLines, type RowFacts, rowAfter, textOfLine } from './row.ts';

/** A conversation whose row is written, with what it was before and what is new in its thread. */
export interface RowChange extends NewLines {
  workspace: string;
  row: Row;
  before: Row | undefined;
  /** Those of the new lines that were committed by this process, and are to be counted here. */
  own: readonly StoredMessage[];
  /** Another process wrote it: what it was before may be more than is known here. */
  unsure?: true;
}

export interface Indexer {
  /** The engine's `changed`: takes note, and returns at once. */
  news(news: News): void;
  /** The same of another process, and what that one is called. */
  heard(news: News, from: string): void;
  /** Another process went on with conversations. */
  stepped(steps: readonly Step[], from: string): void;
  /** Another process wrote rows. */
  written(rows: readonly WrittenRow[], from: string): void;
  /** Something a row shows changed beside the conversation, such as a name or a mention. */
  touch(workspace: string, conversation: string): void;
  /** Resolves when everything that was told until now is in the index. */
  settled(): Promise<void>;
  /** Takes up what an earlier process left, in the background. */
  start(): void;
  stop(): Promise<void>;
  /** How far the first filling has come, from 0 to 1. */
  readonly progress: number;
}

export interface IndexerDeps {
  conversations: ConversationStore;
  inbox: InboxStore<Row>;
  clock: Clock;
  report: Report;
  /** What a row says that the conversation does not. */
  facts(conversation: Conversation): Promise<RowFacts>;
  /** The row with what service levels ask of it. */
  judged(row: Row, now: number): Row;
  /** How a flow is called, to be searched by. */
  flowName(workspace: string, flow: string): Promise<string>;
  /** After each writing, in order. Must not throw. */
  told(changes: readonly RowChange[]): void;
  /** Rows were written here: other processes may read them. */
  wrote?(rows: readonly WrittenRow[]): void;
  /** Whether anybody is connected to this process. */
  isLookedAt(): boolean;
  /** Those whose conversations are filled in at the start. */
  workspaces: readonly string[];
  /** Lets everybody else do something; between pages of a long work. */
  breathe(): Promise<void>;
}

/** Long enough for what belongs together, short enough to be at once for who looks. */
const TOGETHER_MS = 60;
/** That a line was sent, delivered and read is told together, or with whatever comes first. */
const STATES_MS = 400;
/** More turns than this in a second: they are pouring in, and a row costs as much as the turn it tells of. */
const POURING = 600;
/** Over which that is measured: what comes at once after a pause of the process does not pour. */
const MEASURED_MS = 250;
/** While they do, rows of the bot wait so long, and several turns of a conversation become one writing of its row. */
const LATE_MS = 5000;
/** Then those that have waited longest are written, a few now and then: less than a tenth of the time. */
const REST_MS = 200;
/** What is written before everybody else has their turn. */
const MOST_AT_ONCE = 100;
/** Waiting takes memory: beyond this many, nothing waits. */
const MOST_WAITING = 50_000;
/** What may have been under way when the process ended. */
const SLACK_MS = 15 * 60_000;
const PAGE = 100;
const FEW = 20;
/** Lines of a conversation that are read when it is indexed anew. */
const MOST_LINES = 2000;

interface Pending {
  workspace: string;
  id: string;
  /** When the first of this was told, and the how many-eth it was. */
  since: number;
  order: number;
  conversation: Conversation | undefined;
  added: StoredMessage[];
  changed: StoredMessage[];
  own: StoredMessage[];
  /** What is known beside the conversation is to be read again. */
  touched: boolean;
}

export function createIndexer(deps: IndexerDeps): Indexer {
  const { conversations, inbox, clock, report } = deps;
  /** The row of a conversation is read and written by one at a time. */
  const serial = createSerial();
  /** The longest waiting first. */
  const pending = new Map<string, Pending>();
  /** Keys of those that wait for no quiet moment: people have them, or did something. */
  const prompt = new Set<string>();
  /** Sent lines whose state is to be read again, by workspace and id. */
  const restated = new Map<string, { workspace: string; message: string }>();
  let scheduled: { at: number; callOff(): void } | undefined;
  let working: Promise<void> | undefined;
  let order = 0;
  /** Turns since a time, and in as long a time before it. */
  let noted = { since: 0, now: 0, before: 0 };
  /** When rows of the bot were last written although turns poured in. */
  let lateAt = 0;
  let stopping = false;
  let filling: Promise<void> | undefined;
  let progress = 1;
  let marked = 0;

  function of(workspace: string, id: string): Pending {
    const key = `${workspace}/${id}`;
    const known = pending.get(key);
    if (known) return known;
    order += 1;
    const one: Pending = {
      workspace,
      id,
      since: clock.now(),
      order,
      conversation: undefined,
      added: [],
      changed: [],
      own: [],
      touched: false,
    };
    pending.set(key, one);
    return one;
  }

  /** `states`: only the states of lines changed. */
  function soon(states = false): void {
    if (working || stopping) return;
    const at = clock.now() + (states ? STATES_MS : TOGETHER_MS);
    if (scheduled && scheduled.at <= at) return;
    scheduled?.callOff();
    const callOff = clock.alarm(at, () => {
      scheduled = undefined;
      look();
    });
    scheduled = { at, callOff };
  }

  /** The time, with the counts that go with it. */
  function measured(): number {
    const now = clock.now();
    const ms = now - noted.since;
    if (ms >= MEASURED_MS) noted = { since: now, now: 0, before: ms >= 2 * MEASURED_MS ? 0 : noted.now };
    return now;
  }

  function isPouring(): boolean {
    const ms = MEASURED_MS + measured() - noted.since;
    const most = Math.max(noted.now / MEASURED_MS, (noted.before + noted.now) / ms);
    return most * 1000 > POURING && pending.size + restated.size < MOST_WAITING;
  }

  function look(): void {
    if (working) return;
    if (!isPouring()) work(() => writeAll(isPouring));
    else if (prompt.size > 0 || isLate()) work(writeUrgent);
    else soon();
  }

  function isLate(): boolean {
    const [first] = pending.values();
    const now = clock.now();
    return first !== undefined && now - first.since >= LATE_MS && now - lateAt >= REST_MS;
  }

  function work(write: () => Promise<void>): void {
    working = write().catch((error: unknown) => report({ kind: 'fault', where: 'inbox index', error }));
    working.finally(() => {
      working = undefined;
      if (pending.size > 0 || restated.size > 0) soon(pending.size === 0);
    });
  }

  /** What cannot wait while turns pour in. */
  async function writeUrgent(): Promise<void> {
    if (prompt.size > 0) await writeSome(prompt);
    if (!isLate()) return;
    lateAt = clock.now();
    await writeSome(pending.keys());
  }

  /** Everything there is by now, unless something else goes first. What comes meanwhile has its own moment. */
  async function writeAll(yields: () => boolean): Promise<void> {
    for (let states = restated.size; states > 0 && !yields(); states -= MOST_AT_ONCE) {
      await readStates();
      await deps.breathe();
    }
    const last = order;
    for (
      let [first] = pending.values();
      first && first.order <= last && !yields();
      [first] = pending.values()
    ) {
      await writeSome(pending.keys());
      await deps.breathe();
    }
  }

  /** The first sent lines that changed, as they are now. */
  async function readStates(): Promise<void> {
    const some = [...restated].slice(0, MOST_AT_ONCE);
    for (const [key] of some) restated.delete(key);
    // Side by side: a store that is far away answers for all of them at once.
    const lines = await Promise.all(
      some.map(([, { workspace, message }]) => conversations.message(workspace, message)),
    );
    for (const line of lines) if (line) of(line.workspace, line.conversation).changed.push(line);
  }

  /** The first of these keys. */
  async function writeSome(keys: Iterable<string>): Promise<void> {
    const batch: Pending[] = [];
    for (const key of keys) {
      if (batch.length === MOST_AT_ONCE) break;
      const one = pending.get(key);
      if (one) batch.push(one);
      pending.delete(key);
      prompt.delete(key);
    }
    try {
      await serial('index', () => write(batch, false));
    } catch (error) {
      // What cannot be written now is found at the next start: nothing of it is only here.
      report({ kind: 'fault', where: 'inbox index', error });
    }
  }

  /** Puts conversations into the index. `whole`: their lines are all there are, not only the new ones. */
  async function write(batch: readonly Pending[], whole: boolean): Promise<void> {
    const now = clock.now();
    const changes: RowChange[] = [];
    const entries: InboxEntry<Row>[] = [];
    let newest = 0;
    const known = await rowsOf(batch);
    const beforeOf = ({ workspace, id }: Pending) => known.get(`${workspace}/${id}`);
    // Side by side: a store that is far away answers for all of them at once.
    const read = await Promise.all(
      batch.map(async (one) => {
        const before = beforeOf(one);
        // Another process, which wrote the row meanwhile, may have gone on with the conversation.
        const stale = one.conversation && before && before.rev > one.conversation.rev;
        return (stale ? undefined : one.conversation) ?? conversations.get(one.workspace, one.id);
      }),
    );
    for (const [i, one] of batch.entries()) {
      const before = beforeOf(one);
      const conversation = read[i];
      if (!conversation) continue;
      const facts = before && !one.touched ? undefined : await deps.facts(conversation);
      const row = deps.judged(rowAfter(whole ? undefined : before, conversation, one, facts), now);
      newest = Math.max(newest, conversation.updatedAt);
      // What is only read again has been told before.
      const news = whole
        ? { added: [], changed: [], own: [] }
        : { added: one.added, changed: one.changed, own: one.own };
      changes.push({ workspace: one.workspace, row, before, ...news });
      entries.push({
        workspace: one.workspace,
        id: one.id,
        facets: facetsOf(row),
        keys: keysOf(row),
        face: {
          phone: row.phone,
          name: row.name ?? '',
          labels: row.labels.join(' · '),
          flow: row.flow === undefined ? '' : await deps.flowName(one.workspace, row.flow),
        },
        doc: row,
        texts: one.added.flatMap((line) => {
          const text = line.direction === 'event' ? undefined : textOfLine(line);
          return text ? [{ id: line.id, at: line.at, direction: line.direction as 'in' | 'out', text }] : [];
        }),
      });
    }
    if (entries.length === 0) return;
    const seqs = await inbox.put(entries);
    if (!whole && progress === 1 && newest > marked) {
      marked = newest;
      await inbox.setMark(newest);
    }
    deps.wrote?.(changes.map(({ workspace, row }) => [workspace, row.id, row.rev]));
    told(changes.map((change, i) => ({ ...change, row: { ...change.row, seq: seqs[i] ?? 0 } })));
  }

  async function rowsOf(batch: readonly Pending[]): Promise<Map<string, Row>> {
    const rows = new Map<string, Row>();
    for (const workspace of new Set(batch.map((one) => one.workspace))) {
      const ids = batch.filter((one) => one.workspace === workspace).map(({ id }) => id);
      for (const row of await inbox.get(workspace, ids)) rows.set(`${workspace}/${row.id}`, row);
    }
    return rows;
  }

  function taken(news: News, own: boolean): void {
    if (news.kind === 'turn') {
      measured();
      noted.now += 1;
      const { conversation, messages } = news;
      const one = of(conversation.workspace, conversation.id);
      if (!one.conversation || one.conversation.rev < conversation.rev) one.conversation = conversation;
      one.added.push(...messages);
      if (own) one.own.push(...messages);
      if (conversation.owner.kind !== 'bot') prompt.add(`${conversation.workspace}/${conversation.id}`);
      soon();
    } else {
      const { workspace, message } = news;
      restated.set(`${workspace}/${message}`, { workspace, message });
      soon(true);
    }
  }

  function failed(error: unknown): void {
    report({ kind: 'fault', where: 'inbox index', error });
  }

  const others = inbox.shared
    ? createOthers({
        ...{ conversations, inbox, clock, isLookedAt: deps.isLookedAt, told },
        adopt({ workspace, id, conversation, added, changed, isPartial }) {
          if (isPartial) {
            serial('index', () => writeWhole(workspace, [{ id }])).catch(failed);
            return;
          }
          const one = of(workspace, id);
          const isNewer = (one.conversation?.rev ?? 0) < (conversation?.rev ?? 0);
          if (isNewer) one.conversation = conversation;
          one.added.push(...added);
          one.changed.push(...changed);
          soon();
        },
        fault: failed,
      })
    : undefined;

  function told(changes: readonly RowChange[]): void {
    if (changes.length === 0) return;
    deps.told(changes);
    others?.known(changes);
  }

  return {
    news: (news) => taken(news, true),
    heard: (news, from) => (others ? others.heard(news, from) : taken(news, false)),
    stepped: (steps, from) => others?.stepped(steps, from),
    written: (rows, from) => others?.written(rows, from),
    touch(workspace, conversation) {
      of(workspace, conversation).touched = true;
      prompt.add(`${workspace}/${conversation}`);
      soon();
    },
    async settled() {
      await working;
      await serial('settled', () => writeAll(() => false));
      // Others may have begun to write some of it.
      await working;
      await serial('index', async () => {});
    },
    start() {
      progress = 0;
      filling = fill()
        .catch((error: unknown) => report({ kind: 'fault', where: 'inbox index', error }))
        .then(() => {
          progress = 1;
          soon();
        });
    },
    async stop() {
      await this.settled();
      stopping = true;
      scheduled?.callOff();
      await filling;
      await others?.stop();
    },
    get progress() {
      return progress;
    },
  };

  /** Reads conversations from the newest back to where the index was up to date. */
  async function fill(): Promise<void> {
    const mark = await inbox.mark();
    const until = mark - SLACK_MS;
    const begun = clock.now();
    for (const workspace of deps.workspaces) {
      let cursor: string | undefined;
      do {
        const page = await conversations.list(workspace, {
          limit: PAGE,
          ...(cursor === undefined ? {} : { cursor }),
        });
        const ids = page.items.map(({ id }) => id);
        const rows = new Map((await inbox.get(workspace, ids)).map((row) => [row.id, row]));
        const todo = page.items.filter(({ id, rev, updatedAt }) => {
          const row = rows.get(id);
          return !row || row.rev < rev || (mark > 0 && updatedAt >= until);
        });
        for (let n = 0; n < todo.length && !stopping; n += FEW) {
          await serial('index', () => writeWhole(workspace, todo.slice(n, n + FEW)));
          await deps.breathe();
        }
        if (stopping) return;
        const oldest = page.items.at(-1)?.updatedAt ?? 0;
        if (mark > 0 && oldest < until) break;
        progress = Math.min(0.99, progress + (1 - progress) / 20);
        cursor = page.cursor;
      } while (cursor !== undefined);
    }
    if (begun > marked) await inbox.setMark(begun);
    marked = begun;
  }

  /** Read again here, where nobody else writes: what is indexed is never older than what was. */
  async function writeWhole(workspace: string, found: readonly { id: string }[]): Promise<void> {
    const batch: Pending[] = [];
    for (const { id } of found) {
      const conversation = await conversations.get(workspace, id);
      if (conversation)
        batch.push({
          workspace,
          id,
          since: 0,
          order: 0,
          conversation,
          added: await linesOf(workspace, id),
          changed: [],
          own: [],
          touched: true,
        });
    }
    await write(batch, true);
  }

  async function linesOf(workspace: string, id: string): Promise<StoredMessage[]> {
    const lines: StoredMessage[][] = [];
    let count = 0;
    let cursor: string | undefined;
    do {
      const page = await conversations.thread(workspace, id, {
        limit: 200,
        ...(cursor === undefined ? {} : { cursor }),
      });
      lines.unshift(page.items);
      count += page.items.length;
      cursor = page.cursor;
    } while (cursor !== undefined && count < MOST_LINES);
    return lines.flat();
  }
}
