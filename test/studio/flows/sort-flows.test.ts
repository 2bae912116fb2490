/** The order of the list of flows, and what a search in it finds. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FlowSummary } from '../../../server/contract.ts';
import { type SortBy, searchFlows, sortFlows } from '../../../studio/flows/sort-flows.ts';

const flow = (id: string, more: Partial<FlowSummary> = {}): FlowSummary => ({
  id,
  name: id,
  locales: ['en'],
  nodes: 1,
  state: 'draft',
  published: 0,
  archived: false,
  changed: true,
  updatedAt: 0,
  ...more,
});
const ids = (flows: FlowSummary[]) => flows.map(({ id }) => id);

describe('sorting', () => {
  test('names are sorted as their language does, numbers by value', () => {
    const flows = ['Étape 10', 'zèbre', 'étape 2', 'Abeille'].map((name) => flow(name, { name }));
    expect(ids(sortFlows(flows, 'name', false, 'fr'))).toEqual(['Abeille', 'étape 2', 'Étape 10', 'zèbre']);
  });

  test('live ones stand before changed ones, these before drafts, archived ones last', () => {
    const flows = [
      flow('archived', { archived: true, published: 1 }),
      flow('draft'),
      flow('changed', { published: 1 }),
      flow('live', { published: 1, changed: false }),
    ];
    expect(ids(sortFlows(flows, 'state', false, 'en'))).toEqual(['live', 'changed', 'draft', 'archived']);
  });

  test('what is alike stands newest first, whichever way it is sorted', () => {
    const flows = [flow('old', { updatedAt: 1 }), flow('new', { updatedAt: 2 })];
    for (const down of [true, false])
      expect(ids(sortFlows(flows, 'nodes', down, 'en'))).toEqual(['new', 'old']);
  });

  test('sorting loses nothing and leaves the given list alone', () => {
    const one = fc.record({
      id: fc.uuid(),
      name: fc.string(),
      nodes: fc.nat(50),
      updatedAt: fc.nat(5),
      published: fc.nat(2),
    });
    const by = fc.constantFrom<SortBy>('name', 'state', 'nodes', 'updatedAt');
    fc.assert(
      fc.property(fc.array(one), by, fc.boolean(), (some, key, down) => {
        const flows = some.map(({ id, ...more }) => flow(id, more));
        const before = ids(flows);
        expect(ids(sortFlows(flows, key, down, 'en')).sort()).toEqual([...before].sort());
        expect(ids(flows)).toEqual(before);
      }),
    );
  });
});

describe('searching', () => {
  const flows = [
    flow('booking', { name: 'Appointment', description: { en: 'Books', fr: 'Prend un rendez-vous' } }),
    flow('claims', { name: 'Claim', sector: 'insurance', description: 'Reçoit une déclaration' }),
  ];

  test.each([
    ['', ['booking', 'claims']],
    ['  ', ['booking', 'claims']],
    ['APPOINT', ['booking']],
    ['rendez prend', ['booking']],
    ['declaration', ['claims']],
    ['insur', ['claims']],
    ['appointment claim', []],
  ])('%j finds %j', (search, found) => {
    expect(ids(searchFlows(flows, search))).toEqual(found);
  });
});
