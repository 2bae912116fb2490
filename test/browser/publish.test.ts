/** Problems and publishing in a real browser on the real server: a planted mistake found, played, mended, published. */
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Flow } from '../../flows/flow.ts';
import { exitsOf } from '../../flows/nodes/registry.ts';
import { CHROMIUM, SKIPPED } from './browser.ts';
import { faultsOf, type OpenOptions, type Studio, startStudio, TOKEN, wider } from './studio-rig.ts';

if (!CHROMIUM) console.warn(SKIPPED);

const text = (en: string) => ({ message: { kind: 'text', text: en } });
const nodes = {
  hello: { kind: 'say', title: 'Hello', say: [text('Good morning')], to: 'pick' },
  pick: {
    kind: 'choose',
    title: 'Cut or colour',
    ask: text('Which would you like?'),
    choices: [
      { id: 'cut', label: 'A cut', to: 'bye' },
      // The planted mistake: it leads nowhere.
      { id: 'colour', label: 'A colour' },
    ],
    timeout: { after: '1h', to: 'bye' },
  },
  bye: { kind: 'end', title: 'Bye', say: text('See you soon 👋') },
};
const positions = { hello: { x: 0, y: 0 }, pick: { x: 400, y: 0 }, bye: { x: 800, y: 0 } };

