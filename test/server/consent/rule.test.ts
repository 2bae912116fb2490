/** The rules for promotion together, over a real ledger: which check comes first, and the reason each one leaves. */
import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { TRAFFIC_TYPES } from '../../../flows/message.ts';
import type { Brand } from '../../../server/channels/port.ts';
import { createHours } from '../../../server/consent/hours.ts';
import { type ConsentLedger, createConsent } from '../../../server/consent/ledger.ts';
import { placeOf } from '../../../server/consent/place.ts';
import type { ConsentEntry, Question, Rule } from '../../../server/consent/port.ts';
import { REASONS } from '../../../server/consent/reasons.ts';
import { createRule } from '../../../server/consent/rule.ts';
import { createFakeClock } from '../../fake-clock.ts';
import { openRecords } from '../services/open-records.ts';

const PHONE = '+33639980001';
/** Monday, 4 May 2026, 12:00 in Paris. */
const NOON = Date.UTC(2026, 4, 4, 10);
const HALF_HOUR = 30 * 60_000;
const BRAND: Brand = {
  workspace: 'default',
  id: 'salon',
  name: 'Salon',
  agentId: 'salon',
  website: 'https://www.salon.example/',
  linkDomains: ['shop.test'],
  locale: 'fr',
  timezone: 'Europe/Paris',
  sms: { provider: 'emulator', sender: '36111', smart: 'when-shorter', whenUnsure: 'hold', settings: {} },
};

let consent: ConsentLedger;
let rule: Rule;
let jitter = 0;
beforeEach(() => {
  const clock = createFakeClock(NOON);
  consent = createConsent({ records: openRecords(), key: randomBytes(32), clock });
  rule = createRule({ consent, jitter: () => jitter, ownUrls: ['https://messages.test'] });
  jitter = 0;
});

let count = 0;
async function agree(change: Partial<ConsentEntry> = {}): Promise<void> {
  await consent.record({
    workspace: 'default',
    brand: 'salon',
    phone: PHONE,
    key: `key-${++count}`,
    at: NOON - 30 * 86_400_000,
    what: 'given',
    purpose: 'marketing',
    channel: 'other',
    source: 'form',
    wording: 'Oui',
    legalBasis: 'consent',
    proof: { url: 'https://salon.example/join' },
    ...change,
  });
}
const stop = (at: number) =>
  agree({ what: 'withdrawn', purpose: 'all', source: 'keyword', wording: 'STOP', at });

const ask = (change: Partial<Question> = {}) =>
  rule({
    brand: BRAND,
    phone: PHONE,
    traffic: 'promotion',
    channel: 'sms',
    text: 'Soldes !',
    now: NOON,
    ...change,
  });
const sms = (change: Partial<NonNullable<Brand['sms']>>): Brand => ({
  ...BRAND,
  sms: { ...(BRAND.sms as NonNullable<Brand['sms']>), ...change },
});
async function code(change: Partial<Question> = {}): Promise<string> {
  const ruling = await ask(change);
  return ruling.kind === 'refuse' ? ruling.code : ruling.kind;
}

