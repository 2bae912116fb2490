/** The country a phone number belongs to, found quickly; knows no rule of any country. */
import parsePhoneNumber, {
  type CountryCode,
  getCountries,
  getCountryCallingCode,
} from 'libphonenumber-js/min';

/** Countries by calling code; most codes have one, +1 has 25. */
const byCode = new Map<string, CountryCode[]>();
for (const country of getCountries()) {
  const code = getCountryCallingCode(country);
  byCode.set(code, [...(byCode.get(code) ?? []), country]);
}

const MAX_KNOWN = 5000;
const known = new Map<string, string | undefined>();

/** The ISO code of an E.164 number's country, such as "FR"; undefined where the number says none. */
export function countryOf(phone: string): string | undefined {
  for (let length = 1; length <= 3; length++) {
    const sharing = byCode.get(phone.slice(1, 1 + length));
    if (!sharing) continue;
    return sharing.length === 1 ? sharing[0] : countryAmong(phone, sharing);
  }
  return undefined;
}

/** Several countries share a calling code: the digits behind it tell. Where they do not, the first one is the largest. */
function countryAmong(phone: string, sharing: readonly CountryCode[]): string | undefined {
  const found = known.get(phone);
  if (found !== undefined) return found;
  if (known.size >= MAX_KNOWN) known.clear();
  const country = parsePhoneNumber(phone)?.country ?? mainOf(sharing);
  known.set(phone, country);
  return country;
}

const MAIN: readonly CountryCode[] = ['US', 'RU', 'GB', 'AU', 'NO', 'IT', 'FI', 'MA'];

function mainOf(sharing: readonly CountryCode[]): CountryCode | undefined {
  return sharing.find((country) => MAIN.includes(country)) ?? sharing[0];
}
