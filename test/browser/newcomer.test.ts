/** Somebody who has only the README: from an empty folder to a booking, then to a flow of their own answered on a handset. */
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CHROMIUM, SKIPPED } from './browser.ts';
import { box, drag, handle, middle, soon, still } from './canvas-hands.ts';
import { PASSWORD, welcomeToken } from './people-rig.ts';
import { type Studio, startStudio } from './studio-rig.ts';

if (!CHROMIUM) console.warn(SKIPPED);

describe.skipIf(!CHROMIUM)('a newcomer', { timeout: 150_000 }, () => {
  let studio: Studio;
  beforeAll(async () => {
    studio = await startStudio({}, { founded: false });
  });
  afterAll(() => studio?.stop());

  const button = (place: Page | Locator, name: string | RegExp) => place.getByRole('button', { name });
  const thread = (page: Page) => page.getByRole('region', { name: /^Conversation with/ });
  const write = async (page: Page, words: string) => {
    await page.getByRole('textbox', { name: 'Message' }).last().fill(words);
    await button(page, 'Send').click();
  };

  test('opens the printed link, books on the handset, then draws, publishes and answers a flow', async () => {
    const page = await studio.open(`/welcome#${welcomeToken(studio.folder)}`, { signedIn: false });
    await page.getByLabel('Your name').fill('Nora New');
    await page.getByLabel('E-mail address').fill('nora@example.com');
    await page.getByLabel('Choose a password').fill(PASSWORD);
    await button(page, 'Create my account').click();

    // What the README says to do first: a service, a day, a time, a name, confirm.
    await page.getByRole('link', { name: 'Open a handset' }).click();
    await write(page, 'book');
    const talk = thread(page);
    await button(talk, 'Book a cut').click();
    await talk.getByText('Which day suits you?').waitFor();
    await button(talk, /^(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day \d/)
      .first()
      .click();
    await button(talk, 'Morning').click();
    await button(talk, /^\d{1,2}:\d\d/)
      .first()
      .click();
    await talk.getByText(/name/i).last().waitFor();
    await write(page, 'Nora');
    await button(talk, /^(Confirm|Yes)/).click();
    await button(talk, 'Reschedule').waitFor();

    // A flow of three questions, the first of them a carousel.
    await page.getByRole('link', { name: 'Flows' }).click();
    await button(page, 'New flow').click();
    await page.getByRole('menuitem', { name: 'Blank flow' }).click();
    await page.getByRole('dialog').getByLabel('Name').fill('Tasting');
    await button(page, 'Create the flow').click();
    await page.waitForURL('**/flows/tasting');
    await button(page, /^(Add: )?Carousel/).click();
    await box(page, 'carousel').waitFor();
    const extend = async (node: string, exit: string, words: string, to: string) => {
      await still(page);
      await handle(page, node, exit).click();
      const list = page.getByRole('dialog', { name: 'Add a step' });
      await list.getByPlaceholder('Search steps').fill(words);
      await page.keyboard.press('Enter');
      await box(page, to).waitFor();
    };
    const join = async (node: string, exit: string, to: string) => {
      await button(page, 'Show everything').click();
      await still(page);
      await drag(page, await middle(handle(page, node, exit)), await middle(box(page, to).locator('header')));
    };
    await extend('carousel', 'choice:first', 'date', 'ask-date');
    await join('carousel', 'choice:second', 'ask-date');
    await extend('ask-date', 'next', 'choices', 'choose');
    await extend('choose', 'choice:yes', 'goodbye', 'end');
    await join('choose', 'choice:no', 'end');
    await page.locator('.react-flow__pane').click({ position: { x: 20, y: 20 } });
    await button(page, 'Add a trigger').click();
    await page.getByRole('menuitem', { name: 'A word is written' }).click();
    await page.getByRole('textbox', { name: 'Words' }).fill('tasting');
    await page.keyboard.press('Tab');
    await soon(async () => {
      const { document } = await studio.api<{ document: { triggers: unknown } }>('GET', '/flows/tasting');
      return document.triggers;
    }).toEqual([expect.objectContaining({ kind: 'keyword', words: ['tasting'] })]);
    await button(page, 'Publish').click();
    const dialog = page.getByRole('dialog', { name: /Publish “Tasting”/ });
    await button(dialog, 'Publish version 1').click();
    await button(page, 'Try it on the phone').waitFor();

    // On the phone that has just booked, a word starts it.
    await page.goto(`${studio.url}/handset`);
    await write(page, 'tasting');
    await button(talk, 'The second').click();
    await talk.getByText('On which day?').waitFor();
    await write(page, 'tomorrow');
    await button(talk, 'Yes, please').last().click();
    await talk.getByText('Thank you, and see you soon.').waitFor();
    expect(studio.offences).toEqual([]);
  });
});