describe('a promotion', () => {
  test('goes with the reasons of every decision and the mention', async () => {
    await agree();
    const [line] = await consent.entries('default', 'salon', PHONE);
    const text = 'Soldes ! https://salon.example/a https://messages.test/m/x';
    expect(await ask({ text })).toEqual({
      kind: 'go',
      mention: 'STOP',
      because: [
        { at: NOON, code: 'consent', detail: `consent form ${line?.id}` },
        { at: NOON, code: 'sender_allowed', detail: '36111' },
        { at: NOON, code: 'stop_mention', detail: 'STOP' },
        { at: NOON, code: 'link_allowed', detail: 'salon.example' },
        { at: NOON, code: 'link_allowed', detail: 'messages.test' },
        { at: NOON, code: 'hours_open', detail: 'FR' },
      ],
    });
  });

  test('over RCS needs neither sender nor mention, which its own button replaces', async () => {
    await agree();
    const ruling = await ask({ channel: 'rbm', brand: sms({ sender: 'info' }) });
    expect(ruling).toMatchObject({ kind: 'go', because: [{ code: 'consent' }, { code: 'hours_open' }] });
    expect('mention' in ruling).toBe(false);
  });

  test('does not go without evidence, nor after a STOP, whatever else is right', async () => {
    expect(await code()).toBe('no_consent');
    await agree();
    expect(await code()).toBe('go');
    await stop(NOON);
    await agree({ source: 'import', at: NOON + 1 });
    expect(await code({ now: NOON + 10 })).toBe('opted_out');
    expect(await code({ now: NOON + 10, channel: 'rbm' })).toBe('opted_out');
  });

  test('rests on the person’s own consent in the United States; elsewhere also on a sale', async () => {
    const american = '+14155550123';
    await agree({ phone: american, legalBasis: 'soft-opt-in' });
    await agree({ legalBasis: 'soft-opt-in' });
    const evening = Date.UTC(2026, 4, 4, 19);
    expect(await code({ phone: american, now: evening, channel: 'rbm' })).toBe('no_consent');
    expect(await code({ now: NOON })).toBe('go');
    await agree({ phone: american, legalBasis: 'consent' });
    expect(await code({ phone: american, now: evening, channel: 'rbm' })).toBe('go');
  });

  test.each([
    ['a malformed sender', { brand: sms({ sender: 'ACME-FR' }) }, 'sender_malformed'],
    ['a generic one', { brand: sms({ sender: 'Promo' }) }, 'sender_generic'],
    ['a code for alerts', { brand: sms({ sender: '38123' }) }, 'sender_not_for_promotion'],
    ['no sender', { brand: { ...BRAND, sms: undefined } }, 'no_sender'],
    ['a name without a STOP number', { brand: sms({ sender: 'Salon' }) }, 'stop_mention_missing'],
    ['a shortener', { text: 'https://bit.ly/x' }, 'link_shortener'],
    ['a foreign host', { text: 'evil.com/x' }, 'link_not_allowed'],
    ['http', { text: 'http://salon.example' }, 'link_not_https'],
    ['no number', { phone: '+33123' }, 'invalid_phone'],
  ] as const)('does not go with %s', async (_what, change, expected) => {
    await agree();
    const ruling = await ask(change);
    expect(ruling).toMatchObject({ kind: 'refuse', code: expected, detail: expect.stringMatching(/\.$/) });
    expect(ruling.because.at(-1)?.code).toBe(expected);
  });

  test('what may never go does not wait for the morning to be told', async () => {
    await agree();
    const night = NOON + 11 * 3_600_000;
    expect(await code({ now: night })).toBe('wait');
    expect(await code({ now: night, text: 'https://bit.ly/x' })).toBe('link_shortener');
  });

  test('from a name carries the number for STOP; a soft opt-in carries it in every country', async () => {
    await agree();
    const named = sms({ sender: 'Salon', stopMention: 'STOP 36111' });
    expect(await ask({ brand: named })).toMatchObject({ kind: 'go', mention: 'STOP 36111' });
    const german = '+4915123456789';
    await agree({ phone: german });
    expect(await ask({ phone: german, brand: sms({ sender: 'Salon' }) })).toMatchObject({ kind: 'go' });
    await agree({ phone: german, legalBasis: 'soft-opt-in', at: NOON - 10 });
    expect(await code({ phone: german, brand: sms({ sender: 'Salon' }) })).toBe('stop_mention_missing');
    expect(await ask({ phone: german, brand: sms({ sender: '+4915199999999' }) })).toMatchObject({
      mention: 'STOP',
    });
  });

  test('flags an allowed host in letters that may look like others', async () => {
    await agree();
    const brand = { ...BRAND, linkDomains: ['café.example'] };
    const { because } = await ask({ brand, text: 'https://café.example' });
    expect(because).toContainEqual({ at: NOON, code: 'link_punycode', detail: 'xn--caf-dma.example' });
  });
});

