/** The live connection by itself: who gets in, what is answered, and that nothing a client sends ends the process. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { LiveHandlers } from '../../../server/live/live.ts';
import { type LiveRig, openLive, tea } from './live-rig.ts';

let rig: LiveRig;
beforeEach(async () => {
  rig = await openLive();
  await rig.insert(tea());
});
afterEach(() => rig.close());

describe('who gets in', () => {
  test('somebody whose token is known, by WebSocket or by polling', async () => {
    for (const transports of [['websocket'], ['polling']]) {
      const client = await rig.connect('ana', { transports });
      expect(await client.ask('flow:open', { flow: 'tea' })).toMatchObject({ ok: true });
    }
  });

  test.each([
    ['no token', undefined],
    ['an unknown token', 'mallory'],
  ])('nobody with %s, and they are told by code', async (_name, token) => {
    expect(await rig.refused(token)).toMatchObject({ data: { code: 'unauthorized' } });
  });

  test('nobody when the check itself fails, of which nothing is shown', async () => {
    const refused = await rig.refused('broken');
    expect(refused.data).toMatchObject({ code: 'internal' });
    expect(JSON.stringify(refused)).not.toContain('SELECT');
    expect(rig.facts).toMatchObject([{ kind: 'fault', where: 'live handshake' }]);
  });

  test.each(['https://evil.example', 'null', 'http://127.0.0.1:1', 'not a url'])(
    'no page of another origin (%s), whatever its token',
    async (origin) => {
      await rig.refused('ana', { extraHeaders: { origin } });
      await rig.refused('ana', { extraHeaders: { origin }, transports: ['polling'] });
    },
  );

  test('a page of our own: of this host, or of the public address', async () => {
    for (const origin of [rig.url, 'https://carillon.example']) {
      await rig.connect('ana', { extraHeaders: { origin } });
    }
  });

  test('plain HTTP goes where it went before', async () => {
    const answer = await fetch(`${rig.url}/anything`);
    expect([answer.status, await answer.text()]).toEqual([404, 'plain HTTP']);
  });

  test('a shared preview may not touch flows, and ends when its link expires', async () => {
    const visitor = await rig.connect('link');
    expect(await visitor.send('flow:open', { flow: 'tea' })).toMatchObject({ ok: false, code: 'forbidden' });
    await rig.clock.advance(60_001);
    await rig.until('the visitor is gone', () => !visitor.socket.connected || undefined);
    expect(await rig.refused('link')).toMatchObject({ data: { code: 'unauthorized' } });
  });

  test('a viewer sees and is seen, and changes nothing', async () => {
    const viewer = await rig.connect('eve');
    expect(await viewer.ask('flow:open', { flow: 'tea' })).toMatchObject({ ok: true });
    const answer = await viewer.ask('flow:edit', {
      flow: 'tea',
      base: 1,
      id: 'edit-00001',
      changes: [{ path: ['name'], value: 'Mine' }],
    });
    expect(answer).toMatchObject({ ok: false, code: 'forbidden' });
    expect((await rig.record('tea')).rev).toBe(1);
  });

  test('a flow of another workspace is not there', async () => {
    const stranger = await rig.connect('zoe');
    expect(await stranger.ask('flow:open', { flow: 'tea' })).toMatchObject({ ok: false, code: 'not_found' });
  });
});

describe('what is sent', () => {
  test.each([
    ['a text', ['flow:open', 'tea'], 'invalid_body'],
    ['nothing', ['flow:open'], 'invalid_body'],
    ['null', ['flow:open', null], 'invalid_body'],
    ['a list', ['flow:open', ['tea']], 'invalid_body'],
    ['bytes', ['flow:open', Buffer.from('tea')], 'invalid_body'],
    ['two objects', ['flow:open', { flow: 'tea' }, { flow: 'tea' }], 'invalid_body'],
    ['a field too many', ['flow:open', { flow: 'tea', admin: true }], 'invalid_body'],
    ['a number for an id', ['flow:open', { flow: 1 }], 'invalid_body'],
    ['an id that is a path', ['flow:open', { flow: '../tea' }], 'invalid_body'],
    ['a prototype', ['flow:open', JSON.parse('{"flow":"tea","__proto__":{"x":1}}')], 'invalid_body'],
    ['an event nobody knows', ['flow:explode', {}], 'not_found'],
    ['an event called "error"', ['error', {}], 'not_found'],
    ['an event named like a member of objects', ['constructor', {}], 'not_found'],
    ['a flow that does not exist', ['flow:open', { flow: 'coffee' }], 'not_found'],
    ['an edit of a flow that is not open', ['flow:edit', edit()], 'bad_request'],
    ['a pointer in a flow that is not open', ['flow:presence', { flow: 'tea' }], 'bad_request'],
  ])('%s is answered with a code', async (_name, [event, ...args], code) => {
    const client = await rig.connect();
    expect(await client.send(event as string, ...args)).toMatchObject({ ok: false, code });
    expect(await client.ask('flow:open', { flow: 'tea' })).toMatchObject({ ok: true });
    expect(rig.facts).toEqual([]);
  });

  test('something deeper than any document is refused before anything looks into it', async () => {
    const client = await rig.connect();
    const deep = JSON.parse(`${'['.repeat(500)}${']'.repeat(500)}`);
    const answer = await client.send('flow:edit', { ...edit(), changes: [{ path: ['name'], value: deep }] });
    expect(answer).toMatchObject({ ok: false, code: 'invalid_body' });
  });

  test.each([
    ['brackets without end', `2["flow:edit",${'['.repeat(900_000)}${']'.repeat(900_000)}]`],
    ['objects without end', `2["flow:edit",${'{"a":'.repeat(200_000)}1${'}'.repeat(200_000)}]`],
    ['half a packet', '2["flow:edit",{"flow":'],
    ['no packet', 'hello'],
    ['a packet of bytes that never come', '51-["flow:edit",{"_placeholder":true,"num":0}]'],
  ])('%s may end that connection, not the process', async (_name, packet) => {
    const [odd, calm] = [await rig.connect(), await rig.connect('ben')];
    const gone = new Promise((resolve) => odd.socket.once('disconnect', resolve));
    odd.write(packet);
    // Whatever comes first shows that the packet was read.
    await Promise.race([gone, odd.send('flow:open', { flow: 'tea' })]);
    expect(await calm.ask('flow:open', { flow: 'tea' })).toMatchObject({ ok: true });
    expect((await rig.record('tea')).rev).toBe(1);
  });

  test('an event without an acknowledgement is taken as well, and its failure harms nobody', async () => {
    const client = await rig.connect();
    client.shout('flow:open', { flow: 'tea' });
    client.shout('flow:open', 7);
    expect(await client.ask('flow:open', { flow: 'tea' })).toMatchObject({ ok: true });
  });

  test('an acknowledgement that is no function is no acknowledgement', async () => {
    const client = await rig.connect();
    expect(await client.send('flow:open', { flow: 'tea' }, 'ack')).toMatchObject({ code: 'invalid_body' });
  });

  test('a message beyond the limit closes that connection and no other', async () => {
    const [loud, calm] = [await rig.connect(), await rig.connect('ben')];
    loud.shout('flow:edit', 'x'.repeat(4 * 1024 * 1024));
    await rig.until('the loud one is gone', () => !loud.socket.connected || undefined);
    expect(await calm.ask('flow:open', { flow: 'tea' })).toMatchObject({ ok: true });
  });

  test('who asks too much is told so, may ask again later, and is shown out if they go on', async () => {
    const [wild, calm] = [await rig.connect(), await rig.connect('ben')];
    await wild.ask('flow:open', { flow: 'tea' });
    const answers = await Promise.all(
      Array.from({ length: 400 }, () => wild.send('flow:presence', { flow: 'tea' })),
    );
    const refused = answers.filter((one) => (one as { ok: boolean }).ok === false);
    expect(refused).toHaveLength(201);
    expect(refused[0]).toMatchObject({ code: 'too_many_requests' });
    await rig.clock.advance(1000);
    expect(await wild.ask('flow:presence', { flow: 'tea' })).toEqual({ ok: true });
    for (let n = 0; n < 900; n += 1) wild.socket.emit('flow:presence', { flow: 'tea' }, () => {});
    await rig.until('the wild one is gone', () => !wild.socket.connected || undefined);
    expect(await calm.ask('flow:open', { flow: 'tea' })).toMatchObject({ ok: true });
  });
});

describe('what goes wrong inside', () => {
  test('a fault is told as "internal", reported with its event, and nothing of it is shown', async () => {
    const broken: LiveHandlers = {
      'flow:close': {
        schema: (await import('../../../server/contract.ts')).flowRequests['flow:close'],
        allow: () => true,
        run() {
          throw new Error('SELECT * FROM secrets');
        },
      },
    };
    const other = await openLive(broken);
    try {
      const client = await other.connect();
      const answer = await client.ask('flow:close', { flow: 'tea' });
      expect(answer).toMatchObject({ ok: false, code: 'internal' });
      expect(JSON.stringify(answer)).not.toContain('SELECT');
      expect(other.facts).toMatchObject([{ kind: 'fault', where: 'live flow:close' }]);
    } finally {
      await other.close();
    }
  });
});

describe('the end', () => {
  test('what was asked is answered, then connections close, and the HTTP server is left to its owner', async () => {
    const client = await rig.connect();
    await client.ask('flow:open', { flow: 'tea' });
    const answer = client.ask('flow:edit', edit());
    await rig.until('the edit has arrived', async () =>
      (await rig.record('tea')).rev > 1 ? true : undefined,
    );
    await rig.live.close();
    expect(await answer).toMatchObject({ ok: true, rev: 2 });
    await rig.until('the client is gone', () => !client.socket.connected || undefined);
    expect(rig.live.connections).toBe(0);
    expect((await fetch(rig.url)).status).toBe(404);
    await rig.refused('ana');
  });
});

function edit() {
  return { flow: 'tea', base: 1, id: 'edit-00001', changes: [{ path: ['name'], value: 'Tea time' }] };
}
