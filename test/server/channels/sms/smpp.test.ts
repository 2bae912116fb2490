/** SMPP against a message centre in this process: its errors, its silences, and what it sends. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { createFakeClock } from '../../../fake-clock.ts';
import { type Centre, type CentreOptions, saidIn, startCentre } from '../../../smpp/centre.ts';
import { connect, PHONE, type Rig, type RigOptions, sms } from '../../../smpp/rig.ts';

const open: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

async function centreWith(options: CentreOptions = {}): Promise<Centre> {
  const centre = await startCentre(options);
  open.push(centre);
  return centre;
}

async function rigFor(centre: Centre, options: Omit<RigOptions, 'port'> = {}): Promise<Rig> {
  const rig = await connect({ port: centre.port, ...options });
  // With a clock that stands still the farewell would wait for ever: such a rig is left to the centre's end.
  if (!options.extra?.clock) open.push(rig.provider);
  return rig;
}

const OPENSSL = spawnSync('openssl', ['version']).status === 0;
const until = (condition: () => void) => vi.waitFor(condition, { timeout: 5_000, interval: 5 });
const bound = (centre: Centre) => until(() => expect(centre.sessions.length).toBeGreaterThan(0));
const LONG = `${'word '.repeat(60)}end`;

describe('sending', () => {
  test('a text is accepted under the id the centre gives', async () => {
    const centre = await centreWith();
    const { provider } = await rigFor(centre);
    expect(provider.idempotent).toBe(false);
    expect(await provider.send(sms('Bonjour, à 10 h ?', { validity: 60 }))).toEqual({
      kind: 'accepted',
      refs: ['m1'],
    });
    expect(centre.submits[0]).toMatchObject({
      source_addr: '33644630000',
      destination_addr: '33612345678',
      registered_delivery: 1,
      data_coding: 0,
    });
    expect(saidIn(centre.submits[0] as never).text).toBe('Bonjour, à 10 h ?');
    expect(centre.binds[0]).toMatchObject({
      command: 'bind_transceiver',
      system_id: 'garage',
      password: 'secret',
      interface_version: 0x34,
    });
  });

  test('a long text goes in parts that share a reference, and gives one id a part', async () => {
    const centre = await centreWith();
    const { provider } = await rigFor(centre);
    expect(await provider.send(sms(LONG))).toEqual({ kind: 'accepted', refs: ['m1', 'm2'] });
    const said = centre.submits.map(saidIn);
    expect(said.map(({ text }) => text).join('')).toBe(LONG);
    const [a, b] = said.map(({ header }) => header[0] ?? []);
    expect([a?.slice(0, 2), a?.slice(3)]).toEqual([
      [0, 3],
      [2, 1],
    ]);
    expect(b).toEqual([0, 3, a?.[2], 2, 2]);
  });

  test('the next long text to the same number has another reference', async () => {
    const centre = await centreWith();
    const { provider } = await rigFor(centre);
    for (const _ of [1, 2, 3]) await provider.send(sms(LONG));
    const references = centre.submits.map((pdu) => saidIn(pdu).header[0]?.[2]);
    expect(references).toEqual([129, 129, 130, 130, 131, 131]);
  });

  test('no more wait for an answer than the window allows', async () => {
    const centre = await centreWith({ submit: () => 'silence' });
    const { provider } = await rigFor(centre, { settings: { window: 3 } });
    const all = Array.from({ length: 8 }, (_, n) => provider.send(sms(`text ${n}`)));
    await until(() => expect(centre.submits).toHaveLength(3));
    for (let nth = 0; nth < 8; nth++) {
      await until(() => expect(centre.submits).toHaveLength(Math.min(8, 3 + nth)));
      centre.answer(nth, { id: `late${nth}` });
    }
    expect((await Promise.all(all)).map((outcome) => outcome.kind)).toEqual(Array(8).fill('accepted'));
  });

  test('parts leave no faster than the settings say', async () => {
    const clock = createFakeClock();
    const centre = await centreWith();
    const { provider } = await rigFor(centre, { settings: { perSecond: 10 }, extra: { clock } });
    await bound(centre);
    const all = Array.from({ length: 5 }, (_, n) => provider.send(sms(`text ${n}`)));
    await until(() => expect(centre.submits).toHaveLength(1));
    // The second may be early by the 50 ms that are there to catch up.
    for (const [sent, ms] of [
      [2, 50],
      [3, 100],
      [4, 100],
      [5, 100],
    ] as const) {
      await clock.advance(ms - 1);
      expect(centre.submits).toHaveLength(sent - 1);
      await clock.advance(1);
      await until(() => expect(centre.submits).toHaveLength(sent));
    }
    await Promise.all(all);
  });

  test.each([
    [0x0b, 'refused', 'sms_number'],
    [0x0a, 'refused', 'sms_sender'],
    [0x45, 'refused', 'sms_rejected'],
    [0x01, 'refused', 'sms_too_long'],
    [0x0403, 'refused', 'sms_rejected'],
    [0x58, 'again', 'sms_busy'],
    [0x14, 'again', 'sms_busy'],
    [0x08, 'again', 'sms_unavailable'],
  ])('status %i means "%s" with code %s, and nothing is in doubt', async (status, kind, code) => {
    const centre = await centreWith({ submit: () => ({ status }) });
    const { provider } = await rigFor(centre);
    const outcome = await provider.send(sms('Hi'));
    expect(outcome).toMatchObject({ kind, code });
    expect(outcome).not.toHaveProperty('unsure');
  });

  test('an answer without an id is accepted without one', async () => {
    const centre = await centreWith({ submit: (_, nth) => (nth === 2 ? {} : { id: 'a' }) });
    const { provider } = await rigFor(centre);
    expect(await provider.send(sms(LONG))).toEqual({ kind: 'accepted' });
  });

  test('bad settings are refused before anything is connected', async () => {
    await expect(connect({ port: 70_000, settings: { window: 500, colour: 'red' } })).rejects.toMatchObject({
      code: 'invalid_body',
      faults: [{ path: 'port' }, { path: 'window' }, {}],
    });
  });
});

describe('a text whose parts fare differently', () => {
  test('if the first part is refused, no other leaves', async () => {
    const centre = await centreWith({ submit: () => ({ status: 0x0b }) });
    const { provider } = await rigFor(centre);
    expect(await provider.send(sms(LONG))).toMatchObject({ kind: 'refused', code: 'sms_number' });
    expect(centre.submits).toHaveLength(1);
  });

  test('if a later part is refused, it says that the first cannot be taken back', async () => {
    const centre = await centreWith({ submit: (_, nth) => (nth === 1 ? { id: 'a' } : { status: 0x45 }) });
    const { provider } = await rigFor(centre);
    const outcome = await provider.send(sms(LONG));
    expect(outcome).toMatchObject({ kind: 'refused', code: 'sms_partial' });
    expect(outcome).toMatchObject({ detail: expect.stringContaining('1 of 2 parts were accepted') });
  });

  test('a later part that is asked to wait is tried again by itself', async () => {
    const clock = createFakeClock();
    const centre = await centreWith({
      submit: (_, nth) => (nth === 2 ? { status: 0x58 } : { id: `m${nth}` }),
    });
    const rig = await rigFor(centre, { extra: { clock } });
    const sent = rig.provider.send(sms(LONG));
    await until(() => expect(rig.lines.some(({ kind }) => kind === 'throttled')).toBe(true));
    await clock.advance(1_000);
    expect(await sent).toEqual({ kind: 'accepted', refs: ['m1', 'm3'] });
  });

  test('asked for again, it goes on with the missing part under the same reference', async () => {
    const centre = await centreWith({
      submit: (_, nth) => (nth === 2 ? { status: 0x08 } : { id: `m${nth}` }),
    });
    const { provider } = await rigFor(centre);
    const one = sms(LONG);
    expect(await provider.send(one)).toMatchObject({ kind: 'again', code: 'sms_partial' });
    expect(await provider.send(one)).toEqual({ kind: 'accepted', refs: ['m1', 'm3'] });
    const headers = centre.submits.map((pdu) => saidIn(pdu).header[0]);
    expect(headers[2]).toEqual(headers[1]);
    expect(centre.submits).toHaveLength(3);
  });
});

describe('a centre that does not answer', () => {
  test('leaves the message in doubt', async () => {
    const clock = createFakeClock();
    const centre = await centreWith({ submit: () => 'silence' });
    const { provider } = await rigFor(centre, { extra: { clock } });
    const sent = provider.send(sms('Hi'));
    await until(() => expect(centre.submits).toHaveLength(1));
    await clock.advance(20_000);
    expect(await sent).toMatchObject({ kind: 'again', code: 'sms_timeout', unsure: true });
  });

  test('and answers after all: asked for again, nothing is sent twice', async () => {
    const clock = createFakeClock();
    const centre = await centreWith({ submit: () => 'silence' });
    const rig = await rigFor(centre, { extra: { clock } });
    const one = sms('Hi');
    const sent = rig.provider.send(one);
    await until(() => expect(centre.submits).toHaveLength(1));
    await clock.advance(20_000);
    await sent;
    centre.answer(0, { id: 'late' });
    await until(() => expect(rig.lines.some(({ kind }) => kind === 'late')).toBe(true));
    expect(await rig.provider.send(one)).toEqual({ kind: 'accepted', refs: ['late'] });
    expect(centre.submits).toHaveLength(1);
  });

  test('hangs up instead: the message is in doubt, and the next one finds a new connection', async () => {
    const centre = await centreWith({ submit: (_, nth) => (nth === 1 ? 'hang up' : { id: `m${nth}` }) });
    const { provider } = await rigFor(centre);
    expect(await provider.send(sms('Hi'))).toMatchObject({
      kind: 'again',
      code: 'sms_network',
      unsure: true,
    });
    expect(await provider.send(sms('Hi again'))).toEqual({ kind: 'accepted', refs: ['m2'] });
    expect(centre.binds).toHaveLength(2);
  });

  test('is not there: nothing left, and nothing is in doubt', async () => {
    const clock = createFakeClock();
    const gone = await startCentre();
    await gone.close();
    const rig = await connect({ port: gone.port, extra: { clock } });
    await until(() => expect(rig.lines.length).toBeGreaterThan(0));
    const sent = rig.provider.send(sms('Hi'));
    await clock.advance(10_000);
    const outcome = await sent;
    expect(outcome).toMatchObject({ kind: 'again', code: 'sms_network' });
    expect(outcome).not.toHaveProperty('unsure');
    await rig.provider.close();
  });

  test('says nothing at all: it is asked whether it is there, and given up', async () => {
    const clock = createFakeClock();
    let answering = true;
    const centre = await centreWith({ enquire: () => (answering ? 'answer' : 'silence') });
    const rig = await rigFor(centre, { extra: { clock }, settings: { enquireSeconds: 30 } });
    await bound(centre);
    await until(() => expect(rig.lines).toContainEqual({ kind: 'bound', detail: 'Bound as transceiver.' }));
    await clock.advance(30_000);
    await until(() => expect(centre.enquiries).toBe(1));
    answering = false;
    await until(async () => {
      await clock.advance(1_000);
      expect(centre.enquiries).toBe(2);
    });
    await clock.advance(20_000);
    await until(() =>
      expect(rig.lines).toContainEqual({ kind: 'ended', detail: 'The message centre has gone silent.' }),
    );
    await until(() => expect(centre.sessions).toHaveLength(0));
  });
});

describe('a centre that asks for patience', () => {
  test('slows the whole connection, longer each time, until it accepts again', async () => {
    const clock = createFakeClock();
    let busy = true;
    const centre = await centreWith({ submit: (_, nth) => (busy ? { status: 0x58 } : { id: `m${nth}` }) });
    const rig = await rigFor(centre, { extra: { clock } });
    expect(await rig.provider.send(sms('one'))).toMatchObject({
      kind: 'again',
      code: 'sms_busy',
      afterMs: 1_000,
    });
    const second = rig.provider.send(sms('two'));
    await clock.advance(999);
    expect(centre.submits).toHaveLength(1);
    await clock.advance(1);
    expect(await second).toMatchObject({ kind: 'again', afterMs: 2_000 });
    busy = false;
    const third = rig.provider.send(sms('three'));
    await clock.advance(2_000);
    expect(await third).toEqual({ kind: 'accepted', refs: ['m3'] });
    busy = true;
    expect(await rig.provider.send(sms('four'))).toMatchObject({ afterMs: 1_000 });
  });

  test('for longer than anyone waits here: the message is told when to come again', async () => {
    const clock = createFakeClock();
    const centre = await centreWith({ submit: () => ({ status: 0x14 }) });
    const { provider } = await rigFor(centre, { extra: { clock } });
    for (const afterMs of [1_000, 2_000, 4_000, 8_000, 16_000]) {
      const sent = provider.send(sms('Hi'));
      await until(async () => {
        await clock.advance(500);
        expect(await Promise.race([sent, 'waiting'])).not.toBe('waiting');
      });
      expect(await sent).toMatchObject({ kind: 'again', afterMs });
      if (afterMs < 16_000) await clock.advance(afterMs);
    }
    const submits = centre.submits.length;
    expect(await provider.send(sms('Hi'))).toMatchObject({
      kind: 'again',
      code: 'sms_busy',
      afterMs: 16_000,
    });
    expect(centre.submits).toHaveLength(submits);
  });
});

describe('the login', () => {
  test.each([
    [0x0e, 'the password is wrong'],
    [0x0f, 'the system id is not known there'],
  ])('refused with %i: every message says why, and it is not tried in a loop', async (status, reason) => {
    const clock = createFakeClock();
    const centre = await centreWith({ bind: () => status });
    const rig = await rigFor(centre, { extra: { clock } });
    await until(() => expect(rig.lines.some(({ kind }) => kind === 'login-failed')).toBe(true));
    const outcome = await rig.provider.send(sms('Hi'));
    expect(outcome).toMatchObject({ kind: 'refused', code: 'sms_unauthorized' });
    expect(outcome).toMatchObject({ detail: expect.stringContaining(reason) });
    await clock.advance(224_999);
    expect(centre.binds).toHaveLength(1);
    await clock.advance(1);
    await until(() => expect(centre.binds).toHaveLength(2));
  });

  test('whoever waits for it hears that it is refused', async () => {
    const centre = await centreWith({ bind: () => 0x0e });
    const { provider } = await rigFor(centre);
    expect(await provider.send(sms('Hi'))).toMatchObject({ kind: 'refused', code: 'sms_unauthorized' });
  });

  test('a failure without a reason is tried again, and refused only when it stays', async () => {
    const clock = createFakeClock();
    const centre = await centreWith({ bind: (_, nth) => (nth <= 5 ? 0x0d : 0) });
    const rig = await rigFor(centre, { extra: { clock } });
    const failures = () => rig.lines.filter(({ kind }) => kind === 'login-failed');
    for (let nth = 1; nth <= 5; nth++) {
      await until(() => expect(failures()).toHaveLength(nth));
      // Half of it, and half of the other half.
      if (nth < 5) await clock.advance(750 * 2 ** (nth - 1));
    }
    expect(await rig.provider.send(sms('Hi'))).toMatchObject({ kind: 'refused', code: 'sms_unauthorized' });
    await clock.advance(225_000);
    await bound(centre);
    await until(() => expect(rig.lines.at(-1)?.kind).toBe('bound'));
    expect(await rig.provider.send(sms('Hi'))).toMatchObject({ kind: 'accepted' });
  });

  test('without a password nothing is connected', async () => {
    const centre = await centreWith();
    const { provider } = await rigFor(centre, { password: null });
    expect(await provider.send(sms('Hi'))).toMatchObject({ kind: 'refused', code: 'sms_unauthorized' });
    expect(centre.binds).toHaveLength(0);
  });

  test('a centre that comes and goes is tried with growing waits', async () => {
    const clock = createFakeClock();
    const centre = await centreWith({ bind: () => 0x08 });
    const rig = await rigFor(centre, { extra: { clock, random: () => 0 } });
    const failures = () => rig.lines.filter(({ kind }) => kind === 'login-failed');
    for (const [nth, wait] of [500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000].entries()) {
      await until(() => expect(failures()).toHaveLength(nth + 1));
      await clock.advance(wait - 1);
      expect(centre.binds).toHaveLength(nth + 1);
      await clock.advance(1);
    }
    await until(() => expect(centre.binds).toHaveLength(9));
  });

  test('one connection each way where the settings say so', async () => {
    const centre = await centreWith();
    const rig = await rigFor(centre, { settings: { bindMode: 'transmitter+receiver' } });
    await until(() => expect(centre.sessions).toHaveLength(2));
    expect(centre.binds.map(({ command }) => command).sort()).toEqual(['bind_receiver', 'bind_transmitter']);
    expect(await rig.provider.send(sms('Hi'))).toMatchObject({ kind: 'accepted' });
  });

  test('where only the way in is refused, sending goes on', async () => {
    const centre = await centreWith({ bind: (pdu) => (pdu.command === 'bind_receiver' ? 0x0e : 0) });
    const rig = await rigFor(centre, { settings: { bindMode: 'transmitter+receiver' } });
    await until(() => expect(rig.lines.some(({ kind }) => kind === 'login-failed')).toBe(true));
    expect(await rig.provider.send(sms('Hi'))).toMatchObject({ kind: 'accepted' });
  });

  test('a centre that was away for long is not taken for one that refuses', async () => {
    const clock = createFakeClock();
    const gone = await startCentre();
    await gone.close();
    const rig = await connect({ port: gone.port, extra: { clock } });
    const failures = () => rig.lines.filter(({ kind }) => kind === 'login-failed');
    for (let nth = 1; nth <= 6; nth++) {
      await until(() => expect(failures()).toHaveLength(nth));
      if (nth < 6) await clock.advance(750 * 2 ** (nth - 1));
    }
    const centre = await centreWith({ port: gone.port, bind: () => 0x0d });
    await clock.advance(24_000);
    await until(() => expect(centre.binds).toHaveLength(1));
    await until(() => expect(failures()).toHaveLength(7));
    const sent = rig.provider.send(sms('Hi'));
    await clock.advance(10_000);
    expect(await sent).toMatchObject({ kind: 'again', code: 'sms_unavailable' });
    await rig.provider.close();
  });

  test('a farewell is said, after what is under way', async () => {
    const centre = await centreWith({ submit: () => 'silence' });
    const { provider } = await connect({ port: centre.port });
    const sent = provider.send(sms('Hi'));
    await until(() => expect(centre.submits).toHaveLength(1));
    const closed = provider.close();
    expect(await provider.send(sms('Too late'))).toMatchObject({ kind: 'again', code: 'sms_unavailable' });
    centre.answer(0, { id: 'm1' });
    expect(await sent).toMatchObject({ kind: 'accepted' });
    await closed;
    expect(centre.unbinds).toBe(1);
    expect(centre.binds).toHaveLength(1);
  });

  test.skipIf(!OPENSSL)('over TLS, if the certificate is one that is trusted', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'smpp-'));
    try {
      const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
      const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1,DNS:localhost'];
      const made = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
      execFileSync('openssl', [...made, '-keyout', key, '-out', cert, '-days', '2', ...subject], {
        stdio: 'ignore',
      });
      const ca = readFileSync(cert, 'utf8');
      const centre = await centreWith({ key: readFileSync(key, 'utf8'), cert: ca });
      const trusting = await rigFor(centre, { settings: { tls: true }, extra: { ca } });
      expect(await trusting.provider.send(sms('Hi'))).toMatchObject({ kind: 'accepted' });
      const wary = await rigFor(centre, { settings: { tls: true } });
      await until(() => expect(wary.lines.some(({ detail }) => detail.includes('self-signed'))).toBe(true));
      expect(centre.binds).toHaveLength(1);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('an SMS that comes in', () => {
  const from = { source_addr: '33612345678', destination_addr: '33644630000', esm_class: 0 };

  test.each([
    ['GSM', 0, Buffer.from('0041051b65', 'hex'), '@Aé€'],
    ['ASCII', 1, Buffer.from('a@b_c'), 'a@b_c'],
    ['Latin-1', 3, Buffer.from([0xe7, 0x61]), 'ça'],
    ['UCS-2', 8, Buffer.from('0043d83dde00', 'hex'), 'C😀'],
    ['nothing at all', 0, Buffer.alloc(0), ''],
  ])('in %s is heard as it was written', async (_, data_coding, short_message, text) => {
    const centre = await centreWith();
    const rig = await rigFor(centre);
    await bound(centre);
    expect(await centre.deliver({ ...from, data_coding, short_message })).toBe(0);
    expect(rig.heard).toEqual([
      {
        kind: 'act',
        remoteId: expect.any(String),
        agentId: 'garage-agent',
        phone: PHONE,
        sentAt: undefined,
        act: { kind: 'text', text },
      },
    ]);
  });

  test.each([
    ['data_sm', { message_payload: Buffer.from('hello') }],
    ['deliver_sm', { message_payload: Buffer.from('hello'), short_message: Buffer.alloc(0) }],
  ] as const)('a payload in %s is its text', async (command, fields) => {
    const centre = await centreWith();
    const rig = await rigFor(centre);
    await bound(centre);
    expect(await centre.deliver({ ...from, data_coding: 0, ...fields }, command)).toBe(0);
    expect(rig.heard).toMatchObject([{ act: { text: 'hello' } }]);
  });

  test.each([
    ['33612345678', 1, PHONE],
    ['+33612345678', 0, PHONE],
    ['0033612345678', 0, PHONE],
    ['0612345678', 2, PHONE],
    ['612345678', 2, PHONE],
    ['33612345678', 0, PHONE],
    ['447400123456', 0, '+447400123456'],
  ])('from %s (type %i) is from %s', async (source_addr, source_addr_ton, phone) => {
    const centre = await centreWith();
    const rig = await rigFor(centre);
    await bound(centre);
    const fields = { ...from, source_addr, source_addr_ton, data_coding: 0, short_message: Buffer.from('2') };
    expect(await centre.deliver(fields)).toBe(0);
    expect(rig.heard).toMatchObject([{ kind: 'act', phone }]);
  });

  test('is answered only when it is durable; until then it comes again, and is the same', async () => {
    const centre = await centreWith();
    const names: string[] = [];
    const rig = await rigFor(centre, { hear: async (inbound) => void names.push(String(inbound.remoteId)) });
    await bound(centre);
    const two = { ...from, data_coding: 0, short_message: Buffer.from('2') };
    rig.storeDown = true;
    expect(await centre.deliver(two)).toBe(0x64);
    rig.storeDown = false;
    expect(await centre.deliver(two)).toBe(0);
    expect(await centre.deliver(two)).toBe(0);
    expect(rig.heard).toHaveLength(2);
    expect(new Set(names).size).toBe(2);
  });

  test('comes again after the connection broke before the answer: it is the same', async () => {
    const centre = await centreWith();
    let release: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    const rig = await rigFor(centre, { hear: () => gate });
    await bound(centre);
    const two = { ...from, data_coding: 0, short_message: Buffer.from('2') };
    const first = centre.deliver(two);
    await until(() => expect(centre.sessions).toHaveLength(1));
    // Nothing shows from outside that it is being taken: an enquiry behind it is answered after it was read.
    await new Promise<void>((resolve) => centre.sessions[0]?.enquire_link(() => resolve()));
    centre.sessions[0]?.destroy();
    await expect(first).rejects.toThrow('ended');
    release();
    await until(() => expect(rig.heard).toHaveLength(1));
    await until(() => expect(centre.binds).toHaveLength(2));
    await bound(centre);
    expect(await centre.deliver(two)).toBe(0);
    expect(rig.heard[0]?.remoteId).toBe(rig.heard[1]?.remoteId);
  });

  describe('in parts', () => {
    const parts = (texts: string[], reference = 7) =>
      texts.map((text, index) => ({
        ...from,
        esm_class: 0x40,
        data_coding: 0,
        short_message: Buffer.concat([
          Buffer.from([5, 0, 3, reference, texts.length, index + 1]),
          Buffer.from(text),
        ]),
      }));

    test('with a header is heard once, whole, in whatever order they come', async () => {
      const centre = await centreWith();
      const rig = await rigFor(centre);
      await bound(centre);
      const [a, b, c] = parts(['one ', 'two ', 'three']);
      const all = [c, a, b].map((one) => centre.deliver(one ?? {}));
      expect(await Promise.all(all)).toEqual([0, 0, 0]);
      expect(rig.heard).toMatchObject([{ kind: 'act', act: { text: 'one two three' } }]);
    });

    test('with a reference of 16 bits, or with parameters, as well', async () => {
      const centre = await centreWith();
      const rig = await rigFor(centre);
      await bound(centre);
      const header = (number: number) => Buffer.from([6, 8, 4, 1, 2, 2, number]);
      const wide = [1, 2].map((number) => ({
        ...from,
        esm_class: 0x40,
        data_coding: 8,
        // The halves of one emoji, in two parts.
        short_message: Buffer.concat([header(number), Buffer.from(number === 1 ? 'd83d' : 'de00', 'hex')]),
      }));
      const sar = [1, 2].map((number) => ({
        ...from,
        data_coding: 0,
        short_message: Buffer.from(`s${number}`),
        ...{ sar_msg_ref_num: 300, sar_total_segments: 2, sar_segment_seqnum: number },
      }));
      await Promise.all([...wide, ...sar].map((one) => centre.deliver(one)));
      expect(rig.heard.map((one) => one.kind === 'act' && one.act.kind === 'text' && one.act.text)).toEqual([
        '😀',
        's1s2',
      ]);
    });

    test('one at a time: each is answered, though the rest is not there', async () => {
      const clock = createFakeClock();
      const centre = await centreWith();
      const rig = await rigFor(centre, { extra: { clock } });
      await bound(centre);
      const [a, b] = parts(['one ', 'two']);
      const first = centre.deliver(a ?? {});
      let answered: number | undefined;
      void first.then((status) => {
        answered = status;
      });
      await until(async () => {
        await clock.advance(1_000);
        expect(answered).toBe(0);
      });
      expect(await centre.deliver(b ?? {})).toBe(0);
      expect(rig.heard).toMatchObject([{ act: { text: 'one two' } }]);
    });

    test('the last one comes again until the whole is durable, and is forgotten then', async () => {
      const centre = await centreWith();
      const rig = await rigFor(centre);
      await bound(centre);
      const [a, b] = parts(['one ', 'two']);
      const first = centre.deliver(a ?? {});
      rig.storeDown = true;
      expect(await centre.deliver(b ?? {})).toBe(0x64);
      rig.storeDown = false;
      expect(await centre.deliver(b ?? {})).toBe(0);
      expect(await first).toBe(0);
      expect(await centre.deliver(b ?? {})).toBe(0);
      expect(rig.heard).toHaveLength(1);
    });

    test('of which some never come: what there is is heard', async () => {
      const centre = await centreWith();
      const rig = await connect({ port: centre.port });
      await bound(centre);
      const [, b] = parts(['one ', 'two']);
      expect(await centre.deliver(b ?? {})).toBe(0);
      await rig.provider.close();
      expect(rig.heard).toMatchObject([{ act: { text: '…two' } }]);
    });
  });

  test.each([
    ['binary octets', { data_coding: 4, short_message: Buffer.from([1, 2]) }, 'smpp_no_text'],
    [
      'a header longer than the message',
      { esm_class: 0x40, data_coding: 0, short_message: Buffer.from([9, 0]) },
      'smpp_no_text',
    ],
    [
      'a name as its sender',
      { source_addr: 'Orange', source_addr_ton: 5, data_coding: 0, short_message: Buffer.from('Hi') },
      'smpp_sender',
    ],
    [
      'a short code as its sender',
      { source_addr: '555', data_coding: 0, short_message: Buffer.from('Hi') },
      'smpp_sender',
    ],
    [
      'an acknowledgement of a phone',
      { esm_class: 0x08, data_coding: 0, short_message: Buffer.from('Hi') },
      'smpp_message_type',
    ],
    [
      'a receipt that names nothing',
      { esm_class: 0x04, data_coding: 0, short_message: Buffer.from('Hi') },
      'smpp_receipt',
    ],
  ])('with %s is kept as not understood', async (_, fields, reason) => {
    const centre = await centreWith();
    const rig = await rigFor(centre);
    await bound(centre);
    expect(await centre.deliver({ ...from, ...fields })).toBe(0);
    expect(rig.heard).toMatchObject([{ kind: 'unknown', agentId: 'garage-agent', reason }]);
  });

  test('a text in the form of a receipt is a text: anybody can write that', async () => {
    const centre = await centreWith();
    const rig = await rigFor(centre);
    await bound(centre);
    const text = 'id:m1 sub:001 dlvrd:001 stat:DELIVRD err:000 text:';
    expect(await centre.deliver({ ...from, data_coding: 0, short_message: Buffer.from(text) })).toBe(0);
    expect(rig.heard).toMatchObject([{ kind: 'act', act: { text } }]);
  });
});

describe('a receipt', () => {
  const receipt = (id: string, stat = 'DELIVRD', more = {}) => ({
    source_addr: '33612345678',
    destination_addr: '33644630000',
    esm_class: 0x04,
    data_coding: 0,
    short_message: Buffer.from(
      `id:${id} sub:001 dlvrd:001 submit date:2611231200 done date:2611231201 stat:${stat} err:000 text:`,
    ),
    ...more,
  });

  test('names the message by the id it was accepted under', async () => {
    const centre = await centreWith();
    const rig = await rigFor(centre);
    await rig.provider.send(sms('Hi'));
    expect(await centre.deliver(receipt('m1'))).toBe(0);
    expect(rig.heard).toEqual([
      {
        kind: 'receipt',
        remoteId: expect.any(String),
        agentId: 'garage-agent',
        phone: PHONE,
        message: { ref: 'm1' },
        state: 'delivered',
        sentAt: undefined,
      },
    ]);
  });

  test('twice has the same name; another state has another', async () => {
    const centre = await centreWith();
    const rig = await rigFor(centre);
    await rig.provider.send(sms('Hi'));
    for (const stat of ['ENROUTE', 'DELIVRD', 'DELIVRD']) await centre.deliver(receipt('m1', stat));
    const names = rig.heard.map(({ remoteId }) => remoteId);
    expect(names[1]).toBe(names[2]);
    expect(names[0]).not.toBe(names[1]);
  });

  test('in decimal names the message that was accepted in hexadecimal', async () => {
    const centre = await centreWith({ submit: () => ({ id: '659a1b5e' }) });
    const rig = await rigFor(centre);
    await rig.provider.send(sms('Hi'));
    await centre.deliver(receipt('1704598366', 'UNDELIV'));
    expect(rig.heard).toMatchObject([
      { message: { ref: '659a1b5e' }, state: 'failed', fault: { code: 'sms_unreached' } },
    ]);
  });

  test('by parameters only, without a text, says as much', async () => {
    const centre = await centreWith();
    const rig = await rigFor(centre);
    await rig.provider.send(sms('Hi'));
    const fields = receipt('', '', {
      short_message: Buffer.alloc(0),
      receipted_message_id: 'm1',
      message_state: 2,
    });
    expect(await centre.deliver(fields)).toBe(0);
    expect(rig.heard).toMatchObject([{ kind: 'receipt', message: { ref: 'm1' }, state: 'delivered' }]);
  });

  test('faster than our own record of the message is told again until it is known', async () => {
    const centre = await centreWith();
    let known = false;
    let told = 0;
    const rig = await rigFor(centre, {
      hear: async () => {
        if (++told === 2) known = true;
        if (!known) throw new Error('unknown');
      },
    });
    await rig.provider.send(sms('Hi'));
    expect(await centre.deliver(receipt('m1'))).toBe(0);
    expect(rig.heard).toHaveLength(1);
  });

  test('of a message sent before a restart is tried in each form of its id', async () => {
    const centre = await centreWith();
    const asked: unknown[] = [];
    const rig = await rigFor(centre, {
      hear: async (inbound) => {
        if (inbound.kind !== 'receipt' || typeof inbound.message === 'string') return;
        asked.push(inbound.message.ref);
        if (inbound.message.ref !== 'ab') throw new Error('unknown');
      },
    });
    await bound(centre);
    expect(await centre.deliver(receipt('171'))).toBe(0);
    expect(asked).toEqual(['171', '171', 'ab']);
    expect(rig.heard).toMatchObject([{ message: { ref: 'ab' } }]);
  });

  test('that cannot be kept is sent back', async () => {
    const centre = await centreWith();
    const rig = await rigFor(centre);
    await bound(centre);
    rig.storeDown = true;
    expect(await centre.deliver(receipt('m1'))).toBe(0x64);
  });
});

describe('what cannot be read', () => {
  const raw = (centre: Centre, hex: string) => centre.sessions.at(-1)?.socket.write(Buffer.from(hex, 'hex'));

  test('a message with a broken body is counted, kept, refused for good, and the connection stays', async () => {
    const centre = await centreWith();
    const rig = await rigFor(centre);
    await bound(centre);
    const answers: number[] = [];
    centre.sessions[0]?.on('deliver_sm_resp', (pdu) => answers.push(pdu.command_status));
    raw(centre, '000000140000000500000000000000090001');
    raw(centre, '0133');
    await until(() => expect(answers).toEqual([0x65]));
    expect(rig.heard).toMatchObject([{ kind: 'unknown', reason: 'smpp_malformed' }]);
    expect(rig.lines).toContainEqual({
      kind: 'malformed',
      detail: 'deliver_sm does not keep to its layout.',
    });
    expect(await rig.provider.send(sms('Hi'))).toMatchObject({ kind: 'accepted' });
    expect(centre.binds).toHaveLength(1);
  });

  test('an unknown command is refused by its number, and the connection stays', async () => {
    const centre = await centreWith();
    const rig = await rigFor(centre);
    await bound(centre);
    raw(centre, '00000010000002220000000000000005');
    await until(() => expect(centre.others).toMatchObject([{ command: 'generic_nack', command_status: 3 }]));
    expect(await rig.provider.send(sms('Hi'))).toMatchObject({ kind: 'accepted' });
  });

  test('a length that cannot be true ends the connection, and a new one comes', async () => {
    const centre = await centreWith();
    const rig = await rigFor(centre);
    await bound(centre);
    raw(centre, '7fffffff000000050000000000000005');
    await until(() => expect(centre.binds).toHaveLength(2));
    expect(await rig.provider.send(sms('Hi'))).toMatchObject({ kind: 'accepted' });
  });

  test('answers nobody asked for, and random units, change nothing', async () => {
    const centre = await centreWith();
    const rig = await rigFor(centre);
    await bound(centre);
    let seed = 42;
    for (let unit = 0; unit < 300; unit++) {
      const body = Buffer.alloc(unit % 60);
      for (let index = 0; index < body.length; index++) {
        seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
        body[index] = seed >> 16;
      }
      const head = Buffer.alloc(16);
      head.writeUInt32BE(16 + body.length, 0);
      const ids = [0x05, 0x103, 0x80000004, 0x80000015, 0x80000000, 0x102, 0x777];
      head.writeUInt32BE(ids[unit % ids.length] ?? 0, 4);
      head.writeUInt32BE(1_000_000 + unit, 12);
      centre.sessions[0]?.socket.write(Buffer.concat([head, body]));
    }
    expect(await rig.provider.send(sms('Hi'))).toMatchObject({ kind: 'accepted' });
    expect(centre.binds).toHaveLength(1);
  });

  test('an enquiry of the centre is answered, and its farewell obeyed', async () => {
    const centre = await centreWith();
    await rigFor(centre);
    await bound(centre);
    const session = centre.sessions[0];
    await new Promise<void>((resolve) => session?.enquire_link(() => resolve()));
    const farewell = new Promise<number>((resolve) => session?.unbind((pdu) => resolve(pdu.command_status)));
    expect(await farewell).toBe(0);
    await until(() => expect(centre.binds).toHaveLength(2));
  });
});
