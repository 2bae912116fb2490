/** How documents in MongoDB are named, and keys made to sort alike everywhere; knows no collection. */
import { hash } from 'node:crypto';
import type { StoredMessage, Turn } from './port.ts';
import { storableKey } from './to-json.ts';

/** Half of a SHA-256 and a little more: nobody finds two names with the same one. Parts hold no NUL. */
function digest(...parts: string[]): string {
  return hash('sha256', parts.join('\0'), 'base64url').slice(0, 22);
}

/** The name of a contact's conversation; it tells nothing of the phone number. */
export function placeOf(workspace: string, brand: string, phone: string): string {
  return digest(storableKey(workspace), storableKey(brand), storableKey(phone));
}

/** The name under which a conversation's id leads to its place. */
export function idName(workspace: string, id: string): string {
  return digest(storableKey(workspace), storableKey(id));
}

/** The same as in the embedded store, so that what was seen there is known here. */
export function seenName({ conversation, seen }: Turn): string | undefined {
  return seen === undefined ? undefined : digest(conversation.workspace, seen);
}

/** A conversation, by its document: not by its place, which the same contact may have again after it was erased. */
type Owner = { workspace: string; id: string };

/** A sent line's name is that of its message: committed again it is the same line. Another's is its place in the thread. */
export function lineName(
  owner: Owner,
  line: Pick<StoredMessage, 'direction' | 'id'> & { n: number },
): string {
  const own = idName(owner.workspace, owner.id);
  return line.direction === 'out' ? `${own}/${line.id}` : `${own}#${line.n}`;
}

export function itemName(owner: Owner, item: string): string {
  return `${idName(owner.workspace, owner.id)}/${item}`;
}

/** The names of a conversation's lines and items: with them a sharded cluster knows which shard to ask. */
export function within(owner: Owner): { _id: { $gte: string; $lt: string } } {
  const own = idName(owner.workspace, owner.id);
  return { _id: { $gte: own, $lt: `${own}~` } };
}

/**
 * A key in a form that sorts by its UTF-8 bytes wherever it is compared: a character a byte. ASCII stays as it is. With
 * `LAST` after it, it comes after every key that begins with it.
 */
export function toOrdered(key: string): string {
  return Buffer.from(key, 'utf8').toString('latin1');
}

export function fromOrdered(ordered: string): string {
  return Buffer.from(ordered, 'latin1').toString('utf8');
}

export const LAST = '\u00ff';
