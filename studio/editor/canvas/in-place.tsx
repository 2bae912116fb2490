/** A field where a text is edited on the canvas itself: Enter and leaving write it, Escape does not. */
import { useEffect, useRef, useState } from 'react';
import { LIMITS } from '../../../flows/limits.ts';
import { countSegments } from '../../../flows/sms/segments.ts';
import { useDocument } from '../../document/store.ts';
import { classNames } from '../../ui/class-names.ts';
import { dictionary, useTexts } from '../../ui/i18n.ts';
import { focusNode } from '../focus.ts';
import { valueInPlace, writeInPlace } from './actions.ts';
import { useCanvas } from './canvas-state.ts';
import { SIZES } from './face.ts';
import css from './in-place.module.css';

const texts = dictionary(
  { edit: 'Text', counted: '{n}/{most} · {sms} SMS' },
  { edit: 'Texte', counted: '{n}/{most} · {sms} SMS' },
);

interface Props {
  id: string;
  at?: readonly (string | number)[];
  content: string;
  placeholder?: string;
  /** Defined for a text of several lines: so many are seen at least, and Shift-Enter begins a new one. */
  lines?: number;
  /** Enter begins a new line; Ctrl-Enter, Escape and leaving write. */
  longhand?: boolean;
  className?: string;
}

export function InPlace({ id, at, content, placeholder, lines, longhand, className }: Props) {
  const say = useTexts(texts);
  const field = useRef<HTMLTextAreaElement>(null);
  const left = useRef(false);
  const [first] = useState(() => valueInPlace(useDocument.getState().flow, id, at, content));
  const [typed, setTyped] = useState(first);
  const most = at ? mostFor(at) : undefined;
  useEffect(() => {
    field.current?.focus();
    field.current?.select();
  }, []);
  const leave = (write: boolean, back: boolean) => {
    if (left.current) return;
    left.current = true;
    const text = field.current?.value ?? '';
    const before = valueInPlace(useDocument.getState().flow, id, at, content);
    useCanvas.setState({ editing: undefined });
    if (write && text !== before)
      writeInPlace(id, at, content, lines === undefined ? text.replace(/\s+/g, ' ').trim() : text);
    if (back) focusNode(id);
  };
  const area = (
    <textarea
      ref={field}
      // xyflow: no dragging, panning or zooming from within.
      className={classNames(css.field, 'nodrag nopan nowheel', className)}
      aria-label={placeholder ?? say('edit')}
      placeholder={placeholder}
      defaultValue={first}
      onChange={(event) => setTyped(event.target.value)}
      dir="auto"
      rows={lines ?? 1}
      data-single={lines === undefined ? '' : undefined}
      style={lines === undefined ? undefined : { minHeight: heightOf(Math.max(2, lines)) }}
      onBlur={() => leave(true, false)}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.nativeEvent.isComposing) return;
        const isNewLine = longhand
          ? !(event.ctrlKey || event.metaKey)
          : lines !== undefined && event.shiftKey;
        if (event.key === 'Escape') leave(longhand === true, true);
        else if (event.key === 'Enter' && !isNewLine) {
          event.preventDefault();
          leave(true, true);
        } else if (event.key === 'Tab') {
          event.preventDefault();
          leave(true, true);
        }
      }}
      onDoubleClick={(event) => event.stopPropagation()}
    />
  );
  if (most === undefined) return area;
  const counter = (
    <span className={classNames(css.counter, typed.length > most && css.over)} aria-hidden>
      {lines === undefined
        ? `${typed.length}/${most}`
        : say('counted', { n: typed.length, most, sms: countSegments(typed).segments })}
    </span>
  );
  if (lines === undefined) {
    return (
      <span className={css.counted}>
        {area}
        {counter}
      </span>
    );
  }
  return (
    <span className={css.counted} style={{ height: heightOf(lines) }}>
      <span className={css.floating}>
        {area}
        {counter}
      </span>
    </span>
  );
}

/** Of a bubble with so many lines: as in face.ts. */
function heightOf(lines: number): number {
  return lines * SIZES.line + SIZES.bubblePad;
}

/** What RBM lets stand there; the SMS it would be cut into are counted beside it. */
function mostFor(at: readonly (string | number)[]): number | undefined {
  const limits: Record<string, number> = {
    text: LIMITS.text,
    label: LIMITS.suggestionLabel,
    title: LIMITS.cardTitle,
    description: LIMITS.cardDescription,
  };
  return limits[String(at.at(-1))];
}
