/** A one-line field for names that must have a certain form: what does not fit stays as typed, with what is wrong. */
import { useState } from 'react';
import { Field } from '../../ui/field.tsx';
import { Input } from '../../ui/input.tsx';

interface Props {
  label: string;
  labelHidden?: boolean;
  value: string;
  /** Why it may not be that; undefined if it may. */
  check: (value: string) => string | undefined;
  onChange: (value: string) => void;
  help?: string;
  error?: string;
  warning?: string;
  placeholder?: string;
  disabled?: boolean;
  list?: string;
  /** Told only once the field is left: for names that are used elsewhere. */
  late?: boolean;
  code?: boolean;
}

export function CheckedInput(props: Props) {
  const {
    label,
    labelHidden,
    value,
    check,
    onChange,
    help,
    error,
    warning,
    placeholder,
    disabled,
    list,
    late,
  } = props;
  const [draft, setDraft] = useState<{ typed: string; from: string }>();
  // A change from elsewhere counts more than what was not taken.
  const typed = draft?.from === value ? draft.typed : value;
  const fault = typed === value ? undefined : check(typed);
  const put = (text: string) => {
    setDraft(undefined);
    if (text !== value) onChange(text);
  };
  return (
    <Field label={label} labelHidden={labelHidden} help={help} error={fault ?? error} warning={warning}>
      {(control) => (
        <Input
          {...control}
          value={typed}
          placeholder={placeholder}
          disabled={disabled}
          list={list}
          spellCheck={false}
          autoComplete="off"
          onChange={(text) => {
            if (!late && check(text) === undefined) put(text);
            else setDraft({ typed: text, from: value });
          }}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && fault === undefined) put(typed);
          }}
          onBlur={() => {
            if (late && fault === undefined) put(typed);
          }}
        />
      )}
    </Field>
  );
}
