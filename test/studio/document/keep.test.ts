/** What the browser's storage keeps of a document, and what it does when it is full, refused or full of rubbish. */
import { describe, expect, test } from 'vitest';
import { NO_HISTORY, recorded } from '../../../studio/document/history.ts';
import { createKeep } from '../../../studio/document/keep.ts';
import type { Kept } from '../../../studio/document/replica.ts';
import { handStorage, handTabs } from './world.ts';

const KEPT: Kept = {
  rev: 3,
  changes: [{ path: ['name'], value: 'Mine' }],
  was: [{ path: ['name'], value: 'Before' }],
  conflicts: [],
};
const LABEL = { en: 'Edit', fr: 'Modifier' };

function keepOf(tab: string, local: Storage, living = new Set<string>(), session = handStorage()) {
  return createKeep({ local: () => local, session: () => session, tabs: handTabs(tab, living) });
}

describe('unsent edits', () => {
  test('are found again by the tab that wrote them, and gone when they are sent', async () => {
    const local = handStorage();
    const keep = keepOf('one', local);
    expect(await keep.read('main')).toBeUndefined();
    keep.write('main', KEPT);
    expect(await keepOf('one', local).read('main')).toEqual(KEPT);
    expect(await keep.read('other')).toBeUndefined();
    keep.write('main', undefined);
    expect(await keep.read('main')).toBeUndefined();
    expect(local.length).toBe(0);
  });

  test('of a tab that is gone go to the next one, once; those of a living tab stay its own', async () => {
    const local = handStorage();
    const one = keepOf('one', local);
    await one.read('main');
    one.write('main', KEPT);
    const living = new Set(['one']);
    expect(await keepOf('two', local, living).read('main')).toBeUndefined();
    living.delete('one');
    expect(await keepOf('two', local, living).read('main')).toEqual(KEPT);
    living.add('two');
    expect(await keepOf('three', local, living).read('main')).toBeUndefined();
  });

  test('what is no record of ours is passed over', async () => {
    const local = handStorage();
    local.setItem('carillon.unsent.main/one', '{"rev":');
    expect(await keepOf('one', local).read('main')).toBeUndefined();
    local.setItem(
      'carillon.unsent.main/one',
      '{"rev":1,"changes":[{"path":["__proto__"]}],"was":[],"conflicts":[]}',
    );
    expect(await keepOf('one', local).read('main')).toBeUndefined();
  });

  test('a storage that has become full says so, and keeps what it held', async () => {
    const local = handStorage();
    const keep = keepOf('one', local);
    await keep.read('main');
    expect(keep.write('main', KEPT)).toBe(true);
    const { setItem } = local;
    local.setItem = () => {
      throw new DOMException('full', 'QuotaExceededError');
    };
    expect(keep.write('main', { ...KEPT, changes: [{ path: ['name'], value: 'Later' }] })).toBe(false);
    expect(await keepOf('one', local).read('main')).toEqual(KEPT);
    local.setItem = setItem;
    expect(keep.write('main', undefined)).toBe(true);
    expect(local.length).toBe(0);
  });

  test('a storage that refuses loses them, but breaks nothing', async () => {
    const refusing = handStorage();
    const no = () => {
      throw new Error('refused');
    };
    Object.assign(refusing, { setItem: no, getItem: no, removeItem: no, key: no });
    const keep = keepOf('one', refusing, new Set(), refusing);
    expect(await keep.read('main')).toBeUndefined();
    expect(keep.write('main', KEPT)).toBe(false);
    keep.writeHistory('main', recorded(NO_HISTORY, { label: LABEL, back: KEPT.changes, at: 0 }));
    expect(keep.readHistory('main')).toEqual(NO_HISTORY);
  });
});

describe('the history', () => {
  test('is kept with its labels', () => {
    const keep = keepOf('one', handStorage());
    const history = recorded(NO_HISTORY, { label: LABEL, back: KEPT.changes, merge: 'name', at: 0 });
    keep.writeHistory('main', history);
    expect(keep.readHistory('main')).toEqual({ ...history, open: undefined });
    expect(keep.readHistory('other')).toEqual(NO_HISTORY);
  });

  test('that has grown too large for the storage keeps its newest steps', () => {
    const keep = keepOf('one', handStorage());
    let history = NO_HISTORY;
    for (let n = 0; n < 60; n += 1) {
      const back = [{ path: ['nodes', `n${n}`, 'note'], value: 'x'.repeat(50_000) }];
      history = recorded(history, { label: { en: String(n), fr: String(n) }, back, at: n });
    }
    keep.writeHistory('main', history);
    const kept = keep.readHistory('main');
    expect(kept.undo.length).toBeGreaterThan(5);
    expect(kept.undo.length).toBeLessThan(40);
    expect(kept.undo.at(-1)?.label.en).toBe('59');
  });
});
