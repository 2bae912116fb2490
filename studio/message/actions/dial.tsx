/** Calls a number. */

import { messageWords } from '../message-texts.ts';
import { PhoneField } from '../phone-field.tsx';
import { part, type Slot } from '../slot.ts';
import type { SuggestionOf } from '../suggestion-kinds.ts';

export function DialFields({ slot }: { slot: Slot<SuggestionOf<'dial'>> }) {
  return <PhoneField label={messageWords('phone')} slot={part(slot, 'phone')} />;
}
