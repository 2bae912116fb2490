/** The inbox over the live connection of a whole server: lists that are told of changes, threads, absence, rights. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Row } from '../../../server/contract/inbox-list.ts';
import { invite } from '../../browser/people-rig.ts';
import { ADMIN_TOKEN, openWorld, until, type World } from '../../journeys/world.ts';
import { type InboxClient, inboxClient } from './inbox-client.ts';

let world: World;
let ana: InboxClient;
const clients: InboxClient[] = [];

async function client(): Promise<InboxClient> {
  const opened = await inboxClient(world.url, { token: ADMIN_TOKEN });
  clients.push(opened);
  return opened;
}

/** Somebody of the team with these roles, at the live connection. */
async function colleague(roles: readonly string[]): Promise<InboxClient> {
  const headers = { authorization: `Bearer ${ADMIN_TOKEN}` };
  const { cookie } = await invite(world.url, headers, `Test ${roles.join(' ')}`, roles);
  const opened = await inboxClient(world.url, { cookie });
  clients.push(opened);
  return opened;
}

beforeAll(async () => {
  world = await openWorld();
  ana = await client();
}, 60_000);
afterAll(async () => {
  for (const one of clients) one.close();
  await world.close();
});

describe('a live list', () => {
  test('is told of a conversation that begins, and of one that leaves it', async () => {
    const opened = await ana.ask('inbox:open', { view: 'bot' });
    expect(opened).toMatchObject({ reset: true, gone: [] });
    const phone = '+33639980101';
    await world.handset(phone).say('hello');
    const { rows } = await ana.hears(
      'inbox:changed',
      ({ key, rows }) =>
        key === opened.key && rows.some((row) => row.phone === phone && row.last?.direction === 'out'),
    );
    const row = rows.find((one) => one.phone === phone);
    expect(row).toMatchObject({ owner: { kind: 'bot' }, status: 'open', unread: 0, channel: 'rbm' });

    await world.api('POST', `/conversations/${row?.id}/takeover`, {});
    await ana.hears(
      'inbox:changed',
      ({ key, gone }) => key === opened.key && gone.some(({ id }) => id === row?.id),
    );
    const mine = await ana.ask('inbox:open', { view: 'mine' });
    expect(mine.rows.map(({ id }) => id)).toContain(row?.id);
  });

  test('catches up after an absence with what changed only, and begins anew where that is not known', async () => {
    // What was said before has arrived, so that nothing of it changes any more.
    const before = await until('nothing is under way', async () => {
      const opened = await ana.ask('inbox:open', { filter: { channel: ['rbm'] } });
      const resting = opened.rows.every(({ last }) => last?.state === 'delivered' || last?.state === 'read');
      return resting ? opened : undefined;
    });
    const phone = '+33639980102';
    await world.handset(phone).say('hello');
    await ana.hears(
      'inbox:changed',
      ({ key, rows }) => key === before.key && rows.some((row) => row.phone === phone),
    );
    const bob = await client();
    const after = await bob.ask('inbox:open', { filter: { channel: ['rbm'] }, since: before.at });
    expect(after.reset).toBe(false);
    expect(after.rows.map((row) => row.phone)).toEqual([phone]);
    const strange = await bob.ask('inbox:open', { filter: { channel: ['rbm'] }, since: 'another-life.3' });
    expect(strange.reset).toBe(true);
    expect(strange.rows.length).toBeGreaterThan(1);
  });

  test('has its counts told when they change', async () => {
    const { counts } = await ana.ask('inbox:counts', {});
    await world.handset('+33639980103').say('hello');
    const told = await ana.hears(
      'inbox:counts',
      ({ counts: now }) => (now.views.bot ?? 0) === (counts.views.bot ?? 0) + 1,
    );
    expect(told.counts.views.all).toBe((counts.views.all ?? 0) + 1);
  });
});

