/** A number typed or stepped, kept within its bounds; knows no screen. */
import { Minus, Plus } from 'lucide-react';
import { type KeyboardEvent, useEffect, useState } from 'react';
import { classNames } from './class-names.ts';
import type { Control } from './field.tsx';
import { dictionary, useTexts } from './i18n.ts';
import box from './input.module.css';
import css from './number-field.module.css';

const texts = dictionary({ less: 'Less', more: 'More' }, { less: 'Moins', more: 'Plus' });

interface Props extends Partial<Control> {
  /** Undefined: nothing is given. */
  value: number | undefined;
  onChange: (value: number | undefined) => void;
  min?: number;
  max?: number;
  step?: number;
  /** "min", "px": shown behind the number. */
  unit?: string;
  placeholder?: string;
  disabled?: boolean;
  'aria-label'?: string;
  className?: string;
}

/** What is typed stays as typed until it is left; a number out of bounds then moves to the nearest one within. */
export function NumberField(props: Props) {
  const { value, onChange, min, max, step = 1, unit, disabled, className, ...control } = props;
  const say = useTexts(texts);
  const [typed, setTyped] = useState(() => textOf(value));
  useEffect(() => {
    setTyped((before) => (readNumber(before) === value ? before : textOf(value)));
  }, [value]);
  const within = (number: number) => Math.min(max ?? number, Math.max(min ?? number, number));
  const type = (text: string) => {
    setTyped(text);
    const number = readNumber(text);
    if (text.trim() === '') onChange(undefined);
    else if (number !== undefined && within(number) === number) onChange(number);
  };
  const leave = () => {
    const number = readNumber(typed);
    const kept = typed.trim() === '' ? undefined : number === undefined ? value : within(number);
    setTyped(textOf(kept));
    if (kept !== value) onChange(kept);
  };
  const stepBy = (steps: number) => {
    const next = within(rounded((readNumber(typed) ?? min ?? 0) + steps * step));
    setTyped(textOf(next));
    onChange(next);
  };
  const onKey = (event: KeyboardEvent) => {
    const steps = { ArrowUp: 1, ArrowDown: -1, PageUp: 10, PageDown: -10 }[event.key];
    if (steps === undefined) return;
    event.preventDefault();
    stepBy(steps);
  };
  return (
    <span className={classNames(box.box, css.number, className)}>
      <input
        {...control}
        type="text"
        inputMode="decimal"
        role="spinbutton"
        aria-valuenow={value}
        aria-valuemin={min}
        aria-valuemax={max}
        className={box.input}
        disabled={disabled}
        value={typed}
        onChange={(event) => type(event.target.value)}
        onBlur={leave}
        onKeyDown={onKey}
      />
      {unit ? <span className={css.unit}>{unit}</span> : null}
      <button
        type="button"
        tabIndex={-1}
        className={css.step}
        aria-label={say('less')}
        disabled={disabled || (min !== undefined && value !== undefined && value <= min)}
        onClick={() => stepBy(-1)}
      >
        <Minus size={14} aria-hidden />
      </button>
      <button
        type="button"
        tabIndex={-1}
        className={css.step}
        aria-label={say('more')}
        disabled={disabled || (max !== undefined && value !== undefined && value >= max)}
        onClick={() => stepBy(1)}
      >
        <Plus size={14} aria-hidden />
      </button>
    </span>
  );
}

function textOf(value: number | undefined): string {
  return value === undefined ? '' : String(value);
}

/** Reads a comma as the French write it. */
function readNumber(text: string): number | undefined {
  const plain = text
    .trim()
    .replace(',', '.')
    .replace(/[\s\u00a0\u202f]/g, '');
  const number = plain === '' ? Number.NaN : Number(plain);
  return Number.isFinite(number) ? number : undefined;
}

/** 0.1 + 0.2 is shown as 0.3. */
function rounded(number: number): number {
  return Math.round(number * 1e9) / 1e9;
}
