/** An address that is not there yet: as a new button, picture or web request begins. Knows no message and no service. */
import { error, type Finding, type Place } from './finding.ts';

/** The fault of an address with no host, "https://" among them; undefined for one that may be right. */
export function unfinishedAddress(address: string, place: Place): Finding | undefined {
  if (!isUnfinished(address.trim())) return undefined;
  return error(
    'url-unfinished',
    place,
    { en: 'The address is not filled in.', fr: 'L’adresse n’est pas remplie.' },
    {
      en: 'Give a full address that begins with https://.',
      fr: 'Indiquez une adresse complète en https://.',
    },
  );
}

/** Nothing, or a scheme that no host follows. */
function isUnfinished(address: string): boolean {
  return address === '' || /^https?:?(?:$|\/*(?:$|[?#]))|^https?:\/\/[/\\:@\s]/i.test(address);
}
