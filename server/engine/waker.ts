/** Wakes conversations whose timer or outbox item is due: one alarm, set to the earliest time the store knows. */
import type { Clock } from '../clock.ts';
import type { Report } from '../report.ts';
import type { Conversation, ConversationStore } from '../stores/port.ts';

export interface WakerDeps {
  store: ConversationStore;
  clock: Clock;
  report: Report;
  /** What this process is called, where others share the store: what they are at work on is left to them. */
  by?: string;
  /** Whether what waits in the outbox of this conversation is being sent here already. */
  isAtWork(conversation: string): boolean;
  /** Fires what is due in this conversation; must leave it no longer due, or due later. */
  wake(conversation: Conversation): Promise<void>;
}

export interface Waker {
  /** Something is due at this time; earlier than what was known, it moves the alarm. */
  at(time: number): void;
  start(): void;
  stop(): Promise<void>;
}

const BATCH = 200;
/** The store is asked at least this often, for what another process left behind. */
const LONGEST_MS = 60_000;
/** The same, where there are others: what one of them leaves is taken up within ten seconds, with its claim's end. */
const TOGETHER_MS = 2_000;
/** Pause after a full batch: what it found is being worked on, and is still due until it is done. */
const PAUSE_MS = 100;
/** Until what is at work already is looked at again, should it have been left. */
const AT_WORK_MS = 500;
/** Until a conversation that could not be woken is tried again; the others of its sweep were. */
const RETRY_MS = 1000;

export function createWaker({ store, clock, report, by, isAtWork, wake }: WakerDeps): Waker {
  let alarm: { at: number; cancel: () => void } | undefined;
  let sweeping: Promise<void> | undefined;
  let stopped = true;

  function set(time: number): void {
    if (stopped || (alarm && alarm.at <= time)) return;
    alarm?.cancel();
    alarm = { at: time, cancel: clock.alarm(time, ring) };
  }

  function ring(): void {
    alarm = undefined;
    if (stopped) return;
    sweeping = (sweeping ?? Promise.resolve()).then(sweep);
  }

  async function sweep(): Promise<void> {
    const now = clock.now();
    let next = now + (by === undefined ? LONGEST_MS : TOGETHER_MS);
    try {
      const due = await store.due(now, BATCH, by);
      // Under load most of what is due is on its way: waking it again would cost more than sending it.
      const left = due.filter(({ conversation, rings }) => rings !== false || !isAtWork(conversation));
      const woken = await Promise.allSettled(
        left.map(async ({ workspace, conversation }) => {
          const found = await store.get(workspace, conversation);
          if (found) await wake(found);
        }),
      );
      // What is due now is being worked on; only what lies ahead needs an alarm.
      if (left.length < due.length) next = clock.now() + AT_WORK_MS;
      else if (due.length === BATCH) next = clock.now() + PAUSE_MS;
      else next = Math.min(next, (await store.nextDue(now)) ?? next);
      for (const result of woken) if (result.status === 'rejected') throw result.reason;
    } catch (error) {
      report({ kind: 'fault', where: 'waker', error });
      next = Math.min(next, clock.now() + RETRY_MS);
    }
    set(next);
  }

  return {
    at: set,
    start() {
      stopped = false;
      set(clock.now());
    },
    async stop() {
      stopped = true;
      alarm?.cancel();
      await sweeping;
    },
  };
}
