/** Secrets this server makes for itself at its first start and keeps beside its data, readable by its owner only. */
import { hkdfSync, randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { ConfigError } from './config.ts';

const keysSchema = z.object({
  /** The emulator's client token, unless RBM_CLIENT_TOKEN gives one. */
  clientToken: z.string().min(32),
  /** 32 bytes in base64: seals the secrets flows use. */
  secretsKey: z.string().length(44),
  paymentsApiKey: z.string().min(32),
  paymentsCallbackSecret: z.string().min(32),
});
export type Keys = z.infer<typeof keysSchema>;

/** A key of 32 bytes for one purpose, the same as long as `secretsKey` is: one secret to keep, many uses apart. */
export function keyFor(
  { secretsKey }: Keys,
  purpose: 'consent' | 'pages' | 'emulator-sms' | 'people' | 'audit' | 'welcome',
): Buffer {
  return Buffer.from(hkdfSync('sha256', Buffer.from(secretsKey, 'base64'), '', `carillon ${purpose}`, 32));
}

/** Reads `keys.json` in the folder, or makes it. Throws `ConfigError` where the folder or the file cannot be used. */
export function loadKeys(folder: string): Keys {
  const file = join(folder, 'keys.json');
  try {
    mkdirSync(folder, { recursive: true });
  } catch {
    throw new ConfigError(`DATA_DIR "${folder}" cannot be created: choose a folder this process may write.`);
  }
  const token = () => randomBytes(24).toString('base64url');
  const fresh: Keys = {
    clientToken: token(),
    secretsKey: randomBytes(32).toString('base64'),
    paymentsApiKey: token(),
    paymentsCallbackSecret: token(),
  };
  try {
    if (!existsSync(file)) create(file, `${JSON.stringify(fresh, null, 2)}\n`);
  } catch {
    throw new ConfigError(`DATA_DIR "${folder}" cannot be written: choose a folder this process may write.`);
  }
  try {
    return keysSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    throw new ConfigError(
      `"${file}" is damaged: restore it from a backup, or secrets stored with it are lost.`,
    );
  }
}

/**
 * Writes the file as a whole, on the disk, or not at all: half of it, left by a crash, would be secrets lost. Leaves
 * one that another process made meanwhile, so that two that start at once agree.
 */
function create(file: string, content: string): void {
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  const handle = openSync(draft, 'wx', 0o600);
  try {
    writeSync(handle, content);
    fsyncSync(handle);
    closeSync(handle);
    // Unlike a renaming, a link never replaces what is there.
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}
