/** The palette and the shortcuts in a real browser: found by name, run by key, changed, switched off. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { CHROMIUM, SKIPPED } from './browser.ts';
import { faultsOf, type Studio, startStudio } from './studio-rig.ts';

if (!CHROMIUM) console.warn(SKIPPED);

describe.skipIf(!CHROMIUM)('commands', () => {
  let studio: Studio;
  beforeAll(async () => {
    studio = await startStudio();
  });
  afterAll(() => studio?.stop());
  afterEach(async () => {
    await studio.closePages();
    expect(studio.offences.splice(0)).toEqual([]);
  });

  const openPalette = async (path = '/flows', options = {}) => {
    const page = await studio.open(path, options);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog', { name: 'Search and actions' }).waitFor();
    return page;
  };
  const options = { bypassCSP: true };

  test('the palette finds an action by words in any order and runs it', async () => {
    const page = await openPalette();
    await page.keyboard.type('theme dark');
    await expect.poll(() => page.getByRole('option').count()).toBe(1);
    await page.keyboard.press('Enter');
    await expect.poll(() => page.evaluate(() => document.documentElement.dataset.theme)).toBe('dark');
    expect(await page.getByRole('dialog').count()).toBe(0);
  });

  test('it goes to a flow by its name, and what was used last stands first', async () => {
    const page = await openPalette('/brand');
    await page.keyboard.type('claim');
    await page.getByRole('option', { name: 'Claim' }).waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL('**/flows/claims');
    await page.goto(`${studio.url}/brand`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.keyboard.press('Control+k');
    await expect.poll(() => page.getByRole('option').first().textContent()).toContain('Claim');
  });

  test('it has the actions of the screen that is open, and no others', async () => {
    const page = await openPalette('/flows', options);
    await page.keyboard.type('blank');
    await page.getByRole('option', { name: 'Blank flow' }).waitFor();
    await page.keyboard.press('Escape');
    await page.goto(`${studio.url}/brand`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog').getByRole('combobox').fill('blank');
    await page.getByText('Nothing is called “blank”.').waitFor();
    expect(await faultsOf(page)).toEqual([]);
  });

  test('Escape closes it and gives the focus back', async () => {
    const page = await studio.open('/flows');
    const search = page.getByRole('searchbox');
    await search.focus();
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    expect(await page.getByRole('dialog').count()).toBe(0);
    await expect.poll(() => search.evaluate((one) => one === document.activeElement)).toBe(true);
  });

  test('nothing is wrong with either overlay for those who hear it or see little', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await openPalette('/flows', { ...options, colorScheme });
      expect(await faultsOf(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await page.keyboard.press('?');
      await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
      expect(await faultsOf(page)).toEqual([]);
    }
  });

  test('a sequence of letters leads to a place, but not while somebody types them', async () => {
    const page = await studio.open('/flows');
    const search = page.getByRole('searchbox');
    await search.focus();
    await page.keyboard.type('gb?n');
    expect(await search.inputValue()).toBe('gb?n');
    expect(await page.getByRole('dialog').count()).toBe(0);
    await page.getByRole('heading', { level: 1 }).click();
    await search.blur();
    await page.keyboard.type('gb');
    await page.waitForURL('**/brand');
  });

  test('shortcuts of the page do nothing under a dialog', async () => {
    const page = await studio.open('/flows');
    await page.getByRole('table').waitFor();
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
    await page.keyboard.press('n');
    await page.keyboard.type('gb');
    expect(await page.getByRole('dialog').count()).toBe(1);
    expect(new URL(page.url()).pathname).toBe('/flows');
  });

  test('an action with two shortcuts stands there once, and is heard by both', async () => {
    const page = await studio.open('/flows/welcome');
    await page.locator('.react-flow__node-step').first().waitFor();
    await page.keyboard.press('?');
    const row = page.getByRole('dialog').getByRole('listitem').filter({ hasText: 'Zoom in' });
    await row.waitFor();
    expect(await row.locator('kbd').allTextContents()).toEqual(['+', '=']);
    await page.keyboard.press('Escape');
    const zoom = page.getByRole('button', { name: /^Zoom: / });
    const before = await zoom.textContent();
    await page.keyboard.press('=');
    await expect.poll(() => zoom.textContent()).not.toBe(before);
  });

  test('keys can be changed, are kept, and taken ones are refused', async () => {
    const page = await studio.open('/flows');
    await page.getByRole('table').waitFor();
    await page.keyboard.press('?');
    const change = page.getByRole('button', { name: 'Change the keys of “Blank flow”' });
    await change.click();
    await page.keyboard.press('?');
    await page.getByText('“Keyboard shortcuts” has these keys already.').waitFor();
    await page.keyboard.press('b');
    await expect.poll(() => change.evaluate((one) => one === document.activeElement)).toBe(true);
    await page.reload();
    await page.getByRole('table').waitFor();
    await page.keyboard.press('n');
    expect(await page.getByRole('dialog').count()).toBe(0);
    await page.keyboard.press('b');
    await page.getByRole('dialog', { name: 'A blank flow' }).waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('?');
    await page.getByRole('button', { name: 'Back to the usual keys of “Blank flow”' }).click();
    await page.keyboard.press('Escape');
    await page.keyboard.press('n');
    await page.getByRole('dialog', { name: 'A blank flow' }).waitFor();
  });

  test('switched off, only the two overlays are left, so that they can be switched on again', async () => {
    const page = await studio.open('/flows');
    await page.getByRole('table').waitFor();
    await page.keyboard.press('?');
    await page.getByRole('switch', { name: 'Shortcuts' }).click();
    await page.keyboard.press('Escape');
    await page.keyboard.press('n');
    expect(await page.getByRole('dialog').count()).toBe(0);
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog', { name: 'Search and actions' }).waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('?');
    await page.getByRole('switch', { name: 'Shortcuts' }).click();
    await page.keyboard.press('Escape');
    await page.keyboard.press('n');
    await page.getByRole('dialog', { name: 'A blank flow' }).waitFor();
  });
});
