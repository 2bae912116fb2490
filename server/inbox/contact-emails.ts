/** Numbers by the e-mail address that is written down of them. Knows records; an address is in none of their keys. */
import { createHash } from 'node:crypto';
import type { RecordStore } from '../stores/port.ts';
import { CONTACT } from './persons.ts';

/** Record kind; keys are `brand/hash of the address/phone`. */
const EMAIL = 'contact-email';
/** Record kind; keys are `brand/phone`: under which address the number is found. */
const FOUND_BY = 'contact-email-of';
/** Record kind; a brand whose contacts were all looked through once: those before there was a list of addresses. */
const LISTED = 'contact-email-listed';
const PAGE = 100;
/** More share an address only by mistake. */
const MOST = 20;
const ROUNDS = 20;

export interface ContactEmails {
  /** The number is found by the address that is written down of it now. */
  follow(workspace: string, brand: string, phone: string): Promise<void>;
  find(workspace: string, brand: string, email: string): Promise<string[]>;
}

export function createContactEmails(
  records: RecordStore,
  writtenOf: (workspace: string, brand: string, phone: string) => Promise<{ email?: string | undefined }>,
): ContactEmails {
  async function remove(workspace: string, kind: string, key: string): Promise<void> {
    const found = await records.get(workspace, kind, key);
    if (found) await records.remove(workspace, kind, key, found.rev);
  }

  /** By way of a record of the number, so that whatever it was found by before is known. */
  async function point(
    workspace: string,
    brand: string,
    phone: string,
    email: string | undefined,
  ): Promise<void> {
    const hash = email === undefined ? undefined : hashOf(email);
    const own = `${brand}/${phone}`;
    for (let round = 0; round < ROUNDS; round += 1) {
      const before = await records.get<{ hash: string }>(workspace, FOUND_BY, own);
      if (before?.data.hash === hash) return;
      if (hash !== undefined) await records.insert(workspace, EMAIL, `${brand}/${hash}/${phone}`, {});
      const done = !before
        ? hash !== undefined && (await records.insert(workspace, FOUND_BY, own, { hash }))
        : hash === undefined
          ? await records.remove(workspace, FOUND_BY, own, before.rev)
          : await records.update(workspace, FOUND_BY, own, before.rev, { hash });
      if (!done) continue;
      if (before) await remove(workspace, EMAIL, `${brand}/${before.data.hash}/${phone}`);
      return;
    }
  }

  async function listAll(workspace: string, brand: string): Promise<void> {
    if (await records.get(workspace, LISTED, brand)) return;
    let cursor: string | undefined;
    do {
      const page = await records.list<{ email?: string }>(workspace, CONTACT, {
        limit: PAGE,
        prefix: `${brand}/`,
        ...(cursor === undefined ? {} : { cursor }),
      });
      await Promise.all(page.items.map(({ key }) => follow(workspace, brand, key.slice(brand.length + 1))));
      cursor = page.cursor;
    } while (cursor !== undefined);
    await records.insert(workspace, LISTED, brand, {});
  }

  async function follow(workspace: string, brand: string, phone: string): Promise<void> {
    const { email } = await writtenOf(workspace, brand, phone);
    await point(workspace, brand, phone, email);
  }

  return {
    follow,
    async find(workspace, brand, email) {
      await listAll(workspace, brand);
      const prefix = `${brand}/${hashOf(email)}/`;
      const { items } = await records.list(workspace, EMAIL, { limit: MOST, prefix });
      return items.map(({ key }) => key.slice(prefix.length));
    },
  };
}

function hashOf(email: string): string {
  return createHash('sha256').update(email.trim().normalize('NFKC').toLowerCase()).digest('base64url');
}
