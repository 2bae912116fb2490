/** The list of flows and the gallery in a real browser on the real server: everything a designer does with a whole flow. */
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { FlowDetail, FlowSummary } from '../../server/contract.ts';
import { CHROMIUM, SKIPPED } from './browser.ts';
import { faultsOf, type Studio, startStudio, wider } from './studio-rig.ts';

if (!CHROMIUM) console.warn(SKIPPED);

const LONG = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft';

describe.skipIf(!CHROMIUM)('the flows', () => {
  let studio: Studio;
  beforeAll(async () => {
    studio = await startStudio();
  });
  afterAll(() => studio?.stop());
  afterEach(async () => {
    await studio.closePages();
    expect(studio.offences.splice(0)).toEqual([]);
  });

  const summaries = async () => (await studio.api<{ items: FlowSummary[] }>('GET', '/flows?limit=200')).items;
  const names = (page: Page) => page.locator('tbody th a').allTextContents();
  const actions = async (page: Page, name: string, action: string) => {
    await page.getByRole('button', { name: `Actions for ${name}`, exact: true }).click();
    await page.getByRole('menuitem', { name: action }).click();
  };

  test('the shipped ones are listed as live, sorted by a click on a heading', async () => {
    const page = await studio.open('/flows');
    await page.getByRole('link', { name: 'Appointment' }).waitFor();
    expect(await page.getByRole('row', { name: /Appointment/ }).textContent()).toContain('Live · 1');
    const heading = page.getByRole('columnheader', { name: 'Name' });
    await heading.getByRole('button').click();
    const up = await names(page);
    expect(up).toEqual([...up].sort());
    expect(await heading.getAttribute('aria-sort')).toBe('ascending');
    await heading.getByRole('button').click();
    expect(await names(page)).toEqual([...up].reverse());
  });

  test('a search finds by name and description without accents, and says when it finds nothing', async () => {
    const page = await studio.open('/flows', { locale: 'fr-FR' });
    const search = page.getByRole('searchbox', { name: 'Chercher par nom ou description' });
    await search.fill('recu provider');
    await expect.poll(() => names(page)).toEqual(['Payment']);
    await search.fill('xyzzy');
    await page.getByText('Aucun parcours ne correspond à « xyzzy ».').waitFor();
    await page.getByRole('button', { name: 'Effacer la recherche' }).click();
    await expect.poll(async () => (await names(page)).length).toBeGreaterThan(3);
  });

  test('a blank flow is made by keyboard alone, under an id made of its name', async () => {
    const page = await studio.open('/flows');
    await page.getByRole('table').waitFor();
    await page.keyboard.press('n');
    const dialog = page.getByRole('dialog', { name: 'A blank flow' });
    await dialog.waitFor();
    await page.keyboard.press('Enter');
    await dialog.getByRole('alert').getByText('Give it a name.').waitFor();
    await page.keyboard.type('Été à Nîmes !');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/flows/ete-a-nimes');
    const made = await studio.api<FlowDetail>('GET', '/flows/ete-a-nimes');
    expect(made).toMatchObject({ name: 'Été à Nîmes !', state: 'draft', nodes: 0, locales: ['en'] });
  });

  test('a second one of the same name gets the next id', async () => {
    await studio.api('POST', '/flows', {
      document: { format: 1, id: 'twice', name: 'Twice', locales: ['en'], start: 'start', nodes: {} },
    });
    const page = await studio.open('/flows');
    await page.getByRole('button', { name: 'New flow' }).click();
    await page.getByRole('menuitem', { name: 'Blank flow' }).click();
    await page.getByRole('dialog').getByLabel('Name').fill('Twice');
    await page.getByRole('button', { name: 'Create the flow' }).click();
    await page.waitForURL('**/flows/twice-2');
  });

  test('renaming can be undone, and keeps everything else of the draft', async () => {
    const before = await studio.api<FlowDetail>('GET', '/flows/claims');
    const page = await studio.open('/flows');
    await actions(page, 'Claim', 'Rename');
    const field = page.getByRole('dialog').getByLabel('Name');
    expect(await field.inputValue()).toBe('Claim');
    await field.fill('Sinistre');
    await field.press('Enter');
    await page.getByRole('link', { name: 'Sinistre' }).waitFor();
    const after = await studio.api<FlowDetail>('GET', '/flows/claims');
    expect(after.document).toEqual({ ...before.document, name: 'Sinistre' });
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('link', { name: 'Claim', exact: true }).waitFor();
    expect((await studio.api<FlowDetail>('GET', '/flows/claims')).document).toEqual(before.document);
  });

  test('a copy is another flow', async () => {
    const page = await studio.open('/flows');
    await actions(page, 'Welcome', 'Duplicate');
    await page.getByRole('link', { name: 'Welcome (copy)' }).waitFor();
    const copy = (await summaries()).find(({ name }) => name === 'Welcome (copy)');
    expect(copy).toMatchObject({ state: 'draft', published: 0 });
  });

  test('archiving takes it from the list at once, and can be undone', async () => {
    const page = await studio.open('/flows');
    await actions(page, 'Payment', 'Archive');
    await page.getByText('“Payment” is archived.').first().waitFor();
    expect(await names(page)).not.toContain('Payment');
    await page.getByRole('radio', { name: 'Archived' }).check();
    await expect.poll(() => names(page)).toEqual(['Payment']);
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('No flow is archived.').waitFor();
    expect((await summaries()).find(({ id }) => id === 'payment')?.archived).toBe(false);
  });

  test('what is exported can be imported again', async () => {
    const page = await studio.open('/flows');
    const download = page.waitForEvent('download');
    await actions(page, 'Welcome', 'Export as a file');
    const file = await (await download).path();
    const document = JSON.parse(await readFile(file, 'utf8'));
    expect(document.id).toBe('welcome');

    await page.getByRole('button', { name: 'New flow' }).click();
    await page.getByRole('menuitem', { name: 'Import a file' }).click();
    const dialog = page.getByRole('dialog', { name: 'Import a flow' });
    await dialog.locator('input[type=file]').setInputFiles(file);
    await dialog.getByText('The new draft of “Welcome”').click();
    await dialog.getByText('Nothing: the draft is already like that.').waitFor();
    await dialog.getByText('A new flow').click();
    await dialog.getByRole('button', { name: 'Import', exact: true }).click();
    await page.waitForURL(/\/flows\/welcome-\d$/);
  });

  test('importing over a flow shows first what would change', async () => {
    const { document } = await studio.api<FlowDetail>('GET', '/flows/booking');
    const page = await studio.open('/flows');
    await page.getByRole('table').waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').fill('import');
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Import a flow' });
    await dialog.locator('input[type=file]').setInputFiles({
      name: 'booking.json',
      mimeType: 'application/json',
      buffer: Buffer.from(`\uFEFF${JSON.stringify({ ...document, name: LONG })}`),
    });
    await dialog.getByText('The new draft of “Appointment”').click();
    await dialog.getByText('Name changed').waitFor();
    expect((await studio.api<FlowDetail>('GET', '/flows/booking')).name).toBe('Appointment');
    await dialog.getByRole('button', { name: 'Import', exact: true }).click();
    await page.waitForURL('**/flows/booking');
    expect((await studio.api<FlowDetail>('GET', '/flows/booking')).name).toBe(LONG);
    await page.goto(`${studio.url}/flows`);
    await page.getByRole('link', { name: LONG }).waitFor();
    expect(await page.getByRole('row', { name: LONG }).textContent()).toContain('Changes not live');
    expect(await wider(page)).toBe(0);
  });

  const bad: [name: string, text: string, sentence: RegExp][] = [
    ['broken', '{"format": 1,', /is no flow file: it does not hold JSON/],
    ['empty', '  \n', /“empty.json” is empty/],
    ['a later format', '{"format": 99, "id": "x", "name": "X"}', /cannot be imported/],
    ['no flow', '[1, 2]', /cannot be imported/],
    ['too large', ' '.repeat(2 * 1024 * 1024 + 1), /has at most 2 MB/],
    [
      'enormous',
      JSON.stringify({
        format: 1,
        id: 'x',
        name: 'X',
        start: 'n0',
        nodes: Object.fromEntries(Array.from({ length: 60_000 }, (_, n) => [`n${n}`, { kind: 'end' }])),
      }),
      /cannot be imported/,
    ],
  ];
  test('a file that holds no flow of ours is refused with a reason, and nothing is stored', async () => {
    const before = (await summaries()).length;
    const page = await studio.open('/flows');
    for (const [name, text, sentence] of bad) {
      await page.getByRole('button', { name: 'New flow' }).click();
      await page.getByRole('menuitem', { name: 'Import a file' }).click();
      const dialog = page.getByRole('dialog', { name: 'Import a flow' });
      await dialog.locator('input[type=file]').setInputFiles({
        name: `${name}.json`,
        mimeType: 'application/json',
        buffer: Buffer.from(text),
      });
      await dialog.getByRole('alert').getByText(sentence).waitFor();
      expect(await dialog.getByRole('button', { name: 'Import', exact: true }).count(), name).toBe(0);
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'detached' });
    }
    expect((await summaries()).length).toBe(before);
  });

  test('a script in a name is shown as text and not run', async () => {
    const name = '<img src=x onerror="window.hit=1"><script>window.hit=1</script>';
    await studio.api('POST', '/flows', {
      document: { format: 1, id: 'script', name, locales: ['en'], start: 'start', nodes: {} },
    });
    const page = await studio.open('/flows');
    await page.getByRole('link', { name }).waitFor();
    expect(await page.evaluate(() => 'hit' in window)).toBe(false);
  });

  test('where the server does not answer, the list says so and offers to try again', async () => {
    const page = await studio.open('/');
    await page.route('**/api/flows**', (route) => route.abort());
    await page.getByRole('navigation').getByRole('link', { name: 'Flows' }).click();
    await page.getByText('The flows could not be loaded.').waitFor({ timeout: 15_000 });
    await page.unroute('**/api/flows**');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('link', { name: 'Claim', exact: true }).waitFor();
  });
});

