/** What always fails is given up; what fails now and then is not. */
import { describe, expect, test } from 'vitest';
import { createFailures } from '../../../server/http/failures.ts';

describe('a request', () => {
  test('that fails three times of three has failed too often, and is counted anew after that', () => {
    const tooOften = createFailures(3);
    expect([1, 2, 3, 4, 5, 6].map(() => tooOften('a'))).toEqual([false, false, true, false, false, true]);
  });

  test('is counted apart from others', () => {
    const tooOften = createFailures(2);
    expect([tooOften('a'), tooOften('b'), tooOften(Buffer.from('a'))]).toEqual([false, false, true]);
  });

  test('that failed long ago is forgotten among many', () => {
    const tooOften = createFailures(2);
    tooOften('a');
    for (let n = 0; n < 1000; n += 1) tooOften(`other ${n}`);
    expect(tooOften('a')).toBe(false);
  });
});
