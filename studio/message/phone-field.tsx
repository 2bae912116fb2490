/** A phone number with its country, or a value that holds one; says whom it calls. */
import parsePhoneNumber from 'libphonenumber-js/min';
import type { LocalText } from '../../flows/message.ts';
import { AddressField } from './address-field.tsx';
import { useMessageTexts } from './message-texts.ts';
import type { Slot, Words } from './slot.ts';

export function PhoneField({ label, slot }: { label: Words; slot: Slot<LocalText> }) {
  const say = useMessageTexts();
  const typed = typeof slot.value === 'string' ? slot.value.trim() : '';
  const isValue = typed.includes('{{');
  const number = typed === '' || isValue ? undefined : parsePhoneNumber(typed);
  const possible = number?.isPossible() === true;
  return (
    <AddressField
      label={label}
      slot={slot}
      placeholder="+33 4 72 00 00 00"
      error={typed === '' || isValue || possible ? undefined : say('phoneBad')}
      help={
        possible && number ? say('phoneReads', { number: number.formatInternational() }) : say('phoneHelp')
      }
    />
  );
}
