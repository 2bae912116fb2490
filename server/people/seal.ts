/** Keeps small secrets of accounts unreadable in the database, with a key that lies elsewhere; knows no account. */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

export interface Seal {
  /** AES-256-GCM, bound to `owner`: moved to somebody else's record, it does not open. */
  close(text: string, owner: string): string;
  /** Throws for what was closed with another key, for another owner, or changed since. */
  open(sealed: string, owner: string): string;
}

const IV_BYTES = 12;
const TAG_BYTES = 16;

/** `key`: 32 bytes. */
export function createSeal(key: Buffer): Seal {
  return {
    close(text, owner) {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(owner));
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url');
    },
    open(sealed, owner) {
      const bytes = Buffer.from(sealed, 'base64url');
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, IV_BYTES), {
        authTagLength: TAG_BYTES,
      })
        .setAAD(Buffer.from(owner))
        .setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
      const rest = bytes.subarray(IV_BYTES + TAG_BYTES);
      return decipher.update(rest, undefined, 'utf8') + decipher.final('utf8');
    },
  };
}
