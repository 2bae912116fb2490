/** Which page a path names. */
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { guardPage, matchPath, navigate } from '../../../studio/ui/router.tsx';

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

describe('a page that is guarded', () => {
  const at = { href: 'https://x.test/flows/tea?at=1', pathname: '/flows/tea', search: '?at=1', hash: '' };
  const went: string[] = [];
  beforeAll(() => {
    vi.stubGlobal('window', new EventTarget());
    vi.stubGlobal('location', at);
    vi.stubGlobal('history', { pushState: (_: unknown, __: string, to: string) => went.push(to) });
  });
  afterEach(() => went.splice(0));
  afterAll(() => vi.unstubAllGlobals());

  test('is left only once somebody agrees; moves within it ask nobody', () => {
    const asked: (() => void)[] = [];
    const release = guardPage((leave) => {
      asked.push(leave);
      return false;
    });
    navigate('/flows/tea?view=versions');
    expect([went, asked.length]).toEqual([['/flows/tea?view=versions'], 0]);
    navigate('/flows');
    expect([went.length, asked.length]).toEqual([1, 1]);
    asked[0]?.();
    expect(went.at(-1)).toBe('/flows');
    release();
    navigate('/inbox');
    expect([went.at(-1), asked.length]).toEqual(['/inbox', 1]);
  });

  test('is come back to where the browser’s own button left it', () => {
    const heard: string[] = [];
    const release = guardPage(() => false);
    window.addEventListener('popstate', () => heard.push('page'));
    Object.assign(at, { pathname: '/flows', search: '', href: 'https://x.test/flows' });
    window.dispatchEvent(new Event('popstate'));
    expect([went, heard]).toEqual([['/flows/tea'], []]);
    release();
    window.dispatchEvent(new Event('popstate'));
    expect(heard).toEqual(['page']);
  });
});
