/** Every wrong setting is named in a sentence; none is passed over. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ConfigError, readConfig } from '../../server/config.ts';

let folder: string;
const account = {
  type: 'service_account',
  client_email: 'a@b.iam.gserviceaccount.com',
  private_key: 'PRIVATE KEY',
};
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'carillon-config-'));
  writeFileSync(join(folder, 'account.json'), JSON.stringify(account));
  writeFileSync(join(folder, 'broken.json'), '{"type": "service_acc');
});
afterAll(() => rmSync(folder, { recursive: true }));

function fault(environment: Record<string, string>): string {
  try {
    readConfig(environment);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as ConfigError).message;
  }
  return 'none';
}

test('with nothing set it is a server for this machine alone, with the emulator', () => {
  const config = readConfig({});
  expect(config).toMatchObject({
    port: 3000,
    host: '127.0.0.1',
    publicUrl: undefined,
    adminToken: undefined,
    rbm: { agentId: 'carillon-demo', clientToken: undefined, rootUrl: undefined, serviceAccount: undefined },
    allowPrivate: [],
    logLevel: 'info',
    logPersonalData: false,
  });
  expect(isAbsolute(config.dataDir)).toBe(true);
});

test('an empty variable is one that is not set', () => {
  expect(readConfig({ PORT: '', RBM_SERVICE_ACCOUNT: '', ADMIN_TOKEN: '' })).toEqual(readConfig({}));
});

describe('a bad value', () => {
  const url = 'must be an address that begins with http:// or https://';
  const port = 'PORT must be a whole number from 0 to 65535.';
  test.each([
    [{ PORT: 'abc' }, port],
    [{ PORT: '70000' }, port],
    [{ PORT: '1.5' }, port],
    [{ PORT: '-1' }, port],
    [{ PORT: '0x10' }, port],
    [{ PORT: ' ' }, port],
    [{ PUBLIC_URL: 'ftp://example.com' }, `PUBLIC_URL ${url}.`],
    [{ PUBLIC_URL: 'example.com' }, `PUBLIC_URL ${url}.`],
    [{ PUBLIC_URL: 'javascript:alert(1)' }, `PUBLIC_URL ${url}.`],
    [{ RBM_ROOT_URL: 'localhost' }, `RBM_ROOT_URL ${url}.`],
    [{ ADMIN_TOKEN: 'short' }, 'ADMIN_TOKEN must have at least 16 characters.'],
    [{ BRAND_NAME: 'x'.repeat(101) }, 'BRAND_NAME must have at most 100 characters.'],
    [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL must be one of fatal, error, warn, info, debug, silent.'],
    [{ LOG_PERSONAL_DATA: 'yes' }, 'LOG_PERSONAL_DATA must be true or false.'],
    [
      { RBM_SERVICE_ACCOUNT: '/nowhere/key.json' },
      /names the file "\/nowhere\/key\.json", which cannot be read\.$/,
    ],
    [{ RBM_SERVICE_ACCOUNT: '{}' }, /is not a service account key/],
    [{ RBM_SERVICE_ACCOUNT: '{"private_key": "x' }, /is not a service account key/],
    [{ RBM_ROOT_URL: 'https://rcs.example.com' }, /RBM_SERVICE_ACCOUNT is missing/],
    [{ RBM_ROOT_URL: 'http://localhost.example.com' }, /RBM_SERVICE_ACCOUNT is missing/],
    [{ RBM_ROOT_URL: 'http://127.0.0.1.example.com' }, /RBM_SERVICE_ACCOUNT is missing/],
    [{ RBM_SERVICE_ACCOUNT: JSON.stringify(account) }, /RBM_CLIENT_TOKEN is missing/],
    [{ TRANSLATE_KEY: 'secret' }, /TRANSLATE_URL is missing/],
    [{ TRANSLATE_URL: 'translate.example.com' }, /TRANSLATE_URL must be an address/],
  ])('%o stops the start with a sentence', (environment, sentence) => {
    const message = fault(environment as Record<string, string>);
    if (typeof sentence === 'string') expect(message).toBe(sentence);
    else expect(message).toMatch(sentence);
    expect(message).toMatch(/^[A-Z].*\.$/);
  });

  test('several are all named', () => {
    expect(fault({ PORT: 'x', LOG_LEVEL: 'y' })).toBe(
      'PORT must be a whole number from 0 to 65535. LOG_LEVEL must be one of fatal, error, warn, info, debug, silent.',
    );
  });

  test('a secret is never repeated in the sentence', () => {
    expect(fault({ ADMIN_TOKEN: 'canary' })).not.toContain('canary');
    expect(fault({ RBM_SERVICE_ACCOUNT: '{"private_key": "canary"}' })).not.toContain('canary');
  });
});

describe('a good value', () => {
  test('is read', () => {
    const config = readConfig({
      PORT: '0',
      PUBLIC_URL: 'https://chat.example.com/',
      RBM_AGENT_ID: 'agent@rbm.goog',
      HTTP_ALLOW_PRIVATE: ' 10.0.0.1:8080, crm.local ,',
      LOG_PERSONAL_DATA: '1',
    });
    expect(config).toMatchObject({
      port: 0,
      publicUrl: 'https://chat.example.com',
      rbm: { agentId: 'agent' },
      allowPrivate: ['10.0.0.1:8080', 'crm.local'],
      logPersonalData: true,
    });
  });

  test.each(['http://localhost:9000', 'http://127.0.0.1:9000/', 'http://127.9.9.9', 'http://[::1]:9000'])(
    'a stand-in for Google on this machine (%s) needs no credentials',
    (root) => expect(readConfig({ RBM_ROOT_URL: root }).rbm.rootUrl).toBe(root.replace(/\/$/, '')),
  );

  test('a service account is a file or the JSON itself', () => {
    const given = (value: string) =>
      readConfig({ RBM_SERVICE_ACCOUNT: value, RBM_CLIENT_TOKEN: 't' }).rbm.serviceAccount;
    expect(given(JSON.stringify(account))).toEqual(account);
    expect(given(join(folder, 'account.json'))).toEqual(account);
    expect(fault({ RBM_SERVICE_ACCOUNT: join(folder, 'broken.json') })).toMatch(/not a service account key/);
  });
});
