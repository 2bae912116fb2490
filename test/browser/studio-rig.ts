/** The whole server with the built studio, on its own data, and a browser that has signed in. */

import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { readConfig } from '../../server/config.ts';
import { startServer } from '../../server/main.ts';
import { launchBrowser } from './browser.ts';
import { foundOwner, invite, type Joined } from './people-rig.ts';

export const TOKEN = 'a-token-for-the-studio-tests';
const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

export interface Studio {
  url: string;
  /** A page at this path, signed in unless told otherwise. `offences` collects what it must never do. */
  open(path: string, options?: OpenOptions): Promise<Page>;
  /** What pages logged as errors or threw. */
  offences: string[];
  /** Where its data lies. */
  folder: string;
  /** Somebody who works here too, with these roles; `open` takes the answer as `as`. */
  join(name: string, roles: readonly string[]): Promise<Joined>;
  /** Asks the API as the owner. */
  api<Answer>(method: string, path: string, body?: unknown): Promise<Answer>;
  /** Closes what `open` opened. */
  closePages(): Promise<void>;
  stop(): Promise<void>;
}

export interface OpenOptions extends BrowserContextOptions {
  signedIn?: boolean;
  /** Who is signed in; the owner if left out. */
  as?: Joined;
}

/**
 * Wants dist/studio, as the build makes it. `env`: more settings of the server. Without `founded` nobody has an account
 * yet, as on the very first start.
 */
export async function startStudio(
  env: Record<string, string> = {},
  { founded = true } = {},
): Promise<Studio> {
  const folder = mkdtempSync(join(tmpdir(), 'carillon-studio-'));
  const config = readConfig({
    PORT: '0',
    DATA_DIR: folder,
    ADMIN_TOKEN: TOKEN,
    LOG_LEVEL: 'silent',
    ...env,
  });
  const [server, browser]: [Awaited<ReturnType<typeof startServer>>, Browser] = await Promise.all([
    startServer(config, { thread: false }),
    launchBrowser(),
  ]);
  const owner = founded ? await foundOwner(server.url, folder) : undefined;
  const offences: string[] = [];
  const contexts: { close(): Promise<void> }[] = [];
  return {
    url: server.url,
    offences,
    folder,
    join: (name, roles) => invite(server.url, { authorization: `Bearer ${TOKEN}` }, name, roles),
    async open(path, { signedIn = true, as = owner, ...options } = {}) {
      const context = await browser.newContext({
        viewport: { width: 1440, height: 900 },
        locale: 'en-GB',
        ...options,
      });
      contexts.push(context);
      if (signedIn && as) {
        const [name = '', value = ''] = as.cookie.split('=');
        await context.addCookies([{ name, value, url: server.url, httpOnly: true, sameSite: 'Lax' }]);
      }
      const page = await context.newPage();
      page.on('pageerror', (error) => offences.push(`${path}: ${error.message}`));
      page.on('console', (message) => {
        // What the server refuses is logged by the browser itself; the page deals with it.
        if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) {
          offences.push(`${path}: ${message.text()}`);
        }
      });
      await page.goto(server.url + path);
      return page;
    },
    async api(method, path, body) {
      const response = await fetch(`${server.url}/api${path}`, {
        method,
        headers: {
          authorization: `Bearer ${TOKEN}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
      return text === '' ? undefined : JSON.parse(text);
    },
    async closePages() {
      await Promise.all(contexts.splice(0).map((context) => context.close()));
    },
    async stop() {
      await browser.close();
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/**
 * Everything that axe finds against WCAG 2.2 AA and its best practices. The page must have been opened with `bypassCSP`.
 * `within`: looks at this part alone, where the rest is looked at elsewhere; a large canvas takes it seconds.
 */
export async function faultsOf(page: Page, within = 'html'): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.addScriptTag({ path: AXE });
  return page.evaluate(async (part) => {
    const { axe } = globalThis as unknown as {
      axe: {
        run(
          context: string,
          options: object,
        ): Promise<{
          violations: { id: string; nodes: { html: string; target: string[] }[] }[];
        }>;
      };
    };
    // Half faded in, nothing has the contrast it will have.
    const passing = document
      .getAnimations()
      .filter(({ effect }) => effect?.getComputedTiming().iterations !== Number.POSITIVE_INFINITY);
    await Promise.allSettled(passing.map(({ finished }) => finished));
    const { violations } = await axe.run(part, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    });
    // What floats over the page for a moment (a menu, a word beside the pointer) lies in no landmark of it.
    const floats = (target: string[]) =>
      document.querySelector(target.join(' '))?.closest('[role=menu], [role=tooltip]') != null;
    return violations
      .map(({ id, nodes }) => ({
        id,
        nodes: id === 'region' ? nodes.filter(({ target }) => !floats(target)) : nodes,
      }))
      .filter(({ nodes }) => nodes.length > 0)
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  }, within);
}

/** Pixels by which the page is wider than its window. */
export function wider(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}
