/** The history of a flow in a real browser on the real server: viewed, compared, restored, its conversations moved. */
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Flow } from '../../flows/flow.ts';
import type { RunningView } from '../../server/contract.ts';
import { CHROMIUM, SKIPPED } from './browser.ts';
import { faultsOf, type OpenOptions, type Studio, startStudio, wider } from './studio-rig.ts';

if (!CHROMIUM) console.warn(SKIPPED);

const text = (en: string) => ({ message: { kind: 'text', text: en } });
const end = (title: string, said?: string) => ({
  kind: 'end',
  title,
  ...(said === undefined ? {} : { say: text(said) }),
});
const first = {
  hello: { kind: 'say', title: 'Hello', say: [text('Good evening')], to: 'day' },
  day: {
    kind: 'choose',
    title: 'Which day',
    ask: text('Which day?'),
    choices: [
      { id: 'today', label: 'Today', to: 'people' },
      { id: 'later', label: 'Later', to: 'bye' },
    ],
    timeout: { after: '2h', to: 'bye' },
  },
  people: {
    kind: 'choose',
    title: 'How many',
    ask: text('How many of you?'),
    choices: [{ id: 'two', label: 'Two', to: 'bye' }],
    timeout: { after: '2h', to: 'bye' },
  },
  bye: end('Bye', 'See you'),
};
const positions = {
  hello: { x: 0, y: 0 },
  day: { x: 400, y: 0 },
  people: { x: 800, y: 0 },
  bye: { x: 1200, y: 0 },
};
/** The question about people is gone, another is there, a chip and a timeout are others. */
const second = {
  hello: first.hello,
  day: {
    ...first.day,
    choices: [
      { id: 'today', label: 'Tonight', to: 'guests' },
      { id: 'later', label: 'Later', to: 'bye' },
    ],
    timeout: { after: '4h', to: 'bye' },
  },
  guests: { ...first.people, title: 'Guests' },
  bye: first.bye,
};

