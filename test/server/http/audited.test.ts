/** What must leave an entry in the audit log: every route is looked at, and those that show a customer's words are tried. */
import { io } from 'socket.io-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LIVE_PATH } from '../../../server/contract.ts';
import { foundOwner } from '../../browser/people-rig.ts';
import { ADMIN_TOKEN, openWorld, until, type World } from '../../journeys/world.ts';

interface Described {
  name: string;
  method: string;
  path: string;
  access: string;
  audit: string | undefined;
}

let world: World;
let routes: Described[];
beforeAll(async () => {
  world = await openWorld();
  const { paths } = (
    await world.api<{ paths: Record<string, Record<string, { 'x-access': string; 'x-audit'?: string }>> }>(
      'GET',
      '/openapi.json',
    )
  ).body;
  routes = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, one]) => ({
      name: `${method.toUpperCase()} ${path}`,
      method: method.toUpperCase(),
      path,
      access: one['x-access'],
      audit: one['x-audit'],
    })),
  );
});
afterAll(() => world?.close());

/** What changes nothing that is kept, is one's own, or is what operators do all day and stands in the conversation itself. */
const UNNOTED = [
  // Signing in and out, and links, are noted where it is known who it was.
  'POST /api/session',
  'DELETE /api/session',
  'POST /api/link',
  'POST /api/link/use',
  'POST /api/me/second-factor',
  'PUT /api/me/notices',
  // Tries and previews: nothing is changed by them.
  'POST /api/flows/{id}/tests/run',
  'POST /api/http-try',
  'POST /api/reach',
  'POST /api/macros/{id}/preview',
  'POST /api/rules/try',
  'POST /api/inbox/match',
  'POST /api/canned/{id}/used',
  'POST /api/media',
  // Of these, each conversation is noted by itself.
  'POST /api/macros/{id}/run',
  'POST /api/inbox/bulk',
  // How one works.
  'POST /api/inbox/views',
  'PUT /api/inbox/views/{id}',
  'DELETE /api/inbox/views/{id}',
  'PUT /api/operators/me/status',
  'PUT /api/conversations/{id}/draft',
  // What is said and noted in a conversation stands there, with who and when.
  'POST /api/conversations/{id}/messages',
  'DELETE /api/conversations/{id}/messages/{message}',
  'POST /api/conversations/{id}/notes',
  'POST /api/conversations/{id}/pass',
  // Kept with the time they have it.
  'PUT /api/conversations/{id}/takeover',
  'POST /api/conversations/{id}/snooze',
  'POST /api/conversations/{id}/reopen',
  'POST /api/conversations/{id}/read',
  'POST /api/conversations/{id}/signals',
  'PUT /api/conversations/{id}/labels',
  'PUT /api/conversations/{id}/priority',
  'PUT /api/conversations/{id}/followers',
  'PUT /api/conversations/{id}/language',
  'PUT /api/conversations/{id}/contact',
  'POST /api/outbox/parked/{id}/retry',
];

test('every route that changes something leaves an entry, or is known to need none', () => {
  const changing = routes.filter(({ method }) => method !== 'GET');
  expect(changing.length).toBeGreaterThan(60);
  expect(changing.filter(({ audit }) => audit === undefined).map(({ name }) => name)).toEqual(
    changing.map(({ name }) => name).filter((name) => UNNOTED.includes(name)),
  );
  // The list names nothing that is not there.
  expect(UNNOTED.filter((name) => !routes.some((one) => one.name === name))).toEqual([]);
});

test('consent, people, secrets, brands, queues and what is published are never among those that need none', () => {
  const grave = /^(?:consent|people|secrets|brand|queues|flows\.publish|calendars|cases)\b/;
  const writing = routes.filter(({ method, access }) => method !== 'GET' && grave.test(access));
  expect(writing.length).toBeGreaterThan(20);
  expect(writing.filter(({ audit }) => audit === undefined).map(({ name }) => name)).toEqual([]);
});

