/**
 * What other processes did, where all share one index: they write the rows, and here those are read and told. A row that
 * is not written after a while is given to this process: the other one is gone. Knows the index; decides nothing.
 */
import type { Clock } from '../clock.ts';
import type { Row } from '../contract/inbox-list.ts';
import type { News } from '../engine/news.ts';
import { createSerial } from '../engine/serial.ts';
import type { InboxStore } from '../stores/inbox-port.ts';
import type { Conversation, ConversationStore, StoredMessage } from '../stores/port.ts';
import type { RowChange } from './indexer.ts';

export interface Others {
  heard(news: News): void;
  /** These rows are known here from now on. */
  known(changes: readonly RowChange[]): void;
  stop(): Promise<void>;
}

export interface OthersDeps {
  conversations: Pick<ConversationStore, 'message'>;
  inbox: Pick<InboxStore<Row>, 'get'>;
  clock: Clock;
  /** Whether anybody is connected here: else what others did may be told later, and is only watched for what they leave. */
  isLookedAt(): boolean;
  told(changes: readonly RowChange[]): void;
  /** Nobody has written it: it is to be written here. */
  adopt(left: Left): void;
  fault(error: unknown): void;
}

/** The other process writes what belongs together at once, and is given that long. */
const FIRST_MS = 100;
const LONGEST_MS = 2000;
/** Longer than a process that is busy leaves a row unwritten. */
const GIVEN_UP_MS = 15_000;
const MOST_AT_ONCE = 200;
/** Rows that are remembered as they were told. */
const MOST_KNOWN = 20_000;

/** What was heard of one conversation. */
export interface Left {
  workspace: string;
  id: string;
  conversation: Conversation | undefined;
  added: StoredMessage[];
  changed: StoredMessage[];
}
interface Awaited extends Left {
  since: number;
  lookAt: number;
}

export function createOthers(deps: OthersDeps): Others {
  const { conversations, inbox, clock } = deps;
  const serial = createSerial();
  const awaited = new Map<string, Awaited>();
  const rows = new Map<string, Row>();
  let scheduled: { at: number; callOff(): void } | undefined;
  let stopped = false;

  function of(workspace: string, id: string): Awaited {
    const key = `${workspace}/${id}`;
    const since = clock.now();
    const lookAt = since + (deps.isLookedAt() ? FIRST_MS : LONGEST_MS);
    const one = awaited.get(key) ?? {
      ...{ workspace, id, since, lookAt },
      ...{ conversation: undefined, added: [], changed: [] },
    };
    awaited.set(key, one);
    schedule(one.lookAt);
    return one;
  }

  function schedule(at: number): void {
    if (stopped || (scheduled && scheduled.at <= at)) return;
    scheduled?.callOff();
    const callOff = clock.alarm(at, () => {
      scheduled = undefined;
      serial('look', look).catch(deps.fault);
    });
    scheduled = { at, callOff };
  }

  async function look(): Promise<void> {
    const now = clock.now();
    const due = [...awaited.values()].filter(({ lookAt }) => lookAt <= now).slice(0, MOST_AT_ONCE);
    for (const workspace of new Set(due.map((one) => one.workspace))) {
      const own = due.filter((one) => one.workspace === workspace);
      const found = await inbox.get(
        workspace,
        own.map(({ id }) => id),
      );
      const byId = new Map(found.map((row) => [row.id, row]));
      deps.told(own.flatMap((one) => settle(one, byId.get(one.id), now)));
    }
    const next = Math.min(...[...awaited.values()].map(({ lookAt }) => lookAt));
    if (Number.isFinite(next)) schedule(Math.max(next, now + 1));
  }

  /** What is told of a row that is written by now. */
  function settle(one: Awaited, row: Row | undefined, now: number): RowChange[] {
    const { workspace, id, since, conversation, added, changed } = one;
    const key = `${workspace}/${id}`;
    if (row && row.rev >= (conversation?.rev ?? 0)) {
      // What came meanwhile waits for its own row.
      if (awaited.get(key) === one) awaited.delete(key);
      const before = rows.get(key);
      return [
        { workspace, row, before, added, changed, own: [], ...(before ? {} : { unsure: true as const }) },
      ];
    }
    const age = now - since;
    if (age < GIVEN_UP_MS) one.lookAt = now + Math.min(LONGEST_MS, Math.max(FIRST_MS, age));
    else {
      awaited.delete(key);
      deps.adopt(one);
    }
    return [];
  }

  return {
    heard(news) {
      if (news.kind === 'turn') {
        const { conversation, messages } = news;
        const one = of(conversation.workspace, conversation.id);
        if (!one.conversation || one.conversation.rev < conversation.rev) one.conversation = conversation;
        one.added.push(...messages);
        return;
      }
      // Where nobody looks, the state of a line is read when somebody does.
      if (!deps.isLookedAt()) return;
      const { workspace, message } = news;
      conversations.message(workspace, message).then((line) => {
        if (line) of(workspace, line.conversation).changed.push(line);
      }, deps.fault);
    },
    known(changes) {
      for (const { workspace, row } of changes) {
        const key = `${workspace}/${row.id}`;
        rows.delete(key);
        rows.set(key, row);
        if (rows.size > MOST_KNOWN) rows.delete(rows.keys().next().value ?? '');
      }
    },
    async stop() {
      stopped = true;
      scheduled?.callOff();
      await serial('look', async () => {});
    },
  };
}