describe('an open thread', () => {
  test('is told of lines, of who looks at it and writes in it, and of the customer typing', async () => {
    const phone = '+33639980104';
    const handset = world.handset(phone);
    await handset.say('hello');
    const { id } = await world.conversation(phone);
    await until('the row', async () => ((await ana.try('conversation:open', { id })).ok ? true : undefined));
    const opened = await ana.ask('conversation:open', { id });
    expect(opened.row.phone).toBe(phone);
    expect(opened.lines[0]).toMatchObject({
      type: 'message',
      direction: 'in',
      content: { kind: 'text', text: 'hello' },
    });
    expect(opened.viewers).toEqual([{ id: 'owner', name: 'Owner', typing: false, drafting: false }]);

    const bob = await colleague(['operator']);
    const seen = await bob.ask('conversation:open', { id });
    expect(seen.viewers).toHaveLength(2);
    await bob.ask('conversation:presence', { id, typing: true, drafting: true });
    await ana.hears('conversation:viewers', ({ viewers }) =>
      viewers.some((one) => one.id !== 'owner' && one.typing && one.drafting),
    );

    await handset.act({ typing: true });
    await ana.hears('conversation:typing', (one) => one.id === id);
    await handset.say('anybody there?');
    await ana.hears('conversation:lines', ({ lines }) =>
      lines.some((line) => line.type === 'message' && line.content.text === 'anybody there?'),
    );

    const noted = await world.api('POST', `/conversations/${id}/notes`, { text: 'Call back.' });
    expect(noted.status).toBe(201);
    await bob.hears('conversation:lines', ({ lines }) =>
      lines.some((line) => line.type === 'note' && line.text === 'Call back.'),
    );

    bob.close();
    await ana.hears(
      'conversation:viewers',
      ({ viewers }) => viewers.length === 1 && viewers[0]?.id === 'owner',
    );
  });

  test('catches up after an absence with the lines that were missed', async () => {
    const phone = '+33639980105';
    const handset = world.handset(phone);
    await handset.say('first');
    const { id } = await world.conversation(phone);
    await until('the row', async () => ((await ana.try('conversation:open', { id })).ok ? true : undefined));
    const opened = await ana.ask('conversation:open', { id });
    await handset.say('second');
    const texts = await until('the second line', async () => {
      const again = await ana.ask('conversation:open', { id, since: opened.at });
      expect(again.reset).toBe(false);
      const said = again.lines.flatMap((line) =>
        line.type === 'message' && line.direction === 'in' ? [line.content.text] : [],
      );
      return said.includes('second') ? said : undefined;
    });
    expect(texts).toEqual(['first', 'second']);
    expect(await ana.ask('conversation:open', { id, since: 'never-seen' })).toMatchObject({ reset: true });
  });

  test('tells the phone that it was read, and is unread no more', async () => {
    const phone = '+33639980106';
    const handset = world.handset(phone);
    await handset.say('hello');
    const { id } = await world.conversation(phone);
    await world.api('POST', `/conversations/${id}/takeover`, {});
    await handset.say('are you there?');
    const list = await ana.ask('inbox:open', { filter: { unread: true } });
    const found = await until('it is unread', async () => {
      const { rows } = await ana.ask('inbox:open', { filter: { unread: true } });
      return rows.find((row) => row.id === id && row.last?.text === 'are you there?');
    });
    await ana.ask('conversation:open', { id });
    await ana.ask('conversation:read', { id, upTo: found.last?.id ?? '' });
    await ana.hears(
      'inbox:changed',
      ({ key, gone }) => key === list.key && gone.some((one) => one.id === id),
    );
    await until('the phone shows it', async () => {
      const line = (await handset.thread()).find(({ message }) => message.text === 'are you there?');
      return line?.state === 'read' ? true : undefined;
    });
  });
});

