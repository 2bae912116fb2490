import { randomBytes, randomUUID } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Suggestion } from '../../../flows/message.ts';
import { LINKS_WORKSPACE, PAGE, PAGE_LINK } from '../../../server/pages/page-record.ts';
import { BRAND, type PageRig, PHONE, startPages, WORKSPACE } from './page-rig.ts';
import {
  CALENDAR,
  CALL,
  CARD,
  CAROUSEL,
  LYING,
  MEDIA,
  type MessageInput,
  PAY,
  PLACE,
  reply,
  TEXT,
  WHERE,
  WRITE,
} from './page-samples.ts';

const DAY = 24 * 3600 * 1000;
let rig: PageRig;

beforeEach(async () => {
  rig = await startPages();
});
afterEach(() => rig.stop());

async function show(link: string, headers: Record<string, string> = {}) {
  const response = await fetch(link, { redirect: 'manual', headers });
  return { status: response.status, headers: response.headers, body: await response.text() };
}

async function post(link: string, form: Record<string, string>, headers: Record<string, string> = {}) {
  const response = await fetch(link, {
    method: 'POST',
    redirect: 'manual',
    headers,
    body: new URLSearchParams(form),
  });
  return { status: response.status, headers: response.headers, body: await response.text() };
}

function nonceIn(body: string): string {
  return /name="nonce" value="([^"]+)"/.exec(body)?.[1] ?? '';
}

async function nonceOf(link: string): Promise<string> {
  return nonceIn((await show(link)).body);
}

const acts = () => rig.heard.map(({ act }) => act);
const pathOf = (link: string) => new URL(link).pathname;
const tokenIn = (link: string) => pathOf(link).slice('/m/'.length);

describe('links', () => {
  test('as short as they can be, and the same however often a message is tried', async () => {
    const outbound = rig.outbound(CARD);
    const link = await rig.pages.linkFor(outbound);
    expect(link).toMatch(new RegExp(`^${rig.url}/m/[\\w-]{22}$`));
    await rig.clock.advance(DAY);
    expect(await rig.pages.linkFor(outbound)).toBe(link);
    expect(await rig.pages.linkFor({ ...outbound, id: randomUUID() })).not.toBe(link);
    const links = await rig.store.records.list(LINKS_WORKSPACE, PAGE_LINK, { limit: 10 });
    expect(links.items).toHaveLength(2);
  });

  test('many tries at once are one page', async () => {
    const outbound = rig.outbound(CARD);
    const links = await Promise.all(Array.from({ length: 8 }, () => rig.pages.linkFor(outbound)));
    expect(new Set(links).size).toBe(1);
    const pages = await rig.store.records.list(WORKSPACE, PAGE, { limit: 10 });
    expect(pages.items).toHaveLength(1);
  });

  test.each<[string, MessageInput]>([
    ['a text', { kind: 'text', text: 'Hello' }],
    ['choices', { kind: 'text', text: 'Which?', suggestions: [reply('A'), reply('B'), CALL, WHERE, WRITE] }],
    ['one link', { kind: 'text', text: 'Pay here', suggestions: [PAY] }],
    ['a card of words', { kind: 'card', card: { title: 'Hello', suggestions: [reply('A')] } }],
  ])('none for what an SMS says as well: %s', async (_, message) => {
    expect(await rig.pages.linkFor(rig.outbound(message))).toBeUndefined();
  });

  test.each<[string, MessageInput]>([
    ['a picture', MEDIA],
    ['a card with a picture', LYING],
    ['a carousel', CAROUSEL],
    ['an appointment', { kind: 'text', text: 'Booked', suggestions: [CALENDAR] }],
    ['two links', { kind: 'text', text: 'Pay, then come', suggestions: [PAY, PLACE] }],
  ])('one for %s', async (_, message) => {
    expect(await rig.pages.linkFor(rig.outbound(message))).toBeDefined();
  });

  test('none where the author has words for SMS, and none for a stranger', async () => {
    expect(await rig.pages.linkFor(rig.outbound(CARD, { sms: 'You are booked.' }))).toBeUndefined();
    expect(await rig.pages.linkFor(rig.outbound(CARD, { sms: '' }))).toBeDefined();
    expect(await rig.pages.linkFor(rig.outbound(CARD, { phone: '+33639980099' }))).toBeUndefined();
  });

  test('a server below a path leads to that path', async () => {
    const pages = rig.again({ publicUrl: 'https://example.org/chat/' });
    expect(await pages.linkFor(rig.outbound(CARD))).toMatch(/^https:\/\/example\.org\/chat\/m\/[\w-]{22}$/);
  });
});

