import { describe, expect, test } from 'vitest';
import { countGraphemes } from '../../flows/graphemes.ts';

describe('characters', () => {
  test('are counted as people count: an emoji is one, a letter with its accent too', () => {
    expect(countGraphemes('')).toBe(0);
    expect(countGraphemes('abc\n')).toBe(4);
    expect(countGraphemes('👨‍👩‍👧é')).toBe(2);
    expect(countGraphemes('e\u0301t')).toBe(2);
  });

  test('beyond what is enough are not counted further', () => {
    expect(countGraphemes('é'.repeat(50), 3)).toBe(4);
    expect(countGraphemes('éé', 3)).toBe(2);
  });
});
