/** Which pages may open a live connection; knows headers only. */
import type { IncomingHttpHeaders } from 'node:http';
import { readUrl } from '../../flows/read-url.ts';

/**
 * Whether a handshake comes from our own page: its Origin is the host it was sent to, or `publicUrl`'s where a proxy
 * stands in between. What sends no Origin is no browser on a foreign page, and needs a token like everybody.
 */
export function isOwnOrigin(headers: IncomingHttpHeaders, publicUrl: string): boolean {
  const { origin, host } = headers;
  if (origin === undefined) return true;
  const from = hostOf(origin);
  return from !== undefined && (from === host?.toLowerCase() || from === hostOf(publicUrl));
}

function hostOf(url: string): string | undefined {
  // Of "null", which a sandboxed frame sends, nothing is known.
  return readUrl(url)?.host;
}
