/** What operators work with, on a whole server: search, bulk, canned replies, macros, the panel, files, erasure, figures. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Operator } from '../../../server/contract/inbox.ts';
import type { FreeTimes } from '../../../server/contract/inbox-agreements.ts';
import type { BulkProgress, Hit, Row } from '../../../server/contract/inbox-list.ts';
import type { MergePreview, PersonSuggestion } from '../../../server/contract/inbox-person.ts';
import type { Rule, RuleItem, Tried } from '../../../server/contract/inbox-rules.ts';
import type { Canned, Macro, Panel, Wall } from '../../../server/contract/inbox-work.ts';
import type { ConversationView } from '../../../server/contract.ts';
import { invite } from '../../browser/people-rig.ts';
import { ownAddress, pay, payLink } from '../../journeys/shipped-steps.ts';
import { createSteeredClock } from '../../journeys/steered-clock.ts';
import { ADMIN_TOKEN, openWorld, until, type World } from '../../journeys/world.ts';
import { inboxClient } from './inbox-client.ts';

let world: World;
const clock = createSteeredClock();
const HOSTILE = '=HYPERLINK("http://evil.example","click")<script>alert(1)</script>\u202Egnp.exe';

async function begun(phone: string, text = 'hello'): Promise<string> {
  await world.handset(phone).say(text);
  const { id } = await world.conversation(phone);
  await until('its row', async () => (await rowOf(id)) && true);
  return id;
}
async function rowOf(id: string): Promise<Row | undefined> {
  const { body } = await world.api<{ items: Row[] }>('GET', '/inbox?limit=200');
  return body.items.find((row) => row.id === id);
}
async function search(q: string, more = ''): Promise<Hit[]> {
  const { status, body } = await world.api<{ items: Hit[] }>(
    'GET',
    `/inbox/search?q=${encodeURIComponent(q)}${more}`,
  );
  expect(status).toBe(200);
  return body.items;
}
async function file(path: string): Promise<{ status: number; text: string; type: string; name: string }> {
  const answer = await fetch(`${world.url}/api${path}`, {
    headers: { authorization: `Bearer ${ADMIN_TOKEN}` },
  });
  return {
    status: answer.status,
    text: await answer.text(),
    type: answer.headers.get('content-type') ?? '',
    name: answer.headers.get('content-disposition') ?? '',
  };
}

beforeAll(async () => {
  world = await openWorld({}, { clock });
}, 60_000);
afterAll(() => world.close());

describe('search', () => {
  test('finds words by their beginning and without accents, a phone by a part of it, and marks what it found', async () => {
    const id = await begun('+33639980201', 'Je voudrais réserver une coupe élégante');
    const found = await until('the text', async () =>
      (await search('elegant')).find(({ row }) => row.id === id),
    );
    const { text = '', ranges = [] } = found.message ?? {};
    expect(ranges.map(([from, to]) => text.slice(from, to))).toEqual(['élégante']);
    expect((await search('reserver coupe')).map(({ row }) => row.id)).toContain(id);
    const [byPhone] = await search('06 39 98 02 01');
    expect(byPhone?.row.id).toBe(id);
    expect(byPhone?.fields[0]).toMatchObject({ field: 'phone', text: '+33639980201' });
    expect(await search('elegant', `&conversation=${crypto.randomUUID()}`)).toEqual([]);
    expect(await search('coupe', `&conversation=${id}`)).toHaveLength(1);
  });

  test('takes operators of the database for the words they are', async () => {
    for (const q of [
      '"',
      'a" OR "b',
      'NEAR(a b)',
      'text:x',
      '*',
      "'; DROP TABLE words; --",
      '^',
      '(',
      '\u0000a',
    ]) {
      const { status } = await world.api('GET', `/inbox/search?q=${encodeURIComponent(q)}`);
      expect([q, status]).toEqual([q, 200]);
    }
  });

  test('pages through what it finds, each message once', async () => {
    const handset = world.handset('+33639980202');
    for (let n = 0; n < 5; n += 1) await handset.say(`zebra number ${n}`);
    await until('all are indexed', async () => ((await search('zebra')).length === 5 ? true : undefined));
    const seen: string[] = [];
    let cursor = '';
    do {
      const { body } = await world.api<{ items: Hit[]; cursor?: string }>(
        'GET',
        `/inbox/search?q=zebra&limit=2${cursor && `&cursor=${cursor}`}`,
      );
      seen.push(...body.items.map(({ message }) => message?.text ?? ''));
      cursor = body.cursor ?? '';
    } while (cursor);
    expect(seen).toEqual([4, 3, 2, 1, 0].map((n) => `zebra number ${n}`));
  });
});

describe('many at once', () => {
  test('labels all that match a filter, and says how far it has come', async () => {
    const ids = [await begun('+33639980203'), await begun('+33639980204')];
    const { status, body } = await world.api<BulkProgress>('POST', '/inbox/bulk', {
      ids: [...ids, crypto.randomUUID()],
      action: { kind: 'labels', add: ['vip'] },
    });
    expect(status).toBe(202);
    const done = await until('it is done', async () => {
      const { body: now } = await world.api<BulkProgress>('GET', `/inbox/bulk/${body.id}`);
      return now.state === 'done' ? now : undefined;
    });
    expect(done).toMatchObject({ total: 3, done: 2, failed: 1, failures: [{ code: 'not_found' }] });
    await until('the rows have it', async () =>
      (await rowOf(ids[0] ?? ''))?.labels.includes('vip') ? true : undefined,
    );
    const filter = { label: ['vip'] };
    expect((await world.api('POST', '/inbox/match', { filter })).body).toEqual({ total: 2 });
    const again = await world.api<BulkProgress>('POST', '/inbox/bulk', {
      filter,
      action: { kind: 'priority', priority: 'urgent' },
    });
    expect(again.body.total).toBe(2);
    await until('they are urgent', async () =>
      (await rowOf(ids[1] ?? ''))?.priority === 'urgent' ? true : undefined,
    );
    await world.api('POST', '/inbox/bulk', { ids, action: { kind: 'labels', remove: ['vip'] } });
    await world.api('POST', '/inbox/bulk', { ids, action: { kind: 'close', disposition: 'noAnswer' } });
    await until('they are closed, as it was said, without the label', async () => {
      const rows = await Promise.all(ids.map(rowOf));
      const done = rows.every(
        (row) => row?.disposition === 'noAnswer' && row.status === 'closed' && !row.labels.includes('vip'),
      );
      return done ? true : undefined;
    });
  });
});

describe('views', () => {
  test('are saved, listed, counted and opened', async () => {
    const made = await world.api<{ id: string }>('POST', '/inbox/views', {
      name: 'French',
      filter: { locale: ['fr'] },
      shared: true,
    });
    expect(made.status).toBe(201);
    const { id } = made.body;
    const listed = await world.api<{ items: Row[] }>('GET', `/inbox?view=${id}`);
    expect(listed.body.items.length).toBeGreaterThan(0);
    const counts = await world.api<{ views: Record<string, number> }>('GET', '/inbox/counts');
    expect(counts.body.views[id]).toBe(listed.body.items.length);
    expect((await world.api('DELETE', `/inbox/views/${id}`)).status).toBe(204);
    expect((await world.api('GET', `/inbox?view=${id}`)).status).toBe(404);
    expect((await world.api('GET', '/inbox?filter={"status":["x"]}')).body).toMatchObject({
      code: 'invalid_query',
    });
    expect((await world.api('GET', '/inbox?filter=nope')).body).toMatchObject({ code: 'invalid_query' });
  });
});

describe('canned replies and macros', () => {
  test('are found by their shortcut, filled in for the customer, and offered by use', async () => {
    const id = await begun('+33639980205');
    await world.api('PUT', `/conversations/${id}/contact`, { name: 'Élodie Martin', fields: { size: '38' } });
    const text = (words: string) => ({ message: { kind: 'text', text: words, suggestions: [] } });
    const hello = await world.api<Canned>('POST', '/canned', {
      shortcut: 'hello',
      title: 'Greeting',
      texts: {
        en: text('Hello {{contact.name}}'),
        fr: { ...text('Bonjour {{contact.name}}, taille {{size}}{{gone}}'), sms: 'Bonjour {{contact.name}}' },
      },
    });
    expect(hello.status).toBe(201);
    await world.api('POST', '/canned', {
      shortcut: 'help',
      title: 'Help',
      texts: { en: text('How can I help?') },
    });
    const found = await world.api<{
      items: (Canned & {
        filled?: { message: { text: string }; sms?: string; missing: string[]; locale: string };
      })[];
    }>('GET', `/canned?q=he&conversation=${id}`);
    expect(found.body.items.map(({ shortcut }) => shortcut)).toEqual(['hello', 'help']);
    expect(found.body.items[0]?.filled).toMatchObject({
      locale: 'fr',
      message: { text: 'Bonjour Élodie Martin, taille 38' },
      sms: 'Bonjour Élodie Martin',
      missing: ['gone'],
    });
    const help = found.body.items[1];
    expect((await world.api('POST', `/canned/${help?.id}/used`)).status).toBe(204);
    const ranked = await world.api<{ items: Canned[] }>('GET', '/canned?q=');
    expect(ranked.body.items[0]).toMatchObject({ shortcut: 'help', uses: 1 });

    const macro = await world.api<Macro>('POST', '/macros', {
      name: 'Greet and label',
      steps: [
        { kind: 'labels', add: ['greeted'] },
        { kind: 'reply', canned: hello.body.id },
      ],
    });
    expect(macro.status).toBe(201);
    const preview = await world.api<{ steps: { refused?: { code: string } }[] }>(
      'POST',
      `/macros/${macro.body.id}/preview`,
      { conversation: id },
    );
    expect(preview.body.steps.map(({ refused }) => refused?.code)).toEqual([undefined, 'forbidden']);
    const refused = await world.api('POST', `/macros/${macro.body.id}/run`, { conversation: id });
    expect(refused.body).toMatchObject({ done: 1, refused: { step: 1 } });
    await world.api('POST', `/conversations/${id}/takeover`, {});
    expect((await world.api('POST', `/macros/${macro.body.id}/run`, { conversation: id })).body).toEqual({
      done: 2,
    });
    await world.handset('+33639980205').hears(/Bonjour Élodie Martin, taille 38/);
  });

  test('keeps what one began to write, and forgets it when it is empty', async () => {
    const id = await begun('+33639980206');
    await world.api('PUT', `/conversations/${id}/draft`, { text: 'Dear', mode: 'reply' });
    expect((await world.api('GET', `/conversations/${id}/draft`)).body).toMatchObject({
      draft: { text: 'Dear' },
    });
    await world.api('PUT', `/conversations/${id}/draft`, { text: '', mode: 'reply' });
    expect((await world.api('GET', `/conversations/${id}/draft`)).body).toEqual({});
  });
});

describe('rules', () => {
  const steps = [
    { kind: 'labels', add: ['broken'] },
    { kind: 'assign', to: { queue: 'default' } },
  ];
  const broken = { name: 'Broken', when: { on: 'heard', text: ['broken'] }, steps };

  test('are tried, kept in their order, run by themselves, counted and on record; operators read them only', async () => {
    const phone = world.handset('+447700900301');
    await phone.say('it is broken');
    const { id } = await world.conversation('+447700900301');
    await until('its row', async () => (await rowOf(id)) && true);
    const tried = await world.api<Tried>('POST', '/rules/try', { rule: broken });
    expect(tried.body.items).toMatchObject([{ id, steps: [{ outcome: 'done' }, { outcome: 'done' }] }]);
    expect((await rowOf(id))?.labels).toEqual([]);

    const made = await world.api<Rule>('POST', '/rules', broken);
    expect(made.status).toBe(201);
    const other = await world.api<Rule>('POST', '/rules', { ...broken, name: 'Other', on: false });
    const ids = [other.body.id, made.body.id];
    expect((await world.api('POST', '/rules/order', { ids: [made.body.id] })).status).toBe(409);
    expect((await world.api('POST', '/rules/order', { ids })).status).toBe(204);

    await phone.say('still broken');
    const row = await until('the rule ran', async () => {
      const now = await rowOf(id);
      return now?.labels.includes('broken') ? now : undefined;
    });
    expect(row.owner).toMatchObject({ kind: 'queue', queue: 'default' });
    const listed = await until('it is counted', async () => {
      const { body } = await world.api<{ items: RuleItem[] }>('GET', '/rules');
      return body.items[1]?.figures.week === 1 ? body.items : undefined;
    });
    expect(listed.map(({ name }) => name)).toEqual(['Other', 'Broken']);
    const { body: audit } = await world.api<{ items: { action: string; who: object }[] }>(
      'GET',
      `/audit?subject=${id}`,
    );
    expect(audit.items.find(({ action }) => action === 'rule.ran')?.who).toEqual({
      ...{ id: '', name: 'Broken', via: 'rule' },
    });
    const transcript = await file(`/conversations/${id}/transcript?format=csv&notes=true`);
    expect(transcript.text).toContain('Broken');
    expect((await world.api('DELETE', `/rules/${made.body.id}`)).status).toBe(204);
    expect((await world.api('PUT', `/rules/${made.body.id}`, broken)).status).toBe(404);
    for (const [what, body] of Object.entries({
      'nobody is "me"': { ...broken, and: { owner: ['me'] } },
      'no step': { ...broken, steps: [] },
      'a step that needs a person': { ...broken, steps: [{ kind: 'takeover' }] },
      'another event': { ...broken, when: { on: 'noon' } },
    })) {
      expect([what, (await world.api('POST', '/rules', body)).status]).toEqual([what, 400]);
    }
    const tom = await invite(world.url, { authorization: `Bearer ${ADMIN_TOKEN}` }, 'Tom Rule', ['operator']);
    const as = async (method: string, path: string) =>
      (
        await fetch(`${world.url}/api${path}`, {
          method,
          headers: {
            ...{ cookie: tom.cookie, 'sec-fetch-site': 'same-origin', 'content-type': 'application/json' },
          },
          ...(method === 'GET' ? {} : { body: JSON.stringify(broken) }),
        })
      ).status;
    expect(await as('GET', '/rules')).toBe(200);
    expect(await as('POST', '/rules')).toBe(403);
    expect(await as('POST', '/rules/try')).toBe(403);
    await world.api('DELETE', `/rules/${other.body.id}`);
  });
});

describe('the panel and files', () => {
  test('shows where the flow is and the way there', async () => {
    const id = await begun('+33639980207');
    const { status, body } = await world.api<Panel>('GET', `/conversations/${id}/panel`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      contact: { phone: '+33639980207', country: 'FR' },
      reach: { channel: 'rbm', rcs: 'yes', sms: true },
      flow: { id: 'welcome', status: 'active' },
    });
    expect(body.flow?.path.at(-1)).toMatchObject({ node: 'hello', kind: 'choose' });
    expect(body.flow?.nodes.some(({ node }) => node === 'hello')).toBe(true);
  });

  test('translates nothing where no service is set up, and says so', async () => {
    expect((await world.api('GET', '/translation')).body).toEqual({ available: false });
    const path = `/conversations/${crypto.randomUUID()}/translation`;
    expect((await world.api('POST', path, { text: 'Bonjour', to: 'en' })).status).toBe(404);
    expect((await world.api('POST', path, { text: 'Bonjour', to: '../en' })).status).toBe(400);
  });

  test('leaves hostile text a text: no markup in a page, no formula in a table, black where asked', async () => {
    const phone = '+33639980208';
    const id = await begun(phone, HOSTILE);
    await world.handset(phone).say(`My mail is eve@example.com, my number ${phone}`);
    await until('it is there', async () => ((await world.messages(phone)).length > 3 ? true : undefined));
    const page = await file(`/conversations/${id}/transcript?format=html&notes=true`);
    expect(page).toMatchObject({ status: 200, type: 'text/html; charset=utf-8' });
    expect(page.text).not.toContain('<script');
    expect(page.text).toContain('&lt;script&gt;');
    const table = await file(`/conversations/${id}/transcript?format=csv`);
    expect(table.type).toMatch(/^text\/csv/);
    const cells = table.text.split('\r\n').flatMap((line) => line.split(','));
    expect(cells.filter((cell) => /^"?[=+\-@]/.test(cell))).toEqual([]);
    expect(table.text).toContain('"\'=HYPERLINK');
    const black = await file(`/conversations/${id}/transcript?format=json&redact=true`);
    expect(black.text).not.toMatch(/eve@example\.com|639980208/);
    const list = await file('/inbox/export');
    expect(list.text).toContain("'+33639980208");
    await search('HYPERLINK').then((hits) => expect(hits[0]?.message?.text).toContain('<script>'));
  });

  test('gives out what is kept of a person, and erases it: from lists, search and threads', async () => {
    const phone = '+33639980209';
    const id = await begun(phone, 'my secret is marzipan');
    await world.api('POST', `/conversations/${id}/notes`, { text: 'likes marzipan' });
    await world.api('PUT', `/conversations/${id}/contact`, { name: 'Marzipan Person', fields: {} });
    await until('it is found', async () => ((await search('marzipan')).length > 0 ? true : undefined));
    const kept = await file(`/conversations/${id}/personal-data`);
    expect(JSON.parse(kept.text)).toMatchObject({
      contact: { phone, name: 'Marzipan Person' },
      notes: [{ text: 'likes marzipan' }],
    });
    const path = `/conversations/${id}/erase`;
    expect((await world.api('POST', path, { phone: '+33600000000' })).body).toMatchObject({
      code: 'invalid_body',
    });
    const erased = await world.api<{ messages: number; records: number }>('POST', path, { phone });
    expect(erased.status).toBe(200);
    expect(erased.body.messages).toBeGreaterThan(1);
    expect((await world.api('GET', `/conversations/${id}`)).status).toBe(404);
    expect(await search('marzipan')).toEqual([]);
    expect(await search(phone)).toEqual([]);
    expect(await rowOf(id)).toBeUndefined();
    expect((await world.api('POST', path, { phone })).status).toBe(404);
    await world.handset(phone).say('hello again');
    const fresh = await until('a new conversation', async () => {
      const found = await world.conversation(phone);
      return found.id === id ? undefined : found;
    });
    expect((await world.messages(phone))[0]?.content.text).toBe('hello again');
    expect(fresh.id).not.toBe(id);
  });
});

describe('one person with two numbers', () => {
  const [one, two] = ['+33639980241', '+33639980242'];
  let first: string;
  let second: string;
  const of = (id: string, rest = '') => `/conversations/${id}/same-person${rest}`;
  const panel = async (id: string) => (await world.api<Panel>('GET', `/conversations/${id}/panel`)).body;
  const merge = async (id: string, other: string, take: string[] = []) => {
    const preview = await world.api<MergePreview>('GET', of(id, `/preview?other=${other}`));
    return world.api<{ code?: string }>('POST', of(id), { other, seen: preview.body.seen ?? '', take });
  };

  beforeAll(async () => {
    first = await begun(one, 'I write from home about the walrus');
    second = await begun(two, 'and now from work');
    await world.api('PUT', `/conversations/${first}/contact`, {
      name: 'Zoé Tusk',
      fields: { Size: '38', City: 'Paris' },
    });
    await world.api('PUT', `/conversations/${second}/contact`, {
      name: 'zoe  tusk',
      email: 'zoe@example.com',
      fields: { City: 'Lyon', Size: '38' },
    });
    await world.api('POST', `/conversations/${second}/takeover`, {});
    await world.api('POST', `/conversations/${second}/handback`, { summary: 'Asked about tusks' });
    await until('both are known by name', async () =>
      (await rowOf(first))?.named && (await rowOf(second))?.named ? true : undefined,
    );
  });

  test('is suggested for a name and a line both have, and for an address; the preview changes nothing', async () => {
    const suggested = async () =>
      (await world.api<{ items: PersonSuggestion[] }>('GET', of(first))).body.items;
    expect(await suggested()).toEqual([
      expect.objectContaining({ conversation: second, phone: two, why: 'name', shared: 'Size: 38' }),
    ]);
    await world.api('PUT', `/conversations/${first}/contact`, {
      name: 'Zoé Tusk',
      email: 'ZOE@example.com',
      fields: { Size: '38', City: 'Paris' },
    });
    expect(await suggested()).toEqual([
      expect.objectContaining({ conversation: second, why: 'email', shared: 'zoe@example.com' }),
    ]);
    const { body } = await world.api<MergePreview>('GET', of(first, `/preview?other=${second}`));
    expect(body).toMatchObject({
      one: { numbers: [{ conversation: first, phone: one }], written: { fields: { City: 'Paris' } } },
      other: { numbers: [{ conversation: second, phone: two }], written: { fields: { City: 'Lyon' } } },
    });
    expect((await panel(first)).numbers).toHaveLength(1);
  });

  test('either panel shows one contact, both numbers and what belongs to both; who said STOP silences the other', async () => {
    await world.handset(two).say('STOP');
    await until('it is heard', async () => ((await panel(second)).consent.suppressed ? true : undefined));
    const before = (await world.api<MergePreview>('GET', of(first, `/preview?other=${second}`))).body;
    expect([before.one.numbers[0]?.suppressedSince, before.other.numbers[0]?.suppressedSince]).toEqual([
      undefined,
      expect.any(Number),
    ]);
    const old = before.seen;
    await world.api('PUT', `/conversations/${second}/contact`, {
      name: 'Zoé T.',
      email: 'zoe@example.com',
      fields: { City: 'Lyon', Size: '38' },
    });
    const late = await world.api('POST', of(first), { other: second, seen: old });
    expect([late.status, late.body]).toEqual([409, expect.objectContaining({ code: 'conflict' })]);
    // Two operators at once: one makes it, the other is told that it is.
    const both = await Promise.all([merge(first, second, ['field:City']), merge(second, first)]);
    expect(both.map(({ status }) => status).sort()).toEqual([204, 409]);
    const [here, there] = [await panel(first), await panel(second)];
    expect(
      here.numbers.map(({ phone, suppressed, suppressedBy }) => [phone, suppressed, suppressedBy]),
    ).toEqual([
      [one, true, [two]],
      [two, true, [two]],
    ]);
    expect(here.consent.entries.at(-1)).toMatchObject({ what: 'withdrawn', source: 'merge', from: two });
    expect((await world.conversation(one))?.optedOut).toBe(true);
    expect(there.numbers.map(({ phone, conversation }) => [phone, conversation])).toEqual([
      [two, second],
      [one, first],
    ]);
    expect([here.consent.suppressed, there.consent.suppressed]).toEqual([true, true]);
    const { body: withdrawals } = await world.api<{
      items: { who: { name: string }; detail?: Record<string, string> }[];
    }>('GET', '/audit?action=consent.withdrawn&limit=1');
    expect(withdrawals.items[0]).toMatchObject({
      who: { via: 'admin-token' },
      detail: { source: 'merge', phone: expect.stringMatching(/41$/), from: expect.stringMatching(/42$/) },
    });
    const refused = await world.api<{ code: string }>('POST', '/conversations', {
      brand: 'default',
      to: one,
      flow: 'welcome',
    });
    expect(refused.body.code).toBe('contact_opted_out');
    expect(here.contact.fields).toEqual(there.contact.fields);
    // What was done for either is shown with both.
    await until('who had the other one is shown', async () =>
      (await panel(first)).takeovers.length === 1 ? true : undefined,
    );
    const { body: log } = await world.api<{ items: { action: string; subject: string; failed?: string }[] }>(
      'GET',
      '/audit?action=contact.merged&limit=10',
    );
    expect(log.items.filter(({ failed }) => failed === undefined).map(({ subject }) => subject)).toEqual(
      expect.arrayContaining([first]),
    );
    expect(here.contact.name).toBe(there.contact.name);
    const name = here.contact.name ?? '';
    await until('both rows have the name', async () =>
      (await rowOf(first))?.name === name && (await rowOf(second))?.name === name ? true : undefined,
    );
    for (const phone of [one, two]) expect((await search(phone))[0]?.row.name).toBe(name);
    const self = await world.api('POST', of(first), { other: first, seen: '' });
    expect(self.body).toMatchObject({ code: 'same_person' });
    expect((await world.api('GET', of(first, `/preview?other=${second}`))).body).toMatchObject({
      code: 'same_person',
    });
    const gone = await world.api('POST', of(first), { other: crypto.randomUUID(), seen: '' });
    expect(gone.status).toBe(404);
  });

  test('is taken apart and made one again, exported whole, and erased whole once all numbers are named', async () => {
    expect((await world.api('DELETE', of(second))).status).toBe(204);
    expect((await world.api('DELETE', of(second))).body).toMatchObject({ code: 'not_merged' });
    expect((await panel(second)).contact).toMatchObject({ name: 'Zoé T.', fields: { City: 'Lyon' } });
    expect((await panel(first)).contact).toMatchObject({ name: 'Zoé Tusk', fields: { City: 'Paris' } });
    // What held for the first by the word of the second alone holds no longer.
    const states = async () => [
      [(await panel(first)).consent.suppressed, (await world.conversation(one))?.optedOut],
      [(await panel(second)).consent.suppressed, (await world.conversation(two))?.optedOut],
    ];
    expect(await states()).toEqual([
      [false, false],
      [true, true],
    ]);
    await world.api('POST', `/conversations/${second}/block`, {});
    expect((await merge(second, first)).status).toBe(204);
    expect((await panel(first)).numbers.map(({ blocked }) => blocked)).toEqual([true, true]);
    expect((await world.api('DELETE', of(second))).status).toBe(204);
    expect((await panel(first)).numbers[0]?.blocked).toBe(false);
    expect((await panel(second)).numbers[0]?.blocked).toBe(true);
    await world.api('POST', `/conversations/${second}/unblock`, {});
    expect((await merge(second, first)).status).toBe(204);
    // Silent by the other's word, it says so itself: that is its own from now on, and confirmed to it.
    await world.handset(one).say('STOP');
    await until('it is its own word', async () =>
      (await panel(first)).numbers[0]?.suppressedBy.includes(one) ? true : undefined,
    );
    expect((await panel(second)).numbers[0]?.suppressedBy).toEqual([two, one]);
    await world.handset(two).say('START');
    await until('it is heard', async () => ((await states())[1]?.includes(true) ? undefined : true));
    expect((await states())[0]).toEqual([true, true]);
    expect((await world.api('DELETE', of(second))).status).toBe(204);
    expect(await states()).toEqual([
      [true, true],
      [false, false],
    ]);
    expect((await merge(second, first)).status).toBe(204);
    expect((await states())[1]).toEqual([true, true]);
    const kept = JSON.parse((await file(`/conversations/${second}/personal-data`)).text);
    expect(kept).toMatchObject({
      contact: { phone: two, name: 'Zoé T.' },
      person: { phones: [two, one], name: 'Zoé T.' },
      otherNumbers: [{ contact: { phone: one, name: 'Zoé Tusk' } }],
    });
    expect(JSON.stringify(kept.otherNumbers)).toContain('walrus');
    expect(Object.keys(kept.sha256)).toContain('otherNumbers');
    const erase = (numbers?: string[]) =>
      world.api<{ code?: string; facts?: object; kept: string[] }>('POST', `/conversations/${second}/erase`, {
        phone: two,
        ...(numbers ? { numbers } : {}),
      });
    const refused = await erase();
    expect([refused.status, refused.body.code, refused.body.facts]).toEqual([
      409,
      'more_numbers',
      { numbers: [two, one] },
    ]);
    expect((await panel(first)).contact.name).toBe('Zoé T.');
    const erased = await erase([one, two]);
    expect([erased.status, erased.body.kept]).toEqual([200, expect.arrayContaining(['suppression'])]);
    for (const id of [first, second]) {
      expect((await world.api('GET', `/conversations/${id}`)).status).toBe(404);
      expect(await rowOf(id)).toBeUndefined();
    }
    expect(await search('walrus')).toEqual([]);
    // Who writes again is somebody new, with one number.
    await world.handset(one).say('hello again');
    const fresh = await until('a new conversation', async () => world.conversation(one));
    expect(await panel(fresh.id)).toMatchObject({ contact: { fields: {} }, numbers: [{ phone: one }] });
    expect((await panel(fresh.id)).contact.name).toBeUndefined();
  });
});

describe('the team', () => {
  test('everybody who may take conversations can be given one, whether they were ever here or not', async () => {
    const by = { authorization: `Bearer ${ADMIN_TOKEN}` };
    const nina = await invite(world.url, by, 'Nina Never', ['operator']);
    const reader = await invite(world.url, by, 'Rita Reader', ['analyst']);
    const team = async () => (await world.api<{ items: Operator[] }>('GET', '/operators')).body.items;
    const found = (await team()).find(({ id }) => id === nina.id);
    expect(found).toMatchObject({ name: 'Nina Never', status: 'away', load: 0, conversations: 0 });
    expect((await team()).map(({ id }) => id)).not.toContain(reader.id);
    const id = await begun('+33639980215');
    const give = async (operator: string) =>
      (await world.api('POST', `/conversations/${id}/transfer`, { to: { operator } })).status;
    expect(await give(reader.id)).toBe(404);
    expect(await give(nina.id)).toBe(200);
    expect((await team()).find((one) => one.id === nina.id)).toMatchObject({ conversations: 1 });
    // What somebody has who leaves goes on at once.
    await world.api('PUT', `/people/${nina.id}`, { active: false });
    const { body: left } = await world.api<ConversationView>('GET', `/conversations/${id}`);
    expect(left.owner).toEqual({ kind: 'bot' });
    expect((await team()).map((one) => one.id)).not.toContain(nina.id);
    expect(await give(nina.id)).toBe(404);
  });
});

describe('service levels and figures', () => {
  test('a reply in time counts as kept, and the wall shows who waits', async () => {
    const level = await world.api('POST', '/service-levels', {
      name: 'Quick',
      targets: { firstReply: 3_600_000, resolution: 86_400_000 },
    });
    expect(level.status).toBe(201);
    const phone = '+33639980210';
    const id = await begun(phone);
    await world.handset(phone).say('I want to talk to a person');
    await world.api('POST', `/conversations/${id}/takeover`, {});
    const due = await until('it is due', async () => (await rowOf(id))?.due);
    expect(due.kind).toBe('first-reply');
    await world.api('POST', `/conversations/${id}/messages`, { text: 'Here I am.' });
    await until('the next is due', async () =>
      (await rowOf(id))?.due?.kind === 'resolution' ? true : undefined,
    );
    await world.api('POST', `/conversations/${id}/close`, { disposition: 'solved' });
    const wall = await until('it is counted', async () => {
      const { body } = await world.api<Wall>('GET', '/inbox/wall');
      return body.today.closed > 0 ? body : undefined;
    });
    expect(wall.today).toMatchObject({
      firstReply: { met: 1, missed: 0 },
      resolution: { met: 1, missed: 0 },
    });
    expect(wall.operators.find((one) => one.id === 'owner')).toMatchObject({ closed: 1 });
  });

  test('a message that leaves later is an answer when it has left: in the list, for the level and in the figures', async () => {
    const level = await world.api<{ id: string }>('POST', '/service-levels', {
      ...{ name: 'Planned', order: 1, when: { label: ['planned'] } },
      targets: { firstReply: 3_600_000, nextReply: 3_600_000 },
    });
    const phone = '+33639980216';
    const id = await begun(phone);
    await world.api('PUT', `/conversations/${id}/labels`, { labels: ['planned'] });
    await world.api('POST', `/conversations/${id}/takeover`, {});
    await world.api('POST', `/conversations/${id}/messages`, { text: 'Good morning.' });
    const at = clock.now() + 120_000;
    await world.api('POST', `/conversations/${id}/messages`, { text: 'It has come in.', at });
    await world.handset(phone).say('Is it there?');
    const waiting = await until('they wait', async () => {
      const row = await rowOf(id);
      return row?.due?.kind === 'next-reply' && row.last?.text === 'Is it there?' ? row : undefined;
    });
    expect(waiting.waitingSince).toBeDefined();
    const replies = async () => (await world.api<Wall>('GET', '/inbox/wall')).body.today.nextReply;
    const { met } = await replies();
    clock.leap(125_000);
    await world.handset(phone).hears(/has come in/);
    const answered = await until('they wait no longer', async () => {
      const row = await rowOf(id);
      return row && row.waitingSince === undefined && row.last?.text === 'It has come in.' ? row : undefined;
    });
    expect(answered).toMatchObject({ at, last: { at, by: 'operator' } });
    expect(answered.due).toBeUndefined();
    await until('it is counted', async () => (await replies()).met === met + 1 || undefined);
    await world.api('DELETE', `/service-levels/${level.body.id}`);
  });

  test('of an answer that is due soon is told once: who leads the team while it waits in a queue, then who has it', async () => {
    const lead = await invite(world.url, { authorization: `Bearer ${ADMIN_TOKEN}` }, 'Lou Lead', [
      'supervisor',
    ]);
    const outsider = await invite(world.url, { authorization: `Bearer ${ADMIN_TOKEN}` }, 'Otto Offline', [
      'operator',
    ]);
    const level = await world.api<{ id: string }>('POST', '/service-levels', {
      name: 'Soon',
      order: 1,
      when: { label: ['soon'] },
      targets: { firstReply: 3_600_000 },
      warn: 3_600_000,
    });
    expect(level.status).toBe(201);
    const me = await inboxClient(world.url, { token: ADMIN_TOKEN });
    await me.ask('inbox:open', { view: 'mine' });
    const id = await begun('+33639980214');
    await world.api('PUT', `/conversations/${id}/labels`, { labels: ['soon'] });
    const leader = await inboxClient(world.url, lead);
    const other = await inboxClient(world.url, outsider);
    for (const one of [leader, other]) await one.ask('inbox:counts', {});
    await world.handset('+33639980214').say('I want to talk to a person');
    await world.api('POST', `/conversations/${id}/takeover`, {});
    await world.api('POST', `/conversations/${id}/transfer`, { to: { queue: 'default' } });
    const due = (notice: { kind: string; conversation: string }) =>
      notice.kind === 'due' && notice.conversation === id;
    await leader.hears('inbox:notice', due);
    expect(leader.told('inbox:notice').filter(due)).toHaveLength(1);
    await world.api('POST', `/conversations/${id}/takeover`, {});
    await me.hears('inbox:notice', due);
    await world.handset('+33639980214').say('Hello?');
    await me.hears('inbox:notice', ({ kind, text }) => kind === 'message' && text === 'Hello?');
    expect(me.told('inbox:notice').filter(due)).toHaveLength(1);
    expect(other.told('inbox:notice')).toEqual([]);
    for (const client of [me, leader, other]) client.close();
    await world.api('DELETE', `/service-levels/${level.body.id}`);
  });

  test('asks how it was after closing, and keeps the answer', async () => {
    expect((await world.api('PUT', '/satisfaction', { on: true })).status).toBe(200);
    const phone = '+33639980211';
    const id = await begun(phone);
    await world.api('POST', `/conversations/${id}/takeover`, {});
    await world.api('POST', `/conversations/${id}/messages`, { text: 'All done.' });
    await world.api('POST', `/conversations/${id}/close`, {});
    const handset = world.handset(phone);
    await handset.hears(/Comment était-ce/);
    await handset.tap('🙁 Mauvais');
    await handset.hears(/mieux faire/);
    await handset.say('Too slow');
    await handset.hears(/Merci/);
    const ratings = await until('it is kept', async () => {
      const { body } = await world.api<Panel>('GET', `/conversations/${id}/panel`);
      return body.ratings.length > 0 ? body.ratings : undefined;
    });
    expect(ratings).toMatchObject([{ score: 2, reason: 'Too slow' }]);
    // It counts for whoever had it last, on the wall and in the table of the week.
    const week = await until('it is counted', async () => {
      const { body } = await world.api<Wall>('GET', '/inbox/wall?days=7');
      return body.today.satisfaction ? body : undefined;
    });
    expect(week.today.satisfaction).toEqual({ answers: 1, mean: 2 });
    expect(week.operators.find((one) => one.id === 'owner')?.satisfaction).toEqual({ answers: 1, mean: 2 });
    const report = await file('/inbox/report?days=7');
    expect(report.text).toContain('first reply in time');
    const [, whole] = report.text.split('\r\n');
    expect(whole).toMatch(/^all,,,\d+,[1-9].*,1,2$/);
    expect((await world.api('GET', '/inbox/wall?days=400')).status).toBe(400);
  });
});

describe('cards that are planned for a time', () => {
  const HOUR = 3_600_000;
  const card = (title: string) => ({ title, suggestions: [] });
  const carousel = (...titles: string[]) => ({
    message: { kind: 'carousel', width: 'medium', cards: titles.map(card), suggestions: [] },
  });
  const shown = async (phone: string, title: string) =>
    (await world.handset(phone).thread()).filter((line) => JSON.stringify(line).includes(title)).length;
  const lines = async (id: string) =>
    (
      await world.api<{ items: { content: object; state: string; because?: { code: string }[] }[] }>(
        'GET',
        `/conversations/${id}/messages?limit=200`,
      )
    ).body.items;

  test('leave at that time, once; those of who has it no more stay here, and the thread says so', async () => {
    const phone = '+33639980251';
    const id = await begun(phone);
    await world.api('POST', `/conversations/${id}/takeover`, {});
    const path = `/conversations/${id}/messages`;
    const at = Math.round(clock.now() + HOUR);
    const planned = await world.api('POST', path, { ...carousel('Rose bed', 'Tulip bed'), at });
    expect(planned.status).toBe(202);
    expect(await shown(phone, 'Rose bed')).toBe(0);
    clock.leap(HOUR);
    await world.handset(phone).hears(/Rose bed/);
    await until(
      'it is delivered',
      async () =>
        (await lines(id)).some(
          ({ content, state }) => JSON.stringify(content).includes('Tulip bed') && state === 'delivered',
        ) || undefined,
    );
    expect(await shown(phone, 'Rose bed')).toBe(1);

    await world.api('POST', path, { ...carousel('Oak', 'Elm'), at: Math.round(clock.now() + HOUR) });
    await world.api('POST', `/conversations/${id}/handback`, {});
    await world.api('POST', `/conversations/${id}/takeover`, {});
    clock.leap(HOUR);
    const held = await until('it is held back', async () =>
      (await lines(id)).find(
        ({ content, state }) => JSON.stringify(content).includes('Elm') && state === 'withheld',
      ),
    );
    expect(held.because?.map(({ code }) => code)).toContain('withheld');
    expect(await shown(phone, 'Oak')).toBe(0);
    expect(await shown(phone, 'Rose bed')).toBe(1);
  });
});

describe('what is agreed from the inbox', () => {
  interface Made {
    payment: { id: string; url: string };
    message: { kind: string; card: { title: string; suggestions: { kind: string; url?: string }[] } };
  }
  interface Booked {
    booking: { number: string; start: string };
    message: { kind: string; card: { title: string; suggestions: { kind: string; start?: string }[] } };
  }
  const wish = () => ({ key: crypto.randomUUID(), amount: 4500, currency: 'EUR', description: 'A cut' });

  test('a payment link needs whoever may answer, is made once, and its outcome is in the panel', async () => {
    const phone = '+33639980221';
    const id = await begun(phone, 'bonjour');
    const post = (body: object) =>
      world.api<Made & { code: string }>('POST', `/conversations/${id}/payment-link`, body);
    const refused = await post(wish());
    expect([refused.status, refused.body.code]).toEqual([403, 'forbidden']);
    await world.api('POST', `/conversations/${id}/takeover`, {});
    const once = wish();
    const made = await post(once);
    expect(made.status).toBe(201);
    expect((await post(once)).body.payment).toEqual(made.body.payment);
    expect(made.body.message.card.title).toBe('45,00\u00a0€');
    expect(made.body.message.card.suggestions[0]).toMatchObject({
      kind: 'open-url',
      url: made.body.payment.url,
    });
    expect(JSON.stringify(await world.messages(phone))).not.toContain('sandbox-pay');

    await world.api('POST', `/conversations/${id}/messages`, { message: made.body.message });
    const line = await world.handset(phone).hears(/sandbox-pay/);
    const before = await rowOf(id);
    const reader = await inboxClient(world.url, { token: ADMIN_TOKEN });
    const opened = await reader.ask('conversation:open', { id });
    expect((await pay(ownAddress(world, payLink(line.message)), /4242/)).status).toBeLessThan(400);
    const paid = await until('it is paid', async () => {
      const { body } = await world.api<Panel>('GET', `/conversations/${id}/panel`);
      return body.payments.find(({ status }) => status === 'succeeded');
    });
    expect(paid).toMatchObject({ amount: 4500, currency: 'EUR', description: 'A cut' });
    const isOutcome = (one: object) =>
      'happening' in one && (one.happening as { what: string }).what === 'payment';
    const { lines } = await reader.hears('conversation:lines', (told) => told.lines.some(isOutcome));
    expect(lines.find(isOutcome)).toMatchObject({
      happening: { payment: { status: 'succeeded', amount: 4500, currency: 'EUR', description: 'A cut' } },
    });
    // Who was away has it by catching up, once.
    const caughtUp = await reader.ask('conversation:open', { id, since: opened.at });
    expect(caughtUp.lines.filter(isOutcome)).toHaveLength(1);
    reader.close();
    const told = await file(`/conversations/${id}/transcript?format=csv&notes=true`);
    expect(told.text).toMatch(/Payment · paid · €45\.00 · A cut/);
    // The studio asks for the panel again because the row has changed.
    await until(
      'the row says so',
      async () => ((await rowOf(id))?.rev ?? 0) > (before?.rev ?? 0) || undefined,
    );
    const { body } = await world.api<{ items: { detail: object; subject: string }[] }>(
      'GET',
      '/audit?action=payment.requested&limit=10',
    );
    expect(body.items.find(({ subject }) => subject === id)).toMatchObject({
      detail: { amount: '4500', currency: 'EUR' },
    });
  });

  test('an appointment is one of the free times, is booked once, and nobody else gets that time', async () => {
    const phone = '+447700900322';
    const id = await begun(phone);
    await world.api('POST', `/conversations/${id}/takeover`, {});
    const of = (rest: string) => `/conversations/${id}/appointment${rest}`;
    const { body: all } = await world.api<{ items: { id: string; services: { id: string }[] }[] }>(
      'GET',
      of('/calendars'),
    );
    const calendar = all.items[0]?.id ?? '';
    const service = all.items[0]?.services[0]?.id ?? '';
    const where = `calendar=${calendar}&service=${service}`;
    const { body: first } = await world.api<FreeTimes>('GET', of(`/times?${where}`));
    expect(first.date).toBe(first.days[0]?.date);
    const date = first.days[1]?.date ?? '';
    const { body: free } = await world.api<FreeTimes>('GET', of(`/times?${where}&date=${date}`));
    expect(free.times.map(({ start }) => start)).toEqual(free.times.map(({ start }) => start).toSorted());
    const start = free.times.at(-1)?.start ?? '';
    const once = { key: crypto.randomUUID(), calendar, service, start };
    const booked = await world.api<Booked>('POST', of(''), once);
    expect(booked.status).toBe(201);
    expect(booked.body.booking.start).toBe(start);
    expect(booked.body.message.card.suggestions[0]).toMatchObject({ kind: 'calendar', start });
    expect((await world.api<Booked>('POST', of(''), once)).body.booking).toEqual(booked.body.booking);
    const { body: lines } = await world.api<{ items: { content: Record<string, unknown> }[] }>(
      'GET',
      `/conversations/${id}/messages?events=true&limit=200`,
    );
    expect(lines.items.filter(({ content }) => content.what === 'appointment')).toMatchObject([
      { content: { appointment: { number: booked.body.booking.number, status: 'booked', start } } },
    ]);
    const { body: panel } = await world.api<Panel>('GET', `/conversations/${id}/panel`);
    expect(panel.bookings).toMatchObject([{ code: booked.body.booking.number, start }]);
    const nowhere = await world.api<{ code: string; facts: object }>('POST', of(''), {
      ...once,
      key: crypto.randomUUID(),
      start: '2020-01-01T09:00:00Z',
    });
    expect([nowhere.status, nowhere.body.code]).toEqual([422, 'service_refused']);
    expect(nowhere.body.facts).toEqual({ code: 'past' });
  });
});
