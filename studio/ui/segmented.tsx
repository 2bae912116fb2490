/** One choice out of a few, all of them in sight; knows no screen. */
import { type ReactNode, useId } from 'react';
import { classNames } from './class-names.ts';
import css from './segmented.module.css';

interface Props<Value extends string> {
  label: string;
  labelHidden?: boolean;
  value: Value;
  options: readonly { value: Value; label: string /** Shown in the label's place. */; icon?: ReactNode }[];
  disabled?: boolean;
  onChange: (value: Value) => void;
}

/** Radio buttons in the dress of a segmented control. With an icon the label is read aloud, not shown. */
export function Segmented<Value extends string>(props: Props<Value>) {
  const name = useId();
  return (
    <fieldset className={css.field} disabled={props.disabled}>
      <legend className={props.labelHidden ? 'visually-hidden' : css.legend}>{props.label}</legend>
      <div className={css.track}>
        {props.options.map((option) => (
          <label
            key={option.value}
            className={classNames(css.option, option.icon !== undefined && css.withIcon)}
            title={option.icon ? option.label : undefined}
          >
            <input
              type="radio"
              className={css.input}
              name={name}
              value={option.value}
              checked={option.value === props.value}
              onChange={() => props.onChange(option.value)}
            />
            {option.icon}
            <span className={option.icon ? 'visually-hidden' : undefined}>{option.label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
