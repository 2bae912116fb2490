/** By which channel a message leaves, and how long RCS may keep it: the tables as they are meant. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PATIENCE, SMS_POLICIES } from '../../../flows/delivery.ts';
import { TRAFFIC_TYPES } from '../../../flows/message.ts';
import type { ChannelName } from '../../../flows/scope.ts';
import {
  bySms,
  canFallBack,
  isUrgent,
  isWatched,
  patienceOf,
  policyOf,
  routeOf,
  type Wishes,
  withdrawalOf,
} from '../../../server/engine/route.ts';

const NOW = Date.UTC(2026, 2, 2, 12);
const only =
  (...names: ChannelName[]) =>
  (name: ChannelName) =>
    names.includes(name);
const both = only('rbm', 'sms');
const service: Wishes = { traffic: 'service-request' };

describe('the channel', () => {
  test.each([
    [{}, 'rbm', both, { channel: 'rbm' }],
    [{}, 'sms', both, { channel: 'sms', code: 'customer_uses_sms' }],
    [{}, 'sms', only('rbm'), { channel: 'rbm' }],
    [{}, 'rbm', only('sms'), { channel: 'sms', code: 'no_rcs' }],
    [{}, 'rbm', only(), { channel: 'rbm' }],
    [{ fallback: 'always' }, 'rbm', both, { channel: 'sms', code: 'always_sms' }],
    [{ fallback: 'always' }, 'sms', both, { channel: 'sms', code: 'always_sms' }],
    [{ fallback: 'always' }, 'rbm', only('rbm'), { channel: 'rbm' }],
    [{ fallback: 'never' }, 'rbm', both, { channel: 'rbm' }],
    [{ fallback: 'never' }, 'sms', both, { channel: 'rbm', code: 'never_sms' }],
    [{ fallback: 'never' }, 'rbm', only('sms'), { channel: 'rbm' }],
    [{ fallback: 'unreachable' }, 'rbm', both, { channel: 'rbm' }],
    [{ fallback: 'after-ttl' }, 'sms', both, { channel: 'sms', code: 'customer_uses_sms' }],
    [{}, 'web', both, { channel: 'web' }],
  ] as const)('%j, the customer used %s last', (wishes, used, serves, route) => {
    expect(routeOf({ ...service, ...wishes }, used, serves)).toEqual(route);
  });
});

describe('the policy', () => {
  test.each(TRAFFIC_TYPES)('of %s is its default unless its author says otherwise', (traffic) => {
    expect(policyOf({ traffic })).toBe(PATIENCE[traffic].sms);
    for (const fallback of SMS_POLICIES) expect(policyOf({ traffic, fallback })).toBe(fallback);
  });

  test('SMS takes the place of RCS unless it must not, cannot, or is pointless', () => {
    expect(canFallBack(service, both, NOW)).toBe(true);
    expect(canFallBack({ ...service, fallback: 'never' }, both, NOW)).toBe(false);
    expect(canFallBack(service, only('rbm'), NOW)).toBe(false);
    expect(canFallBack({ ...service, expires: NOW }, both, NOW)).toBe(false);
    expect(canFallBack({ ...service, expires: NOW + 1 }, both, NOW)).toBe(true);
  });

  test('only what may go by SMS after its time is waited for', () => {
    expect(isWatched(service, both, NOW)).toBe(true);
    expect(isWatched({ traffic: 'promotion' }, both, NOW)).toBe(false);
    expect(isWatched({ traffic: 'promotion', fallback: 'after-ttl' }, both, NOW)).toBe(true);
    expect(isWatched(service, only('rbm'), NOW)).toBe(false);
  });

  test('only a code is better said twice than late', () => {
    expect(TRAFFIC_TYPES.filter((traffic) => isUrgent({ traffic }))).toEqual(['authentication']);
  });
});

describe('the time RCS has', () => {
  test.each([
    ['the default', service, true, { ttl: 300 }],
    ["the author's", { ...service, ttl: 60 }, true, { ttl: 60 }],
    ['what is left', { ...service, ttl: 600, expires: NOW + 90_500 }, true, { ttl: 90 }],
    ['at least a second', { ...service, expires: NOW + 10 }, true, { ttl: 1 }],
    ['none without a wish', service, false, {}],
    ["the author's alone", { ...service, ttl: 60 }, false, { ttl: 60 }],
    ['the end', { ...service, expires: NOW + 5000 }, false, { expires: NOW + 5000 }],
    ['the earlier, a ttl', { ...service, ttl: 4, expires: NOW + 5000 }, false, { ttl: 4 }],
    ['the earlier, an end', { ...service, ttl: 6, expires: NOW + 5000 }, false, { expires: NOW + 5000 }],
  ] as const)('is %s', (_name, wishes, watched, withdrawal) => {
    expect(withdrawalOf(wishes, watched, NOW)).toEqual(withdrawal);
  });

  test('by SMS has no ttl where that says when SMS takes over, and keeps it where it is the message’s end', () => {
    const end = { expires: NOW + 600_000 };
    expect(withdrawalOf(bySms({ ...service, ttl: 60, ...end }), false, NOW)).toEqual(end);
    expect(withdrawalOf(bySms({ ...service, ttl: 60 }), false, NOW)).toEqual({});
    for (const fallback of ['unreachable', 'always'] as const) {
      expect(withdrawalOf(bySms({ ...service, fallback, ttl: 60, ...end }), false, NOW)).toEqual({ ttl: 60 });
    }
  });

  test('is whole seconds, never past the message’s own end by more than the one it has at least', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...TRAFFIC_TYPES),
        fc.option(fc.integer({ min: 1, max: 100_000 }), { nil: undefined }),
        fc.option(fc.integer({ min: 1, max: 10 ** 9 }), { nil: undefined }),
        (traffic, ttl, left) => {
          const wishes: Wishes = { traffic, ttl, expires: left === undefined ? undefined : NOW + left };
          const seconds = patienceOf(wishes, NOW);
          expect(Number.isInteger(seconds) && seconds >= 1).toBe(true);
          expect(seconds).toBeLessThanOrEqual(ttl ?? PATIENCE[traffic].ttl);
          if (left !== undefined) expect(seconds * 1000).toBeLessThanOrEqual(Math.max(1000, left));
        },
      ),
    );
  });
});
