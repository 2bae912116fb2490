/**
 * Drains the outbox: what committed turns asked for leaves here, in order within a conversation, many conversations
 * at a time. The store is the truth; what is in memory is only which conversations are being worked on.
 */
import type { Clock } from '../clock.ts';
import type { Report } from '../report.ts';
import type { Conversation, ConversationStore, OutboxItem } from '../stores/port.ts';
import { OPTED_OUT, type Perform, type Verdict } from './perform.ts';

export interface OutboxDeps {
  store: ConversationStore;
  perform: Perform;
  clock: Clock;
  report: Report;
  /** The earliest time at which the conversation has to be looked at again. */
  wakeAt(at: number): void;
  /** Resolves when there is time to send: acknowledging what comes in goes first. */
  moment(): Promise<void> | undefined;
}

export interface Outbox {
  /**
   * Something new was committed for this conversation, or an item of it is due. `fresh` is what was just committed:
   * where nothing older waits, it need not be read again.
   */
  drain(conversation: Conversation, fresh?: OutboxItem[]): void;
  /**
   * The customer said "stop": what was said before and has not left is parked, but for acknowledgements. Comes before
   * the "stop" is committed, so that no crash in between lets any of it go.
   */
  withdraw(conversation: Conversation): Promise<void>;
  /** Takes no new work; resolves when nothing is under way. What is left stays in the store. */
  stop(): Promise<void>;
}

/** Conversations worked on at once; beyond it they wait their turn. */
const PARALLEL = 256;
const MAX_WAITING = 10_000;
const MAX_CLEAR = 8192;

/** A conversation at work. */
interface Working {
  /** Something was committed for it meanwhile. */
  again: boolean;
  /** All there is to do, where that is known without reading. */
  fresh: OutboxItem[] | undefined;
  /** What this pass has read no longer holds: messages were withdrawn. */
  stale: boolean;
  /** The message a channel is asked for now. */
  sending?: string;
  /** That message was withdrawn meanwhile: should it not leave now, it is not tried again. */
  withdrawn?: boolean;
}

