/**
 * Messages that RCS took and has not delivered: what is decided about each, once, whoever is faster, our own look, a
 * receipt or the message itself. Knows the store and the rules of routes; what leaves is the outbox's.
 */
import type { Clock } from '../clock.ts';
import type { Report } from '../report.ts';
import type { Conversation, ConversationStore, OutboxItem, Reason, Receipt } from '../stores/port.ts';
import { canFallBack, isUrgent, isWatched, type Serves } from './route.ts';
import { createSerial } from './serial.ts';
import type { Settle } from './settle.ts';
import { UNANSWERED, unsureCode, type Verdict } from './verdict.ts';

/** A message on its way to a channel. */
export interface Current {
  id: string;
  /** The channel is being asked: what is decided now comes too late for this attempt. */
  leaving: boolean;
  /** It was taken back meanwhile: should it not leave now, it is not tried again. */
  withdrawn: boolean;
  /** Its author speaks no more, and why: should it not leave now, it is not tried again. */
  silenced?: Reason;
  /** RCS gave it up meanwhile: should it not be there now, it goes by SMS. */
  instead?: Reason[];
  /** It arrived by RCS meanwhile: should it not leave by SMS now, it is not tried again. */
  arrived?: Receipt;
}

export interface UndeliveredDeps {
  store: Pick<ConversationStore, 'message' | 'pending' | 'settle'>;
  clock: Clock;
  report: Report;
  wakeAt(at: number): void;
  /** The channels by which this conversation's brand can send. */
  serves(conversation: Conversation): Serves;
  settle: Settle;
  attempt(conversation: Conversation, item: OutboxItem): Promise<Verdict>;
  drain(conversation: Conversation): void;
  track(work: Promise<unknown>): void;
  /** This message, if it is on its way to a channel at this moment. */
  atWork(conversation: Conversation, message: string): Current | undefined;
  /** The outbox of this conversation has to be read again before anything new leaves. */
  reopen(conversation: Conversation): void;
  /** Conversations looked at at once. */
  most: number;
}

export interface Undelivered {
  /** Asks about messages that were not delivered in their time, beside what leaves: nobody waits for it. */
  look(conversation: Conversation, items: OutboxItem[]): void;
  /**
   * RCS will not deliver this message ("expired"), or cannot say whether it did ("unsure"): it goes its other way now.
   * False if it has none, or left the outbox already: nothing is changed then.
   */
  giveUp(conversation: Conversation, message: string, why: 'expired' | 'unsure'): Promise<boolean>;
  /**
   * A message that was to go by SMS arrived the first way after all: it does not leave a second time, also where it
   * waits for a person, and its line says so. False if it has left, or may have: then it is at least not tried again.
   * One on its way is only told: whoever sends it asks once more when it is known whether it left.
   */
  spare(conversation: Conversation, message: string, receipt: Receipt): Promise<boolean>;
}

export function createUndelivered(deps: UndeliveredDeps): Undelivered {
  const { store, clock, report, wakeAt, settle, attempt, drain, atWork } = deps;
  const looking = new Set<string>();
  const deciding = createSerial();

  /** One decision at a time about the messages of a conversation. */
  function decide<T>(
    conversation: Conversation,
    task: (find: (item: string) => Promise<OutboxItem | undefined>) => Promise<T>,
  ): Promise<T> {
    const { workspace, id } = conversation;
    return deciding(id, () => {
      deps.reopen(conversation);
      return task(async (item) => (await store.pending(workspace, id)).find((one) => one.id === item));
    });
  }

  async function lookAt(conversation: Conversation, items: OutboxItem[]): Promise<void> {
    try {
      const verdicts = await Promise.all(items.map((item) => attempt(conversation, item)));
      await decide(conversation, async (find) => {
        for (const [n, item] of items.entries()) {
          const verdict = verdicts[n];
          // A receipt may have been faster.
          if (verdict && (await find(item.id))?.lane === 'watch') await settle(item, verdict);
        }
      });
    } catch (error) {
      report({ kind: 'fault', where: 'outbox', error });
      wakeAt(clock.now() + 1000);
      return;
    } finally {
      looking.delete(conversation.id);
    }
    drain(conversation);
  }

  /** What becomes of a watched message that the platform gave up, or lost sight of. */
  function verdictOf(
    item: OutboxItem,
    possible: boolean,
    why: 'expired' | 'unsure',
    because: Reason[],
  ): Verdict {
    const urgent = item.work.kind === 'send' && isUrgent(item.work);
    if (possible && (why === 'expired' || urgent)) return { kind: 'sms', afterMs: 0, because };
    if (why === 'expired') return { kind: 'done', state: 'expired', because };
    // Calling it back ourselves decides.
    return { kind: 'watch', until: clock.now() };
  }

  return {
    look(conversation, items) {
      const { id } = conversation;
      if (looking.has(id)) return;
      if (looking.size >= deps.most) {
        wakeAt(clock.now() + 1000);
        return;
      }
      looking.add(id);
      deps.track(lookAt(conversation, items));
    },

    async giveUp(conversation, message, why) {
      const decided = await decide(conversation, async (find) => {
        const item = await find(message);
        if (item?.work.kind !== 'send') return false;
        if (item.via !== undefined) return true;
        const now = clock.now();
        const serves = deps.serves(conversation);
        const because: Reason[] = [{ at: now, code: why === 'expired' ? 'rcs_expired' : 'rcs_unsure' }];
        if (item.lane === 'watch') {
          await settle(item, verdictOf(item, canFallBack(item.work, serves, now), why, because));
          return true;
        }
        // It was taken, though no answer came, and waits to be asked for again under the same id, which would do
        // nothing.
        if (why === 'unsure' || !isWatched(item.work, serves, now)) return false;
        const current = atWork(conversation, message);
        if (current) current.instead = because;
        else await settle(item, { kind: 'sms', afterMs: 0, because });
        return true;
      });
      if (decided) drain(conversation);
      return decided;
    },

    spare(conversation, message, receipt) {
      return decide(conversation, async (find) => {
        const item = await find(message);
        if (item && item.via === undefined) return false;
        const leaving = atWork(conversation, message);
        if (leaving) leaving.arrived = receipt;
        if (leaving || item?.askedAt !== undefined) return false;
        const { workspace, id } = conversation;
        const done = { workspace, conversation: id, item: message, outcome: 'done' } as const;
        // Nobody needs to try it again, nor to decide whether to; but that it may have left stays true.
        const { fault, because: told = [] } = (await store.message(workspace, message)) ?? {};
        if (fault?.code === unsureCode('sms') || told.some(({ code }) => code === UNANSWERED)) {
          await store.settle({ ...done, message: { at: clock.now(), state: 'sent' } });
          return false;
        }
        const { channel, state, at } = receipt;
        const because = [{ at: clock.now(), code: 'rcs_delivered' }];
        // What is in the outbox no more has left.
        if (!(await store.settle({ ...done, message: { channel, state, at, because } }))) return false;
        // It may have been picked up while that was written.
        const current = atWork(conversation, message);
        if (!current) return true;
        current.withdrawn = true;
        return !current.leaving;
      });
    },
  };
}
