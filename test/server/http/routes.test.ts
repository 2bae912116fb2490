/** Every route of the API under every wrong way to ask it, made from the description of the API itself. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { noteLineSchema } from '../../../server/contract/inbox-live.ts';
import {
  conversationSchema,
  flowDetailSchema,
  flowSummarySchema,
  listedBrandSchema,
  pageOf,
  parkedSchema,
  publishedSchema,
  quarantinedSchema,
  secretNameSchema,
  threadMessageSchema,
  versionDetailSchema,
  versionSummarySchema,
} from '../../../server/contract.ts';
import { ADMIN_TOKEN, openWorld, until, type World } from '../../journeys/world.ts';

interface Operation {
  method: string;
  path: string;
  operationId: string;
  security?: unknown[];
  requestBody?: { content: Record<string, { schema: object }> };
  responses: Record<string, object>;
  parameters: { name: string; in: string }[];
}

let world: World;
let operations: Operation[];
beforeAll(async () => {
  world = await openWorld();
  const { paths } = (
    await world.api<{ paths: Record<string, Record<string, Omit<Operation, 'method' | 'path'>>> }>(
      'GET',
      '/openapi.json',
    )
  ).body;
  operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, one]) => ({ ...one, method: method.toUpperCase(), path })),
  );
});
afterAll(() => world.close());

/** Asks an operation, its path filled in, and checks that every error is a coded problem. */
async function ask(
  { method, path }: Operation,
  {
    id = 'nothing-here',
    body,
    headers = {},
    query = '',
    token = ADMIN_TOKEN,
  }: {
    id?: string;
    body?: string;
    headers?: Record<string, string>;
    query?: string;
    token?: string | null;
  } = {},
): Promise<{ status: number; code?: string; headers: Headers; body: unknown }> {
  const filled = path
    .replace('{version}', '1')
    .replace('/testers/{phone}', '/testers/%2B33612345678')
    .replace(/\{\w+\}/g, id);
  const answer = await fetch(`${world.url}${filled}${query}`, {
    method,
    headers: {
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body }),
  });
  const text = await answer.text();
  if (answer.status < 400) {
    // A file may be a table.
    const isJson = answer.headers.get('content-type')?.startsWith('application/json');
    return {
      status: answer.status,
      headers: answer.headers,
      body: text && isJson ? JSON.parse(text) : undefined,
    };
  }
  expect(answer.headers.get('content-type'), `${method} ${filled}`).toContain('application/problem+json');
  const problem = JSON.parse(text) as { type: string; status: number; code: string; requestId: string };
  expect(problem).toMatchObject({ type: `urn:carillon:error:${problem.code}`, status: answer.status });
  expect(problem.requestId).toBe(answer.headers.get('x-request-id'));
  // Nothing of the inside: no stack, no query, no path of this machine.
  expect(text).not.toMatch(/\bat \w+ \(|node_modules|SELECT |\/server\//);
  return { status: answer.status, code: problem.code, headers: answer.headers, body: problem };
}

const nameOf = ({ method, path }: Operation) => `${method} ${path}`;
const secured = () => operations.filter(({ security }) => security === undefined);
const withBody = () =>
  operations.filter(({ requestBody }) => requestBody?.content['application/json'] !== undefined);
/** What people change of themselves: a token is refused before its ids are looked at. */
const isOwn = ({ path }: Operation) => /^\/api\/me\/(?:sessions|tokens)/.test(path);
const withId = () =>
  secured().filter((one) => one.parameters.some(({ in: place }) => place === 'path') && !isOwn(one));

async function each(list: Operation[], probe: (operation: Operation) => Promise<unknown>, expected: unknown) {
  expect(list.length).toBeGreaterThan(3);
  for (const operation of list)
    expect({ [nameOf(operation)]: await probe(operation) }).toEqual({ [nameOf(operation)]: expected });
}

describe('who may', () => {
  test('there is a description of at least thirty operations, and all want a credential but for links and signing in', () => {
    expect(operations.length).toBeGreaterThanOrEqual(30);
    const open = operations.filter((one) => !secured().includes(one));
    expect(open.map(nameOf)).toEqual([
      'GET /api/preview/{token}',
      'GET /api/session',
      'POST /api/session',
      'DELETE /api/session',
      'POST /api/link',
      'POST /api/link/use',
    ]);
  });

  test('nobody without a token', () =>
    each(
      secured(),
      async (one) => {
        const { status, code, headers } = await ask(one, {
          token: null,
          body: withBody().includes(one) ? '{}' : undefined,
        });
        return [status, code, headers.get('www-authenticate')];
      },
      [401, 'unauthorized', 'Bearer'],
    ));

  test.each([
    ['another token', { token: `${ADMIN_TOKEN}x` }],
    ['the beginning of the token', { token: ADMIN_TOKEN.slice(0, -1) }],
    ['an empty token', { token: '' }],
    ['the token in another scheme', { token: null, headers: { authorization: `Basic ${ADMIN_TOKEN}` } }],
    [
      'a header that claims to be trusted',
      { token: null, headers: { 'x-request-from': 'internal', 'x-forwarded-for': '127.0.0.1' } },
    ],
    ['the token in a cookie', { token: null, headers: { cookie: `token=${ADMIN_TOKEN}` } }],
  ])('nobody with %s', (_name, how) =>
    each(secured(), async (one) => (await ask(one, how)).code, 'unauthorized'),
  );

  test.each(['?token=', '?access_token='])(
    'a token in the address (%s) is refused, even a right one',
    (query) =>
      each(
        secured(),
        async (one) => (await ask(one, { query: `${query}${ADMIN_TOKEN}`, token: null })).code,
        'token_in_query',
      ),
  );

  test('other spellings of a path lead nowhere or to the same question for a token', async () => {
    for (const path of [
      '/API/flows',
      '//api/flows',
      '/%61pi/flows',
      '/api//flows',
      '/api/flows/',
      '/api/FLOWS',
      '/api/./flows',
      '/x/../api/flows',
      '/api;x/flows',
    ]) {
      const { status } = await fetch(world.url + path);
      expect([401, 404], path).toContain(status);
    }
  });
});

describe('ids', () => {
  const made = [
    'PUT /api/queues/{id}',
    'PUT /api/brands/{id}',
    'PUT /api/secrets/{id}',
    'PUT /api/calendars/{id}',
  ];
  const forgiving = ['DELETE /api/secrets/{id}', ...made];

  test.each([
    '..%2f..%2fetc%2fpasswd',
    '%00',
    'a%20b',
    'a'.repeat(65),
    "x'--",
    '__proto__',
    '%F0%9F%92%A9',
    '$ne',
  ])('what is no id (%s) is refused as such', (id) =>
    each(
      withId(),
      async (one) => {
        const { status, code } = await ask(one, { id, body: withBody().includes(one) ? '{}' : undefined });
        return [status, code];
      },
      [400, 'invalid_id'],
    ),
  );

  test('what cannot be decoded is a bad request', () =>
    each(withId(), async (one) => (await ask(one, { id: '%E0%A4%A' })).code, 'bad_request'));

  test('what is not there is not found', async () => {
    const queries: Record<string, string> = {
      'GET /api/conversations/{id}/appointment/times': '?calendar=salon&service=haircut',
      'GET /api/conversations/{id}/same-person/preview': '?other=nothing-here',
    };
    const bodies: Record<string, object> = {
      'PUT /api/flows/{id}': { rev: 1, document: { id: 'nothing-here' } },
      'POST /api/flows/{id}/publish': {},
      'POST /api/flows/{id}/move': { from: 1 },
      'PUT /api/flows/{id}/versions/{version}/tags': { tags: [] },
      'POST /api/flows/{id}/tests': { session: '01a2080c-aefe-70cf-85d1-da82f578559d', name: 'Books' },
      'POST /api/flows/{id}/tests/run': {},
      'POST /api/flows/{id}/preview-links': { hours: 1 },
      'POST /api/flows/{id}/clone': {},
      'POST /api/brands/{id}/testers': { phone: '+33612345678' },
      'PUT /api/brands/{id}/sms': { provider: 'emulator', sender: '+33639980900' },
      'POST /api/conversations/{id}/messages': { text: 'hello' },
      'POST /api/conversations/{id}/takeover': {},
      'PUT /api/conversations/{id}/takeover': { reason: 'Angry' },
      'POST /api/conversations/{id}/handback': {},
      'POST /api/conversations/{id}/transfer': { to: { bot: true } },
      'POST /api/conversations/{id}/start': { flow: 'booking' },
      'POST /api/conversations/{id}/snooze': { until: 4_000_000_000_000 },
      'POST /api/conversations/{id}/close': {},
      'PUT /api/conversations/{id}/labels': { labels: [] },
      'PUT /api/conversations/{id}/priority': { priority: 'high' },
      'PUT /api/conversations/{id}/followers': { followers: [] },
      'PUT /api/conversations/{id}/language': { locale: 'fr' },
      'POST /api/conversations/{id}/read': { upTo: 'm' },
      'PUT /api/operators/{id}': {},
      'POST /api/conversations/{id}/signals': { name: 'paid', key: 'k' },
      'POST /api/conversations/{id}/notes': { text: 'hello' },
      'POST /api/conversations/{id}/whispers': { text: 'hello', to: 'ana' },
      'PUT /api/conversations/{id}/draft': { text: 'hello' },
      'PUT /api/conversations/{id}/contact': {},
      'POST /api/conversations/{id}/same-person': { other: 'nothing-here', seen: 'now' },
      'POST /api/conversations/{id}/payment-link': {
        key: '01a2080c-aefe-40cf-85d1-da82f578559d',
        amount: 4500,
        currency: 'EUR',
        description: 'A table for two',
      },
      'POST /api/conversations/{id}/appointment': {
        key: '01a2080c-aefe-40cf-85d1-da82f578559d',
        calendar: 'salon',
        service: 'haircut',
        start: '2030-01-07T09:00:00Z',
      },
      'POST /api/conversations/{id}/translation': { text: 'hello', to: 'fr' },
      'POST /api/conversations/{id}/erase': { phone: '+33612345678' },
      'PUT /api/inbox/views/{id}': { name: 'Mine', filter: {} },
      'PUT /api/canned/{id}': {
        shortcut: 'hello',
        title: 'Hello',
        texts: { en: { message: { kind: 'text', text: 'Hello' } } },
      },
      'PUT /api/macros/{id}': { name: 'Read', steps: [{ kind: 'handback' }] },
      'POST /api/macros/{id}/preview': { conversation: '01a2080c-aefe-40cf-85d1-da82f578559d' },
      'POST /api/macros/{id}/run': { conversation: '01a2080c-aefe-40cf-85d1-da82f578559d' },
      'PUT /api/service-levels/{id}': { name: 'Quick' },
      'PUT /api/rules/{id}': { name: 'VIP', when: { on: 'closed' }, steps: [{ kind: 'close' }] },
      'POST /api/cases/{number}/status': { status: 'approved' },
      'PUT /api/people/{id}': {},
      'POST /api/people/{id}/reset': {},
    };
    await each(
      withId().filter((one) => !forgiving.includes(nameOf(one))),
      async (one) => {
        const body = bodies[nameOf(one)];
        const query = queries[nameOf(one)] ?? '';
        const { status, code } = await ask(one, { query, body: body && JSON.stringify(body) });
        return [status, code];
      },
      [404, 'not_found'],
    );
  });
});

describe('bodies', () => {
  test('a field that does not exist is named', () =>
    each(
      withBody(),
      async (one) => {
        // Which fields there are depends on the provider.
        const provider = one.path.endsWith('/sms') ? { provider: 'emulator' } : {};
        const strange = JSON.stringify({ ...provider, workspaceId: 'other' });
        const { status, code, body } = await ask(one, { body: strange });
        const { errors } = body as { errors: { path: string }[] };
        return [status, code, errors.some(({ path }) => path === 'workspaceId')];
      },
      [400, 'unknown_field', true],
    ));

  test.each([
    ['not JSON', '{"a":', 'bad_request'],
    ['nothing but blanks', '   ', 'bad_request'],
    ['a number', '17', 'bad_request'],
    ['null', 'null', 'bad_request'],
    ['a list', '[]', 'invalid_body'],
    ['a key that reaches for a prototype', '{"__proto__":{"admin":true}}', 'forbidden_key'],
    ['such a key deep inside', '{"a":[{"constructor":{"prototype":{"x":1}}}]}', 'forbidden_key'],
    ['depth', `{"a":${'['.repeat(5000)}${']'.repeat(5000)}}`, 'invalid_body'],
  ])('%s is refused', (_name, body, code) =>
    each(withBody(), async (one) => (await ask(one, { body })).code, code),
  );

  test.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/jsonp',
  ])('of another type (%s) is refused', (type) =>
    each(
      withBody(),
      async (one) => (await ask(one, { body: '{}', headers: { 'content-type': type } })).code,
      'unsupported_media_type',
    ),
  );

  test('of no type is refused, not ignored', () =>
    each(
      withBody(),
      async (one) => {
        const path = one.path.replace(/\{\w+\}/g, 'nothing-here');
        const answer = await fetch(world.url + path, {
          method: one.method,
          headers: { authorization: `Bearer ${ADMIN_TOKEN}` },
          // Bytes, so that no type is made up for them.
          body: new TextEncoder().encode('{"zzz":1}'),
        });
        return answer.status;
      },
      415,
    ));

  test('over the limit is refused', async () => {
    const [create] = withBody().filter((one) => nameOf(one) === 'POST /api/flows');
    if (!create) throw new Error('There is no POST /api/flows.');
    const document = { id: 'large', text: 'x'.repeat(3 * 1024 * 1024) };
    const { status, code } = await ask(create, { body: JSON.stringify({ document }) });
    expect([status, code]).toEqual([413, 'payload_too_large']);
  });

  test('prototypes are as they were', () => {
    expect(({} as Record<string, unknown>).admin).toBeUndefined();
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  });
});

