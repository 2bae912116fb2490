/** The server stops and starts again in the middle of a chat: the inbox that stays open has everything, and goes on. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readConfig } from '../../server/config.ts';
import { type Running, startServer } from '../../server/main.ts';
import { CHROMIUM, launchBrowser, SKIPPED } from './browser.ts';
import { foundOwner } from './people-rig.ts';

if (!CHROMIUM) console.warn(SKIPPED);

describe.skipIf(!CHROMIUM)('the inbox through a restart of the server', { timeout: 90_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'carillon-restart-'));
  const begin = (port: string) =>
    startServer(readConfig({ PORT: port, DATA_DIR: folder, LOG_LEVEL: 'silent' }), { thread: false });
  let server: Running;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    [server, browser] = await Promise.all([begin('0'), launchBrowser()]);
    const { cookie } = await foundOwner(server.url, folder);
    const [name = '', value = ''] = cookie.split('=');
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-GB' });
    await context.addCookies([{ name, value, url: server.url, httpOnly: true, sameSite: 'Lax' }]);
    page = await context.newPage();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function says(phone: string, text: string): Promise<void> {
    const response = await fetch(`${server.url}/emulator/handsets/${encodeURIComponent(phone)}/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ text }),
    });
    if (!response.ok) throw new Error(`${phone}: ${response.status} ${await response.text()}`);
  }
  /** What the phone shows, and what became of it. */
  async function shown(phone: string): Promise<{ text: string | undefined; state: string }[]> {
    const response = await fetch(`${server.url}/emulator/handsets/${encodeURIComponent(phone)}/thread`);
    const entries = (await response.json()) as {
      message: { text?: string; contentMessage?: { text?: string } };
      state: string;
    }[];
    return entries.map(({ message, state }) => ({
      text: message.text ?? message.contentMessage?.text,
      state,
    }));
  }
  const row = (phone: string) => page.locator('[data-row]', { hasText: phone });
  const reply = () => page.getByRole('textbox', { name: 'Your reply' });
  const thread = () => page.getByRole('region', { name: /^Messages with/ });

  test('list and thread catch up by themselves, what is being written stays, and the answer arrives', async () => {
    const [phone, late] = ['+33639981901', '+33639981902'];
    await page.goto(`${server.url}/inbox?view=all`);
    await says(phone, 'agent');
    await row(phone).click();
    await page.getByRole('button', { name: 'Take over' }).last().click();
    await reply().fill('I am looking');

    const { port } = new URL(server.url);
    await server.stop();
    await page
      .getByText(/connection/i)
      .first()
      .waitFor();
    server = await begin(port);
    // Before the page has found its way back, one goes on and another begins.
    await says(phone, 'Are you still there?');
    await says(late, 'agent');
    await thread().getByText('Are you still there?', { exact: true }).waitFor({ timeout: 30_000 });
    await row(late).waitFor({ timeout: 30_000 });
    expect(await row(phone).count()).toBe(1);
    expect(await thread().getByText('Are you still there?', { exact: true }).count()).toBe(1);
    expect(await reply().inputValue()).toBe('I am looking');
    // Once it was in sight for a moment, the customer's phone says so, and nothing holds the answer back.
    await expect
      .poll(() => shown(phone), { timeout: 20_000 })
      .toContainEqual(expect.objectContaining({ text: 'Are you still there?', state: 'read' }));
    await page.keyboard.press('Control+Enter');
    await thread().getByText('I am looking', { exact: true }).waitFor();
    await expect
      .poll(() => shown(phone), { timeout: 20_000 })
      .toContainEqual(expect.objectContaining({ text: 'I am looking' }));
  });
});