describe('a page', () => {
  test('says what the message says, and tells caches, engines, frames and other sites nothing', async () => {
    const page = await show(await rig.link(CARD));
    expect(page.status).toBe(200);
    for (const text of [
      'You are booked',
      'Cut and style with Ana',
      'Change it',
      'Show the way',
      '+33 1 99 00 12 34',
    ]) {
      expect(page.body).toContain(text);
    }
    expect(page.body).toContain('alt="A calendar with a mark"');
    expect(page.body).toContain('<html lang="en">');
    expect(Object.fromEntries(page.headers)).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    });
    expect(page.headers.get('x-robots-tag')).toContain('noindex');
    expect(page.headers.get('set-cookie')).toBeNull();
    const policy = page.headers.get('content-security-policy') ?? '';
    for (const rule of [
      "default-src 'none'",
      "form-action 'self'",
      "frame-ancestors 'none'",
      "base-uri 'none'",
      `img-src 'self' https: ${rig.url}`,
    ]) {
      expect(policy.split('; ')).toContain(rule);
    }
    expect(policy).not.toMatch(/unsafe|script-src/);
  });

  test.each<[string, MessageInput]>([
    ['card', CARD],
    ['carousel', CAROUSEL],
    ['picture', MEDIA],
    ['text', { ...TEXT }],
  ])(
    'of a %s needs no script, no style in elements, and nothing from anywhere but pictures',
    async (_, message) => {
      const { body } = await show(await rig.link(message));
      expect(body).not.toMatch(
        /<script|<iframe|<object|<video|<audio|<link rel="(?!icon)| style=| on[a-z]+=|@import|url\(/i,
      );
      expect(Buffer.byteLength(body)).toBeLessThan(25_000);
    },
  );

  test('of the largest card that makes sense stays under 50 kB', async () => {
    const long = (n: number) => 'Réservé à Orléans. '.repeat(Math.ceil(n / 19)).slice(0, n);
    const cards = Array.from({ length: 10 }, (_, at) => ({
      title: long(200),
      description: long(1000),
      media: { url: `https://cdn.example/${at}.jpg`, alt: long(100) },
      suggestions: [reply(long(25)), PAY, PLACE, CALENDAR],
    }));
    const suggestions = Array.from({ length: 11 }, () => reply(long(25)));
    const link = await rig.link({ kind: 'carousel', cards, suggestions });
    expect(Buffer.byteLength((await show(link)).body)).toBeLessThan(50_000);
  });

  test('is packed for whoever takes it packed', async () => {
    const link = await rig.link(CAROUSEL);
    const raw = (headers: Record<string, string>) =>
      new Promise<{ encoding: string | undefined; bytes: number }>((resolve, reject) => {
        httpRequest(link, { headers }, (response) => {
          let bytes = 0;
          response.on('data', (chunk: Buffer) => {
            bytes += chunk.length;
          });
          response.on('end', () => resolve({ encoding: response.headers['content-encoding'], bytes }));
        })
          .on('error', reject)
          .end();
      });
    const [packed, plain] = [
      await raw({ 'accept-encoding': 'gzip' }),
      await raw({ 'accept-encoding': 'identity' }),
    ];
    expect([packed.encoding, plain.encoding]).toEqual(['gzip', undefined]);
    expect(packed.bytes).toBeLessThan(plain.bytes / 2);
  });

  test('speaks the language of the message; its own words are English for all but French', async () => {
    const french = await show(await rig.link(CARD, { locale: 'fr' }));
    expect(french.body).toContain('<html lang="fr">');
    expect(french.body).toContain('Vous pouvez aussi répondre au SMS.');
    expect(french.body).toMatch(/mar\. 10 mars/);
    const german = await show(await rig.link(CARD, { locale: 'de' }));
    expect(german.body).toContain('<html lang="en">');
    expect(german.body).toContain('<main lang="de">');
    expect(german.body).toContain('You can also reply');
  });

  test('offers no reply to a sender that cannot be written to', async () => {
    const link = await rig.link(CARD);
    expect((await show(link)).body).toContain('You can also reply to the SMS.');
    const sms = {
      provider: 'emulator',
      sender: 'CARILLON',
      smart: 'never',
      whenUnsure: 'hold',
      settings: {},
    } as const;
    rig.brand = { ...BRAND, sms };
    expect((await show(link)).body).not.toContain('reply to the SMS');
  });

  test('keeps a brand’s colour, and stands without colour, logo and numbers', async () => {
    const link = await rig.link(CARD);
    expect((await show(link)).body).toContain('--accent:#1f5661');
    const { color: _, logo: __, phone: ___, website: ____, ...bare } = BRAND;
    rig.brand = { ...bare, color: '</style><script>', name: '<Éa>' };
    const { body } = await show(link);
    expect(body).toContain('--accent:#1b1b1f');
    expect(body).toContain('<div class="logo" aria-hidden="true">&lt;</div>');
    expect(body).not.toContain('<script>');
  });

  test('shows a film as its still and a way to it; nothing is loaded but pictures', async () => {
    const film = {
      kind: 'media',
      url: 'https://cdn.example/how.mp4?x=1',
      thumbnail: 'https://cdn.example/how.jpg',
    } as const;
    const { body } = await show(await rig.link(film));
    expect(body).toContain('src="https://cdn.example/how.jpg"');
    expect(body).toContain('href="https://cdn.example/how.mp4?x=1"');
    expect(body).toContain('Watch the video');
    const paper = await show(
      await rig.link({ kind: 'media', url: 'https://cdn.example/terms.pdf', alt: 'Our terms' }),
    );
    expect(paper.body).toContain('Open the document');
    expect(paper.body).not.toContain('class="picture');
  });

  test('never makes markup or a dangerous link of what is said', async () => {
    const evil = '"><img src=x onerror=alert(1)><script>alert(2)</script>\u202Etxt';
    const bad = (url: string): Suggestion => ({ kind: 'open-url', label: evil, url, view: 'browser' });
    const { body } = await show(
      await rig.link({
        kind: 'card',
        card: {
          title: evil,
          description: `${evil} javascript:alert(3) https://ok.example/?a=1&b=2).`,
          media: { url: 'javascript:alert(4)', alt: evil },
          suggestions: [
            bad('javascript:alert(5)'),
            bad('data:text/html,x'),
            bad('https://a@evil.example/'),
            CALENDAR,
          ],
        },
        suggestions: [
          reply(evil, evil),
          { kind: 'dial', label: evil, phone: 'javascript:alert(6)' },
          { kind: 'view-location', label: evil, latitude: 91, longitude: 0 },
          { kind: 'calendar', label: evil, title: evil, start: 'tomorrow', end: 'later' },
        ],
      }),
    );
    expect(body).not.toMatch(/<img src=x|<script|(?:href|src)="(?!https?:|\/m\/|tel:|sms:)/);
    expect(body).toContain('href="https://ok.example/?a=1&amp;b=2"');
    expect([...body.matchAll(/class="way"/g)]).toHaveLength(1);
    // What turns the direction of writing stays in its own element.
    expect(body).toMatch(/<bdi>[^<]*\u202Etxt<\/bdi>/);
    expect(body).toMatch(/<h2 dir="auto">[^<]*\u202Etxt<\/h2>/);
  });
});

