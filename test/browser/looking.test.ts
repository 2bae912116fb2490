/** Who may only look at flows and the brand: everything can be read, and nothing is offered that would be refused. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CHROMIUM, SKIPPED } from './browser.ts';
import { faultsOf, type Studio, startStudio, wider } from './studio-rig.ts';

if (!CHROMIUM) console.warn(SKIPPED);

describe.skipIf(!CHROMIUM)('an analyst', () => {
  let studio: Studio;
  beforeAll(async () => {
    studio = await startStudio();
  });
  afterAll(() => studio?.stop());

  test('reads flows, their steps, versions and the brand, and is refused nothing', async () => {
    const as = await studio.join('Ada Analyst', ['analyst']);
    const page = await studio.open('/flows', { as, bypassCSP: true });
    const refused: string[] = [];
    page.on('response', (response) => {
      if (response.status() === 403) refused.push(response.url());
    });
    const button = (name: string | RegExp) => page.getByRole('button', { name });

    await page.getByRole('link', { name: 'Appointment', exact: true }).waitFor();
    expect(await page.getByRole('navigation').getByRole('link', { name: 'Inbox' }).count()).toBe(0);
    expect(await button('New flow').count()).toBe(0);
    await button('Actions for Appointment').click();
    expect((await page.getByRole('menuitem').allInnerTexts()).map((text) => text.trim())).toEqual([
      'Open',
      'Export as a file',
    ]);
    await page.keyboard.press('Escape');
    await page.getByRole('tab', { name: 'Gallery' }).click();
    await page.getByRole('article').first().waitFor();
    expect(await button(/^Use /).count()).toBe(0);
    await page.getByRole('tab', { name: 'Your flows' }).click();

    await page.getByRole('link', { name: 'Appointment', exact: true }).click();
    await page.getByText('View only').waitFor();
    await page.getByRole('tree').waitFor();
    for (const name of ['Publish', /^Undo/, /^Redo/]) expect(await button(name).count()).toBe(0);
    expect(await page.getByRole('tab', { name: 'Add' }).count()).toBe(0);
    // What is not for them is not offered, greyed or not.
    await page.locator('.react-flow__node-step header').first().click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Copy link to this step' }).waitFor();
    const offered = (await page.getByRole('menuitem').allInnerTexts()).map((text) =>
      text.split('\n')[0]?.trim(),
    );
    expect(offered).toEqual(['Details', 'Run from here', 'Select', 'Copy', 'Copy link to this step']);
    await page.keyboard.press('Escape');
    await page.getByText('You can look at everything here.').waitFor();
    await page.getByRole('treeitem').nth(1).click();
    const right = page.getByRole('complementary', { name: 'Inspect' }).or(page.locator('[data-inspector]'));
    await right.first().waitFor();
    const open = await page
      .locator('[data-inspector]')
      .locator('input:enabled:not([readonly]), textarea:enabled:not([readonly])')
      .evaluateAll((fields) => fields.map((field) => field.outerHTML.slice(0, 200)));
    expect(open).toEqual([]);
    expect(await faultsOf(page)).toEqual([]);
    expect(await wider(page)).toBe(0);
    await page.keyboard.press('Shift+V');
    await page.getByRole('heading', { name: 'Version 1' }).waitFor();
    for (const name of ['Publish', /^Restore/, /^Move/]) expect(await button(name).count()).toBe(0);
    await page.keyboard.press('Shift+P');
    await button('Start again').first().waitFor();
    expect(await button('Open on a phone').count()).toBe(0);

    await page.goto(`${studio.url}/brand`);
    await page.getByText('You can look at everything here.').waitFor();
    for (const part of ['', '?part=rcs', '?part=sms', '?part=launch']) {
      await page.goto(`${studio.url}/brand${part}`);
      await page.getByText('You can look at everything here.').waitFor();
      await page.waitForLoadState('networkidle');
      const fields = page.getByRole('main').locator('input:enabled, textarea:enabled');
      const names = (found: Element[]) =>
        found.map((one) => one.getAttribute('aria-label') ?? one.getAttribute('value'));
      // Only the phone that shows it can be played with.
      expect(await fields.evaluateAll(names), part).toEqual(part === '' ? ['android', 'ios', 'Message'] : []);
    }
    await page.goto(`${studio.url}/brand`);
    await page.getByRole('textbox').first().waitFor();
    expect(await faultsOf(page)).toEqual([]);
    expect(refused).toEqual([]);
    expect(studio.offences).toEqual([]);
  });
});
