/** Opaque credentials: what somebody holds names its owner and a secret, what is stored is a hash. Knows no store. */
import { createHash, randomBytes } from 'node:crypto';

export interface MadeKey {
  /** For whoever holds it, and nobody else. */
  text: string;
  /** The record's key: "owner/hash", so that everything of one owner lies together. */
  record: string;
}

/** `prefix` tells what it is to whoever finds it lying about; 256 bits that nobody guesses. */
export function makeKey(prefix: string, owner: string): MadeKey {
  const secret = randomBytes(32).toString('base64url');
  return { text: `${prefix}${owner}.${secret}`, record: `${owner}/${hashOf(secret)}` };
}

/** Where the record of such a credential lies; undefined for what never was one. */
export function recordOf(prefix: string, text: string): string | undefined {
  if (!text.startsWith(prefix)) return undefined;
  const found = /^([A-Za-z0-9-]{1,64})\.([A-Za-z0-9_-]{43})$/.exec(text.slice(prefix.length));
  return found ? `${found[1]}/${hashOf(found[2] ?? '')}` : undefined;
}

/** The secret has all the chance there is, so a fast hash does. */
function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}