describe('opening', () => {
  test('changes nothing, however often and whoever does it', async () => {
    const link = await rig.link(CARD);
    const pages = () => rig.store.records.list(WORKSPACE, PAGE, { limit: 10 });
    const before = await pages();
    for (let n = 0; n < 5; n += 1) await show(`${link}?n=0&nonce=x`);
    await fetch(link, { method: 'HEAD' });
    expect(await pages()).toEqual(before);
    expect(rig.calls).toBe(0);
  });

  test('an unknown link and half a link look the same, in the reader’s language, and tell nothing', async () => {
    const link = await rig.link(CARD);
    const unknown = await show(`${rig.url}/m/${'A'.repeat(22)}`);
    const half = await show(link.slice(0, -3));
    expect([unknown.status, half.status]).toEqual([404, 404]);
    expect(half.body).toBe(unknown.body);
    expect(unknown.body).toContain('There is nothing here');
    expect(unknown.body).not.toContain('Carillon');
    const french = await show(`${rig.url}/m/x`, { 'accept-language': 'fr-CA,en;q=0.5' });
    expect(french.body).toContain('Il n’y a rien ici');
    for (const path of ['/m', '/m/', '/m/%E0%A4%A', '/m/..%2f..', `${pathOf(link)}/../x`, '/m/a/b/c']) {
      expect([path, (await show(rig.url + path)).status]).toEqual([path, 404]);
    }
    expect((await fetch(link, { method: 'PUT' })).status).toBe(404);
  });

  test('after thirty days it has closed, whatever is asked of it', async () => {
    const link = await rig.link({ ...CARD, suggestions: [reply('Yes')] }, { locale: 'fr' });
    const nonce = await nonceOf(link);
    await rig.clock.advance(30 * DAY - 1);
    expect((await show(link)).status).toBe(200);
    await rig.clock.advance(1);
    const closed = await show(link);
    expect(closed.status).toBe(410);
    expect(closed.body).toContain('Cette page est fermée');
    expect(closed.body).not.toMatch(/Carillon|booked/);
    expect((await show(`${link}/0.ics`)).status).toBe(410);
    expect((await post(link, { nonce, n: '3' })).status).toBe(410);
    expect(rig.calls).toBe(0);
  });

  test('pages that closed a month ago are removed, the others stay', async () => {
    const old = await rig.link(CARD);
    await rig.clock.advance(40 * DAY);
    const young = await rig.link(MEDIA);
    await rig.pages.prune();
    expect((await show(old)).status).toBe(410);
    await rig.clock.advance(20 * DAY);
    await rig.pages.prune();
    expect((await show(old)).status).toBe(404);
    expect((await show(young)).status).toBe(200);
    expect((await rig.store.records.list(WORKSPACE, PAGE, { limit: 10 })).items).toHaveLength(1);
    expect((await rig.store.records.list(LINKS_WORKSPACE, PAGE_LINK, { limit: 10 })).items).toHaveLength(1);
  });

  test('what was changed in the database does not open', async () => {
    const link = await rig.link(CARD);
    const key = `${rig.conversation.id}/${tokenIn(link)}`;
    const stored = await rig.store.records.get<Record<string, unknown>>(WORKSPACE, PAGE, key);
    let rev = stored?.rev ?? 0;
    for (const change of [
      { expiresAt: rig.clock.now() + 365 * DAY },
      { content: { kind: 'text', text: 'Send us money', suggestions: [] } },
      { conversation: randomUUID() },
      { brand: 'other' },
      { seal: undefined },
    ]) {
      await rig.store.records.update(WORKSPACE, PAGE, key, rev, { ...stored?.data, ...change });
      rev += 1;
      expect([Object.keys(change), (await show(link)).status]).toEqual([Object.keys(change), 404]);
    }
    expect(rig.logged).toEqual(Array.from({ length: 5 }, () => 'page_changed'));
    await rig.store.records.update(WORKSPACE, PAGE, key, rev, stored?.data);
    expect((await show(link)).status).toBe(200);
  });

  test('a link that was turned to another page does not open it', async () => {
    const [mine, other] = [await rig.link(CARD), await rig.link(MEDIA)];
    const link = await rig.store.records.get<object>(LINKS_WORKSPACE, PAGE_LINK, tokenIn(mine));
    const page = `${rig.conversation.id}/${tokenIn(other)}`;
    await rig.store.records.update(LINKS_WORKSPACE, PAGE_LINK, tokenIn(mine), 1, { ...link?.data, page });
    expect((await show(mine)).status).toBe(404);
  });

  test('nor does anything when its brand is gone', async () => {
    const link = await rig.link(CARD);
    rig.brand = { ...BRAND, id: 'another' };
    expect((await show(link)).status).toBe(404);
  });
});

