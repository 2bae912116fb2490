/** The strictest wish of one person's numbers: whatever they say, and whoever is made one or taken apart meanwhile. */
import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ConsentLedger, createConsent } from '../../../server/consent/ledger.ts';
import { CodedError } from '../../../server/errors.ts';
import { type Contacts, createContacts, nameOfPair } from '../../../server/inbox/contacts.ts';
import { type Carried, createOnePerson, type OnePerson } from '../../../server/inbox/one-person.ts';
import type { RecordStore } from '../../../server/stores/port.ts';
import { createFakeClock } from '../../fake-clock.ts';
import { openRecords } from '../services/open-records.ts';
import { scheduled } from './scheduled-records.ts';

const SPACE = 'main';
const BRAND = 'salon';
const [ANN, BEN, CAT, DAN] = ['+33600000001', '+33600000002', '+33600000003', '+33600000004'] as const;
const ALL: readonly string[] = [ANN, BEN, CAT, DAN];
const BY = { id: 'olive', name: 'Olive', via: 'session' } as const;
const key = randomBytes(32);
const clock = createFakeClock();

let ids = 0;
const newId = () => `p${String(++ids).padStart(8, '0')}`;

interface World {
  contacts: Contacts;
  onePerson: OnePerson;
  ledger: ConsentLedger;
  carried: Carried[];
  merge(phone: string, other: string): Promise<string>;
  part(phone: string): Promise<string>;
  say(phone: string, what: 'STOP' | 'START', happening?: string): Promise<void>;
  silent(phone: string): Promise<boolean>;
  together(phone: string): Promise<string[]>;
}

/** One process over these records. */
function open(records: RecordStore): World {
  const contacts = createContacts(records, newId);
  const carried: Carried[] = [];
  const onePerson = createOnePerson({
    ledger: createConsent({ records, key, clock }),
    clock,
    company: contacts.company,
    async carried(change, fresh) {
      if (fresh) carried.push(change);
    },
  });
  const { ledger } = onePerson;
  const sides = (one: readonly string[], other: readonly string[]) => ({
    ...{ workspace: SPACE, brand: BRAND, one, other, by: BY },
  });
  const code = (done: Promise<unknown>) =>
    done.then(
      () => 'done',
      (error: unknown) => (error instanceof CodedError ? error.code : 'died'),
    );
  return {
    ...{ contacts, onePerson, ledger, carried },
    merge: (phone, other) => {
      const begun: [readonly string[], readonly string[]][] = [];
      return code(
        Promise.all([phone, other].map((one) => contacts.person(SPACE, BRAND, one)))
          .then(async ([one, two]) => {
            const seen = one && two ? nameOfPair(one, two) : '';
            await contacts.merge(SPACE, BRAND, {
              ...{ phone, other, seen, take: [], known: async () => true },
              async ready(mine, theirs) {
                begun.push([mine, theirs]);
                await onePerson.join(sides(mine, theirs));
              },
            });
          })
          .catch(async (error: unknown) => {
            for (const [mine, theirs] of begun) await onePerson.part(sides(mine, theirs));
            throw error;
          }),
      );
    },
    part: (phone) =>
      code(contacts.part(SPACE, BRAND, phone).then(({ phones }) => onePerson.part(sides([phone], phones)))),
    say: (phone, what, happening = newId()) =>
      ledger.record({
        ...{ workspace: SPACE, brand: BRAND, phone, key: happening, at: clock.now(), wording: what },
        ...{
          what: what === 'STOP' ? 'withdrawn' : 'given',
          purpose: 'all',
          channel: 'sms',
          source: 'keyword',
        },
      }),
    silent: (phone) => ledger.suppressed(SPACE, BRAND, phone),
    together: async (phone) => (await contacts.person(SPACE, BRAND, phone)).phones,
  };
}

const silent = async (world: World, phones: readonly string[] = ALL) => {
  const all = await Promise.all(phones.map(world.silent));
  return phones.filter((_, n) => all[n]);
};

