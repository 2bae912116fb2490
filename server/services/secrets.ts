/** Secrets an author uses by name: encrypted at rest, shown to nobody; knows no service that uses them. */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { changeRecord, dropRecord } from '../change-record.ts';
import { CodedError } from '../errors.ts';
import type { RecordStore } from '../stores/port.ts';

/** AES-256-GCM, the parts in base64. Bound to its workspace and name: moved to another, it does not open. */
interface SealedSecret {
  iv: string;
  tag: string;
  sealed: string;
  /** The last four characters, of secrets long enough not to be given away by them. */
  ending: string;
  hosts: string[];
}

export interface NamedSecret {
  name: string;
  /** "••••1234". */
  masked: string;
  /** The hosts it may be sent to; none given: any. */
  hosts: string[];
}

export interface Secrets {
  /** Stores or replaces a secret. With `hosts` it is only ever sent to these. Throws "invalid_body" on a bad name. */
  set(workspace: string, name: string, value: string, hosts?: string[]): Promise<void>;
  /** What may be shown of a workspace's secrets, by name. */
  names(workspace: string): Promise<NamedSecret[]>;
  /** Nothing happens if there is none. */
  remove(workspace: string, name: string): Promise<void>;
  /** The secret itself: for requests this server makes, never for an answer. Throws if the key is not the one used. */
  reveal(workspace: string, name: string): Promise<{ value: string; hosts: string[] } | undefined>;
}

const SECRET_KIND = 'secret';
const NAME = /^[a-z][a-z0-9_-]{0,39}$/;
const VALUE_MAX = 8192;
const SHOWN_FROM_LENGTH = 16;

export interface SecretsDeps {
  records: RecordStore;
  /** 32 bytes. */
  key: Buffer;
  /** Where nonces come from; they must never repeat under one key. */
  random?: (bytes: number) => Buffer;
}

export function createSecrets({ records, key, random = randomBytes }: SecretsDeps): Secrets {
  if (key.length !== 32) throw new Error('The key of the secrets must have 32 bytes.');
  const bound = (workspace: string, name: string) => Buffer.from(`${workspace}\n${name}`);

  return {
    async set(workspace, name, value, hosts = []) {
      if (!NAME.test(name))
        throw new CodedError('invalid_body', 'A name has lower-case letters, digits, - and _.');
      if (value.length === 0 || value.length > VALUE_MAX || /[\r\n\0]/.test(value)) {
        throw new CodedError('invalid_body', `A secret is one line of at most ${VALUE_MAX} characters.`);
      }
      const iv = random(12);
      const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(bound(workspace, name));
      const sealed = Buffer.concat([cipher.update(value, 'utf8'), cipher.final()]);
      const write: SealedSecret = {
        iv: iv.toString('base64'),
        tag: cipher.getAuthTag().toString('base64'),
        sealed: sealed.toString('base64'),
        ending: value.length >= SHOWN_FROM_LENGTH ? value.slice(-4) : '',
        hosts: hosts.map((host) => host.toLowerCase()),
      };
      await changeRecord<SealedSecret, undefined>(
        records,
        { workspace, kind: SECRET_KIND, key: name },
        () => ({
          answer: undefined,
          write,
        }),
      );
    },

    async names(workspace) {
      const all: NamedSecret[] = [];
      let cursor: string | undefined;
      do {
        const page = await records.list<SealedSecret>(workspace, SECRET_KIND, {
          limit: 200,
          ...(cursor ? { cursor } : {}),
        });
        for (const { key: name, data } of page.items) {
          all.push({ name, masked: `••••${data.ending}`, hosts: data.hosts });
        }
        cursor = page.cursor;
      } while (cursor);
      return all;
    },

    async remove(workspace, name) {
      await dropRecord(records, { workspace, kind: SECRET_KIND, key: name });
    },

    async reveal(workspace, name) {
      const found = await records.get<SealedSecret>(workspace, SECRET_KIND, name);
      if (!found) return undefined;
      const { iv, tag, sealed, hosts } = found.data;
      try {
        const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(iv, 'base64'), {
          authTagLength: 16,
        })
          .setAAD(bound(workspace, name))
          .setAuthTag(Buffer.from(tag, 'base64'));
        const value =
          decipher.update(Buffer.from(sealed, 'base64'), undefined, 'utf8') + decipher.final('utf8');
        return { value, hosts };
      } catch {
        throw new Error(`The secret "${name}" does not open with the configured key.`);
      }
    },
  };
}
