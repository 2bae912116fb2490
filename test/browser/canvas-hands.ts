/** Hands on the canvas of a browser test: finds boxes and handles, waits until nothing moves, drags as a hand does. */
import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Studio } from './studio-rig.ts';

export interface Place {
  x: number;
  y: number;
}

/** The editor of a flow, its name read and its first boxes in their places. */
export async function openEditor(
  studio: Studio,
  id: string,
  query = '',
  options: Parameters<Studio['open']>[1] = {},
): Promise<Page> {
  const page = await studio.open(`/flows/${id}${query}`, options);
  await page.getByRole('textbox', { name: 'Name of the flow' }).waitFor();
  await still(page);
  return page;
}

export const box = (page: Page, id: string): Locator => page.locator(`.react-flow__node[data-id="${id}"]`);

/** Where a connection is drawn from. */
export const handle = (page: Page, id: string, exit: string): Locator =>
  box(page, id).locator(`[data-exit="${exit}"]`);

/** The box the keyboard is on. */
export const focused = (page: Page): Promise<string | undefined> =>
  page.evaluate(() => (document.activeElement as HTMLElement).dataset.id);

/** What the page or the server knows a moment later. */
export const soon = <T>(read: () => T | Promise<T>) => expect.poll(read, { timeout: 20_000 });

/** Waits until the canvas lies where it lay for some frames: after a fit, a zoom, a jump to a step. */
export async function still(page: Page): Promise<void> {
  await page.locator('.react-flow__viewport').waitFor({ state: 'attached' });
  await page.evaluate(
    () =>
      new Promise<void>((done) => {
        const places = () =>
          [...document.querySelectorAll<HTMLElement>('.react-flow__viewport, .react-flow__node')]
            .map(({ style }) => style.transform)
            .join();
        let before = '';
        let same = 0;
        const look = () => {
          const now = places();
          same = now === before ? same + 1 : 0;
          before = now;
          if (same > 3) done();
          else requestAnimationFrame(look);
        };
        look();
      }),
  );
}

export async function middle(target: Locator): Promise<Place> {
  await target.waitFor();
  await still(target.page());
  const area = await target.boundingBox();
  if (!area) throw new Error('not on the screen');
  return { x: area.x + area.width / 2, y: area.y + area.height / 2 };
}

/** By small moves: the drawing library hears nothing of a jump. */
export async function drag(page: Page, from: Place, to: Place): Promise<void> {
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(from.x + 6, from.y + 6, { steps: 3 });
  await page.mouse.move(to.x, to.y, { steps: 12 });
  await page.mouse.up();
}

/** What Chromium itself logs of a connection that is taken away; what the page makes of that is looked at by the tests. */
export const LOST_CONNECTION = /WebSocket connection to 'ws:\/\/[^']+\/live\/[^']*' failed: /;
