/** How long a message may wait for a phone, and when it goes by SMS instead: defaults per kind of traffic. Knows no channel. */
import type { TrafficType } from './message.ts';

export const SMS_POLICIES = ['after-ttl', 'unreachable', 'never', 'always'] as const;
/**
 * "after-ttl": by SMS where the phone has no RCS, and where RCS did not deliver it in time.
 * "unreachable": by SMS only where the phone has no RCS; otherwise it waits for the phone.
 * "never": RCS or nothing. "always": SMS, whatever the phone can do.
 */
export type SmsPolicy = (typeof SMS_POLICIES)[number];

export interface Patience {
  /** Seconds a message waits to be delivered over RCS before it is withdrawn and sent by SMS. */
  ttl: number;
  sms: SmsPolicy;
  /** Where nobody can say whether the phone got it: "send" risks saying it twice, "wait" risks saying it late. */
  whenUnsure: 'send' | 'wait';
}

/** A code is worthless in a minute; an offer can wait for the evening. Ours, since Google advises no figures. */
export const PATIENCE: Readonly<Record<TrafficType, Patience>> = {
  authentication: { ttl: 30, sms: 'after-ttl', whenUnsure: 'send' },
  transaction: { ttl: 600, sms: 'after-ttl', whenUnsure: 'wait' },
  'service-request': { ttl: 300, sms: 'after-ttl', whenUnsure: 'wait' },
  acknowledgement: { ttl: 3600, sms: 'after-ttl', whenUnsure: 'wait' },
  promotion: { ttl: 24 * 3600, sms: 'unreachable', whenUnsure: 'wait' },
};
