/** Which addresses out of a message become links or pictures of a page; decides from the text alone, fetches nothing. */
import { readUrl } from '../../flows/read-url.ts';

/**
 * The address as it is safely followed: http, https, tel or sms, and nobody's name or password in it. Undefined for
 * everything else, "javascript:" in all its spellings included. `base` goes before one that begins with "/".
 */
export function linkAddress(raw: string, base: string): string | undefined {
  const url = read(raw, base);
  if (!url) return undefined;
  return ['http:', 'https:', 'tel:', 'sms:'].includes(url.protocol) ? url.href : undefined;
}

/** The address of a file a page shows or leads to: https, or the server's own. */
export function fileAddress(raw: string, base: string): string | undefined {
  const url = read(raw, base);
  if (!url) return undefined;
  return url.protocol === 'https:' || url.origin === new URL(base).origin ? url.href : undefined;
}

/** "tel:+33123456789", or undefined where there is no number in it. */
export function phoneAddress(phone: string): string | undefined {
  const dialled = digitsOf(phone);
  return dialled && `tel:${dialled}`;
}

/** Opens the phone's own message field. iOS wants "&body", Android "?body"; both take "?&body". */
export function smsAddress(phone: string, text: string | undefined): string | undefined {
  const dialled = digitsOf(phone);
  if (!dialled) return undefined;
  return text ? `sms:${dialled}?&body=${encodeURIComponent(text.toWellFormed())}` : `sms:${dialled}`;
}

/** Opens the phone's map app where there is one. Source: Google Maps URLs, "Search". */
export function mapAddress(query: string): string {
  return `https://www.google.com/maps/search/?api=1&query=${encodeURIComponent(query.toWellFormed())}`;
}

function read(raw: string, base: string): URL | undefined {
  // "//host" would borrow the page's scheme, and a backslash is a slash to a browser.
  const address = /^\/(?![/\\])/.test(raw) ? base.replace(/\/+$/, '') + raw : raw;
  const url = readUrl(address);
  return url?.username || url?.password ? undefined : url;
}

/** What can be dialled: a leading "+", digits, and the two keys beside the zero. */
function digitsOf(phone: string): string | undefined {
  return /^\+?[0-9*#]{2,20}$/.exec(phone.replace(/[\s().\-/\u00a0\u202f]/g, ''))?.[0].replaceAll('#', '%23');
}
