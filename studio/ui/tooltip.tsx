/** A word beside what the pointer or the focus rests on; never the only place where something is said. */
import { Tooltip as Radix } from 'radix-ui';
import type { ReactElement } from 'react';
import { Kbd } from './kbd.tsx';
import type { Keys } from './keys.ts';
import css from './tooltip.module.css';

interface Props {
  text: string;
  keys?: Keys;
  side?: 'top' | 'right' | 'bottom' | 'left';
  /** One element that takes a ref and can be focused. */
  children: ReactElement;
}

export function Tooltip({ text, keys, side = 'bottom', children }: Props) {
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{children}</Radix.Trigger>
      <Radix.Portal>
        {/* It floats in no landmark of the page, so it is not come upon there; what it stands beside is described by it still. */}
        <Radix.Content className={css.tip} side={side} sideOffset={6} collisionPadding={8} aria-hidden>
          {text}
          {keys ? <Kbd keys={keys} /> : null}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
