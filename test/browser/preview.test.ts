/** The preview in a real browser on the real server: played over RCS and SMS, its time moved, its past gone back to, shared. */
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { CHROMIUM, SKIPPED } from './browser.ts';
import { box, openEditor, soon } from './canvas-hands.ts';
import { faultsOf, type Studio, startStudio, wider } from './studio-rig.ts';

if (!CHROMIUM) console.warn(SKIPPED);

const text = (words: string) => ({ message: { kind: 'text', text: words } });
const VISIT = {
  format: 1,
  id: 'visit',
  name: 'A visit',
  start: 'day',
  locales: ['en'],
  nodes: {
    day: {
      kind: 'choose',
      title: 'Which day',
      ask: text('Which day suits you?'),
      choices: [
        { id: 'today', label: 'Today', to: 'name' },
        { id: 'later', label: 'Later', to: 'call' },
      ],
      timeout: { after: '2h', to: 'still' },
    },
    still: { kind: 'say', title: 'Reminder', say: [text('Are you still there?')], to: 'name' },
    name: {
      kind: 'ask',
      title: 'Name',
      ask: text('What is your name?'),
      expect: { type: 'text' },
      save: 'name',
      timeout: { after: '1d', to: 'call' },
      to: 'bye',
    },
    bye: { kind: 'end', title: 'Goodbye', say: text('See you, {{name}}.') },
    call: { kind: 'end', title: 'By phone', say: text('Then call us.') },
  },
  canvas: {
    positions: {
      day: { x: 0, y: 0 },
      still: { x: 400, y: 260 },
      name: { x: 800, y: 0 },
      bye: { x: 1200, y: 0 },
      call: { x: 1200, y: 300 },
    },
  },
};

describe.skipIf(!CHROMIUM)('the preview', { timeout: 90_000 }, () => {
  let studio: Studio;
  beforeAll(async () => {
    studio = await startStudio();
    await studio.api('POST', '/flows', { document: VISIT });
  });
  afterAll(() => studio?.stop());
  afterEach(async () => {
    await studio.closePages();
    expect(studio.offences.splice(0)).toEqual([]);
  });

  const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });
  const thread = (page: Page) => page.getByRole('region', { name: /^Conversation with/ });
  const hears = (page: Page, words: string) => thread(page).getByText(words).last().waitFor();
  const says = async (page: Page, words: string) => {
    await page.getByRole('textbox', { name: 'Message' }).fill(words);
    await page.keyboard.press('Enter');
  };
  const taps = (page: Page, chip: string) => thread(page).getByRole('button', { name: chip }).click();
  const inside = (page: Page, tab: RegExp) => page.getByRole('tab', { name: tab }).click();
  const again = async (page: Page) => {
    await button(page, 'Start again').click();
    await soon(() => thread(page).getByText('What is your name?').count()).toBe(0);
    await hears(page, 'Which day suits you?');
  };

  test('plays the draft over RCS and by SMS, moves its time, and goes back to an earlier step', async () => {
    const page = await openEditor(studio, 'visit', '', { bypassCSP: true });
    await button(page, 'Preview').click();
    await hears(page, 'Which day suits you?');
    await taps(page, 'Today');
    await hears(page, 'What is your name?');
    await says(page, 'Ada');
    await hears(page, 'See you, Ada.');
    await page.getByText(/^Ended/).waitFor();
    expect(await faultsOf(page)).toEqual([]);

    // Back to before the name, and another way from there; the first is kept.
    const steps = page.getByRole('slider', { name: 'Steps of this run' });
    await steps.press('Home');
    await page.getByText('You are looking at the beginning.').waitFor();
    await steps.press('ArrowRight');
    await page.getByText('You are looking at step 1 of 2.').waitFor();
    await button(page, 'Go on from here').click();
    await hears(page, 'What is your name?');
    await says(page, 'Bea');
    await hears(page, 'See you, Bea.');
    await button(page, 'Back to it').click();
    await hears(page, 'See you, Ada.');

    // What waits can be made to happen: one timer by itself, or whatever comes next.
    await again(page);
    await inside(page, /^Waiting/);
    await soon(() => page.getByRole('timer').textContent()).toMatch(/2\sh/);
    await button(page, /^Let it fire/).click();
    await hears(page, 'Are you still there?');
    await again(page);
    await button(page, /^Skip 2/).click();
    await hears(page, 'Are you still there?');
    await soon(() => page.getByRole('timer').textContent()).toMatch(/1\sd/);

    // The same draft as an SMS: choices have numbers.
    await page.getByRole('radio', { name: 'SMS' }).click();
    await again(page);
    await thread(page)
      .getByText(/2 (for )?Later/)
      .waitFor();
    await says(page, '2');
    await hears(page, 'Then call us.');
    await inside(page, /^Sent/);
    await page
      .getByText(/· 1 part\b/)
      .first()
      .waitFor();
    await page.getByRole('radio', { name: 'RCS' }).click();
  });

  test('runs from a step, and keeps a run as a test that fails once the flow says something else', async () => {
    const page = await openEditor(studio, 'visit', '?at=1000,200,0.6');
    await box(page, 'name').locator('header').click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Run from here' }).click();
    await hears(page, 'What is your name?');
    expect(await thread(page).getByText('Which day suits you?').count()).toBe(0);
    await again(page);
    await taps(page, 'Later');
    await hears(page, 'Then call us.');
    await inside(page, /^Tests/);
    await button(page, 'Save this run as a test').click();
    const dialog = page.getByRole('dialog', { name: 'Save as a test' });
    await dialog.getByLabel('Name').fill('Would rather call');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Would rather call', { exact: true }).waitFor();
    await button(page, 'Run all').click();
    await page.getByText('The test passes.').waitFor();

    // What is typed is played at once, and the test hears of it.
    await box(page, 'call').getByText('Then call us.').dblclick();
    await page.keyboard.press('Control+a');
    await page.keyboard.type('We shall call you.');
    await page.keyboard.press('Control+Enter');
    await hears(page, 'We shall call you.');
    await button(page, 'Run all').click();
    await page.getByText('1 of 1 tests differs.').waitFor();
  });

  test('is shared by a link that needs no sign-in, and that ends when it is told to', async () => {
    const page = await openEditor(studio, 'visit');
    await button(page, 'Preview').click();
    await button(page, 'Open on a phone').click();
    const dialog = page.getByRole('dialog', { name: 'This preview on a real phone' });
    await dialog.getByRole('button', { name: 'Make a link' }).click();
    await dialog.getByRole('img', { name: /QR/ }).waitFor();
    const link = await dialog.getByLabel('Link', { exact: true }).inputValue();

    const phone = { signedIn: false, bypassCSP: true, viewport: { width: 390, height: 844 } };
    const guest = await studio.open(new URL(link).pathname, phone);
    await hears(guest, 'Which day suits you?');
    expect(await faultsOf(guest)).toEqual([]);
    expect(await wider(guest)).toBe(0);
    await taps(guest, 'Today');
    await says(guest, 'Cleo');
    await hears(guest, 'See you, Cleo.');

    await dialog.getByRole('button', { name: /^End the link/ }).click();
    await dialog.getByRole('button', { name: 'Make a link' }).waitFor();
    // The guest does nothing, and is told.
    await guest.getByRole('heading', { name: 'This link has ended' }).waitFor();
    await guest.reload();
    await guest.getByRole('heading', { name: 'This link has ended' }).waitFor();
    await guest.goto(`${studio.url}/p/${'x'.repeat(43)}`);
    await guest.getByRole('heading', { name: 'There is no such preview' }).waitFor();
  });
});
