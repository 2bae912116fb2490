/** One outbox item becomes one call of a port, and the port's answer becomes what the outbox does next. */
import type { Event } from '../../flows/event.ts';
import type { Brand } from '../channels/port.ts';
import type { Clock } from '../clock.ts';
import type { CallOutcome } from '../services/port.ts';
import type { Conversation, OutboxItem } from '../stores/port.ts';
import { backoffMs } from './backoff.ts';
import { createSay, type Passage, type SayDeps } from './say.ts';
import { createTimedCall, type RunCall } from './timed-call.ts';
import type { Verdict } from './verdict.ts';
import { createWatch, type WatchDeps } from './watch.ts';

export interface PerformDeps extends SayDeps, WatchDeps {
  brand(workspace: string, id: string): Brand | undefined;
  call: RunCall;
  clock: Clock;
  /** Between 0 and 1, for the jitter of retries. */
  random(): number;
  newId(): string;
  /** Takes a service's answer back into the conversation, once for each call. */
  answer(conversation: Conversation, brand: Brand, event: Event, seen: string): Promise<unknown>;
}

export interface Perform {
  (conversation: Conversation, item: OutboxItem, passage: Passage): Promise<Verdict>;
  /** Takes back a message that a "stop" overtook; true if it will not arrive. */
  recall(conversation: Conversation, item: OutboxItem): Promise<boolean>;
}

/** A service that throws this often has failed as far as the flow is concerned. */
const MAX_CALL_ATTEMPTS = 3;

export function createPerform(deps: PerformDeps): Perform {
  const say = createSay(deps);
  const watch = createWatch(deps);
  const ask = createTimedCall(deps);

  const perform: Perform = async (conversation, item, passage) => {
    const { work } = item;
    const brand = deps.brand(conversation.workspace, conversation.brand);
    if (!brand) {
      return { kind: 'park', code: 'no_brand', detail: `Brand "${conversation.brand}" does not exist.` };
    }
    if (work.kind === 'call') return call(conversation, brand, item, work);
    if (item.lane === 'watch') return watch.look(conversation, brand, item, work);
    return say(conversation, brand, item, work, passage);
  };

  perform.recall = async (conversation, item) => {
    const brand = deps.brand(conversation.workspace, conversation.brand);
    return brand !== undefined && watch.recall(brand, conversation, item);
  };

  async function call(
    conversation: Conversation,
    brand: Brand,
    item: OutboxItem,
    work: Extract<OutboxItem['work'], { kind: 'call' }>,
  ): Promise<Verdict> {
    let outcome: CallOutcome;
    try {
      const { service, operation, input, timeout } = work;
      outcome = await ask(conversation, brand, { id: item.id, service, operation, input, timeout });
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      if (item.attempts + 1 < MAX_CALL_ATTEMPTS) {
        return {
          kind: 'again',
          afterMs: backoffMs(item.attempts, deps.random()),
          code: 'service_fault',
          detail,
        };
      }
      outcome = { kind: 'failed', code: 'error', message: detail };
    }
    const base = { id: deps.newId(), at: deps.clock.now(), call: item.id };
    const event: Event =
      outcome.kind === 'done'
        ? { kind: 'done', ...base, result: outcome.result }
        : { kind: 'failed', ...base, code: outcome.code, message: outcome.message };
    await deps.answer(conversation, brand, event, `call:${item.id}`);
    return { kind: 'done' };
  }

  return perform;
}
