/** Requests that leave the house: in a preview only where that was allowed, and tried out while a call is drawn. */
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { FlowInput } from '../../../flows/flow.ts';
import { openPreviewRig, type Player, type PreviewRig, said, WORKSPACE } from './preview-rig.ts';

let rig: PreviewRig;
let ana: Player;
let server: Server;
let address: string;
let asked: { path: string; headers: IncomingHttpHeaders; body: string }[] = [];
let answer: (path: string) => { status?: number; body: string; hold?: Promise<void> };

beforeAll(async () => {
  server = createServer(async (request, response) => {
    let body = '';
    for await (const part of request) body += part;
    const { url = '', headers } = request;
    asked.push({ path: url, headers, body });
    const { status = 200, body: said, hold } = answer(url);
    await hold;
    response.writeHead(status, { 'content-type': 'application/json', 'x-request-id': 'r-1' }).end(said);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  rig = await openPreviewRig({ allowPrivate: [new URL(address).host] });
  await rig.secrets.set(WORKSPACE, 'shop-key', 'sk_live_0123456789');
  ana = await rig.player();
});
afterAll(async () => {
  await rig.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});
beforeEach(() => {
  asked = [];
  answer = () => ({ body: '{"order":{"state":"shipped"}}' });
});

const say = (text: string) => ({ message: { kind: 'text' as const, text } });

function orders(sample?: { status: number; body: object }): FlowInput {
  return {
    format: 1,
    id: 'orders',
    name: 'Orders',
    start: 'number',
    variables: { number: { type: 'text' }, state: { type: 'text' } },
    triggers: [{ kind: 'api' }],
    nodes: {
      number: {
        kind: 'ask',
        ask: say('Your order number?'),
        expect: { type: 'text' },
        save: 'number',
        to: 'look',
      },
      look: {
        kind: 'call',
        service: 'http',
        operation: 'request',
        input: {
          url: `${address}/orders/{{number}}`,
          headers: { authorization: 'Bearer {secret:shop-key}' },
        },
        pick: { state: 'body.order.state' },
        ...(sample ? { sample: sample as never } : {}),
        on: { http_4xx: 'unknown' },
        failed: 'silent',
        to: 'told',
      },
      told: { kind: 'say', say: [say('It is {{state}}.')], to: 'number' },
      unknown: { kind: 'say', say: [say('There is no such order.')], to: 'number' },
      silent: { kind: 'say', say: [say('The shop is silent.')], to: 'number' },
    },
  };
}

describe('a request of a previewed flow', () => {
  test('is answered by the pinned sample, and nothing leaves', async () => {
    const document = orders({ status: 200, body: { order: { state: 'packed' } } });
    let state = await ana.get('preview:open', { document });
    state = await ana.act(state, { kind: 'text', text: 'A1' });
    expect(said(state)).toContain('It is packed.');
    expect(asked).toEqual([]);
  });

  test('waits for an answer where nothing is pinned', async () => {
    let state = await ana.get('preview:open', { document: orders() });
    state = await ana.act(state, { kind: 'text', text: 'A1' });
    expect(state.calls).toMatchObject([{ service: 'http', node: 'look', waits: 'answer' }]);
    state = await ana.act(state, { kind: 'fail', code: 'http_4xx' });
    expect(said(state)).toContain('There is no such order.');
    expect(state.edges).toContainEqual({ node: 'look', exit: 'failed:http_4xx', to: 'unknown' });
    expect(asked).toEqual([]);
  });

  test('is really made where that was allowed; a replay hears what was heard, and asks nobody', async () => {
    let state = await ana.get('preview:open', { document: orders() });
    state = await ana.get('preview:setting', { session: state.session, http: 'real' });
    let letGo = () => {};
    const hold = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    answer = () => ({
      body: '{"order":{"state":"shipped"}}',
      hold,
    });
    state = await ana.act(state, { kind: 'text', text: 'A1' });
    // The state is shown while the shop thinks.
    expect(state.calls).toMatchObject([{ node: 'look', waits: 'server' }]);
    expect(state.typing).toBe(true);
    const before = ana.pushed.length;
    await until(() => asked.length === 1);
    letGo();
    await until(() => ana.pushed.length > before);
    const after = ana.pushed.at(-1);
    expect(after && said(after)).toContain('It is shipped.');
    expect(after).toMatchObject({ step: 2, steps: 3 });
    expect(asked[0]?.headers.authorization).toBe('Bearer sk_live_0123456789');
    expect(JSON.stringify(after)).not.toContain('sk_live');
    const fork = await ana.get('preview:fork', { session: state.session, step: 2 });
    expect(said(fork)).toContain('It is shipped.');
    const updated = await ana.get('preview:update', { session: state.session, document: orders() });
    expect(said(updated)).toContain('It is shipped.');
    expect(asked).toHaveLength(1);
  });

  test('is in a saved test as it was answered then, wherever the shop is now', async () => {
    await rig.draft(orders());
    let state = await ana.get('preview:open', { flow: 'orders' });
    state = await ana.get('preview:setting', { session: state.session, http: 'real' });
    const before = ana.pushed.length;
    await ana.act(state, { kind: 'text', text: 'A1' });
    await until(() => ana.pushed.length > before);
    const saved = await rig.api('POST', '/flows/orders/tests', { session: state.session, name: 'Shipped' });
    expect(saved.status).toBe(201);
    answer = () => ({ body: '{"order":{"state":"lost"}}' });
    const report = await rig.api('POST', '/flows/orders/tests/run', {});
    expect(report.body).toMatchObject({ passed: 1, failed: 0 });
    expect(asked).toHaveLength(1);
  });
});

describe('trying out a request', () => {
  const input = () => ({
    url: `${address}/orders/{{number}}`,
    headers: { authorization: 'Bearer {secret:shop-key}', 'x-note': '{{number}}' },
  });
  const attempt = (body: object) => rig.api('POST', '/http-try', body);

  test('fills in the values, makes the request once, and shows the answer as a tree with its time', async () => {
    const tried = await attempt({ input: input(), variables: { number: 'A1' } });
    expect(tried).toMatchObject({
      status: 200,
      body: {
        ok: true,
        status: 200,
        body: { order: { state: 'shipped' } },
        bytes: 29,
        request: {
          method: 'GET',
          url: `${address}/orders/A1`,
          headers: { authorization: 'Bearer {secret:shop-key}', 'x-note': 'A1' },
        },
        headers: { 'x-request-id': 'r-1' },
      },
    });
    expect((tried.body as { ms: number }).ms).toBeGreaterThanOrEqual(0);
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatchObject({
      path: '/orders/A1',
      headers: { authorization: 'Bearer sk_live_0123456789' },
    });
  });

  test('shows what a refusal says, and hides a secret that comes back', async () => {
    answer = () => ({ status: 422, body: '{"error":"key sk_live_0123456789 may not"}' });
    const tried = await attempt({ input: input(), variables: { number: 'A1' } });
    expect(tried.body).toMatchObject({
      ok: false,
      status: 422,
      body: { error: 'key •••• may not' },
      failed: { code: 'http_4xx' },
    });
    expect(JSON.stringify(tried)).not.toContain('sk_live');
  });

  test('shows an answer that is no JSON as text', async () => {
    answer = () => ({ body: '<script>alert(1)</script>' });
    const tried = await attempt({ input: { url: `${address}/x` } });
    expect(tried.body).toMatchObject({
      ok: false,
      body: '<script>alert(1)</script>',
      failed: { code: 'not_json' },
    });
  });

  test('goes only where calls of flows may go', async () => {
    for (const url of [
      'http://169.254.169.254/latest',
      'https://localhost/x',
      'file:///etc/passwd',
      'https://[::1]/',
    ]) {
      const tried = await attempt({ input: { url } });
      expect(tried.body, url).toMatchObject({ ok: false });
    }
    const unknown = await attempt({ input: { url: `${address}/x`, headers: { a: '{secret:nobodys}' } } });
    expect(unknown.body).toMatchObject({ ok: false, failed: { code: 'unknown_secret' } });
    expect(asked).toEqual([]);
    expect((await rig.api('POST', '/http-try', { input: {} }, '')).status).toBe(401);
  });
});

async function until(holds: () => boolean): Promise<void> {
  const end = performance.now() + 10_000;
  while (!holds()) {
    if (performance.now() > end) throw new Error('It did not happen.');
    await new Promise((resolve) => setImmediate(resolve));
  }
}
