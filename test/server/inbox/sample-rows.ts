/** Rows of an inbox for tests: a plain one, and any there can be. */
import fc from 'fast-check';
import type { Filter, Row } from '../../../server/contract/inbox-list.ts';
import { PRIORITIES, STATUSES } from '../../../server/contract/inbox-words.ts';
import { facetsOf, keysOf } from '../../../server/inbox/filter.ts';
import type { InboxEntry, IndexedText } from '../../../server/stores/inbox-port.ts';

export const T0 = 1_780_000_000_000;

export function sampleRow(change: Partial<Row> = {}): Row {
  return {
    id: 'one',
    rev: 1,
    seq: 0,
    voice: 0,
    brand: 'default',
    phone: '+33612345678',
    channel: 'rbm',
    locale: 'fr',
    optedOut: false,
    owner: { kind: 'bot' },
    status: 'open',
    priority: 'normal',
    labels: [],
    followers: [],
    mentions: [],
    unread: 0,
    late: false,
    handBack: false,
    at: T0,
    createdAt: T0,
    ...change,
  };
}

export function entryOf(row: Row, texts: readonly IndexedText[] = [], workspace = 'w'): InboxEntry<Row> {
  return {
    workspace,
    id: row.id,
    facets: facetsOf(row),
    keys: keysOf(row),
    face: { phone: row.phone, name: row.name ?? '', labels: row.labels.join(' · '), flow: row.flow ?? '' },
    doc: row,
    texts,
  };
}

const PEOPLE = ['ana', 'bob'] as const;
const OWNERS: Row['owner'][] = [
  { kind: 'bot' },
  { kind: 'queue', queue: 'claims', since: T0, reason: 'asked', summary: '' },
  { kind: 'queue', queue: 'sales', since: T0, reason: 'asked', summary: '' },
  { kind: 'operator', operator: 'ana', since: T0 },
  { kind: 'operator', operator: 'bob', since: T0 },
];
const few = <T>(values: readonly T[]) => fc.subarray([...values], { minLength: 0 });
const minute = fc.integer({ min: 0, max: 6 }).map((n) => T0 + n * 60_000);

/** Any row of one of eight conversations: few values, so that they meet. */
export const anyRow: fc.Arbitrary<Row> = fc
  .record({
    id: fc.integer({ min: 1, max: 8 }).map((n) => `c${n}`),
    status: fc.constantFrom(...STATUSES),
    owner: fc.constantFrom(...OWNERS),
    brand: fc.constantFrom('default', 'other'),
    channel: fc.constantFrom('rbm' as const, 'sms' as const),
    locale: fc.constantFrom('fr', 'en'),
    priority: fc.constantFrom(...PRIORITIES),
    labels: few(['vip', 'late', 'it’s "odd"']),
    followers: few(PEOPLE),
    mentions: few(PEOPLE),
    unread: fc.integer({ min: 0, max: 2 }),
    late: fc.boolean(),
    optedOut: fc.boolean(),
    at: minute,
    waitingSince: fc.option(minute, { nil: undefined }),
    dueAt: fc.option(minute, { nil: undefined }),
    flow: fc.option(fc.constantFrom('booking', 'claims'), { nil: undefined }),
    blocked: fc.option(fc.constant({ by: 'ana', at: T0 }), { nil: undefined }),
  })
  .map(({ waitingSince, dueAt, flow, blocked, ...rest }) =>
    sampleRow({
      ...rest,
      ...(waitingSince === undefined ? {} : { waitingSince }),
      ...(dueAt === undefined ? {} : { due: { at: dueAt, kind: 'next-reply', level: 'l', warnAt: dueAt } }),
      ...(flow === undefined ? {} : { flow }),
      ...(blocked === undefined ? {} : { blocked }),
    }),
  );

const often = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 2 });
const some = <T extends string>(...values: readonly T[]) => often(fc.subarray([...values], { minLength: 1 }));

export const anyFilter: fc.Arbitrary<Filter> = fc
  .record({
    status: some(...STATUSES),
    owner: some('bot', 'queue', 'operator', 'me', 'queue:claims', 'operator:bob'),
    brand: some('default', 'other'),
    channel: some('rbm', 'sms'),
    locale: some('fr', 'en'),
    priority: some(...PRIORITIES),
    label: some('vip', 'late', 'it’s "odd"'),
    flow: some('booking', 'claims'),
    follower: fc.option(fc.constant('me' as const), { nil: undefined, freq: 5 }),
    mentioned: fc.option(fc.constant('me' as const), { nil: undefined, freq: 5 }),
    unread: fc.option(fc.constant(true as const), { nil: undefined, freq: 5 }),
    waiting: fc.option(fc.constant(true as const), { nil: undefined, freq: 5 }),
    late: fc.option(fc.constant(true as const), { nil: undefined, freq: 5 }),
    blocked: fc.option(fc.constant(true as const), { nil: undefined, freq: 5 }),
    optedOut: fc.option(fc.boolean(), { nil: undefined, freq: 5 }),
    from: fc.option(minute, { nil: undefined, freq: 5 }),
    to: fc.option(minute, { nil: undefined, freq: 5 }),
  })
  // Most fields are left out, or hardly any row would be found.
  .chain((filter) =>
    fc
      .subarray(Object.keys(filter) as (keyof Filter)[], { maxLength: 3 })
      .map(
        (kept) =>
          Object.fromEntries(
            kept.flatMap((key) => (filter[key] === undefined ? [] : [[key, filter[key]]])),
          ) as Filter,
      ),
  );
