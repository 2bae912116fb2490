/** A text field that grows with what is in it; knows no screen. */
import { type Ref, type TextareaHTMLAttributes, useLayoutEffect, useRef } from 'react';
import { classNames } from './class-names.ts';
import css from './text-area.module.css';

interface Props extends Omit<TextareaHTMLAttributes<HTMLTextAreaElement>, 'onChange' | 'value'> {
  value: string;
  onChange: (value: string) => void;
  minRows?: number;
  maxRows?: number;
  ref?: Ref<HTMLTextAreaElement>;
}

/** Browsers that know field-sizing grow it themselves; for the others it is measured. */
const GROWS_ITSELF = CSS.supports('field-sizing', 'content');

export function TextArea({ value, onChange, minRows = 2, maxRows = 12, ref, className, ...rest }: Props) {
  const own = useRef<HTMLTextAreaElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the height follows the text.
  useLayoutEffect(() => {
    const field = own.current;
    if (!field || GROWS_ITSELF) return;
    field.style.height = 'auto';
    field.style.height = `${field.scrollHeight + 2}px`;
  }, [value]);
  return (
    <textarea
      {...rest}
      ref={(field) => {
        own.current = field;
        if (typeof ref === 'function') ref(field);
        else if (ref) ref.current = field;
      }}
      rows={minRows}
      className={classNames(css.area, className)}
      style={{
        ...rest.style,
        minHeight: `calc(${minRows}lh + 14px)`,
        maxHeight: `calc(${maxRows}lh + 14px)`,
      }}
      value={value}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
