/** An on/off switch with its label and a line of explanation; knows no screen. */
import { useId } from 'react';
import css from './switch.module.css';

interface Props {
  label: string;
  /** Read aloud only, where the words stand beside it already. */
  labelHidden?: boolean;
  hint?: string;
  checked: boolean;
  disabled?: boolean;
  onChange: (checked: boolean) => void;
}

export function Switch({ label, labelHidden, hint, checked, disabled, onChange }: Props) {
  const id = useId();
  return (
    <div className={css.row}>
      <div>
        <label htmlFor={id} className={labelHidden ? 'visually-hidden' : css.label}>
          {label}
        </label>
        {hint ? (
          <p id={`${id}-hint`} className={css.hint}>
            {hint}
          </p>
        ) : null}
      </div>
      <input
        id={id}
        type="checkbox"
        role="switch"
        className={css.switch}
        checked={checked}
        aria-checked={checked}
        disabled={disabled}
        aria-describedby={hint ? `${id}-hint` : undefined}
        onChange={(event) => onChange(event.target.checked)}
      />
    </div>
  );
}
