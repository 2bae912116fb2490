/** A list whose lines are put in order by dragging or by arrow keys, and say aloud where they went. Knows no line. */
import { GripVertical } from 'lucide-react';
import {
  type KeyboardEvent,
  type PointerEvent,
  type ReactNode,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import { classNames } from '../ui/class-names.ts';
import { useMessageTexts } from './message-texts.ts';
import { moved } from './slot.ts';
import css from './sortable.module.css';

interface Props<T> {
  items: readonly T[];
  /** Read aloud: "Buttons". */
  label: string;
  nameOf: (item: T, index: number) => string;
  onMove: (from: number, to: number) => void;
  disabled?: boolean;
  /** "row": side by side. */
  direction?: 'column' | 'row';
  className?: string;
  /** `handle` is what is dragged. */
  children: (item: T, index: number, handle: ReactNode, key: number) => ReactNode;
}

let serial = 0;

/** Lines have no identity of their own in a document: theirs is made here and goes along when they move. */
function useKeys(count: number): [readonly number[], (keys: number[]) => void] {
  const [keys, setKeys] = useState<readonly number[]>(() => Array.from({ length: count }, () => serial++));
  if (keys.length === count) return [keys, setKeys];
  const fitting =
    keys.length > count
      ? keys.slice(0, count)
      : [...keys, ...Array.from({ length: count - keys.length }, () => serial++)];
  setKeys(fitting);
  return [fitting, setKeys];
}

export function Sortable<T>({
  items,
  label,
  nameOf,
  onMove,
  disabled,
  direction = 'column',
  className,
  children,
}: Props<T>) {
  const say = useMessageTexts();
  const list = useRef<HTMLUListElement>(null);
  const [keys, setKeys] = useKeys(items.length);
  const [drag, setDrag] = useState<{ from: number; to: number }>();
  const [told, setTold] = useState('');
  const focusKey = useRef<number>(undefined);
  useLayoutEffect(() => {
    if (focusKey.current === undefined) return;
    list.current?.querySelector<HTMLElement>(`[data-handle="${focusKey.current}"]`)?.focus();
    focusKey.current = undefined;
  });
  useEffect(() => {
    if (!drag) return;
    const stop = (event: globalThis.KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      event.preventDefault();
      event.stopPropagation();
      setDrag(undefined);
    };
    window.addEventListener('keydown', stop, true);
    return () => window.removeEventListener('keydown', stop, true);
  }, [drag]);

  const move = (from: number, to: number) => {
    const item = items[from];
    if (from === to || to < 0 || to >= items.length || item === undefined) return;
    setKeys(moved(keys, from, to));
    onMove(from, to);
    setTold(say('movedTo', { name: nameOf(item, from), n: to + 1, of: items.length }));
  };
  /** The place among the others that the pointer is at. */
  const placeAt = (event: PointerEvent) => {
    const rtl = list.current ? getComputedStyle(list.current).direction === 'rtl' : false;
    const lines = [...(list.current?.children ?? [])].filter((one) => one instanceof HTMLLIElement);
    const before = lines.filter((line) => {
      const { top, height, left, width } = line.getBoundingClientRect();
      if (direction === 'column') return event.clientY > top + height / 2;
      const middle = left + width / 2;
      return rtl ? event.clientX < middle : event.clientX > middle;
    });
    return before.length;
  };
  const onKey = (event: KeyboardEvent, index: number) => {
    const back = direction === 'column' ? 'ArrowUp' : 'ArrowLeft';
    const on = direction === 'column' ? 'ArrowDown' : 'ArrowRight';
    const to =
      event.key === back
        ? index - 1
        : event.key === on
          ? index + 1
          : { Home: 0, End: items.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    focusKey.current = keys[index];
    move(index, to);
  };
  const handleOf = (item: T, index: number) =>
    disabled || items.length < 2 ? null : (
      <button
        type="button"
        className={css.handle}
        data-handle={keys[index]}
        aria-label={say('moveButton', { name: nameOf(item, index) })}
        title={say('moveButton', { name: nameOf(item, index) })}
        onKeyDown={(event) => onKey(event, index)}
        onPointerDown={(event) => {
          if (event.button !== 0) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          setDrag({ from: index, to: index });
        }}
        onPointerMove={(event) => {
          if (!drag) return;
          const before = placeAt(event);
          const to = before > drag.from ? before - 1 : before;
          if (to !== drag.to) setDrag({ ...drag, to });
        }}
        onPointerUp={() => {
          if (drag) move(drag.from, drag.to);
          setDrag(undefined);
        }}
        onPointerCancel={() => setDrag(undefined)}
      >
        <GripVertical size={14} aria-hidden />
      </button>
    );
  return (
    <>
      <ul ref={list} className={classNames(css.list, css[direction], className)} aria-label={label}>
        {items.map((item, index) => {
          const key = keys[index] ?? index;
          return (
            <li
              key={key}
              className={css.line}
              data-dragged={drag?.from === index || undefined}
              data-drop={
                drag && drag.from !== drag.to && drag.to === index
                  ? drag.to > drag.from
                    ? 'after'
                    : 'before'
                  : undefined
              }
            >
              {children(item, index, handleOf(item, index), key)}
            </li>
          );
        })}
      </ul>
      <div role="status" className="visually-hidden">
        {told}
      </div>
    </>
  );
}
