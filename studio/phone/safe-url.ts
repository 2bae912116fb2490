/** Which addresses out of a message may be shown, linked or framed; decides from text alone, fetches nothing. */
import type { MediaKind } from './entry.ts';

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * The address if it is safe to follow from a page at `here`: https, or http on this origin or on a loopback host.
 * Everything else (javascript:, data:, names with a password in them) is undefined. A loopback address on this
 * page's own port is this server under another name, so it is given this page's origin.
 */
export function safeUrl(raw: string, here: string): URL | undefined {
  if (!URL.canParse(raw, here)) return undefined;
  const url = new URL(raw, here);
  const page = new URL(here);
  if (url.username || url.password) return undefined;
  if (url.protocol === 'https:') return url;
  if (url.protocol !== 'http:') return undefined;
  if (url.origin === page.origin) return url;
  if (!LOOPBACK.has(url.hostname)) return undefined;
  const sameServer = LOOPBACK.has(page.hostname) && url.port === page.port;
  return sameServer ? new URL(url.pathname + url.search + url.hash, page.origin) : url;
}

const BY_ENDING: Record<string, MediaKind> = {
  mp4: 'video',
  m4v: 'video',
  mpeg: 'video',
  webm: 'video',
  h263: 'video',
  mp3: 'audio',
  aac: 'audio',
  m4a: 'audio',
  ogg: 'audio',
  oga: 'audio',
  '3gpp': 'audio',
  pdf: 'document',
};

/** What a file is: by its media type where known, else by the ending of its path; a picture if nothing tells. */
export function mediaKind(path: string, type = ''): MediaKind {
  const family = type.split('/')[0];
  if (family === 'video' || family === 'audio' || family === 'image') return family;
  if (type === 'application/ogg') return 'audio';
  if (type) return 'document';
  const ending = /\.([a-z0-9]+)(?:[?#]|$)/i.exec(path)?.[1]?.toLowerCase();
  return (ending && BY_ENDING[ending]) || 'image';
}