describe('a whisper', () => {
  test('is told to the operator who has it and to those who lead, and to nobody else, whatever they ask', async () => {
    const headers = { authorization: `Bearer ${ADMIN_TOKEN}` };
    const people = await Promise.all(
      [
        ['Olga', 'operator'],
        ['Otto', 'operator'],
        ['Sara', 'supervisor'],
      ].map(async ([name = '', role = '']) => {
        const { cookie } = await invite(world.url, headers, name, [role]);
        const live = await inboxClient(world.url, { cookie });
        clients.push(live);
        const api = async (method: string, path: string, body?: object) => {
          const answer = await fetch(`${world.url}/api${path}`, {
            method,
            headers: { cookie, 'sec-fetch-site': 'same-origin', 'content-type': 'application/json' },
            ...(body ? { body: JSON.stringify(body) } : {}),
          });
          const text = await answer.text();
          return { status: answer.status, text, body: text.startsWith('{') ? JSON.parse(text) : undefined };
        };
        return { live, api };
      }),
    );
    const [olga, otto, sara] = people;
    if (!olga || !otto || !sara) throw new Error('Three people take part.');
    const phone = '+33639980151';
    await world.handset(phone).say('I want to talk to a person');
    const { id } = await world.conversation(phone);
    const taken = await olga.api('POST', `/conversations/${id}/takeover`, {});
    const to: string = taken.body.owner.operator;
    await Promise.all(people.map(({ live }) => live.ask('conversation:open', { id })));

    const whisper = { to, text: 'Offer them the blue one' };
    const path = `/conversations/${id}/whispers`;
    expect((await otto.api('POST', path, whisper)).status).toBe(403);
    expect((await sara.api('POST', path, { ...whisper, to: 'somebody-else' })).body.code).toBe('not_taken');
    expect((await sara.api('POST', path, whisper)).status).toBe(201);
    const isWhisper = ({ lines }: { lines: { type: string }[] }) =>
      lines.some(({ type }) => type === 'whisper');
    const { lines } = await olga.live.hears('conversation:lines', isWhisper);
    expect(lines).toMatchObject([
      { type: 'whisper', author: { name: 'Sara' }, to: { id: to }, text: whisper.text },
    ]);
    const notice = await olga.live.hears('inbox:notice', ({ kind }) => kind === 'whisper');
    expect(notice).toMatchObject({ conversation: id, from: 'Sara', text: whisper.text });
    await sara.live.hears('conversation:lines', isWhisper);

    // What comes after it has arrived, so that it would have too.
    await olga.api('POST', `/conversations/${id}/messages`, { text: 'We have a blue one' });
    await otto.live.hears('conversation:lines', ({ lines: all }) =>
      JSON.stringify(all).includes('a blue one'),
    );
    expect(JSON.stringify(otto.live.told('conversation:lines'))).not.toContain(whisper.text);
    expect(otto.live.told('inbox:notice').filter(({ kind }) => kind === 'whisper')).toEqual([]);
    await otto.live.ask('conversation:close', { id });
    const opened = await otto.live.ask('conversation:open', { id });
    const read = [await otto.api('GET', `/conversations/${id}/notes`), await otto.api('GET', path)];
    expect(JSON.stringify([opened, ...read.map(({ text }) => text)])).not.toContain(whisper.text);
    expect((await olga.api('GET', path)).body.items).toHaveLength(1);
    const seen = await olga.live.ask('conversation:open', { id });
    expect(seen.lines.map(({ type }) => type)).toContain('whisper');

    // Never to the customer; in a transcript by the rule of notes.
    await world.handset(phone).hears(/blue one/);
    expect(JSON.stringify(await world.handset(phone).thread())).not.toContain(whisper.text);
    const transcript = (notes: string) =>
      sara.api('GET', `/conversations/${id}/transcript?format=json&notes=${notes}`);
    expect((await transcript('false')).text).not.toContain(whisper.text);
    expect((await transcript('true')).body.lines).toContainEqual(
      expect.objectContaining({ type: 'whisper', who: 'Whisper: Sara → Olga', text: whisper.text }),
    );

    // Given on, it stays with whom it was for.
    await sara.api('POST', `/conversations/${id}/transfer`, { to: { queue: 'default' } });
    expect((await sara.api('POST', path, whisper)).body.code).toBe('not_taken');
  });
});

