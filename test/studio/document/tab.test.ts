/** The document in real tabs on the real server: lost connections, reloads, and what each tab keeps for itself. */
import type { Page, WebSocketRoute } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Flow } from '../../../flows/flow.ts';
import { CHROMIUM, SKIPPED } from '../../browser/browser.ts';
import { type Studio, startStudio } from '../../browser/studio-rig.ts';

if (!CHROMIUM) console.warn(SKIPPED);

/** A connection that was lost is tried again after seconds. */
const ARRIVES = { timeout: 25_000 };

describe.skipIf(!CHROMIUM)('a document in the browser', () => {
  let studio: Studio;
  let made = 0;
  beforeAll(async () => {
    studio = await startStudio();
  });
  afterAll(() => studio?.stop());
  afterEach(async () => {
    await studio.closePages();
    // A connection that the test cuts is logged by the browser.
    const offences = studio.offences.splice(0).filter((one) => !/WebSocket|ERR_FAILED/.test(one));
    expect(offences).toEqual([]);
  });

  async function newFlow(): Promise<string> {
    made += 1;
    const id = `document-${made}`;
    const nodes = { greet: { kind: 'say', say: [{ message: { kind: 'text', text: 'Hello' } }] } };
    await studio.api('POST', '/flows', {
      document: { format: 1, id, name: 'Before', start: 'greet', nodes },
    });
    return id;
  }
  const nameOf = async (id: string) =>
    (await studio.api<{ document: Flow }>('GET', `/flows/${id}`)).document.name;
  const field = (page: Page) => page.getByRole('textbox', { name: 'Name of the flow' });
  const state = (page: Page, words: string) => page.getByRole('status').filter({ hasText: words }).first();
  async function rename(page: Page, name: string): Promise<void> {
    await field(page).fill(name);
    await field(page).press('Enter');
  }

  /** A page whose live connection can be cut and joined again. */
  async function openWithLine(id: string): Promise<{ page: Page; cut(): Promise<void>; join(): void }> {
    const page = await studio.open('/flows');
    const open = new Set<WebSocketRoute>();
    let isCut = false;
    await page.routeWebSocket(/\/live\//, (socket) => {
      const server = socket.connectToServer();
      if (isCut) {
        // Closed before it is open, the page would never hear of it, and wait.
        server.onMessage(() => void socket.close());
        return;
      }
      open.add(socket);
      server.onClose(() => void socket.close());
    });
    await page.route(/\/live\//, (route) => (isCut ? route.abort() : route.continue()));
    await page.goto(`${studio.url}/flows/${id}`);
    await field(page).waitFor();
    return {
      page,
      async cut() {
        isCut = true;
        await Promise.all([...open].map((socket) => socket.close()));
        open.clear();
      },
      join() {
        isCut = false;
      },
    };
  }

  test('what is edited without a connection is kept here, outlives a reload, and arrives', async () => {
    const id = await newFlow();
    const { page, cut, join } = await openWithLine(id);
    await state(page, 'Saved').waitFor();
    await cut();
    await state(page, 'Offline').waitFor();
    await rename(page, 'Offline');
    await page.waitForFunction(() =>
      Object.keys(localStorage).some((key) => key.startsWith('carillon.unsent.')),
    );
    expect(await nameOf(id)).toBe('Before');
    join();
    await page.reload();
    await expect.poll(() => nameOf(id), ARRIVES).toBe('Offline');
    await state(page, 'Saved').waitFor();
    expect(await field(page).inputValue()).toBe('Offline');
    const left = () => Object.keys(localStorage).filter((key) => key.startsWith('carillon.unsent.'));
    await expect.poll(() => page.evaluate(left), ARRIVES).toEqual([]);
  });

  test('an edit made while the connection is away is sent when it is back, without a reload', async () => {
    const id = await newFlow();
    const { page, cut, join } = await openWithLine(id);
    await cut();
    await state(page, 'Offline').waitFor();
    await rename(page, 'Later');
    join();
    await expect.poll(() => nameOf(id), ARRIVES).toBe('Later');
    await state(page, 'Saved').waitFor();
  });

  test('a reload at the moment of typing loses nothing', async () => {
    const id = await newFlow();
    const page = await studio.open(`/flows/${id}`);
    await state(page, 'Saved').waitFor();
    await rename(page, 'At once');
    await page.reload();
    await expect.poll(() => nameOf(id), ARRIVES).toBe('At once');
  });

  test('what was done before a reload can be undone after it', async () => {
    const id = await newFlow();
    const page = await studio.open(`/flows/${id}`);
    await rename(page, 'After');
    await expect.poll(() => nameOf(id), ARRIVES).toBe('After');
    await page.reload();
    await page.getByRole('button', { name: /^Undo/ }).first().click();
    await expect.poll(() => nameOf(id), ARRIVES).toBe('Before');
    await page.getByRole('button', { name: /^Redo/ }).first().click();
    await expect.poll(() => nameOf(id), ARRIVES).toBe('After');
  });

  test('what a tab that was closed could not send is sent by the next one', async () => {
    const id = await newFlow();
    const { page, cut } = await openWithLine(id);
    await cut();
    await state(page, 'Offline').waitFor();
    await rename(page, 'Left behind');
    await page.waitForFunction(() =>
      Object.keys(localStorage).some((key) => key.startsWith('carillon.unsent.')),
    );
    const next = await page.context().newPage();
    await next.goto(`${studio.url}/flows/${id}`);
    await state(next, 'Saved').waitFor();
    expect(await field(next).inputValue()).toBe('Before');
    await next.goto(`${studio.url}/flows`);
    await page.close();
    await next.goto(`${studio.url}/flows/${id}`);
    await expect.poll(() => nameOf(id), ARRIVES).toBe('Left behind');
  });

  test('problems are found in a thread of their own, while one edits', async () => {
    const id = await newFlow();
    const page = await studio.open('/flows');
    const workers: string[] = [];
    page.on('worker', (worker) => workers.push(worker.url()));
    await page.goto(`${studio.url}/flows/${id}`);
    await page
      .getByRole('button', { name: /problem|error|mend/i })
      .first()
      .waitFor();
    await expect.poll(() => workers.some((url) => url.includes('check-worker')), ARRIVES).toBe(true);
  });
});
