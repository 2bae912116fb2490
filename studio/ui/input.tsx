/** A one-line text field, plain or with something before and after what is typed; knows no screen. */
import type { InputHTMLAttributes, ReactNode, Ref } from 'react';
import { classNames } from './class-names.ts';
import css from './input.module.css';

interface Props extends Omit<InputHTMLAttributes<HTMLInputElement>, 'onChange' | 'value' | 'prefix'> {
  value: string;
  onChange: (value: string) => void;
  /** An icon or a unit inside the field. */
  before?: ReactNode;
  after?: ReactNode;
  ref?: Ref<HTMLInputElement>;
}

export function Input({ value, onChange, before, after, className, ...rest }: Props) {
  return (
    <span className={classNames(css.box, className)}>
      {before ? <span className={css.edge}>{before}</span> : null}
      <input
        type="text"
        {...rest}
        className={css.input}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
      {after ? <span className={css.edge}>{after}</span> : null}
    </span>
  );
}
