import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseFlow } from '../../flows/check.ts';
import { type Flow, flowSchema } from '../../flows/flow.ts';
import { printFlow } from '../../flows/print-flow.ts';
import { readShipped } from './library/shipped.ts';

const shipped = [...readShipped().values()];

describe('a printed flow', () => {
  test.each(shipped.map((flow) => [flow.id, flow] as const))('is read back as it was: %s', (_id, flow) => {
    expect(parseFlow(JSON.parse(printFlow(flow)))).toEqual({ ok: true, flow });
  });

  test('begins with what it is, and has its steps in the order of the conversation', () => {
    const flow = flowSchema.parse({
      nodes: {
        lost: { kind: 'end' },
        after: { to: 'last', kind: 'say', say: [{ message: { text: 'Hello', kind: 'text' } }] },
        last: { kind: 'end' },
        first: { kind: 'say', say: [{ message: { kind: 'text', text: 'Hi' } }], to: 'after' },
      },
      start: 'first',
      name: 'Hello',
      id: 'hello',
      format: 1,
    });
    const printed = JSON.parse(printFlow(flow)) as Flow;
    expect(Object.keys(printed).slice(0, 3)).toEqual(['format', 'id', 'name']);
    expect(Object.keys(printed.nodes)).toEqual(['first', 'after', 'last', 'lost']);
    expect(Object.keys(printed.nodes.after ?? {})[0]).toBe('kind');
  });

  test('is the same text in whatever order its steps and boxes were made', () => {
    fc.assert(
      fc.property(fc.constantFrom(...shipped), fc.infiniteStream(fc.nat()), (flow, numbers) => {
        const shuffled = <T>(table: Record<string, T>) =>
          Object.fromEntries(
            Object.entries(table)
              .map((entry) => ({ entry, at: numbers.next().value as number }))
              .sort((one, other) => one.at - other.at)
              .map(({ entry }) => entry),
          );
        const other = {
          ...flow,
          nodes: shuffled(flow.nodes),
          canvas: { ...flow.canvas, positions: shuffled(flow.canvas.positions) },
        };
        expect(printFlow(other)).toBe(printFlow(flow));
      }),
      { numRuns: 20 },
    );
  });
});
