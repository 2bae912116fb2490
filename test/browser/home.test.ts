/** The first page and the ways from it, in a real browser on the real server: signing in, places, narrow screens. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { CHROMIUM, SKIPPED } from './browser.ts';
import { PASSWORD } from './people-rig.ts';
import { faultsOf, type Studio, startStudio, wider } from './studio-rig.ts';

if (!CHROMIUM) console.warn(SKIPPED);

describe.skipIf(!CHROMIUM)('the first page', () => {
  let studio: Studio;
  beforeAll(async () => {
    studio = await startStudio();
  });
  afterAll(() => studio?.stop());
  afterEach(async () => {
    await studio.closePages();
    expect(studio.offences.splice(0)).toEqual([]);
  });

  test('leads to the flows, the gallery, the handset and the brand', async () => {
    const page = await studio.open('/');
    const main = page.getByRole('main');
    await main.getByRole('heading', { level: 1, name: /Conversations/ }).waitFor();
    const ways = await main
      .getByRole('link')
      .evaluateAll((links) => links.map((link) => link.getAttribute('href')));
    for (const way of ['/flows', '/flows?view=gallery', '/handset', '/brand', '/api/openapi.json']) {
      expect(ways).toContain(way);
    }
    await main.getByRole('link', { name: 'Open the flows' }).click();
    await page.getByRole('heading', { name: 'Flows', level: 1 }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/flows');
    await page.goBack();
    await page.getByRole('heading', { level: 1, name: /Conversations/ }).waitFor();
  });

  test('has no faults for those who hear it or see little, wide and narrow, by day and by night', async () => {
    for (const [width, colorScheme, locale] of [
      [1440, 'light', 'en-GB'],
      [1024, 'dark', 'fr-FR'],
      [390, 'light', 'fr-FR'],
      [320, 'dark', 'en-GB'],
    ] as const) {
      const viewport = { width, height: 900 };
      const page = await studio.open('/', { viewport, colorScheme, locale, bypassCSP: true });
      await page
        .getByRole('status')
        .filter({ hasText: /Ready|Prêt/ })
        .waitFor();
      expect(await faultsOf(page)).toEqual([]);
      expect(await wider(page)).toBe(0);
    }
  });

  test('a path that is none is said to be none', async () => {
    const page = await studio.open('/');
    await page.evaluate(() => history.pushState(null, '', '/nowhere'));
    await page.evaluate(() => window.dispatchEvent(new PopStateEvent('popstate')));
    await page.getByRole('heading', { name: 'There is no page here.' }).waitFor();
    await page.getByRole('link', { name: 'Go to the first page' }).click();
    await page.getByRole('heading', { level: 1, name: /Conversations/ }).waitFor();
  });

  test('on a narrow screen the places are in a menu', async () => {
    const page = await studio.open('/', { viewport: { width: 390, height: 800 } });
    await page.getByRole('button', { name: 'Places' }).click();
    await page.getByRole('menuitem', { name: 'Brand' }).click();
    await page.getByRole('heading', { name: 'Brand', level: 1 }).waitFor();
  });

  test('the skip link leads past the bar', async () => {
    const page = await studio.open('/');
    await page.getByRole('heading', { level: 1, name: /Conversations/ }).waitFor();
    await page.keyboard.press('Tab');
    const link = page.getByRole('link', { name: 'Skip to the content' });
    expect(await link.evaluate((one) => one === document.activeElement)).toBe(true);
    await page.keyboard.press('Enter');
    expect(new URL(page.url()).hash).toBe('#content');
  });
});

describe.skipIf(!CHROMIUM)('signing in', () => {
  let studio: Studio;
  beforeAll(async () => {
    studio = await startStudio();
  });
  afterAll(() => studio?.stop());
  afterEach(() => studio.closePages());

  test('who is not signed in is asked, told what is wrong, and then is where they wanted to be', async () => {
    const page = await studio.open('/flows?view=gallery', { signedIn: false, bypassCSP: true });
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    expect(await faultsOf(page)).toEqual([]);
    const email = page.getByLabel('E-mail address');
    const password = page.getByLabel('Password', { exact: true });
    const submit = page.getByRole('main').getByRole('button', { name: 'Sign in' });
    expect(await password.getAttribute('type')).toBe('password');
    await submit.click();
    await page.getByRole('alert').getByText('Enter your e-mail address.').waitFor();
    await email.fill('olive.owner@example.com');
    await submit.click();
    await page.getByRole('alert').getByText('Enter your password.').waitFor();
    await password.fill('not the password');
    await password.press('Enter');
    await page.getByRole('alert').getByText('do not go together').waitFor();
    expect(await password.evaluate((one) => one === document.activeElement)).toBe(true);
    await password.fill(PASSWORD);
    await password.press('Enter');
    await page.getByRole('tab', { name: 'Gallery', selected: true }).waitFor();
    expect(page.url()).toBe(`${studio.url}/flows?view=gallery`);
    await page.reload();
    await page.getByRole('tab', { name: 'Gallery', selected: true }).waitFor();
  });

  test('no script of a page can read what signs it in', async () => {
    const page = await studio.open('/flows');
    await page.getByRole('table').waitFor();
    expect(await page.evaluate(() => document.cookie)).toBe('');
    expect(await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }))).not.toContain(
      'founder',
    );
    const [cookie] = await page.context().cookies();
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Lax' });
  });

  test('a session the server takes no more asks again, and nothing of the list stays in sight', async () => {
    const page = await studio.open('/flows');
    await page.getByRole('table').waitFor();
    await page.route('**/api/flows**', (route) =>
      route.fulfill({
        status: 401,
        contentType: 'application/problem+json',
        body: JSON.stringify({ code: 'unauthorized', title: 'Sign in.', status: 401 }),
      }),
    );
    await page.reload();
    await page.getByText('Your session has ended').waitFor();
    expect(await page.getByRole('table').count()).toBe(0);
  });

  test('signing out ends the session on the server as well', async () => {
    const page = await studio.open('/flows', { as: await studio.join('Dan Designer', ['designer']) });
    await page.getByRole('table').waitFor();
    const [before] = await page.context().cookies();
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').fill('sign out');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: /Conversations/ }).waitFor();
    expect(await page.context().cookies()).toEqual([]);
    if (before) await page.context().addCookies([before]);
    await page.goto(`${studio.url}/brand`);
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  });
});

