/** Where running conversations would go on: counted before anything is moved. */
import { describe, expect, test } from 'vitest';
import { outlookOf, staysInPlace } from '../../../studio/editor/publish/landing.ts';
import { isMyPublishing, publishingMine } from '../../../studio/editor/publish/my-publishing.ts';
import { flowOf, says } from '../../flows/fixtures.ts';

const draft = flowOf({
  pick: { kind: 'choose', ask: says('Which?'), choices: [{ id: 'a', label: 'A', to: 'end' }] },
  name: { kind: 'end' },
  end: { kind: 'end' },
});
const row = (node: string, count: number, kind = 'choose', fits = false) => ({ node, count, kind, fits });
const version = {
  version: 1,
  live: true,
  total: 15,
  withPeople: 1,
  nodes: [
    row('pick', 8),
    row('name', 4, 'ask'),
    row('sub/pick', 2, 'choose', true),
    row('$person', 1, 'x', true),
  ],
};

describe('where running conversations go on', () => {
  test('those at a step that is still there and of its kind go on in place', () => {
    expect(staysInPlace(draft, row('pick', 1))).toBe(true);
    expect(staysInPlace(draft, row('name', 1, 'ask'))).toBe(false);
    expect(staysInPlace(draft, row('gone', 1))).toBe(false);
    expect(staysInPlace(draft, row('sub/pick', 1, 'choose', false))).toBe(false);
  });

  test('the numbers add up to everybody, whatever the mapping', () => {
    expect(outlookOf(draft, version, {})).toEqual({ moving: 11, finishing: 0, staying: 4 });
    expect(outlookOf(draft, version, { name: { node: 'end' } })).toEqual({
      moving: 15,
      finishing: 0,
      staying: 0,
    });
    expect(outlookOf(draft, version, { pick: 'finish', name: 'restart' })).toEqual({
      moving: 7,
      finishing: 8,
      staying: 0,
    });
  });
});

describe('one’s own publishing', () => {
  test('is known while it is asked for and after, and nobody else’s is', async () => {
    expect(isMyPublishing('a', 1)).toBe(false);
    const done = publishingMine('a', async () => ({ version: 1 }));
    expect(isMyPublishing('a', 1)).toBe(true);
    expect(isMyPublishing('b', 1)).toBe(false);
    await done;
    expect([isMyPublishing('a', 1), isMyPublishing('a', 2)]).toEqual([true, false]);
  });

  test('that was refused is none', async () => {
    await expect(
      publishingMine('c', async () => {
        throw new Error('refused');
      }),
    ).rejects.toThrow('refused');
    expect(isMyPublishing('c', 1)).toBe(false);
  });
});
