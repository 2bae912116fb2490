/** One outbox item becomes one call of a port, and the port's answer becomes what the outbox does next. */
import type { Event } from '../../flows/event.ts';
import type { Brand, Channel, Outcome } from '../channels/port.ts';
import type { Clock } from '../clock.ts';
import type { CallContext, CallOutcome } from '../services/port.ts';
import type { Conversation, OutboxItem } from '../stores/port.ts';
import { backoffMs } from './backoff.ts';

/** What the outbox does with an item now. */
export type Verdict =
  | { kind: 'done' }
  | { kind: 'again'; afterMs: number; code: string; detail: string }
  | { kind: 'park'; code: string; detail: string };

export type RunCall = (
  service: string,
  operation: string,
  input: Record<string, unknown>,
  context: CallContext,
) => Promise<CallOutcome>;

export interface PerformDeps {
  channel(conversation: Conversation): Channel | undefined;
  brand(workspace: string, id: string): Brand | undefined;
  call: RunCall;
  clock: Clock;
  /** Between 0 and 1, for the jitter of retries. */
  random(): number;
  newId(): string;
  /** Whether the customer wants no more messages, as it is stored now. */
  optedOut(conversation: Conversation): Promise<boolean>;
  /** Takes a service's answer back into the conversation, once for each call. */
  answer(conversation: Conversation, brand: Brand, event: Event, seen: string): Promise<unknown>;
}

/** Asked this often without a clear answer, a message waits for a person: some three hours with the backoff. */
export const MAX_SEND_ATTEMPTS = 14;
/** The customer said "stop" before it left. */
export const OPTED_OUT: Verdict = {
  kind: 'park',
  code: 'opted_out',
  detail: 'The customer asked for no more messages.',
};
/** A service that throws this often has failed as far as the flow is concerned. */
const MAX_CALL_ATTEMPTS = 3;

export function createPerform(deps: PerformDeps) {
  async function send(conversation: Conversation, item: OutboxItem): Promise<Verdict> {
    const { work } = item;
    const brand = deps.brand(conversation.workspace, conversation.brand);
    if (!brand)
      return { kind: 'park', code: 'no_brand', detail: `Brand "${conversation.brand}" does not exist.` };
    const channel = deps.channel(conversation);
    if (!channel) {
      const detail = `No channel "${conversation.channel}" is connected.`;
      return { kind: 'park', code: 'no_channel', detail };
    }
    const { phone } = conversation;
    let outcome: Outcome;
    switch (work.kind) {
      case 'send': {
        const { message, sms, traffic, ttl, expires } = work;
        if (expires !== undefined && expires <= deps.clock.now()) {
          return { kind: 'park', code: 'expired', detail: 'Its time had passed before it could be sent.' };
        }
        // Read again, because it may have waited, or been put back by hand, since the customer said "stop".
        if (traffic === 'promotion' && (await deps.optedOut(conversation))) return OPTED_OUT;
        outcome = await channel.send({
          id: item.id,
          brand,
          phone,
          message,
          traffic,
          ...(sms === undefined ? {} : { sms }),
          ...(ttl === undefined ? {} : { ttl }),
          ...(expires === undefined ? {} : { expires }),
        });
        break;
      }
      case 'call':
        return call(conversation, brand, item, work);
    }
    switch (outcome.kind) {
      case 'accepted':
        return { kind: 'done' };
      case 'again': {
        const { code, detail } = outcome;
        if (item.attempts + 1 >= MAX_SEND_ATTEMPTS) return { kind: 'park', code, detail };
        const own = backoffMs(item.attempts, deps.random());
        return { kind: 'again', afterMs: Math.max(own, outcome.afterMs ?? 0), code, detail };
      }
      case 'unreachable':
      case 'refused':
        return { kind: 'park', code: outcome.code, detail: outcome.detail };
    }
  }

  async function call(
    conversation: Conversation,
    brand: Brand,
    item: OutboxItem,
    work: Extract<OutboxItem['work'], { kind: 'call' }>,
  ): Promise<Verdict> {
    const now = deps.clock.now();
    const stop = new AbortController();
    const context: CallContext = {
      workspace: conversation.workspace,
      brand: brand.id,
      conversation: conversation.id,
      phone: conversation.phone,
      locale: conversation.locale,
      timezone: brand.timezone,
      now,
      id: item.id,
      signal: stop.signal,
    };
    const late = new Promise<CallOutcome>((resolve) => {
      const cancel = deps.clock.alarm(now + work.timeout * 1000, () => {
        stop.abort();
        resolve({ kind: 'failed', code: 'timeout', message: `No answer within ${work.timeout} s.` });
      });
      stop.signal.addEventListener('abort', cancel, { once: true });
    });
    let outcome: CallOutcome;
    try {
      outcome = await Promise.race([deps.call(work.service, work.operation, work.input, context), late]);
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
    } finally {
      stop.abort();
    }
    const base = { id: deps.newId(), at: deps.clock.now(), call: item.id };
    const event: Event =
      outcome.kind === 'done'
        ? { kind: 'done', ...base, result: outcome.result }
        : { kind: 'failed', ...base, code: outcome.code, message: outcome.message };
    await deps.answer(conversation, brand, event, `call:${item.id}`);
    return { kind: 'done' };
  }

  return send;
}

export type Perform = ReturnType<typeof createPerform>;
