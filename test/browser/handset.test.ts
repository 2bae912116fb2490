/** The handset page in a real browser, on the real emulator over HTTP; a bare sink stands where a brand's webhook would be. */
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import express from 'express';
import fc from 'fast-check';
import helmet from 'helmet';
import { pino } from 'pino';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../server/clock.ts';
import { createEmulator, type Emulator } from '../../server/emulator/emulator.ts';
import { type Pending, withPending } from '../../studio/handset/pending.ts';
import type { Entry } from '../../studio/phone/entry.ts';
import { safeUrl } from '../../studio/phone/safe-url.ts';
import { readAgentMessage, readUserContent } from '../../studio/phone/wire-message.ts';
import { CHROMIUM, launchBrowser, SKIPPED } from './browser.ts';

const AGENT = 'salon';
const ROOT = new URL('../..', import.meta.url).pathname;
const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

if (!CHROMIUM) console.warn(SKIPPED);

describe('what the page makes of what it is told', () => {
  test('any JSON as a message is read without throwing', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        for (const content of [
          readAgentMessage(value, () => undefined),
          readAgentMessage({ contentMessage: value }, () => undefined),
          readAgentMessage({ contentMessage: { richCard: value, suggestions: [value] } }, () => undefined),
          readUserContent(value),
        ]) {
          expect(content.kind).toBeTypeOf('string');
        }
      }),
    );
  });

  test('an uploaded file is found by its name', () => {
    const message = { contentMessage: { uploadedRbmFile: { fileName: 'files/7' } } };
    expect(readAgentMessage(message, (name) => `/emulator/${name}`)).toMatchObject({
      kind: 'media',
      url: '/emulator/files/7',
    });
  });

  test.each([
    ['https://example.com/a', 'https://example.com/a'],
    ['/media/a.png', 'http://localhost:3000/media/a.png'],
    ['http://127.0.0.1:3000/pay?x=1', 'http://localhost:3000/pay?x=1'],
    ['http://127.0.0.1:9999/', 'http://127.0.0.1:9999/'],
    ['http://example.com/', undefined],
    ['javascript:alert(1)', undefined],
    [' java\nscript:alert(1)', undefined],
    ['data:text/html,<script>alert(1)</script>', undefined],
    ['https://bank.example@evil.example/', undefined],
    ['blob:http://localhost:3000/x', undefined],
  ])('the address %j is followed as %j', (raw, followed) => {
    expect(safeUrl(raw, 'http://localhost:3000/handset')?.href).toBe(followed);
  });

  const line = (id: string, text: string): Entry => ({
    id,
    from: 'person',
    via: 'rcs',
    at: 0,
    state: 'sent',
    content: { kind: 'text', text, suggestions: [] },
  });
  const said = (id: string, text: string, before: string[], serverId?: string): Pending => ({
    entry: line(id, text),
    utterance: { kind: 'text', text },
    before: new Set(before),
    serverId,
  });

  test('what was said twice shows twice, and once each when the thread has it', () => {
    const pending = [said('p1', 'yes', ['old']), said('p2', 'yes', ['old'])];
    const ids = (entries: Entry[]) => withPending(entries, pending).map((entry) => entry.id);
    expect(ids([line('old', 'yes')])).toEqual(['old', 'p1', 'p2']);
    expect(ids([line('old', 'yes'), line('a', 'yes')])).toEqual(['old', 'a', 'p2']);
    expect(ids([line('old', 'yes'), line('a', 'yes'), line('b', 'yes')])).toEqual(['old', 'a', 'b']);
  });

  test('once the server has named it, only that name in the thread replaces it', () => {
    const pending = [said('p1', 'yes', [], 'a')];
    expect(withPending([line('z', 'yes')], pending).map((entry) => entry.id)).toEqual(['z', 'p1']);
    expect(withPending([line('a', 'yes')], pending).map((entry) => entry.id)).toEqual(['a']);
  });
});