describe.skipIf(!CHROMIUM)('the flows, looked at', () => {
  let studio: Studio;
  beforeAll(async () => {
    studio = await startStudio();
  });
  afterAll(() => studio?.stop());
  beforeEach(() => {
    studio.offences.splice(0);
  });
  afterEach(() => studio.closePages());

  test('nothing is wrong for those who hear them or see little, in any state', async () => {
    for (const [width, colorScheme, locale] of [
      [1440, 'light', 'en-GB'],
      [1024, 'dark', 'fr-FR'],
      [360, 'light', 'fr-FR'],
    ] as const) {
      const viewport = { width, height: 900 };
      const page = await studio.open('/flows', { viewport, colorScheme, locale, bypassCSP: true });
      await page.getByRole('table').waitFor();
      expect(await faultsOf(page)).toEqual([]);
      expect(await wider(page)).toBe(0);
      await page.keyboard.press('n');
      await page.getByRole('dialog').waitFor();
      expect(await faultsOf(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await page.locator('tbody tr').first().getByRole('button').click();
      await page.getByRole('menu').waitFor();
      expect(await faultsOf(page)).toEqual([]);
      await page.keyboard.press('Escape');
    }
  });

  test('where there is none, there are three ways to one', async () => {
    const page = await studio.open('/', { bypassCSP: true });
    await page.route('**/api/flows?**', (route) => route.fulfill({ json: { items: [] } }));
    await page.getByRole('navigation').getByRole('link', { name: 'Flows' }).click();
    await page.getByRole('heading', { name: 'Draw your first conversation' }).waitFor();
    expect(await faultsOf(page)).toEqual([]);
    const main = page.getByRole('main');
    await main.getByRole('button', { name: 'Import a file' }).click();
    await page.getByRole('dialog', { name: 'Import a flow' }).waitFor();
    await page.keyboard.press('Escape');
    await main.getByRole('button', { name: 'Blank flow' }).click();
    await page.getByRole('dialog', { name: 'A blank flow' }).waitFor();
    await page.keyboard.press('Escape');
    await main.getByRole('button', { name: 'From the gallery' }).click();
    await page.getByRole('tab', { name: 'Gallery', selected: true }).waitFor();
  });

  test('thousands of flows are shown a page at a time', async () => {
    const flow = (n: number): FlowSummary => ({
      id: `f${n}`,
      name: `Flow ${n}`,
      locales: ['en'],
      nodes: n,
      state: 'draft',
      published: 0,
      archived: false,
      changed: true,
      updatedAt: 1_700_000_000_000 + n,
    });
    const page = await studio.open('/');
    await page.route('**/api/flows?**', (route) => {
      const at = Number(new URL(route.request().url()).searchParams.get('cursor') ?? 0);
      const items = Array.from({ length: 200 }, (_, n) => flow(at + n));
      return route.fulfill({ json: { items, ...(at < 2800 ? { cursor: String(at + 200) } : {}) } });
    });
    await page.getByRole('navigation').getByRole('link', { name: 'Flows' }).click();
    await page.getByText('3000 flows').waitFor();
    expect(await page.locator('tbody tr').count()).toBe(100);
    await page.getByRole('button', { name: 'Show 100 more' }).click();
    expect(await page.locator('tbody tr').count()).toBe(200);
    await page.getByRole('searchbox').fill('flow 2999');
    await expect.poll(() => page.locator('tbody tr').count()).toBe(1);
  });

  test('a right click on a row opens its menu where it was made', async () => {
    const page = await studio.open('/flows');
    await page.getByRole('link', { name: 'Claim' }).click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Duplicate' }).waitFor();
    await page.keyboard.press('Escape');
    expect(await page.getByRole('menu').count()).toBe(0);
    expect(new URL(page.url()).pathname).toBe('/flows');
  });
});

describe.skipIf(!CHROMIUM)('the gallery', () => {
  let studio: Studio;
  beforeAll(async () => {
    studio = await startStudio();
  });
  afterAll(() => studio?.stop());
  afterEach(async () => {
    await studio.closePages();
    expect(studio.offences.splice(0)).toEqual([]);
  });

  test('every shipped flow is there with its conversation, found by sector and by word', async () => {
    const page = await studio.open('/flows?view=gallery', { bypassCSP: true });
    const cards = page.locator('main article:not([inert] article)');
    await cards.first().waitFor();
    expect(await cards.count()).toBe(
      (await studio.api<{ items: unknown[] }>('GET', '/gallery')).items.length,
    );
    await page
      .getByRole('img', { name: /on a phone/ })
      .first()
      .waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await page.getByLabel('Sector').selectOption({ label: 'Insurance' });
    await expect.poll(() => cards.count()).toBe(1);
    await page.getByRole('searchbox').fill('xyzzy');
    await page.getByText('Nothing in the gallery fits “xyzzy”.').waitFor();
  });

  test('pointing at one plays it, leaving stops it', async () => {
    const page = await studio.open('/flows?view=gallery');
    const card = page.getByRole('article').first();
    const lines = card.locator('[role=log] > div');
    await lines.first().waitFor({ state: 'attached' });
    const all = await lines.count();
    expect(all).toBeGreaterThan(2);
    await card.hover();
    await expect.poll(() => lines.count()).toBeLessThan(all);
    await page.getByRole('heading', { level: 1 }).hover();
    await expect.poll(() => lines.count()).toBe(all);
  });

  test('who wants no motion gets none unasked, and it by the button', async () => {
    const page = await studio.open('/flows?view=gallery', { reducedMotion: 'reduce' });
    const card = page.getByRole('article').first();
    const lines = card.locator('[role=log] > div');
    await lines.first().waitFor({ state: 'attached' });
    const all = await lines.count();
    await card.hover();
    await card.getByRole('button', { name: /^Play/ }).waitFor();
    expect(await lines.count()).toBe(all);
    await card.getByRole('button', { name: /^Play/ }).click();
    await card.getByRole('button', { name: /^Pause/ }).waitFor();
    await expect.poll(() => lines.count()).toBeLessThan(all);
  });

  test('"Use this" makes a flow of one’s own and opens it', async () => {
    const page = await studio.open('/flows?view=gallery');
    await page.getByRole('article', { name: 'Welcome' }).getByRole('button', { name: /^Use/ }).click();
    await page.waitForURL(/\/flows\/[a-z0-9-]+$/);
    const id = new URL(page.url()).pathname.split('/').at(-1) ?? '';
    expect(id).not.toBe('welcome');
    expect(await studio.api<FlowDetail>('GET', `/flows/${id}`)).toMatchObject({ state: 'draft' });
  });
});
