/** A date with its time: fixed, chosen in the flow's zone, or a value that holds one. */
import { useState } from 'react';
import type { LocalText } from '../../flows/message.ts';
import { Field } from '../ui/field.tsx';
import { useLocale } from '../ui/i18n.ts';
import { Input } from '../ui/input.tsx';
import { Segmented } from '../ui/segmented.tsx';
import { AddressField } from './address-field.tsx';
import { useEditing } from './editing.ts';
import { useMessageTexts } from './message-texts.ts';
import css from './moment-field.module.css';
import { fromField, toField } from './moment-text.ts';
import { useNotes } from './note-of.ts';
import type { Slot, Words } from './slot.ts';

interface Props {
  label: Words;
  slot: Slot<LocalText>;
  error?: string;
}

export function MomentField({ label, slot, error }: Props) {
  const say = useMessageTexts();
  const locale = useLocale();
  const { timezone, readOnly } = useEditing();
  const notes = useNotes(slot.at);
  const { value } = slot;
  const written = typeof value === 'string' ? value : '';
  const isFixed = written === '' || toField(written, timezone) !== '';
  const [mode, setMode] = useState<'fixed' | 'value'>(
    typeof value === 'string' && isFixed ? 'fixed' : 'value',
  );
  return (
    <div className={css.moment}>
      {mode === 'fixed' ? (
        <Field
          label={label[locale]}
          help={say('inZone', { zone: timezone.replaceAll('_', ' ') })}
          error={error ?? notes.error}
          warning={notes.warning}
        >
          {(control) => (
            <Input
              {...control}
              type="datetime-local"
              disabled={readOnly}
              value={toField(written, timezone)}
              onChange={(field) => slot.put(fromField(field, timezone) ?? '', label)}
            />
          )}
        </Field>
      ) : (
        <AddressField
          label={label}
          slot={slot}
          help={say('momentValue')}
          error={error}
          placeholder="{{slot.start}}"
        />
      )}
      <div className={css.mode}>
        <Segmented
          label={label[locale]}
          labelHidden
          value={mode}
          disabled={readOnly}
          options={[
            { value: 'fixed', label: say('fixed') },
            { value: 'value', label: say('fromValue') },
          ]}
          onChange={(next) => {
            setMode(next);
            if (next === 'fixed' && !isFixed) slot.put('', label, null);
          }}
        />
      </div>
    </div>
  );
}
