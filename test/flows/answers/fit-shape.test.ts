import { describe, expect, test } from 'vitest';
import { type Expected, typed } from './hear.ts';

describe('a text of a fixed shape', () => {
  test('is written as the shape has it, and fits or is refused', () => {
    const plate: Expected = { type: 'text', shape: 'AA-000-AA' };
    for (const text of ['ab123cd', 'AB-123-CD', ' ab 123 cd ', 'a.b.1.2.3.c.d']) {
      expect(typed(plate, text)).toBe('AB-123-CD');
    }
    for (const text of ['ab123c', 'ab123cde', '12-345-67', 'hello'])
      expect(typed(plate, text)).toBe('(shape)');
    expect(typed({ type: 'text', shape: 'FR-00' }, 'fr12')).toBe('FR-12');
    expect(typed({ type: 'text', shape: 'FR-00' }, 'de12')).toBe('(shape)');
  });
});
