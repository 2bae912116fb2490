/** What the outbox does next with one of its items: plain data between what performs and what writes it down. */
import type { ChannelName } from '../../flows/scope.ts';
import type { Reason } from '../stores/port.ts';

export type Verdict =
  /** Nothing is left to do. Of a message: it was sent, or its time had passed. */
  | { kind: 'done'; state?: 'sent' | 'expired'; channel?: ChannelName; because?: Reason[] }
  /** Sent; when it is still there at `until`, it was not delivered. */
  | { kind: 'watch'; until: number; because?: Reason[] }
  /** It goes by SMS instead, after `afterMs`. */
  | { kind: 'sms'; afterMs: number; because: Reason[] }
  /** Not before `until`, by a rule: nothing went wrong. */
  | { kind: 'wait'; until: number; because: Reason[] }
  | { kind: 'again'; afterMs: number; code: string; detail: string }
  | { kind: 'park'; code: string; detail: string; because?: Reason[] }
  /** It was settled elsewhere meanwhile: there is nothing to write down. */
  | { kind: 'gone' };

/** The customer said "stop" before it left. */
export const OPTED_OUT = {
  kind: 'park',
  code: 'opted_out',
  detail: 'The customer asked for no more messages.',
} as const satisfies Verdict;
