/** Finds and starts the Chromium that the machine has; knows no page of ours. */
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

/** Where `chromium` is on the PATH, or undefined: then the browser suites are skipped. */
export const CHROMIUM = (process.env.PATH ?? '')
  .split(delimiter)
  .filter(Boolean)
  .map((folder) => join(folder, 'chromium'))
  .find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });

/** Said once by a suite that cannot run. */
export const SKIPPED = 'There is no "chromium" on the PATH, so the browser tests are skipped.';

export function launchBrowser(): Promise<Browser> {
  if (!CHROMIUM) throw new Error(SKIPPED);
  // Chromium refuses to sandbox itself when it is run by root, as containers do.
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return chromium.launch({ executablePath: CHROMIUM, args });
}
