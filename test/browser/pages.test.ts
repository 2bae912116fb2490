/** The hosted pages in a real browser, over HTTP, on a real store: looked at, read aloud, walked by keyboard, printed. */
import { createRequire } from 'node:module';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type PageRig, startPages } from '../server/pages/page-rig.ts';
import {
  CARD,
  CAROUSEL,
  LYING,
  MEDIA,
  type MessageInput,
  reply,
  TEXT,
} from '../server/pages/page-samples.ts';
import { CHROMIUM, launchBrowser, SKIPPED } from './browser.ts';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const LONG = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft';
const ARABIC: MessageInput = {
  kind: 'card',
  card: {
    title: 'تم تأكيد موعدك',
    description: `الثلاثاء ١٠ مارس\n${LONG}`,
    media: { url: 'https://cdn.invalid/missing.jpg', alt: 'صورة المتجر' },
    suggestions: [reply('نعم'), reply(LONG)],
  },
};
const SAMPLES: Record<string, MessageInput> = {
  card: CARD,
  'lying card': LYING,
  carousel: CAROUSEL,
  'small carousel': { ...CAROUSEL, width: 'small' } as MessageInput,
  picture: MEDIA,
  text: TEXT,
  'right to left': ARABIC,
};

if (!CHROMIUM) console.warn(SKIPPED);