describe('an answer', () => {
  const CHANGE = { n: '3' };

  test('is heard as a tap, and the page says thanks and what was chosen', async () => {
    const link = await rig.link(CARD);
    const answered = await post(link, { nonce: await nonceOf(link), ...CHANGE });
    expect([answered.status, answered.headers.get('location')]).toEqual([303, pathOf(link)]);
    expect(rig.heard).toEqual([
      {
        phone: PHONE,
        act: { kind: 'tap', data: 'cn1:pick:Change it', label: 'Change it' },
        remoteId: expect.stringMatching(/^page:[0-9a-f-]{36}:3$/),
      },
    ]);
    const thanks = await show(link);
    expect(thanks.body).toContain('Thanks, we’ll answer by SMS');
    expect(thanks.body).toContain('You chose <strong><bdi>Change it</bdi></strong>');
    expect(thanks.body).toMatch(/<title>Thanks/);
    expect([...thanks.body.matchAll(/class="choice chosen"/g)]).toHaveLength(1);
  });

  test('an hour later the page is the message again, with a mark at the answer', async () => {
    const link = await rig.link(CARD);
    await post(link, { nonce: await nonceOf(link), ...CHANGE });
    await rig.clock.advance(3_600_000);
    const { body } = await show(link);
    expect(body).not.toContain('Thanks');
    expect([...body.matchAll(/class="choice chosen"/g)]).toHaveLength(1);
  });

  test('counts once, sent twice at once or again much later', async () => {
    const link = await rig.link(CARD);
    const form = { nonce: await nonceOf(link), ...CHANGE };
    const answers = await Promise.all([post(link, form), post(link, form), post(link, form)]);
    expect(answers.map(({ status }) => status)).toEqual([303, 303, 303]);
    await rig.clock.advance(7 * DAY);
    expect((await post(link, form)).status).toBe(303);
    expect(rig.heard).toHaveLength(1);
  });

  test('another choice from the same page counts too, and so does the same one from a page opened anew', async () => {
    const link = await rig.link(CARD);
    const nonce = await nonceOf(link);
    await post(link, { nonce, n: '3' });
    await post(link, { nonce, n: '4' });
    await post(link, { nonce: await nonceOf(link), n: '3' });
    expect(acts().map((act) => act.kind === 'tap' && act.label)).toEqual([
      'Change it',
      'Cancel it',
      'Change it',
    ]);
    expect((await show(link)).body).toContain('<strong><bdi>Change it</bdi></strong>');
  });

  test('from a page that was open too long, or not ours, is asked for again', async () => {
    const [link, other] = [await rig.link(CARD), await rig.link(MEDIA)];
    const old = await nonceOf(link);
    await rig.clock.advance(8 * DAY);
    for (const nonce of [
      old,
      '',
      'made up',
      await nonceOf(await rig.link(CARD)),
      nonceIn((await show(other)).body),
    ]) {
      const answered = await post(link, { nonce, ...CHANGE });
      expect(answered.status).toBe(409);
      expect(answered.body).toContain('Please choose again');
      expect((await post(link, { nonce: nonceIn(answered.body), n: '9' })).status).toBe(400);
    }
    expect(rig.calls).toBe(0);
  });

  test('that cannot be stored is asked for again, and then counts once', async () => {
    const link = await rig.link(CARD);
    const nonce = await nonceOf(link);
    rig.deaf = true;
    const failed = await post(link, { nonce, ...CHANGE });
    expect(failed.status).toBe(503);
    expect(failed.body).toContain('That did not get through');
    expect(nonceIn(failed.body)).toBe(nonce);
    expect((await show(link)).body).not.toContain('Thanks');
    rig.deaf = false;
    expect((await post(link, { nonce: nonceIn(failed.body), ...CHANGE })).status).toBe(303);
    expect((await post(link, { nonce, ...CHANGE })).status).toBe(303);
    expect(rig.heard).toHaveLength(1);
    expect(rig.logged).toEqual(['page_answer_failed']);
  });

  test('with an address is heard as text', async () => {
    const message = { kind: 'text', text: 'Where?', suggestions: [CALENDAR, WHERE] } as const;
    const link = await rig.link({ ...message, suggestions: [...message.suggestions] });
    const nonce = await nonceOf(link);
    const empty = await post(link, { nonce, n: '1', text: ' \n ' });
    expect([empty.status, empty.body.includes('Please type an address first.')]).toEqual([422, true]);
    await post(link, { nonce, n: '1', text: '  12 rue de\r\nla Paix\t' });
    await post(link, { nonce, n: '1', text: '12 rue de la Paix' });
    await post(link, { nonce, n: '1', text: `14 rue de la Paix${' x'.repeat(200)}` });
    expect(acts()[0]).toEqual({ kind: 'text', text: '12 rue de la Paix' });
    expect(acts()).toHaveLength(2);
    expect(acts()[1]).toMatchObject({ kind: 'text', text: `14 rue de la Paix${' x'.repeat(141)}` });
    const thanks = await show(link);
    expect(thanks.body).toContain('We have your address.');
    expect(thanks.body).not.toContain('rue de la Paix');
  });

  test.each([
    ['of an action', { n: '0' }],
    ['beyond the last', { n: '99' }],
    ['without a number', {}],
    ['with a strange number', { n: '-1' }],
    ['with a long one', { n: '1e1' }],
  ])('%s is refused', async (_, form) => {
    const link = await rig.link(CARD);
    expect((await post(link, { nonce: await nonceOf(link), ...form } as Record<string, string>)).status).toBe(
      400,
    );
    expect(rig.calls).toBe(0);
  });

  test('from another site, of another type, or too large is refused', async () => {
    const link = await rig.link(CARD);
    const nonce = await nonceOf(link);
    const form = { nonce, ...CHANGE };
    for (const site of ['cross-site', 'same-site']) {
      expect((await post(link, form, { 'sec-fetch-site': site })).status).toBe(400);
    }
    expect((await post(link, { ...form, text: 'x'.repeat(5000) })).status).toBe(413);
    const json = {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(form),
    };
    expect((await fetch(link, json)).status).toBe(400);
    const twice = await fetch(link, { method: 'POST', body: new URLSearchParams(`n=3&n=4&nonce=${nonce}`) });
    expect(twice.status).toBe(400);
    expect(rig.calls).toBe(0);
    expect((await post(link, form, { 'sec-fetch-site': 'same-origin' })).status).toBe(303);
  });

  test('of an unknown page is not heard', async () => {
    const link = await rig.link(CARD);
    const nonce = await nonceOf(link);
    expect((await post(`${rig.url}/m/${'A'.repeat(22)}`, { nonce, ...CHANGE })).status).toBe(404);
    expect(rig.calls).toBe(0);
  });

  test('does not open with another key', async () => {
    const link = await rig.again({ key: randomBytes(32) }).linkFor(rig.outbound(CARD));
    expect((await show(link ?? '')).status).toBe(404);
  });
});

