/** A field where a text is edited on the canvas itself: Enter and leaving write it, Escape does not. */
import { useEffect, useRef } from 'react';
import { useDocument } from '../../document/store.ts';
import { classNames } from '../../ui/class-names.ts';
import { dictionary, useTexts } from '../../ui/i18n.ts';
import { focusNode } from '../focus.ts';
import { valueInPlace, writeInPlace } from './actions.ts';
import { useCanvas } from './canvas-state.ts';
import css from './in-place.module.css';

const texts = dictionary({ edit: 'Text' }, { edit: 'Texte' });

interface Props {
  id: string;
  at?: readonly (string | number)[];
  content: string;
  placeholder?: string;
  /** More than one: line breaks are kept, Ctrl-Enter writes as well. */
  lines?: number;
  className?: string;
}

export function InPlace({ id, at, content, placeholder, lines, className }: Props) {
  const say = useTexts(texts);
  const field = useRef<HTMLTextAreaElement>(null);
  const left = useRef(false);
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
  return (
    <textarea
      ref={field}
      // xyflow: no dragging, panning or zooming from within.
      className={classNames(css.field, 'nodrag nopan nowheel', className)}
      aria-label={placeholder ?? say('edit')}
      placeholder={placeholder}
      defaultValue={valueInPlace(useDocument.getState().flow, id, at, content)}
      dir="auto"
      rows={lines ?? 1}
      style={lines === undefined ? undefined : { height: Math.max(2, lines) * 18 + 12 }}
      onBlur={() => leave(true, false)}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.nativeEvent.isComposing) return;
        if (event.key === 'Escape') leave(false, true);
        else if (event.key === 'Enter' && (lines === undefined || !event.shiftKey)) {
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
}
