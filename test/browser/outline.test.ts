/** The outline in a real browser on the real server: a flow built, mended and taken apart by keyboard alone. */
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Flow } from '../../flows/flow.ts';
import { exitsOf } from '../../flows/nodes/registry.ts';
import { CHROMIUM, SKIPPED } from './browser.ts';
import { faultsOf, type OpenOptions, type Studio, startStudio, wider } from './studio-rig.ts';

if (!CHROMIUM) console.warn(SKIPPED);

describe.skipIf(!CHROMIUM)('the outline', () => {
  let studio: Studio;
  beforeAll(async () => {
    studio = await startStudio();
  });
  afterAll(() => studio?.stop());
  afterEach(async () => {
    await studio.closePages();
    expect(studio.offences.splice(0)).toEqual([]);
  });

  const create = (id: string, nodes: Record<string, unknown>, more: Record<string, unknown> = {}) =>
    studio.api('POST', '/flows', {
      document: { format: 1, id, name: id, start: Object.keys(nodes)[0] ?? 'start', nodes, ...more },
    });
  const draft = async (id: string) => (await studio.api<{ document: Flow }>('GET', `/flows/${id}`)).document;
  /** Where the exits of every step lead, as the server has it. */
  const ways = async (id: string) =>
    Object.fromEntries(
      Object.entries((await draft(id)).nodes).map(([key, node]) => [
        key,
        Object.fromEntries(exitsOf(node).map(({ name, to }) => [name, to])),
      ]),
    );
  const soon = <T>(read: () => T | Promise<T>) => expect.poll(read, { timeout: 10_000 });
  async function openOutline(id: string, options: OpenOptions = {}): Promise<Page> {
    const page = await studio.open(`/flows/${id}`, options);
    await page.locator('.react-flow__viewport').waitFor({ state: 'attached' });
    await page.keyboard.press('Shift+O');
    await page.getByRole('tab', { name: 'Outline', selected: true }).waitFor();
    await page.getByRole('textbox', { name: 'Search the steps' }).waitFor();
    return page;
  }
  /** What a screen reader says of the line the keyboard is on. */
  const spoken = (page: Page) =>
    page.evaluate(() => {
      const id = document.activeElement?.getAttribute('aria-activedescendant');
      const line = id ? document.getElementById(id)?.cloneNode(true) : undefined;
      if (!(line instanceof Element)) return undefined;
      for (const silent of line.querySelectorAll('[aria-hidden=true]')) silent.remove();
      return line.textContent;
    });
  const press = async (page: Page, ...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  /** Chooses from the list that has just opened, as hands do: typed, then Enter. */
  const choose = async (page: Page, words: string) => {
    await page.getByRole('combobox', { name: 'Search steps' }).waitFor();
    await page.keyboard.type(words);
    await page.keyboard.press('Enter');
    await soon(() => page.getByRole('combobox', { name: 'Search steps' }).count()).toBe(0);
    await soon(() => spoken(page)).toBeTruthy();
  };
  const text = (en: string) => ({ message: { kind: 'text', text: en } });

  test('a flow is built from nothing by keyboard: added, named, led on, inserted, taken apart, put back', async () => {
    await create('by-keys', {});
    const page = await openOutline('by-keys');
    // From the tab the keyboard leads into the outline, and its first button makes the first step.
    await page.getByRole('tab', { name: 'Outline' }).focus();
    await page.getByText('No steps yet').waitFor();
    const isThere = () => page.evaluate(() => document.activeElement?.textContent === 'Add a step');
    for (let n = 0; n < 8 && !(await isThere()); n += 1) await press(page, 'Tab');
    await press(page, 'Enter');
    await choose(page, 'Choices');
    await soon(() => spoken(page)).toMatch(/^.+ \(Choices, Start, 2 problems to mend/);
    await press(page, 'F2');
    await page.keyboard.type('Which day');
    await press(page, 'Enter');
    await soon(() => spoken(page)).toMatch(/^Which day \(Choices, Start/);

    // Its first way out goes to a new question, which goes on to an end.
    await press(page, 'ArrowDown', 'Insert');
    await choose(page, 'Question');
    await press(page, 'F2');
    await page.keyboard.type('Your name');
    await press(page, 'Enter');
    await soon(() => spoken(page)).toMatch(/^Your name \(Question/);
    await press(page, 'Insert');
    await choose(page, 'End');
    await soon(() => spoken(page)).toMatch(/ \(End\)$/);

    // Up again by typing; every other way out of the choice is led to steps that are there.
    await page.keyboard.type('wh');
    await soon(() => spoken(page)).toMatch(/^Which day/);
    const exits = Object.keys((await ways('by-keys')).choose ?? {});
    await press(page, 'ArrowRight');
    for (const [n, exit] of exits.entries()) {
      if (n > 0) await press(page, 'ArrowDown');
      if ((await ways('by-keys')).choose?.[exit] !== undefined) continue;
      await press(page, 'Enter');
      await choose(page, 'name');
      await soon(async () => (await ways('by-keys')).choose?.[exit]).toBe('ask');
    }
    await soon(() => spoken(page)).toMatch(/leads to Your name$/);

    // Right follows a way, left goes back to the step it is of.
    await press(page, 'ArrowRight');
    await soon(() => spoken(page)).toMatch(/^Your name \(Question/);
    await press(page, 'ArrowRight', 'ArrowLeft');
    await soon(() => spoken(page)).toMatch(/^Your name \(Question/);

    // Put between two, deleted with its ways joined, and all of it undone and done again.
    await press(page, 'ArrowRight', '+');
    await choose(page, 'Say');
    await soon(async () => (await ways('by-keys')).ask?.next).toBe('say');
    await soon(async () => (await ways('by-keys')).say?.next).toBe('end');
    await press(page, 'Shift+Delete');
    await soon(async () => (await ways('by-keys')).ask?.next).toBe('end');
    await press(page, 'Control+z');
    await soon(async () => Object.keys((await draft('by-keys')).nodes).length).toBe(4);
    await press(page, 'Control+Shift+z');
    await soon(async () => Object.keys((await draft('by-keys')).nodes).length).toBe(3);
    const { positions } = (await draft('by-keys')).canvas;
    expect(Object.keys(positions).toSorted()).toEqual(['ask', 'choose', 'end']);
  });

  test('choices are reordered, ways left open, steps copied, several deleted, and the menu does the rest', async () => {
    await create('salon', {
      pick: {
        kind: 'choose',
        title: 'Pick',
        ask: text('Which?'),
        choices: [
          { id: 'cut', label: 'Cut', to: 'bye' },
          { id: 'colour', label: 'Colour', to: 'bye' },
        ],
        timeout: { after: '1h', to: 'bye' },
      },
      bye: { kind: 'end', title: 'Bye' },
    });
    const page = await openOutline('salon');
    await page.getByRole('tree', { name: 'Steps of the flow' }).focus();
    await press(page, 'Home', 'ArrowDown');
    await soon(() => spoken(page)).toBe('Cut leads to Bye');
    await press(page, 'Alt+ArrowDown');
    await soon(async () => Object.keys((await ways('salon')).pick ?? {})).toEqual([
      'choice:colour',
      'choice:cut',
      'timeout',
    ]);
    await soon(() => spoken(page)).toBe('Cut leads to Bye');
    await press(page, 'Delete');
    await soon(() => spoken(page)).toBe('Cut leads nowhere yet');
    await soon(async () => (await ways('salon')).pick?.['choice:cut']).toBeUndefined();
    await soon(() =>
      page.getByRole('treeitem', { name: 'Pick (Choices, Start, 1 problem to mend)' }).count(),
    ).toBe(1);

    await press(page, 'End', 'Control+d');
    await soon(async () => Object.keys((await draft('salon')).nodes)).toEqual(['pick', 'bye', 'bye-2']);
    await soon(() => spoken(page)).toMatch(/^Bye \(End, Nothing leads here/);
    // Two at once: the copy and the one before it.
    await press(page, 'Shift+ArrowUp');
    await soon(() => page.getByRole('treeitem', { selected: true }).count()).toBe(2);
    await press(page, 'Delete');
    await soon(async () => Object.keys((await draft('salon')).nodes)).toEqual(['pick']);
    await press(page, 'Control+z');
    await soon(async () => Object.keys((await draft('salon')).nodes).length).toBe(3);

    // The menu, by its key: the start is moved.
    await press(page, 'End', 'Shift+F10');
    await page.getByRole('menu').waitFor();
    const inMenu = () => page.evaluate(() => document.activeElement?.closest('[role=menu]') !== null);
    await soon(inMenu).toBe(true);
    await press(page, 's', 't');
    await soon(() => page.evaluate(() => document.activeElement?.textContent)).toMatch(/^Start here/);
    await press(page, 'Enter');
    await soon(async () => (await draft('salon')).start).toBe('bye-2');
    await soon(() => spoken(page)).toMatch(/, Start/);
    // Keys of the canvas do there what they do everywhere; other letters go to a line.
    await press(page, 'Shift+I');
    await soon(() => spoken(page)).toMatch(/, Start, Pinned/);
    await press(page, 'p');
    await soon(() => spoken(page)).toMatch(/^Pick/);
    await press(page, 'End');

    // Into the details and back: Enter opens them, Escape leads to the box on the canvas.
    await press(page, 'Enter');
    await page.getByRole('tab', { name: 'Edit', selected: true }).waitFor();
    await soon(() => page.evaluate(() => document.activeElement?.closest('[data-inspector]') !== null)).toBe(
      true,
    );
    // What is folded away is not walked through; the search leaves what has its words.
    await page.getByRole('tree').focus();
    await press(page, 'Home', 'ArrowLeft');
    await page.getByRole('textbox', { name: 'Search the steps' }).fill('which');
    await soon(() => page.getByRole('treeitem').count()).toBeLessThan(5);
    await press(page, 'ArrowDown');
    await soon(() => spoken(page)).toMatch(/^Pick/);
    await press(page, 'Escape');
    await soon(() => page.evaluate(() => document.activeElement?.getAttribute('data-id'))).toBe('pick');
  });

  test('of a thousand steps only those in sight are drawn, and the last is one key away', async () => {
    const nodes = Object.fromEntries(
      Array.from({ length: 1000 }, (_, n) => [
        `n${n}`,
        n === 999
          ? { kind: 'end', title: 'The last' }
          : { kind: 'say', title: `Step ${n}`, say: [text('x')], to: `n${n + 1}` },
      ]),
    );
    await create('long', nodes);
    const page = await openOutline('long');
    await page.getByRole('tree').focus();
    await press(page, 'End');
    await soon(() => spoken(page)).toMatch(/^The last \(End/);
    expect(await page.getByRole('treeitem').count()).toBeLessThan(90);
    expect(await page.getByRole('treeitem', { name: 'The last (End)' }).getAttribute('aria-posinset')).toBe(
      '1000',
    );
    await press(page, 'Home');
    await soon(() => spoken(page)).toMatch(/^Step 0/);
  });

  test.each([
    ['light', 1440, 'en-GB'],
    ['dark', 1024, 'fr-FR'],
  ] as const)('axe finds nothing in %s at %i pixels in %s', async (colorScheme, width, locale) => {
    const page = await studio.open('/flows/booking', {
      bypassCSP: true,
      colorScheme,
      locale,
      viewport: { width, height: 820 },
    });
    await page.locator('.react-flow__node').first().waitFor();
    await page.keyboard.press('Shift+O');
    await page.getByRole('treeitem').first().waitFor();
    // Only what is looked at here: the panel on the other side has tests of its own.
    if (width > 1200) await page.keyboard.press('Shift+E');
    await page.getByRole('tree').focus();
    await press(page, 'ArrowDown', 'Insert');
    await page.getByRole('listbox').waitFor();
    expect(await wider(page)).toBe(0);
    expect(await faultsOf(page)).toEqual([]);
  });
});
