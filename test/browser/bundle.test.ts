/** How much script the studio loads at first, and that the canvas waits for the editor: read from what was built. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { PROJECT_ROOT } from '../../server/config.ts';

interface Chunk {
  file: string;
  imports?: string[];
  dynamicImports?: string[];
}

const STUDIO = join(PROJECT_ROOT, 'dist', 'studio');
const MANIFEST = join(STUDIO, '.vite', 'manifest.json');
const LIMIT = 250 * 1000;

describe('what is loaded', () => {
  test('the build has said what it made', () => {
    expect(existsSync(MANIFEST)).toBe(true);
  });

  const manifest: Record<string, Chunk> = existsSync(MANIFEST)
    ? JSON.parse(readFileSync(MANIFEST, 'utf8'))
    : {};

  /** A chunk and all that comes with it at once. */
  function withImports(name: string, seen = new Set<string>()): Set<string> {
    const chunk = manifest[name];
    if (!chunk || seen.has(name)) return seen;
    seen.add(name);
    for (const one of chunk.imports ?? []) withImports(one, seen);
    return seen;
  }
  const filesOf = (...names: string[]) =>
    new Set(names.flatMap((name) => [...withImports(name)].map((one) => manifest[one]?.file ?? '')));
  const compressed = (files: Set<string>) =>
    [...files]
      .filter((file) => file.endsWith('.js'))
      .reduce((sum, file) => sum + gzipSync(readFileSync(join(STUDIO, file))).length, 0);

  test.each([
    'home/home.tsx',
    'flows/flows.tsx',
    'brand/brand.tsx',
    'handset/handset.tsx',
    'inbox/inbox.tsx',
    'preview-page/preview-page.tsx',
  ])('with %s it is less than 250 kB of compressed script', (screen) => {
    expect(manifest[screen]?.file).toBeTypeOf('string');
    const size = compressed(filesOf('index.html', screen));
    expect(size).toBeGreaterThan(40_000);
    expect(size).toBeLessThan(LIMIT);
  });

  test('the canvas comes with the editor and with nothing else', () => {
    const hasCanvas = (file: string) =>
      file.endsWith('.js') && readFileSync(join(STUDIO, file), 'utf8').includes('react-flow__');
    expect([...filesOf('editor/editor.tsx')].some(hasCanvas)).toBe(true);
    const others = Object.keys(manifest).filter((name) => /^(?!editor\/).*\.(?:html|tsx)$/.test(name));
    expect(others.length).toBeGreaterThan(3);
    expect([...filesOf('index.html', ...others)].filter(hasCanvas)).toEqual([]);
  });
});
