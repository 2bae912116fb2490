/** No promotion to who wants none, none before its hour, and every opt-out in the ledger before it is acknowledged. */
import Database from 'libsql';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Outcome } from '../../../server/channels/port.ts';
import type { Ruling } from '../../../server/consent/port.ts';
import { GRACE_MS } from '../../../server/engine/say.ts';
import {
  ACCEPTED,
  BRAND,
  BUSY,
  ECHO,
  openRig,
  type Rig,
  SMS,
  speech,
  UNREACHABLE,
  WORKSPACE,
} from './engine-rig.ts';

const ANN = '+447700900001';
const HOUR = 3600_000;
const FLOWS = [
  ECHO,
  speech('hi', ['hello']),
  speech('three', ['one', 'two', 'three']),
  speech('offer', ['Buy!'], { traffic: 'promotion' }),
  speech('offers', ['Buy!', 'Buy two!'], { traffic: 'promotion' }),
  speech('code', ['123456'], { traffic: 'authentication' }),
  speech('paid', ['Paid.'], { traffic: 'transaction' }),
];

let rig: Rig;
beforeEach(async () => {
  rig = await openRig(FLOWS, SMS);
});
afterEach(() => rig.close());

const texts = () => rig.attempts.map(({ text }) => text);
const last = async () => (await rig.thread(ANN)).filter(({ direction }) => direction === 'out').at(-1);
const begin = (flow: string) =>
  rig.engine.begin({ workspace: WORKSPACE, brand: BRAND.id, phone: ANN, flow, variables: {} });
const reason = (code: string) => [{ at: rig.clock.now(), code }];
const parkedCodes = async () => (await rig.parked()).map(({ parked }) => parked?.code);

describe('the law', () => {
  test('is asked about promotion alone, with all it says, for the channel it is to leave by', async () => {
    rig.onSend = () => UNREACHABLE;
    await begin('hi');
    await begin('offer');
    await rig.until('it is sent', () => texts().filter((text) => text === 'Buy!').length === 2);
    expect(rig.questions).toMatchObject([
      { channel: 'rbm', traffic: 'promotion', text: 'Buy!', phone: ANN },
      { channel: 'sms', traffic: 'promotion', text: 'Buy!', phone: ANN },
    ]);
  });

  test('what may go keeps the reasons, and the mention reaches the channel', async () => {
    rig.onRule = async () => ({ kind: 'go', because: reason('consent'), mention: 'STOP 36111' });
    await rig.say(ANN, 'offer', undefined, 'sms');
    await rig.until('it is sent', async () => (await last())?.state === 'sent');
    expect(rig.attempts[0]?.outbound.mention).toBe('STOP 36111');
    expect((await last())?.because).toMatchObject([{ code: 'customer_uses_sms' }, { code: 'consent' }]);
  });

  test('what may never go waits for a person, with the reason', async () => {
    rig.onRule = async () => ({
      kind: 'refuse',
      code: 'no_consent',
      detail: 'There is none.',
      because: reason('no_consent'),
    });
    await begin('offer');
    await rig.until('it is parked', async () => (await rig.parked()).length === 1);
    expect(texts()).toEqual([]);
    expect(await last()).toMatchObject({
      state: 'failed',
      fault: { code: 'no_consent', detail: 'There is none.' },
      because: [{ code: 'no_consent' }],
    });
  });

  test('what may not go yet waits, says why, and is asked about again then', async () => {
    const until = rig.clock.now() + 8 * HOUR;
    rig.onRule = async ({ now }): Promise<Ruling> =>
      now < until
        ? { kind: 'wait', until, because: reason('hours_wait') }
        : { kind: 'go', because: reason('hours_open') };
    await begin('offer');
    await rig.until('it waits', async () => (await last())?.because !== undefined);
    expect(await last()).toMatchObject({ state: 'queued', because: [{ code: 'hours_wait' }] });
    expect(rig.facts).toContainEqual(expect.objectContaining({ kind: 'held', code: 'hours_wait', until }));
    await rig.pass(8 * HOUR - 60_000);
    expect(texts()).toEqual([]);
    await rig.crash();
    await rig.pass(120_000);
    expect(texts()).toEqual(['Buy!']);
    expect((await last())?.because?.map(({ code }) => code)).toEqual(['hours_wait', 'hours_open']);
  });

  test('a promotion that waits holds up the promotion behind it, and nothing else', async () => {
    const until = rig.clock.now() + HOUR;
    rig.onRule = async ({ now }): Promise<Ruling> =>
      now < until ? { kind: 'wait', until, because: [] } : { kind: 'go', because: [] };
    await begin('offers');
    await rig.until('it waits', () => rig.questions.length === 1);
    await rig.say(ANN, 'three');
    await rig.until('the answer is there', () => texts().length === 3);
    expect(texts()).toEqual(['one', 'two', 'three']);
    expect(rig.questions).toHaveLength(1);
    await rig.pass(HOUR + 1000);
    expect(texts().slice(3)).toEqual(['Buy!', 'Buy two!']);
  });

  test('nor does one that is to be tried again', async () => {
    rig.onSend = ({ traffic }) => (traffic === 'promotion' ? { ...BUSY, afterMs: HOUR } : ACCEPTED);
    await begin('offer');
    await rig.until('it waits', () => texts().length === 1);
    await rig.say(ANN, 'three');
    await rig.until('the answer is there', () => texts().length === 4);
  });

  test('that cannot be asked lets nothing go', async () => {
    rig.onRule = () => Promise.reject(new Error('no table'));
    await begin('offer');
    await rig.pass(10 * 60_000);
    expect(texts()).toEqual([]);
    expect(await parkedCodes()).toEqual(['fault']);
  });
});

