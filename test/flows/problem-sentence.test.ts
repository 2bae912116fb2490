/** Every code that a flow can go wrong by is known in words, in both languages. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { problemSentence } from '../../flows/problem-sentence.ts';

const FLOWS = join(import.meta.dirname, '../../flows');
const RUNNING = ['step.ts', 'turn.ts', 'simulate.ts', 'paths.ts'];

test('each code of a problem has its own sentence', () => {
  expect(readdirSync(FLOWS)).toEqual(expect.arrayContaining(RUNNING));
  const source = RUNNING.map((file) => readFileSync(join(FLOWS, file), 'utf8')).join('\n');
  const named = [...source.matchAll(/\bcode: '([a-z-]+)', detail/g)].map(([, code = '']) => code);
  const chosen = [...source.matchAll(/\bcode(?: =|:) [^\n]*\? '([a-z-]+)' : '([a-z-]+)'/g)].flatMap(
    ([, one = '', other = '']) => [one, other],
  );
  const codes = [...new Set([...named, ...chosen, 'stuck'])];
  expect(codes.length).toBeGreaterThan(9);
  const unknown = problemSentence('never-heard-of');
  for (const code of codes.filter((one) => one !== 'internal')) {
    expect(problemSentence(code), code).not.toEqual(unknown);
    expect(problemSentence(code).fr, code).not.toBe(problemSentence(code).en);
  }
});
