/** What operators do, over real HTTP: who may, what they are told, what is refused. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Role } from '../../../../server/contract/people.ts';
import { operatorRoutes } from '../../../../server/http/api/operators.ts';
import { ownershipRoutes } from '../../../../server/http/api/ownership.ts';
import { queueRoutes } from '../../../../server/http/api/queues.ts';
import { createLog } from '../../../../server/http/log.ts';
import { type Gate, problemHandler, serveRoutes } from '../../../../server/http/route.ts';
import { ECHO, HANDOFF, openRig, type Rig, WORKSPACE } from '../../engine/engine-rig.ts';

const PEOPLE: Readonly<Record<string, { name: string; roles: Role[] }>> = {
  ana: { name: 'Ana Alves', roles: ['operator'] },
  ben: { name: 'Ben Blum', roles: ['operator'] },
  boss: { name: 'Bea Boss', roles: ['supervisor'] },
  viewer: { name: 'Vic View', roles: ['analyst'] },
};
/** Whoever names themselves in the Authorization header is let in. */
const gate: Gate = {
  async identify({ headers }) {
    const id = /^Bearer (\w+)$/.exec(headers.authorization ?? '')?.[1] ?? '';
    const person = PEOPLE[id];
    return person && { kind: 'user', workspace: WORKSPACE, id, ...person };
  },
  address: () => '127.0.0.1',
  cookie: () => '',
};

let rig: Rig;
let url: string;
let close: () => Promise<void>;
let phones = 0;

