/** A text that is mostly the same in every language (an address, a number): one field, or one a language if wanted. */
import { Languages } from 'lucide-react';
import type { ReactNode } from 'react';
import type { LocalText } from '../../flows/message.ts';
import { Field } from '../ui/field.tsx';
import { useLocale } from '../ui/i18n.ts';
import { IconButton } from '../ui/icon-button.tsx';
import css from './address-field.module.css';
import { useEditing } from './editing.ts';
import { readLocal } from './local-text.ts';
import { useMessageTexts } from './message-texts.ts';
import { useNotes } from './note-of.ts';
import type { Slot, Words } from './slot.ts';
import { TemplateArea } from './template-area.tsx';
import { TextField } from './text-field.tsx';

interface Props {
  label: Words;
  slot: Slot<LocalText> | Slot<LocalText | undefined>;
  optional?: boolean;
  help?: ReactNode;
  /** Found wrong here, before the checks say so. */
  error?: string;
  placeholder?: string;
  code?: boolean;
}

export function AddressField({ label, slot, optional, help, error, placeholder, code = true }: Props) {
  const say = useMessageTexts();
  const studio = useLocale();
  const { locales, readOnly } = useEditing();
  const notes = useNotes(slot.at);
  const put = (next: LocalText | undefined, merge?: string | null) => {
    if (optional) (slot as Slot<LocalText | undefined>).put(next === '' ? undefined : next, label, merge);
    else (slot as Slot<LocalText>).put(next ?? '', label, merge);
  };
  const several = locales.length > 1 && !readOnly;
  const { value } = slot;
  if (typeof value === 'object') {
    const [main = ''] = locales;
    const first = readLocal(value, main, locales);
    return (
      <div className={css.several}>
        <TextField label={label} slot={slot} optional={optional} single />
        {several ? (
          <IconButton
            className={css.one}
            label={say('forAll')}
            icon={<Languages size={14} aria-hidden />}
            pressed
            onClick={() => put(first, null)}
          />
        ) : null}
      </div>
    );
  }
  return (
    <Field label={label[studio]} help={help} error={error ?? notes.error} warning={notes.warning}>
      {(control) => (
        <TemplateArea
          {...control}
          value={value ?? ''}
          onChange={(typed) => put(typed)}
          single
          code={code}
          placeholder={placeholder}
          tools={
            several && value ? (
              <IconButton
                className={css.tool}
                label={say('byLanguage')}
                icon={<Languages size={14} aria-hidden />}
                onClick={() => put(Object.fromEntries(locales.map((locale) => [locale, value])), null)}
              />
            ) : undefined
          }
        />
      )}
    </Field>
  );
}
