/** A button that answers: with one of the step's choices, or with something another flow listens for. */
import { LIMITS } from '../../../flows/limits.ts';
import { Field } from '../../ui/field.tsx';
import { useLocale } from '../../ui/i18n.ts';
import { Select } from '../../ui/select.tsx';
import { AddressField } from '../address-field.tsx';
import { useChoices } from '../choices-context.ts';
import { useEditing, wordsFor } from '../editing.ts';
import { saidIn } from '../local-text.ts';
import { messageWords, useMessageTexts } from '../message-texts.ts';
import { useNotes } from '../note-of.ts';
import { part, type Slot } from '../slot.ts';
import type { SuggestionOf } from '../suggestion-kinds.ts';
import { TextField } from '../text-field.tsx';

/** No choice has this id: ids hold no dot. */
const FREE = '.';

export function ReplyFields({ slot }: { slot: Slot<SuggestionOf<'reply'>> }) {
  const say = useMessageTexts();
  const locale = useLocale();
  const { locales, shown, readOnly } = useEditing();
  const choices = useChoices();
  const { error } = useNotes(`${slot.at}.choice`);
  const { value } = slot;
  const language = shown[0] ?? locale;
  const pick = (choice: string) => {
    const next =
      choice === FREE
        ? ({
            kind: 'reply',
            label: value.label ?? wordsFor(locales, messageWords('newReply')),
            data: value.data ?? 'go:',
          } as const)
        : ({ kind: 'reply', choice } as const);
    slot.put(next, messageWords('answers'), null);
  };
  return (
    <>
      {choices && choices.list.length > 0 ? (
        <Field label={say('answers')} error={error}>
          {(control) => (
            <Select
              {...control}
              disabled={readOnly}
              value={value.choice ?? FREE}
              options={[
                ...choices.list.map(({ id, label }) => ({ value: id, label: saidIn(label, language) || id })),
                { value: FREE, label: say('freeAnswer') },
              ]}
              onChange={pick}
            />
          )}
        </Field>
      ) : null}
      {value.choice === undefined ? (
        <>
          <TextField
            label={messageWords('label')}
            slot={part(slot, 'label')}
            optional
            single
            emoji
            max={LIMITS.suggestionLabel}
          />
          <AddressField
            label={messageWords('data')}
            help={say('dataHelp')}
            slot={part(slot, 'data') as Slot<string | undefined> as never}
            optional
          />
        </>
      ) : null}
    </>
  );
}
