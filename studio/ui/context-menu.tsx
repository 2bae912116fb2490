/** The menu of the right mouse button, and of the menu key; knows what is in it only as data. */
import { type MouseEvent, type ReactNode, useRef, useState } from 'react';
import { MenuAt } from './menu.tsx';
import type { MenuEntry } from './menu-entry.ts';

interface Props {
  entries: MenuEntry[] | (() => MenuEntry[]);
  label: string;
  className?: string;
  children: ReactNode;
}

/** Wraps what the menu belongs to. The keyboard's menu key opens it at the focused element. */
export function ContextMenu({ entries, label, className, children }: Props) {
  const [at, setAt] = useState<{ x: number; y: number }>();
  const from = useRef<HTMLElement | null>(null);
  const open = (event: MouseEvent) => {
    event.preventDefault();
    from.current = document.activeElement instanceof HTMLElement ? document.activeElement : null;
    // The menu key reports no pointer: the focused element's corner stands for it.
    const byKey = event.clientX === 0 && event.clientY === 0;
    const box = byKey && event.target instanceof Element ? event.target.getBoundingClientRect() : undefined;
    setAt(box ? { x: box.left + 8, y: box.bottom } : { x: event.clientX, y: event.clientY });
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only listens; what it wraps has the roles.
    <div className={className} onContextMenu={open}>
      {children}
      <MenuAt
        at={at}
        entries={entries}
        label={label}
        onClose={() => {
          setAt(undefined);
          from.current?.focus();
        }}
      />
    </div>
  );
}
