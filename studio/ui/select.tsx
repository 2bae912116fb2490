/** One choice out of a list. The browser's own control in our dress: it works by keyboard, by voice and on phones. */
import { ChevronDown } from 'lucide-react';
import type { Ref, SelectHTMLAttributes } from 'react';
import { classNames } from './class-names.ts';
import css from './select.module.css';

export interface SelectOption<Value extends string = string> {
  value: Value;
  label: string;
  disabled?: boolean;
  /** Options of one group stand together under its name. */
  group?: string;
}

interface Props<Value extends string>
  extends Omit<SelectHTMLAttributes<HTMLSelectElement>, 'onChange' | 'value'> {
  value: Value;
  options: readonly SelectOption<Value>[];
  onChange: (value: Value) => void;
  ref?: Ref<HTMLSelectElement>;
}

/** Inside a Field, or with an aria-label. A value that is no option is shown as it is, so that nothing gets lost. */
export function Select<Value extends string>({ value, options, onChange, className, ...rest }: Props<Value>) {
  const groups = [...new Set(options.map(({ group }) => group))];
  const known = options.some((option) => option.value === value);
  return (
    <span className={classNames(css.box, className)}>
      <select
        {...rest}
        className={css.select}
        value={value}
        onChange={(event) => onChange(event.target.value as Value)}
      >
        {known ? null : <option value={value}>{value}</option>}
        {groups.map((group) => {
          const items = options
            .filter((option) => option.group === group)
            .map((option) => (
              <option key={option.value} value={option.value} disabled={option.disabled}>
                {option.label}
              </option>
            ));
          return group === undefined ? (
            items
          ) : (
            <optgroup key={group} label={group}>
              {items}
            </optgroup>
          );
        })}
      </select>
      <ChevronDown size={14} className={css.arrow} aria-hidden />
    </span>
  );
}
