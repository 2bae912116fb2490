/** The server's own secrets: made once, whole, for its owner's eyes. */
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ConfigError } from '../../server/config.ts';
import { loadKeys } from '../../server/keys.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'carillon-keys-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('are made at the first start and are the same ever after', () => {
  const first = loadKeys(join(folder, 'deep', 'data'));
  expect(loadKeys(join(folder, 'deep', 'data'))).toEqual(first);
  expect(new Set(Object.values(first)).size).toBe(4);
});

test('nobody else may read them, and nothing half-made lies beside them', () => {
  loadKeys(folder);
  const file = join(folder, 'keys.json');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readdirSync(folder)).toEqual(['keys.json']);
});

test('two folders have different ones', () => {
  expect(loadKeys(join(folder, 'a'))).not.toEqual(loadKeys(join(folder, 'b')));
});

test('a damaged file stops the start, and is left as it is', () => {
  loadKeys(folder);
  const file = join(folder, 'keys.json');
  for (const damage of [
    '',
    '{',
    '{}',
    readFileSync(file, 'utf8').replace(/"secretsKey": "[^"]+"/, '"secretsKey": "x"'),
  ]) {
    writeFileSync(file, damage);
    expect(() => loadKeys(folder)).toThrow(ConfigError);
    expect(() => loadKeys(folder)).toThrow(/damaged: restore it from a backup/);
    expect(readFileSync(file, 'utf8')).toBe(damage);
  }
});

test('a folder that is a file stops the start with a sentence', () => {
  writeFileSync(join(folder, 'file'), '');
  expect(() => loadKeys(join(folder, 'file'))).toThrow(ConfigError);
});

test.skipIf(process.getuid?.() === 0)(
  'a folder that cannot be written stops the start with a sentence',
  () => {
    mkdirSync(join(folder, 'closed'));
    chmodSync(join(folder, 'closed'), 0o500);
    expect(() => loadKeys(join(folder, 'closed'))).toThrow(/cannot be written/);
  },
);