test('whoever is shown the words of a customer is on record, by whichever route', async () => {
  const CANARY = 'xylographica';
  const owner = await foundOwner(world.url, world.folder);
  const phone = world.handset('+447700900123');
  await phone.say(`Hello ${CANARY}`);
  await phone.say('stop talking');
  const { id } = await world.conversation(phone.phone);
  await until('both are in the thread, and found', async () => {
    const { body } = await world.api<{ items: unknown[] }>('GET', `/inbox/search?q=${CANARY}`);
    return body.items.length > 0 || undefined;
  });
  const headers = { cookie: owner.cookie, 'sec-fetch-site': 'same-origin' };
  const get = async (path: string, given: Record<string, string>) =>
    (await fetch(`${world.url}${path}`, { headers: given })).text();
  /** Somebody new for each way, so that what was looked at before does not count. */
  async function somebody(name: string): Promise<{ token: string }> {
    const answer = await fetch(`${world.url}/api/me/tokens`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify({ name, roles: ['owner'] }),
    });
    return (await answer.json()) as { token: string };
  }
  const entries = async () =>
    (
      JSON.parse(await get('/api/audit?limit=200', { authorization: `Bearer ${ADMIN_TOKEN}` })) as {
        items: { action: string; subject: string; who: { via: string }; seq: number }[];
      }
    ).items;

  const ways = routes
    .filter(({ method }) => method === 'GET')
    .map(({ path }) => {
      const filled = path.replace('{message}', 'none').replace(/\{\w+\}/g, id);
      return path.endsWith('/search') ? `${filled}?q=${CANARY}` : filled;
    });
  const showing: string[] = [];
  for (const way of ways) {
    const text = await get(way, { authorization: `Bearer ${ADMIN_TOKEN}` });
    if (!text.includes(CANARY)) continue;
    showing.push(way);
    const { token } = await somebody(`Way ${showing.length}`);
    const last = (await entries())[0]?.seq ?? 0;
    await get(way, { authorization: `Bearer ${token}` });
    const noted = (await entries()).filter(({ seq, who }) => seq > last && who.via === 'token');
    expect(noted, way).toHaveLength(1);
    expect([id, 'quarantine'], way).toContain(noted[0]?.subject);
  }
  expect(showing).toEqual(
    expect.arrayContaining([
      `/api/conversations/${id}/messages`,
      `/api/conversations/${id}/transcript`,
      `/api/conversations/${id}/personal-data`,
      `/api/inbox/search?q=${CANARY}`,
    ]),
  );

  const { token } = await somebody('Live');
  const before = (await entries())[0]?.seq ?? 0;
  const socket = io(world.url, {
    path: LIVE_PATH,
    transports: ['websocket'],
    reconnection: false,
    auth: { token },
  });
  try {
    const opened = (await socket.timeout(10_000).emitWithAck('conversation:open', { id })) as object;
    expect(JSON.stringify(opened)).toContain(CANARY);
  } finally {
    socket.disconnect();
  }
  expect((await entries()).filter(({ seq, who }) => seq > before && who.via === 'token')).toMatchObject([
    { action: 'conversation.viewed', subject: id },
  ]);
});

test('who took a conversation, gave it on and gave it back is on record, one by one and many at once', async () => {
  const phone = world.handset('+447700900124');
  await phone.say('Hello');
  const { id } = await world.conversation(phone.phone);
  const post = async (path: string, body: object) => {
    const { status } = await world.api('POST', path, body);
    expect(status, path).toBeLessThan(300);
  };
  await post(`/conversations/${id}/takeover`, {});
  await post(`/conversations/${id}/handback`, {});
  await post('/inbox/bulk', { ids: [id], action: { kind: 'takeover' } });
  await until('it was taken over', async () => {
    const { owner } = await world.conversation(phone.phone);
    return owner.kind === 'operator' || undefined;
  });
  await post(`/conversations/${id}/transfer`, { to: { bot: true } });
  const { body } = await world.api<{ items: { action: string }[] }>('GET', `/audit?subject=${id}&limit=50`);
  const changes = body.items.map(({ action }) => action).filter((action) => action !== 'conversation.viewed');
  expect(changes).toEqual([
    'conversation.handed-back',
    'conversation.taken-over',
    'conversation.handed-back',
    'conversation.taken-over',
  ]);
});
