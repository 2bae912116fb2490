/** By which channel a message leaves, and how long one may wait there: pure rules over wishes; knows no provider. */
import { PATIENCE, type SmsPolicy } from '../../flows/delivery.ts';
import type { SendEffect } from '../../flows/effect.ts';
import type { TrafficType } from '../../flows/message.ts';
import type { ChannelName } from '../../flows/scope.ts';

/** What of a message decides how it travels. */
export type Wishes = Pick<SendEffect, 'traffic' | 'fallback' | 'ttl' | 'expires'>;

/** Whether the brand can send by a channel at all. */
export type Serves = (channel: ChannelName) => boolean;

export interface Route {
  channel: ChannelName;
  /** The reason, where it is not the ordinary way. */
  code?: 'always_sms' | 'never_sms' | 'customer_uses_sms' | 'no_rcs';
}

/** The author's wish, else what the kind of traffic asks for. */
export function policyOf({ traffic, fallback }: Wishes): SmsPolicy {
  return fallback ?? PATIENCE[traffic].sms;
}

/** The channel a new message is meant for. `used` is the one the customer used last. */
export function routeOf(wishes: Wishes, used: ChannelName, serves: Serves): Route {
  const policy = policyOf(wishes);
  const sms = serves('sms');
  if (policy === 'always' && sms) return { channel: 'sms', code: 'always_sms' };
  if (used === 'web') return { channel: 'web' };
  if (policy === 'never') return { channel: 'rbm', ...(used === 'sms' ? { code: 'never_sms' } : {}) };
  if (used === 'sms' && sms) return { channel: 'sms', code: 'customer_uses_sms' };
  if (!serves('rbm') && sms) return { channel: 'sms', code: 'no_rcs' };
  return { channel: 'rbm' };
}

/** True where SMS may take the place of RCS for this message. */
export function canFallBack(wishes: Wishes, serves: Serves, now: number): boolean {
  const { expires } = wishes;
  return policyOf(wishes) !== 'never' && serves('sms') && (expires === undefined || expires > now);
}

/** True where SMS takes its place also because it was not delivered in time. */
export function isWatched(wishes: Wishes, serves: Serves, now: number): boolean {
  return policyOf(wishes) === 'after-ttl' && canFallBack(wishes, serves, now);
}

/** True where saying it twice is better than saying it late: a code is worthless in a minute. */
export function isUrgent({ traffic }: { traffic: TrafficType }): boolean {
  return PATIENCE[traffic].whenUnsure === 'send';
}

/** How long a watched message may wait to be delivered, in whole seconds, at least one. */
export function patienceOf({ traffic, ttl, expires }: Wishes, now: number): number {
  const left = expires === undefined ? Number.POSITIVE_INFINITY : (expires - now) / 1000;
  return Math.max(1, Math.floor(Math.min(ttl ?? PATIENCE[traffic].ttl, left)));
}

/** The wishes for a message that goes by SMS: the time after which SMS takes over was RCS's alone, and is no end. */
export function bySms<Wished extends Wishes>(wishes: Wished): Wished {
  return policyOf(wishes) === 'after-ttl' ? { ...wishes, ttl: undefined } : wishes;
}

/**
 * When a channel that withdraws messages itself shall do so: `ttl` in seconds, or `expires` in milliseconds since the
 * epoch, whichever comes first. Neither, where the author set neither and nothing takes the message's place.
 */
export function withdrawalOf(
  wishes: Wishes,
  watched: boolean,
  now: number,
): Pick<SendEffect, 'ttl' | 'expires'> {
  if (watched) return { ttl: patienceOf(wishes, now) };
  const { ttl, expires } = wishes;
  if (ttl !== undefined && (expires === undefined || now + ttl * 1000 < expires)) return { ttl };
  return expires === undefined ? {} : { expires };
}
