/** A panel at a side of the screen whose size is dragged and remembered; knows no content. */
import { type ReactNode, useState } from 'react';
import { classNames } from './class-names.ts';
import css from './dock.module.css';
import { dictionary, useTexts } from './i18n.ts';
import { Resizer } from './resizer.tsx';

const texts = dictionary({ resize: 'Resize: {label}' }, { resize: 'Redimensionner : {label}' });

interface Props {
  /** Its size is kept under this name. */
  id: string;
  /** What is in it, read aloud. */
  label: string;
  side: 'left' | 'right' | 'bottom';
  /** Pixels. */
  initial: number;
  min: number;
  max: number;
  as?: 'aside' | 'section' | 'nav';
  className?: string;
  children: ReactNode;
}

const EDGES = { left: 'right', right: 'left', bottom: 'top' } as const;

export function Dock({ id, label, side, initial, min, max, as: Tag = 'aside', className, children }: Props) {
  const say = useTexts(texts);
  const [size, setSize] = useState(() => Math.min(max, Math.max(min, read(id) ?? initial)));
  const resize = (next: number) => {
    setSize(next);
    write(id, next);
  };
  return (
    <Tag
      className={classNames(css.dock, css[side], className)}
      aria-label={label}
      style={side === 'bottom' ? { height: size } : { width: size }}
    >
      <Resizer
        label={say('resize', { label })}
        edge={EDGES[side]}
        size={size}
        min={min}
        max={max}
        onResize={resize}
        onReset={() => resize(initial)}
      />
      <div className={css.content}>{children}</div>
    </Tag>
  );
}

function read(id: string): number | undefined {
  try {
    const size = Number(localStorage.getItem(`carillon.dock.${id}`));
    return size > 0 ? size : undefined;
  } catch {
    return undefined;
  }
}

function write(id: string, size: number): void {
  try {
    localStorage.setItem(`carillon.dock.${id}`, String(size));
  } catch {
    // Storage is full or refused: the size holds until the page is closed.
  }
}
