/** What the ledger keeps, and who has the last word. */
import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { type ConsentLedger, createConsent } from '../../../server/consent/ledger.ts';
import type { ConsentEntry } from '../../../server/consent/port.ts';
import type { RecordStore } from '../../../server/stores/port.ts';
import { createFakeClock } from '../../fake-clock.ts';
import { openRecords } from '../services/open-records.ts';

const WORKSPACE = 'default';
const BRAND = 'salon';
const PHONE = '+33639980001';
const key = randomBytes(32);
const clock = createFakeClock();
const now = clock.now();

let records: RecordStore;
let consent: ConsentLedger;
let count = 0;
beforeEach(() => {
  records = openRecords();
  consent = createConsent({ records, key, clock });
});

function entry(change: Partial<ConsentEntry> = {}): ConsentEntry {
  return {
    workspace: WORKSPACE,
    brand: BRAND,
    phone: PHONE,
    key: `key-${++count}`,
    at: now,
    what: 'withdrawn',
    purpose: 'all',
    channel: 'sms',
    source: 'keyword',
    wording: 'STOP',
    ...change,
  };
}
const stop = (at: number, change: Partial<ConsentEntry> = {}) => entry({ at, ...change });
const start = (at: number, change: Partial<ConsentEntry> = {}) =>
  entry({ at, what: 'given', wording: 'START', ...change });
const evidence = (at: number, change: Partial<ConsentEntry> = {}) =>
  entry({
    at,
    what: 'given',
    purpose: 'marketing',
    channel: 'other',
    source: 'form',
    wording: 'Yes, send me offers by SMS.',
    legalBasis: 'consent',
    proof: { url: 'https://salon.example/join', ip: '192.0.2.7' },
    ...change,
  });

const suppressed = (phone = PHONE, brand = BRAND) => consent.suppressed(WORKSPACE, brand, phone);
const allows = (at = now) => consent.allows(WORKSPACE, BRAND, PHONE, 'marketing', at);

/** Everything that is stored, as text. */
async function stored(): Promise<string> {
  const kinds = ['consent', 'consent-key', 'suppression'];
  const pages = await Promise.all(kinds.map((kind) => records.list(WORKSPACE, kind, { limit: 200 })));
  return JSON.stringify(pages);
}

describe('the ledger', () => {
  test('keeps each line as it was, oldest first, under whoever it is about', async () => {
    const lines = [stop(now), evidence(now - 5000), start(now + 5000)];
    for (const line of lines) await consent.record(line);
    await consent.record(evidence(now, { phone: '+33639980002' }));
    const kept = await consent.entries(WORKSPACE, BRAND, PHONE);
    expect(kept.map(({ id: _id, recordedAt: _r, ...line }) => line)).toEqual([lines[1], lines[0], lines[2]]);
    expect(kept.map(({ recordedAt }) => recordedAt)).toEqual([now, now, now]);
    expect(new Set(kept.map(({ id }) => id)).size).toBe(3);
    expect(await consent.entries(WORKSPACE, 'other', PHONE)).toEqual([]);
    expect(await consent.entries('foreign', BRAND, PHONE)).toEqual([]);
  });

  test('keeps more than a page of lines', async () => {
    await Promise.all(Array.from({ length: 450 }, (_, n) => consent.record(stop(now + n))));
    const kept = await consent.entries(WORKSPACE, BRAND, PHONE);
    expect(kept.map(({ at }) => at)).toEqual(Array.from({ length: 450 }, (_, n) => now + n));
  });

  test('writes one happening once, however often and with whatever time it is told', async () => {
    const told = stop(now, { key: 'event-1' });
    expect(await consent.add(told)).toBe('recorded');
    expect(await consent.add(told)).toBe('known');
    expect(await consent.add({ ...told, at: now + 1 })).toBe('known');
    const many = Array.from({ length: 20 }, (_, n) => consent.add({ ...told, key: 'event-2', at: now + n }));
    expect((await Promise.all(many)).filter((one) => one === 'recorded')).toHaveLength(1);
    expect(await consent.entries(WORKSPACE, BRAND, PHONE)).toHaveLength(2);
  });

  test('the same key of two people is two happenings', async () => {
    await consent.record(stop(now, { key: 'k' }));
    await consent.record(stop(now, { key: 'k', phone: '+33639980002' }));
    expect([await suppressed(), await suppressed('+33639980002')]).toEqual([true, true]);
  });

  test('holds no phone number, and no hash of one that can be made without the key', async () => {
    for (const line of [stop(now), start(now + 1), evidence(now)]) await consent.record(line);
    const text = await stored();
    expect(text).not.toContain('639980001');
    const other = createConsent({ records, key: randomBytes(32), clock });
    expect(await other.entries(WORKSPACE, BRAND, PHONE)).toEqual([]);
    expect(() => createConsent({ records, key: Buffer.alloc(16), clock })).toThrow('32 bytes');
  });
});

