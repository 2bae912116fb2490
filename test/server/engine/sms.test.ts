/** SMS as the channel of a conversation: what it sends once, what it may have sent, and what its receipts say. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { FlowInput } from '../../../flows/flow.ts';
import type { Outcome } from '../../../server/channels/port.ts';
import { PARTS, REF } from '../../../server/engine/refs.ts';
import { SEEN_DAYS } from '../../../server/stores/port.ts';
import {
  ACCEPTED,
  BRAND,
  BUSY,
  ECHO,
  HANDOFF,
  openRig,
  type Rig,
  SMS,
  speech,
  UNREACHABLE,
  WORKSPACE,
} from './engine-rig.ts';

const ANN = '+447700900001';
const DAY_MS = 24 * 3600_000;
const MENU: FlowInput = {
  format: 1,
  id: 'menu',
  name: 'Menu',
  start: 'which',
  triggers: [{ kind: 'keyword', words: ['menu'] }],
  nodes: {
    which: {
      kind: 'choose',
      ask: { message: { kind: 'text', text: 'Which?' } },
      choices: [
        { id: 'tea', label: 'Tea', to: 'tea' },
        { id: 'coffee', label: 'Coffee', to: 'coffee' },
      ],
    },
    tea: { kind: 'say', say: [{ message: { kind: 'text', text: 'Tea it is' } }], to: 'over' },
    coffee: { kind: 'say', say: [{ message: { kind: 'text', text: 'Coffee it is' } }], to: 'over' },
    over: { kind: 'end' },
  },
};
const FLOWS = [
  ECHO,
  HANDOFF,
  MENU,
  speech('hi', ['one']),
  speech('three', ['one', 'two', 'three']),
  speech('code', ['123456'], { traffic: 'authentication' }),
  speech('only-rcs', ['one'], { sms: 'never' }),
  speech('only-sms', ['one'], { sms: 'always' }),
  speech('worded', [{ text: 'one', sms: 'own words' }]),
];

let rig: Rig;
beforeEach(async () => {
  rig = await openRig(FLOWS, SMS);
});
afterEach(() => rig.close());

const by = (via: string) => rig.attempts.filter((one) => one.via === via).map(({ text }) => text);
const bySms = (text: string) => rig.say(ANN, text, undefined, 'sms');
const last = async () => (await rig.thread(ANN)).filter(({ direction }) => direction === 'out').at(-1);
const refs = async () => (await rig.store.records.list(WORKSPACE, REF, { limit: 9 })).items;
const done = () => rig.until('all is done', async () => (await rig.pending(ANN)).length === 0);

describe('a customer who writes by SMS', () => {
  test('is answered by SMS, and by RCS once they write there again', async () => {
    await bySms('hi');
    await done();
    expect(by('sms')).toEqual(['one']);
    expect(await last()).toMatchObject({
      channel: 'sms',
      state: 'sent',
      because: [{ code: 'customer_uses_sms' }],
    });
    await rig.say(ANN, 'hi');
    await rig.until('RCS is asked', () => by('rbm').length === 1);
    expect((await last())?.because).toBeUndefined();
    expect(await last()).toMatchObject({ channel: 'rbm' });
  });

  test('gets the parts of an answer in their order', async () => {
    rig.onSms = ({ message }, nth) =>
      message.kind === 'text' && message.text === 'two' && nth < 3 ? BUSY : ACCEPTED;
    await bySms('three');
    await rig.pass(60_000);
    expect(rig.heard(ANN)).toEqual(['one', 'two', 'three']);
  });

  test('also from people, and from a flow the API begins', async () => {
    await bySms('hi');
    await done();
    const { id } = await rig.conversation(ANN);
    const begin = { workspace: WORKSPACE, brand: BRAND.id, phone: ANN, flow: 'code', variables: {} };
    await rig.engine.begin(begin);
    await rig.until('the code is there', () => by('sms').includes('123456'));
    await rig.engine.takeover(WORKSPACE, id, 'olga');
    await rig.engine.say(WORKSPACE, id, 'olga', { kind: 'text', text: 'Olga here', suggestions: [] });
    await rig.until('she is heard', () => by('sms').includes('Olga here'));
    expect(by('rbm')).toEqual([]);
    expect(await last()).toMatchObject({ channel: 'sms', author: { kind: 'operator' } });
  });

  test('is not shown what SMS cannot show', async () => {
    await bySms('hi');
    await done();
    expect(rig.signals).toEqual([]);
  });

  test('gets over RCS what is kept to it, and the thread says so', async () => {
    await bySms('only-rcs');
    await rig.until('RCS is asked', () => by('rbm').length === 1);
    expect(await last()).toMatchObject({ channel: 'rbm', because: [{ code: 'never_sms' }] });
  });

  test('the channel is told what an SMS must know', async () => {
    await bySms('worded');
    await done();
    expect(rig.attempts[0]?.outbound).toMatchObject({
      sms: 'own words',
      locale: 'en',
      traffic: 'service-request',
    });
  });
});

describe('choices by SMS', () => {
  test('are numbered through a turn, and a number is the choice', async () => {
    await bySms('menu');
    await rig.until('it is asked', () => by('sms').length === 1);
    expect((await rig.conversation(ANN)).choices?.map(({ label }) => label)).toEqual(['Tea', 'Coffee']);
    await bySms('2');
    await rig.until('it is answered', () => by('sms').length === 2);
    expect(by('sms')).toEqual(['Which?', 'Coffee it is']);
    const heard = (await rig.thread(ANN)).filter(({ direction }) => direction === 'in').at(-1);
    expect(heard?.content).toEqual({ kind: 'text', text: '2' });
  });

  test('are remembered when the question was asked over RCS, and RCS went away', async () => {
    await rig.say(ANN, 'menu');
    await rig.until('it is asked', () => by('rbm').length === 1);
    await rig.crash();
    await bySms('1.');
    await rig.pass(100);
    expect(by('sms')).toEqual(['Tea it is']);
  });
});

describe('from a sender that is a name', () => {
  beforeEach(async () => {
    await rig.close();
    rig = await openRig(FLOWS, { ...SMS, sender: 'ACME' });
  });

  test.each(['menu', 'anything'])(
    'a question (%s) is sent, and its line says that nobody can reply',
    async (said) => {
      rig.onSend = () => UNREACHABLE;
      await rig.say(ANN, said);
      await done();
      expect(by('sms')).toHaveLength(1);
      expect(await last()).toMatchObject({
        channel: 'sms',
        state: 'sent',
        because: [{ code: 'rcs_unreachable' }, { code: 'sms_unanswerable' }],
      });
    },
  );

  test('what asks nothing is sent as ever, and so is a question by RCS', async () => {
    await rig.say(ANN, 'menu');
    await rig.until('it is asked', () => by('rbm').length === 1);
    await rig.until('it is sent', async () => (await last())?.state === 'sent');
    expect((await last())?.because).toBeUndefined();
    await bySms('hi');
    await rig.until('it is said', () => by('sms').length === 1);
    expect((await last())?.because?.map(({ code }) => code)).not.toContain('sms_unanswerable');
  });
});

test('what its author wants by SMS goes by SMS to anybody', async () => {
  await rig.say(ANN, 'only-sms');
  await done();
  expect(by('rbm')).toEqual([]);
  expect(await last()).toMatchObject({ channel: 'sms', because: [{ code: 'always_sms' }] });
});

describe('an SMS that may have left', () => {
  const unsure: Outcome = { kind: 'again', code: 'sms_timeout', detail: 'No answer.', unsure: true };
  beforeEach(() => {
    rig.smsOnce = false;
  });
  /** The provider takes an SMS, and the process dies before it hears so. */
  async function cutOff(word: string): Promise<void> {
    rig.onSms = () => new Promise(() => {});
    await bySms(word);
    await rig.until('it is asked for', () => by('sms').length === 1);
    await rig.crash();
    rig.onSms = () => ACCEPTED;
  }

  test('is kept for a person to decide when the process died over it, and goes when they say so', async () => {
    await cutOff('hi');
    await rig.pass(1000);
    expect(by('sms')).toHaveLength(1);
    const [item] = await rig.parked();
    expect(item?.parked).toMatchObject({ code: 'sms_unsure' });
    expect(item?.parked?.detail).toMatch(/may have left/);
    expect(await last()).toMatchObject({ state: 'failed', fault: { code: 'sms_unsure' } });
    await rig.engine.unpark(WORKSPACE, item?.id ?? '');
    await rig.pass(1000);
    expect(by('sms')).toHaveLength(2);
    expect((await last())?.state).toBe('sent');
    expect(await rig.parked()).toEqual([]);
  });

  test('is kept as well when the provider does not answer', async () => {
    rig.onSms = () => unsure;
    await bySms('hi');
    await rig.until('it is parked', async () => (await rig.parked()).length === 1);
    expect((await rig.parked())[0]?.parked?.code).toBe('sms_unsure');
    await rig.pass(3600_000);
    expect(by('sms')).toHaveLength(1);
  });

  test('or when something breaks that nobody foresaw', async () => {
    rig.onSms = () => Promise.reject(new Error('a bug'));
    await bySms('hi');
    await rig.until('it is parked', async () => (await rig.parked()).length === 1);
    expect(by('sms')).toHaveLength(1);
    expect(rig.facts).toContainEqual(expect.objectContaining({ kind: 'fault' }));
  });

  test('holds up nothing that is said after it', async () => {
    rig.onSms = (_outbound, nth) => (by('sms').length === 1 && nth === 1 ? unsure : ACCEPTED);
    await bySms('three');
    await rig.until('the others arrive', () => rig.heard(ANN).length === 2);
    expect(rig.heard(ANN)).toEqual(['two', 'three']);
  });

  test('goes again by itself if it is a code', async () => {
    await cutOff('code');
    await rig.pass(100);
    expect(by('sms')).toHaveLength(2);
    rig.onSms = (_outbound, nth) => (nth === 1 ? unsure : ACCEPTED);
    await bySms('code');
    await rig.pass(2000);
    expect(by('sms')).toHaveLength(4);
    expect(await rig.parked()).toEqual([]);
  });

  test('goes again by itself if the brand chose so', async () => {
    await rig.close();
    rig = await openRig(FLOWS, { ...SMS, whenUnsure: 'retry' });
    rig.smsOnce = false;
    await cutOff('hi');
    await rig.pass(100);
    expect(by('sms')).toHaveLength(2);
    rig.onSms = (_outbound, nth) => (nth === 1 ? unsure : ACCEPTED);
    await bySms('hi');
    await rig.pass(2000);
    expect(by('sms')).toHaveLength(4);
  });

  test('goes again where the provider sends one id once', async () => {
    rig.smsOnce = true;
    await cutOff('hi');
    await rig.pass(100);
    expect(by('sms')).toHaveLength(2);
    expect(new Set(rig.attempts.map(({ id }) => id)).size).toBe(1);
  });

  test('that certainly did not leave is tried again, also after a restart', async () => {
    rig.onSms = () => ({ ...BUSY, afterMs: 60_000 });
    await bySms('hi');
    await rig.until('it was refused', async () => (await rig.pending(ANN))[0]?.attempts === 1);
    await rig.crash();
    rig.onSms = () => ACCEPTED;
    await rig.pass(61_000);
    expect(rig.heard(ANN)).toEqual(['one']);
  });
});