describe('numbers of one person', () => {
  test('are all silent once one of them is; each line says by whose word, and who decided it', async () => {
    const world = open(openRecords());
    await world.say(BEN, 'STOP');
    const since = clock.now();
    await clock.advance(1000);
    expect(await world.merge(ANN, BEN)).toBe('done');
    expect(await silent(world)).toEqual([ANN, BEN]);
    expect(await world.ledger.suppressedSince(SPACE, BRAND, BEN)).toBe(since);
    expect(await world.ledger.entries(SPACE, BRAND, ANN)).toMatchObject([
      {
        ...{ what: 'withdrawn', source: 'merge', purpose: 'all', at: clock.now() },
        proof: { number: world.ledger.nameOf(SPACE, BRAND, BEN) },
      },
    ]);
    expect(await world.ledger.entries(SPACE, BRAND, BEN)).toHaveLength(1);
    expect(world.carried).toEqual([
      { workspace: SPACE, brand: BRAND, phone: ANN, from: BEN, what: 'withdrawn', by: BY },
    ]);
    await clock.advance(1000);
    expect(await world.part(BEN)).toBe('done');
    expect(await silent(world)).toEqual([BEN]);
    expect((await world.ledger.entries(SPACE, BRAND, ANN)).at(-1)).toMatchObject({ what: 'parted' });
  });

  test('who says STOP later silences the others, and START is for the number that says it', async () => {
    const world = open(openRecords());
    await world.merge(ANN, BEN);
    await world.merge(BEN, CAT);
    await clock.advance(1);
    await world.say(CAT, 'STOP', 'event-1');
    expect(await silent(world)).toEqual([ANN, BEN, CAT]);
    await clock.advance(1);
    await world.say(BEN, 'START');
    // The platform tells the STOP again: it is older.
    await world.say(CAT, 'STOP', 'event-1');
    expect(await silent(world)).toEqual([ANN, CAT]);
    await clock.advance(1);
    await world.say(CAT, 'START');
    expect(await silent(world)).toEqual([ANN]);
    // Whoever comes to them now is silent by the word that still holds for one of them.
    await world.merge(DAN, ANN);
    expect(await silent(world)).toEqual([ANN, DAN]);
    await world.say(ANN, 'STOP');
    await world.part(CAT);
    expect(await silent(world)).toEqual([ANN, BEN, DAN]);
    await world.part(ANN);
    expect(await silent(world)).toEqual([ANN]);
  });
});

type Deed = { kind: 'merge' | 'part' | 'STOP' | 'START'; phone: number; other: number };
const deed: fc.Arbitrary<Deed> = fc.record({
  kind: fc.constantFrom<Deed['kind']>('merge', 'merge', 'part', 'STOP', 'START'),
  phone: fc.nat(3),
  other: fc.nat(3),
});

/**
 * The rule, by itself: a number is silent while its own last word is STOP, or while another's word holds for it: since that
 * one said STOP as the same person, or since the two were made one while that one was silent itself or silenced its side;
 * until this number says START, or the two are taken apart.
 */
function expected() {
  const stopped = new Set<string>();
  const holds = new Map(ALL.map((phone) => [phone, new Set<string>()]));
  const of = (phone: string) => holds.get(phone) ?? new Set<string>();
  let groups = ALL.map((phone) => [phone]);
  const group = (phone: string) => groups.find((one) => one.includes(phone)) ?? [phone];
  const origins = (side: string[]) =>
    new Set(side.flatMap((phone) => [...(stopped.has(phone) ? [phone] : []), ...of(phone)]));
  return {
    silent: () => ALL.filter((phone) => stopped.has(phone) || of(phone).size > 0),
    group,
    stopped,
    do({ kind, phone: n, other: m }: Deed): void {
      const [phone, other] = [ALL[n] ?? '', ALL[m] ?? ''];
      const [mine, theirs] = [group(phone), group(other)];
      if (kind === 'STOP') {
        stopped.add(phone);
        for (const one of mine) if (one !== phone) of(one).add(phone);
      } else if (kind === 'START') {
        stopped.delete(phone);
        of(phone).clear();
      } else if (kind === 'merge' && mine !== theirs) {
        const [left, right] = [origins(mine), origins(theirs)];
        for (const one of theirs) for (const from of left) of(one).add(from);
        for (const one of mine) for (const from of right) of(one).add(from);
        groups = [...groups.filter((one) => one !== mine && one !== theirs), [...mine, ...theirs]];
      } else if (kind === 'part' && mine.length > 1) {
        const staying = mine.filter((one) => one !== phone);
        for (const one of staying) {
          of(one).delete(phone);
          of(phone).delete(one);
        }
        groups = [...groups.filter((one) => one !== mine), [phone], staying];
      }
    },
  };
}

