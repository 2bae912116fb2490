/** Which numbers can get an SMS; knows the world's numbering plans, no handset. */
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';

/** Kinds of numbers behind which there is no mobile phone. Numbers kept for fiction have no kind, and are phones here. */
const NO_MOBILE = new Set([
  'FIXED_LINE',
  'VOIP',
  'TOLL_FREE',
  'PREMIUM_RATE',
  'SHARED_COST',
  'UAN',
  'VOICEMAIL',
]);

export function judgeNumber(number: string): 'mobile' | 'landline' | 'invalid' {
  if (!/^\+[1-9]\d{5,14}$/.test(number)) return 'invalid';
  const parsed = parsePhoneNumberFromString(number);
  if (!parsed?.isPossible()) return 'invalid';
  return NO_MOBILE.has(parsed.getType() ?? '') ? 'landline' : 'mobile';
}
