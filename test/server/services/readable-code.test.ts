import fc from 'fast-check';
import { expect, test } from 'vitest';
import { normalCode, readableCode } from '../../../server/services/readable-code.ts';

test('a code is short, without signs that look alike, and always the same for its source', () => {
  fc.assert(
    fc.property(fc.uuid(), (source) => {
      expect(readableCode(source)).toMatch(/^[2-9A-HJ-NP-Z]{5}$/);
      expect(readableCode(source)).toBe(readableCode(source));
    }),
  );
});

test('further attempts give further candidates', () => {
  const codes = Array.from({ length: 50 }, (_, attempt) => readableCode('one source', attempt));
  expect(new Set(codes).size).toBe(50);
});

test('codes are spread evenly', () => {
  const codes = new Set(Array.from({ length: 2000 }, (_, index) => readableCode(`source ${index}`)));
  expect(codes.size).toBeGreaterThan(1995);
});

test('a typed code is brought into its shape; what is none stays as it is', () => {
  expect(normalCode(' b 7k3qx.', [1, 5])).toBe('B-7K3QX');
  expect(normalCode('c264f7kq', [1, 2, 5])).toBe('C-26-4F7KQ');
  expect(normalCode('C-26-4F7KQ-9', [1, 2, 5])).toBe('C-26-4F7KQ-9');
  expect(normalCode('hello', [1, 5])).toBe('hello');
});