describe('queries', () => {
  const lists = () => operations.filter(({ parameters }) => parameters.some(({ name }) => name === 'cursor'));
  const paged = () => lists().filter(({ path }) => !path.includes('{'));

  test.each([
    'limit=1e9',
    'limit=0',
    'limit=-1',
    'limit=1.5',
    'limit=x',
    'limit=',
    'limit=1&limit=2',
    'cursor=x',
    `cursor=${'a'.repeat(501)}`,
  ])('"%s" is refused', (query) =>
    each(paged(), async (one) => (await ask(one, { query: `?${query}` })).code, 'invalid_query'),
  );

  test.each(['limit[]=1', 'limit[$gt]=1', 'a[__proto__][x]=1', '__proto__=1', 'offset=-1'])(
    'what does not exist ("%s") is refused',
    (query) => each(paged(), async (one) => (await ask(one, { query: `?${query}` })).code, 'unknown_field'),
  );

  test('ten thousand keys are refused, or the head is too large', async () => {
    const query = `?${Array.from({ length: 10_000 }, (_, n) => `k${n}`).join('&')}`;
    const [one] = paged();
    if (!one) throw new Error('There is no list.');
    const { status } = await fetch(`${world.url}${one.path}${query}`, {
      headers: { authorization: `Bearer ${ADMIN_TOKEN}` },
    });
    expect([400, 431]).toContain(status);
  });
});

