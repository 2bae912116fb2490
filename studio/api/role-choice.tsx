/** Roles to tick, each with what it is for; several screens ask for them. */
import { useId } from 'react';
import type { Role } from '../../server/contract/people.ts';
import { useTexts } from '../ui/i18n.ts';
import css from './role-choice.module.css';
import { ROLE_LIST, roleTexts } from './role-names.ts';

interface Props {
  label: string;
  value: readonly Role[];
  onChange: (roles: Role[]) => void;
  /** Only these may be given. */
  among?: readonly Role[];
  error?: string | undefined;
}

export function RoleChoice({ label, value, onChange, among = ROLE_LIST, error }: Props) {
  const say = useTexts(roleTexts);
  const id = useId();
  return (
    <fieldset className={css.list} aria-describedby={error ? `${id}-error` : undefined}>
      <legend>{label}</legend>
      {ROLE_LIST.filter((role) => among.includes(role)).map((role) => (
        <label key={role} className={css.choice}>
          <input
            type="checkbox"
            checked={value.includes(role)}
            onChange={(event) =>
              onChange(ROLE_LIST.filter((one) => (one === role ? event.target.checked : value.includes(one))))
            }
          />
          <span>
            <span className={css.name}>{say(role)}</span>
            <span className={css.does}>{say(`${role}Does`)}</span>
          </span>
        </label>
      ))}
      {error ? (
        <p id={`${id}-error`} className={css.error} role="alert">
          {error}
        </p>
      ) : null}
    </fieldset>
  );
}
