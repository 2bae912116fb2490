/** A template in one line that nobody reads as words: a value handed on, a bound, a summary. */
import { useEditing } from '../../message/editing.ts';
import { useNotes } from '../../message/note-of.ts';
import type { Slot, Words } from '../../message/slot.ts';
import { TemplateArea } from '../../message/template-area.tsx';
import { Field } from '../../ui/field.tsx';
import { useLocale } from '../../ui/i18n.ts';
import css from './form.module.css';

interface Props {
  label: Words;
  labelHidden?: boolean;
  slot: Slot<string | undefined> | Slot<string>;
  /** Emptied, it is taken out. */
  optional?: boolean;
  help?: string;
  error?: string;
  placeholder?: string;
  rows?: number;
  code?: boolean;
  /** Shows what it typically becomes. */
  example?: boolean;
}

export function ValueField({
  label,
  labelHidden,
  slot,
  optional,
  help,
  error,
  placeholder,
  rows,
  code,
  example,
}: Props) {
  const locale = useLocale();
  const { sample, shown } = useEditing();
  const notes = useNotes(slot.at);
  const value = slot.value ?? '';
  const said = example && value.includes('{{') ? sample(value, shown[0] ?? locale) : '';
  return (
    <Field
      label={label[locale]}
      labelHidden={labelHidden}
      help={said ? <span className={css.note}>→ {said}</span> : help}
      error={error ?? notes.error}
      warning={notes.warning}
    >
      {(control) => (
        <TemplateArea
          {...control}
          value={value}
          single={rows === undefined}
          minRows={rows}
          code={code}
          placeholder={placeholder}
          onChange={(text) =>
            (slot as Slot<string | undefined>).put(text === '' && optional ? undefined : text, label)
          }
        />
      )}
    </Field>
  );
}
