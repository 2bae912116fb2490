/** What kind of line a phone number is, by the public numbering plans; knows nobody's phone. */
import type { NumberType } from 'libphonenumber-js/max';
import { toE164 } from './place.ts';

/** Lines no SMS can reach. What the plans do not tell apart may be a mobile. */
const LANDLINES: readonly NumberType[] = [
  'FIXED_LINE',
  'TOLL_FREE',
  'PREMIUM_RATE',
  'SHARED_COST',
  'UAN',
  'PAGER',
  'VOICEMAIL',
];

export type PhoneKind = { kind: 'mobile' | 'landline'; phone: string } | { kind: 'invalid' };

/** Reads numbers in any international way of writing; the plans in full are loaded by the first call. */
export async function phoneKinds(phones: readonly string[]): Promise<PhoneKind[]> {
  const { parsePhoneNumberFromString } = await import('libphonenumber-js/max');
  return phones.map((written) => {
    const phone = toE164(written);
    if (phone === undefined) return { kind: 'invalid' };
    const type = parsePhoneNumberFromString(phone)?.getType();
    return { kind: type !== undefined && LANDLINES.includes(type) ? 'landline' : 'mobile', phone };
  });
}