beforeAll(async () => {
  rig = await openRig([ECHO, HANDOFF], undefined, { desk: true });
  const { engine, desk, store, clock } = rig;
  const nameOf = async (id: string) => PEOPLE[id]?.name;
  const routes = [
    ...ownershipRoutes({
      ...{ workspace: WORKSPACE, store: store.conversations, engine, nameOf, clock },
      takes: async (id) => PEOPLE[id] !== undefined,
      queues: desk.queues,
      intervals: desk.intervals,
    }),
    ...queueRoutes(desk),
    ...operatorRoutes({ desk, nameOf }),
  ];
  const app = express();
  app.use('/api', serveRoutes(routes, gate));
  app.use(problemHandler(createLog({ level: 'silent', personal: false })));
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`;
  close = async () => {
    await new Promise((resolve) => server.close(resolve));
    await rig.close();
  };
});
afterAll(() => close());

interface Answer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: the body is looked at by matching
  body: any;
}

async function ask(who: string, method: string, path: string, body?: object): Promise<Answer> {
  const answer = await fetch(url + path, {
    method,
    headers: { authorization: `Bearer ${who}`, ...(body ? { 'content-type': 'application/json' } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const text = await answer.text();
  return { status: answer.status, body: text ? JSON.parse(text) : undefined };
}

/** A conversation of its own. */
async function begin(words = 'hello'): Promise<{ id: string; phone: string; path: string }> {
  phones += 1;
  const phone = `+4477009${String(phones).padStart(5, '0')}`;
  await rig.say(phone, words);
  await rig.rest();
  const { id } = await rig.conversation(phone);
  return { id, phone, path: `/conversations/${id}` };
}

test('of two who take it at once one has it, and the other learns the name', async () => {
  const { path } = await begin();
  const answers = await Promise.all(['ana', 'ben'].map((who) => ask(who, 'POST', `${path}/takeover`, {})));
  const [won, lost] = answers.sort((one, other) => one.status - other.status);
  expect(won?.status).toBe(200);
  const name = PEOPLE[won?.body.owner.operator]?.name;
  expect(lost).toMatchObject({
    status: 409,
    body: { code: 'owned_by_other', detail: `${name} has this conversation.`, facts: { name } },
  });
});

test('the whole way: taken, answered, given on with a note, handed back, and what was whose', async () => {
  const { path, phone } = await begin();
  await ask('ana', 'POST', `${path}/takeover`, { reason: 'Wants a refund' });
  expect((await ask('ana', 'POST', `${path}/messages`, { text: 'Hello, Ana here.' })).status).toBe(202);
  expect((await ask('ben', 'POST', `${path}/messages`, { text: 'Me too' })).body.code).toBe('owned_by_other');
  expect((await ask('ben', 'POST', `${path}/transfer`, { to: { operator: 'ben' } })).body.code).toBe(
    'owned_by_other',
  );
  const unknown = await ask('ana', 'POST', `${path}/transfer`, { to: { operator: 'nobody' } });
  expect(unknown.status).toBe(404);
  const given = await ask('ana', 'POST', `${path}/transfer`, { to: { operator: 'ben' }, note: 'A refund' });
  expect(given.body.owner).toMatchObject({ kind: 'operator', operator: 'ben', reason: 'A refund' });
  const back = await ask('ben', 'POST', `${path}/handback`, { summary: 'Refunded' });
  expect(back.body.owner).toEqual({ kind: 'bot' });
  await rig.rest();
  expect(rig.heard(phone)).toContain('Hello, Ana here.');
  const { body } = await ask('boss', 'GET', `${path}/takeovers`);
  expect(body.items).toMatchObject([
    { operator: 'ana', reason: 'Wants a refund', ended: 'transferred' },
    { operator: 'ben', summary: 'Refunded', ended: 'handed-back' },
  ]);
});

test('the reason can be said afterwards by who has it, and the summary when it is closed', async () => {
  const { path } = await begin();
  const explain = (who: string, reason: string) => ask(who, 'PUT', `${path}/takeover`, { reason });
  expect((await explain('ana', 'Angry')).body.code).toBe('not_taken');
  await ask('ana', 'POST', `${path}/takeover`, {});
  expect((await explain('ben', 'Angry')).body.code).toBe('owned_by_other');
  expect((await explain('ana', 'Angry')).body.owner).toMatchObject({ operator: 'ana', reason: 'Angry' });
  expect((await explain('ana', '')).body.owner).not.toHaveProperty('reason');
  await explain('ana', 'Wants her money back');
  await ask('ana', 'POST', `${path}/close`, { disposition: 'solved', summary: 'She has it back' });
  const { body } = await ask('boss', 'GET', `${path}/takeovers`);
  expect(body.items).toMatchObject([
    { operator: 'ana', reason: 'Wants her money back', summary: 'She has it back', ended: 'closed' },
  ]);
});

test('a hand-back planned for the closing can be called off: the flow then ends with it', async () => {
  const { path } = await begin();
  await ask('ana', 'POST', `${path}/takeover`, {});
  const planned = await ask('ana', 'POST', `${path}/handback`, { when: 'closing' });
  expect(planned.body.desk.handBack).toEqual({});
  expect((await ask('ben', 'DELETE', `${path}/handback`)).body.code).toBe('owned_by_other');
  expect((await ask('ana', 'DELETE', `${path}/handback`)).body.desk).not.toHaveProperty('handBack');
  expect((await ask('ana', 'DELETE', `${path}/handback`)).status).toBe(200);
  const closed = await ask('ana', 'POST', `${path}/close`, {});
  expect(closed.body).toMatchObject({ owner: { kind: 'bot' }, run: { status: 'done', outcome: 'closed' } });
});

test('a supervisor takes it away; an analyst may not even try', async () => {
  const { path } = await begin();
  await ask('ana', 'POST', `${path}/takeover`, {});
  expect((await ask('viewer', 'POST', `${path}/takeover`, {})).status).toBe(403);
  const moved = await ask('boss', 'POST', `${path}/transfer`, { to: { queue: 'default' } });
  expect(moved.body.owner).toMatchObject({ kind: 'queue', queue: 'default' });
});

test('what is typed beside something newer is answered with it', async () => {
  const { path, phone } = await begin();
  await ask('ana', 'POST', `${path}/takeover`, {});
  const seen = (await rig.thread(phone)).findLast(({ direction }) => direction === 'in')?.id;
  await rig.say(phone, 'One more thing');
  const newest = (await rig.thread(phone)).findLast(({ direction }) => direction === 'in');
  const refused = await ask('ana', 'POST', `${path}/messages`, { text: 'Yes', seen });
  expect(refused).toMatchObject({
    status: 409,
    body: { code: 'newer_message', facts: { message: { id: newest?.id, at: newest?.at } } },
  });
  expect((await ask('ana', 'POST', `${path}/messages`, { text: 'Yes', seen: newest?.id })).status).toBe(202);
});

test('what is asked twice because the answer was lost is said once; the same words under a new key are said again', async () => {
  const { path, phone } = await begin();
  await ask('ana', 'POST', `${path}/takeover`, {});
  const said = { key: '0d6f5a3e-7c1b-4a52-9a54-2f6a1c7e9b10', text: 'Your table is booked.' };
  const other = { ...said, key: '0d6f5a3e-7c1b-4a52-9a54-2f6a1c7e9b11' };
  const statuses = await Promise.all(
    [said, said, other].map(async (body) => (await ask('ana', 'POST', `${path}/messages`, body)).status),
  );
  statuses.push((await ask('ana', 'POST', `${path}/messages`, said)).status);
  expect(statuses).toEqual([202, 202, 202, 202]);
  const texts = (await rig.thread(phone)).filter(
    ({ content }) => content.kind === 'text' && content.text === said.text,
  );
  expect(texts).toHaveLength(2);
  expect(new Set(texts.map((line) => line.id)).size).toBe(2);
});

test('a supervisor joins its operator and leaves; an operator may not join', async () => {
  const { path } = await begin();
  await ask('ana', 'POST', `${path}/takeover`, {});
  expect((await ask('ben', 'POST', `${path}/join`)).status).toBe(403);
  expect((await ask('viewer', 'POST', `${path}/join`)).status).toBe(403);
  const joined = await ask('boss', 'POST', `${path}/join`);
  expect(joined.body.owner).toMatchObject({ operator: 'ana', joined: [{ operator: 'boss' }] });
  expect((await ask('ana', 'POST', `${path}/messages`, { text: 'Yes' })).status).toBe(202);
  const refused = await ask('boss', 'POST', `${path}/messages`, { text: 'Yes, gladly' });
  expect(refused).toMatchObject({
    status: 409,
    body: {
      code: 'newer_message',
      detail: 'Ana Alves has answered already.',
      facts: { message: { by: 'ana', name: 'Ana Alves' } },
    },
  });
  const { id: seenReply } = refused.body.facts.message;
  expect((await ask('boss', 'POST', `${path}/messages`, { text: 'Gladly', seenReply })).status).toBe(202);
  expect((await ask('boss', 'POST', `${path}/leave`)).body.owner).toMatchObject({ joined: [] });
  expect((await ask('boss', 'POST', `${path}/messages`, { text: 'More' })).body.code).toBe('owned_by_other');
  await ask('ana', 'POST', `${path}/handback`, {});
  expect((await ask('boss', 'POST', `${path}/join`)).body.code).toBe('not_taken');
});

test('what was sent to leave later is taken back by its author alone', async () => {
  const { path, phone } = await begin();
  await ask('ana', 'POST', `${path}/takeover`, {});
  await ask('ana', 'POST', `${path}/messages`, { text: 'Tomorrow', at: rig.clock.now() + 86_400_000 });
  const line = (await rig.thread(phone)).findLast(({ direction }) => direction === 'out');
  expect((await ask('ben', 'DELETE', `${path}/messages/${line?.id}`)).status).toBe(403);
  expect((await ask('ana', 'DELETE', `${path}/messages/${line?.id}`)).status).toBe(204);
  expect((await ask('ana', 'DELETE', `${path}/messages/${line?.id}`)).status).toBe(409);
  expect(await rig.pending(phone)).toEqual([]);
});

test('labels, priority, followers, snooze, close, reopen', async () => {
  const { path } = await begin();
  expect((await ask('ana', 'PUT', `${path}/labels`, { labels: ['vip', 'vip'] })).body.desk.labels).toEqual([
    'vip',
  ]);
  expect((await ask('ana', 'PUT', `${path}/priority`, { priority: 'urgent' })).body.desk.priority).toBe(
    'urgent',
  );
  expect((await ask('ana', 'PUT', `${path}/followers`, { followers: ['ben'] })).body.desk.followers).toEqual([
    'ben',
  ]);
  const until = rig.clock.now() + 1000;
  expect((await ask('ana', 'POST', `${path}/snooze`, { until })).body.desk).toMatchObject({
    status: 'snoozed',
    until,
  });
  expect((await ask('ana', 'POST', `${path}/snooze`, { until: 5 })).status).toBe(409);
  const closed = await ask('ana', 'POST', `${path}/close`, { disposition: 'solved' });
  expect(closed.body.desk).toMatchObject({ status: 'closed', disposition: 'solved' });
  expect((await ask('ana', 'POST', `${path}/reopen`)).body.desk.status).toBe('open');
});

test('the customer’s language can be set and is kept; what is no language is refused', async () => {
  const { path, phone } = await begin();
  const set = await ask('ana', 'PUT', `${path}/language`, { locale: 'de' });
  expect(set.body.locale).toBe('de');
  expect((await rig.conversation(phone)).locale).toBe('de');
  expect((await ask('ana', 'PUT', `${path}/language`, { locale: 'German' })).status).toBe(400);
});

test('a queue is set up, an operator comes, and what waits is offered, passed on and accepted', async () => {
  const hours = { timezone: 'Europe/Nowhere', week: {} };
  expect((await ask('ana', 'PUT', '/queues/sales', { name: 'Sales' })).status).toBe(403);
  expect((await ask('boss', 'PUT', '/queues/sales', { name: 'Sales', hours })).body.errors).toMatchObject([
    { path: 'hours.timezone' },
  ]);
  const shift = [{ from: '12:00', to: '09:00' }];
  const upside = { name: 'Sales', hours: { timezone: 'UTC', week: { mon: shift } } };
  expect((await ask('boss', 'PUT', '/queues/sales', upside)).status).toBe(400);
  expect((await ask('boss', 'PUT', '/queues/sales', { name: 'Sales' })).body).toMatchObject({
    ...{ id: 'sales', configured: true, open: true, waiting: 0, online: 0 },
  });
  const { path } = await begin('people');
  expect((await ask('ana', 'GET', '/queues/sales')).body.waiting).toBe(1);
  expect((await ask('boss', 'PUT', '/operators/ana', { capacity: 30 })).body.capacity).toBe(30);
  await ask('boss', 'PUT', '/operators/ben', { capacity: 30 });
  expect((await ask('boss', 'PUT', '/operators/nobody', {})).status).toBe(404);
  expect((await ask('ana', 'PUT', '/operators/me/status', { status: 'online' })).body).toMatchObject({
    ...{ id: 'ana', name: 'Ana Alves', status: 'online' },
  });
  await rig.desk.offers.idle();
  expect((await ask('ben', 'POST', `${path}/accept`)).status).toBe(409);
  expect((await ask('ana', 'POST', `${path}/pass`)).body.owner.passed).toMatchObject([{ operator: 'ana' }]);
  await ask('ben', 'PUT', '/operators/me/status', { status: 'online' });
  await rig.desk.offers.idle();
  expect((await ask('ben', 'POST', `${path}/accept`)).body.owner).toMatchObject({
    operator: 'ben',
    queue: 'sales',
  });
  expect((await ask('ben', 'GET', '/operators')).body.items).toMatchObject([
    { id: 'ana', status: 'online' },
    { id: 'ben', status: 'online' },
  ]);
  expect((await ask('boss', 'DELETE', '/queues/sales')).status).toBe(204);
  expect((await ask('boss', 'DELETE', '/queues/sales')).status).toBe(404);
});
