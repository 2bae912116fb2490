/** A button that is only an icon: its label is read aloud and shown as a tooltip, with its shortcut. */
import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react';
import { Button } from './button.tsx';
import { ariaKeys, type Keys } from './keys.ts';
import { Tooltip } from './tooltip.tsx';

interface Props extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'children'> {
  label: string;
  /** A lucide icon of 16 px, aria-hidden. */
  icon: ReactNode;
  keys?: Keys;
  /** For a button that stays in: a tool, a panel that is open. */
  pressed?: boolean;
  size?: 's' | 'm';
  side?: 'top' | 'right' | 'bottom' | 'left';
  ref?: Ref<HTMLButtonElement>;
}

export function IconButton({ label, icon, keys, pressed, size = 's', side = 'bottom', ...rest }: Props) {
  return (
    <Tooltip text={label} keys={keys} side={side}>
      <Button
        look="icon"
        size={size}
        aria-label={label}
        aria-pressed={pressed}
        aria-keyshortcuts={keys ? ariaKeys(keys) : undefined}
        {...rest}
      >
        {icon}
      </Button>
    </Tooltip>
  );
}
