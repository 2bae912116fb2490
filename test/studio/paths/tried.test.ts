/** What trying all ways comes to: how much was reached, and each thing that went wrong, once, by its shortest way. */
import { describe, expect, test } from 'vitest';
import { enumeratePaths, type Path } from '../../../flows/paths.ts';
import { report } from '../../../studio/editor/paths/tried.ts';
import { bundleOf, NOON, says } from '../../flows/fixtures.ts';

const bundle = bundleOf({
  pick: {
    kind: 'choose',
    ask: says('Which?'),
    choices: [
      { id: 'cut', label: 'Cut', to: 'bye' },
      { id: 'person', label: 'Somebody', to: 'people' },
    ],
    timeout: { after: '2h', to: 'bye' },
  },
  people: { kind: 'handoff', to: 'bye' },
  bye: { kind: 'end' },
  lost: { kind: 'end' },
});
const path = (wrong: Partial<Path>): Path => ({
  locale: 'en',
  channel: 'rbm',
  script: [],
  visited: ['pick'],
  ending: 'end',
  problems: [],
  ...wrong,
});
const tried = (paths: Path[]) => report(bundle, { ...enumeratePaths(bundle, { at: NOON }), paths });
const problem = (node: string, code = 'no-flow', detail = '') => ({ code, node, detail });

describe('what was tried', () => {
  test('counts the steps and exits of the flow; the way on from people is theirs', () => {
    const { nodes, exits, truncated } = report(bundle, enumeratePaths(bundle, { at: NOON }));
    expect(nodes).toEqual({ total: 4, covered: ['pick', 'people', 'bye'], missing: ['lost'] });
    expect(exits.covered.sort()).toEqual(['pick choice:cut', 'pick choice:person', 'pick timeout']);
    expect([...exits.covered, ...exits.missing].some((key) => key.startsWith('people'))).toBe(false);
    expect(exits.total).toBe(exits.covered.length + exits.missing.length);
    expect(truncated).toBe(false);
  });

  test('tells a thing that goes wrong on many ways once, by the shortest of them', () => {
    const long = path({ script: [{ say: 'a' }, { say: 'b' }], problems: [problem('bye'), problem('bye')] });
    const short = path({ script: [{ say: 'a' }], channel: 'sms', problems: [problem('bye')] });
    expect(tried([long, short]).failures).toEqual([
      { code: 'no-flow', detail: '', node: 'bye', count: 2, channels: ['rbm', 'sms'], path: short },
    ]);
  });

  test('a conversation that cannot go on is a thing that went wrong, where it stopped', () => {
    const [failure] = tried([path({ ending: 'stuck', visited: ['pick', 'people'] })]).failures;
    expect(failure).toMatchObject({ code: 'stuck', node: 'people', count: 1 });
  });

  test('what goes wrong inside a flow that is called is at the step that calls; what has no place has none', () => {
    const found = tried([path({ problems: [problem('pick/inner'), problem('')] })]).failures;
    expect(found.map(({ node }) => node)).toEqual(['pick', undefined]);
  });

  test('what goes wrong most often stands first, and nobody reads more than a hundred', () => {
    const many = Array.from({ length: 130 }, (_, n) => path({ problems: [problem('bye', `code-${n}`)] }));
    const { failures } = tried([...many, path({ problems: [problem('bye', 'code-7')] })]);
    expect(failures).toHaveLength(100);
    expect(failures[0]).toMatchObject({ code: 'code-7', count: 2 });
  });
});
