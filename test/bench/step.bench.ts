/**
 * What one step of the core costs, on flows of 6 and of 500 nodes. Not part of the tests:
 * `npx vitest bench --run --config test/vitest.config.ts test/bench/step.bench.ts`. One event should stay under 50 µs.
 */
import { bench, describe } from 'vitest';
import type { Event } from '../../flows/event.ts';
import { step } from '../../flows/step.ts';
import { writeTap } from '../../flows/tap.ts';
import { turn } from '../../flows/turn.ts';
import {
  bundleOf,
  catalogueOf,
  converse,
  FACTS,
  idOf,
  NOBODY,
  NOON,
  programOf,
  says,
} from '../flows/fixtures.ts';

/** Two questions that lead to each other by way of a message, and as many more of these as wanted. */
function nodesOf(count: number) {
  const nodes: Parameters<typeof programOf>[0] = {};
  for (let n = 0; n < count; n += 1) {
    const next = `n${(n + 1) % count}`;
    nodes[`n${n}`] =
      n % 2
        ? { kind: 'say', say: [says('Noted: {{answer}}.')], to: next }
        : {
            kind: 'choose',
            ask: says('Which one, {{contact.name}}?'),
            save: 'answer',
            choices: [
              { id: 'a', label: { en: 'The first', fr: 'Le premier' }, to: next },
              { id: 'b', label: { en: 'The second', fr: 'Le second' }, to: next },
            ],
            timeout: { after: '2h', to: next },
          };
  }
  return nodes;
}

for (const size of [6, 500]) {
  describe(`a flow of ${size} nodes`, () => {
    const program = programOf(nodesOf(size));
    const { snapshot } = converse(program);
    const tap: Event = { kind: 'tap', data: writeTap({ node: 'n0', choice: 'b' }), id: idOf(2), at: NOON };
    const typed: Event = { kind: 'text', text: 'the second', id: idOf(2), at: NOON };
    const missed: Event = { kind: 'text', text: 'what do you mean by that', id: idOf(2), at: NOON };
    bench('a tap, two nodes further', () => {
      step(program, snapshot, tap, FACTS);
    });
    bench('a typed answer', () => {
      step(program, snapshot, typed, FACTS);
    });
    bench('an answer that is not understood', () => {
      step(program, snapshot, missed, FACTS);
    });
    const catalogue = catalogueOf(bundleOf(nodesOf(size)));
    const dialogue = { ...NOBODY, run: { flow: 'main', version: 1, snapshot } };
    bench('a whole turn', () => {
      turn(dialogue, program, tap, FACTS, catalogue);
    });
  });
}
