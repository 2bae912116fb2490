/** What the outbox does next with one of its items: plain data between what performs and what writes it down. */
import type { ChannelName } from '../../flows/scope.ts';
import type { Reason } from '../stores/port.ts';

export type Verdict =
  /** Nothing is left to do. Of a message: it was sent, its time had passed, or it is not wanted any more. */
  | {
      kind: 'done';
      state?: 'sent' | 'expired' | 'failed' | 'withheld';
      channel?: ChannelName;
      because?: Reason[];
    }
  /** Sent; when it is still there at `until`, it was not delivered. */
  | { kind: 'watch'; until: number; because?: Reason[] }
  /** It goes by SMS instead, after `afterMs`. */
  | { kind: 'sms'; afterMs: number; because: Reason[] }
  /** Not before `until`, by a rule: nothing went wrong. */
  | { kind: 'wait'; until: number; because: Reason[] }
  | { kind: 'again'; afterMs: number; code: string; detail: string; because?: Reason[] }
  | { kind: 'park'; code: string; detail: string; because?: Reason[] }
  /** It was settled elsewhere meanwhile: there is nothing to write down. */
  | { kind: 'gone' };

/** The customer said "stop" before it left. */
export const OPTED_OUT = {
  kind: 'park',
  code: 'opted_out',
  detail: 'The customer asked for no more messages.',
} as const satisfies Verdict;

/** Of an SMS that a provider was asked for without saying whether it took it: it may have left. */
export const UNANSWERED = 'sms_unanswered';

/** Of a message that may have left, and waits for a person because sending it again could be sending it twice. */
export function unsureCode(channel: ChannelName): string {
  return `${channel}_unsure`;
}