describe('who wants no more', () => {
  /** A form on another page says so: the conversation has not heard of it. */
  const suppress = () => rig.suppress(ANN, 'form-1');

  test('gets no promotion, though the conversation does not know of it', async () => {
    await begin('hi');
    await suppress();
    await begin('offer');
    await rig.until('it is parked', async () => (await rig.parked()).length === 1);
    expect(texts()).toEqual(['hello']);
    expect(await parkedCodes()).toEqual(['opted_out']);
  });

  test('gets none that waited for another try', async () => {
    rig.onSend = () => BUSY;
    await begin('offer');
    await rig.until('it waits', () => texts().length === 1);
    await rig.rest();
    await suppress();
    rig.onSend = () => ACCEPTED;
    await rig.pass(HOUR);
    expect(texts()).toEqual(['Buy!']);
    expect(await parkedCodes()).toEqual(['opted_out']);
  });

  test('none that a person put back', async () => {
    rig.onSend = () => ({ kind: 'refused', code: 'rbm_forbidden', detail: 'no' });
    await begin('offer');
    await rig.until('it is parked', async () => (await rig.parked()).length === 1);
    await suppress();
    rig.onSend = () => ACCEPTED;
    await rig.engine.unpark(WORKSPACE, (await rig.parked())[0]?.id ?? '');
    await rig.pass(1000);
    expect(rig.delivered).toEqual([]);
    expect(await parkedCodes()).toEqual(['opted_out']);
  });

  test('none by SMS when RCS gives way', async () => {
    rig.onSend = async () => {
      await suppress();
      return UNREACHABLE;
    };
    await begin('offer');
    await rig.until('it is parked', async () => (await rig.parked()).length === 1);
    expect(rig.attempts.map(({ via }) => via)).toEqual(['rbm']);
    expect(await parkedCodes()).toEqual(['opted_out']);
  });

  test('none whose hour was being looked up when they said so', async () => {
    let rule = (_: Ruling) => {};
    rig.onRule = () => new Promise((resolve) => (rule = resolve));
    await begin('offer');
    await rig.until('the law is asked', () => rig.questions.length === 1);
    await rig.say(ANN, 'STOP');
    rule({ kind: 'go', because: [] });
    await rig.pass(HOUR);
    expect(rig.attempts.map(({ traffic }) => traffic)).toEqual(['acknowledgement']);
    expect(await parkedCodes()).toEqual(['opted_out']);
  });

  test('nor where they said so elsewhere while the law was looked up', async () => {
    rig.onRule = async () => {
      await suppress();
      return { kind: 'go', because: [] };
    };
    await begin('offer');
    await rig.until('it is parked', async () => (await rig.parked()).length === 1);
    expect(texts()).toEqual([]);
    expect(await parkedCodes()).toEqual(['opted_out']);
  });

  test('nothing at all that was on its way to SMS when they said so', async () => {
    let answer = (_: Outcome) => {};
    rig.onSend = () => new Promise((resolve) => (answer = resolve));
    await begin('hi');
    await rig.until('RCS is asked', () => texts().length === 1);
    await rig.say(ANN, 'STOP');
    rig.onSend = () => UNREACHABLE;
    answer(UNREACHABLE);
    await rig.pass(HOUR);
    expect(rig.delivered.map(({ traffic }) => traffic)).toEqual(['acknowledgement']);
  });

  test('nothing that RCS did not deliver in time: it is called back, and does not go by SMS', async () => {
    rig.onRevoke = () => 'revoked';
    await begin('hi');
    await rig.until('it is watched', async () => (await rig.pending(ANN))[0]?.lane === 'watch');
    await rig.say(ANN, 'STOP');
    await rig.until('it is called back', () => rig.revoked.length === 1);
    await rig.pass(HOUR);
    expect(rig.delivered.filter(({ via }) => via === 'sms').map(({ traffic }) => traffic)).toEqual([]);
    const line = (await rig.thread(ANN)).find(({ id }) => id === rig.revoked[0]);
    expect(line).toMatchObject({ state: 'expired', because: [{ code: 'opted_out' }] });
  });

  test('nor one that RCS took at that moment', async () => {
    let answer = (_: Outcome) => {};
    rig.onSend = () => new Promise((resolve) => (answer = resolve));
    rig.onRevoke = () => 'revoked';
    await begin('hi');
    await rig.until('RCS is asked', () => texts().length === 1);
    await rig.say(ANN, 'STOP');
    rig.onSend = () => ACCEPTED;
    answer(ACCEPTED);
    await rig.receipt('delivered');
    await rig.pass(300_000 + GRACE_MS + 1000);
    expect(rig.attempts.filter(({ via, text }) => via === 'sms' && text === 'hello')).toEqual([]);
  });

  test.each(['code', 'paid'])('still gets what they need, before and after (%s)', async (flow) => {
    rig.onSend = () => BUSY;
    await begin(flow);
    await rig.until('it waits', () => texts().length === 1);
    await rig.rest();
    await rig.say(ANN, 'STOP');
    rig.onSend = () => ACCEPTED;
    await rig.pass(5_000);
    expect(await rig.parked()).toEqual([]);
    await begin(flow);
    await rig.pass(1000);
    expect(rig.delivered.filter(({ traffic }) => traffic !== 'acknowledgement')).toHaveLength(2);
    await expect(begin('hi')).rejects.toMatchObject({ code: 'contact_opted_out' });
    await expect(begin('offer')).rejects.toMatchObject({ code: 'contact_opted_out' });
  });
});

