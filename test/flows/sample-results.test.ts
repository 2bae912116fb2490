/** What services could answer, made up from how a flow reads it. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { flowSchema } from '../../flows/flow.ts';
import { fittingData, sampleResults } from '../../flows/sample-results.ts';
import { bundleOf, says } from './fixtures.ts';

const AT = Date.UTC(2026, 10, 23, 9);

const call = (more: object) =>
  ({ kind: 'call', service: 'shop', operation: 'find', failed: 'end', to: 'next', ...more }) as never;
const end = { kind: 'end' } as const;

describe('what a call could answer', () => {
  test('a list that is offered holds items with everything that is read of them; and it may be empty', () => {
    const { calls } = sampleResults(
      bundleOf({
        find: call({ pick: { slots: 'free.slots' } }),
        next: {
          kind: 'choose',
          ask: says('Which?'),
          options: {
            from: 'slots',
            label: '{{item.start | time}}',
            value: '{{item.id}}',
            to: 'end',
            none: 'end',
          },
        },
        end,
      }),
      AT,
    );
    expect(calls['shop.find']).toEqual([
      { free: { slots: [{ start: '2026-11-25T09:00:00Z', id: 'sample-1' }] } },
      { free: { slots: [] } },
    ]);
  });

  test('each value that a decision asks for is one of the answers, and so is none', () => {
    const { calls } = sampleResults(
      bundleOf({
        find: call({ save: 'order' }),
        next: {
          kind: 'branch',
          cases: [
            { when: { value: 'order.state', is: 'equals', than: 'sent' }, to: 'end' },
            { when: { value: 'order.weight', is: 'more', than: 10 }, to: 'end' },
            { when: { value: 'order.note', is: 'exists' }, to: 'end' },
          ],
          otherwise: 'end',
        },
        end,
      }),
      AT,
    );
    const states = (calls['shop.find'] as Record<string, unknown>[]).map(({ state }) => state);
    const weights = (calls['shop.find'] as Record<string, unknown>[]).map(({ weight }) => weight);
    expect(states).toContain('sent');
    expect(new Set(weights)).toEqual(new Set([11, 10, 9]));
    expect((calls['shop.find'] as object[]).some((one) => !('note' in one))).toBe(true);
  });

  test('what was pinned comes first and is changed, not replaced', () => {
    const pinned = { state: 'lost', more: [1, 2] };
    const { calls } = sampleResults(
      bundleOf({
        find: call({ save: 'order', sample: pinned }),
        next: {
          kind: 'branch',
          cases: [{ when: { value: 'order.state', is: 'equals', than: 'sent' }, to: 'end' }],
          otherwise: 'end',
        },
        end,
      }),
      AT,
    );
    expect(calls['shop.find']).toEqual([pinned, { state: 'sent', more: [1, 2] }]);
  });

  test('what is copied into another variable is read there too', () => {
    const { calls } = sampleResults(
      bundleOf({
        find: call({ save: 'order' }),
        next: { kind: 'set', assign: [{ variable: 'kept', to: '{{order.item}}' }], to: 'say' },
        say: { kind: 'say', say: [says('{{kept.price | money: "EUR"}}')], to: 'end' },
        end,
      }),
      AT,
    );
    expect(calls['shop.find']?.[0]).toEqual({ item: { price: 42 } });
  });

  test('no name in a flow reaches out of the answer', () => {
    const bundle = bundleOf({
      find: call({ pick: { a: 'constructor.prototype.polluted', b: '__proto__.polluted' } }),
      next: { kind: 'say', say: [says('{{a}} {{b}}')], to: 'end' },
      end,
    });
    sampleResults(bundle, AT);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  test('answers are JSON, few, and the same each time, for every shipped flow at any time', () => {
    const bundles = ['booking', 'claims', 'payment', 'welcome'].map((name) => ({
      flow: flowSchema.parse(JSON.parse(readFileSync(`flows/library/${name}.flow.json`, 'utf8'))),
      subflows: {},
    }));
    fc.assert(
      fc.property(
        fc.constantFrom(...bundles),
        fc.integer({ min: 0, max: 4_000_000_000_000 }),
        (bundle, at) => {
          const made = sampleResults(bundle, at);
          expect(JSON.parse(JSON.stringify(made))).toEqual(made);
          expect(sampleResults(bundle, at)).toEqual(made);
          for (const results of Object.values(made.calls)) {
            expect(results.length).toBeGreaterThan(0);
            expect(results.length).toBeLessThanOrEqual(8);
          }
        },
      ),
      { numRuns: 25 },
    );
  });
});

describe('what a signal carries', () => {
  test('it fits the condition it is waited for with', () => {
    const resolve = (than: unknown) => (than === '{{payment.id}}' ? 'p-7' : than);
    expect(
      fittingData(
        {
          all: [
            { value: 'signal.payment', is: 'equals', than: '{{payment.id}}' },
            { any: [{ value: 'signal.state', is: 'one-of', than: ['paid', 'settled'] }] },
          ],
        },
        resolve,
      ),
    ).toEqual({ payment: 'p-7', state: 'paid' });
    expect(fittingData({ value: 'other.x', is: 'exists' }, resolve)).toEqual({});
  });
});
