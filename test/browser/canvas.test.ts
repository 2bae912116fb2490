/** The canvas in a real browser on the real server: flows drawn by mouse and by keyboard, alone and with somebody else. */
import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Flow } from '../../flows/flow.ts';
import { exitsOf } from '../../flows/nodes/registry.ts';
import { CHROMIUM, SKIPPED } from './browser.ts';
import { box, drag, focused, handle, LOST_CONNECTION, middle, openEditor, soon } from './canvas-hands.ts';
import { faultsOf, type OpenOptions, type Studio, startStudio, wider } from './studio-rig.ts';

if (!CHROMIUM) console.warn(SKIPPED);

describe.skipIf(!CHROMIUM)('the canvas', { timeout: 60_000 }, () => {
  let studio: Studio;
  let made = 0;
  /** The connection was taken away on purpose. */
  let away = false;
  beforeAll(async () => {
    studio = await startStudio();
  });
  afterAll(() => studio?.stop());
  afterEach(async () => {
    await studio.closePages();
    const natural = away ? LOST_CONNECTION : undefined;
    away = false;
    expect(studio.offences.splice(0).filter((offence) => !natural?.test(offence))).toEqual([]);
  });

  /** A flow of its own for each test. */
  async function flowOf(nodes: Record<string, unknown>, more: Record<string, unknown> = {}): Promise<string> {
    made += 1;
    const id = `canvas-${made}`;
    await studio.api('POST', '/flows', {
      document: {
        format: 1,
        id,
        name: `Canvas ${made}`,
        start: Object.keys(nodes)[0] ?? 'start',
        nodes,
        ...more,
      },
    });
    return id;
  }
  const draft = async (id: string) => (await studio.api<{ document: Flow }>('GET', `/flows/${id}`)).document;
  /** Where the exits of a step lead, as the server has it. */
  const ways = async (id: string, node: string) => {
    const found = (await draft(id)).nodes[node];
    return found && Object.fromEntries(exitsOf(found).map(({ name, to }) => [name, to]));
  };
  const openFlow = (id: string, query?: string, options?: OpenOptions) =>
    openEditor(studio, id, query, options);
  const text = (en: string) => ({ message: { kind: 'text', text: en } });
  const pair = () =>
    flowOf(
      {
        hello: { kind: 'say', title: 'Hello', say: [text('Good morning')] },
        bye: { kind: 'end', title: 'Bye' },
      },
      { canvas: { positions: { hello: { x: 0, y: 0 }, bye: { x: 420, y: 0 } } } },
    );
  const joined = () =>
    flowOf(
      {
        hello: { kind: 'say', title: 'Hello', say: [text('Good morning')], to: 'bye' },
        bye: { kind: 'end', title: 'Bye' },
        aside: { kind: 'say', title: 'Aside', say: [text('By the way')] },
      },
      { canvas: { positions: { hello: { x: 0, y: 0 }, bye: { x: 640, y: 0 }, aside: { x: 0, y: 220 } } } },
    );

  test('an empty flow offers three ways to begin: a template comes into it, and a first step by one click', async () => {
    const id = await flowOf({});
    const page = await openFlow(id);
    for (const way of ['From a template', 'With a first message', 'From a file']) {
      await page.getByRole('button', { name: way }).waitFor();
    }
    const { name } = await draft(id);
    await page.getByRole('button', { name: 'From a template' }).click();
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /^Appointment/ })
      .click();
    await soon(async () => (await draft(id)).start).toBe('find');
    expect(await draft(id)).toMatchObject({ id, name });
    await page.keyboard.press('Control+z');
    await page.getByRole('button', { name: 'With a first message' }).click();
    await box(page, 'say').waitFor();
    await soon(async () => Object.keys((await draft(id)).nodes)).toEqual(['say']);
    expect((await draft(id)).start).toBe('say');
  });

  test('a file that holds no flow is refused in words and changes nothing; a good one is taken', async () => {
    const id = await flowOf({});
    const page = await openFlow(id);
    const file = (content: string) => ({
      name: 'a.flow.json',
      mimeType: 'application/json',
      buffer: Buffer.from(content),
    });
    const input = page.locator('section input[type=file]');
    await input.setInputFiles(file('{"format": 1'));
    await page.getByText('This file holds no flow.').waitFor();
    await input.setInputFiles(file('{"format": 99, "id": "x", "name": "X", "start": "a", "nodes": {}}'));
    await page.getByText('This file holds no flow.').waitFor();
    expect((await draft(id)).nodes).toEqual({});
    await input.setInputFiles(file(readFileSync('flows/library/welcome.flow.json', 'utf8')));
    await soon(async () => Object.keys((await draft(id)).nodes).length).toBeGreaterThan(3);
    expect((await draft(id)).id).toBe(id);
  });

  test('a file for a flow that is not empty is shown as what would change, then taken as one edit', async () => {
    const id = await joined();
    const page = await openFlow(id);
    const wanted = await draft(id);
    const file = {
      name: 'changed.flow.json',
      mimeType: 'application/json',
      buffer: Buffer.from(
        JSON.stringify({ ...wanted, nodes: { ...wanted.nodes, aside: { kind: 'end', title: 'Out' } } }),
      ),
    };
    await page.locator('main input[type=file]').setInputFiles(file);
    const dialog = page.getByRole('dialog', { name: 'Import changed.flow.json' });
    await dialog.getByText('Is now an end instead of a message').waitFor();
    expect((await draft(id)).nodes.aside?.kind).toBe('say');
    await dialog.getByRole('button', { name: 'Replace the draft' }).click();
    await soon(async () => (await draft(id)).nodes.aside?.kind).toBe('end');
    await page.keyboard.press('Control+z');
    await soon(async () => (await draft(id)).nodes.aside?.kind).toBe('say');
  });

  test('a flow is drawn by mouse: dragged in, joined by a line, extended from a line let go in the open', async () => {
    const id = await flowOf(
      { hello: { kind: 'say', say: [text('Good morning')] } },
      { canvas: { positions: { hello: { x: 0, y: 0 } } } },
    );
    const page = await openFlow(id, '?at=400,160,0.75');
    const pane = page.locator('.react-flow__pane');
    const [hello, ground] = [await box(page, 'hello').boundingBox(), await pane.boundingBox()];
    await page.getByRole('button', { name: /^Add: Choices/ }).dragTo(pane, {
      targetPosition: {
        x: (hello?.x ?? 0) + 420 - (ground?.x ?? 0),
        y: (hello?.y ?? 0) + 60 - (ground?.y ?? 0),
      },
    });
    await box(page, 'choose').waitFor();
    await drag(
      page,
      await middle(handle(page, 'hello', 'next')),
      await middle(box(page, 'choose').locator('header')),
    );
    await soon(() => ways(id, 'hello')).toEqual({ next: 'choose' });

    const yes = await middle(handle(page, 'choose', 'choice:yes'));
    await drag(page, yes, { x: yes.x + 110, y: yes.y + 90 });
    const list = page.getByRole('dialog', { name: 'Add a step' });
    await list.getByPlaceholder('Search steps').fill('goodbye');
    await page.keyboard.press('Enter');
    await soon(() => ways(id, 'choose')).toMatchObject({ 'choice:yes': 'end' });
    expect((await draft(id)).nodes.end?.kind).toBe('end');
  });

  test('a click on an open handle adds the step that comes next', async () => {
    const id = await pair();
    const page = await openFlow(id);
    await handle(page, 'hello', 'next').click();
    await page.getByRole('dialog', { name: 'Add a step' }).getByPlaceholder('Search steps').fill('wait');
    await page.keyboard.press('Enter');
    await soon(() => ways(id, 'hello')).toEqual({ next: 'wait' });
  });

  test('a flow is drawn by keyboard alone, and every step of it undone and redone', async () => {
    const id = await flowOf({ hello: { kind: 'say', title: 'Hello', say: [text('Good morning')] } });
    const page = await openFlow(id);
    await box(page, 'hello').focus();
    await page.keyboard.press('Enter');
    await soon(() => page.evaluate(() => document.activeElement?.closest('[data-inspector]') !== null)).toBe(
      true,
    );
    await page.keyboard.press('Escape');
    await soon(() => focused(page)).toBe('hello');
    await page.keyboard.press('/');
    await page.getByRole('dialog', { name: 'Add a step' }).waitFor();
    await page.keyboard.type('question');
    await page.keyboard.press('Enter');
    await soon(() => ways(id, 'hello')).toEqual({ next: 'ask' });
    await soon(() => focused(page)).toBe('ask');

    await page.keyboard.press('F2');
    await page.keyboard.type('Who is it?');
    await page.keyboard.press('Enter');
    await soon(async () => (await draft(id)).nodes.ask?.title).toBe('Who is it?');
    // The step the keyboard is on needs not be selected.
    await soon(() => focused(page)).toBe('ask');
    await page.keyboard.press('Space');
    await soon(() => box(page, 'ask').evaluate((step) => step.classList.contains('selected'))).toBe(false);
    await page.keyboard.press('F2');
    await page.keyboard.type('Who is there?');
    await page.keyboard.press('Enter');
    await soon(async () => (await draft(id)).nodes.ask?.title).toBe('Who is there?');
    await soon(() => focused(page)).toBe('ask');
    await page.keyboard.press('/');
    await page.keyboard.type('end');
    await page.keyboard.press('Enter');
    await soon(() => ways(id, 'ask')).toEqual({ next: 'end' });

    await soon(() => focused(page)).toBe('end');
    await page.keyboard.press('ArrowLeft');
    await soon(() => focused(page)).toBe('ask');
    await page.keyboard.press('Shift+Delete');
    await soon(() => ways(id, 'hello')).toEqual({ next: 'end' });
    await page.keyboard.press('Control+z');
    await soon(() => ways(id, 'hello')).toEqual({ next: 'ask' });
    for (let n = 0; n < 4; n += 1) await page.keyboard.press('Control+z');
    await soon(async () => Object.keys((await draft(id)).nodes)).toEqual(['hello']);
    for (let n = 0; n < 4; n += 1) await page.keyboard.press('Control+Shift+z');
    await soon(() => ways(id, 'ask')).toEqual({ next: 'end' });
  });

  test('a text and a chip are written where they stand, a script stays text', async () => {
    const id = await flowOf(
      {
        pick: { kind: 'choose', title: 'Pick', ask: text('Which one?'), choices: [{ id: 'a', label: 'A' }] },
      },
      { locales: ['en', 'fr'] },
    );
    const page = await openFlow(id);
    await box(page, 'pick').getByText('Which one?').dblclick();
    await page.keyboard.type('<img src=x onerror="throw 1">');
    await page.keyboard.press('Enter');
    await box(page, 'pick').getByText('<img src=x onerror="throw 1">').waitFor();
    await box(page, 'pick').getByText('A', { exact: true }).dblclick();
    await page.keyboard.type('مرحبا بالعالم');
    await page.keyboard.press('Enter');
    await soon(async () => (await draft(id)).nodes.pick).toMatchObject({
      ask: { message: { text: '<img src=x onerror="throw 1">' } },
      choices: [{ label: 'مرحبا بالعالم' }],
    });
    expect(await page.locator('img[src=x]').count()).toBe(0);
    // Escape leaves what was there.
    await box(page, 'pick').getByText('Pick', { exact: true }).dblclick();
    await page.keyboard.type('Something else');
    await page.keyboard.press('Escape');
    await box(page, 'pick').getByText('Pick', { exact: true }).waitFor();
  });

  test('a step let go over a line is put into it, by one edit', async () => {
    const id = await joined();
    const page = await openFlow(id);
    const [from, to] = [
      await middle(handle(page, 'hello', 'next')),
      await middle(box(page, 'bye').locator('header')),
    ];
    const grip = await box(page, 'aside').locator('header').boundingBox();
    const hold = { x: (grip?.x ?? 0) + 120, y: (grip?.y ?? 0) + 18 };
    await drag(page, hold, { x: (from.x + to.x) / 2 - 30, y: from.y });
    await soon(() => ways(id, 'hello')).toEqual({ next: 'aside' });
    expect(await ways(id, 'aside')).toEqual({ next: 'bye' });
    await page.keyboard.press('Control+z');
    await soon(() => ways(id, 'hello')).toEqual({ next: 'bye' });
    expect((await draft(id)).canvas.positions.aside).toMatchObject({ x: 0, y: 220 });
  });

  test('the end of a line is dragged to another step, or away; Alt and a drag cut it', async () => {
    const id = await joined();
    const page = await openFlow(id);
    const bye = await box(page, 'bye').boundingBox();
    const end = { x: (bye?.x ?? 0) - 14, y: (await middle(handle(page, 'hello', 'next'))).y };
    await drag(page, end, await middle(box(page, 'aside').locator('header')));
    await soon(() => ways(id, 'hello')).toEqual({ next: 'aside' });
    await page.keyboard.press('Control+z');
    await soon(() => ways(id, 'hello')).toEqual({ next: 'bye' });
    await drag(page, end, { x: end.x - 60, y: end.y + 160 });
    await soon(() => ways(id, 'hello')).toEqual({ next: undefined });
    expect(await page.getByRole('dialog', { name: 'Add a step' }).count()).toBe(0);
    await page.keyboard.press('Control+z');
    await soon(() => ways(id, 'hello')).toEqual({ next: 'bye' });

    const from = await middle(handle(page, 'hello', 'next'));
    const x = (from.x + (bye?.x ?? 0)) / 2;
    await page.keyboard.down('Alt');
    await drag(page, { x, y: from.y - 80 }, { x, y: from.y + 60 });
    await page.keyboard.up('Alt');
    await soon(() => ways(id, 'hello')).toEqual({ next: undefined });
  });

  test('steps are copied into another flow with the variables they use', async () => {
    const from = await flowOf(
      {
        who: {
          kind: 'ask',
          title: 'Who?',
          ask: text('Your name?'),
          expect: { type: 'text' },
          save: 'visitor',
        },
      },
      { variables: { visitor: { type: 'text', personal: true } } },
    );
    const to = await pair();
    const page = await openFlow(from, '', { permissions: ['clipboard-read', 'clipboard-write'] });
    await box(page, 'who').locator('header').click();
    await page.keyboard.press('Control+c');
    await page.goto(`${studio.url}/flows/${to}`);
    await box(page, 'hello').waitFor();
    await page.keyboard.press('Control+v');
    await page.getByText('1 step pasted, with the variable visitor.').first().waitFor();
    await soon(async () => Object.keys((await draft(to)).nodes)).toContain('who');
    expect((await draft(to)).variables.visitor).toEqual({ type: 'text', personal: true });
    // The clipboard of somebody who types is theirs.
    await page.getByRole('searchbox', { name: 'Search steps' }).click();
    await page.keyboard.press('Control+v');
    expect(Object.keys((await draft(to)).nodes)).toHaveLength(3);
  });

  test('tidying up is one edit, leaves pinned steps alone, and no two steps lie on each other', async () => {
    const nodes: Record<string, unknown> = {};
    for (let n = 0; n < 12; n += 1) {
      nodes[`s${n}`] = {
        kind: 'say',
        title: `Step ${n}`,
        say: [text(`Line ${n}`)],
        ...(n < 11 ? { to: `s${n + 1}` } : {}),
      };
    }
    const id = await flowOf(nodes, {
      canvas: { positions: { s0: { x: 0, y: 0 }, s5: { x: 1000, y: 900, pinned: true } } },
    });
    const page = await openFlow(id);
    await page.getByRole('button', { name: 'Tidy up', exact: true }).click();
    await soon(async () => Object.keys((await draft(id)).canvas.positions).length).toBe(12);
    const { positions } = (await draft(id)).canvas;
    expect(positions.s5).toEqual({ x: 1000, y: 900, pinned: true });
    const places = Object.values(positions);
    for (const [n, a] of places.entries()) {
      for (const b of places.slice(n + 1))
        expect(Math.abs(a.x - b.x) >= 272 || Math.abs(a.y - b.y) >= 60).toBe(true);
    }
    await page.keyboard.press('Control+z');
    await soon(async () => Object.keys((await draft(id)).canvas.positions)).toEqual(['s0', 's5']);
  });

  test('an address leads to a step, back and forward through the places one has been at', async () => {
    const page = await openFlow('booking', '?node=services');
    await box(page, 'services').waitFor();
    expect(await box(page, 'services').getAttribute('class')).toContain('selected');
    await page.goto(`${studio.url}/flows/booking?at=100000,100000,1`);
    await page.getByRole('textbox', { name: 'Name of the flow' }).waitFor();
    await soon(() => page.locator('.react-flow__node').count()).toBe(0);
    await page.keyboard.press('Home');
    await box(page, 'find').waitFor();
    await soon(() => page.url()).not.toContain('100000');
  });

  test('a selection becomes a sub-flow; the way in and back out of it is shown', async () => {
    const id = await flowOf(
      {
        hello: { kind: 'say', title: 'Hello', say: [text('Good morning')], to: 'name' },
        name: {
          kind: 'ask',
          title: 'Name',
          ask: text('Your name?'),
          expect: { type: 'text' },
          save: 'visitor',
          to: 'bye',
        },
        bye: { kind: 'end', title: 'Bye' },
      },
      { variables: { visitor: { type: 'text' } } },
    );
    const page = await openFlow(id);
    await box(page, 'hello').locator('header').click();
    await box(page, 'name')
      .locator('header')
      .click({ modifiers: ['Shift'] });
    await page
      .getByRole('toolbar', { name: '2 selected' })
      .getByRole('button', { name: 'Make a sub-flow' })
      .click();
    await page.getByLabel('Name of the new flow').fill(`Greeting ${made}`);
    await page.getByRole('button', { name: 'Make it' }).click();
    await soon(async () =>
      Object.values((await draft(id)).nodes)
        .map(({ kind }) => kind)
        .sort(),
    ).toEqual(['end', 'subflow']);
    expect(Object.keys((await draft(`greeting-${made}`)).nodes)).toEqual(
      expect.arrayContaining(['hello', 'name']),
    );
    await box(page, `greeting-${made}`).click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Open the sub-flow' }).click();
    await box(page, 'hello').waitFor();
    await page.getByRole('navigation', { name: 'Way here' }).getByRole('link').click();
    await box(page, 'bye').waitFor();
  });

  test('frames and notes are drawn beside the flow, and go with what lies in them', async () => {
    const id = await pair();
    const page = await openFlow(id);
    await box(page, 'hello').locator('header').click();
    await box(page, 'bye')
      .locator('header')
      .click({ modifiers: ['Shift'] });
    await page.keyboard.press('Control+g');
    const frame = box(page, 'frame:frame');
    await frame.waitFor();
    await soon(async () => (await draft(id)).canvas.frames?.length).toBe(1);
    const grip = await middle(frame.locator('header'));
    await drag(page, grip, { x: grip.x + 64, y: grip.y + 48 });
    await soon(async () => (await draft(id)).canvas.positions.hello?.x).toBeGreaterThan(40);
    const { positions } = (await draft(id)).canvas;
    expect((positions.bye?.x ?? 0) - (positions.hello?.x ?? 0)).toBe(420);
    await frame.getByRole('button', { name: /^Fold/ }).click();
    await soon(() => box(page, 'hello').count()).toBe(0);
    await frame.getByRole('button', { name: /^Unfold/ }).click();
    await box(page, 'hello').waitFor();

    await page.keyboard.press('Escape');
    await page.keyboard.press('Shift+N');
    await page.keyboard.type('# Mind\n- **one**\n- <b>two</b>', { delay: 0 });
    await page.keyboard.press('Tab');
    await soon(async () => (await draft(id)).canvas.notes.length).toBe(1);
    await soon(() => box(page, 'note:note').locator('li').allTextContents()).toEqual(['one', '<b>two</b>']);
  });

  test('what is changed while the connection is lost is kept, said to be kept, and sent when it is back', async () => {
    const id = await pair();
    const page = await openFlow(id);
    // Its form is a part of its own: it has to have come before nothing more can.
    await page.locator('[data-inspector]').getByRole('textbox').first().waitFor();
    // What comes after the screen itself as well.
    await page.waitForFunction(() => {
      const names = performance.getEntriesByType('resource').map(({ name }) => name);
      return names.some((name) => /\/attendant-[^/]*\.js$/.test(name));
    });
    await page.waitForLoadState('networkidle');
    away = true;
    await page.context().setOffline(true);
    await page.getByText('Offline: kept here').waitFor();
    await box(page, 'hello').locator('header').click();
    await page.keyboard.press('F2');
    await page.keyboard.type('Written offline');
    await page.keyboard.press('Enter');
    await box(page, 'hello').getByText('Written offline').waitFor();

    // No room to keep any more: that is said, and nobody leaves unasked.
    await page.evaluate(() => {
      for (let size = 4_000_000, n = 0; size >= 1; n += 1) {
        try {
          localStorage.setItem(`full${n}`, 'x'.repeat(size));
        } catch {
          size = Math.floor(size / 2);
        }
      }
    });
    await box(page, 'hello').locator('header').click();
    await page.keyboard.press('F2');
    await page.keyboard.type(' and not kept');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Offline: not kept' }).waitFor();
    await page.getByText(/^No connection to the server. This browser has no room left/).waitFor();
    await page.getByRole('link', { name: 'All flows' }).click();
    const asked = page.getByRole('dialog', { name: 'Leave without your newest changes?' });
    await asked.getByRole('button', { name: 'Cancel' }).click();
    expect(new URL(page.url()).pathname).toBe(`/flows/${id}`);
    await page.evaluate(() => localStorage.clear());
    await page.context().setOffline(false);
    await soon(async () => (await draft(id)).nodes.hello?.title).toContain('and not kept');
    await page.getByText('Saved', { exact: true }).waitFor();
  });

  test('far away every step has its title and every line is still drawn, near again all of a step', async () => {
    const page = await openFlow(await joined());
    await page.getByRole('button', { name: /^Zoom: / }).click();
    await page.getByRole('menuitemradio', { name: /^25\s%/ }).click();
    await soon(() => box(page, 'hello').getByText('Good morning').count()).toBe(0);
    await box(page, 'hello').getByText('Hello', { exact: true }).waitFor();
    const lines = page.locator('.react-flow__viewport-portal svg path');
    await soon(() => lines.count()).toBe(1);
    // A flow that is opened so has its lines too.
    await page.goto(`${page.url().split('?')[0]}?at=400,150,0.2`);
    await box(page, 'bye').waitFor();
    await soon(() => lines.count()).toBe(1);
    await page.keyboard.press('0');
    await box(page, 'hello').getByText('Good morning').waitFor();
  });

  test('focus mode hides everything else, and Escape leads back', async () => {
    const page = await openFlow(await pair());
    await page.keyboard.press('Control+.');
    await soon(() => page.getByRole('button', { name: 'Publish' }).count()).toBe(0);
    await box(page, 'hello').focus();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Publish' }).waitFor();
  });

  test('a flow that is not there is said to be missing', async () => {
    const page = await studio.open('/flows/nowhere');
    await page.getByRole('heading', { name: 'There is no such flow.' }).waitFor();
  });

  test.each([
    ['light', 1440, 'en-GB'],
    ['dark', 1024, 'fr-FR'],
  ] as const)(
    'axe finds nothing in %s at %i pixels in %s, and nothing is wider than the page',
    async (colorScheme, width, locale) => {
      const page = await studio.open('/flows/welcome', {
        bypassCSP: true,
        colorScheme,
        locale,
        viewport: { width, height: 820 },
      });
      await page.locator('.react-flow__node').first().waitFor();
      expect(await wider(page)).toBe(0);
      expect(await faultsOf(page)).toEqual([]);
    },
  );
});