describe('the suppression list', () => {
  test('goes by number and brand', async () => {
    await consent.record(stop(now));
    expect(await suppressed()).toBe(true);
    expect(await suppressed('+33639980002')).toBe(false);
    expect(await suppressed(PHONE, 'other')).toBe(false);
    expect(await consent.suppressed('foreign', BRAND, PHONE)).toBe(false);
    expect(await consent.suppressedSince(WORKSPACE, BRAND, PHONE)).toBe(now);
  });

  test('a stop that arrives twice, as a word and as an event, counts once, and one start ends it', async () => {
    await consent.record(stop(now));
    await consent.record(stop(now + 3, { source: 'unsubscribe-event', wording: '' }));
    await consent.record(start(now + 9));
    expect(await suppressed()).toBe(false);
  });

  test('STOP and START of one millisecond count in their order, and a repeated START wins nothing', async () => {
    const [first, second] = [start(now), stop(now)];
    await consent.record(stop(now));
    await consent.record(first);
    expect(await suppressed()).toBe(false);
    await consent.record(second);
    expect(await suppressed()).toBe(true);
    await consent.record(first);
    expect(await suppressed()).toBe(true);
  });

  test('a START that is told again after a later STOP, with the time of its telling, wins nothing', async () => {
    const begun = start(now + 1);
    await consent.record(stop(now));
    await consent.record(begun);
    await consent.record(stop(now + 2));
    await consent.record({ ...begun, at: now + 3 });
    expect(await suppressed()).toBe(true);
  });

  test.each(['import', 'api', 'operator', 'provider'] as const)(
    'what a list, a program or a colleague says (%s) never ends it, however new',
    async (source) => {
      await consent.record(stop(now));
      for (const at of [now - 1, now, now + 1e9]) await consent.record(evidence(at, { source }));
      expect(await suppressed()).toBe(true);
      expect(await allows(now + 2e9)).toEqual({ kind: 'not-allowed', code: 'opted_out', since: now });
    },
  );

  test('a form that the person filled in later ends it; one of the same moment, or without proof, does not', async () => {
    await consent.record(stop(now));
    await consent.record(evidence(now));
    await consent.record(evidence(now + 1, { proof: {} }));
    await consent.record(evidence(now + 1, { wording: ' ' }));
    expect(await suppressed()).toBe(true);
    await consent.record(evidence(now + 1));
    expect(await suppressed()).toBe(false);
  });

  test('survives the deletion of every line, and the import of the number after it', async () => {
    await consent.record(evidence(now - 10));
    await consent.record(stop(now));
    for (const kind of ['consent', 'consent-key']) {
      const { items } = await records.list(WORKSPACE, kind, { limit: 200 });
      for (const one of items) expect(await records.remove(WORKSPACE, kind, one.key, one.rev)).toBe(true);
    }
    await consent.record(evidence(now + 5, { source: 'import' }));
    expect(await suppressed()).toBe(true);
    expect((await allows()).kind).toBe('not-allowed');
  });

  test('a withdrawal from before the return, that comes late, changes nothing', async () => {
    await consent.record(start(now));
    await consent.record(stop(now - 1));
    expect(await suppressed()).toBe(false);
    await consent.record(stop(now + 1));
    expect(await suppressed()).toBe(true);
  });

  test('the word of another number holds until it is given back or the number asks for messages, and is written down', async () => {
    const other = '+33639980002';
    const pair = { workspace: WORKSPACE, brand: BRAND, from: PHONE, into: other };
    const never = async () => false;
    await consent.record(evidence(now - 50, { phone: other }));
    expect(await consent.borrow(pair, now)).toBe(true);
    expect(await consent.borrow(pair, now)).toBe(false);
    expect([await suppressed(other), await suppressed()]).toEqual([true, false]);
    expect(await consent.borrowed(WORKSPACE, BRAND, other)).toBe(true);
    expect(await consent.allows(WORKSPACE, BRAND, other, 'marketing', now)).toMatchObject({
      code: 'opted_out',
    });
    expect(await consent.giveBack(pair, async () => true)).toBe(false);
    expect(await suppressed(other)).toBe(true);
    expect(await consent.giveBack(pair, never)).toBe(true);
    expect(await consent.giveBack(pair, never)).toBe(false);
    expect(await suppressed(other)).toBe(false);
    // What was agreed to before counts again, and being taken apart is no consent.
    expect(await consent.allows(WORKSPACE, BRAND, other, 'marketing', now)).toMatchObject({
      evidence: { at: now - 50 },
    });
    const number = consent.nameOf(WORKSPACE, BRAND, PHONE);
    const lines = (await consent.entries(WORKSPACE, BRAND, other)).slice(1);
    expect(lines.map(({ what }) => what).sort()).toEqual(['parted', 'withdrawn']);
    for (const line of lines) expect(line).toMatchObject({ source: 'merge', proof: { number } });
    await consent.borrow(pair, now + 10);
    await consent.record(start(now + 11, { phone: other }));
    expect(await suppressed(other)).toBe(false);
    // Told again, it is older than that START.
    expect(await consent.borrow(pair, now + 10)).toBe(false);
    expect(await suppressed(other)).toBe(false);
    expect(await stored()).not.toContain('639980001');
  });

  test('who said STOP as well stays silent when the word of the other goes; forgotten together, both stay so', async () => {
    const other = '+33639980002';
    const pair = { workspace: WORKSPACE, brand: BRAND, from: PHONE, into: other };
    await consent.borrow(pair, now);
    await consent.record(stop(now + 1, { phone: other }));
    expect(await consent.borrowed(WORKSPACE, BRAND, other)).toBe(false);
    await consent.giveBack(pair, async () => false);
    expect(await suppressed(other)).toBe(true);
    await consent.record(start(now + 2, { phone: other }));
    expect(await suppressed(other)).toBe(false);
    await consent.borrow(pair, now + 3);
    await consent.adopt(WORKSPACE, BRAND, other);
    await consent.giveBack(pair, async () => false);
    expect(await consent.silence(WORKSPACE, BRAND, other)).toEqual({ own: now + 3, others: [] });
  });

  test('whatever the order and the repetitions, the last word of the person holds', async () => {
    const happening = fc.record({
      what: fc.constantFrom('stop', 'start', 'import', 'form') as fc.Arbitrary<
        'stop' | 'start' | 'import' | 'form'
      >,
      at: fc.integer({ min: 0, max: 1000 }),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(happening, { selector: ({ at }) => at, minLength: 1, maxLength: 8 }),
        fc.infiniteStream(fc.nat()),
        async (happenings, chance) => {
          const phone = `+336${String(++count).padStart(8, '0')}`;
          const entries = happenings.map(({ what, at }) =>
            ({ stop, start, form: evidence, import: (t: number) => evidence(t, { source: 'import' }) })[what](
              at,
              { phone },
            ),
          );
          const order = [...entries, ...entries]
            .map((one) => ({ one, by: chance.next().value ?? 0 }))
            .sort((a, b) => a.by - b.by);
          for (const { one } of order) await consent.record(one);
          const own = happenings.filter(({ what }) => what !== 'import').sort((a, b) => b.at - a.at)[0];
          expect(await suppressed(phone)).toBe(own?.what === 'stop');
        },
      ),
      { numRuns: 100 },
    );
  });

  test('whatever a crash leaves undone is silence, and is mended by telling it again', async () => {
    for (const line of [stop(now), start(now + 1)]) {
      for (let survives = 0; survives < 4; survives++) {
        const phone = `+337${String(++count).padStart(8, '0')}`;
        const told = { ...line, phone };
        if (line.what === 'given') await consent.record(stop(now, { phone }));
        const lines = (await consent.entries(WORKSPACE, BRAND, phone)).length;
        const dying = createConsent({ records: diesAfter(records, survives), key, clock });
        await dying.record(told).catch(() => undefined);
        const written = (await consent.entries(WORKSPACE, BRAND, phone)).length > lines;
        if (written && line.what === 'withdrawn') expect(await suppressed(phone)).toBe(true);
        if (!written && line.what === 'given') expect(await suppressed(phone)).toBe(true);
        await consent.record(told);
        expect(await suppressed(phone)).toBe(line.what === 'withdrawn');
        expect(await consent.entries(WORKSPACE, BRAND, phone)).toHaveLength(lines + 1);
      }
    }
  });
});

