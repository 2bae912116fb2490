/** The preview in a real browser on the real server: played over RCS and SMS, its time moved, its past gone back to, shared. */
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { CHROMIUM, SKIPPED } from './browser.ts';
import { box, openEditor, soon, still } from './canvas-hands.ts';
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

/** Calls the visit as a flow of its own. */
const ROUND = {
  ...VISIT,
  id: 'round',
  name: 'A round',
  start: 'visit',
  nodes: { visit: { kind: 'subflow', title: 'The visit', flow: 'visit' } },
  canvas: { positions: { visit: { x: 0, y: 0 } } },
};

describe.skipIf(!CHROMIUM)('the preview', { timeout: 90_000 }, () => {
  let studio: Studio;
  beforeAll(async () => {
    studio = await startStudio();
    await studio.api('POST', '/flows', { document: VISIT });
    await studio.api('POST', '/flows/visit/publish', { force: true });
    await studio.api('POST', '/flows', { document: ROUND });
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

    // Time passes by itself until it is stopped; what waits counts down.
    await again(page);
    await inside(page, /^Waiting/);
    await soon(() => page.getByRole('timer').textContent()).toMatch(/1\sh 59\smin 5\d\ss/);
    await page.keyboard.press('Shift+C');
    await button(page, 'Let the clock run').waitFor();

    // What waits can be made to happen: one timer by itself, or whatever comes next.
    await again(page);
    await soon(() => page.getByRole('timer').textContent()).toMatch(/in 2\sh$/);
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

    // Whoever reads French in the dark on a small screen meets no obstacle in any part of it.
    await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
    await page.setViewportSize({ width: 1024, height: 768 });
    await page.evaluate(() => {
      dispatchEvent(new StorageEvent('storage', { key: 'carillon.locale', newValue: 'fr' }));
    });
    const part = 'aside:has([role=log])';
    for (const tab of [/^État/, /^Attente/, /^Journal/, /^Envois/, /^Tests/]) {
      await inside(page, tab);
      expect(await faultsOf(page, part), String(tab)).toEqual([]);
    }
    const menu = 'Le téléphone et ce qui l’entoure';
    for (const way of [
      [menu, /^Qui est la personne/],
      [menu, /^Commencer à une étape/],
      [menu, /^Recommencer à une autre heure/],
      ['Ouvrir sur un téléphone'],
      ['Garder ceci comme test'],
    ] as const) {
      const [opener, name] = way;
      await button(page, opener).click();
      if (name) await page.getByRole('menuitem', { name }).click();
      await page.getByRole('dialog').waitFor();
      expect(await faultsOf(page, '[role=dialog]'), way.join(' ')).toEqual([]);
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    }
  });

  test('runs from a step, and keeps a run as a test that fails once the flow says something else', async () => {
    const page = await openEditor(studio, 'visit', '?at=1000,200,0.6');
    await box(page, 'name').locator('header').click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Run from here' }).click();
    await hears(page, 'What is your name?');
    expect(await thread(page).getByText('Which day suits you?').count()).toBe(0);
    // The canvas goes with the conversation, until a hand takes it elsewhere.
    const isSeen = (id: string) =>
      page.evaluate((node) => {
        const part = (found: Element | null) => found?.getBoundingClientRect();
        const [canvas, step] = ['.react-flow', `[data-id="${node}"]`].map((one) =>
          part(document.querySelector(one)),
        );
        return canvas && step ? step.left >= canvas.left && step.right <= canvas.right : false;
      }, id);
    const follows = button(page, 'Follow the conversation');
    expect(await isSeen('day')).toBe(false);
    await again(page);
    await soon(() => isSeen('day')).toBe(true);
    await still(page);
    expect(await follows.getAttribute('aria-pressed')).toBe('true');
    const pane = await page.locator('.react-flow').boundingBox();
    const [x, y] = [(pane?.x ?? 0) + 60, (pane?.y ?? 0) + 60];
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x + 40, y + 20, { steps: 3 });
    await page.mouse.up();
    expect(await follows.getAttribute('aria-pressed')).toBe('false');
    await taps(page, 'Later');
    await hears(page, 'Then call us.');
    await follows.click();
    await soon(() => isSeen('call')).toBe(true);
    await inside(page, /^Tests/);
    await button(page, 'Save this run as a test').click();
    const dialog = page.getByRole('dialog', { name: 'Save as a test' });
    await dialog.getByLabel('Name').fill('Would rather call');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Would rather call', { exact: true }).waitFor();
    await button(page, 'Run all').click();
    await page.getByText('The test passes.').waitFor();
    await button(page, 'Delete the test “Would rather call”').click();
    await page.getByText('No tests yet').waitFor();
    await button(page, 'Undo').last().click();
    await page.getByText('Would rather call', { exact: true }).waitFor();

    // What is typed is played at once, and the test hears of it.
    await box(page, 'call').getByText('Then call us.').dblclick();
    await page.keyboard.press('Control+a');
    await page.keyboard.type('We shall call you.');
    await page.keyboard.press('Control+Enter');
    await hears(page, 'We shall call you.');
    await button(page, 'Run all').click();
    await page.getByText('1 of 1 tests differs.').waitFor();
  });

  test('goes on in the flow that is called, and back in the one it began in', async () => {
    const page = await openEditor(studio, 'round');
    await button(page, 'Preview').click();
    await hears(page, 'Which day suits you?');
    await page.getByText('The conversation is in the flow “A visit” now.').waitFor();
    await page.getByRole('main').press('Shift+G');
    await page.waitForURL(/\/flows\/visit/);
    await box(page, 'day').getByText('Here now').waitFor();
    await taps(page, 'Today');
    await hears(page, 'What is your name?');
    await box(page, 'name').getByText('Here now').waitFor();
    await button(page, 'Back to it').click();
    await page.waitForURL(/\/flows\/round/);
    await box(page, 'visit').getByText('Here now').waitFor();
    await hears(page, 'What is your name?');
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
