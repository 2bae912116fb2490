/** Opens a new message to a number, with words to begin with or a recording. */
import { Field } from '../../ui/field.tsx';
import { Select } from '../../ui/select.tsx';
import { useEditing } from '../editing.ts';
import { messageWords, useMessageTexts } from '../message-texts.ts';
import { PhoneField } from '../phone-field.tsx';
import { part, type Slot } from '../slot.ts';
import type { SuggestionOf } from '../suggestion-kinds.ts';
import { TextField } from '../text-field.tsx';

export function ComposeFields({ slot }: { slot: Slot<SuggestionOf<'compose'>> }) {
  const say = useMessageTexts();
  const { readOnly } = useEditing();
  const { text: _, recording: __, ...rest } = slot.value;
  const recording = slot.value.recording;
  return (
    <>
      <Field label={say('composeWhat')}>
        {(control) => (
          <Select
            {...control}
            disabled={readOnly}
            value={recording ?? 'text'}
            options={[
              { value: 'text', label: say('composeText') },
              { value: 'audio', label: say('composeAudio') },
              { value: 'video', label: say('composeVideo') },
            ]}
            onChange={(what) =>
              slot.put(
                what === 'text' ? { ...rest, text: '' } : { ...rest, recording: what as 'audio' | 'video' },
                messageWords('composeWhat'),
                null,
              )
            }
          />
        )}
      </Field>
      <PhoneField label={messageWords('composeTo')} slot={part(slot, 'phone')} />
      {recording === undefined ? (
        <TextField label={messageWords('composeDraft')} slot={part(slot, 'text')} optional emoji />
      ) : null}
    </>
  );
}