test('over any merges, partings, STOPs and STARTs, those are silent whom the rule silences, and nobody else', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(deed, { minLength: 1, maxLength: 14 }), async (deeds) => {
      const world = open(openRecords());
      const rule = expected();
      const started = new Map<string, number>();
      const stopped = new Map<string, number>();
      for (const one of deeds) {
        const [phone, other] = [ALL[one.phone] ?? '', ALL[one.other] ?? ''];
        await clock.advance(1);
        if (one.kind === 'merge') await world.merge(phone, other);
        else if (one.kind === 'part') await world.part(phone);
        else await world.say(phone, one.kind);
        if (one.kind === 'STOP') stopped.set(phone, clock.now());
        if (one.kind === 'START') started.set(phone, clock.now());
        rule.do(one);
        expect(await silent(world)).toEqual(rule.silent());
        // Nobody is written to while one who belongs to them has said STOP last, and later than they said START.
        for (const number of ALL) {
          const mates = rule.group(number).filter((mate) => rule.stopped.has(mate));
          const late = mates.some((mate) => (stopped.get(mate) ?? 0) > (started.get(number) ?? 0));
          if (late) expect(await world.silent(number)).toBe(true);
        }
      }
    }),
    { numRuns: 60 },
  );
});

test('a STOP in one process while another makes one person of its number, or takes it apart, is missed by nobody', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.array(fc.record({ kind: fc.constantFrom('merge', 'part'), phone: fc.nat(2), other: fc.nat(2) }), {
        minLength: 1,
        maxLength: 3,
      }),
      fc.boolean(),
      async (s, deeds, before) => {
        const records = openRecords();
        const sound = open(records);
        if (before) await sound.merge(ANN, BEN);
        const [here, there] = [open(scheduled(records, s)), open(scheduled(records, s))];
        await clock.advance(1);
        const work = async () => {
          for (const { kind, phone, other } of deeds) {
            if (kind === 'merge') await there.merge(ALL[phone] ?? '', ALL[other] ?? '');
            else await there.part(ALL[phone] ?? '');
          }
        };
        await s.waitFor(Promise.all([here.say(ANN, 'STOP'), work()]));
        expect(await silent(sound)).toEqual(expect.arrayContaining(await sound.together(ANN)));
        // Whoever was never in question is not silenced either.
        expect(await sound.silent(DAN)).toBe(false);
      },
    ),
    { numRuns: 80 },
  );
});

test('broken off anywhere, too many may be silent and never too few; done again, it is as it should be', async () => {
  for (const kind of ['merge', 'part', 'STOP'] as const) {
    for (let writes = 0; writes < 24; writes += 1) {
      const records = openRecords();
      const sound = open(records);
      await sound.say(BEN, 'STOP');
      if (kind !== 'merge') await sound.merge(ANN, BEN);
      if (kind === 'STOP') await sound.merge(ANN, CAT);
      let left = writes;
      const failing =
        <A extends unknown[], R>(call: (...args: A) => Promise<R>) =>
        async (...args: A): Promise<R> => {
          if (left === 0) throw new CodedError('storage_unavailable');
          left -= 1;
          return call(...args);
        };
      const { insert, update, remove } = records;
      const dying = open({
        ...records,
        ...{ insert: failing(insert), update: failing(update), remove: failing(remove) },
      });
      await clock.advance(1);
      const act = (world: World) =>
        kind === 'merge'
          ? world.merge(ANN, BEN)
          : kind === 'part'
            ? world.part(BEN)
            : world.say(CAT, 'STOP', 'event').catch(() => undefined);
      await act(dying);
      expect(await sound.silent(BEN)).toBe(true);
      if ((await sound.together(ANN)).includes(BEN)) expect(await sound.silent(ANN)).toBe(true);
      if (kind === 'STOP' && (await sound.silent(CAT))) expect(await sound.silent(ANN)).toBe(true);
      await act(sound);
      if (kind === 'STOP') expect(await silent(sound)).toEqual([ANN, BEN, CAT]);
      // Made one and taken apart once more, nothing is left of it.
      if (kind !== 'STOP') {
        await sound.merge(ANN, BEN);
        expect(await silent(sound)).toEqual([ANN, BEN]);
        await sound.part(BEN);
        expect(await silent(sound)).toEqual([BEN]);
      }
    }
  }
});
