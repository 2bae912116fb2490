/** Which page a path names. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { matchPath } from '../../../studio/ui/router.tsx';

test.each([
  ['/flows', '/flows', {}],
  ['/flows/:id', '/flows/booking', { id: 'booking' }],
  ['/flows/:id', '/flows/a%20b', { id: 'a b' }],
  ['/flows/:id', '/flows', undefined],
  ['/flows/:id', '/flows/', undefined],
  ['/flows/:id', '/flows/a/b', undefined],
  ['/flows/:id', '/flows/%', undefined],
  ['/', '/', {}],
])('%s against %s is %j', (pattern, path, values) => {
  expect(matchPath(pattern, path)).toEqual(values);
});

test('what is written into a path is read from it', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, unit: 'grapheme' }), (id) => {
      expect(matchPath('/flows/:id', `/flows/${encodeURIComponent(id)}`)).toEqual({ id });
    }),
  );
});
