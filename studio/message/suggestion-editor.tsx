/** One button, each kind with the editor that fits it. */
import type { ComponentType } from 'react';
import { LIMITS } from '../../flows/limits.ts';
import type { DraftSuggestion, LocalText } from '../../flows/message.ts';
import { CalendarFields } from './actions/calendar.tsx';
import { ComposeFields } from './actions/compose.tsx';
import { DialFields } from './actions/dial.tsx';
import { OpenUrlFields } from './actions/open-url.tsx';
import { ReplyFields } from './actions/reply.tsx';
import { ViewLocationFields } from './actions/view-location.tsx';
import { AddressField } from './address-field.tsx';
import { Disclosure } from './disclosure.tsx';
import { messageWords, useMessageTexts } from './message-texts.ts';
import { narrowed, part, type Slot } from './slot.ts';
import type { SuggestionKind, SuggestionOf } from './suggestion-kinds.ts';
import { TextField } from './text-field.tsx';

type ActionOf<K extends SuggestionKind> = SuggestionOf<K>;
export type FieldsOf<K extends SuggestionKind> = ComponentType<{ slot: Slot<ActionOf<K>> }>;

/** One line a kind; a missing line does not compile. `undefined`: the label is all there is. */
const FIELDS: { [K in Exclude<SuggestionKind, 'reply'>]: FieldsOf<K> | undefined } = {
  dial: DialFields,
  'view-location': ViewLocationFields,
  'share-location': undefined,
  calendar: CalendarFields,
  'open-url': OpenUrlFields,
  compose: ComposeFields,
};

export function SuggestionEditor({ slot }: { slot: Slot<DraftSuggestion> }) {
  const say = useMessageTexts();
  const { value } = slot;
  if (value.kind === 'reply') return <ReplyFields slot={narrowed(slot, value)} />;
  const action = narrowed<DraftSuggestion, Exclude<DraftSuggestion, { kind: 'reply' }>>(slot, value);
  // The table's type guarantees that the fields are those of this kind.
  const Fields = FIELDS[value.kind] as ComponentType<{ slot: Slot<never> }> | undefined;
  const shared = action as Slot<{ label: LocalText; data?: LocalText; fallbackUrl?: LocalText }>;
  return (
    <>
      <TextField
        label={messageWords('label')}
        slot={part(shared, 'label')}
        single
        emoji
        max={LIMITS.suggestionLabel}
      />
      {Fields ? <Fields slot={action as unknown as Slot<never>} /> : null}
      <Disclosure label={say('more')} open={value.data !== undefined || value.fallbackUrl !== undefined}>
        <AddressField
          label={messageWords('hiddenData')}
          help={say('hiddenDataHelp')}
          slot={part(shared, 'data')}
          optional
        />
        <AddressField
          label={messageWords('fallbackUrl')}
          slot={part(shared, 'fallbackUrl')}
          optional
          placeholder="https://"
        />
      </Disclosure>
    </>
  );
}