describe('outside the legal hours', () => {
  /** Saturday, 2 May 2026, 20:00 in Paris; it opens on Monday at eight. */
  const SATURDAY = Date.UTC(2026, 4, 2, 18);
  const MONDAY = Date.UTC(2026, 4, 4, 6);

  test('it waits for the next opening, and says so', async () => {
    await agree();
    expect(await ask({ now: SATURDAY })).toEqual({
      kind: 'wait',
      until: MONDAY,
      because: [{ at: SATURDAY, code: 'hours_wait', detail: 'FR 2026-05-04T06:00:00.000Z' }],
    });
  });

  test.each([0, 0.25, 0.5, 0.999999, 1, 7, -1])('spread over half an hour (%d)', async (chance) => {
    await agree();
    jitter = chance;
    const ruling = await ask({ now: SATURDAY });
    if (ruling.kind !== 'wait') throw new Error(ruling.kind);
    const spread = Math.max(0, Math.min(chance, 1)) * HALF_HOUR;
    expect(Math.abs(ruling.until - MONDAY - spread)).toBeLessThanOrEqual(2);
    expect(ruling.until).toBeLessThan(MONDAY + HALF_HOUR);
  });

  test('a thousand people are not written to in one burst', async () => {
    await agree();
    const perMinute = new Map<number, number>();
    for (let n = 0; n < 1000; n++) {
      jitter = (n * 0.618) % 1;
      const ruling = await ask({ now: SATURDAY });
      if (ruling.kind !== 'wait') throw new Error(ruling.kind);
      const minute = Math.floor((ruling.until - MONDAY) / 60_000);
      perMinute.set(minute, (perMinute.get(minute) ?? 0) + 1);
    }
    expect(perMinute.size).toBe(30);
    expect(Math.max(...perMinute.values())).toBeLessThan(50);
  });

  test('when its time has come it goes', async () => {
    const phones = [
      '+33639980001',
      '+14155550123',
      '+61412345678',
      '+590690123456',
      '+919876543210',
      '+79161234567',
    ];
    for (const phone of phones) await agree({ phone, at: 0 });
    const brand = sms({ sender: '+33700000000' });
    const hours = createHours();
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...phones),
        fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2028, 0, 1) }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        async (phone, now, chance) => {
          jitter = chance;
          const ruling = await ask({ phone, brand, now });
          const place = placeOf(phone);
          const first = place && (await hours(place, now));
          if (ruling.kind !== 'wait') {
            expect(ruling.kind).toBe('go');
            expect(first?.from).toBe(now);
            return;
          }
          expect(ruling.until).toBeGreaterThan(now);
          expect(ruling.until).toBeGreaterThanOrEqual(first?.from ?? 0);
          expect(ruling.until).toBeLessThan(first?.until ?? 0);
          expect((await ask({ phone, brand, now: ruling.until })).kind).toBe('go');
        },
      ),
      { numRuns: 150 },
    );
  });
});

describe('everything else', () => {
  test.each(TRAFFIC_TYPES.filter((traffic) => traffic !== 'promotion'))(
    '%s passes unasked',
    async (traffic) => {
      await stop(NOON);
      expect(await ask({ traffic, now: Date.UTC(2026, 4, 3, 2), text: 'https://bit.ly/x' })).toEqual({
        kind: 'go',
        because: [],
      });
    },
  );

  test('every reason a rule gives has words', async () => {
    await agree();
    const rulings = [
      await ask({ text: 'https://salon.example' }),
      await ask({ now: Date.UTC(2026, 4, 3) }),
      await ask({ phone: '+33639980009' }),
      await ask({ text: 'x.com' }),
      await ask({ brand: sms({ sender: 'x y' }) }),
    ];
    const codes = rulings.flatMap(({ because }) => because.map((reason) => reason.code));
    expect(codes.filter((one) => !Object.hasOwn(REASONS, one))).toEqual([]);
    expect(codes.length).toBeGreaterThan(8);
  });
});