describe('receipts of SMS', () => {
  test('move the message on, by our own id', async () => {
    await bySms('hi');
    await done();
    expect(await rig.receipt('delivered', undefined, 'sms')).toBe('marked');
    expect((await last())?.state).toBe('delivered');
  });

  test('that it failed is shown with the reason', async () => {
    await bySms('hi');
    await done();
    const said = { remoteId: 'r', agentId: BRAND.agentId, phone: ANN, sentAt: undefined };
    const fault = { code: 'sms_absent', detail: 'The phone was off.' };
    const message = rig.attempts[0]?.id ?? '';
    const receipt = { kind: 'receipt', ...said, message, state: 'failed', fault } as const;
    expect(await rig.engine.receipt('sms', BRAND, receipt)).toBe('marked');
    expect(await last()).toMatchObject({ state: 'failed', fault });
  });

  test('find the message by the ids of the provider; it is delivered when all its parts are', async () => {
    rig.onSms = () => ({ kind: 'accepted', refs: ['a', 'b', 'c'] });
    await bySms('hi');
    await done();
    const of = (ref: string) => rig.receipt('delivered', { ref }, 'sms');
    expect(await of('b')).toBe('marked');
    expect(await of('b')).toBe('marked');
    expect(await of('a')).toBe('marked');
    expect((await last())?.state).toBe('sent');
    expect(await of('c')).toBe('marked');
    expect((await last())?.state).toBe('delivered');
  });

  test('of parts that come at once count each', async () => {
    const refs = ['a', 'b', 'c', 'd', 'e'];
    rig.onSms = () => ({ kind: 'accepted', refs });
    await bySms('hi');
    await done();
    await Promise.all([...refs, ...refs].map((ref) => rig.receipt('delivered', { ref }, 'sms')));
    expect((await last())?.state).toBe('delivered');
  });

  test('of one part that failed mean that the message did', async () => {
    rig.onSms = () => ({ kind: 'accepted', refs: ['a', 'b'] });
    await bySms('hi');
    await done();
    await rig.receipt('delivered', { ref: 'a' }, 'sms');
    await rig.receipt('failed', { ref: 'b' }, 'sms');
    expect((await last())?.state).toBe('failed');
  });

  test('by an id nobody knows are unknown, so that they may come again', async () => {
    expect(await rig.receipt('delivered', { ref: 'x' }, 'sms')).toBe('unknown');
    expect(rig.facts).toContainEqual({ kind: 'receipt', state: 'delivered', known: false });
  });

  test('an id that a provider uses once more means the newer message, and another brand’s means none of ours', async () => {
    rig.onSms = () => ({ kind: 'accepted', refs: ['1'] });
    await bySms('hi');
    await done();
    await bySms('hi');
    await done();
    await rig.receipt('delivered', { ref: '1' }, 'sms');
    const states = (await rig.thread(ANN))
      .filter(({ direction }) => direction === 'out')
      .map(({ state }) => state);
    expect(states).toEqual(['sent', 'delivered']);
    const other = { ...BRAND, id: 'other' };
    const said = { remoteId: 'r', agentId: BRAND.agentId, phone: ANN, sentAt: undefined };
    const receipt = { kind: 'receipt', ...said, message: { ref: '1' }, state: 'delivered' } as const;
    expect(await rig.engine.receipt('sms', other, receipt)).toBe('unknown');
  });

  test('the ids are kept before the message is done with', async () => {
    rig.onSms = () => ({ kind: 'accepted', refs: ['1'] });
    await bySms('hi');
    await rig.until('it is sent', async () => (await last())?.state === 'sent');
    const [kept] = await refs();
    expect(kept?.key).toMatch(/sms:shop:1$/);
    expect(kept).toMatchObject({ data: { message: rig.attempts[0]?.id, parts: 1, part: 0 } });
  });

  test('the ids are known for nine days, and forgotten after eighteen', async () => {
    rig.onSms = () => ({ kind: 'accepted', refs: ['a', 'b'] });
    await bySms('hi');
    await done();
    await rig.receipt('delivered', { ref: 'a' }, 'sms');
    await rig.clock.advance(SEEN_DAYS * DAY_MS);
    expect(await rig.receipt('delivered', { ref: 'b' }, 'sms')).toBe('marked');
    expect((await last())?.state).toBe('delivered');
    expect((await refs()).map(({ key }) => key.slice(-1))).toEqual(['a', 'b']);

    await rig.clock.advance(SEEN_DAYS * DAY_MS);
    rig.onSms = () => ({ kind: 'accepted', refs: ['c'] });
    await bySms('hi');
    await rig.until('the old ones are gone', async () => (await refs()).length === 1);
    expect((await refs())[0]?.key).toMatch(/c$/);
    expect((await rig.store.records.list(WORKSPACE, PARTS, { limit: 9 })).items).toEqual([]);
    expect(await rig.receipt('delivered', { ref: 'a' }, 'sms')).toBe('unknown');
  });
});

