/** Two people on one flow, each in a browser of their own: they see each other, and lose nothing of what either does. */
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Flow } from '../../flows/flow.ts';
import { CHROMIUM, SKIPPED } from './browser.ts';
import { box, LOST_CONNECTION, openEditor, soon } from './canvas-hands.ts';
import { type Studio, startStudio } from './studio-rig.ts';

if (!CHROMIUM) console.warn(SKIPPED);

describe.skipIf(!CHROMIUM)('two designers', { timeout: 90_000 }, () => {
  let studio: Studio;
  let made = 0;
  beforeAll(async () => {
    studio = await startStudio();
  });
  afterAll(() => studio?.stop());
  afterEach(async () => {
    await studio.closePages();
    expect(studio.offences.splice(0).filter((offence) => !LOST_CONNECTION.test(offence))).toEqual([]);
  });

  const text = (en: string) => ({ message: { kind: 'text', text: en } });
  async function flowOfThree(): Promise<string> {
    made += 1;
    const id = `shared-${made}`;
    await studio.api('POST', '/flows', {
      document: {
        format: 1,
        id,
        name: `Shared ${made}`,
        start: 'hello',
        nodes: {
          hello: { kind: 'say', title: 'Hello', say: [text('Good morning')], to: 'middle' },
          middle: { kind: 'say', title: 'Middle', say: [text('By the way')], to: 'bye' },
          bye: { kind: 'end', title: 'Bye' },
        },
        canvas: {
          positions: { hello: { x: 0, y: 0 }, middle: { x: 400, y: 0 }, bye: { x: 800, y: 0 } },
        },
      },
    });
    return id;
  }
  const draft = async (id: string) => (await studio.api<{ document: Flow }>('GET', `/flows/${id}`)).document;
  const titles = async (id: string) =>
    Object.fromEntries(Object.entries((await draft(id)).nodes).map(([node, { title }]) => [node, title]));
  const both = async (id: string): Promise<[Page, Page]> => [
    await openEditor(studio, id),
    await openEditor(studio, id),
  ];
  async function rename(page: Page, id: string, title: string): Promise<void> {
    await box(page, id).locator('header').click();
    await page.keyboard.press('F2');
    await box(page, id).getByRole('textbox').fill(title);
    await page.keyboard.press('Enter');
    await box(page, id).getByText(title, { exact: true }).waitFor();
  }
  const saved = (page: Page) => page.getByText('Saved', { exact: true }).waitFor();
  const lose = async (page: Page) => {
    await page.context().setOffline(true);
    await page.getByText('Offline: kept here').waitFor();
  };

  test('each sees the other, what the other has selected, and what the other does', async () => {
    const id = await flowOfThree();
    const [one, other] = await both(id);
    for (const page of [one, other]) {
      await soon(() => page.locator('header').getByRole('img', { name: /./ }).count()).toBeGreaterThan(0);
    }
    await box(one, 'hello').locator('header').click();
    await soon(() => other.locator('[class*="selection"]').count()).toBeGreaterThan(0);
    await Promise.all([rename(one, 'hello', 'Welcome'), rename(other, 'middle', 'In between')]);
    await box(one, 'middle').getByText('In between').waitFor();
    await box(other, 'hello').getByText('Welcome').waitFor();
    expect(await titles(id)).toEqual({ hello: 'Welcome', middle: 'In between', bye: 'Bye' });
    // One takes back what was theirs, not what the other did last.
    await one.keyboard.press('Control+z');
    await box(other, 'hello').getByText('Hello', { exact: true }).waitFor();
    await soon(() => titles(id)).toEqual({ hello: 'Hello', middle: 'In between', bye: 'Bye' });
  });

  test('both delete the same step: it is gone, neither is told of a fault, and undo brings it back for both', async () => {
    const id = await flowOfThree();
    const [one, other] = await both(id);
    await box(one, 'middle').locator('header').click();
    await box(other, 'middle').locator('header').click();
    await Promise.all([one.keyboard.press('Delete'), other.keyboard.press('Delete')]);
    await soon(async () => Object.keys((await draft(id)).nodes)).toEqual(['hello', 'bye']);
    for (const page of [one, other]) {
      await soon(() => box(page, 'middle').count()).toBe(0);
      await saved(page);
    }
    await one.keyboard.press('Control+z');
    await box(other, 'middle').waitFor();
    await saved(one);
    const { hello, middle } = (await draft(id)).nodes;
    expect([hello, middle]).toMatchObject([{ to: 'middle' }, { title: 'Middle', to: 'bye' }]);
  });

  test('a connection lost in the middle: both go on, and both have everything when it is back', async () => {
    const id = await flowOfThree();
    const [one, other] = await both(id);
    await rename(one, 'hello', 'Before the cut');
    await lose(one);
    await rename(one, 'hello', 'Written alone');
    await box(one, 'bye').locator('header').click();
    await one.keyboard.press('Control+d');
    await soon(() => one.locator('.react-flow__node').count()).toBe(4);
    await rename(other, 'middle', 'Meanwhile');
    await saved(other);
    await one.context().setOffline(false);
    await saved(one);
    await soon(() => titles(id)).toEqual({
      hello: 'Written alone',
      middle: 'Meanwhile',
      bye: 'Bye',
      'bye-2': 'Bye',
    });
    await box(one, 'middle').getByText('Meanwhile').waitFor();
    await box(other, 'hello').getByText('Written alone').waitFor();
    await box(other, 'bye-2').waitFor();
  });

  test('the same words changed by both are told in words, and one of the two is chosen', async () => {
    const id = await flowOfThree();
    const [one, other] = await both(id);
    await lose(one);
    await rename(one, 'hello', 'Mine');
    await rename(other, 'hello', 'Theirs');
    await saved(other);
    await one.context().setOffline(false);
    await one.getByRole('button', { name: '1 to decide' }).click();
    const dialog = one.getByRole('dialog', { name: 'Somebody changed the same part' });
    await dialog.getByText(/Theirs.*Mine/).waitFor();
    await dialog.getByRole('button', { name: 'Keep mine' }).click();
    await saved(one);
    await soon(() => titles(id)).toMatchObject({ hello: 'Mine' });
    await box(other, 'hello').getByText('Mine', { exact: true }).waitFor();
  });

  test('a tab closed before its edits were sent has them when it is opened again, and sends them', async () => {
    const id = await flowOfThree();
    const page = await openEditor(studio, id);
    await lose(page);
    await rename(page, 'hello', 'Not sent yet');
    const context = page.context();
    await page.close({ runBeforeUnload: false });
    expect(await titles(id)).toMatchObject({ hello: 'Hello' });
    await context.setOffline(false);
    const again = await context.newPage();
    await again.goto(`${studio.url}/flows/${id}`);
    await box(again, 'hello').getByText('Not sent yet').waitFor();
    await soon(() => titles(id)).toMatchObject({ hello: 'Not sent yet' });
  });
});
