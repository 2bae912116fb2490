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
    const run = [...read('README.md').matchAll(/npm run ([a-z-]+)/g)].map(([, name = '']) => name);
    expect(run.length).toBeGreaterThan(0);
    for (const name of ['start', 'test', ...run]) expect(scripts).toHaveProperty(name);
  });
});

describe('docker-compose.yml', () => {
  const text = read('docker-compose.yml');
  const block = /environment:\n((?: {6}.*\n)+)/.exec(text)?.[1] ?? '';
  const given = [...block.matchAll(/^ {6}([A-Z_]+):/gm)].map(([, name = '']) => name);

  test('passes every variable on, and no other', () => {
    expect(given.toSorted()).toEqual(names.toSorted());
  });

  test('asks the readiness it is served under, on the port it listens on', () => {
    expect(text).toContain('http://127.0.0.1:3000/readyz');
    expect(text).toContain('PORT: "3000"');
    expect(text).toContain('HOST: 0.0.0.0');
  });

  test('builds from a file that exists', () => {
    const file = /dockerfile: (\S+)/.exec(text)?.[1] ?? '';
    expect(read(file)).toContain('"dist/server/main.js"]');
  });
});
