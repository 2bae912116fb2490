/** What a menu holds, as data; shared by drop-down and context menus. */
import type { ReactNode } from 'react';
import type { Keys } from './keys.ts';

export type MenuEntry =
  | 'separator'
  | { kind: 'heading'; label: string }
  | { kind: 'submenu'; label: string; icon?: ReactNode; disabled?: boolean; entries: MenuEntry[] }
  | MenuAction;

export interface MenuAction {
  kind?: 'action';
  label: string;
  icon?: ReactNode;
  keys?: Keys;
  /** A second, quieter line. */
  hint?: string;
  danger?: boolean;
  disabled?: boolean;
  /** Defined for what can be on or off; `radio` for one out of several. */
  checked?: boolean;
  radio?: boolean;
  run: () => void;
}
