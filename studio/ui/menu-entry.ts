/** What a menu holds, as data; shared by drop-down and context menus. */
import type { ReactNode } from 'react';
import type { Keys } from './keys.ts';

export type MenuEntry =
  | 'separator'
  | { kind: 'heading'; label: string }
  | {
      kind: 'submenu';
      label: string;
      icon?: ReactNode;
      disabled?: boolean;
      hidden?: boolean;
      entries: MenuEntry[];
    }
  | MenuAction;

export interface MenuAction {
  kind?: 'action';
  label: string;
  icon?: ReactNode;
  keys?: Keys;
  /** A second, quieter line. */
  hint?: string;
  danger?: boolean;
  /** Not right now: nothing is selected, it is at the end already. */
  disabled?: boolean;
  /** Not for this reader, or not of what is looked at: it is not offered at all. */
  hidden?: boolean;
  /** Defined for what can be on or off; `radio` for one out of several. */
  checked?: boolean;
  radio?: boolean;
  run: () => void;
}

/** What is offered of a menu, without lines that part nothing. */
export function offeredEntries(entries: readonly MenuEntry[]): MenuEntry[] {
  const offered: MenuEntry[] = [];
  for (const entry of entries) {
    if (entry === 'separator') {
      if (offered.length > 0 && offered.at(-1) !== 'separator') offered.push(entry);
    } else if (!('hidden' in entry && entry.hidden)) offered.push(entry);
  }
  if (offered.at(-1) === 'separator') offered.pop();
  return offered;
}
