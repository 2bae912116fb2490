/** The inspector in a real browser on the real server: every kind of step edited as a designer does, then asked of the API. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Flow } from '../../flows/flow.ts';
import { CHROMIUM, SKIPPED } from './browser.ts';
import { drag, focused, middle, openEditor, soon } from './canvas-hands.ts';
import { faultsOf, type Studio, startStudio, wider } from './studio-rig.ts';

if (!CHROMIUM) console.warn(SKIPPED);

describe.skipIf(!CHROMIUM)('the inspector', { timeout: 90_000 }, () => {
  let studio: Studio;
  let weather: Server;
  let weatherUrl: string;
  let made = 0;
  beforeAll(async () => {
    weather = createServer((_request, response) => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ today: { degrees: 21.5, sky: 'clear' }, days: ['Tue', 'Wed'] }));
    });
    await new Promise<void>((resolve) => weather.listen(0, '127.0.0.1', resolve));
    const host = `127.0.0.1:${(weather.address() as AddressInfo).port}`;
    weatherUrl = `http://${host}/weather`;
    studio = await startStudio({ HTTP_ALLOW_PRIVATE: host });
  });
  afterAll(async () => {
    await studio?.stop();
    await new Promise((resolve) => weather?.close(resolve));
  });
  afterEach(async () => {
    await studio.closePages();
    expect(studio.offences.splice(0)).toEqual([]);
  });

  const text = (en: string, fr: string) => ({ message: { kind: 'text', text: { en, fr } } });
  const bye = { kind: 'end', title: 'Bye' };
  async function flowOf(nodes: Record<string, unknown>, more: Record<string, unknown> = {}): Promise<string> {
    made += 1;
    const id = `inspected-${made}`;
    await studio.api('POST', '/flows', {
      document: {
        format: 1,
        id,
        name: `Inspected ${made}`,
        locales: ['en', 'fr'],
        start: Object.keys(nodes)[0] ?? '',
        nodes,
        ...more,
      },
    });
    return id;
  }
  const draft = async (id: string) => (await studio.api<{ document: Flow }>('GET', `/flows/${id}`)).document;
  /** The step as the server has it. */
  const kept = (id: string, node: string) => soon(async () => (await draft(id)).nodes[node]);
  async function inspect(id: string, node: string): Promise<{ page: Page; panel: Locator }> {
    const page = await openEditor(studio, id, node ? `?node=${node}` : '');
    const panel = page.locator('[data-inspector]');
    await panel.waitFor();
    return { page, panel };
  }
  const button = (place: Page | Locator, name: string | RegExp) => place.getByRole('button', { name });
  const field = (place: Page | Locator, name: string | RegExp) => place.getByRole('textbox', { name });
  /** One of a few, such as the kind of a message. */
  const choose = (place: Locator, name: string) => place.getByRole('radio', { name }).click();
  async function add(page: Page, panel: Locator, what: string | RegExp): Promise<void> {
    await button(panel, 'Add a button').last().click();
    await page.getByRole('menuitem', { name: what }).click();
  }

  test('a carousel is built card by card, put in order and duplicated by keyboard, with buttons of its own', async () => {
    const id = await flowOf({ greet: { kind: 'say', say: [text('Hello', 'Bonjour')], to: 'bye' }, bye });
    const { page, panel } = await inspect(id, 'greet');
    await choose(panel, 'Carousel');
    await field(panel, /^Title/).fill('Cut');
    await button(panel, 'Card 2: Card 2, without a title').click();
    await field(panel, /^Title/).fill('Colour');
    await button(panel, 'Duplicate this card').click();
    await field(panel, /^Title/).fill('Beard');
    // The last card goes to the front by its handle, which keeps the keyboard.
    const handle = button(panel, /^Move “Beard”/);
    await handle.focus();
    await page.keyboard.press('Home');
    await soon(() => handle.evaluate((one) => one === document.activeElement)).toBe(true);
    await button(panel, 'Card 1: Beard').click();
    await add(page, panel.getByRole('group', { name: 'Buttons on the card' }), /^Open a web page/);
    await field(panel, /^Label/).fill('Prices');
    await field(panel, 'Address of the page').fill('https://example.org/prices');
    await choose(panel, 'Tall');
    await choose(panel, 'Narrow');
    await kept(id, 'greet').toMatchObject({
      say: [
        {
          message: {
            kind: 'carousel',
            width: 'small',
            cards: [
              {
                title: { en: 'Beard' },
                suggestions: [
                  {
                    kind: 'open-url',
                    label: { en: 'Prices' },
                    url: 'https://example.org/prices',
                    view: 'webview-tall',
                  },
                ],
              },
              { title: { en: 'Cut' } },
              { title: { en: 'Colour' } },
            ],
          },
        },
      ],
    });
    // What was typed one after another is undone together, the order after it.
    await page.keyboard.press('Escape');
    await soon(() => focused(page)).toBe('greet');
  });

  test('each action of RCS has an editor that fits it', async () => {
    const id = await flowOf({ greet: { kind: 'say', say: [text('Hello', 'Bonjour')], to: 'bye' }, bye });
    const { page, panel } = await inspect(id, 'greet');
    await add(page, panel, /^Call a number/);
    await field(panel, 'Phone number').fill('+33 4 72 00 00 00');
    await panel.getByText('Calls +33 4 72 00 00 00').waitFor();
    await add(page, panel, /^Show a place/);
    await field(panel, 'Paste a Google Maps link or coordinates').fill(
      'https://www.google.com/maps/place/Tour+Eiffel/@48.8583701,2.2944813,17z',
    );
    await panel.getByText('Taken: 48.85837, 2.294481').waitFor();
    // The pin is moved by hand and by arrow keys.
    await panel.locator('[aria-label^="Move the pin"]').focus();
    await page.keyboard.press('ArrowUp');
    await add(page, panel, /^Ask where they are/);
    await add(page, panel, /^Add to calendar/);
    await field(panel, /^Title of the event/).fill('Haircut');
    await panel.getByLabel('Begins').fill('2026-12-01T10:00');
    await button(panel, '45 min').click();
    await add(page, panel, /^Write a message/);
    await panel
      .getByRole('combobox', { name: 'The customer' })
      .selectOption({ label: 'Records a voice message' });
    await field(panel, 'To the number').fill('+33472000000');
    await soon(async () => {
      const node = (await draft(id)).nodes.greet;
      return node?.kind === 'say' ? node.say[0]?.message.suggestions : undefined;
    }).toMatchObject([
      { kind: 'dial', phone: '+33 4 72 00 00 00' },
      { kind: 'view-location', longitude: 2.294481 },
      { kind: 'share-location' },
      {
        kind: 'calendar',
        title: { en: 'Haircut' },
        start: '2026-12-01T10:00:00+01:00',
        end: '2026-12-01T10:45:00+01:00',
      },
      { kind: 'compose', recording: 'audio', phone: '+33472000000' },
    ]);
    const node = (await draft(id)).nodes.greet;
    const place = node?.kind === 'say' ? node.say[0]?.message.suggestions[1] : undefined;
    expect(place?.kind === 'view-location' && Number(place.latitude)).toBeGreaterThan(48.85837);
  });

  test('a choice is added, named in two languages, led somewhere and given a time limit', async () => {
    const id = await flowOf({
      pick: {
        kind: 'choose',
        ask: text('Which one?', 'Laquelle ?'),
        choices: [{ id: 'cut', label: { en: 'Cut', fr: 'Coupe' }, to: 'bye' }],
      },
      bye,
    });
    const { page, panel } = await inspect(id, 'pick');
    await button(panel, 'Add a choice').click();
    await button(panel, 'Side by side').click();
    await field(panel, 'Label (English)').last().fill('Colour');
    await field(panel, 'Label (French)').last().fill('Couleur, mais beaucoup trop longue');
    await panel.getByText('9 too many. RCS shows 25.').waitFor();
    await field(panel, 'Label (French)').last().fill('Couleur');
    await button(panel, /^Colour: leads to/).click();
    await page.getByRole('combobox', { name: 'Search steps' }).fill('bye');
    await page.keyboard.press('Enter');
    await button(panel, /^No answer/).click();
    await panel.getByRole('switch', { name: 'Go on without an answer' }).click();
    await panel.getByRole('spinbutton', { name: 'After' }).fill('2');
    await panel.getByRole('combobox', { name: 'Unit' }).selectOption({ label: 'hours' });
    await button(panel, /^Not understood/).click();
    // By key: what is being checked meanwhile may push the button from under the pointer.
    await button(panel, 'Add a wording').press('Enter');
    await field(panel, 'After miss 1 (English)').fill('Sorry, which one?');
    // The new one is dragged before the other by its handle.
    const { x, y } = await middle(button(panel, /^Move “Colour”/));
    const first = await middle(button(panel, /^Move “Cut”/));
    await drag(page, { x, y }, { x, y: first.y - 8 });
    await kept(id, 'pick').toMatchObject({
      choices: [{ label: { en: 'Colour', fr: 'Couleur' }, to: 'bye' }, { id: 'cut' }],
      timeout: { after: '2h' },
      retry: { say: [{ en: 'Sorry, which one?' }] },
    });
  });

  test('a question says what it expects; a value made on the way is put into the text and formatted', async () => {
    const id = await flowOf(
      {
        policy: {
          kind: 'ask',
          ask: text('Your policy number?', 'Votre numéro de contrat ?'),
          expect: { type: 'text' },
          save: 'policy',
          to: 'bye',
        },
        bye,
      },
      { variables: { policy: { type: 'text' } } },
    );
    const { page, panel } = await inspect(id, 'policy');
    await field(panel, 'In this shape').fill('AA-000000');
    const words = field(panel, 'Text');
    await words.fill('');
    await words.pressSequentially('Dear {{contact.na');
    await page.getByRole('option', { name: /contact\.name/ }).waitFor();
    await page.keyboard.press('Enter');
    await expect.poll(() => words.inputValue()).toBe('Dear {{contact.name}}');
    await panel.getByRole('combobox', { name: 'Shown as' }).selectOption('upper');
    await expect.poll(() => words.inputValue()).toBe('Dear {{contact.name | upper}}');
    await button(panel, 'Insert a value').first().click();
    await button(page, 'New variable').click();
    await field(page, 'Name').last().fill('amount');
    await button(page, 'Create').click();
    await expect.poll(() => words.inputValue()).toContain('{{amount}}');
    await soon(async () => {
      const { nodes, variables } = await draft(id);
      return { node: nodes.policy, made: variables.amount?.type };
    }).toMatchObject({
      node: {
        expect: { type: 'text', shape: 'AA-000000' },
        ask: { message: { text: { fr: 'Votre numéro de contrat ?' } } },
      },
      made: 'text',
    });
    // A name nobody knows is told at the field, with the way to mend it.
    await words.fill('Dear {{nobody_knows}}');
    await panel.getByText(/Nothing is called “nobody_knows”\. /).waitFor();
  });

  test('a condition is written in sentences, in groups, and read as JSON', async () => {
    const id = await flowOf(
      {
        way: {
          kind: 'branch',
          cases: [{ when: { value: 'price', is: 'more', than: 50 }, to: 'bye' }],
          otherwise: 'bye',
        },
        bye,
      },
      { variables: { price: { type: 'number' }, policy: { type: 'text' } } },
    );
    const { page, panel } = await inspect(id, 'way');
    await field(panel, 'Compared with').fill('80');
    await button(panel, 'Add a condition').click();
    await button(panel, /^Value:/)
      .last()
      .click();
    await page.getByRole('option', { name: /^policy/ }).click();
    await panel.getByRole('combobox', { name: 'Comparison' }).last().selectOption({ label: 'is not known' });
    await kept(id, 'way').toMatchObject({
      cases: [
        {
          when: {
            all: [{ value: 'price', is: 'more', than: 80 }, { not: { value: 'policy', is: 'exists' } }],
          },
        },
      ],
    });
    await button(panel, 'As JSON').click();
    const raw = field(panel, 'Condition as JSON');
    await raw.fill('{"any": [');
    await panel.getByText(/This is no condition/).waitFor();
    await raw.fill('{"value": "price", "is": "at-most", "than": 5}');
    await kept(id, 'way').toMatchObject({ cases: [{ when: { value: 'price', is: 'at-most', than: 5 } }] });
    await button(panel, 'In sentences').click();
    await expect.poll(() => panel.getByRole('combobox', { name: 'Comparison' }).inputValue()).toBe('at-most');
  });

  test('the SMS is shown with what it costs, written by hand, and marked when the message changed after it', async () => {
    const id = await flowOf({
      greet: { kind: 'say', say: [text('Your cut is at {{now | time}}', 'Bonjour')], to: 'bye' },
      bye,
    });
    const { panel } = await inspect(id, 'greet');
    await panel.getByRole('tab', { name: /^SMS/ }).click();
    await panel.getByText('1 SMS').waitFor();
    await panel.getByText('Plain characters: 160 in one part').waitFor();
    await button(panel, 'Write your own').click();
    await field(panel, 'Your own wording').fill('See you 😀');
    await panel.getByText('Special characters: only 70 in one part').waitFor();
    await kept(id, 'greet').toMatchObject({ say: [{ sms: { en: 'See you 😀' } }] });
    await panel.getByRole('tab', { name: 'RCS' }).click();
    await field(panel, 'Text').fill('Your appointment is tomorrow');
    await panel.getByRole('tab', { name: /outdated/ }).click();
    await button(panel, 'Still fits').click();
    await expect.poll(() => panel.getByRole('tab', { name: /outdated/ }).count()).toBe(0);

    await button(panel, /^Delivery/).click();
    await panel.getByRole('combobox', { name: 'Kind of message' }).selectOption({ label: 'Code or sign-in' });
    await panel.getByText(/^A code the customer waits for/).waitFor();
    await expect
      .poll(() => panel.getByRole('spinbutton', { name: 'Give up on RCS after' }).getAttribute('placeholder'))
      .toMatch(/30\sseconds/);
    await panel.getByRole('spinbutton', { name: 'Give up on RCS after' }).fill('1');
    await panel.getByRole('combobox', { name: 'By SMS' }).selectOption({ label: 'only without RCS' });
    await kept(id, 'greet').toMatchObject({
      delivery: { traffic: 'authentication', ttl: '1m', sms: 'unreachable' },
    });
  });

  test('a picture is uploaded, cut to the card, and handed out to phones; what is no picture is refused', async () => {
    const id = await flowOf({
      greet: {
        kind: 'say',
        say: [{ message: { kind: 'card', card: { title: { en: 'Salon', fr: 'Salon' } } } }],
        to: 'bye',
      },
      bye,
    });
    const { page, panel } = await inspect(id, 'greet');
    await button(panel, 'Add a picture').click();
    const file = panel.locator('input[type=file]');
    await file.setInputFiles({ name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('hello') });
    await panel
      .getByRole('alert')
      .getByText(/Phones do not show this kind of file/)
      .waitFor();
    // A square: a card of medium height is twice as wide as it is high.
    const square = await page.evaluate(async () => {
      const canvas = document.createElement('canvas');
      canvas.width = canvas.height = 600;
      const pen = canvas.getContext('2d');
      if (pen) {
        pen.fillStyle = '#cc4433';
        pen.fillRect(0, 0, 600, 600);
      }
      const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/png'));
      return [...new Uint8Array((await blob?.arrayBuffer()) ?? new ArrayBuffer(0))];
    });
    await file.setInputFiles({ name: 'salon.png', mimeType: 'image/png', buffer: Buffer.from(square) });
    await panel.getByText(/^600 × 600/).waitFor();
    await panel.getByText(/of it is cut off here/).waitFor();
    await button(panel, 'Crop').click();
    const dialog = page.getByRole('dialog', { name: 'Crop the picture' });
    await dialog.getByRole('radio', { name: '16:9' }).waitFor();
    await dialog.getByRole('group', { name: /^The part that is kept/ }).focus();
    await page.keyboard.press('ArrowUp');
    await dialog.getByRole('button', { name: 'Use this part' }).click();
    await dialog.waitFor({ state: 'detached' });
    await soon(() => panel.getByText(/of it is cut off here/).count()).toBe(0);
    await field(panel, 'What the picture shows').fill('The salon from outside');
    await soon(async () => {
      const node = (await draft(id)).nodes.greet;
      const message = node?.kind === 'say' ? node.say[0]?.message : undefined;
      return message?.kind === 'card' ? message.card.media : undefined;
    }).toMatchObject({
      url: expect.stringMatching(/^\/media\/u\/[\w-]{32}\.(png|jpg)$/),
      alt: { en: 'The salon from outside' },
    });
    const node = (await draft(id)).nodes.greet;
    const message = node?.kind === 'say' ? node.say[0]?.message : undefined;
    const url = message?.kind === 'card' ? String(message.card.media?.url) : '';
    // Whoever knows the address gets the picture: phones do not sign in.
    const answer = await fetch(studio.url + url);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('content-type')).toMatch(/^image\//);
  });

  test('a web request is tried, and what it answers is remembered by a click', async () => {
    const id = await flowOf({
      ask: {
        kind: 'call',
        service: 'http',
        operation: 'request',
        input: { method: 'GET', url: weatherUrl },
        failed: 'bye',
        to: 'bye',
      },
      bye,
    });
    const { page, panel } = await inspect(id, 'ask');
    await button(panel, /^Try it/).click();
    await button(panel, 'Send the request').click();
    await panel.getByText(/^Answered 200/).waitFor();
    await button(panel, /body\.today\.degrees/).click();
    await page.getByRole('option', { name: /\+ degrees/ }).click();
    await button(panel, 'Pin this answer').click();
    await kept(id, 'ask').toMatchObject({
      pick: { degrees: 'body.today.degrees' },
      sample: { status: 200, body: { today: { degrees: 21.5, sky: 'clear' } } },
    });
    expect((await draft(id)).variables.degrees?.type).toBe('number');
  });

  test('every other kind of step is edited in its own form, and so is the flow', async () => {
    const id = await flowOf(
      {
        note: { kind: 'set', assign: [{ variable: 'price', to: 1 }], to: 'pause' },
        pause: { kind: 'wait', timeout: { after: '1h', to: 'team' } },
        team: { kind: 'handoff', to: 'half' },
        half: {
          kind: 'split',
          arms: [
            { id: 'a', weight: 50, to: 'pay' },
            { id: 'b', weight: 50, to: 'pay' },
          ],
        },
        pay: { kind: 'subflow', flow: 'payment', to: 'bye' },
        bye,
      },
      { variables: { price: { type: 'number' } } },
    );
    const { page, panel } = await inspect(id, 'note');
    const go = async (node: string) => {
      await page.goto(`${studio.url}/flows/${id}?node=${node}`);
      await panel.getByRole('textbox', { name: 'Name of the step' }).waitFor();
    };
    await panel.getByRole('spinbutton', { name: 'Number' }).fill('45');
    await kept(id, 'note').toMatchObject({ assign: [{ to: 45 }] });
    await go('pause');
    await panel.getByRole('spinbutton', { name: 'After' }).fill('3');
    await button(panel, /^The customer may write/).click();
    await panel.getByRole('switch', { name: 'Go on when something is written' }).click();
    await kept(id, 'pause').toMatchObject({ timeout: { after: '3h' }, message: {} });
    await panel.getByRole('switch', { name: 'Count opening hours only' }).click();
    await panel.getByText('The flow does not say yet when it is open.').waitFor();
    await button(panel, 'Set the opening hours').click();
    await field(panel, 'Monday').fill('9-12:30, 14-18');
    await expect
      .poll(async () => (await draft(id)).settings.hours?.week.mon, { timeout: 20_000 })
      .toEqual([
        { from: '09:00', to: '12:30' },
        { from: '14:00', to: '18:00' },
      ]);
    expect(await field(panel, 'Monday').inputValue()).toBe('9-12:30, 14-18');
    await kept(id, 'pause').toMatchObject({ timeout: { after: '3h', inOpeningHours: true } });
    await go('pause');
    await panel.getByText(/^Counted from now, \w+ \d\d:\d\d, it goes on \w+/).waitFor();
    await go('team');
    await panel.getByRole('combobox', { name: 'Team' }).selectOption({ label: 'Another team…' });
    await field(panel, 'Its name').fill('claims');
    await field(panel, 'What your colleague reads first').fill('Wants a new date');
    await kept(id, 'team').toMatchObject({ queue: 'claims', summary: 'Wants a new date' });
    await go('half');
    await panel.getByRole('spinbutton', { name: 'Share' }).first().fill('80');
    await kept(id, 'half').toMatchObject({ arms: [{ weight: 80 }, { weight: 50 }] });
    await go('bye');
    await field(panel, 'Outcome').fill('booked');
    await button(panel, 'Say something').click();
    await field(panel, 'Text').fill('Good bye');
    await field(panel, 'Name of the step').fill('Farewell');
    await kept(id, 'bye').toMatchObject({
      title: 'Farewell',
      outcome: 'booked',
      say: { message: { text: { en: 'Good bye' } } },
    });
    await page.locator('.react-flow__pane').click({ position: { x: 8, y: 8 } });
    await button(panel, 'Add a trigger').click();
    await page.getByRole('menuitem', { name: /^A word is written/ }).click();
    await field(panel, 'Words').fill('hello, bonjour');
    await soon(async () => (await draft(id)).triggers).toEqual([
      { kind: 'keyword', words: ['hello', 'bonjour'] },
    ]);
  });

  test.each([
    ['light', 1440, 'en-GB', ['choose', 'branch', 'call']],
    ['dark', 1024, 'fr-FR', ['say', 'ask', 'handoff']],
  ] as const)(
    'forms in %s at %i pixels (%s) have no fault that axe finds',
    async (colorScheme, width, locale, kinds) => {
      const page = await studio.open('/brand', {
        bypassCSP: true,
        colorScheme,
        locale,
        viewport: { width, height: 900 },
      });
      const nodes = (await draft('booking')).nodes;
      const one = (kind: string) => Object.keys(nodes).find((id) => nodes[id]?.kind === kind) ?? '';
      for (const kind of kinds) {
        await page.goto(`${studio.url}/flows/booking?node=${one(kind)}`);
        await page.locator('.react-flow__node').first().waitFor();
        if ((await page.locator('[data-inspector]').count()) === 0) {
          await page.locator(`.react-flow__node[data-id="${one(kind)}"]`).focus();
          await page.keyboard.press('Enter');
        }
        await page.locator('[data-inspector]').getByRole('heading').first().waitFor();
        const closed = page.locator('[data-inspector] h3 [aria-expanded=false]');
        while ((await closed.count()) > 0) await closed.first().click();
        expect(await wider(page)).toBe(0);
        expect(await faultsOf(page, '[data-inspector]'), kind).toEqual([]);
      }
    },
  );
});
