/** Who may do what: every route and every live event, tried with every role on the whole server, against the one table. */
import { io, type Socket } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Permission, ROLES, type Role } from '../../../server/contract/people.ts';
import { LIVE_PATH, liveRequests } from '../../../server/contract.ts';
import { LIVE_ACCESS } from '../../../server/live/identity.ts';
import { may } from '../../../server/people/roles.ts';
import { foundOwner, invite, type Joined, PASSWORD } from '../../browser/people-rig.ts';
import { openWorld, type World } from '../../journeys/world.ts';

interface Described {
  method: string;
  /** With ids that are nobody's. */
  path: string;
  access: Permission | 'signed-in' | 'open';
  hasBody: boolean;
}

let world: World;
let routes: Described[];
let owner: Joined;
const people = new Map<Role, Joined>();
const sockets: Socket[] = [];

beforeAll(async () => {
  world = await openWorld();
  owner = await foundOwner(world.url, world.folder);
  people.set('owner', await invite(world.url, { cookie: owner.cookie }, 'Second Owner', ['owner']));
  for (const role of ROLES) {
    if (role === 'owner') continue;
    people.set(role, await invite(world.url, { cookie: owner.cookie }, `Person ${role}`, [role]));
  }
  const description = (await (await fetch(`${world.url}/api/openapi.json`)).json()) as {
    paths: Record<string, Record<string, { 'x-access': Described['access']; requestBody?: unknown }>>;
  };
  routes = Object.entries(description.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { 'x-access': access, requestBody }]) => ({
      method: method.toUpperCase(),
      // A version is a number, a phone begins with "+"; the rest takes any id.
      path: path.replace(/\{(\w+)\}/g, (_all, name: string) => (name === 'version' ? '999' : 'no-such-id')),
      access,
      hasBody: requestBody !== undefined,
    })),
  );
});
afterAll(async () => {
  for (const socket of sockets) socket.disconnect();
  await world?.close();
});

/** As a page of ours asks, with a body that no schema takes, so that nothing happens where it is allowed. */
async function ask(
  one: Described,
  headers: Record<string, string>,
): Promise<{ status: number; code?: string }> {
  const response = await fetch(world.url + one.path, {
    method: one.method,
    headers: {
      'sec-fetch-site': 'same-origin',
      ...(one.hasBody ? { 'content-type': 'application/json' } : {}),
      ...headers,
    },
    ...(one.hasBody ? { body: '{"noSuchField":true}' } : {}),
  });
  const text = await response.text();
  const code = response.headers.get('content-type')?.includes('problem+json')
    ? (JSON.parse(text) as { code: string }).code
    : undefined;
  return { status: response.status, ...(code === undefined ? {} : { code }) };
}

function connect(headers: Record<string, string>, auth: object = {}): Socket {
  const socket = io(world.url, {
    path: LIVE_PATH,
    transports: ['websocket'],
    reconnection: false,
    extraHeaders: headers,
    auth,
  });
  sockets.push(socket);
  return socket;
}

const once = (socket: Socket, event: string) =>
  new Promise<unknown>((resolve) => socket.once(event, (payload: unknown) => resolve(payload)));

