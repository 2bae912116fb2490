/** Before any test: a browser if one can be had. Without one the browser suites are left out, and this says so. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { findChromium } from './browser/browser.ts';

export default function setup(): void {
  if (!existsSync(new URL('../dist/server/main.js', import.meta.url))) {
    throw new Error('dist/ is missing: run "npm test", which builds first, or "npm run build".');
  }
  if (findChromium(['chromium-headless-shell'])) return;
  const root = process.getuid?.() === 0;
  if (root && spawnSync('sh', ['-c', 'command -v apt-get']).status === 0) {
    try {
      process.stdout.write("Installing Debian's chromium-headless-shell for the browser tests.\n");
      execFileSync('apt-get', ['update', '-qq'], { stdio: 'ignore' });
      const packages = ['chromium-headless-shell', 'fonts-noto-color-emoji', 'fonts-noto-core'];
      execFileSync('apt-get', ['install', '-y', '-qq', ...packages], { stdio: 'ignore' });
    } catch {
      // Said below.
    }
  }
  if (findChromium()) return;
  const sentence =
    'No chromium: the browser tests are left out. Install it with "apt-get install chromium-headless-shell".';
  if (process.env.REQUIRE_BROWSER) throw new Error(sentence);
  process.stdout.write(`${sentence}\n`);
}
