/** A booking flow from an empty canvas to its first publication, once by mouse and once by keyboard alone, in a real browser. */
import type { Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Flow } from '../../flows/flow.ts';
import { exitsOf } from '../../flows/nodes/registry.ts';
import { CHROMIUM, SKIPPED } from './browser.ts';
import { box, drag, focused, handle, middle, soon, still } from './canvas-hands.ts';
import { type Studio, startStudio } from './studio-rig.ts';

if (!CHROMIUM) console.warn(SKIPPED);

describe.skipIf(!CHROMIUM)('building a flow', { timeout: 150_000 }, () => {
  let studio: Studio;
  beforeAll(async () => {
    studio = await startStudio();
  });
  afterAll(() => studio?.stop());
  afterEach(async () => {
    await studio.closePages();
    expect(studio.offences.splice(0)).toEqual([]);
  });

  const draft = async (id: string) => (await studio.api<{ document: Flow }>('GET', `/flows/${id}`)).document;
  /** Where every exit leads, as the server has it. */
  const ways = async (id: string) =>
    Object.fromEntries(
      Object.entries((await draft(id)).nodes).map(([key, node]) => [
        key,
        Object.fromEntries(exitsOf(node).map(({ name, to }) => [name, to])),
      ]),
    );
  const texts = async (id: string) => {
    const { nodes, variables } = await draft(id);
    const { carousel, 'ask-date': day, choose, end } = nodes;
    return {
      services: carousel?.kind === 'choose' ? carousel.choices.map(({ label }) => label) : undefined,
      saved: [
        carousel?.kind === 'choose' ? carousel.save : undefined,
        day?.kind === 'ask' ? day.save : undefined,
        choose?.kind === 'choose' ? choose.save : undefined,
      ],
      times: choose?.kind === 'choose' ? choose.choices.map(({ label }) => label) : undefined,
      last: end?.kind === 'end' && end.say?.message.kind === 'text' ? end.say.message.text : undefined,
      variables: Object.keys(variables),
    };
  };
  const LAST = 'Booked: {{service}} on {{day | date}}, {{time}}.';
  const BUILT = {
    services: ['Cut', 'Colour'],
    saved: ['service', 'day', 'time'],
    times: ['Morning', 'Afternoon'],
    last: LAST,
    variables: expect.arrayContaining(['service', 'day', 'time']),
  };
  const WAYS = {
    carousel: { 'choice:first': 'ask-date', 'choice:second': 'ask-date' },
    'ask-date': { next: 'choose' },
    choose: { 'choice:yes': 'end', 'choice:no': 'end' },
    end: {},
  };

  const inspector = (page: Page) => page.locator('[data-inspector]');
  const field = (place: Page | Locator, name: string | RegExp) => place.getByRole('textbox', { name });
  const button = (place: Page | Locator, name: string | RegExp) => place.getByRole('button', { name });
  const phone = (page: Page) => page.getByRole('region', { name: /^Conversation with/ });

  test('by mouse: drawn, a mistake found and mended, played over RCS and by SMS, published', async () => {
    const page = await studio.open('/flows');
    await button(page, 'New flow').click();
    await page.getByRole('menuitem', { name: 'Blank flow' }).click();
    await page.getByRole('dialog').getByLabel('Name').fill('Salon');
    await button(page, 'Create the flow').click();
    await page.waitForURL('**/flows/salon');
    const pane = page.locator('.react-flow__pane');
    await button(page, /^(Add: )?Carousel/).click();
    await box(page, 'carousel').waitFor();
    await still(page);

    // What is asked: each choice is a card of its own.
    const panel = inspector(page);
    await box(page, 'carousel').locator('header').click();
    await field(panel, /^Title/).fill('Cut');
    await button(panel, 'Card 2: The second').click();
    await field(panel, /^Title/).fill('Colour');
    /** Named, and remembered in the same words. */
    const name = async (labels: string[]) => {
      for (const [n, label] of labels.entries()) {
        await field(panel, 'Label').nth(n).fill(label);
        await button(panel, 'Also understood').nth(n).click();
        await field(panel, 'Remembered as').nth(n).fill(label.toLowerCase());
      }
    };
    await name(['Cut', 'Colour']);
    const remember = async (variable: string) => {
      const section = button(panel, /^Answer/).first();
      if ((await section.getAttribute('aria-expanded')) === 'false') await section.click();
      await button(panel, /^Remember the answer as/)
        .last()
        .click();
      await page.getByRole('combobox', { name: 'Search values' }).fill(variable);
      await button(page, `Create “${variable}”`).click();
      await soon(async () => (await draft('salon')).variables[variable]?.type).toBeDefined();
    };
    await remember('service');

    // What comes next is drawn from the handles.
    const extend = async (node: string, exit: string, words: string, to: string) => {
      await handle(page, node, exit).click();
      const list = page.getByRole('dialog', { name: 'Add a step' });
      await list.getByPlaceholder('Search steps').fill(words);
      await page.keyboard.press('Enter');
      await soon(async () => (await ways('salon'))[node]?.[exit]).toBe(to);
      await box(page, to).waitFor();
      await still(page);
    };
    const join = async (node: string, exit: string, to: string) => {
      await button(page, 'Show everything').click();
      await still(page);
      await drag(page, await middle(handle(page, node, exit)), await middle(box(page, to).locator('header')));
      await soon(async () => (await ways('salon'))[node]?.[exit]).toBe(to);
    };
    await extend('carousel', 'choice:first', 'date', 'ask-date');
    await join('carousel', 'choice:second', 'ask-date');
    await box(page, 'ask-date').locator('header').click();
    await remember('day');
    await extend('ask-date', 'next', 'choices', 'choose');
    await box(page, 'choose').locator('header').click();
    await field(panel, 'Text').fill('Morning or afternoon?');
    await name(['Morning', 'Afternoon']);
    await remember('time');
    await extend('choose', 'choice:yes', 'goodbye', 'end');
    await join('choose', 'choice:no', 'end');
    await box(page, 'end').locator('header').click();

    // A slip of the pen is found where it stands, and stops a publication until it is mended.
    await field(panel, 'Text').fill('Booked: {{service}} on {{day | date}}, {{tine}}.');
    await panel
      .getByText(/Nothing is called “tine”/)
      .first()
      .waitFor();
    await field(panel, 'Text').fill(LAST);
    await soon(() => panel.getByText(/Nothing is called “tine”/).count()).toBe(0);
    await soon(() => texts('salon')).toEqual(BUILT);
    expect(await ways('salon')).toEqual(WAYS);
    await pane.click({ position: { x: 20, y: 20 } });

    // On a phone with RCS: a card, a date in words, a chip.
    await button(page, 'Preview').click();
    const talk = phone(page);
    await talk.getByRole('button', { name: 'Colour' }).click();
    await talk.getByText('On which day?').waitFor();
    const write = async (words: string) => {
      await field(page, 'Message').last().fill(words);
      await button(page, 'Send').click();
    };
    await write('tomorrow');
    await talk.getByText('Morning or afternoon?').waitFor();
    await talk.getByRole('button', { name: 'Morning' }).click();
    await talk.getByText(/^Booked: colour on .+, morning\.$/).waitFor();

    // On one without: the same by numbers.
    await page.getByRole('radio', { name: 'SMS' }).click();
    await button(page, 'Start again').click();
    await talk.getByText(/1 Cut/).waitFor();
    await write('2');
    await talk.getByText('On which day?').waitFor();
    await write('tomorrow');
    await talk.getByText(/1 for Morning/).waitFor();
    await write('afternoon');
    await talk.getByText(/^Booked: colour on .+, afternoon\.$/).waitFor();

    await button(page, 'Publish').click();
    const dialog = page.getByRole('dialog', { name: /Publish “Salon”/ });
    await button(dialog, 'Publish version 1').click();
    await soon(async () => (await studio.api<{ published: number }>('GET', '/flows/salon')).published).toBe(
      1,
    );
  });

  test('by keyboard alone: the same flow drawn, played over RCS and by SMS, published', async () => {
    const page = await studio.open('/flows');
    await page.getByRole('table').waitFor();
    const press = async (...keys: string[]) => {
      for (const key of keys) await page.keyboard.press(key);
    };
    const type = (words: string) => page.keyboard.type(words);
    /** What a screen reader calls the thing the keyboard is on. */
    const named = () =>
      page.evaluate(() => {
        const here = document.activeElement;
        const label =
          here instanceof HTMLInputElement || here instanceof HTMLTextAreaElement ? here.labels?.[0] : null;
        return (here?.getAttribute('aria-label') ?? label?.textContent ?? here?.textContent ?? '').trim();
      });
    /** Goes on by Tab until something of this name has the keyboard. */
    const tabTo = async (name: RegExp, key = 'Tab', tag = '') => {
      for (let n = 0; n < 150; n += 1) {
        await press(key);
        if (!name.test(await named())) continue;
        if (tag === '' || (await page.evaluate(() => document.activeElement?.tagName)) === tag) return;
      }
      throw new Error(`Tab leads to nothing called ${name}; the keyboard is on "${await named()}"`);
    };
    const write = (words: string) => press('Control+a').then(() => type(words));
    const inInspector = () =>
      page.evaluate(() => document.activeElement?.closest('[data-inspector]') !== null);
    const inspect = async () => {
      await press('Enter');
      await soon(inInspector).toBe(true);
    };
    const leave = async (node: string) => {
      await press('Escape');
      await soon(() => focused(page)).toBe(node);
    };
    /** The step that comes next, joined to the first open way out. */
    const add = async (words: string, node: string) => {
      await press('/');
      await page.getByRole('dialog', { name: 'Add a step' }).waitFor();
      await type(words);
      await press('Enter');
      await soon(() => focused(page)).toBe(node);
    };
    const remember = async (variable: string) => {
      await tabTo(/^Remember the answer as/);
      await press('Enter');
      await page.getByRole('combobox', { name: 'Search values' }).waitFor();
      await type(variable);
      await tabTo(/^Create “/);
      await press('Enter');
      await soon(async () => (await draft('keys')).variables[variable]?.type).toBeDefined();
    };
    const unfold = async (name: RegExp) => {
      await tabTo(name);
      if ((await page.evaluate(() => document.activeElement?.getAttribute('aria-expanded'))) === 'false')
        await press('Enter');
    };
    const command = async (words: string) => {
      await press('Control+k');
      await page.getByRole('dialog').getByRole('combobox').waitFor();
      await type(words);
      await press('Enter');
    };

    await press('n');
    await page.getByRole('dialog', { name: 'A blank flow' }).waitFor();
    await type('Keys');
    await press('Enter');
    await page.waitForURL('**/flows/keys');
    await page.getByRole('heading', { name: 'How shall it begin?' }).waitFor();

    await add('carousel', 'carousel');
    await inspect();
    await tabTo(/^Title/);
    await write('Cut');
    await tabTo(/^Card 2: /, 'Shift+Tab');
    await press('Enter');
    await tabTo(/^Title/);
    await write('Colour');
    await tabTo(/^Label/);
    await write('Cut');
    await tabTo(/^Label/);
    await write('Colour');
    await unfold(/^Answer/);
    await remember('service');
    await leave('carousel');
    await add('ask for a date', 'ask-date');
    await inspect();
    await remember('day');
    await leave('ask-date');
    // The other card leads there too.
    await press('ArrowLeft');
    await soon(() => focused(page)).toBe('carousel');
    await inspect();
    await tabTo(/^Colour: leads to/);
    await press('Enter');
    await page.getByRole('combobox', { name: 'Search steps' }).waitFor();
    await type('which day');
    await press('Enter');
    await soon(async () => (await ways('keys')).carousel).toEqual(WAYS.carousel);
    await leave('carousel');
    await press('ArrowRight');
    await soon(() => focused(page)).toBe('ask-date');
    await add('choices', 'choose');
    await inspect();
    await tabTo(/^Text/, 'Tab', 'TEXTAREA');
    await write('Morning or afternoon?');
    await tabTo(/^Label/);
    await write('Morning');
    await tabTo(/^Label/);
    await write('Afternoon');
    await remember('time');
    await leave('choose');
    await add('goodbye', 'end');
    await inspect();
    await tabTo(/^Text/, 'Tab', 'TEXTAREA');
    await press('Control+a', 'Delete');
    await type(LAST);
    await leave('end');
    await press('ArrowLeft');
    await soon(() => focused(page)).toBe('choose');
    await inspect();
    await tabTo(/^Afternoon: leads to/);
    await press('Enter');
    await page.getByRole('combobox', { name: 'Search steps' }).waitFor();
    await type('booked');
    await press('Enter');
    await soon(() => ways('keys')).toEqual(WAYS);
    await soon(() => texts('keys')).toEqual(BUILT);

    await command('preview');
    const talk = phone(page);
    await talk.getByRole('button', { name: 'Colour' }).waitFor();
    await tabTo(/^Colour$/);
    await press('Enter');
    await talk.getByText('On which day?').waitFor();
    await tabTo(/^Message$/);
    await type('tomorrow');
    await press('Enter');
    await talk.getByText('Morning or afternoon?').waitFor();
    await tabTo(/^Morning$/, 'Shift+Tab');
    await press('Enter');
    await talk.getByText(/^Booked: second on .+, yes\.$/).waitFor();

    await tabTo(/^RCS$/, 'Shift+Tab');
    await press('ArrowRight');
    await tabTo(/^Start again$/);
    await press('Enter');
    await talk.getByText(/1 Cut/).waitFor();
    await tabTo(/^Message$/);
    await type('1');
    await press('Enter');
    await talk.getByText('On which day?').waitFor();
    await type('tomorrow');
    await press('Enter');
    await talk.getByText(/2 for Afternoon/).waitFor();
    await type('2');
    await press('Enter');
    await talk.getByText(/^Booked: first on .+, no\.$/).waitFor();

    await command('publish');
    const dialog = page.getByRole('dialog', { name: /Publish “Keys”/ });
    await dialog.getByRole('button', { name: 'Publish version 1' }).waitFor();
    await tabTo(/^Publish version 1/);
    await press('Enter');
    await soon(async () => (await studio.api<{ published: number }>('GET', '/flows/keys')).published).toBe(1);
  });
});