describe('a calendar file', () => {
  test('lies at the place of its action among all suggestions, cards first', async () => {
    const other: Suggestion = {
      ...CALENDAR,
      kind: 'calendar',
      title: 'Another',
      start: '2026-04-01T09:00:00+02:00',
      end: '2026-04-01T10:00:00+02:00',
      label: 'x',
    };
    const card = (suggestions: Suggestion[]) => ({ title: 'One', suggestions });
    const link = await rig.link({
      kind: 'carousel',
      cards: [card([reply('a'), CALENDAR]), card([reply('b'), PLACE])],
      suggestions: [other],
    });
    const { body } = await show(link);
    expect(body).toContain(`href="${pathOf(link)}/1.ics"`);
    expect(body).toContain(`href="${pathOf(link)}/4.ics"`);
    const first = await show(`${link}/1.ics`);
    expect(first.status).toBe(200);
    expect(first.headers.get('content-type')).toMatch(/^text\/calendar; charset=utf-8/);
    expect(first.headers.get('cache-control')).toBe('no-store');
    expect(first.body).toContain('SUMMARY:Cut and style\\; Maison Carillon\r\n');
    expect(first.body).toContain('DTSTAMP:20260302T120000Z\r\n');
    expect(first.body).toContain('LOCATION:12 rue de la Paix\\, 75002 Paris\r\n');
    const second = await show(`${link}/4.ics`);
    expect(second.body).toContain('DTSTART:20260401T070000Z\r\nDTEND:20260401T080000Z\r\n');
    expect(/^UID:.*$/m.exec(first.body)?.[0]).not.toBe(/^UID:.*$/m.exec(second.body)?.[0]);
    expect((await show(`${link}/1.ics`)).body).toBe(first.body);
    for (const file of ['0.ics', '9.ics', '1.ICS', '01', 'x.ics', '1.ics.html']) {
      expect([file, (await show(`${link}/${file}`)).status]).toEqual([file, 404]);
    }
  });

  test('and nowhere where the time is none', async () => {
    const link = await rig.link({
      kind: 'text',
      text: 'x',
      suggestions: [{ ...CALENDAR, start: '2026-03-10T13:30' } as Suggestion],
    });
    expect((await show(link)).body).not.toContain('.ics');
    expect((await show(`${link}/0.ics`)).status).toBe(404);
  });
});

describe('too many visits', () => {
  test('to one page are told when to come again', async () => {
    const link = await rig.link(CARD);
    for (let n = 0; n < 40; n += 1) expect((await show(link)).status).toBe(200);
    const refused = await show(link);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '1']);
    expect(refused.body).toContain('One moment, please');
    expect((await post(link, { nonce: 'x', n: '3' })).status).toBe(429);
    expect((await show(await rig.link(MEDIA))).status).toBe(200);
    await rig.clock.advance(1000);
    expect((await show(link)).status).toBe(200);
  });

  test('to pages that are none are slowed by address, at no cost for those who have a link', async () => {
    const link = await rig.link(CARD);
    for (let n = 0; n < 30; n += 1) expect((await show(`${rig.url}/m/${n}`)).status).toBe(404);
    expect((await show(`${rig.url}/m/31`)).status).toBe(429);
    expect((await show(link)).status).toBe(200);
  });
});