export function createOutbox({ store, perform, clock, report, wakeAt, moment }: OutboxDeps): Outbox {
  const working = new Map<string, Working>();
  const waiting = new Map<string, Conversation>();
  /** Calls under way, by item id: they may take seconds, and nobody waits for them. */
  const calling = new Set<string>();
  const running = new Set<Promise<unknown>>();
  /** Conversations whose messages are being withdrawn: nothing leaves until it is written down. */
  const withdrawing = new Map<string, Promise<unknown>>();
  /** Conversations of which nothing was left when they were last at work: what is committed next is all there is. */
  const clear = new Set<string>();
  let stopped = false;

  function track(work: Promise<unknown>): void {
    running.add(work);
    work.finally(() => running.delete(work)).catch(() => {});
  }

  function drain(conversation: Conversation, fresh?: OutboxItem[]): void {
    if (stopped) return;
    const { id } = conversation;
    const own = working.get(id);
    const known = clear.delete(id) ? fresh : undefined;
    if (own) {
      own.again = true;
    } else if (working.size >= PARALLEL) {
      // Past that the store alone remembers them, and the next wake finds them.
      if (waiting.size < MAX_WAITING) waiting.set(id, conversation);
      else wakeAt(clock.now() + 1000);
    } else {
      working.set(id, { again: false, stale: false, fresh: known });
      track(work(conversation));
    }
  }

  async function work(conversation: Conversation): Promise<void> {
    const { id } = conversation;
    try {
      await moment();
      do {
        await withdrawing.get(id);
        const own = working.get(id);
        const fresh = own?.fresh;
        if (own) Object.assign(own, { again: false, stale: false, fresh: undefined });
        if (await passOver(conversation, fresh)) markClear(id);
      } while (!stopped && working.get(id)?.again);
    } catch (error) {
      // The store did not answer: the items are still there, and the next wake finds them.
      report({ kind: 'fault', where: 'outbox', error });
      wakeAt(clock.now() + 1000);
    } finally {
      working.delete(id);
      const [next] = waiting.values();
      if (next && !stopped) {
        waiting.delete(next.id);
        drain(next);
      }
    }
  }

  function markClear(id: string): void {
    if (working.get(id)?.again) return;
    clear.add(id);
    if (clear.size > MAX_CLEAR) clear.delete(clear.values().next().value ?? '');
  }

  /** Everything that may leave now, the oldest first. True if nothing is left. */
  async function passOver(conversation: Conversation, fresh: OutboxItem[] | undefined): Promise<boolean> {
    const items = fresh ?? (await store.pending(conversation.workspace, conversation.id));
    let left = false;
    let heldUntil: number | undefined;
    for (const item of items) {
      if (stopped) return false;
      if (working.get(conversation.id)?.stale) {
        drain(conversation);
        return false;
      }
      if (item.lane === 'call') {
        startCall(conversation, item);
        left = true;
        continue;
      }
      if (heldUntil === undefined && item.dueAt > clock.now()) heldUntil = item.dueAt;
      if (heldUntil !== undefined) {
        // Behind a message that waits for its next try, others wait with it: order is kept.
        if (item.dueAt < heldUntil) await settle(item, { kind: 'wait', until: heldUntil });
        wakeAt(heldUntil);
        continue;
      }
      const until = await say(conversation, item);
      if (until !== undefined) heldUntil = until;
    }
    return !left && heldUntil === undefined;
  }

  async function say(conversation: Conversation, item: OutboxItem): Promise<number | undefined> {
    const own = working.get(conversation.id);
    if (own) Object.assign(own, { sending: item.id, withdrawn: false });
    try {
      const verdict = await attempt(conversation, item);
      const until = await settle(item, verdict);
      return own?.withdrawn && verdict.kind === 'again' ? await settle(item, OPTED_OUT) : until;
    } finally {
      if (own) own.sending = undefined;
    }
  }

  async function withdraw(conversation: Conversation): Promise<void> {
    const { workspace, id } = conversation;
    const atWork = working.get(id);
    if (atWork) Object.assign(atWork, { stale: true, fresh: undefined });
    const items = (await store.pending(workspace, id)).filter(endsWithStop);
    await Promise.all(
      items.map((item) => {
        const own = working.get(id);
        if (own?.sending !== item.id) return settle(item, OPTED_OUT);
        own.withdrawn = true;
        return undefined;
      }),
    );
  }

  function startCall(conversation: Conversation, item: OutboxItem): void {
    if (calling.has(item.id)) return;
    if (item.dueAt > clock.now()) {
      wakeAt(item.dueAt);
      return;
    }
    calling.add(item.id);
    const done = async () => {
      try {
        const verdict = await attempt(conversation, item);
        await settle(item, verdict);
      } catch (error) {
        report({ kind: 'fault', where: 'outbox', error });
        wakeAt(clock.now() + 1000);
      } finally {
        calling.delete(item.id);
      }
    };
    track(done());
  }

  async function attempt(conversation: Conversation, item: OutboxItem): Promise<Verdict> {
    const began = clock.now();
    try {
      const verdict = await perform(conversation, item);
      if (verdict.kind === 'done') {
        const ms = clock.now() - began;
        report({ kind: 'sent', conversation: conversation.id, work: item.work.kind, ms });
      }
      return verdict;
    } catch (error) {
      report({ kind: 'fault', where: `perform ${item.work.kind}`, error });
      const detail = error instanceof Error ? error.message : String(error);
      return item.attempts >= 5
        ? { kind: 'park', code: 'fault', detail }
        : { kind: 'again', afterMs: 1000 * 2 ** item.attempts, code: 'fault', detail };
    }
  }

  /** Writes down what became of an item; the time it waits for, if it has to. */
  async function settle(
    item: OutboxItem,
    verdict: Verdict | { kind: 'wait'; until: number },
  ): Promise<number | undefined> {
    const { workspace, conversation } = item;
    const base = { workspace, conversation, item: item.id };
    const now = clock.now();
    const isMessage = item.work.kind === 'send';
    switch (verdict.kind) {
      case 'done':
        await store.settle({
          ...base,
          outcome: 'done',
          ...(isMessage ? { message: { state: 'sent', at: now } } : {}),
        });
        return undefined;
      case 'wait':
        await store.settle({ ...base, outcome: 'again', dueAt: verdict.until, attempts: item.attempts });
        return verdict.until;
      case 'again': {
        const dueAt = now + verdict.afterMs;
        const attempts = item.attempts + 1;
        await store.settle({ ...base, outcome: 'again', dueAt, attempts });
        const { code, detail } = verdict;
        report({ kind: 'retry', conversation, work: item.work.kind, code, attempts, detail });
        wakeAt(dueAt);
        return dueAt;
      }
      case 'park': {
        const { code, detail } = verdict;
        await store.settle({
          ...base,
          outcome: 'parked',
          at: now,
          attempts: item.attempts + 1,
          code,
          detail,
          ...(isMessage ? { message: { state: 'failed', at: now } } : {}),
        });
        report({ kind: 'parked', conversation, work: item.work.kind, code, detail });
        return undefined;
      }
    }
  }

  return {
    drain,
    async withdraw(conversation) {
      const { id } = conversation;
      const written = withdraw(conversation);
      withdrawing.set(
        id,
        written.catch(() => {}),
      );
      await written.finally(() => withdrawing.delete(id));
    },
    async stop() {
      stopped = true;
      waiting.clear();
      while (running.size > 0) await Promise.allSettled([...running]);
    },
  };
}

/** What a "stop" takes back: everything that is said, but for what confirms it. */
function endsWithStop({ work }: OutboxItem): boolean {
  return work.kind === 'send' && work.traffic !== 'acknowledgement';
}
