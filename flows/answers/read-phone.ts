/** The phone number a person typed; knows numbering plans, not who answers. */
import { isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/min';

/** The number in E.164, undefined where there is none; `country` (ISO 3166) is the one national numbers belong to. */
export function readPhone(text: string, country: string): string | undefined {
  if (text.length > 250) return undefined;
  const region = country.toUpperCase();
  const defaultCountry = isSupportedCountry(region) ? region : undefined;
  const plain = text.normalize('NFKC');
  const found =
    parsePhoneNumberFromString(plain, { defaultCountry, extract: false }) ??
    parsePhoneNumberFromString(plain, { defaultCountry });
  // A short number is no one's phone, and a message sent there may cost.
  return found?.isPossible() ? found.number : undefined;
}