describe('a person of whom the provider knows that they want no more', () => {
  const optedOut: Outcome = { kind: 'opted-out', code: 'sms_opted_out', detail: 'They sent STOP.' };

  test('is heard as if they had said so to us, and is not told that it was heard', async () => {
    rig.onSms = () => optedOut;
    await bySms('three');
    await rig.until('all is parked', async () => (await rig.parked()).length === 3);
    expect((await rig.parked()).map(({ parked }) => parked?.code)).toEqual(Array(3).fill('opted_out'));
    expect(by('sms')).toEqual(['one']);
    const conversation = await rig.conversation(ANN);
    expect(conversation).toMatchObject({ optedOut: true, channel: 'sms' });
    expect(conversation.run?.snapshot.status).toBe('done');
    expect(await rig.ledger(ANN)).toMatchObject([
      { what: 'withdrawn', source: 'provider', key: rig.attempts[0]?.id, wording: 'They sent STOP.' },
    ]);
    await rig.pass(3600_000);
    expect(rig.attempts).toHaveLength(1);
  });

  test('is not bothered with what only confirms their word, and nobody has to look at it', async () => {
    rig.onSms = () => optedOut;
    await bySms('STOP');
    await done();
    expect((await last())?.state).toBe('failed');
    expect((await last())?.because?.at(-1)).toMatchObject({ code: 'opted_out', detail: 'sms_opted_out' });
    expect(await rig.parked()).toEqual([]);
    // What they say to us is newer than what the provider remembers.
    await rig.pass(1000);
    await bySms('START');
    await done();
    expect((await rig.conversation(ANN)).optedOut).toBe(false);
    expect((await rig.ledger(ANN)).map(({ what, source }) => `${what} by ${source}`)).toEqual([
      'withdrawn by keyword',
      'given by keyword',
    ]);
  });

  test('also after RCS gave way', async () => {
    rig.onSend = () => UNREACHABLE;
    rig.onSms = () => optedOut;
    await rig.say(ANN, 'hi');
    await rig.until('it is parked', async () => (await rig.parked()).length === 1);
    expect((await rig.conversation(ANN)).optedOut).toBe(true);
  });
});