describe('routes', () => {
  test('there are many, and each says who may ask it', () => {
    expect(routes.length).toBeGreaterThan(80);
    expect(routes.filter(({ access }) => access === undefined)).toEqual([]);
    expect(
      routes.filter(({ access }) => access === 'open').map(({ method, path }) => `${method} ${path}`),
    ).toEqual([
      'GET /api/preview/no-such-id',
      'GET /api/session',
      'POST /api/session',
      'DELETE /api/session',
      'POST /api/link',
      'POST /api/link/use',
    ]);
  });

  test('without a credential, or with one that opens nothing, nobody gets in', async () => {
    const nobody = [
      {},
      { authorization: 'Bearer x' },
      { cookie: `${owner.cookie}x` },
      { cookie: 'session=x' },
    ];
    for (const one of routes.filter(({ access }) => access !== 'open')) {
      for (const headers of nobody) {
        expect(await ask(one, headers as Record<string, string>), `${one.method} ${one.path}`).toEqual({
          status: 401,
          code: 'unauthorized',
        });
      }
    }
  });

  test.each(ROLES)('%s: exactly what the table says', async (role) => {
    const { cookie = '' } = people.get(role) ?? {};
    const who = { kind: 'user', workspace: '', id: '', name: '', roles: [role] } as const;
    for (const one of routes) {
      const { access } = one;
      // Signing out would end the session that is tried.
      if (access === 'open' || one.path.startsWith('/api/me/sessions')) continue;
      const allowed = access === 'signed-in' || may(who, access);
      const { status, code } = await ask(one, { cookie });
      const what = `${role}: ${one.method} ${one.path} (${access}) answered ${status} ${code}`;
      expect(status, what).not.toBe(401);
      expect(status, what).not.toBe(500);
      expect(code === 'forbidden', what).toBe(!allowed);
    }
  });

  test('what another site makes a browser send is refused, whatever it may', async () => {
    const unsafe = routes.filter(({ method, access }) => method !== 'GET' && access !== 'open');
    expect(unsafe.length).toBeGreaterThan(40);
    for (const one of unsafe) {
      for (const headers of [
        { 'sec-fetch-site': 'cross-site' },
        { 'sec-fetch-site': 'same-site' },
        { 'sec-fetch-site': '', origin: 'https://evil.example' },
      ] as Record<string, string>[]) {
        const { code } = await ask(one, { cookie: owner.cookie, ...headers });
        expect(code, `${one.method} ${one.path}`).toBe('forbidden');
      }
    }
  });
});

describe('live events', () => {
  test.each(ROLES)('%s: exactly what the table says', async (role) => {
    const socket = connect({ cookie: people.get(role)?.cookie ?? '' });
    await once(socket, 'connect');
    const who = { kind: 'user', workspace: '', id: '', name: '', roles: [role] } as const;
    for (const event of Object.keys(liveRequests) as (keyof typeof LIVE_ACCESS)[]) {
      const { code } = (await socket.emitWithAck(event, { noSuchField: true })) as { code?: string };
      expect(code === 'forbidden', `${role}: ${event} answered ${code}`).toBe(
        !may(who, LIVE_ACCESS[event].user),
      );
    }
  });

  test('without a session, and with one that ended, nobody connects', async () => {
    for (const headers of [{}, { cookie: `${owner.cookie}x` }] as Record<string, string>[]) {
      expect(await once(connect(headers), 'connect_error')).toMatchObject({ data: { code: 'unauthorized' } });
    }
  });
});

