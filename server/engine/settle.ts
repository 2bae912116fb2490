/** Writes down what became of an outbox item, and tells of it; knows the store's words for it, and who waits for when. */
import type { Clock } from '../clock.ts';
import type { Report } from '../report.ts';
import type { ConversationStore, MessageChange, OutboxItem } from '../stores/port.ts';
import type { Verdict } from './verdict.ts';

export interface SettleDeps {
  store: Pick<ConversationStore, 'settle'>;
  clock: Clock;
  report: Report;
  /** The earliest time at which a conversation has to be looked at again. */
  wakeAt(at: number): void;
}

/** Resolves, when it is durable, with the time until which those behind the item wait; undefined if they need not. */
export type Settle = (item: OutboxItem, verdict: Verdict) => Promise<number | undefined>;

export function createSettle({ store, clock, report, wakeAt }: SettleDeps): Settle {
  return async (item, verdict) => {
    const { workspace, conversation, work } = item;
    const base = { workspace, conversation, item: item.id };
    const now = clock.now();
    const line = (change: Omit<MessageChange, 'at'>) =>
      work.kind === 'send' ? { message: { ...change, at: now } } : {};
    const why = 'because' in verdict && verdict.because?.length ? { because: verdict.because } : {};
    switch (verdict.kind) {
      case 'gone':
        return undefined;
      case 'done': {
        const { state = 'sent', channel } = verdict;
        const change = { state, ...(channel ? { channel } : {}), ...why };
        await store.settle({ ...base, outcome: 'done', ...line(change) });
        return undefined;
      }
      case 'watch': {
        const { until: dueAt } = verdict;
        const change = line({ state: 'sent', ...why });
        await store.settle({ ...base, outcome: 'again', lane: 'watch', dueAt, attempts: 0, ...change });
        wakeAt(dueAt);
        return undefined;
      }
      case 'sms': {
        const dueAt = now + verdict.afterMs;
        const way = { lane: 'say', via: 'sms' } as const;
        await store.settle({ ...base, outcome: 'again', ...way, dueAt, attempts: 0, ...line(why) });
        report({ kind: 'fallback', conversation, code: verdict.because[0]?.code ?? '' });
        wakeAt(dueAt);
        return verdict.afterMs > 0 ? dueAt : undefined;
      }
      case 'wait': {
        const { until: dueAt } = verdict;
        await store.settle({ ...base, outcome: 'again', dueAt, attempts: item.attempts, ...line(why) });
        report({ kind: 'held', conversation, code: verdict.because[0]?.code ?? '', until: dueAt });
        wakeAt(dueAt);
        return dueAt;
      }
      case 'again': {
        const dueAt = now + verdict.afterMs;
        const attempts = item.attempts + 1;
        await store.settle({
          ...{ ...base, outcome: 'again', dueAt, attempts },
          ...('because' in why ? line(why) : {}),
        });
        const { code, detail } = verdict;
        report({ kind: 'retry', conversation, work: work.kind, code, attempts, detail });
        wakeAt(dueAt);
        return dueAt;
      }
      case 'park': {
        const { code, detail } = verdict;
        const attempts = item.attempts + 1;
        const change = line({ state: 'failed', ...why });
        await store.settle({ ...base, outcome: 'parked', at: now, attempts, code, detail, ...change });
        report({ kind: 'parked', conversation, work: work.kind, code, detail });
        return undefined;
      }
    }
  };
}
