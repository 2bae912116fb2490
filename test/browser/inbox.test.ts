/** The inbox in real browsers on the real server: two operators, two handsets, everything at once. */
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { CHROMIUM, SKIPPED } from './browser.ts';
import { LOST_CONNECTION } from './canvas-hands.ts';
import type { Joined } from './people-rig.ts';
import { faultsOf, type Studio, startStudio, wider } from './studio-rig.ts';

if (!CHROMIUM) console.warn(SKIPPED);

interface ThreadEntry {
  direction: string;
  state: string;
  message: { contentMessage?: { text?: string } };
}

describe.skipIf(!CHROMIUM)('the inbox', { timeout: 90_000 }, () => {
  let studio: Studio;
  let tom: Joined;
  let lea: Joined;
  let numbers = 0;

  beforeAll(async () => {
    studio = await startStudio();
    [tom, lea] = [await studio.join('Tom Ray', ['operator']), await studio.join('Lea Martin', ['operator'])];
  });
  afterAll(() => studio?.stop());
  afterEach(async () => {
    await studio.closePages();
    expect(studio.offences.splice(0).filter((offence) => !LOST_CONNECTION.test(offence))).toEqual([]);
  });

  const handset = (phone: string) => `${studio.url}/emulator/handsets/${encodeURIComponent(phone)}`;
  /** The person with this phone does something. */
  async function act(phone: string, what: object): Promise<void> {
    const response = await fetch(`${handset(phone)}/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(what),
    });
    if (!response.ok) throw new Error(`${phone}: ${response.status} ${await response.text()}`);
  }
  async function shown(phone: string): Promise<ThreadEntry[]> {
    return (await (await fetch(`${handset(phone)}/thread`)).json()) as ThreadEntry[];
  }
  const heard = async (phone: string) =>
    (await shown(phone))
      .filter(({ direction }) => direction === 'out')
      .map((entry) => JSON.stringify(entry.message));
  /** Somebody new, who has written these lines, each after the bot's answer to the one before. */
  async function customer(...lines: string[]): Promise<string> {
    numbers += 1;
    const phone = `+3363998${String(1000 + numbers)}`;
    for (const text of lines) {
      const before = (await shown(phone).catch(() => [])).length;
      await act(phone, { text });
      await expect
        .poll(async () => (await shown(phone)).length, { timeout: 10_000 })
        .toBeGreaterThan(before + 1);
    }
    return phone;
  }
  /** Lists know of a turn a moment after it. */
  async function idOf(phone: string): Promise<string> {
    const rowOf = async () => {
      const { items } = await studio.api<{ items: { id: string; phone: string }[] }>(
        'GET',
        '/inbox?view=all&limit=200',
      );
      return items.find((one) => one.phone === phone)?.id;
    };
    await expect.poll(rowOf).toBeDefined();
    return (await rowOf()) ?? '';
  }
  const row = (page: Page, phone: string) => page.locator('[data-row]', { hasText: phone });
  const reply = (page: Page) => page.getByRole('textbox', { name: 'Your reply' });
  const focused = (page: Page) => page.evaluate(() => document.activeElement?.textContent);
  const thread = (page: Page) => page.getByRole('region', { name: /^Messages with/ });
  const takeOver = async (page: Page) => {
    await page.getByRole('button', { name: 'Take over' }).last().click();
    await reply(page).waitFor();
  };
  const send = async (page: Page, text: string) => {
    await reply(page).fill(text);
    await page.keyboard.press('Control+Enter');
    await thread(page).getByText(text, { exact: true }).waitFor();
  };

  test('a conversation comes into the list by itself, is taken over by key, answered, and the phone has it', async () => {
    const page = await studio.open('/inbox?view=bot', { as: tom });
    await page.getByText('Nothing here').waitFor();
    const phone = await customer('hello');
    await row(page, phone).waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.getByText('The bot has this conversation.').waitFor();
    // Whoever wants to write is led to what has to be done first, and then writes.
    await page.keyboard.press('r');
    await expect.poll(() => focused(page)).toBe('Take over');
    await page.keyboard.press('Enter');
    await expect.poll(() => reply(page).evaluate((one) => one === document.activeElement)).toBe(true);
    await send(page, 'Good morning, Tom here.');
    // It can be taken back for some seconds, and then leaves.
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => reply(page).inputValue()).toContain('Good morning, Tom here.');
    await page.getByRole('button', { name: 'Send later and more' }).click();
    await page.getByRole('menuitem', { name: 'Time to undo' }).press('ArrowRight');
    await page.getByRole('menuitemradio', { name: 'None' }).click();
    await reply(page).focus();
    await page.keyboard.press('Control+Enter');
    await expect
      .poll(() => heard(phone), { timeout: 10_000 })
      .toContainEqual(expect.stringContaining('Good morning, Tom here.'));
    await page.locator('[data-side="operator"][data-state="delivered"]').waitFor();
    // What the customer says now reaches the operator and not the bot.
    const before = (await shown(phone)).length;
    await act(phone, { text: 'Thank you, Tom' });
    await thread(page).getByText('Thank you, Tom').waitFor();
    await act(phone, { typing: true });
    await page.getByText('is typing…').waitFor();
    expect((await shown(phone)).length).toBe(before + 1);
    expect(await page.getByRole('log').textContent()).toContain('Thank you, Tom');
    // And their phone says that it was read.
    await expect.poll(async () => (await shown(phone)).at(-1)?.state, { timeout: 10_000 }).toBe('read');
  });

  test('two operators take one conversation: one has it, the other is told who', async () => {
    const phone = await customer('hello', 'agent');
    const id = await idOf(phone);
    const one = await studio.open(`/inbox/${id}`, { as: tom });
    const other = await studio.open(`/inbox/${id}`, { as: lea });
    const buttons = [one, other].map((page) => page.getByRole('button', { name: 'Take over' }).last());
    await Promise.all(buttons.map((button) => button.waitFor()));
    await Promise.all(buttons.map((button) => button.click()));
    await expect.poll(async () => (await reply(one).count()) + (await reply(other).count())).toBe(1);
    const [winner, loser, name] = (await reply(one).count())
      ? [one, other, 'Tom Ray']
      : [other, one, 'Lea Martin'];
    await loser.getByText(`${name} has this conversation.`).waitFor();
    // Whoever clicked after they knew of it was asked whether they mean it.
    if (await loser.getByRole('dialog').count()) await loser.keyboard.press('Escape');
    // Each sees that the other looks, and that an answer is being written.
    await winner.getByRole('status', { name: /^Also here/ }).waitFor();
    await reply(winner).pressSequentially('I am');
    await loser.getByText(`${name} is writing an answer too.`).waitFor();
    // Taken from them with their knowledge, what they had not sent is theirs to keep, not to send.
    await loser.getByRole('button', { name: 'Take over' }).click();
    await loser.getByRole('dialog').getByRole('button', { name: 'Take over' }).click();
    await reply(loser).waitFor();
    await winner.getByRole('button', { name: 'Take over' }).waitFor();
    expect(await reply(winner).count()).toBe(0);
  });

  test('a transfer with a note: the other has it, in their list and with their composer', async () => {
    const phone = await customer('hello', 'agent');
    const id = await idOf(phone);
    const theirs = await studio.open('/inbox', { as: lea });
    const page = await studio.open(`/inbox/${id}`, { as: tom });
    await takeOver(page);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Transfer' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('combobox').selectOption({ label: await optionWith(dialog, 'Lea Martin') });
    await dialog.getByLabel('Note for them').fill('She wants a refund.');
    await dialog.getByRole('button', { name: 'Transfer', exact: true }).click();
    await page.getByText('Lea Martin has this conversation.').waitFor();
    await row(theirs, phone).click();
    await thread(theirs).getByText('She wants a refund.').waitFor();
    await send(theirs, 'I take care of it.');
  });

  test('handed back into the middle of a booking, the bot goes on there', async () => {
    const phone = await customer('book an appointment', 'coupe');
    const id = await idOf(phone);
    const page = await studio.open(`/inbox/${id}`, { as: tom });
    await takeOver(page);
    const panel = page.getByRole('complementary', { name: 'Customer' });
    await panel.getByText('Which day?').first().waitFor();
    await panel.getByText('cut', { exact: true }).waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('b');
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('It goes on').selectOption({ label: 'Which service?' });
    await dialog.getByLabel('What was agreed').fill('Another service.');
    const before = (await shown(phone)).length;
    await dialog.getByRole('button', { name: 'Hand back' }).click();
    await page.getByText('The bot has this conversation.').waitFor();
    await thread(page).getByText('Another service.').waitFor();
    await expect.poll(async () => (await shown(phone)).length, { timeout: 10_000 }).toBeGreaterThan(before);
    await act(phone, { text: 'couleur' });
    await panel.getByText('colour', { exact: true }).waitFor({ timeout: 10_000 });
  });

  test('notes name colleagues, labels and snooze sort the list, a reply is planned and called off', async () => {
    const phone = await customer('hello', 'agent');
    const id = await idOf(phone);
    const page = await studio.open(`/inbox/${id}?view=unassigned`, { as: tom });
    await takeOver(page);
    await page.getByRole('radio', { name: 'Note' }).check({ force: true });
    const note = page.getByRole('textbox', { name: 'Your note' });
    await note.pressSequentially('Ask @Lea');
    await page.getByRole('option', { name: 'Lea Martin' }).click();
    await page.keyboard.press('Control+Enter');
    await thread(page).getByText('@Lea Martin').waitFor();
    const mentions = async () => {
      const { items } = await studio.api<{ items: { mentions: string[]; phone: string }[] }>(
        'GET',
        '/inbox?view=all&limit=200',
      );
      return items.find((one) => one.phone === phone)?.mentions;
    };
    await expect.poll(mentions).toEqual([lea.id]);

    await page.getByRole('radio', { name: 'Reply' }).check({ force: true });
    await reply(page).fill('Tomorrow we are open.');
    await page.getByRole('button', { name: 'Send later and more' }).click();
    await page.getByRole('menuitem', { name: 'Send later' }).press('ArrowRight');
    await page.getByRole('menuitem', { name: /^Tomorrow morning/ }).click();
    await page.getByRole('button', { name: 'Do not send' }).click();
    await expect.poll(() => reply(page).inputValue()).toContain('Tomorrow we are open.');
    expect(await heard(phone)).not.toContainEqual(expect.stringContaining('Tomorrow we are open.'));

    await page.getByRole('button', { name: 'Labels' }).click();
    await page.getByRole('textbox', { name: 'New label' }).fill('refund');
    await page.keyboard.press('Enter');
    await page.getByRole('checkbox', { name: 'refund' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: /^Mine/ }).click();
    await row(page, phone).getByText('refund').waitFor();
    await page.getByRole('button', { name: 'Snooze' }).click();
    await page.getByRole('menuitem', { name: /^In an hour/ }).click();
    await expect.poll(() => row(page, phone).count()).toBe(0);
    await page.getByRole('link', { name: /^Snoozed/ }).click();
    await row(page, phone).waitFor();
    // Who was put aside and writes comes back.
    await act(phone, { text: 'Are you there?' });
    await expect.poll(() => row(page, phone).count()).toBe(0);
    await page.getByRole('link', { name: /^Mine/ }).click();
    await row(page, phone).waitFor();
    await page.getByRole('button', { name: 'Close', exact: true }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Close it' }).click();
    await page.getByRole('link', { name: /^Closed/ }).click();
    await row(page, phone).waitFor();
  });

  test('what is newer than what was seen holds an answer back until it is read', async () => {
    const phone = await customer('hello', 'agent');
    const page = await studio.open(`/inbox/${await idOf(phone)}`, { as: tom });
    await takeOver(page);
    for (let n = 0; n < 12; n += 1) await act(phone, { text: `Line ${n}` });
    await thread(page).getByText('Line 11', { exact: true }).waitFor();
    await thread(page).evaluate((view) => view.scrollTo(0, 0));
    await page.getByRole('button', { name: 'Newest messages' }).waitFor();
    await act(phone, { text: 'Wait, I changed my mind' });
    await reply(page).fill('It is done.');
    await page.keyboard.press('Control+Enter');
    await page.getByText('The customer has written something new.').waitFor();
    await page.getByRole('button', { name: 'Read it' }).click();
    await thread(page).getByText('Wait, I changed my mind').waitFor();
    expect(await reply(page).inputValue()).toBe('It is done.');
    await page.keyboard.press('Control+Enter');
    await thread(page).getByText('It is done.', { exact: true }).waitFor();
  });

  test('cut off and back, list and thread have all that was missed; hostile text stays text', async () => {
    const phone = await customer('hello', 'agent');
    const page = await studio.open(`/inbox/${await idOf(phone)}?view=all`, { as: tom });
    await takeOver(page);
    await page.context().setOffline(true);
    await page.evaluate(() => window.dispatchEvent(new Event('offline')));
    const other = await customer('hello', 'agent');
    await act(phone, { text: '<img src=x onerror=alert(1)> \u202egnp.exe =HYPERLINK("x")' });
    await act(phone, { text: 'second' });
    await page.context().setOffline(false);
    await thread(page)
      .getByText('<img src=x onerror=alert(1)> gnp.exe =HYPERLINK("x")')
      .waitFor({ timeout: 30_000 });
    await thread(page).getByText('second', { exact: true }).waitFor();
    await row(page, other).waitFor();
    expect(await thread(page).locator('img[src="x"]').count()).toBe(0);
    expect(await thread(page).getByText('second', { exact: true }).count()).toBe(1);
    // Nothing of it is lost or doubled in the list.
    await expect.poll(() => row(page, phone).count()).toBe(1);
  });

  test('canned replies by their shortcut, filled in; many conversations at once', async () => {
    await studio.api('POST', '/canned', {
      shortcut: 'thanks',
      title: 'Thank you',
      texts: {
        en: { message: { kind: 'text', text: 'Thank you for {{brand.name}}!', suggestions: [] } },
        fr: { message: { kind: 'text', text: 'Merci de la part de {{brand.name}} !', suggestions: [] } },
      },
      shared: true,
    });
    await studio.api('POST', '/macros', {
      name: 'Tomorrow again',
      shortcut: 'later',
      steps: [
        { kind: 'snooze-for', ms: 86_400_000 },
        { kind: 'assign', to: { queue: 'default' } },
      ],
    });
    const [first, second] = [await customer('hello', 'agent'), await customer('hello', 'agent')];
    const page = await studio.open(`/inbox/${await idOf(first)}?view=unassigned`, { as: tom });
    await takeOver(page);
    await reply(page).pressSequentially('/thank');
    await page.getByRole('option', { name: /Thank you/ }).waitFor();
    await page.keyboard.press('Enter');
    await expect.poll(() => reply(page).inputValue()).toMatch(/^Merci de la part de \S/);
    await reply(page).fill('');
    // A macro by its shortcut says what it will do, and until when.
    await reply(page).pressSequentially('/lat');
    await page.getByRole('option', { name: /Tomorrow again/ }).waitFor();
    await page.keyboard.press('Enter');
    const macro = page.getByRole('dialog', { name: 'Run “Tomorrow again”' });
    await macro.getByText(/^Snooze for 1 day, until \S/).waitFor();
    await macro.getByText('Give it to the general queue').waitFor();
    await page.keyboard.press('Escape');
    await macro.waitFor({ state: 'detached' });
    expect(await reply(page).inputValue()).toBe('');
    await reply(page).focus();
    await page.keyboard.press('Escape');
    await row(page, second).focus();
    await page.keyboard.press('x');
    await page.getByText('1 selected').waitFor();
    await page.keyboard.type('ut');
    await page.getByText('1 done.').first().waitFor();
    await expect.poll(() => row(page, second).count()).toBe(0);
    // Found again by a word of what was said, in whatever view.
    await page.getByRole('searchbox', { name: 'Search' }).fill(second);
    await page.getByRole('list', { name: 'What was found' }).getByRole('link').first().waitFor();
  });

  test('a contact is blocked: what they write is kept, nobody answers, and one click takes it back', async () => {
    const phone = await customer('hello');
    const page = await studio.open(`/inbox/${await idOf(phone)}?view=all`);
    await row(page, phone).waitFor();
    await page.getByRole('button', { name: 'More', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Block this contact' }).click();
    await page.getByText('This contact is blocked.').waitFor();
    await row(page, phone).getByText('Blocked').waitFor();
    const before = (await shown(phone)).length;
    await act(phone, { text: 'Why does nobody answer?' });
    await thread(page).getByText('Why does nobody answer?').waitFor();
    await row(page, phone).getByText('Why does nobody answer?').waitFor();
    expect((await shown(phone)).length).toBe(before + 1);
    await page.getByRole('button', { name: 'Unblock' }).last().click();
    await page.getByRole('button', { name: 'Take over' }).last().waitFor();
    await act(phone, { text: 'hello' });
    await expect.poll(async () => (await shown(phone)).length).toBeGreaterThan(before + 2);
    // A flow is started out of a person's hands, who is told so before.
    await takeOver(page);
    await page.getByRole('button', { name: 'Start a flow…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('You have this conversation.').waitFor();
    await dialog.getByRole('combobox', { name: 'Flow' }).selectOption({ label: 'Welcome' });
    await dialog.getByRole('button', { name: 'Start', exact: true }).click();
    await thread(page).getByText('You started a flow: the bot has it').waitFor();
    const { items } = await studio.api<{ items: { action: string }[] }>('GET', '/audit?limit=50');
    const actions = items.map(({ action }) => action);
    expect(actions).toContain('contact.blocked');
    expect(actions).toContain('contact.unblocked');
    expect(actions).toContain('conversation.started');
  });

  test('one goes to a day of the thread; the list, and what is kept of a person, are saved; then they are erased', async () => {
    const phone = await customer('hello', 'agent');
    const page = await studio.open(`/inbox/${await idOf(phone)}?view=unassigned`);
    await row(page, phone).waitFor();
    await thread(page).waitFor();
    await page.keyboard.press('s');
    const today = await page.evaluate(() => {
      const now = new Date();
      return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
    });
    await page.getByLabel('Go to a day').fill(today);
    await page.waitForURL(/line=/);
    await page.getByLabel('Go to a day').fill('2099-01-01');
    await page.getByText('Nothing was said on that day or after it.').first().waitFor();
    const saved = async (click: () => Promise<void>) => {
      const [download] = await Promise.all([page.waitForEvent('download'), click()]);
      return readFileSync(await download.path(), 'utf8');
    };
    const list = () => saved(() => page.getByRole('button', { name: 'Save', exact: true }).click());
    await page.getByRole('button', { name: /^View “/ }).click();
    await page.getByRole('menuitem', { name: 'Save the list as a table (CSV)…' }).click();
    expect(await list()).toContain(phone);
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.keyboard.type('vx');
    await page.getByRole('switch', { name: 'Black out numbers, addresses and names' }).click();
    expect(await list()).not.toContain(phone);
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    const panel = page.getByRole('complementary', { name: 'Customer' });
    // They have a second number: made one contact, chosen where the two differ, and erased with it.
    const second = await customer('hello');
    const contacts: [string, string][] = [
      [phone, 'Paris'],
      [second, 'Lyon'],
    ];
    for (const [number, city] of contacts)
      await studio.api('PUT', `/conversations/${await idOf(number)}/contact`, { fields: { City: city } });
    const dialog = page.getByRole('dialog');
    await panel.getByRole('button', { name: 'Same person as…' }).click();
    await dialog.getByRole('searchbox').fill(second);
    await dialog.getByRole('button', { name: second }).click();
    await dialog.getByRole('radio', { name: 'Lyon' }).check();
    await dialog.getByRole('button', { name: 'Make one contact' }).click();
    await panel.getByRole('link', { name: `Open the conversation with ${second}` }).waitFor();
    await panel.getByText('Lyon').waitFor();
    const kept = await saved(() =>
      panel.getByRole('button', { name: 'Export what is kept, all 2 numbers' }).click(),
    );
    expect(JSON.parse(kept).person).toMatchObject({ phones: [phone, second], fields: { City: 'Lyon' } });
    await panel.getByRole('button', { name: 'Erase this person…' }).click();
    await dialog.getByText(second).waitFor();
    await dialog.getByLabel(/^Type the number/).fill(phone);
    await dialog.getByRole('button', { name: 'Erase for good' }).click();
    await page.getByText('This conversation was erased').waitFor();
    await expect.poll(() => row(page, phone).count()).toBe(0);
    expect(await studio.api('GET', `/inbox/search?q=${encodeURIComponent(second)}`)).toEqual({ items: [] });
  });

  test('no fault for screen readers, light and dark, wide and narrow, and a list of keys', async () => {
    const phone = await customer('book an appointment', 'agent');
    const id = await idOf(phone);
    for (const [width, colorScheme] of [
      [1440, 'light'],
      [1024, 'dark'],
    ] as const) {
      const page = await studio.open(`/inbox/${id}?view=all`, {
        bypassCSP: true,
        colorScheme,
        viewport: { width, height: 800 },
      });
      await thread(page).waitFor();
      await row(page, phone).waitFor();
      if (width < 1240) await page.getByRole('button', { name: 'Show the customer' }).click();
      await page.getByRole('complementary', { name: 'Customer' }).getByText(phone).first().waitFor();
      expect(await faultsOf(page)).toEqual([]);
      expect(await wider(page)).toBe(0);
    }
    const page = await studio.open(`/inbox/${id}`, { bypassCSP: true, as: tom });
    await takeOver(page);
    expect(await faultsOf(page)).toEqual([]);
    await page.keyboard.press('Escape');
    // A message by keyboard, and what is done with it.
    await page.keyboard.press('Alt+ArrowUp');
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.hasAttribute('data-line')))
      .toBe(true);
    await page.keyboard.type('qq');
    await expect.poll(() => reply(page).inputValue()).toMatch(/^> \S/);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Shift+F');
    await page.getByRole('dialog').getByRole('checkbox', { name: 'Olive Owner' }).check();
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    const { desk } = await studio.api<{ desk: { followers: string[] } }>('GET', `/conversations/${id}`);
    expect(desk.followers).toHaveLength(1);
    await page.keyboard.press('?');
    for (const name of ['Take over', 'Hand back', 'Next conversation', 'Write a note']) {
      await page.getByRole('dialog').getByText(name, { exact: true }).first().waitFor();
    }
  });

  test('the wall and the settings show what there is; a queue, a macro and a notice setting are kept', async () => {
    const held = await customer('hello', 'agent');
    const page = await studio.open('/inbox/wall', { bypassCSP: true });
    await page.getByText('Customers waiting').first().waitFor();
    const id = await idOf(held);
    const joined = await studio.open(`/inbox/${id}`, { as: tom });
    await takeOver(joined);
    // Whispered to and joined from the wall, by keys alone.
    await page.getByRole('link', { name: held }).focus();
    await page.keyboard.press('w');
    const whisper = page.getByRole('textbox', { name: 'Your whisper to Tom Ray' });
    await whisper.fill('Offer the blue one.');
    await whisper.press('Control+Enter');
    await thread(joined).getByText('Offer the blue one.').waitFor();
    await thread(joined).getByText('Whisper from Olive Owner').waitFor();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await faultsOf(page)).toEqual([]);
    await page.getByRole('link', { name: held }).focus();
    await page.keyboard.press('Shift+J');
    await page.getByText('Tom Ray + You').first().waitFor();
    await joined.getByText('You + Olive Owner').first().waitFor();
    expect(await heard(held)).not.toContainEqual(expect.stringContaining('blue one'));
    await page.goto(`${studio.url}/inbox/settings`);
    await page.getByRole('button', { name: 'New queue' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name', { exact: true }).fill('Claims');
    await dialog.getByLabel('Short name').fill('claims');
    await dialog.getByText('Opening hours').click();
    await dialog.getByLabel('Monday').fill('9-12, 14:00-18:30');
    await dialog.getByRole('button', { name: 'Add a date' }).click();
    await dialog.getByLabel('Date 1', { exact: true }).fill('2030-12-24');
    await dialog.getByLabel('Times 1').fill('9-12');
    await dialog.getByLabel('by SMS').fill('2');
    expect(await faultsOf(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('button', { name: 'Change “Claims”' }).waitFor();
    const queue = await studio.api<{
      hours: { week: { mon: unknown }; exceptions: unknown };
      weight: { sms: number };
    }>('GET', '/queues/claims');
    expect(queue.hours.exceptions).toEqual([
      { date: '2030-12-24', shifts: [{ from: '09:00', to: '12:00' }] },
    ]);
    expect(queue.weight.sms).toBe(2);
    expect(queue.hours.week.mon).toEqual([
      { from: '09:00', to: '12:00' },
      { from: '14:00', to: '18:30' },
    ]);
    await page.getByRole('tab', { name: 'Macros' }).click();
    await page.getByRole('button', { name: 'New macro' }).click();
    await dialog.getByLabel('Name', { exact: true }).fill('Done and closed');
    await dialog.getByRole('button', { name: 'Add a step' }).click();
    await dialog.getByLabel('Steps 1').selectOption({ label: 'Close' });
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Done and closed').waitFor();
    await page.getByRole('tab', { name: 'Rules' }).click();
    await page.getByRole('button', { name: 'New rule' }).click();
    await dialog.getByLabel('Name', { exact: true }).fill('Hello');
    await dialog.getByLabel('with one of these in it').fill('hello, bonjour');
    await dialog.getByRole('button', { name: 'Add a step' }).click();
    await dialog.getByLabel('Step 1', { exact: true }).selectOption({ label: 'set the priority' });
    await dialog.getByRole('button', { name: 'Try it' }).click();
    await dialog.getByText(/It would have run in \d+ of/).waitFor();
    await dialog.getByText('set the priority to High').first().waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByText('When the customer writes “hello” or “bonjour”').waitFor();
    for (const tab of [
      'Rules',
      'Operators',
      'Canned replies',
      'Labels',
      'Service levels',
      'Satisfaction',
      'Notifications',
    ]) {
      await page.getByRole('tab', { name: tab }).click();
      await page.getByRole('tabpanel', { name: tab }).waitFor();
      expect(await faultsOf(page)).toEqual([]);
    }
    await page.getByRole('checkbox', { name: 'A customer of mine writes: On the desktop' }).click();
    await expect
      .poll(async () =>
        page.evaluate(
          async () =>
            ((await (await fetch('/api/me/notices')).json()) as { kinds: { message: { desktop: boolean } } })
              .kinds.message.desktop,
        ),
      )
      .toBe(true);

    // What is offered reaches an operator wherever they are.
    await studio.api('PUT', '/queues/offered', { name: 'Offered' });
    await studio.api('PUT', `/operators/${tom.id}`, { capacity: 50 });
    await joined.evaluate(() =>
      fetch('/api/operators/me/status', {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ status: 'online' }),
      }),
    );
    await joined.getByRole('link', { name: 'Flows', exact: true }).click();
    await joined.getByRole('heading', { name: 'Flows' }).first().waitFor();
    await studio.api('POST', `/conversations/${id}/transfer`, { to: { queue: 'offered' } });
    const offered = joined.getByRole('region', { name: 'Offered to you' });
    await offered.getByText(held).waitFor();
    await offered.getByRole('button', { name: 'Accept' }).click();
    await reply(joined).waitFor();
    expect(new URL(joined.url()).pathname).toBe(`/inbox/${id}`);
  });

  async function optionWith(dialog: ReturnType<Page['getByRole']>, name: string): Promise<string> {
    const labels = await dialog.getByRole('option').allTextContents();
    return labels.find((label) => label.includes(name)) ?? name;
  }
});