/** The same records in a process that dies after so many writes. */
function diesAfter(through: RecordStore, writes: number): RecordStore {
  let left = writes;
  const dying =
    <Args extends unknown[]>(write: (...args: Args) => Promise<boolean>) =>
    (...args: Args) =>
      left-- > 0 ? write(...args) : Promise.reject(new Error('The power is gone.'));
  return { ...through, insert: dying(through.insert), update: dying(through.update) };
}

describe('what is allowed', () => {
  test('nothing without evidence', async () => {
    expect(await allows()).toEqual({ kind: 'not-allowed', code: 'no_consent' });
  });

  test.each([
    ['the wording', { wording: '' }],
    ['the legal basis', { legalBasis: undefined }],
    ['the proof', { proof: undefined }],
    ['anything in the proof', { proof: { url: ' ' } }],
  ])('nothing where %s is missing', async (_what, change) => {
    await consent.record(evidence(now, change));
    expect((await allows()).kind).toBe('not-allowed');
  });

  test('START never creates a first consent, and gives back the one there was', async () => {
    await consent.record(stop(now - 20));
    await consent.record(start(now - 10, { legalBasis: 'consent', proof: { message: 'm1' } }));
    expect(await allows()).toEqual({ kind: 'not-allowed', code: 'no_consent' });
    await consent.record(evidence(now - 30));
    expect(await allows()).toMatchObject({ kind: 'allowed', evidence: { at: now - 30 } });
  });

  test('the newest evidence that was there at the time, on a basis that counts', async () => {
    await consent.record(evidence(now - 20, { legalBasis: 'consent' }));
    await consent.record(evidence(now - 10, { legalBasis: 'soft-opt-in' }));
    await consent.record(evidence(now - 5, { legalBasis: 'contract' }));
    await consent.record(evidence(now + 10));
    expect(await allows()).toMatchObject({ evidence: { at: now - 10, legalBasis: 'soft-opt-in' } });
    const written = await consent.allows(WORKSPACE, BRAND, PHONE, 'marketing', now, ['consent']);
    expect(written).toMatchObject({ evidence: { at: now - 20 } });
    expect((await allows(now - 21)).kind).toBe('not-allowed');
  });

  test('a consent to marketing is not one to everything', async () => {
    await consent.record(evidence(now));
    expect((await consent.allows(WORKSPACE, BRAND, PHONE, 'all', now)).kind).toBe('not-allowed');
    await consent.record(evidence(now, { purpose: 'all' }));
    expect((await consent.allows(WORKSPACE, BRAND, PHONE, 'all', now)).kind).toBe('allowed');
  });
});
