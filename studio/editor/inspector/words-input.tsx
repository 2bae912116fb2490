/** A list of words in one field, separated by commas; what is typed stays as typed while it is typed. */
import { useState } from 'react';
import { Field } from '../../ui/field.tsx';
import { TextArea } from '../../ui/text-area.tsx';

interface Props {
  label: string;
  value: readonly string[];
  onChange: (words: string[]) => void;
  help?: string;
  error?: string;
  warning?: string;
  placeholder?: string;
  disabled?: boolean;
  /** Of one word. */
  maxLength?: number;
}

export function WordsInput({
  label,
  value,
  onChange,
  help,
  error,
  warning,
  placeholder,
  disabled,
  maxLength = 200,
}: Props) {
  const [typed, setTyped] = useState<string>();
  const shown = typed !== undefined && sameWords(wordsOf(typed, maxLength), value) ? typed : value.join(', ');
  return (
    <Field label={label} help={help} error={error} warning={warning}>
      {(control) => (
        <TextArea
          {...control}
          minRows={1}
          maxRows={6}
          dir="auto"
          value={shown}
          placeholder={placeholder}
          disabled={disabled}
          onChange={(text) => {
            setTyped(text);
            onChange(wordsOf(text, maxLength));
          }}
          onBlur={() => setTyped(undefined)}
        />
      )}
    </Field>
  );
}

/** Each once, without empty ones. */
export function wordsOf(text: string, maxLength: number): string[] {
  const words = text
    .split(/[,;\n]/)
    .map((word) => word.trim().slice(0, maxLength))
    .filter((word) => word !== '');
  return [...new Set(words)];
}

function sameWords(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((word, n) => word === other[n]);
}
