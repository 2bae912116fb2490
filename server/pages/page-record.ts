/** What is kept of a hosted page, and the signatures that open it. Knows keys and records, no HTML and no request. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { messageSchema } from '../../flows/message.ts';
import { SEEN_DAYS } from '../stores/port.ts';

/** In the brand's workspace, under `${conversation}/${token}`, so that all of one conversation's are found together. */
export const PAGE = 'page';
/** In a workspace of its own, since a link names no workspace: leads from the token to the page, and says no more. */
export const PAGE_LINK = 'page-link';
export const LINKS_WORKSPACE = '_pages';

export interface PageLink {
  workspace: string;
  /** The key of the page. */
  page: string;
  /** Milliseconds since the epoch. */
  expiresAt: number;
}

/** A page as it is stored. */
export const pageSchema = z.object({
  workspace: z.string(),
  brand: z.string(),
  conversation: z.string(),
  /** The message's id. */
  message: z.string(),
  content: messageSchema,
  locale: z.string(),
  /** Milliseconds since the epoch. */
  expiresAt: z.number(),
  /** Over everything above. */
  seal: z.string(),
  /** The suggestion that was answered last, by its place among `suggestionsOf(content)`. */
  answered: z.object({ n: z.number(), at: z.number() }).optional(),
});

export type PageRecord = z.infer<typeof pageSchema>;

/** A day less than what was heard is remembered. */
const NONCE_MS = (SEEN_DAYS - 1) * 24 * 3600 * 1000;
const TOKEN = /^[\w-]{21}[AQgw]$/;

/**
 * The token of a message's page: 128 bits, and the same whenever it is asked for, so that a second try at an SMS has
 * the same link. It never ends in "-", which phones would not take for a part of the link: the 22nd character holds
 * two bits only.
 */
export function tokenOf(key: Buffer, workspace: string, message: string): string {
  return sign(key, 'page', workspace, message).toString('base64url');
}

/** Whether a text can be a token at all. */
export function isToken(text: string): boolean {
  return TOKEN.test(text);
}

/** Seals a page, so that one that was changed in the database does not open. */
export function sealPage(key: Buffer, page: Omit<PageRecord, 'seal' | 'answered'>): PageRecord {
  return { ...page, seal: sealOf(key, page) };
}

/** Whether this token was made for this page, and the page is as it was made. Takes the same time either way. */
export function isGenuine(key: Buffer, token: string, page: PageRecord): boolean {
  const fits = sameText(token, tokenOf(key, page.workspace, page.message));
  const whole = sameText(page.seal, sealOf(key, page));
  return fits && whole;
}

function sealOf(key: Buffer, page: Omit<PageRecord, 'seal' | 'answered'>): string {
  const { workspace, brand, conversation, message, locale, expiresAt, content } = page;
  const told = [workspace, brand, conversation, message, locale, String(expiresAt), JSON.stringify(content)];
  return sign(key, 'page-seal', ...told).toString('base64url');
}

/** What a form carries, so that it counts once: "time.id.signature". */
export function writeNonce(key: Buffer, token: string, id: string, at: number): string {
  const head = `${at.toString(36)}.${id}`;
  return `${head}.${sign(key, 'page-nonce', token, head).toString('base64url')}`;
}

/**
 * The id in a nonce of this page. Undefined for one that is forged, of another page, or so old that the engine might
 * have forgotten that it was used.
 */
export function readNonce(key: Buffer, token: string, nonce: string, now: number): string | undefined {
  const [time = '', id = '', signature = ''] = nonce.split('.');
  const expected = sign(key, 'page-nonce', token, `${time}.${id}`).toString('base64url');
  const at = Number.parseInt(time, 36);
  return sameText(signature, expected) && now - at < NONCE_MS ? id : undefined;
}

/** The first 128 bits of HMAC-SHA-256. The parts are written so that no two lists read the same. */
function sign(key: Buffer, purpose: string, ...parts: string[]): Buffer {
  return createHmac('sha256', key)
    .update(JSON.stringify([purpose, ...parts]))
    .digest()
    .subarray(0, 16);
}

function sameText(given: string, expected: string): boolean {
  const a = Buffer.from(given);
  const b = Buffer.from(expected);
  return a.length === b.length && timingSafeEqual(a, b);
}