describe.skipIf(!CHROMIUM)('problems and publishing', { timeout: 90_000 }, () => {
  let studio: Studio;
  beforeAll(async () => {
    studio = await startStudio();
  });
  afterAll(() => studio?.stop());
  afterEach(async () => {
    await studio.closePages();
    expect(studio.offences.splice(0)).toEqual([]);
  });

  const create = (id: string, more: object = {}) =>
    studio.api('POST', '/flows', {
      document: { format: 1, id, name: `Salon ${id}`, start: 'hello', nodes, canvas: { positions }, ...more },
    });
  const detail = (id: string) => studio.api<{ rev: number; document: Flow }>('GET', `/flows/${id}`);
  const ways = async (id: string, node: string) => {
    const found = (await detail(id)).document.nodes[node];
    return found && Object.fromEntries(exitsOf(found).map(({ name, to }) => [name, to]));
  };
  const soon = <T>(read: () => T | Promise<T>) => expect.poll(read, { timeout: 10_000 });
  async function openFlow(id: string, options: OpenOptions = {}): Promise<Page> {
    const page = await studio.open(`/flows/${id}`, options);
    await page.locator('.react-flow__node').first().waitFor();
    return page;
  }
  const focused = (page: Page) => page.evaluate(() => document.activeElement?.getAttribute('data-id'));

  test('a planted mistake is counted, gone to, played on the phone, mended by a choice, and taken back', async () => {
    await create('salon');
    const page = await openFlow('salon', { bypassCSP: true });
    await page.getByRole('button', { name: 'Problems: 1 to mend' }).click();
    const panel = page.getByRole('tabpanel', { name: 'Problems' });
    const problem = panel.getByRole('listitem').filter({ hasText: 'Cut or colour' });
    await problem.getByRole('button', { name: 'Cut or colour', exact: true }).click();
    await soon(() => focused(page)).toBe('pick');

    // Its counter-example: what a customer does to meet it, on the phone and lit on the canvas.
    await problem.getByRole('button', { name: /^Play a way that shows it/ }).click();
    await page.getByRole('tab', { name: 'Preview', selected: true }).waitFor();
    const phone = page.getByRole('complementary', { name: 'Beside the canvas' });
    await phone.getByText('Good morning').waitFor();
    await soon(() => phone.getByText('A colour', { exact: true }).count()).toBeGreaterThan(0);
    const hide = problem.getByRole('button', { name: /^Hide the way/ });
    await hide.waitFor();
    // The conversation got stuck at the step, and stands there.
    const lit = page.locator('.react-flow__node').locator('[data-lit=routed], [data-lit=here]');
    await soon(() => lit.count()).toBeGreaterThan(1);
    await hide.click();
    await soon(() => page.locator('[data-lit=routed], [class*=routed]').count()).toBe(0);

    // All ways are tried: what was reached is marked, and the way that goes wrong is played as it was found.
    await page.getByRole('tab', { name: 'Paths' }).click();
    await page.getByRole('button', { name: 'Test all paths' }).click();
    const wrong = page.getByRole('listitem').filter({ hasText: 'This exit leads nowhere.' });
    await wrong.getByText('2 ways').waitFor();
    await soon(() => page.locator('.react-flow__node').getByRole('img', { name: 'Tried' }).count()).toBe(3);
    await wrong.getByRole('button', { name: 'Play this way in the preview' }).click();
    await phone.getByText('The flow got stuck:').waitFor();
    expect(await faultsOf(page, 'main')).toEqual([]);
    await page.getByRole('tab', { name: 'Problems' }).click();

    // Led to a step that is there; undone, it is a problem again; then ended by one click.
    await problem.getByRole('button', { name: 'Connect to… (for “A colour”)' }).click();
    await page.getByRole('combobox', { name: 'Search steps' }).fill('bye');
    await page.keyboard.press('Enter');
    await soon(async () => (await ways('salon', 'pick'))?.['choice:colour']).toBe('bye');
    await soon(() => problem.count()).toBe(0);
    await page.getByRole('button', { name: 'Undo', exact: true }).last().click();
    await problem.waitFor();
    await problem.getByRole('button', { name: 'End here' }).click();
    await soon(async () => (await ways('salon', 'pick'))?.['choice:colour']).toBe('end');
    await soon(() => problem.count()).toBe(0);

    // What goes by SMS is counted in parts, the dearest first.
    await page.getByRole('radio', { name: 'SMS cost' }).check();
    const costs = page.getByRole('row').filter({ hasText: 'See you soon' });
    await soon(() => costs.getByRole('cell').last().textContent()).toMatch(/^1/);
  });

  test('an error that was accepted stands in the way all the same, here and at the server; a warning does not', async () => {
    const accepted = (code: string, node: string) => ({ code, node, reason: 'It is fine' });
    await create('stuck', {
      nodes: { ...nodes, lost: { kind: 'end', title: 'Lost' } },
      canvas: {
        positions,
        suppressed: [accepted('exit-unconnected', 'pick'), accepted('unreachable', 'lost')],
      },
    });
    const page = await openFlow('stuck');
    await page.getByRole('button', { name: 'Problems: 1 to mend', exact: true }).waitFor();
    await page.getByRole('button', { name: 'Publish', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('One problem has to be mended first.').waitFor();
    expect(await dialog.getByRole('button', { name: 'Publish version 1' }).isDisabled()).toBe(true);
    const refused = await fetch(`${studio.url}/api/flows/stuck/publish`, {
      method: 'POST',
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
      body: '{}',
    });
    expect([refused.status, ((await refused.json()) as { code: string }).code]).toEqual([
      422,
      'flow_has_problems',
    ]);
    await dialog.getByRole('button', { name: 'Show' }).click();
    await soon(() => focused(page)).toBe('pick');
  });

  test('published: said to whoever did it and to the others, kept with its note, and what changes is told next time', async () => {
    const whole = {
      ...nodes,
      pick: { ...nodes.pick, choices: nodes.pick.choices.map((one) => ({ ...one, to: 'bye' })) },
    };
    await create('open', { nodes: whole });
    const [page, other] = await Promise.all([openFlow('open'), openFlow('open')]);
    await page.getByRole('button', { name: 'Publish', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Everything is new: 3 steps.').waitFor();
    // Nothing a customer writes begins it: said, and no reason to stop.
    await dialog.getByText(/^Nothing a customer writes begins this flow\./).waitFor();
    await dialog.getByRole('button', { name: 'Add a trigger' }).click();
    await page.getByRole('heading', { name: 'What starts it' }).waitFor();
    await page.getByRole('button', { name: 'Publish', exact: true }).click();
    await dialog.getByRole('textbox', { name: 'Note' }).fill('The first one');
    await dialog.getByRole('button', { name: 'Publish version 1' }).click();
    await page.getByRole('dialog', { name: 'Version 1 is live' }).waitFor();
    await page.getByText('You published version 1.').first().waitFor();
    await other
      .getByText(/ published version 1\./)
      .first()
      .waitFor();
    expect(await other.getByText('You published').count()).toBe(0);
    await page.getByRole('button', { name: 'See all versions' }).click();
    await page.getByRole('tab', { name: 'Versions', selected: true }).waitFor();
    await page.getByRole('listitem').filter({ hasText: 'Version 1' }).getByText('The first one').waitFor();

    // The other one edits: the next publication says what that changes.
    await other.locator('.react-flow__node[data-id="bye"] header').click();
    await other.keyboard.press('F2');
    await other.keyboard.type('Goodbye');
    await other.keyboard.press('Enter');
    await page.getByText('One change since version 1.').waitFor();
    await page.getByRole('button', { name: 'Publish', exact: true }).click();
    await dialog.getByText('Name changed from “Bye” to “Goodbye”').waitFor();
    await dialog.getByText('Nobody is in the middle of this flow.').waitFor();
  });

  test.each([
    ['light', 1440, 'en-GB'],
    ['dark', 1024, 'fr-FR'],
  ] as const)('axe finds nothing in %s at %i pixels in %s', async (colorScheme, width, locale) => {
    const id = `axe-${width}`;
    await create(id, { nodes: { ...nodes, lost: { kind: 'end', title: 'Lost' } } });
    const page = await openFlow(id, {
      bypassCSP: true,
      colorScheme,
      locale,
      viewport: { width, height: 820 },
    });
    await page.keyboard.press('Shift+X');
    await page.getByRole('button', { name: /^Play a way|^Jouer un chemin/ }).waitFor();
    if (width > 1200) await page.keyboard.press('Shift+E');
    expect(await wider(page)).toBe(0);
    expect(await faultsOf(page)).toEqual([]);
    await page.getByRole('radio', { name: /SMS cost|Coût SMS/ }).check();
    await page.getByRole('table').waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await page.getByRole('button', { name: /^Publish$|^Publier$/ }).click();
    await page
      .getByRole('dialog')
      .getByText(/saved\.|Aucun test/)
      .waitFor();
    expect(await faultsOf(page)).toEqual([]);
  });
});