describe.skipIf(!CHROMIUM)('the handset in a browser', () => {
  let browser: Browser;
  let emulator: Emulator;
  let server: Server;
  let base: string;
  let folder: string;
  /** Decoded callbacks, in order of arrival. */
  const heard: Record<string, unknown>[] = [];
  /** What the SMS centre posted. */
  const heardSms: Record<string, unknown>[] = [];
  const pages: Page[] = [];
  /** What a page must never do: log an error, throw, open a dialog, call another host. */
  const offences: string[] = [];
  let phones = 0;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'carillon-studio-'));
    // The production build, made anew: what is tested is what is in the tree, as it will be served.
    const vite = join(ROOT, 'node_modules/vite/bin/vite.js');
    const built = promisify(execFile)(
      process.execPath,
      [vite, 'build', '--config', join(ROOT, 'studio/vite.config.ts'), '--outDir', folder, '--emptyOutDir'],
      { env: { ...process.env, NODE_ENV: 'production' } },
    );
    [browser] = await Promise.all([launchBrowser(), built]);

    const app = express();
    app.post('/sink', express.json(), (request, response) => {
      heard.push(JSON.parse(Buffer.from(request.body.message.data, 'base64').toString()));
      response.status(200).end();
    });
    app.post('/sms-sink', express.json(), (request, response) => {
      heardSms.push(request.body);
      response.status(200).end();
    });
    server = createServer(app);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    emulator = createEmulator({
      clock: systemClock,
      fetch,
      newId: randomUUID,
      log: pino({ level: 'silent' }),
      agents: [{ agentId: AGENT, name: 'Maison Carillon', clientToken: 'token', webhookUrl: `${base}/sink` }],
      sms: [{ key: 'key', webhookUrl: `${base}/sms-sink` }],
    });
    app.use('/emulator', emulator.router);
    app.get('/sandbox-pay/1', (_request, response) => {
      response.type('html').send('<h1>45.00 EUR</h1><script>document.title = "ran"</script>');
    });
    app.use(
      helmet({
        contentSecurityPolicy: {
          useDefaults: false,
          directives: {
            defaultSrc: ["'none'"],
            scriptSrc: ["'self'"],
            styleSrc: ["'self'"],
            imgSrc: ["'self'", 'data:', 'blob:', 'https:'],
            mediaSrc: ["'self'", 'blob:'],
            fontSrc: ["'self'"],
            connectSrc: ["'self'"],
            frameSrc: ["'self'"],
          },
        },
      }),
    );
    app.get('/readyz', (_request, response) => {
      response.json({ status: 'ready', checks: { store: 'ok' }, channel: 'emulator' });
    });
    app.use('/media/library', express.static(join(ROOT, 'flows/library/media')));
    app.use(express.static(folder, { index: false }));
    app.get(['/', '/handset'], (_request, response) => response.sendFile(join(folder, 'index.html')));
    emulator.start();
  });

  afterEach(async () => {
    await Promise.all(pages.splice(0).map((page) => page.context().close()));
    expect(offences.splice(0)).toEqual([]);
  });

  afterAll(async () => {
    await browser?.close();
    emulator?.stop();
    server?.closeAllConnections();
    await new Promise((resolve) => server?.close(resolve));
    rmSync(folder, { recursive: true, force: true });
  });

  // --- the brand's side -----------------------------------------------------------------------------------------

  const newPhone = () => `+3363998${String(1000 + phones++)}`;

  async function post(path: string, body: unknown, method = 'POST'): Promise<Response> {
    return fetch(`${base}/emulator/${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  }

  async function send(phone: string, contentMessage: object): Promise<string> {
    const messageId = randomUUID();
    const query = new URLSearchParams({ messageId, agentId: AGENT });
    const response = await post(`v1/phones/${phone}/agentMessages?${query}`, { contentMessage });
    expect(await response.json()).toHaveProperty('name');
    return messageId;
  }

  const sendSms = (phone: string, text: string, from = '38600') =>
    post('sms/v1/messages', { id: randomUUID(), from, to: phone, text });
  const smsWords = (phone: string) =>
    heardSms.flatMap(({ kind, from, text }) => (kind === 'inbound' && from === phone ? [text] : []));

  const heardFrom = (phone: string) => heard.filter((callback) => callback.senderPhoneNumber === phone);
  const words = (phone: string) =>
    heardFrom(phone).flatMap(({ text }) => (typeof text === 'string' ? [text] : []));

  // --- the person's side ----------------------------------------------------------------------------------------

  async function open(path: string, options: BrowserContextOptions = {}): Promise<Page> {
    const context = await browser.newContext({
      viewport: { width: 1280, height: 860 },
      locale: 'en-GB',
      timezoneId: 'Europe/Paris',
      reducedMotion: 'reduce',
      ...options,
    });
    // Below the test's own limit, so that a failure names what was waited for.
    context.setDefaultTimeout(10_000);
    const page = await context.newPage();
    pages.push(page);
    page.on('pageerror', (error) => offences.push(`error: ${error.message}`));
    page.on('dialog', (dialog) => {
      offences.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on('console', (message) => {
      if (/Content Security Policy|React/.test(message.text())) offences.push(message.text());
    });
    await context.route(
      (url) => url.origin !== base && url.protocol.startsWith('http'),
      (route) => {
        offences.push(`request to ${route.request().url()}`);
        return route.abort();
      },
    );
    await page.goto(base + path);
    return page;
  }

  async function openHandset(phone: string, options: BrowserContextOptions = {}): Promise<Page> {
    const page = await open(`/handset?phone=${encodeURIComponent(phone)}`, options);
    // Until the phone's own settings are there, it is drawn with the usual ones.
    await page.locator('[aria-busy=false]').waitFor();
    return page;
  }

  const chips = (page: Page) => page.getByRole('group', { name: 'Suggested answers' });
  const log = (page: Page) => page.getByRole('log');
  const sheet = (page: Page, name?: string) => page.getByRole('dialog', name ? { name } : {});

  async function violations(page: Page): Promise<string[]> {
    // Through the protocol, not through a script element: the page's policy stays as strict as it is.
    await page.evaluate(await readFile(AXE, 'utf8'));
    return page.evaluate(async () => {
      const { axe } = window as unknown as { axe: { run(): Promise<AxeResult> } };
      const { violations } = await axe.run();
      return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`));
    });
  }

  const tap = (label: string, extra: object) => ({
    action: { text: label, postbackData: `did:${label}`, ...extra },
  });
  const reply = (label: string) => ({ reply: { text: label, postbackData: `chose:${label}` } });
  const picture = (name: string) => ({ contentInfo: { fileUrl: `${base}/media/library/${name}.jpg` } });
  const actions = () => [
    tap('Call us', { dialAction: { phoneNumber: '+33478000000' } }),
    tap('Show the way', {
      viewLocationAction: { latLong: { latitude: 45.7578, longitude: 4.832 }, label: 'Place Bellecour' },
    }),
    tap('Where I am', { shareLocationAction: {} }),
    tap('Note it', {
      createCalendarEventAction: {
        startTime: '2026-11-26T13:30:00Z',
        endTime: '2026-11-26T14:15:00Z',
        title: 'Cut and style',
      },
    }),
    tap('Pay', {
      openUrlAction: { url: `${base}/sandbox-pay/1`, application: 'WEBVIEW', webviewViewMode: 'HALF' },
    }),
    tap('Website', { openUrlAction: { url: 'https://shop.example/', application: 'BROWSER' } }),
  ];

  // --- the first page -------------------------------------------------------------------------------------------

  test('the first page tells how the server is and leads to the handset, saying the chosen word once', async () => {
    const page = await open('/');
    await page.getByRole('status').filter({ hasText: 'Ready' }).waitFor();
    await page.getByText('connected to its own emulator').waitFor();
    // A number of its own for this test: the page remembers the last one used.
    const phone = newPhone();
    await page.evaluate((number) => localStorage.setItem('carillon.phone', number), phone);
    await page.getByRole('link', { name: 'book', exact: true }).click();
    await log(page).getByText('book').waitFor();
    await eventually(() => words(phone)).toEqual(['book']);
    expect(page.url()).toBe(`${base}/handset`);
    await page.reload();
    await log(page).getByText('book').waitFor();
    await page.getByLabel('Message', { exact: true }).fill('after');
    await page.keyboard.press('Enter');
    await eventually(() => words(phone)).toEqual(['book', 'after']);
  });

  test('language and theme are chosen once and kept', async () => {
    const page = await open('/', { locale: 'fr-FR' });
    await page
      .getByRole('heading', { name: 'Des conversations dans la messagerie que chacun a déjà.' })
      .waitFor();
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('fr');
    await page.getByRole('radio', { name: 'English' }).check();
    await page.getByRole('radio', { name: 'Dark' }).check();
    await page.reload();
    await page
      .getByRole('heading', { name: 'Conversations in the messaging app people already have.' })
      .waitFor();
    expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBe('dark');
  });

  // --- what a phone shows ---------------------------------------------------------------------------------------

  test('every kind of message is drawn', async () => {
    const phone = newPhone();
    const page = await openHandset(phone);
    await send(phone, { text: 'See https://shop.example/help. Thanks' });
    const link = log(page).getByRole('link', { name: 'https://shop.example/help' });
    await link.waitFor();
    expect(await link.getAttribute('rel')).toContain('noopener');
    expect(await link.getAttribute('href')).toBe('https://shop.example/help');

    const heights: Record<string, number> = { SHORT: 112, MEDIUM: 168, TALL: 264 };
    for (const [height, pixels] of Object.entries(heights)) {
      await send(phone, {
        richCard: {
          standaloneCard: {
            cardOrientation: 'VERTICAL',
            cardContent: { title: `Card ${height}`, media: { height, ...picture('booked') } },
          },
        },
      });
      const image = log(page)
        .getByRole('article')
        .filter({ hasText: `Card ${height}` })
        .locator('img');
      await eventually(() => image.evaluate((one) => one.clientHeight)).toBe(pixels);
    }

    for (const side of ['LEFT', 'RIGHT']) {
      await send(phone, {
        richCard: {
          standaloneCard: {
            cardOrientation: 'HORIZONTAL',
            thumbnailImageAlignment: side,
            cardContent: { title: `Lying ${side}`, media: { height: 'MEDIUM', ...picture('cut') } },
          },
        },
      });
      const card = log(page)
        .getByRole('article')
        .filter({ hasText: `Lying ${side}` });
      const [image, title] = [await box(card.locator('img')), await box(card.getByRole('heading'))];
      expect(side === 'LEFT' ? image.x < title.x : image.x > title.x).toBe(true);
    }

    await send(phone, {
      richCard: {
        carouselCard: {
          cardWidth: 'MEDIUM',
          cardContents: ['cut', 'colour', 'beard', 'kids'].map((name) => ({
            title: name,
            media: { height: 'MEDIUM', ...picture(name) },
            suggestions: [reply(`Take ${name}`)],
          })),
        },
      },
    });
    const cards = log(page).getByRole('list', { name: 'Cards, 4' });
    await eventually(() => cards.getByRole('article').count()).toBe(4);
    expect((await box(cards.getByRole('listitem').first())).width).toBe(232);
    const moved = () => cards.evaluate((one) => one.scrollLeft);
    expect(await moved()).toBe(0);
    await page.getByRole('button', { name: 'Next card' }).click();
    await eventually(moved).toBeGreaterThan(200);
    await page.getByRole('button', { name: 'Previous card' }).click();
    await eventually(moved).toBe(0);

    await send(phone, picture('place'));
    const place = log(page).getByRole('img', { name: 'Picture from Maison Carillon' });
    await eventually(() => place.evaluate((one: HTMLImageElement) => one.naturalWidth)).toBeGreaterThan(0);
    await send(phone, { contentInfo: { fileUrl: `${base}/media/library/tour.mp4` } });
    await log(page)
      .getByRole('button', { name: /Play the video/ })
      .waitFor();
    await send(phone, { contentInfo: { fileUrl: `${base}/media/library/receipt.pdf` } });
    await log(page)
      .getByRole('link', { name: /PDF document/ })
      .waitFor();
    await send(phone, { contentInfo: { fileUrl: `${base}/media/library/voice.mp3` } });
    await log(page).getByLabel('Audio').waitFor();
    await send(phone, { contentInfo: { fileUrl: `${base}/media/library/missing.png` } });
    await log(page).getByTitle('The picture cannot be loaded').waitFor();
  });

  test('on Android chips leave with the next message, from either side', async () => {
    const phone = newPhone();
    const page = await openHandset(phone);
    await send(phone, { text: 'Which day?', suggestions: [reply('Monday'), reply('Tuesday')] });
    await chips(page).getByRole('button', { name: 'Tuesday' }).click();
    await log(page).getByText('Tuesday').waitFor();
    await eventually(() => chips(page).getByRole('button').count()).toBe(0);
    await eventually(() => heardFrom(phone).map((one) => one.suggestionResponse)).toContainEqual({
      postbackData: 'chose:Tuesday',
      text: 'Tuesday',
      type: 'REPLY',
    });

    await send(phone, { text: 'Morning?', suggestions: [reply('Yes')] });
    await chips(page).getByRole('button', { name: 'Yes' }).waitFor();
    await send(phone, { text: 'Never mind.' });
    await eventually(() => chips(page).getByRole('button').count()).toBe(0);
  });

  test('on iOS replies stay as a list, and more than two actions fold into Options', async () => {
    const phone = newPhone();
    await post(`handsets/${phone}`, { platform: 'ios' }, 'PUT');
    const page = await openHandset(phone);
    await send(phone, { text: 'Which day?', suggestions: [reply('Monday'), reply('Tuesday'), ...actions()] });
    await page.getByRole('button', { name: 'Tuesday' }).click();
    await eventually(() => heardFrom(phone).filter((one) => one.suggestionResponse).length).toBe(1);
    await send(phone, { text: 'Tuesday it is.', suggestions: actions().slice(0, 2) });
    await page.getByRole('button', { name: 'Call us' }).waitFor();
    // The list of the older message is still there, and an old answer still works.
    await page.getByRole('button', { name: 'Monday' }).click();
    await eventually(() => heardFrom(phone).filter((one) => one.suggestionResponse).length).toBe(2);

    expect(await page.getByRole('button', { name: 'Note it' }).count()).toBe(0);
    await page.getByRole('button', { name: 'Options' }).click();
    expect(await sheet(page, 'Options').getByRole('button').allTextContents()).toEqual(
      expect.arrayContaining(['Call us', 'Show the way', 'Where I am', 'Note it', 'Pay']),
    );
    await sheet(page, 'Options').getByRole('button', { name: 'Note it' }).click();
    await sheet(page, 'Add to calendar').getByText('Cut and style').waitFor();
  });

  test('a long card is cut on iOS and opens in full', async () => {
    const phone = newPhone();
    await post(`handsets/${phone}`, { platform: 'ios' }, 'PUT');
    const page = await openHandset(phone);
    const description = `${'All about the colour of bells. '.repeat(20)}The end.`;
    await send(phone, { richCard: { standaloneCard: { cardContent: { title: 'Bells', description } } } });
    await page.getByRole('button', { name: 'Read all' }).click();
    await sheet(page, 'Bells').getByText('The end.').waitFor();
  });

  test('what a stranger writes is text, whatever it holds', async () => {
    const phone = newPhone();
    const page = await openHandset(phone);
    const markup = '<img src=x onerror=alert(1)><script>alert(2)</script>';
    const turned = '\u202Eevil\u202C';
    await send(phone, {
      richCard: {
        standaloneCard: {
          cardContent: {
            title: markup,
            description: `${markup} javascript:alert(3)`,
            suggestions: [reply(turned)],
          },
        },
      },
      suggestions: [
        tap('Plain http', { openUrlAction: { url: 'http://shop.example/', application: 'BROWSER' } }),
      ],
    });
    await send(phone, { text: `${turned} ${markup} http://shop.example/` });
    await log(page).getByText(markup).last().waitFor();
    await page.getByLabel('Message', { exact: true }).fill(markup);
    await page.keyboard.press('Enter');
    await eventually(() => words(phone)).toEqual([markup]);
    expect(await log(page).locator('img, script, a').count()).toBe(0);
    // Turned text stays within itself: its element is isolated from what surrounds it.
    const isolation = await page
      .getByRole('button', { name: turned })
      .locator('bdi')
      .evaluate((one) => getComputedStyle(one).unicodeBidi);
    expect(isolation).toBe('isolate');
  });

  test('an address that is not https is named and not followed', async () => {
    const phone = newPhone();
    const page = await openHandset(phone);
    await send(phone, {
      text: 'Shop',
      suggestions: [
        tap('Plain', { openUrlAction: { url: 'http://shop.example/', application: 'BROWSER' } }),
        tap('Inside', { openUrlAction: { url: 'https://shop.example/', application: 'WEBVIEW' } }),
      ],
    });
    await chips(page).getByRole('button', { name: 'Plain' }).click();
    await sheet(page).getByText('not https').waitFor();
    await page.keyboard.press('Escape');
    await chips(page).getByRole('button', { name: 'Inside' }).click();
    const way = sheet(page).getByRole('link', { name: 'Open shop.example' });
    expect(await way.getAttribute('rel')).toContain('noopener');
    expect(await page.locator('iframe').count()).toBe(0);
  });

  // --- what a person does ---------------------------------------------------------------------------------------

  test('each action opens what it promises and tells the brand', async () => {
    const phone = newPhone();
    const page = await openHandset(phone);
    await send(phone, { text: 'What next?', suggestions: actions() });
    const told = () =>
      heardFrom(phone).flatMap((one) =>
        one.suggestionResponse && !one.messageId ? [one.suggestionResponse] : [],
      );
    const did = (label: string) => ({ postbackData: `did:${label}` });
    const act = (name: string) => chips(page).getByRole('button', { name }).click();

    await act('Call us');
    await sheet(page, 'Call').getByText('+33478000000').waitFor();
    await page.keyboard.press('Escape');
    await act('Show the way');
    await sheet(page, 'Map').getByText('45.75780').waitFor();
    await page.keyboard.press('Escape');
    await eventually(told).toEqual([did('Call us'), did('Show the way')]);

    await act('Note it');
    const calendar = sheet(page, 'Add to calendar');
    expect(await calendar.textContent()).toMatch(/26 November.*14:30.*15:15/);
    await page.keyboard.press('Escape');
    await act('Note it');
    await calendar.getByRole('button', { name: 'Add to calendar' }).click();
    // Looking at it told the brand nothing; adding it did, once.
    await eventually(told).toEqual([did('Call us'), did('Show the way'), did('Note it')]);

    await act('Pay');
    const frame = page.frameLocator('iframe');
    await frame.getByRole('heading', { name: '45.00 EUR' }).waitFor();
    const element = page.locator('iframe');
    expect(await element.getAttribute('sandbox')).toBe('allow-forms allow-same-origin');
    expect(await frame.locator('html').evaluate((html) => html.ownerDocument.title)).toBe('');
    const [inside, screen] = [
      await box(sheet(page)),
      await box(page.getByRole('region', { name: 'Emulated phone, Android' })),
    ];
    expect(inside.height / screen.height).toBeCloseTo(0.52, 1);
    await page.keyboard.press('Escape');

    const website = chips(page).getByRole('link', { name: 'Website' });
    expect(await website.getAttribute('target')).toBe('_blank');
    expect(await website.getAttribute('rel')).toContain('noopener');

    await act('Where I am');
    await sheet(page).getByRole('button', { name: 'Share', exact: true }).click();
    await sheet(page).getByRole('alert').waitFor();
    await sheet(page).getByLabel('Latitude').fill('48,5');
    await sheet(page).getByLabel('Longitude').fill('-2.25');
    await sheet(page).getByRole('button', { name: 'Share', exact: true }).click();
    await eventually(() => heardFrom(phone).map((one) => one.location)).toContainEqual({
      latitude: 48.5,
      longitude: -2.25,
    });
    await log(page).getByText('Location 48.50000, -2.25000').waitFor();
  });

  test('a photo is sent with its type and shown', async () => {
    const phone = newPhone();
    const page = await openHandset(phone);
    await page.getByRole('button', { name: 'Attach' }).click();
    const png = Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
      'base64',
    );
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'dent.png', mimeType: 'image/png', buffer: png });
    await eventually(() => heardFrom(phone).map((one) => one.userFile)).toContainEqual({
      payload: expect.objectContaining({
        mimeType: 'image/png',
        fileName: 'dent.png',
        fileSizeBytes: png.length,
      }),
    });
    const image = log(page).getByRole('img', { name: 'Picture you sent' });
    await eventually(() => image.count()).toBe(1);
    await eventually(() => image.getAttribute('src')).toMatch(/^http/);
  });

  test('what could not be sent says so and can be sent again', async () => {
    const phone = newPhone();
    const page = await openHandset(phone);
    await page.route('**/messages', (route) => route.abort());
    await page.getByLabel('Message', { exact: true }).fill('Hello?');
    await page.keyboard.press('Enter');
    await page.getByText('Not sent').waitFor();
    expect(words(phone)).toEqual([]);
    await page.unroute('**/messages');
    await page.getByRole('button', { name: 'Try again' }).click();
    await eventually(() => words(phone)).toEqual(['Hello?']);
    await eventually(() => page.getByText('Not sent').count()).toBe(0);
    expect(await log(page).getByText('Hello?').count()).toBe(1);
  });

  test('the newest message is reported read, once, and typing is shown until the message comes', async () => {
    const phone = newPhone();
    const page = await openHandset(phone);
    const query = new URLSearchParams({ eventId: randomUUID(), agentId: AGENT });
    await post(`v1/phones/${phone}/agentEvents?${query}`, { eventType: 'IS_TYPING' });
    await page.getByText('Maison Carillon is typing').waitFor();
    const messageId = await send(phone, { text: 'Here I am.' });
    await log(page).getByText('Here I am.').waitFor();
    await eventually(() => page.getByText('Maison Carillon is typing').count()).toBe(0);
    const reads = () => heardFrom(phone).filter((one) => one.eventType === 'READ');
    await eventually(() => reads().map((one) => one.messageId)).toEqual([messageId]);
    await page.reload();
    await log(page).getByText('Here I am.').waitFor();
    await page.getByLabel('Message', { exact: true }).fill('Good.');
    await page.keyboard.press('Enter');
    await eventually(() => words(phone)).toEqual(['Good.']);
    expect(reads()).toHaveLength(1);
  });

  test('a message that overtakes a slow reading of the thread is not lost', async () => {
    const phone = newPhone();
    const page = await openHandset(phone);
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let readings = 0;
    let delivered = false;
    await page.route('**/thread', async (route) => {
      readings += 1;
      if (readings > 1) return route.continue();
      // Read before the message is there, delivered after it.
      const stale = await route.fetch();
      await held;
      await route.fulfill({ response: stale });
      delivered = true;
    });
    await page.reload();
    await page.locator('[aria-busy=false]').waitFor();
    await send(phone, { text: 'Welcome.' });
    await log(page).getByText('Welcome.').waitFor();
    release();
    await eventually(() => delivered).toBe(true);
    // Two frames later the page has drawn what it made of it.
    await page.evaluate(
      () => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))),
    );
    expect(await log(page).getByText('Welcome.').count()).toBe(1);
  });

  test('the switches set the phone, and the phone says what they mean', async () => {
    const phone = newPhone();
    const page = await openHandset(phone);
    const settings = async () => (await fetch(`${base}/emulator/handsets/${phone}`)).json();
    await page.getByRole('switch', { name: 'Online' }).click();
    await page.getByText('This phone is offline').waitFor();
    expect(await settings()).toMatchObject({ online: false });
    await send(phone, { text: 'Waiting for you.' });
    await page.getByRole('switch', { name: 'Online' }).click();
    await log(page).getByText('Waiting for you.').waitFor();
    await page.getByRole('switch', { name: 'RCS' }).click();
    await page.getByText('RCS is off:').waitFor();
    expect(await settings()).toMatchObject({ rcs: false, online: true });
    await page.getByRole('radio', { name: 'iPhone' }).check();
    await page.getByRole('region', { name: 'Emulated phone, iOS' }).waitFor();

    const other = newPhone();
    await page.getByLabel('Phone number').fill('12');
    await page.getByRole('button', { name: 'Change' }).click();
    await page.getByRole('alert').filter({ hasText: 'international form' }).waitFor();
    await page.getByLabel('Phone number').fill(other.replace(/(\d\d)/g, '$1 '));
    await page.getByRole('button', { name: 'Change' }).click();
    await page.getByText('No messages yet').waitFor();
    await page.getByRole('button', { name: 'Bonjour' }).click();
    await eventually(() => words(other)).toEqual(['Bonjour']);
  });

  test('RCS switched off, the conversation goes on by SMS, in the same thread', async () => {
    const phone = newPhone();
    const page = await openHandset(phone);
    const field = page.getByLabel('Message', { exact: true });
    await send(phone, { text: 'Which day?', suggestions: [reply('Monday'), ...actions()] });
    await chips(page).getByRole('button', { name: 'Monday' }).waitFor();
    expect(await field.getAttribute('placeholder')).toBe('RCS message');
    expect(await log(page).getByText('SMS').count()).toBe(0);

    const rcs = async () => (await (await fetch(`${base}/emulator/handsets/${phone}`)).json()).rcs;
    await page.getByRole('switch', { name: 'RCS' }).click();
    await eventually(rcs).toBe(false);
    // What was delivered stays; what only tells the brand cannot be tapped, what opens something can.
    await page.getByText('Texting by SMS').waitFor();
    expect(await field.getAttribute('placeholder')).toBe('Text message');
    expect(await chips(page).getByRole('button', { name: 'Monday' }).isDisabled()).toBe(true);
    expect(await page.getByRole('button', { name: 'Attach' }).isDisabled()).toBe(true);
    await chips(page).getByRole('button', { name: 'Call us' }).click();
    await sheet(page, 'Call').getByText('+33478000000').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Conversation menu' }).click();
    await sheet(page).getByText('text STOP').waitFor();
    expect(await sheet(page).getByRole('button', { name: 'Unsubscribe' }).count()).toBe(0);
    await page.keyboard.press('Escape');

    await sendSms(phone, 'Which day?\nReply 1 for Monday. See https://shop.example/m/abc.');
    const link = log(page).getByRole('link', { name: 'https://shop.example/m/abc' });
    await link.waitFor();
    expect(await link.getAttribute('href')).toBe('https://shop.example/m/abc');
    expect(await link.getAttribute('target')).toBe('_blank');
    expect(await link.getAttribute('rel')).toContain('noopener');
    // One line tells of the switch, with the number it goes on with.
    expect(await page.getByText('Texting by SMS').count()).toBe(1);
    await log(page).getByText('38600').waitFor();

    await field.fill('1');
    await page.keyboard.press('Enter');
    await eventually(() => smsWords(phone)).toEqual(['1']);
    const rows = log(page).locator('[data-via=sms]');
    await eventually(() => rows.count()).toBe(2);
    expect(await rows.last().getAttribute('data-from')).toBe('person');
    await eventually(() => rows.last().getByText('SMS', { exact: true }).count()).toBe(1);
    expect(words(phone)).toEqual([]);
    expect(heardFrom(phone).some((one) => one.suggestionResponse)).toBe(false);

    await page.getByRole('switch', { name: 'RCS' }).click();
    await eventually(rcs).toBe(true);
    await send(phone, { text: 'Back again.' });
    await log(page).getByText('Chatting by RCS').waitFor();
    await field.fill('Good');
    await page.keyboard.press('Enter');
    await eventually(() => words(phone)).toEqual(['Good']);
  });

  test('the end stays in sight when the banner goes in the same moment as a message comes', async () => {
    const phone = newPhone();
    for (let n = 0; n < 12; n += 1) await sendSms(phone, `Line ${n}`);
    await post(`handsets/${phone}`, { rcs: false }, 'PUT');
    const page = await openHandset(phone);
    await log(page).getByText('Line 11').waitFor();
    const thread = page.getByRole('region', { name: 'Conversation with Maison Carillon' });
    const left = () => thread.evaluate((one) => one.scrollHeight - one.scrollTop - one.clientHeight);
    await eventually(left).toBeLessThan(2);
    // The message comes after the browser moved the thread for the first change, and before it says so.
    const banner = await page.getByText('RCS is off:').elementHandle();
    await thread.evaluate((one, gone) => {
      const grow = () => {
        const lines = one.querySelector('[role=log]');
        if (lines instanceof HTMLElement) lines.style.paddingBottom = '120px';
      };
      document.addEventListener('scroll', grow, { capture: true, once: true });
      if (gone instanceof HTMLElement) gone.style.display = 'none';
    }, banner);
    await eventually(() => thread.locator('[role=log]').evaluate((one) => one.style.paddingBottom)).toBe(
      '120px',
    );
    await eventually(left).toBeLessThan(2);
    expect(await page.getByRole('button', { name: 'Latest messages' }).count()).toBe(0);

    // A reader who scrolled up is left where they are.
    await thread.evaluate((one) => one.scrollTo(0, 0));
    await page.getByRole('button', { name: 'Latest messages' }).waitFor();
    await sendSms(phone, 'One more');
    await log(page).getByText('One more').waitFor();
    expect(await left()).toBeGreaterThan(100);
  });

  test('an SMS tells its parts, and the same message both ways shows as two', async () => {
    const phone = newPhone();
    const page = await openHandset(phone);
    await sendSms(phone, 'a'.repeat(161));
    await log(page).getByText('SMS, 2 parts', { exact: true }).waitFor();
    await sendSms(phone, '’'.repeat(135));
    await log(page).getByText('SMS, 3 parts, Unicode', { exact: true }).waitFor();
    const id = await send(phone, { text: 'Both ways' });
    await post('sms/v1/messages', { id, from: '38600', to: phone, text: 'Both ways' });
    await eventually(() => log(page).getByText('Both ways').count()).toBe(2);
    await page.reload();
    await eventually(() => log(page).getByText('Both ways').count()).toBe(2);
    // An SMS is never reported as read, what came by RCS is.
    await eventually(() => heardFrom(phone).filter((one) => one.eventType === 'READ')).toHaveLength(1);
    await page.getByRole('radio', { name: 'Français' }).check();
    await log(page).getByText('SMS, 2 parties', { exact: true }).waitFor();
    expect(await log(page).getByText('Échange par SMS').count()).toBeGreaterThan(0);
  });

  test('where there is nobody to text, the phone says why', async () => {
    const phone = newPhone();
    await post(`handsets/${phone}`, { rcs: false }, 'PUT');
    const page = await openHandset(phone);
    const write = async (text: string) => {
      await page.getByLabel('Message', { exact: true }).fill(text);
      await page.keyboard.press('Enter');
    };
    await write('Hello?');
    await page.getByText('no brand has texted this phone yet').waitFor();
    await sendSms(phone, 'Here we are', 'Carillon');
    await log(page).getByText('Here we are').waitFor();
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('this sender takes no answers').waitFor();
    await sendSms(phone, 'Here we are again', '38600');
    await log(page).getByText('Here we are again').waitFor();
    await page.getByRole('button', { name: 'Try again' }).click();
    await eventually(() => smsWords(phone)).toEqual(['Hello?']);
    await eventually(() => page.getByText('Not sent').count()).toBe(0);
  });

  test('what is texted is text, whatever it holds', async () => {
    const phone = newPhone();
    const page = await openHandset(phone);
    const markup = '<img src=x onerror=alert(1)> javascript:alert(3) http://shop.example/';
    await sendSms(phone, markup);
    await log(page).getByText(markup).waitFor();
    expect(await log(page).locator('img, script, a').count()).toBe(0);
  });

  test('leaving asks once, and then tells the platform', async () => {
    const phone = newPhone();
    const page = await openHandset(phone);
    await page.getByRole('button', { name: 'Conversation menu' }).click();
    await sheet(page).getByRole('button', { name: 'Unsubscribe' }).click();
    expect(heardFrom(phone)).toEqual([]);
    await sheet(page, 'Unsubscribe').getByRole('button', { name: 'Unsubscribe' }).click();
    await eventually(() => heardFrom(phone).map((one) => one.eventType)).toContain('UNSUBSCRIBE');
  });

  test('everything works from the keyboard', async () => {
    const phone = newPhone();
    const page = await openHandset(phone);
    const focused = () =>
      page.evaluate(() => {
        const { activeElement: one } = document;
        return one?.getAttribute('aria-label') ?? one?.textContent ?? '';
      });
    const tabTo = async (name: string, key = 'Tab') => {
      for (let presses = 0; presses < 60; presses += 1) {
        await page.keyboard.press(key);
        if ((await focused()) === name) return;
      }
      throw new Error(`The keyboard does not reach "${name}"; it is at "${await focused()}".`);
    };
    await tabTo('Message');
    await page.keyboard.type('Hello');
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.type('again');
    await page.keyboard.press('Enter');
    await eventually(() => words(phone)).toEqual(['Hello\nagain']);

    await send(phone, { text: 'Which day?', suggestions: [reply('Monday'), reply('Tuesday'), ...actions()] });
    await chips(page).getByRole('button', { name: 'Tuesday' }).waitFor();
    await tabTo('Call us', 'Shift+Tab');
    await page.keyboard.press('Enter');
    await sheet(page, 'Call').waitFor();
    // What is under the sheet cannot be reached while it is open.
    await expect(tabTo('Message')).rejects.toThrow('does not reach');
    await sheet(page, 'Call').focus();
    await page.keyboard.press('Escape');
    await eventually(focused).toBe('Call us');

    await tabTo('Tuesday', 'Shift+Tab');
    await page.keyboard.press('Enter');
    await log(page).getByText('Tuesday').waitFor();
    // The chip is gone; the keyboard waits where the next ones come.
    await eventually(focused).toBe('Suggested answers');
    await send(phone, { text: 'At what time?', suggestions: [reply('Nine')] });
    await chips(page).getByRole('button', { name: 'Nine' }).waitFor();
    await tabTo('Nine');

    await tabTo('Attach');
    await page.keyboard.press('Space');
    await sheet(page, 'Attach').waitFor();
    await tabTo('Location');
    await page.keyboard.press('Enter');
    await sheet(page, 'Share a location').waitFor();
    await page.keyboard.press('Escape');
    await eventually(focused).toBe('Attach');
  });

  // --- for everybody --------------------------------------------------------------------------------------------

  for (const [colorScheme, width] of [
    ['light', 1280],
    ['dark', 390],
  ] as const) {
    test(`axe finds nothing on the first page, ${colorScheme}, ${width} px wide`, async () => {
      const page = await open('/', { colorScheme, viewport: { width, height: 844 } });
      await page.getByText('Ready', { exact: true }).waitFor();
      expect(await violations(page)).toEqual([]);
      expect(await sideways(page)).toBe(0);
    });

    test.each(['android', 'ios'])(
      `axe finds nothing on the %s handset, ${colorScheme}, ${width} px wide`,
      async (platform) => {
        const phone = newPhone();
        await post(`handsets/${phone}`, { platform }, 'PUT');
        await post(`handsets/${phone}/messages`, { text: 'Hello' });
        await send(phone, { text: 'Have a look: https://shop.example/' });
        await send(phone, {
          richCard: {
            standaloneCard: {
              cardOrientation: 'VERTICAL',
              cardContent: {
                title: 'A card',
                description: 'With a picture and buttons. '.repeat(12),
                media: { height: 'TALL', ...picture('booked') },
                suggestions: actions().slice(0, 4),
              },
            },
          },
        });
        await send(phone, {
          richCard: {
            carouselCard: {
              cardWidth: 'SMALL',
              cardContents: ['cut', 'beard', 'kids'].map((title) => ({
                title,
                media: { height: 'SHORT', ...picture(title) },
              })),
            },
          },
          suggestions: [reply('Yes'), ...actions()],
        });
        await send(phone, picture('place'));
        await send(phone, { contentInfo: { fileUrl: `${base}/media/library/tour.mp4` } });
        await send(phone, { contentInfo: { fileUrl: `${base}/media/library/receipt.pdf` } });
        await sendSms(phone, `Reply 1 for Yes: https://shop.example/m/abc ${'’'.repeat(70)}`);
        await post(`handsets/${phone}/messages`, { text: '1', via: 'sms' });
        await send(phone, { text: 'Anything else?', suggestions: [reply('No'), ...actions()] });
        const page = await openHandset(phone, { colorScheme, viewport: { width, height: 844 } });
        await log(page).getByText('Anything else?').waitFor();
        expect(await violations(page)).toEqual([]);
        expect(await sideways(page)).toBe(0);
        await page.getByRole('button', { name: 'Attach' }).click();
        await sheet(page).getByRole('button', { name: 'Location' }).click();
        expect(await violations(page)).toEqual([]);
        await page.keyboard.press('Escape');
        await post(`handsets/${phone}`, { rcs: false }, 'PUT');
        await page.getByText('RCS is off').waitFor();
        expect(await violations(page)).toEqual([]);
        expect(await sideways(page)).toBe(0);
        if (width > 390) return;
        await page.getByRole('button', { name: 'Phone settings' }).click();
        await page.getByRole('switch', { name: 'Online' }).waitFor();
        expect(await violations(page)).toEqual([]);
      },
    );
  }
});

/** The browser and the webhook answer in their own time: asked again until it is so. */
function eventually<T>(read: () => T) {
  return expect.poll(read, { timeout: 8000 });
}

interface AxeResult {
  violations: { id: string; nodes: { html: string }[] }[];
}

async function box(locator: Locator): Promise<{ x: number; y: number; width: number; height: number }> {
  const found = await locator.boundingBox();
  if (!found) throw new Error('The element is not drawn.');
  return found;
}

/** How far the page can be scrolled to the side, in pixels: never at all. */
function sideways(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}