describe.skipIf(!CHROMIUM)('the live connection', () => {
  let studio: Studio;
  beforeAll(async () => {
    studio = await startStudio();
  });
  afterAll(() => studio?.stop());
  afterEach(() => studio.closePages());

  test('is opened with the editor and not before; lost, it says so, and is silent again once it is back', async () => {
    const page = await studio.open('/');
    let refused = false;
    const lines: { close(): Promise<void> }[] = [];
    await page.routeWebSocket(/\/live\//, (line) => {
      if (refused) return line.close();
      line.connectToServer();
      lines.push(line);
    });
    await page.route('**/live/**', (route) => (refused ? route.abort() : route.continue()));
    await page.getByRole('navigation').getByRole('link', { name: 'Flows' }).click();
    await page.getByRole('table').waitFor();
    expect(lines).toHaveLength(0);
    await page.getByRole('link', { name: 'Welcome' }).click();
    await expect.poll(() => page.title(), { timeout: 5_000 }).toBe('Welcome · Carillon');
    expect(lines).toHaveLength(1);

    refused = true;
    await Promise.all(lines.map((line) => line.close()));
    await page.getByText('No connection to the server.').waitFor();
    refused = false;
    await page.getByRole('button', { name: 'Try now' }).click();
    await expect
      .poll(() => page.getByText('No connection to the server.').count(), { timeout: 5_000 })
      .toBe(0);
  });
});