describe('a connection ends at once', () => {
  const asOwner = () => ({ cookie: owner.cookie, 'sec-fetch-site': 'same-origin' });
  const api = async (method: string, path: string, headers: Record<string, string>, body?: object) => {
    const response = await fetch(`${world.url}/api${path}`, {
      method,
      headers: { ...headers, ...(body ? { 'content-type': 'application/json' } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const text = await response.text();
    expect(response.ok, `${method} ${path}: ${text}`).toBe(true);
    return (text ? JSON.parse(text) : {}) as Record<string, unknown>;
  };
  const signIn = async (email: string): Promise<string> => {
    const response = await fetch(`${world.url}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'user-agent': 'Firefox/140.0 (Linux)' },
      body: JSON.stringify({ email, password: PASSWORD }),
    });
    expect(response.status).toBe(200);
    return response.headers.getSetCookie()[0]?.split(';', 1)[0] ?? '';
  };

  test('with its session: signed out, revoked from elsewhere, or by another password; others stay', async () => {
    const { cookie } = await invite(world.url, asOwner(), 'Rita Revoked', ['operator']);
    const own = { cookie, 'sec-fetch-site': 'same-origin' };
    const [here, second, third] = await Promise.all(
      [cookie, ...(await Promise.all([1, 2].map(() => signIn('rita.revoked@example.com'))))].map(
        async (one) => {
          const socket = connect({ cookie: one });
          await once(socket, 'connect');
          return { cookie: one, socket };
        },
      ),
    );
    if (!here || !second || !third) throw new Error('Three sessions were opened.');
    const gone = once(second.socket, 'disconnect');
    const { items } = (await api('GET', '/me/sessions', own)) as {
      items: { id: string; current: boolean }[];
    };
    expect(items.filter(({ current }) => current)).toHaveLength(1);
    const { items: seconds } = (await api('GET', '/me/sessions', { cookie: second.cookie })) as {
      items: { id: string; current: boolean }[];
    };
    const id = seconds.find(({ current }) => current)?.id ?? '';
    await api('DELETE', `/me/sessions/${id}`, own);
    expect(await gone).toBe('io server disconnect');
    expect(here.socket.connected && third.socket.connected).toBe(true);
    const out = once(third.socket, 'disconnect');
    await api('DELETE', '/session', { cookie: third.cookie, 'sec-fetch-site': 'same-origin' });
    await out;
    expect(here.socket.connected).toBe(true);
    for (const ended of [second.cookie, third.cookie]) {
      expect(await once(connect({ cookie: ended }), 'connect_error')).toMatchObject({
        data: { code: 'unauthorized' },
      });
    }
  });

  test('with its roles, and with its person', async () => {
    const { cookie, id } = await invite(world.url, asOwner(), 'Dora Demoted', ['designer']);
    const first = connect({ cookie });
    await once(first, 'connect');
    const gone = once(first, 'disconnect');
    await api('PUT', `/people/${id}`, asOwner(), { roles: ['analyst'] });
    await gone;
    const again = connect({ cookie });
    await once(again, 'connect');
    expect(await again.emitWithAck('flow:edit', {})).toMatchObject({ code: 'forbidden' });
    const out = once(again, 'disconnect');
    await api('PUT', `/people/${id}`, asOwner(), { active: false });
    await out;
    expect(await once(connect({ cookie }), 'connect_error')).toMatchObject({
      data: { code: 'unauthorized' },
    });
  });

  test('with its token', async () => {
    const { token, made } = (await api('POST', '/me/tokens', asOwner(), {
      name: 'Script',
      roles: ['analyst'],
    })) as {
      token: string;
      made: { id: string };
    };
    const socket = connect({}, { token });
    await once(socket, 'connect');
    expect(await socket.emitWithAck('flow:edit', {})).toMatchObject({ code: 'forbidden' });
    const gone = once(socket, 'disconnect');
    await api('DELETE', `/me/tokens/${made.id}`, asOwner());
    await gone;
    expect(await once(connect({}, { token }), 'connect_error')).toMatchObject({
      data: { code: 'unauthorized' },
    });
  });
});

test('a program changes nobody’s account: that is for a person who signed in', async () => {
  for (const { method, path } of routes.filter((one) =>
    /^\/api\/me(?:$|\/(?:password|second-factor|sessions|tokens))/.test(one.path),
  )) {
    const { status } = await fetch(world.url + path, {
      method,
      headers: { authorization: 'Bearer journey-admin-token-0123456789', 'content-type': 'application/json' },
      ...(method === 'GET' || method === 'DELETE' ? {} : { body: '{}' }),
    });
    expect([400, 403], `${method} ${path}`).toContain(status);
  }
});

test('what was done stands in the log, also what came to nothing, and the log is whole', async () => {
  const own = { cookie: owner.cookie, 'sec-fetch-site': 'same-origin' };
  const put = (id: string) =>
    fetch(`${world.url}/api/people/${id}`, {
      method: 'PUT',
      headers: { ...own, 'content-type': 'application/json' },
      body: JSON.stringify({ roles: ['operator'] }),
    });
  expect((await put('no-such-person')).status).toBe(404);
  const { items } = (await (
    await fetch(`${world.url}/api/audit?subject=no-such-person`, { headers: own })
  ).json()) as { items: { seq: number; failed?: string; of?: number; who: { name: string } }[] };
  const [failed, tried] = items;
  expect(failed).toMatchObject({ failed: 'not_found', of: tried?.seq, who: { name: 'Olive Owner' } });
  const verdict = await (await fetch(`${world.url}/api/audit/verify`, { headers: own })).json();
  expect(verdict).toMatchObject({ whole: true });
  const csv = await (await fetch(`${world.url}/api/audit/export`, { headers: own })).text();
  expect(csv.split('\r\n')[0]).toContain('"seq","time"');
  expect(csv).not.toMatch(/(?:^|,)"[=+\-@]/m);
});
