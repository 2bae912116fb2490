/** Finds and starts the Chromium that the machine has; knows no page of ours. */
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

/** What Debian calls it; the first opens a page with a third of the second's work, for it has no window to keep. */
const NAMES = ['chromium-headless-shell', 'chromium'];

/** Where the first of these lies on the PATH, if one does. */
export function findChromium(names = NAMES): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  return names
    .flatMap((name) => folders.map((folder) => join(folder, name)))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

/** The browser of the tests, or undefined: then the browser suites are skipped. */
export const CHROMIUM = findChromium();

/** Said once by a suite that cannot run. */
export const SKIPPED = 'There is no Chromium on the PATH, so the browser tests are skipped.';

export function launchBrowser(): Promise<Browser> {
  if (!CHROMIUM) throw new Error(SKIPPED);
  // Chromium refuses to sandbox itself when it is run by root, as containers do.
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return chromium.launch({ executablePath: CHROMIUM, args });
}
