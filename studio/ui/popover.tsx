/** A small panel that floats beside what opened it; knows no screen. */
import { Popover as Radix } from 'radix-ui';
import type { ReactElement, ReactNode } from 'react';
import css from './popover.module.css';

interface Props {
  trigger: ReactElement;
  /** What the panel is, read aloud. */
  label: string;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  align?: 'start' | 'center' | 'end';
  side?: 'top' | 'right' | 'bottom' | 'left';
  /** In pixels. */
  width?: number;
  /** Leaves the focus where it is, as beside a field that is being typed in. */
  keepFocus?: boolean;
  children: ReactNode;
}

export function Popover(props: Props) {
  const { trigger, label, open, onOpenChange, align = 'start', side = 'bottom', width, keepFocus } = props;
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          className={css.panel}
          style={width ? { width } : undefined}
          align={align}
          side={side}
          sideOffset={6}
          collisionPadding={8}
          aria-label={label}
          onOpenAutoFocus={(event) => keepFocus && event.preventDefault()}
        >
          {props.children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
