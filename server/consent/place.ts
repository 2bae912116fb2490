/** Where a phone number may be: its countries, their time zones, its region. Knows no law. */
import { getCountries, getCountryCallingCode, parsePhoneNumberFromString } from 'libphonenumber-js/min';

/** What is known from a number. More than one country where the number does not say which. */
export interface Place {
  /** ISO codes: "FR". At least one. */
  countries: readonly string[];
  /** A part of the country with holidays of its own, as date-holidays names it: "57" is the Moselle. */
  region?: string;
}

/** France and its overseas departments and collectivities: one law, zones and holidays of their own. */
export const FRENCH_LAW: readonly string[] = 'FR GP MQ GF RE YT PM BL MF NC PF WF'.split(' ');
/** The United States with their territories, and Canada. */
export const NORTH_AMERICAN_LAW: readonly string[] = 'US CA PR GU VI AS MP'.split(' ');

/** True where one of the countries a number may be of is among these. */
export function under(law: readonly string[], countries: readonly string[]): boolean {
  return countries.some((country) => law.includes(country));
}

/** Islands that share their numbers: Guadeloupe's plan also serves Saint-Barthélemy and Saint-Martin. */
const SHARED: Readonly<Record<string, readonly string[]>> = { GP: ['GP', 'BL', 'MF'] };

/** Geographic numbers that may be of the Moselle or of Alsace, whose holidays are thirteen. Mobile ones tell no region. */
const FRENCH_REGIONS: readonly (readonly [prefix: string, region: string])[] = [
  ['+33382', '57'],
  ['+33387', '57'],
  ['+33372', '57'],
  ['+33388', '67'],
  ['+33390', '67'],
  ['+33368', '67'],
  ['+33389', '68'],
  ['+33369', '68'],
];

/** A number as it is written everywhere here, from any international way of writing it; undefined if it is none. */
export function toE164(phone: string): string | undefined {
  const number = parsePhoneNumberFromString(phone);
  return number?.isPossible() ? number.number : undefined;
}

/** Undefined for what is no E.164 number of any country. */
export function placeOf(phone: string): Place | undefined {
  const number = parsePhoneNumberFromString(phone);
  if (!number?.isPossible()) return undefined;
  const { country, countryCallingCode } = number;
  if (country) {
    const region = FRENCH_REGIONS.find(([prefix]) => phone.startsWith(prefix))?.[1];
    return { countries: SHARED[country] ?? [country], ...(region ? { region } : {}) };
  }
  // A new range, or one that several countries share: it may be in any of them.
  const countries = getCountries().filter((one) => getCountryCallingCode(one) === countryCallingCode);
  return countries.length > 0 ? { countries } : undefined;
}

/** What CLDR has no region for. */
const OWN_ZONES: Readonly<Record<string, readonly string[]>> = {
  AC: ['Atlantic/St_Helena'],
  TA: ['Atlantic/St_Helena'],
  XK: ['Europe/Belgrade'],
};

/** The time zones of a country, by the platform's own data; none for a country it does not know. */
export function zonesOf(country: string): readonly string[] {
  const own = OWN_ZONES[country];
  if (own) return own;
  // A getter in Node 20, a method in newer ones; TypeScript's library has neither.
  const locale = new Intl.Locale(`und-${country}`) as Intl.Locale & {
    timeZones?: string[];
    getTimeZones?(): string[] | undefined;
  };
  return locale.getTimeZones?.() ?? locale.timeZones ?? [];
}
