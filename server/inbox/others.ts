/**
 * What other processes did, where all share one index: they write the rows and say so, and here those are read and told if
 * anybody looks. A row that is not written after a while is given to this process: the other one is gone. Knows the index;
 * decides nothing.
 */
import type { Clock } from '../clock.ts';
import type { Row } from '../contract/inbox-list.ts';
import type { News } from '../engine/news.ts';
import { createSerial } from '../engine/serial.ts';
import type { Step, WrittenRow } from '../jobs/port.ts';
import type { InboxStore } from '../stores/inbox-port.ts';
import type { Conversation, ConversationStore, StoredMessage } from '../stores/port.ts';
import type { RowChange } from './indexer.ts';

export interface Others {
  heard(news: News, from: string): void;
  /** Another process went on with conversations, so far. */
  stepped(steps: readonly Step[], from: string): void;
  /** Another process wrote rows. */
  written(rows: readonly WrittenRow[], from: string): void;
  /** These rows are known here from now on. */
  known(changes: readonly RowChange[]): void;
  stop(): Promise<void>;
}

export interface OthersDeps {
  conversations: Pick<ConversationStore, 'message' | 'thread'>;
  inbox: Pick<InboxStore<Row>, 'get'>;
  clock: Clock;
  /** Whether anybody is connected here: else what others did is only watched for what they leave. */
  isLookedAt(): boolean;
  told(changes: readonly RowChange[]): void;
  /** Nobody has written it: it is to be written here. */
  adopt(left: Left): void;
  fault(error: unknown): void;
}

/** The other process says when it has written a row; that may be lost. */
const UNSAID_MS = 4000;
/** A process of which nothing is heard for so long does not write the rows it left. */
const GIVEN_UP_MS = 15_000;
/** Looking goes over all that is awaited. */
const LOOK_EVERY_MS = 50;
/** Clocks of two machines may differ by less. */
const APART_MS = 3000;
/** Lines that are read where only that there are some was said. */
const LAST_LINES = 20;
const MOST_AT_ONCE = 200;
const MOST_PROCESSES = 100;
/** Rows that are remembered as they were told. */
const MOST_KNOWN = 20_000;

/** What was heard of one conversation. */
export interface Left {
  workspace: string;
  id: string;
  conversation: Conversation | undefined;
  added: StoredMessage[];
  changed: StoredMessage[];
  /** Not all that was added was said. */
  isPartial: boolean;
}
interface Awaited extends Left {
  rev: number;
  /** Who is to write it. */
  from: string;
  since: number;
  lookAt: number;
}

export function createOthers(deps: OthersDeps): Others {
  const { conversations, inbox, clock } = deps;
  const serial = createSerial();
  const awaited = new Map<string, Awaited>();
  const rows = new Map<string, Row>();
  /** When each of the others was last heard of. */
  const heardOf = new Map<string, number>();
  let scheduled: { at: number; callOff(): void } | undefined;
  let stopped = false;

  function hear(from: string): void {
    heardOf.delete(from);
    heardOf.set(from, clock.now());
    if (heardOf.size > MOST_PROCESSES) heardOf.delete(heardOf.keys().next().value ?? '');
  }

  function of(workspace: string, id: string, from: string): Awaited {
    const key = `${workspace}/${id}`;
    const known = awaited.get(key);
    if (known) {
      known.from = from;
      return known;
    }
    const since = clock.now();
    const lookAt = since + (deps.isLookedAt() ? UNSAID_MS : GIVEN_UP_MS);
    const one: Awaited = {
      ...{ workspace, id, from, since, lookAt, rev: 0, isPartial: false },
      ...{ conversation: undefined, added: [], changed: [] },
    };
    awaited.set(key, one);
    schedule(lookAt);
    return one;
  }

  function schedule(at: number): void {
    if (stopped || (scheduled && scheduled.at <= at)) return;
    scheduled?.callOff();
    const callOff = clock.alarm(at, () => {
      scheduled = undefined;
      serial('look', look).catch((error: unknown) => {
        deps.fault(error);
        schedule(clock.now() + UNSAID_MS);
      });
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
      const written = own.filter((one) => isWritten(one, byId.get(one.id), now));
      if (!deps.isLookedAt()) for (const one of written) rows.delete(`${one.workspace}/${one.id}`);
      else {
        await Promise.all(written.filter(({ isPartial }) => isPartial).map(complete));
        deps.told(written.flatMap((one) => changeOf(one, byId.get(one.id))));
      }
    }
    const next = Math.min(...[...awaited.values()].map(({ lookAt }) => lookAt));
    if (Number.isFinite(next)) schedule(Math.max(next, now + LOOK_EVERY_MS));
  }

  /** Whether the row is there by now; one that should have been for long is given away. */
  function isWritten(one: Awaited, row: Row | undefined, now: number): boolean {
    const { workspace, id, from, since } = one;
    if (row && row.rev >= one.rev) {
      // What comes from now on waits for its own row.
      awaited.delete(`${workspace}/${id}`);
      return true;
    }
    const givenUpAt = Math.max(since, heardOf.get(from) ?? 0) + GIVEN_UP_MS;
    if (now < givenUpAt) one.lookAt = deps.isLookedAt() ? Math.min(now + UNSAID_MS, givenUpAt) : givenUpAt;
    else {
      awaited.delete(`${workspace}/${id}`);
      deps.adopt(one);
    }
    return false;
  }

  /** Reads what was added, where only that something was is known. */
  async function complete(one: Awaited): Promise<void> {
    const { items } = await conversations.thread(one.workspace, one.id, { limit: LAST_LINES });
    one.added = items.filter(({ at }) => at >= one.since - APART_MS);
  }

  function changeOf({ workspace, id, added, changed }: Awaited, row: Row | undefined): RowChange[] {
    if (!row) return [];
    const before = rows.get(`${workspace}/${id}`);
    return [
      { workspace, row, before, added, changed, own: [], ...(before ? {} : { unsure: true as const }) },
    ];
  }

  return {
    heard(news, from) {
      hear(from);
      if (news.kind === 'turn') {
        const { conversation, messages } = news;
        const one = of(conversation.workspace, conversation.id, from);
        if (!one.conversation || one.conversation.rev < conversation.rev) one.conversation = conversation;
        one.rev = Math.max(one.rev, conversation.rev);
        one.added.push(...messages);
        return;
      }
      // Where nobody looks, the state of a line is read when somebody does.
      if (!deps.isLookedAt()) return;
      const { workspace, message } = news;
      conversations.message(workspace, message).then((line) => {
        if (line) of(workspace, line.conversation, from).changed.push(line);
      }, deps.fault);
    },
    stepped(steps, from) {
      hear(from);
      for (const [workspace, id, , , rev] of steps) {
        const one = of(workspace, id, from);
        one.rev = Math.max(one.rev, rev);
        one.isPartial = true;
      }
    },
    written(some, from) {
      hear(from);
      const now = clock.now();
      const looks = deps.isLookedAt();
      for (const [workspace, id, rev] of some) {
        const key = `${workspace}/${id}`;
        // What it has not written yet comes later.
        if ((awaited.get(key)?.rev ?? 0) > rev) continue;
        if (looks) {
          of(workspace, id, from).lookAt = now;
          schedule(now + 1);
        } else {
          awaited.delete(key);
          // What it was before is not known any more.
          rows.delete(key);
        }
      }
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
