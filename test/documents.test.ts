/** What the README and docker-compose.yml say of the configuration is what the configuration is. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ENVIRONMENT } from '../server/config.ts';

const read = (name: string) => readFileSync(new URL(`../${name}`, import.meta.url), 'utf8');
const names = Object.keys(ENVIRONMENT);

describe('README.md', () => {
  const rows = new Map(
    [...read('README.md').matchAll(/^\| `([A-Z_]+)` \| (.*?) \| (.*?) \|$/gm)].map(
      ([, name = '', , meaning = '']) => [name, meaning],
    ),
  );

  test('its table has every variable, and no other', () => {
    expect([...rows.keys()].toSorted()).toEqual(names.toSorted());
  });

  test.each(names)('says of %s what the configuration says', (name) => {
    expect(rows.get(name)).toBe(ENVIRONMENT[name as keyof typeof ENVIRONMENT].description);
  });

  test('its commands exist', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const run = [...read('README.md').matchAll(/npm run ([a-z]+(?:[:-][a-z]+)*)/g)].map(
      ([, name = '']) => name,
    );
    expect(run.length).toBeGreaterThan(0);
    for (const name of ['start', 'test', ...run]) expect(scripts).toHaveProperty(name);
  });
});

describe('docker-compose.yml', () => {
  const text = read('docker-compose.yml');
  const block = /environment:(?: &\w+)?\n((?: {6}.*\n)+)/.exec(text)?.[1] ?? '';
  const given = [...block.matchAll(/^ {6}([A-Z_]+):/gm)].map(([, name = '']) => name);

  test('passes every variable on, and no other', () => {
    expect(given.toSorted()).toEqual(names.toSorted());
  });

  test('asks the readiness it is served under, on the port it listens on', () => {
    expect(text).toContain('http://127.0.0.1:3000/readyz');
    expect(text).toContain('PORT: "3000"');
    expect(text).toContain('HOST: 0.0.0.0');
  });

  test('the many: every service is in the profile, has a check of its health, and is found by those that need it', () => {
    const services = new Map(
      [
        ...(/^services:\n([\s\S]*?)^configs:/m.exec(text)?.[1] ?? '').matchAll(
          /^ {2}([\w-]+):(?: &\w+)?\n((?: {4}.*\n|\n| {2}#.*\n)+)/gm,
        ),
      ].map(([, name = '', body = '']) => [name, body]),
    );
    expect([...services.keys()]).toEqual(['carillon', 'server-1', 'server-2', 'balancer', 'mongo', 'redis']);
    for (const [name, body] of services) {
      if (name === 'carillon') continue;
      const inherits = body.includes('<<: *server');
      expect(inherits || body.includes('profiles: ["many"]'), name).toBe(true);
      expect(inherits || body.includes('healthcheck:'), name).toBe(true);
    }
    const server = services.get('server-1') ?? '';
    for (const [, host = ''] of server.matchAll(/(?:mongodb|redis):\/\/([\w-]+):/g)) {
      expect(services.has(host), host).toBe(true);
      expect(server).toContain(`${host}: { condition: service_healthy }`);
    }
    for (const [, host = '', port = ''] of text.matchAll(/^ +server ([\w-]+):(\d+)/gm)) {
      expect(services.has(host), host).toBe(true);
      expect(port).toBe('3000');
    }
    const set = /--replSet", "(\w+)"/.exec(services.get('mongo') ?? '')?.[1] ?? '';
    expect(server).toContain(`replicaSet=${set}`);
    expect(services.get('mongo')).toContain(`_id: '${set}'`);
    expect(services.get('redis')).toContain('"--maxmemory-policy", "noeviction"');
    expect(text).toContain('ip_hash;');
  });

  test('builds from a file that exists', () => {
    const file = /dockerfile: (\S+)/.exec(text)?.[1] ?? '';
    expect(read(file)).toContain('"dist/server/main.js"]');
  });
});
