/** The links of a text as a phone would make them tappable, and which of them promotion may not hold. Knows no brand. */
import { getCountries } from 'libphonenumber-js/min';
import { readUrl } from './read-url.ts';

/** What is wrong with a link. */
export type LinkFault = 'link_not_https' | 'link_shortener' | 'link_not_allowed';

export interface Link {
  /** As written. */
  text: string;
  /** Lower case, in ASCII: "xn--..." for other scripts. Empty where the address cannot be read. */
  host: string;
  /** True for https, and for an address without a scheme, which phones open with it. */
  https: boolean;
  /** A host written in other scripts, which may look like another. */
  punycode: boolean;
}

/**
 * Shorteners anybody can use, so that nobody knows where they lead: Twilio error 30963, T-Mobile's and AT&T's codes
 * of conduct.
 */
const SHORTENERS = new Set([
  'adf.ly',
  'bit.do',
  'bit.ly',
  'bitly.com',
  'buff.ly',
  'clck.ru',
  'cutt.ly',
  'cutt.us',
  'dub.sh',
  'fb.me',
  'goo.gl',
  'is.gd',
  'j.mp',
  'lnkd.in',
  'ow.ly',
  'qrco.de',
  'rb.gy',
  'rebrand.ly',
  's.id',
  'short.gy',
  'short.io',
  'shorturl.at',
  'shrtco.de',
  'snip.ly',
  't.co',
  't.ly',
  't2m.io',
  'tiny.cc',
  'tiny.one',
  'tinyurl.com',
  'trib.al',
  'urlz.fr',
  'v.gd',
  'x.co',
]);

/** An address with a scheme, up to the next space, quote, or address listed after it. */
const SCHEMED =
  /(?<![\p{L}\p{N}])[a-z][a-z0-9+.-]{0,30}:\/\/(?:(?![,;|][a-z][a-z0-9+.-]{0,30}:\/\/)[^\s<>"“”«»])+/giu;
/** A name with dots, such as "salon.example/x", or an address in numbers with a path; not what follows an "@". */
const BARE =
  /(?<![\p{L}\p{N}@._-])(?:[\p{L}\p{N}_](?:[\p{L}\p{N}_-]{0,62})\.)+(?:xn--[a-z0-9-]{2,59}|\p{L}{2,24})(?![\p{L}\p{N}@-])(?::\d{1,5})?(?:[/?#][^\s<>"“”«»]*)?|(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5})?[/?#][^\s<>"“”«»]*/giu;

/** Endings by which phones know a name of the web. What has a path after it needs none of them. */
const ENDINGS = new Set([
  ...getCountries().map((country) => country.toLowerCase()),
  ...(
    'com net org info biz app dev shop store online site website xyz top club live link click page io ai tech cloud ' +
    'blog news win vip fun space life world today email agency company digital group media studio design art bar ' +
    'restaurant salon beauty hair fashion boutique paris bzh alsace corsica berlin london amsterdam brussels eus cat ' +
    'gal scot wales swiss africa asia mobi name pro tel travel jobs edu gov mil int zip mov example uk eu su'
  ).split(' '),
]);

/** Every link of a text, with or without a scheme. Email addresses are none. */
export function linksIn(text: string): Link[] {
  // The full stops of other scripts separate names as well.
  const plain = text.normalize('NFKC').replace(/[。．｡]/g, '.');
  const links: Link[] = [];
  const rest = plain.replace(SCHEMED, (found) => {
    links.push(read(trimEnd(found)));
    return ' ';
  });
  for (const [found] of rest.matchAll(BARE)) {
    const written = trimEnd(found);
    const name = /^[^:/?#]+/.exec(written)?.[0] ?? '';
    const ending = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
    const isName = ending.startsWith('xn--') || ENDINGS.has(ending) || !/^[a-z]+$/.test(ending);
    if (isName || /[/?#:]/.test(written) || /^www\./i.test(name)) links.push(read(written));
  }
  return links;
}

/**
 * What is wrong with a link where only `allowed` hosts and the names below them may be linked to; undefined if nothing
 * is. A public shortener is refused even where somebody allowed it.
 */
export function linkFault(link: Link, allowed: readonly string[]): LinkFault | undefined {
  if (!link.https) return 'link_not_https';
  if (SHORTENERS.has(link.host.replace(/^www\./, ''))) return 'link_shortener';
  const fits = allowed.some((host) => link.host === host || link.host.endsWith(`.${host}`));
  return link.host !== '' && fits ? undefined : 'link_not_allowed';
}

/** A host as `linkFault` compares it, from a host or an address; undefined for neither. "www." goes. */
export function hostOf(address: string): string | undefined {
  const { host } = read(address);
  return host.replace(/^www\./, '') || undefined;
}

function read(written: string): Link {
  const address = written.includes('://') ? written : `https://${written}`;
  const unread: Link = { text: written, host: '', https: /^https:/i.test(address), punycode: false };
  const url = readUrl(address);
  // "https://salon.example@evil.example" leads to evil.example, and looks as if it did not.
  if (!url || url.username || url.password) return unread;
  const host = url.hostname.toLowerCase().replace(/\.$/, '');
  return { ...unread, host, punycode: /(?:^|\.)xn--/.test(host) };
}

/** Without the punctuation that ends the sentence rather than the address. */
function trimEnd(found: string): string {
  let to = found.length;
  while (to > 0 && ".,;:!?)]}'’…".includes(found[to - 1] ?? '')) to--;
  return found.slice(0, to);
}
