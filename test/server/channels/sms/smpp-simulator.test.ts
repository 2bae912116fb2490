/** SMPP against jSMPP's simulator, which shares no line of code with us: logins, texts, parts, receipts. */
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Inbound } from '../../../../server/channels/port.ts';
import { fromSeptets, fromUcs2 } from '../../../../server/channels/sms/smpp-alphabet.ts';
import { connect, PHONE, type Rig, sms } from '../../../smpp/rig.ts';
import {
  missingSimulator,
  PASSWORD,
  type Simulator,
  SYSTEM_ID,
  startSimulator,
} from '../../../smpp/simulator.ts';

const missing = await missingSimulator();
if (missing) process.stdout.write(`${missing}\n`);

const until = (condition: () => void) => vi.waitFor(condition, { timeout: 10_000, interval: 20 });

/** Where a submit_sm's message begins, with its length, in the units this file makes it send. */
function shortMessage(hex: string): Buffer {
  const octets = Buffer.from(hex, 'hex');
  let at = 16;
  const skipText = () => {
    at = octets.indexOf(0, at) + 1;
  };
  skipText();
  at += 2;
  skipText();
  at += 2;
  skipText();
  at += 3;
  skipText();
  skipText();
  at += 4;
  return octets.subarray(at + 1, at + 1 + (octets[at] ?? 0));
}

describe.skipIf(missing !== undefined)("against jSMPP's simulator", () => {
  let simulator: Simulator;
  const rigs: Rig[] = [];

  beforeAll(async () => {
    simulator = await startSimulator();
  });

  afterAll(async () => {
    await Promise.all(rigs.map(({ provider }) => provider.close()));
    await simulator?.stop();
  });

  async function rigWith(settings = {}, password = PASSWORD): Promise<Rig> {
    const rig = await connect({
      port: simulator.port,
      settings: { systemId: SYSTEM_ID, ...settings },
      password,
    });
    rigs.push(rig);
    return rig;
  }

  const submits = () => simulator.received().filter((hex) => hex.slice(8, 16) === '00000004');
  const receipts = ({ heard }: Rig): Extract<Inbound, { kind: 'receipt' }>[] =>
    heard.filter((one) => one.kind === 'receipt');

  test('a text arrives octet for octet, and its receipt names it, though in decimal', async () => {
    const rig = await rigWith();
    const text = 'Bonjour à tous : 12 € @ 10 h';
    const outcome = await rig.provider.send(sms(text, { validity: 600 }));
    expect(outcome).toMatchObject({ kind: 'accepted', refs: [expect.stringMatching(/^[0-9a-f]{1,8}$/)] });
    expect(fromSeptets(shortMessage(submits().at(-1) ?? ''))).toBe(text);
    await until(() => expect(receipts(rig)).toHaveLength(1));
    const [ref = ''] = outcome.kind === 'accepted' ? (outcome.refs ?? []) : [];
    expect(receipts(rig)[0]).toMatchObject({ state: 'delivered', phone: PHONE, message: { ref } });
  });

  test('the parts of a long text arrive cut and numbered, each with its receipt', async () => {
    const rig = await rigWith();
    const before = submits().length;
    const text = `${'Ein längerer Satz mit ê. '.repeat(7)}😀`;
    const outcome = await rig.provider.send(sms(text));
    const refs = outcome.kind === 'accepted' ? (outcome.refs ?? []) : [];
    expect(refs).toHaveLength(3);
    const parts = submits().slice(before).map(shortMessage);
    const sorted = parts.sort((a, b) => (a[5] ?? 0) - (b[5] ?? 0));
    expect(sorted.map((part) => [part[0], part[1], part[2], part[4], part[5]])).toEqual(
      [1, 2, 3].map((number) => [5, 0, 3, 3, number]),
    );
    expect(new Set(sorted.map((part) => part[3])).size).toBe(1);
    expect(sorted.map((part) => fromUcs2(part.subarray(6))).join('')).toBe(text);
    await until(() => expect(receipts(rig)).toHaveLength(3));
    expect(receipts(rig).map(({ message }) => message)).toEqual(
      expect.arrayContaining(refs.map((ref) => ({ ref }))),
    );
  });

  test('two hundred texts at once, through a window of fifty, are accepted under an id each', async () => {
    const rig = await rigWith({ window: 50 });
    const all = await Promise.all(Array.from({ length: 200 }, (_, n) => rig.provider.send(sms(`text ${n}`))));
    const refs = all.flatMap((outcome) => (outcome.kind === 'accepted' ? (outcome.refs ?? []) : []));
    expect(new Set(refs).size).toBe(200);
    await until(() => expect(receipts(rig)).toHaveLength(200));
    expect(new Set(receipts(rig).map(({ message }) => JSON.stringify(message)))).toEqual(
      new Set(refs.map((ref) => JSON.stringify({ ref }))),
    );
  });

  test.each([
    ['the password', {}, 'wrong', 'the password is wrong'],
    ['the system id', { systemId: 'nobody' }, PASSWORD, 'the system id is not known there'],
  ])('if %s is wrong, every message says so', async (_, settings, password, reason) => {
    const rig = await rigWith(settings, password);
    const outcome = await rig.provider.send(sms('Hi'));
    expect(outcome).toMatchObject({ kind: 'refused', code: 'sms_unauthorized' });
    expect(outcome).toMatchObject({ detail: expect.stringContaining(reason) });
  });

  test('a bind mode that it does not take is tried again, since it gives no reason', async () => {
    const rig = await rigWith({ bindMode: 'transmitter+receiver' });
    await until(() =>
      expect(rig.lines.filter(({ kind }) => kind === 'login-failed').length).toBeGreaterThan(3),
    );
    expect(rig.lines.some(({ detail }) => detail.includes('0x0d'))).toBe(true);
    expect(rig.lines.some(({ kind }) => kind === 'bound')).toBe(false);
  });

  test('its greeting, from "555", is taken and kept as not understood', async () => {
    const rig = await rigWith();
    await until(() => expect(rig.heard).toMatchObject([{ kind: 'unknown', reason: 'smpp_sender' }]));
    const answered = () => simulator.received().filter((hex) => hex.slice(8, 24) === '8000000500000000');
    await until(() => expect(answered().length).toBeGreaterThan(0));
  });

  test('when it ends in the middle, the message is in doubt or has not left, and the next start is found', async () => {
    const rig = await rigWith();
    expect(await rig.provider.send(sms('before'))).toMatchObject({ kind: 'accepted' });
    await simulator.stop();
    await until(() => expect(rig.lines.some(({ kind }) => kind === 'ended')).toBe(true));
    const port = simulator.port;
    simulator = await startSimulator(port);
    await until(() => expect(rig.lines.filter(({ kind }) => kind === 'bound')).toHaveLength(2));
    expect(await rig.provider.send(sms('after'))).toMatchObject({ kind: 'accepted' });
  });
});