describe('answers', () => {
  /** What is answered is exactly what is described: nothing missing, nothing beyond it. */
  function fits(schema: z.ZodType, body: unknown): void {
    expect(schema.parse(body)).toEqual(body);
  }

  test('are what the description says, and nothing more', async () => {
    const phone = world.handset('+447700900777');
    await phone.set({ rcs: false });
    const { body: started, status } = await world.api<{ id: string }>('POST', '/conversations', {
      to: phone.phone,
      flow: 'welcome',
    });
    expect(status).toBe(201);
    fits(conversationSchema, started);
    // A fixed line: no SMS reaches it either.
    const landline = world.handset('+33199006789');
    await landline.set({ rcs: false });
    await world.api('POST', '/conversations', { to: landline.phone, flow: 'welcome' });
    await until('something is parked', async () => {
      const { items } = (await world.api<{ items: unknown[] }>('GET', '/outbox/parked')).body;
      return items.length > 0 ? items : undefined;
    });
    const get = async (path: string) => (await world.api('GET', path)).body;
    fits(pageOf(parkedSchema), await get('/outbox/parked'));
    fits(pageOf(conversationSchema), await get('/conversations'));
    fits(conversationSchema, await get(`/conversations/${started.id}`));
    fits(pageOf(threadMessageSchema), await get(`/conversations/${started.id}/messages`));
    fits(pageOf(flowSummarySchema), await get('/flows'));
    fits(flowDetailSchema, await get('/flows/booking'));
    fits(pageOf(versionSummarySchema), await get('/flows/booking/versions'));
    fits(versionDetailSchema, await get('/flows/booking/versions/1'));
    fits(pageOf(listedBrandSchema), await get('/brands'));
    fits(pageOf(quarantinedSchema), await get('/quarantine'));
    fits(
      noteLineSchema,
      (await world.api('POST', `/conversations/${started.id}/notes`, { text: 'Call back.' })).body,
    );
    fits(z.object({ items: z.array(noteLineSchema) }), await get(`/conversations/${started.id}/notes`));
    fits(publishedSchema, (await world.api('POST', '/flows/welcome/publish', {})).body);

    await world.api('PUT', '/secrets/crm', { value: 'canary-secret-1234' });
    fits(pageOf(secretNameSchema), await get('/secrets'));
    expect(JSON.stringify(await get('/secrets'))).not.toContain('canary-secret');
  });

  test('a page leads to the next, and through all of them once', async () => {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const { body } = await world.api<{ items: { id: string }[]; cursor?: string }>(
        'GET',
        `/flows?limit=1${cursor ? `&cursor=${cursor}` : ''}`,
      );
      expect(body.items).toHaveLength(1);
      seen.push(...body.items.map(({ id }) => id));
      cursor = body.cursor;
    } while (cursor);
    expect(seen).toEqual(['booking', 'claims', 'payment', 'welcome']);
  });

  test('are kept by no cache', () =>
    each(
      operations.filter(({ method, path }) => method === 'GET' && !path.includes('{')),
      async (one) => (await ask(one)).headers.get('cache-control'),
      'no-store',
    ));
});