describe.skipIf(!CHROMIUM)('hosted pages', () => {
  let browser: Browser;
  let rig: PageRig;
  const opened: { close(): Promise<void> }[] = [];

  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser?.close());
  beforeEach(async () => {
    rig = await startPages();
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((context) => context.close()));
    await rig.stop();
  });

  /** A page whose browser reaches nothing but the server. */
  async function open(link: string, options: BrowserContextOptions = {}): Promise<Page> {
    const context = await browser.newContext({ viewport: { width: 390, height: 844 }, ...options });
    opened.push(context);
    await context.route(
      (url) => url.origin !== rig.url,
      (route) => route.abort(),
    );
    const page = await context.newPage();
    await page.goto(link);
    return page;
  }

  async function faults(page: Page): Promise<string[]> {
    await page.addScriptTag({ path: AXE });
    return page.evaluate(async () => {
      const { axe } = globalThis as unknown as {
        axe: { run(options: object): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
      };
      const { violations } = await axe.run({
        runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
      });
      return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
    });
  }

  const wider = (page: Page) =>
    page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

  for (const [name, message] of Object.entries(SAMPLES)) {
    test(`a ${name} has no faults for those who hear it or see little, by day and by night`, async () => {
      const link = await rig.link(message);
      for (const [width, colorScheme] of [
        [320, 'dark'],
        [390, 'light'],
        [820, 'dark'],
      ] as const) {
        // The tool that looks for faults is a script, which the page's own policy would refuse.
        const page = await open(link, { colorScheme, viewport: { width, height: 844 }, bypassCSP: true });
        expect(await faults(page)).toEqual([]);
        expect(await wider(page)).toBe(0);
      }
    });
  }

  test('nor do the pages around it: thanks, trouble, closed', async () => {
    const link = await rig.link(CAROUSEL);
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await open(link, { colorScheme, bypassCSP: true });
      await page.getByRole('button', { name: 'Book beard' }).click();
      await page.getByRole('status').getByText('Thanks').waitFor();
      expect(await wider(page)).toBe(0);
      expect(await faults(page)).toEqual([]);
      rig.deaf = true;
      await page.getByRole('button', { name: 'Book colour' }).click();
      await page.getByRole('alert').waitFor();
      expect(await faults(page)).toEqual([]);
      rig.deaf = false;
      await page.goto(`${rig.url}/m/nothing`);
      await page.getByRole('heading', { name: 'There is nothing here' }).waitFor();
      expect(await faults(page)).toEqual([]);
      await rig.clock.advance(60_000);
    }
  });

  test('its own policy lets its style and its pictures through, and the browser has nothing to complain of', async () => {
    const complaints: string[] = [];
    const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
    opened.push(context);
    const page = await context.newPage();
    const asked: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('request', (request) => asked.push(request.url()));
    await page.goto(await rig.link(CARD));
    const picture = page.getByRole('img', { name: 'A calendar with a mark' });
    expect(await picture.evaluate((one: HTMLImageElement) => one.complete && one.naturalWidth)).toBe(1440);
    const button = page.getByRole('button', { name: 'Change it' });
    expect(await button.evaluate((one) => getComputedStyle(one).color)).toBe('rgb(31, 86, 97)');
    expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBeGreaterThan(500);
    expect(complaints).toEqual([]);
    expect(asked.every((url) => url.startsWith(rig.url))).toBe(true);
    expect(await context.cookies()).toEqual([]);
  });

  test('everything works without scripts, and a double click counts once', async () => {
    const page = await open(await rig.link(CAROUSEL), { javaScriptEnabled: false });
    await page.getByRole('button', { name: 'Book colour' }).dblclick();
    await page.getByRole('status').getByText('You chose Book colour').waitFor();
    expect(await page.getByRole('button', { name: 'Your choice: Book colour' }).count()).toBe(1);
    expect(rig.heard.map(({ act }) => act)).toEqual([
      { kind: 'tap', data: 'cn1:pick:Book colour', label: 'Book colour' },
    ]);
    await page.reload();
    expect(rig.calls).toBeLessThanOrEqual(2);
    expect(rig.heard).toHaveLength(1);
  });

  test('going back and choosing something else is another answer', async () => {
    const page = await open(await rig.link(CARD));
    await page.getByRole('button', { name: 'Change it' }).click();
    await page.getByRole('status').waitFor();
    await page.goBack();
    await page.getByRole('button', { name: 'Cancel it' }).click();
    await page.getByRole('status').getByText('You chose Cancel it').waitFor();
    expect(rig.heard.map(({ act }) => act.kind === 'tap' && act.label)).toEqual(['Change it', 'Cancel it']);
  });

  test('an address is typed and sent by the keyboard alone', async () => {
    const page = await open(await rig.link(TEXT), { javaScriptEnabled: false });
    const field = page.getByLabel('Where did it happen?');
    await field.press('Enter');
    expect(rig.calls).toBe(0);
    await field.fill('12 rue de la Paix, Paris');
    await field.press('Enter');
    await page.getByRole('status').getByText('We have your address.').waitFor();
    expect(rig.heard.map(({ act }) => act)).toEqual([{ kind: 'text', text: '12 rue de la Paix, Paris' }]);
  });

  test('the cards scroll sideways by keyboard, and the one in focus is in sight', async () => {
    const page = await open(await rig.link(CAROUSEL));
    const cards = page.getByRole('region', { name: /^Cards/ });
    const scrolled = () => cards.evaluate((one) => one.scrollLeft);
    await page.keyboard.press('Tab');
    expect(await cards.evaluate((one) => one === document.activeElement)).toBe(true);
    await page.keyboard.press('ArrowRight');
    await expect.poll(scrolled).toBeGreaterThan(100);
    for (let n = 0; n < 4; n += 1) await page.keyboard.press('Tab');
    const last = page.getByRole('button', { name: 'Book children' });
    expect(await last.evaluate((one) => one === document.activeElement)).toBe(true);
    await expect
      .poll(() =>
        last.evaluate(
          (one) => one.getBoundingClientRect().right <= innerWidth && one.getBoundingClientRect().left >= 0,
        ),
      )
      .toBe(true);
    expect(await wider(page)).toBe(0);
  });

  test('what is touched is large enough to be hit', async () => {
    for (const message of [CARD, CAROUSEL, TEXT]) {
      const page = await open(await rig.link(message));
      const sizes = await page
        .locator('button, .way, input[type=text]')
        .evaluateAll((all) =>
          all.map((one) => one.getBoundingClientRect()).map(({ width, height }) => Math.min(width, height)),
        );
      expect(sizes.length).toBeGreaterThan(2);
      for (const size of sizes) expect(size).toBeGreaterThanOrEqual(44);
    }
  });

  test('links open what they promise', async () => {
    const page = await open(await rig.link(TEXT));
    const href = (name: RegExp) => page.getByRole('link', { name }).getAttribute('href');
    expect(await href(/^Pay the deposit/)).toBe('https://pay.example.com/p/42?x=1&y=2');
    expect(await href(/^Show the way/)).toBe(
      'https://www.google.com/maps/search/?api=1&query=48.8686%2C2.3314',
    );
    expect(await href(/^Write to the shop/)).toMatch(/^sms:\+33639980042\?&body=Hello%20%26%20good%20day/);
    expect(await page.locator('a:not([href^="tel:"]):not([rel="noopener noreferrer"])').count()).toBe(0);
  });

  test('what turns the direction of writing stays within itself', async () => {
    const turned = '\u202Eevil\u2067';
    const message: MessageInput = {
      kind: 'card',
      card: { title: `${turned}.`, media: { url: '/media/library/cut.jpg' }, suggestions: [reply(turned)] },
    };
    const page = await open(await rig.link(message));
    const isolation = (selector: string) =>
      page.locator(selector).evaluate((one) => getComputedStyle(one).unicodeBidi);
    expect(await isolation('button bdi')).toMatch(/isolate/);
    expect(await isolation('h2')).toMatch(/isolate|plaintext/);
  });

  test('on paper there are words and pictures, and no buttons', async () => {
    const page = await open(await rig.link(CAROUSEL), { colorScheme: 'dark' });
    await page.emulateMedia({ media: 'print' });
    expect(await page.getByRole('button').count()).toBe(0);
    expect(await page.getByRole('heading', { name: 'Children' }).isVisible()).toBe(true);
    expect(await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)).toBe(
      'rgb(255, 255, 255)',
    );
    const inside = await page
      .locator('.row > li')
      .evaluateAll((all) => all.every((one) => one.getBoundingClientRect().right <= innerWidth));
    expect(inside).toBe(true);
  });
});
