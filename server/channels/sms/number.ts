/** Which numbers an SMS can go to, by the numbering plans; knows no provider. */
import { type NumberType, parsePhoneNumberFromString } from 'libphonenumber-js/max';

/** Lines without a screen. Free numbers and those that may be either are left out: some take SMS. */
const DEAF: ReadonlySet<NumberType> = new Set<NumberType>([
  'FIXED_LINE',
  'VOIP',
  'PREMIUM_RATE',
  'SHARED_COST',
  'UAN',
  'VOICEMAIL',
  'PAGER',
]);

/**
 * Why no SMS can go to this number: "sms_number" or "sms_landline"; undefined if one can. A number of the right
 * length in a range that the plans do not list is let through: new ranges, and those reserved for films and tests, are
 * not listed, and the provider knows better.
 */
export function unreachableBySms(
  phone: string,
): { kind: 'refused'; code: string; detail: string } | undefined {
  const parsed = /^\+\d+$/.test(phone) ? parsePhoneNumberFromString(phone) : undefined;
  if (!parsed?.isPossible()) {
    return { kind: 'refused', code: 'sms_number', detail: 'This is no phone number an SMS could go to.' };
  }
  const type = parsed.getType();
  if (type === undefined || !DEAF.has(type)) return undefined;
  return {
    kind: 'refused',
    code: 'sms_landline',
    detail: `By its numbering plan this is no mobile phone (${type.toLowerCase().replaceAll('_', ' ')}).`,
  };
}