describe('doing it twice', () => {
  test('a start with an Idempotency-Key happens once', async () => {
    const start = () =>
      world.api<{ id: string }>(
        'POST',
        '/conversations',
        { to: '+447700900778', flow: 'welcome' },
        { 'idempotency-key': 'k-1' },
      );
    const all = await Promise.all([start(), start(), start()]);
    expect(new Set(all.map(({ body }) => body.id)).size).toBe(1);
    const { items } = (
      await world.api<{ items: unknown[] }>('GET', `/conversations/${all[0].body.id}/messages`)
    ).body;
    expect(items).toHaveLength(1);
  });

  test('a key that is none is refused', async () => {
    const { body } = await world.api(
      'POST',
      '/conversations',
      { to: '+447700900778', flow: 'welcome' },
      { 'idempotency-key': 'with blank' },
    );
    expect(body.code).toBe('bad_request');
  });

  test('saving over what somebody else saved is a conflict, and changes nothing', async () => {
    const document = { id: 'mine', name: 'One' };
    expect((await world.api('POST', '/flows', { document })).status).toBe(201);
    expect((await world.api('POST', '/flows', { document })).body.code).toBe('already_exists');
    expect(
      (await world.api('PUT', '/flows/mine', { document: { ...document, name: 'Two' }, rev: 1 })).status,
    ).toBe(200);
    expect(
      (await world.api('PUT', '/flows/mine', { document: { ...document, name: 'Three' }, rev: 1 })).body.code,
    ).toBe('conflict');
    expect((await world.api('GET', '/flows/mine')).body.name).toBe('Two');
  });

  test('a document cannot be saved under another id', async () => {
    expect(
      (await world.api('PUT', '/flows/welcome', { document: { id: 'booking' }, rev: 1 })).body.code,
    ).toBe('invalid_body');
  });

  test('a brand cannot take the agent of another, nor a time zone that does not exist', async () => {
    const brand = { name: 'Other', agentId: 'carillon-demo', locale: 'en', timezone: 'Europe/Paris' };
    expect((await world.api('PUT', '/brands/other', brand)).body.code).toBe('already_exists');
    const { body } = await world.api('PUT', '/brands/other', {
      ...brand,
      agentId: 'o',
      timezone: 'Mars/Base',
    });
    expect(body).toMatchObject({ code: 'invalid_body', errors: [{ path: 'timezone' }] });
  });
});
