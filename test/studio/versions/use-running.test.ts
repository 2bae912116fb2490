/** Who waits where, and how often it is counted. */
import { expect, test } from 'vitest';
import type { RunningView } from '../../../server/contract.ts';
import { pauseAfter, waitingBy } from '../../../studio/editor/versions/use-running.ts';

const row = (node: string, count: number) => ({ node, count, fits: true });
const versions: RunningView['versions'] = [
  { version: 2, live: true, total: 5, withPeople: 0, nodes: [row('ask', 3), row('pay/card', 2)] },
  { version: 1, live: false, total: 2, withPeople: 1, nodes: [row('ask', 1), row('pay/bank', 1)] },
];

test('people of all versions are counted at the step they are at, and inside a called flow at the step that calls', () => {
  expect(waitingBy(versions, undefined)).toEqual({ ask: 4, pay: 3 });
  expect(waitingBy(versions, 1)).toEqual({ ask: 1, pay: 1 });
});

test('the longer a count takes, the seldomer it is made', () => {
  expect(pauseAfter(4)).toBe(30_000);
  expect(pauseAfter(1_000)).toBe(200_000);
  expect(pauseAfter(60_000)).toBe(600_000);
});