describe('the ledger', () => {
  test('has a STOP in the words that were typed, and a START', async () => {
    await rig.say(ANN, 'Stop. Thanks', 'm1', 'sms');
    await rig.pass(1000);
    await rig.say(ANN, 'START', 'm2', 'sms');
    const shared = { channel: 'sms', source: 'keyword', purpose: 'all' };
    expect(await rig.ledger(ANN)).toMatchObject([
      { ...shared, what: 'withdrawn', wording: 'Stop. Thanks', key: 'sms:m1' },
      { ...shared, what: 'given', wording: 'START', key: 'sms:m2' },
    ]);
  });

  test('has what the buttons of the phone say', async () => {
    await rig.act(ANN, { kind: 'unsubscribe' }, 'e1');
    await rig.pass(1000);
    await rig.act(ANN, { kind: 'subscribe' }, 'e2');
    expect(await rig.ledger(ANN)).toMatchObject([
      { what: 'withdrawn', source: 'unsubscribe-event' },
      { what: 'given', source: 'subscribe-event' },
    ]);
  });

  test('counts once what Google tells twice, as a keyword and as an event, and what it tells again', async () => {
    await rig.say(ANN, 'STOP', 'm1');
    await rig.act(ANN, { kind: 'unsubscribe' }, 'e1');
    await rig.say(ANN, 'STOP', 'm1');
    await rig.rest();
    expect(await rig.ledger(ANN)).toHaveLength(1);
    expect(rig.delivered.filter(({ traffic }) => traffic === 'acknowledgement')).toHaveLength(1);
  });

  test('an old STOP that is told again after a START changes nothing', async () => {
    await rig.say(ANN, 'STOP', 'm1');
    await rig.pass(1000);
    await rig.say(ANN, 'START', 'm2');
    await rig.pass(1000);
    expect(await rig.say(ANN, 'STOP', 'm1')).toBe('duplicate');
    await begin('offer');
    await rig.until('it is sent', () => texts().includes('Buy!'));
    expect(await rig.ledger(ANN)).toHaveLength(2);
  });

  test('is written before the opt-out is acknowledged, and not twice when that is repeated', async () => {
    await begin('hi');
    await rig.until('it is sent', async () => (await last())?.state === 'sent');
    // From now on conversations cannot be written, but the ledger can.
    const file = new Database(rig.file);
    file.exec(
      "CREATE TRIGGER broken BEFORE UPDATE ON conversations BEGIN SELECT RAISE(ABORT, 'broken'); END",
    );
    await expect(rig.say(ANN, 'STOP', 'm1')).rejects.toThrow();
    expect(await rig.ledger(ANN)).toHaveLength(1);
    file.exec('DROP TRIGGER broken');
    file.close();
    expect(await rig.say(ANN, 'STOP', 'm1')).toBe('turn');
    expect(await rig.ledger(ANN)).toHaveLength(1);
    expect((await rig.conversation(ANN)).optedOut).toBe(true);
  });

  test('a conversation that begins anew knows of an opt-out that outlived the last', async () => {
    await rig.suppress(ANN, 'old');
    await expect(begin('offer')).rejects.toMatchObject({ code: 'contact_opted_out' });
    await rig.say(ANN, 'hello');
    expect((await rig.conversation(ANN)).optedOut).toBe(true);
    await rig.say(ANN, 'START');
    expect((await rig.conversation(ANN)).optedOut).toBe(false);
  });

  test('who was struck off elsewhere in the middle of a conversation comes back by START', async () => {
    await rig.say(ANN, 'hello');
    await rig.suppress(ANN, 'by the API');
    await begin('offer');
    await rig.until('it is stopped', async () => (await parkedCodes()).includes('opted_out'));
    await rig.say(ANN, 'START');
    await begin('offer');
    await rig.until('it is sent', () => texts().includes('Buy!'));
  });

  test('an opt-out that the provider confirms itself is not confirmed twice', async () => {
    const said = { remoteId: 't1', agentId: BRAND.agentId, phone: ANN, sentAt: undefined };
    await rig.engine.hear(
      'sms',
      { ...BRAND, sms: SMS },
      { kind: 'act', ...said, act: { kind: 'text', text: 'STOP' } },
      { quiet: true },
    );
    await rig.rest();
    expect((await rig.conversation(ANN)).optedOut).toBe(true);
    expect(await rig.ledger(ANN)).toMatchObject([{ what: 'withdrawn', wording: 'STOP' }]);
    expect(rig.attempts).toEqual([]);
    expect((await rig.thread(ANN)).map(({ direction }) => direction)).toEqual(['in']);
  });

  test('who opts out over RCS is told so over RCS, whatever they used before', async () => {
    await rig.say(ANN, 'hi', undefined, 'sms');
    await rig.act(ANN, { kind: 'unsubscribe' }, 'e1', 'rbm');
    await rig.until('it is confirmed', () =>
      rig.attempts.some(({ traffic, via }) => traffic === 'acknowledgement' && via === 'rbm'),
    );
  });
});