describe.skipIf(!CHROMIUM)('the versions of a flow', () => {
  let studio: Studio;
  let brand = '';
  let phones = 0;
  beforeAll(async () => {
    studio = await startStudio();
    const brands = await studio.api<{ items: { id: string }[] }>('GET', '/brands');
    brand = brands.items[0]?.id ?? '';
  });
  afterAll(() => studio?.stop());
  afterEach(async () => {
    await studio.closePages();
    expect(studio.offences.splice(0)).toEqual([]);
  });

  const documentOf = (id: string, nodes: object, more: object = {}) => ({
    format: 1,
    id,
    name: `Table ${id}`,
    start: 'hello',
    nodes,
    canvas: { positions },
    ...more,
  });
  const detail = (id: string) => studio.api<{ rev: number; document: Flow }>('GET', `/flows/${id}`);
  const nodesOf = async (id: string) => Object.keys((await detail(id)).document.nodes).toSorted();
  const write = async (id: string, nodes: object) => {
    const { rev } = await detail(id);
    const kept = Object.fromEntries(
      Object.entries({ ...positions, guests: { x: 800, y: 20 } }).filter(([key]) => key in nodes),
    );
    const document = documentOf(id, nodes, { canvas: { positions: kept } });
    await studio.api('PUT', `/flows/${id}`, { rev, document });
  };
  const publish = (id: string, note: string) => studio.api('POST', `/flows/${id}/publish`, { note });
  const running = (id: string) => studio.api<RunningView>('GET', `/flows/${id}/running`);
  const soon = <T>(read: () => T | Promise<T>) => expect.poll(read, { timeout: 10_000 });
  /** A conversation that has come as far as the answers lead. */
  async function begin(flow: string, ...answers: string[]): Promise<void> {
    phones += 1;
    const to = `+3361234${String(5600 + phones)}`;
    await studio.api('POST', '/conversations', { brand, to, flow });
    const thread = `${studio.url}/emulator/handsets/${encodeURIComponent(to)}`;
    for (const answer of answers) {
      await soon(async () => JSON.stringify(await (await fetch(`${thread}/thread`)).json())).toContain(
        answer,
      );
      await fetch(`${thread}/messages`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ text: answer }),
      });
    }
  }
  async function openVersions(id: string, options: OpenOptions = {}): Promise<Page> {
    const page = await studio.open(`/flows/${id}`, options);
    await page.locator('.react-flow__node').first().waitFor();
    await page.keyboard.press('Shift+V');
    await page.getByRole('tab', { name: /^Versions$/, selected: true }).waitFor();
    return page;
  }
  const box = (page: Page, id: string) => page.locator(`.react-flow__node[data-id="${id}"]`);
  const row = (page: Page, n: number) =>
    page
      .getByRole('tabpanel', { name: 'Versions' })
      .getByRole('listitem')
      .filter({ hasText: `Version ${n}` });

  test('what was published is listed, looked at, compared in words and on the canvas, and restored', async () => {
    const id = 'dinner';
    await studio.api('POST', '/flows', { document: documentOf(id, first) });
    const page = await openVersions(id);
    await page.getByText('Not published yet').waitFor();
    await publish(id, 'The first menu');
    await row(page, 1).getByText('The first menu').waitFor();
    await page.getByText('Just like version 1.').waitFor();
    await write(id, second);
    await page.getByText(/changes since version 1\./).waitFor();
    await publish(id, 'Guests instead of people');
    await row(page, 2).getByText('Live').waitFor();
    expect(await row(page, 1).getByText('Live').count()).toBe(0);

    // A word to find it again by.
    await row(page, 1).getByRole('button', { name: 'More about Version 1' }).click();
    await page.getByRole('menuitem', { name: 'Tags…' }).click();
    await page.getByRole('textbox', { name: 'Tags' }).fill('opening, spring');
    await page.keyboard.press('Enter');
    await row(page, 1).getByText('spring', { exact: true }).waitFor();

    // Looked at: nothing can be edited meanwhile, and the draft is one click away.
    await row(page, 1).getByRole('button', { name: 'View version 1' }).click();
    await box(page, 'people').waitFor();
    await page.getByText('Looking at version 1').waitFor();
    expect(await page.getByRole('button', { name: 'Publish', exact: true }).isDisabled()).toBe(true);
    await page.getByRole('button', { name: 'Back to the draft' }).first().click();
    await box(page, 'guests').waitFor();
    await soon(() => box(page, 'people').count()).toBe(0);

    // A step that is clicked shows its form, and the history is where it was.
    await box(page, 'guests').locator('header').click();
    await page.getByRole('tab', { name: 'Edit', selected: true }).waitFor();
    await page.getByRole('tab', { name: 'Versions' }).click();

    // Compared: what went is drawn too, and everything is said in words.
    await row(page, 1).getByRole('button', { name: 'Compare version 1' }).click();
    await page.getByText('Chip text changed from “Today” to “Tonight”').waitFor();
    await page.getByText('Timeout changed from 2 h to 4 h').waitFor();
    await page.getByText('1 new').waitFor();
    await box(page, 'people').getByText('Removed').waitFor();
    await box(page, 'guests').getByText('Added').waitFor();
    await box(page, 'day').getByText('Changed').waitFor();
    await page.getByRole('button', { name: 'Which day', exact: true }).click();
    await soon(() => page.evaluate(() => document.activeElement?.getAttribute('data-id'))).toBe('day');
    await page.getByRole('button', { name: 'Swap the two sides' }).click();
    await box(page, 'people').getByText('Added').waitFor();
    await page.getByLabel('From', { exact: true }).selectOption('Draft');
    await page.getByLabel('To', { exact: true }).selectOption('2');
    await page.getByText('Nothing differs for customers.').waitFor();
    await page.getByRole('button', { name: 'End the comparison' }).first().click();
    await soon(() => box(page, 'people').count()).toBe(0);

    // Restored: the draft alone changes, and it can be undone.
    await row(page, 1).getByRole('button', { name: 'Restore version 1' }).click();
    await page.getByText('The draft is version 1 again.').first().waitFor();
    await soon(() => nodesOf(id)).toEqual(['bye', 'day', 'hello', 'people']);
    await page.getByRole('button', { name: 'Undo', exact: true }).last().click();
    await soon(() => nodesOf(id)).toEqual(['bye', 'day', 'guests', 'hello']);
    await row(page, 1).getByRole('button', { name: 'Restore version 1' }).click();
    await soon(() => nodesOf(id)).toEqual(['bye', 'day', 'hello', 'people']);
    await publish(id, '');
    await row(page, 3).getByText('Live').waitFor();

    // A file of an old version, and the flow put aside and taken back.
    await row(page, 2).getByRole('button', { name: 'More about Version 2' }).click();
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: 'Export as a file' }).click(),
    ]);
    expect(file.suggestedFilename()).toBe('dinner-v2.flow.json');
    await page.getByRole('button', { name: 'More about Draft' }).click();
    await page.getByRole('menuitem', { name: 'Archive the flow…' }).click();
    await page.getByRole('button', { name: 'Archive', exact: true }).click();
    await page.getByRole('region', { name: 'Draft' }).getByText('Archived', { exact: true }).waitFor();
    await page.getByTitle('No new conversation begins in it').waitFor();
    await soon(async () => row(page, 3).getByText('Live').count()).toBe(0);
    await page.getByRole('button', { name: 'More about Draft' }).click();
    await page.getByRole('menuitem', { name: 'Take it back from the archive' }).click();
    await row(page, 3).getByText('Live').waitFor();

    // An old version can begin a flow of its own.
    await row(page, 2).getByRole('button', { name: 'More about Version 2' }).click();
    await page.getByRole('menuitem', { name: 'Copy as a new flow' }).click();
    await page.waitForURL((url) => /^\/flows\/(?!dinner$)/.test(url.pathname));
    await box(page, 'guests').waitFor();
    await soon(() => page.getByRole('textbox', { name: 'Name of the flow' }).inputValue()).toBe(
      'Table dinner, version 2',
    );
  });

  test('conversations under way are counted, and moved as the designer confirms', async () => {
    const id = 'supper';
    await studio.api('POST', '/flows', { document: documentOf(id, first) });
    await publish(id, '');
    await Promise.all([begin(id), begin(id, 'Today'), begin(id, 'Today')]);
    await soon(async () =>
      (await running(id)).versions[0]?.nodes.map(({ node, count }) => `${node} ${count}`),
    ).toEqual(['people 2', 'day 1']);
    await write(id, second);
    await publish(id, '');

    const [page, other] = await Promise.all([openVersions(id), openVersions(id)]);
    await row(page, 1).getByText('3 conversations under way').waitFor();
    await row(other, 1).getByText('3 conversations under way').waitFor();
    await row(page, 1).getByRole('button', { name: 'Move the conversations of version 1' }).click();
    const dialog = page.getByRole('dialog', { name: 'Move conversations to version 2' });
    await dialog.getByText('3 conversations are under way on version 1.').waitFor();
    // Whose step is not there any more stays, until the designer says where to.
    await dialog.getByText('1 move, 2 stay, 0 end.').waitFor();
    await dialog.getByRole('button', { name: 'Move 1', exact: true }).waitFor();
    await dialog.getByRole('combobox', { name: 'Goes on at: How many' }).selectOption({ label: 'Guests' });
    await dialog.getByText('3 move, 0 stay, 0 end.').waitFor();
    expect((await running(id)).versions.map(({ version, total }) => [version, total])).toEqual([[1, 3]]);
    await dialog.getByRole('button', { name: 'Move 3', exact: true }).click();
    await dialog.getByText('3 moved, 0 stayed, 0 failed.').waitFor();
    await dialog.getByRole('button', { name: 'Done' }).click();
    await soon(async () =>
      (await running(id)).versions.map(({ version, total }) => [version, total]),
    ).toEqual([[2, 3]]);
    await row(page, 2).getByText('3 conversations under way').waitFor();
    expect(await row(page, 1).getByText('under way').count()).toBe(0);
    // Whoever looks on elsewhere is told, and sees the new numbers.
    await other.getByText('From version 1 to 2: 3 moved, 0 stayed, 0 failed.').waitFor();
    await row(other, 2).getByText('3 conversations under way').waitFor();
    // Where they wait stands on the canvas, whatever is open beside it.
    await page.getByRole('tab', { name: 'Edit' }).click();
    await box(page, 'guests').getByRole('img', { name: '2 waiting here' }).waitFor();
  });

  test.each([
    ['light', 1440, 'en-GB'],
    ['dark', 1024, 'fr-FR'],
  ] as const)('axe finds nothing in %s at %i pixels in %s', async (colorScheme, width, locale) => {
    const id = `look-${width}`;
    await studio.api('POST', '/flows', { document: documentOf(id, first) });
    await publish(id, 'Ein sehr langes Wort: Donaudampfschifffahrtsgesellschaftskapitän');
    await begin(id);
    await write(id, second);
    await publish(id, '');
    await write(id, first);
    const page = await studio.open(`/flows/${id}`, {
      bypassCSP: true,
      colorScheme,
      locale,
      viewport: { width, height: 820 },
    });
    await page.locator('.react-flow__node').first().waitFor();
    await page.keyboard.press('Shift+V');
    await page.getByText(/under way|en cours/).waitFor();
    expect(await wider(page)).toBe(0);
    expect(await faultsOf(page)).toEqual([]);
    await page.getByRole('button', { name: /^Move the|^Déplacer les/ }).click();
    await page.getByRole('dialog').getByRole('table').waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: /^Compare with|^Comparer à/ }).click();
    await page.getByText(/^\d+ diff/).waitFor();
    expect(await wider(page)).toBe(0);
    expect(await faultsOf(page)).toEqual([]);
  });
});
