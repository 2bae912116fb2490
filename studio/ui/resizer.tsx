/** The bar between two panels that is dragged, or moved by arrow keys; knows no panel. */
import { type KeyboardEvent, type PointerEvent, useRef } from 'react';
import { classNames } from './class-names.ts';
import css from './resizer.module.css';

interface Props {
  label: string;
  /** The panel's edge the bar lies on: "left" is a panel at the right of the page. */
  edge: 'left' | 'right' | 'top';
  /** Pixels. */
  size: number;
  min: number;
  max: number;
  onResize: (size: number) => void;
  /** Double click and the key Home: back to what it was at first. */
  onReset?: () => void;
}

const STEP = 16;

export function Resizer({ label, edge, size, min, max, onResize, onReset }: Props) {
  const start = useRef<{ at: number; size: number } | undefined>(undefined);
  const within = (wanted: number) => Math.round(Math.min(max, Math.max(min, wanted)));
  const along = (event: PointerEvent) => (edge === 'top' ? event.clientY : event.clientX);
  /** In a page that runs right to left the panels have changed sides. */
  const sign = (element: Element) => {
    if (edge === 'top') return -1;
    const rtl = getComputedStyle(element).direction === 'rtl' ? -1 : 1;
    return (edge === 'left' ? -1 : 1) * rtl;
  };
  const onKey = (event: KeyboardEvent) => {
    const forward = edge === 'top' ? 'ArrowDown' : 'ArrowRight';
    const back = edge === 'top' ? 'ArrowUp' : 'ArrowLeft';
    if (event.key === 'Home' && onReset) onReset();
    else if (event.key === forward) onResize(within(size + STEP * sign(event.currentTarget)));
    else if (event.key === back) onResize(within(size - STEP * sign(event.currentTarget)));
    else return;
    event.preventDefault();
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a separator that moves is not a thematic break.
    <div
      role="separator"
      tabIndex={0}
      aria-label={label}
      aria-orientation={edge === 'top' ? 'horizontal' : 'vertical'}
      aria-valuenow={size}
      aria-valuemin={min}
      aria-valuemax={max}
      className={classNames(css.bar, css[edge])}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        start.current = { at: along(event), size };
      }}
      onPointerMove={(event) => {
        const from = start.current;
        if (from) onResize(within(from.size + (along(event) - from.at) * sign(event.currentTarget)));
      }}
      onPointerUp={() => {
        start.current = undefined;
      }}
      onPointerCancel={() => {
        start.current = undefined;
      }}
      onDoubleClick={onReset}
      onKeyDown={onKey}
    />
  );
}
