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
export function unreachableBySms(phone: string): Refusal | undefined {
  const before = known.get(phone);
  if (before !== undefined) return before ?? undefined;
  if (known.size >= MAX_KNOWN) known.clear();
  const found = lookUp(phone);
  known.set(phone, found ?? null);
  return found;
}

interface Refusal {
  kind: 'refused';
  code: string;
  detail: string;
}

/** The plans do not change while this runs, and people are written to again; a look-up costs as much as a sent SMS. */
const known = new Map<string, Refusal | null>();
const MAX_KNOWN = 10_000;

function lookUp(phone: string): Refusal | undefined {
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