describe('what is refused', () => {
  test('is any event with wrong types, each with a code and nothing else', async () => {
    const wrong: [string, unknown][] = [
      ['inbox:open', { view: 7 }],
      ['inbox:open', { filter: { status: ['asleep'] } }],
      ['inbox:open', { filter: { owner: ['operator:../../etc'] } }],
      ['inbox:open', { filter: { label: [{ $gt: '' }] } }],
      ['inbox:open', { limit: 1_000_000 }],
      ['inbox:open', null],
      ['inbox:open', []],
      ['inbox:more', { key: {}, cursor: 1 }],
      ['conversation:open', { id: "' OR 1=1 --" }],
      ['conversation:presence', { id: crypto.randomUUID(), typing: 'yes', drafting: 0 }],
      ['conversation:read', { id: crypto.randomUUID(), upTo: { length: 3 } }],
    ];
    for (const [event, payload] of wrong) {
      expect([event, await ana.try(event, payload)]).toMatchObject([
        event,
        { ok: false, code: 'invalid_body' },
      ]);
    }
    expect(await ana.try('inbox:more', { key: 'not-open', cursor: 'x' })).toMatchObject({
      code: 'bad_request',
    });
    expect(await ana.try('conversation:open', { id: crypto.randomUUID() })).toMatchObject({
      code: 'not_found',
    });
    expect(await ana.try('inbox:open', { view: 'no-such-view' })).toMatchObject({ code: 'not_found' });
  });

  test('is a thread one has not opened, and everything to those without the right', async () => {
    const { id } = await world.conversation('+33639980101');
    const carl = await colleague(['supervisor']);
    expect(await carl.try('conversation:presence', { id, typing: true, drafting: false })).toMatchObject({
      code: 'bad_request',
    });
    const dora = await colleague(['designer']);
    for (const [event, payload] of [
      ['inbox:open', {}],
      ['inbox:counts', {}],
      ['conversation:open', { id }],
      ['conversation:read', { id, upTo: 'x' }],
    ] as const) {
      expect([event, await dora.try(event, payload)]).toMatchObject([
        event,
        { ok: false, code: 'forbidden' },
      ]);
    }
    await world.handset('+33639980101').say('for the team only');
    await ana.hears('inbox:changed', ({ rows }) =>
      rows.some((row) => row.last?.text === 'for the team only'),
    );
    expect(dora.told('inbox:changed')).toEqual([]);
    expect(carl.told('inbox:changed')).toEqual([]);
    expect(carl.told('conversation:lines')).toEqual([]);
  });
});

describe('a restart', () => {
  test('loses no row, and whoever was there goes on from where they were', async () => {
    const before = await ana.ask('inbox:open', {});
    ana.close();
    await world.restart();
    ana = await client();
    const after = await ana.ask('inbox:open', { since: before.at });
    expect(after.reset).toBe(false);
    const phone = '+33639980107';
    await world.handset(phone).say('still there?');
    await ana.hears(
      'inbox:changed',
      ({ key, rows }) => key === after.key && rows.some((row) => row.phone === phone),
    );
  });

  test('makes the index again where it was lost, and whoever was there begins anew', async () => {
    const before = await ana.ask('inbox:open', {});
    ana.close();
    for (const end of ['', '-wal', '-shm']) rmSync(join(world.folder, `inbox.db${end}`), { force: true });
    await world.restart();
    ana = await client();
    const rows = await until('all rows are there again', async () => {
      const again = await ana.ask('inbox:open', { since: before.at });
      expect(again.reset).toBe(true);
      return again.rows.length === before.rows.length ? again.rows : undefined;
    });
    const shape = (row: Row) => ({ ...row, seq: 0 });
    const byId = (one: Row, other: Row) => (one.id < other.id ? -1 : 1);
    expect(rows.map(shape).sort(byId)).toEqual(before.rows.map(shape).sort(byId));
    const found = await world.api<{ items: unknown[] }>('GET', '/inbox/search?q=anybody%20there');
    expect(found.body.items).toHaveLength(1);
  });
});
