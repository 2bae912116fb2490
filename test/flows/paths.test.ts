/** Ways through a flow by SMS, what keeps a message from being sent there, and what is told meanwhile. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { flowSchema } from '../../flows/flow.ts';
import { enumeratePaths, type PathProgress } from '../../flows/paths.ts';
import { sampleResults } from '../../flows/sample-results.ts';
import { simulate } from '../../flows/simulate.ts';
import { bundleOf, says } from './fixtures.ts';

const AT = Date.UTC(2026, 10, 23, 9);
const end = { kind: 'end' } as const;
const shipped = (name: string) => ({
  flow: flowSchema.parse(JSON.parse(readFileSync(`flows/library/${name}.flow.json`, 'utf8'))),
  subflows: {},
});

const choosing = () =>
  bundleOf({
    q: {
      kind: 'choose',
      ask: says('Which?'),
      choices: [
        { id: 'a', label: 'Alpha', to: 'end' },
        { id: 'b', label: 'Beta', to: 'end' },
      ],
    },
    end,
  });

describe('a step that is skipped', () => {
  test('counts with its way on alone, whose steps are gone through', () => {
    const bundle = bundleOf({
      q: {
        kind: 'ask',
        skipped: true,
        ask: says('Your name?'),
        expect: { type: 'text' },
        save: 'name',
        to: 'end',
        retry: { max: 2, to: 'lost' },
        timeout: { after: '1h', to: 'lost' },
      },
      lost: { kind: 'say', say: [says('Lost?')], to: 'end' },
      end,
    });
    const { coverage, trodden } = enumeratePaths(bundle);
    expect(coverage.exits).toEqual({ total: 2, missing: ['lost next'] });
    expect(coverage.nodes.missing).toEqual(['lost']);
    expect(trodden).toEqual(new Set(['q', 'q next', 'end']));
  });

  test('is gone past even where it would hand over to a person', () => {
    const { coverage } = enumeratePaths(bundleOf({ h: { kind: 'handoff', skipped: true, to: 'end' }, end }));
    expect(coverage.exits).toEqual({ total: 1, missing: [] });
  });
});

describe('by SMS', () => {
  test('a button is its number, typed; the path plays again there', () => {
    const { paths, coverage } = enumeratePaths(choosing(), { channels: ['sms'] });
    expect(coverage.exits.missing).toEqual([]);
    expect(paths.filter(({ ending }) => ending === 'end').map(({ script }) => script)).toEqual(
      expect.arrayContaining([[{ say: '1' }], [{ say: '2' }]]),
    );
    for (const { script, visited, channel } of paths) {
      expect(channel).toBe('sms');
      const again = simulate(choosing(), script, { facts: { channel } });
      expect(again.visited).toEqual(visited);
      expect(again.problems).toEqual([]);
    }
  });

  test('labels that are numbers are typed as they are', () => {
    const bundle = bundleOf({
      q: {
        kind: 'choose',
        ask: says('How many?'),
        choices: [
          { id: 'two', label: '2', to: 'end' },
          { id: 'four', label: '4', to: 'end' },
        ],
      },
      end,
    });
    const { paths } = enumeratePaths(bundle, { channels: ['sms'] });
    expect(paths.map(({ script }) => script)).toEqual(expect.arrayContaining([[{ say: '4' }]]));
  });

  test('both ways of sending are gone, each path saying which', () => {
    const { paths } = enumeratePaths(choosing(), { channels: ['rbm', 'sms'], locales: ['en', 'fr'] });
    const ways = new Set(paths.map(({ channel, locale }) => `${channel} ${locale}`));
    expect(ways).toEqual(new Set(['rbm en', 'rbm fr', 'sms en', 'sms fr']));
  });

  test('what is too long or says nothing there is a problem there, and nowhere else', () => {
    const picture = {
      message: { kind: 'media' as const, url: 'https://example.com/a.jpg', suggestions: [] },
    };
    const bundle = bundleOf({
      long: { kind: 'say', say: [says('Word '.repeat(380))], to: 'mute' },
      mute: { kind: 'say', say: [picture], to: 'end' },
      end,
    });
    const problems = (channel: 'rbm' | 'sms') =>
      enumeratePaths(bundle, { channels: [channel] }).paths.flatMap((path) => path.problems);
    expect(problems('rbm')).toEqual([]);
    expect(problems('sms')).toEqual([expect.objectContaining({ code: 'sms-too-long', node: 'long' })]);
  });
});

describe('trying all ways', () => {
  test('is told as it goes, and says what was gone through', () => {
    const told: PathProgress[] = [];
    const { paths, trodden } = enumeratePaths(choosing(), {
      channels: ['rbm', 'sms'],
      watch: (progress) => told.push(progress),
    });
    expect(told).toHaveLength(paths.length);
    expect(told.map((one) => one.paths)).toEqual(paths.map((_, index) => index + 1));
    expect(told.at(-1)?.waiting).toBe(0);
    expect([...trodden]).toEqual(expect.arrayContaining(['q', 'end', 'q choice:a', 'q choice:b']));
  });

  test('signals are given what their conditions ask of an earlier answer', () => {
    const bundle = bundleOf({
      ask: {
        kind: 'call',
        service: 'shop',
        operation: 'order',
        save: 'order',
        failed: 'end',
        to: 'w',
      },
      w: {
        kind: 'wait',
        timeout: { after: '1h', to: 'late' },
        on: [
          {
            signal: 'shop.sent',
            when: { value: 'signal.order', is: 'equals', than: '{{order.id}}' },
            to: 'sent',
          },
        ],
      },
      sent: { kind: 'end', outcome: 'sent' },
      late: { kind: 'end', outcome: 'late' },
      end,
    });
    const { calls, signals } = sampleResults(bundle, AT);
    const { coverage } = enumeratePaths(bundle, { at: AT, samples: calls, signals });
    expect(coverage.exits.missing).toEqual([]);
  });

  test.each([
    ['payment', 0, 2],
    ['booking', 1, 3],
    ['claims', 0, 3],
  ])('made-up answers open the ways of the shipped flow "%s"', (name, steps, exits) => {
    const bundle = shipped(name);
    const { calls, signals } = sampleResults(bundle, AT);
    const { coverage } = enumeratePaths(bundle, {
      at: AT,
      samples: calls,
      signals,
      maxPaths: 800,
      locales: ['en', 'fr'],
    });
    expect(coverage.nodes.missing.length).toBeLessThanOrEqual(steps);
    expect(coverage.exits.missing.length).toBeLessThanOrEqual(exits);
  });
});
