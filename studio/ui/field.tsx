/** A labelled field with its help, its error and its counter; knows no screen. */
import { type ReactNode, useId } from 'react';
import { classNames } from './class-names.ts';
import css from './field.module.css';

/** To be spread on the control. */
export interface Control {
  id: string;
  'aria-describedby': string | undefined;
  'aria-invalid': true | undefined;
  'aria-required': true | undefined;
}

interface Props {
  label: string;
  labelHidden?: boolean;
  /** Says what it is for, below the field. */
  help?: ReactNode;
  /** Says how to mend it; takes the place of the help. */
  error?: ReactNode;
  warning?: ReactNode;
  required?: boolean;
  /** At the end of the label's line: a counter, a button. */
  aside?: ReactNode;
  className?: string;
  children: (control: Control) => ReactNode;
}

export function Field({
  label,
  labelHidden,
  help,
  error,
  warning,
  required,
  aside,
  className,
  children,
}: Props) {
  const id = useId();
  const note = error ?? warning ?? help;
  return (
    <div className={classNames(css.field, className)}>
      <div className={classNames(css.head, labelHidden && !aside && 'visually-hidden')}>
        <label htmlFor={id} className={labelHidden ? 'visually-hidden' : css.label}>
          {label}
        </label>
        {aside ? <span className={css.aside}>{aside}</span> : null}
      </div>
      {children({
        id,
        'aria-describedby': note ? `${id}-note` : undefined,
        'aria-invalid': error ? true : undefined,
        'aria-required': required ? true : undefined,
      })}
      {note ? (
        <p
          id={`${id}-note`}
          className={classNames(css.note, error ? css.error : warning ? css.warning : undefined)}
          role={error ? 'alert' : undefined}
        >
          {note}
        </p>
      ) : null}
    </div>
  );
}
