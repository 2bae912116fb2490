/** What of a menu is offered: nothing that is not for the reader, and no line where there is nothing to part. */
import { describe, expect, test } from 'vitest';
import { type MenuEntry, offeredEntries } from '../../../studio/ui/menu-entry.ts';

const act = (label: string, hidden?: boolean): MenuEntry => ({
  label,
  ...(hidden === undefined ? {} : { hidden }),
  run: () => {},
});
const shown = (entries: MenuEntry[]) =>
  offeredEntries(entries).map((entry) => (entry === 'separator' ? '-' : entry.label));

describe('a menu', () => {
  test('leaves out what is hidden, and keeps what is only greyed', () => {
    const greyed: MenuEntry = { label: 'b', disabled: true, run: () => {} };
    expect(shown([act('a', false), greyed, act('c', true)])).toEqual(['a', 'b']);
  });

  test('draws no line at an end, nor two in a row, where entries between are hidden', () => {
    expect(
      shown(['separator', act('a', true), 'separator', act('b'), 'separator', act('c', true), 'separator']),
    ).toEqual(['b']);
    expect(shown([act('a'), 'separator', act('b', true), 'separator', act('c')])).toEqual(['a', '-', 'c']);
  });
});
