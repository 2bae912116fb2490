/** From RCS to SMS: at once where there is no RCS, after its time where it was not delivered, never after it was. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { PATIENCE } from '../../../flows/delivery.ts';
import type { Outcome } from '../../../server/channels/port.ts';
import { GRACE_MS } from '../../../server/engine/say.ts';
import { LINGER_MS } from '../../../server/engine/watch.ts';
import { createMetrics } from '../../../server/http/metrics.ts';
import {
  ACCEPTED,
  BUSY,
  ECHO,
  openRig,
  REFUSED,
  type Rig,
  SMS,
  speech,
  UNREACHABLE,
  WORKSPACE,
} from './engine-rig.ts';

const ANN = '+447700900001';
const TTL_MS = PATIENCE['service-request'].ttl * 1000;
/** When nobody can say any more that it is only late. */
const OVER_MS = TTL_MS + GRACE_MS;

const FLOWS = [
  ECHO,
  speech('hi', ['one']),
  speech('three', ['one', 'two', 'three']),
  speech('code', ['123456'], { traffic: 'authentication' }),
  speech('offer', ['Buy!'], { traffic: 'promotion' }),
  speech('patient', ['one'], { sms: 'unreachable' }),
  speech('patiently', ['one'], { sms: 'unreachable', ttl: '60s' }),
  speech('only-rcs', ['one'], { sms: 'never' }),
  speech('only-sms', ['one'], { sms: 'always' }),
  speech('quick', ['one'], { ttl: '60s' }),
  speech('brief', ['one'], { expires: '2026-03-02T12:02:00Z' }),
  // Too long for one message, but not in the author's wording for SMS.
  speech('split', [{ text: 'word '.repeat(1000), sms: 'all of it' }]),
];

let rig: Rig;
beforeEach(async () => {
  rig = await openRig(FLOWS, SMS);
});
afterEach(() => rig.close());

const by = (via: string) => rig.attempts.filter((one) => one.via === via).map(({ text }) => text);
const lines = async () => (await rig.thread(ANN)).filter(({ direction }) => direction === 'out');
const last = async () => (await lines()).at(-1);
const codes = async () => (await last())?.because?.map(({ code }) => code);
const facts = (kind: string) => rig.facts.filter((fact) => fact.kind === kind);
/** Says something that RCS takes; it is not delivered. */
async function watched(word = 'hi'): Promise<string> {
  await rig.say(ANN, word);
  await rig.until('it is watched', async () => (await rig.pending(ANN)).some(({ lane }) => lane === 'watch'));
  return rig.attempts.at(-1)?.id ?? '';
}

describe('a phone without RCS', () => {
  test('gets the message by SMS at once, under the same id, and the thread says so', async () => {
    rig.onSend = () => UNREACHABLE;
    await rig.say(ANN, 'hi');
    await rig.until('it is sent', async () => (await rig.pending(ANN)).length === 0);
    expect(rig.attempts.map(({ via, text }) => [via, text])).toEqual([
      ['rbm', 'one'],
      ['sms', 'one'],
    ]);
    expect(new Set(rig.attempts.map(({ id }) => id)).size).toBe(1);
    expect(await last()).toMatchObject({
      channel: 'sms',
      state: 'sent',
      because: [{ code: 'rcs_unreachable', detail: 'rbm_unreachable' }],
    });
    expect(facts('fallback')).toMatchObject([{ code: 'rcs_unreachable' }]);
  });

  test('gets several in their order', async () => {
    rig.onSend = () => UNREACHABLE;
    await rig.say(ANN, 'three');
    await rig.until('all are sent', () => by('sms').length === 3);
    expect(by('sms')).toEqual(['one', 'two', 'three']);
  });

  test('is not asked twice for what Google finds invalid: SMS takes its place', async () => {
    rig.onSend = () => REFUSED;
    await rig.say(ANN, 'hi');
    await rig.until('it is sent', async () => (await last())?.state === 'sent');
    expect(await last()).toMatchObject({ channel: 'sms', because: [{ code: 'rcs_refused' }] });
  });

  test.each(['rbm_unauthorized', 'rbm_forbidden', 'rbm_phone'])(
    'a fault of the configuration (%s) is not one of the phone: the message waits for a person',
    async (code) => {
      rig.onSend = () => ({ kind: 'refused', code, detail: 'no' });
      await rig.say(ANN, 'hi');
      await rig.until('it is parked', async () => (await rig.parked()).length === 1);
      expect(by('sms')).toEqual([]);
    },
  );

  test('gets nothing by SMS that its author keeps to RCS', async () => {
    rig.onSend = () => UNREACHABLE;
    await rig.say(ANN, 'only-rcs');
    await rig.until('it is parked', async () => (await rig.parked()).length === 1);
    expect(by('sms')).toEqual([]);
    expect(await last()).toMatchObject({ channel: 'rbm', state: 'failed' });
  });

  test('gets nothing from a brand that sends no SMS', async () => {
    await rig.close();
    rig = await openRig(FLOWS);
    rig.onSend = () => UNREACHABLE;
    await rig.say(ANN, 'hi');
    await rig.until('it is parked', async () => (await rig.parked()).length === 1);
    expect((await rig.parked())[0]?.parked?.code).toBe('rbm_unreachable');
  });

  test('where SMS fails too, what waits for a person goes by SMS when it is put back', async () => {
    rig.onSend = () => UNREACHABLE;
    rig.onSms = () => ({ kind: 'refused', code: 'sms_landline', detail: 'A landline.' });
    await rig.say(ANN, 'hi');
    await rig.until('it is parked', async () => (await rig.parked()).length === 1);
    expect(await last()).toMatchObject({ channel: 'sms', state: 'failed', fault: { code: 'sms_landline' } });
    rig.onSms = () => ACCEPTED;
    const [item] = await rig.parked();
    await rig.engine.unpark(WORKSPACE, item?.id ?? '');
    await rig.pass(10);
    expect(by('sms')).toEqual(['one', 'one']);
    expect(by('rbm')).toEqual(['one']);
    expect(await last()).toMatchObject({ channel: 'sms', state: 'sent' });
  });

  test('what says nothing by SMS is done without being sent', async () => {
    rig.onSend = () => UNREACHABLE;
    await rig.say(ANN, 'split');
    await rig.until('both are done', async () => (await rig.pending(ANN)).length === 0);
    expect(by('rbm')).toHaveLength(2);
    const texts = rig.attempts.filter(({ via }) => via === 'sms').map(({ outbound }) => outbound.sms);
    expect(texts).toEqual(['all of it']);
    for (const line of await lines()) expect(line).toMatchObject({ channel: 'sms', state: 'sent' });
    const silent = (await lines()).find(
      ({ id }) => !rig.attempts.some((one) => one.via === 'sms' && one.id === id),
    );
    expect(silent?.because?.map(({ code }) => code)).toEqual(['rcs_unreachable', 'said_before']);
  });

  test('a timeout is retried over RCS under the same id, however often, and not sent by SMS', async () => {
    rig.onSend = (_outbound, nth) =>
      nth <= 5 ? { kind: 'again', code: 'rbm_timeout', detail: 'no answer' } : ACCEPTED;
    await rig.say(ANN, 'hi');
    await rig.pass(60_000);
    expect(by('rbm')).toHaveLength(6);
    expect(by('sms')).toEqual([]);
  });

  test('after a timeout it may have arrived: it is called back, and its receipt gets a moment to come', async () => {
    rig.onSend = (_outbound, nth) =>
      nth === 1 ? { kind: 'again', code: 'rbm_timeout', detail: 'no answer' } : UNREACHABLE;
    await rig.say(ANN, 'hi');
    await rig.until('it was tried', () => by('rbm').length === 1);
    await rig.pass(1000);
    expect(by('rbm')).toHaveLength(2);
    expect(rig.revoked).toHaveLength(1);
    expect(by('sms')).toEqual([]);
    await rig.pass(GRACE_MS);
    expect(by('sms')).toEqual(['one']);
  });

  test('and goes nowhere else if that receipt comes', async () => {
    rig.onSend = (_outbound, nth) =>
      nth === 1 ? { kind: 'again', code: 'rbm_timeout', detail: 'no answer' } : UNREACHABLE;
    await rig.say(ANN, 'hi');
    await rig.pass(2000);
    expect(await rig.receipt('delivered')).toBe('marked');
    await rig.pass(2 * GRACE_MS);
    expect(by('sms')).toEqual([]);
    expect(await last()).toMatchObject({ channel: 'rbm', state: 'delivered' });
  });
});

describe('a message that RCS took', () => {
  test('is given its time with the message, and is waited for', async () => {
    await watched();
    expect(rig.attempts[0]?.outbound).toMatchObject({ ttl: TTL_MS / 1000 });
    expect(await last()).toMatchObject({ channel: 'rbm', state: 'sent' });
    expect((await last())?.because).toBeUndefined();
    expect(await rig.pending(ANN)).toMatchObject([{ lane: 'watch', dueAt: rig.clock.now() + OVER_MS }]);
  });

  test.each(['delivered', 'read'] as const)('is done with once it is %s', async (state) => {
    await watched();
    expect(await rig.receipt(state)).toBe('marked');
    expect(await rig.pending(ANN)).toEqual([]);
    await rig.pass(2 * OVER_MS);
    expect(rig.attempts).toHaveLength(1);
    expect(rig.revoked).toEqual([]);
  });

  test('goes by SMS when its time has passed and it could be called back', async () => {
    rig.onRevoke = () => 'revoked';
    const id = await watched();
    await rig.pass(OVER_MS - 1000);
    expect(rig.revoked).toEqual([]);
    await rig.pass(2000);
    expect(rig.revoked).toEqual([id]);
    expect(by('sms')).toEqual(['one']);
    expect(await codes()).toEqual(['rcs_expired']);
    expect(await last()).toMatchObject({ channel: 'sms', state: 'sent' });
    await rig.pass(2 * OVER_MS);
    expect(rig.attempts).toHaveLength(2);
  });

  test('goes by SMS as soon as the platform says that it withdrew it', async () => {
    await watched();
    await rig.pass(TTL_MS);
    expect(await rig.receipt('revoked')).toBe('marked');
    await rig.until('the SMS leaves', () => by('sms').length === 1);
    expect(rig.revoked).toEqual([]);
    expect(await codes()).toEqual(['rcs_expired']);
    await rig.receipt('revoked', rig.attempts[0]?.id);
    await rig.pass(2 * OVER_MS);
    expect(by('sms')).toEqual(['one']);
  });

  test('is not said again where calling it back says that it arrived', async () => {
    rig.onRevoke = () => 'delivered';
    await watched();
    await rig.pass(OVER_MS + 1000);
    expect(await codes()).toEqual(['rcs_delivered_unconfirmed']);
    await rig.pass(LINGER_MS + 1000);
    expect(await rig.pending(ANN)).toEqual([]);
    expect(by('sms')).toEqual([]);
    expect(await last()).toMatchObject({ channel: 'rbm', state: 'sent' });
  });

  test('unless the platform says after that that it was withdrawn after all', async () => {
    rig.onRevoke = () => 'delivered';
    await watched();
    await rig.pass(OVER_MS + 1000);
    await rig.receipt('revoked');
    await rig.until('the SMS leaves', () => by('sms').length === 1);
    expect(await codes()).toEqual(['rcs_delivered_unconfirmed', 'rcs_expired']);
  });

  test('is asked about again while nobody can say whether it arrived', async () => {
    await watched();
    await rig.pass(OVER_MS + 1000);
    expect(rig.revoked.length).toBeGreaterThan(0);
    expect(by('sms')).toEqual([]);
    rig.onRevoke = () => 'revoked';
    await rig.pass(60_000);
    expect(by('sms')).toEqual(['one']);
  });

  test('waits for a person where that stays so for hours', async () => {
    await watched();
    await rig.pass(8 * 3600_000);
    expect((await rig.parked())[0]).toMatchObject({ lane: 'watch', parked: { code: 'rcs_unsure' } });
    expect(by('sms')).toEqual([]);
    expect(await last()).toMatchObject({ state: 'failed', fault: { code: 'rcs_unsure' } });
    await rig.receipt('delivered', rig.attempts[0]?.id);
    expect(await rig.parked()).toEqual([]);
    expect((await last())?.state).toBe('delivered');
  });

  test('a channel that throws when it is asked to call back says as little', async () => {
    rig.onRevoke = () => Promise.reject(new Error('a bug'));
    await watched();
    await rig.pass(OVER_MS + 1000);
    rig.onRevoke = () => 'revoked';
    await rig.pass(60_000);
    expect(by('sms')).toEqual(['one']);
  });

  test('that the platform could not withdraw is called back by us at once', async () => {
    rig.onRevoke = () => 'revoked';
    await watched();
    await rig.pass(TTL_MS);
    expect(await rig.receipt('revoke-failed')).toBe('marked');
    await rig.until('the SMS leaves', () => by('sms').length === 1);
    expect(rig.revoked).toHaveLength(1);
  });

  test('is forgotten with its own time: it is not said by SMS when it is pointless', async () => {
    rig.onRevoke = () => 'revoked';
    await watched('brief');
    expect(rig.attempts[0]?.outbound.ttl).toBe(120);
    await rig.pass(200_000);
    expect(by('sms')).toEqual([]);
    expect(await last()).toMatchObject({ channel: 'rbm', state: 'expired' });
    expect(await rig.pending(ANN)).toEqual([]);
  });

  test('has the time its author gave it', async () => {
    rig.onRevoke = () => 'revoked';
    await watched('quick');
    expect(rig.attempts[0]?.outbound.ttl).toBe(60);
    await rig.pass(60_000 + GRACE_MS + 1000);
    expect(by('sms')).toEqual(['one']);
  });

  test('is not waited for where its author waits for the phone, and has no time of its own', async () => {
    await rig.say(ANN, 'patient');
    await rig.until('it is done', async () => (await last())?.state === 'sent');
    expect(await rig.pending(ANN)).toEqual([]);
    expect(rig.attempts[0]?.outbound).not.toHaveProperty('ttl');
    await rig.say(ANN, 'patiently');
    await rig.until('it is sent', () => rig.attempts.length === 2);
    expect(rig.attempts[1]?.outbound.ttl).toBe(60);
    await rig.until('it is done', async () => (await rig.pending(ANN)).length === 0);
    // Its end is shown; nothing takes its place.
    expect(await rig.receipt('revoked')).toBe('marked');
    await rig.rest();
    expect(await last()).toMatchObject({ channel: 'rbm', state: 'expired' });
    expect(by('sms')).toEqual([]);
  });

  test('where the brand gave SMS up meanwhile, it ends with RCS', async () => {
    await rig.close();
    rig = await openRig(FLOWS);
    rig.onRevoke = () => 'revoked';
    await rig.say(ANN, 'hi');
    await rig.until('it is sent', async () => (await last())?.state === 'sent');
    expect(await rig.pending(ANN)).toEqual([]);
    expect(rig.attempts[0]?.outbound).not.toHaveProperty('ttl');
    await rig.receipt('revoked');
    expect((await last())?.state).toBe('expired');
  });

  test('survives a crash while it is waited for', async () => {
    rig.onRevoke = () => 'revoked';
    await watched();
    await rig.crash();
    await rig.pass(OVER_MS + 1000);
    expect(by('rbm')).toEqual(['one']);
    expect(by('sms')).toEqual(['one']);
  });

  test('does not hold up what is said after it', async () => {
    await watched('three');
    await rig.until('all are sent', () => by('rbm').length === 3);
    await rig.pass(1000);
    await rig.say(ANN, 'hi');
    await rig.until('that too', () => by('rbm').length === 4);
  });

  test('nor does one that is being called back without an answer', async () => {
    rig.onRevoke = () => new Promise(() => {});
    await watched();
    await rig.pass(OVER_MS + 1000);
    expect(rig.revoked).toHaveLength(1);
    await rig.say(ANN, 'three');
    await rig.until('they are sent', () => by('rbm').length === 4);
  });

  test('comes by SMS before what is younger', async () => {
    rig.onRevoke = () => 'revoked';
    await watched('three');
    await rig.until('all are sent', () => by('rbm').length === 3);
    // The middle one arrived.
    await rig.receipt('delivered', rig.attempts[1]?.id);
    rig.onSms = (_outbound, nth) => (nth < 3 ? { ...BUSY, code: 'sms_busy' } : ACCEPTED);
    await rig.pass(OVER_MS + 100);
    await rig.say(ANN, 'hi', undefined, 'sms');
    await rig.pass(60_000);
    expect(rig.delivered.filter(({ via }) => via === 'sms').map(({ text }) => text)).toEqual([
      'one',
      'three',
      'one',
    ]);
  });
});

describe('a code', () => {
  test('has half a minute, and then goes by SMS even where nobody can say whether it arrived', async () => {
    const id = await watched('code');
    expect(rig.attempts[0]?.outbound.ttl).toBe(30);
    await rig.pass(30_000);
    expect(await rig.receipt('revoke-failed', id)).toBe('marked');
    await rig.until('the SMS leaves', () => by('sms').length === 1);
    expect(await codes()).toEqual(['rcs_unsure']);
  });

  test('also when the platform says nothing and calling it back fails', async () => {
    await watched('code');
    await rig.pass(30_000 + GRACE_MS + 1000);
    expect(rig.revoked).toHaveLength(1);
    expect(by('sms')).toEqual(['123456']);
  });

  test('that RCS does not take in its time is not kept back until it does', async () => {
    rig.onSend = () => ({ ...BUSY, afterMs: 600_000 });
    await rig.say(ANN, 'code');
    await rig.pass(29_000);
    expect(by('sms')).toEqual([]);
    await rig.pass(2_000);
    expect(by('rbm')).toEqual(['123456']);
    expect(by('sms')).toEqual(['123456']);
  });
});

describe('a receipt of RCS', () => {
  test('that comes after the SMS left is recorded and counted, and answered by nothing', async () => {
    rig.onRevoke = () => 'revoked';
    const id = await watched();
    await rig.pass(OVER_MS + 1000);
    expect(by('sms')).toEqual(['one']);
    expect(await rig.receipt('delivered', id)).toBe('late');
    expect(await last()).toMatchObject({
      channel: 'sms',
      state: 'sent',
      late: { channel: 'rbm', state: 'delivered' },
    });
    expect(facts('late-receipt')).toMatchObject([{ channel: 'rbm', state: 'delivered' }]);
    const metrics = createMetrics({ parked: async () => 0 });
    for (const fact of rig.facts) metrics.report(fact);
    expect(await metrics.text()).toContain('carillon_late_receipts_total{channel="rbm"} 1');
    expect(await metrics.text()).toContain('carillon_fallbacks_total{code="rcs_expired"} 1');
  });

  test('that comes while the SMS still waits for its provider stops it', async () => {
    rig.onRevoke = () => 'revoked';
    rig.onSms = () => ({ ...BUSY, code: 'sms_busy', afterMs: 60_000 });
    const id = await watched();
    await rig.pass(OVER_MS + 1000);
    expect(by('sms')).toEqual(['one']);
    rig.onSms = () => ACCEPTED;
    expect(await rig.receipt('delivered', id)).toBe('marked');
    await rig.pass(120_000);
    expect(by('sms')).toEqual(['one']);
    expect(rig.delivered.filter(({ via }) => via === 'sms')).toEqual([]);
    expect(await last()).toMatchObject({ channel: 'rbm', state: 'delivered' });
    expect((await last())?.late).toBeUndefined();
    expect(facts('late-receipt')).toEqual([]);
  });

  test('that comes while the provider is being asked is late', async () => {
    rig.onRevoke = () => 'revoked';
    let answer = (_: Outcome) => {};
    rig.onSms = () => new Promise((resolve) => (answer = resolve));
    const id = await watched();
    await rig.pass(OVER_MS + 1000);
    expect(by('sms')).toEqual(['one']);
    expect(await rig.receipt('delivered', id)).toBe('late');
    answer(ACCEPTED);
    await rig.until('it is done', async () => (await rig.pending(ANN)).length === 0);
    expect(await last()).toMatchObject({ channel: 'sms', late: { channel: 'rbm' } });
  });

  describe('that comes while the provider is being asked, which then did not take it,', () => {
    let answer: (outcome: Outcome) => void;
    beforeEach(async () => {
      rig.onRevoke = () => 'revoked';
      rig.onSms = () => new Promise((resolve) => (answer = resolve));
      const id = await watched();
      await rig.pass(OVER_MS + 1000);
      expect(by('sms')).toEqual(['one']);
      await rig.receipt('delivered', id);
      rig.onSms = () => ACCEPTED;
    });
    const over = async () =>
      rig.until(
        'it is done',
        async () => (await rig.pending(ANN)).length + (await rig.parked()).length === 0,
      );

    test.each([
      ['is busy', { ...BUSY, code: 'sms_busy', afterMs: 60_000 } as const],
      ['refuses it', { ...REFUSED, code: 'sms_landline' } as const],
    ])('ends it where it %s', async (_, outcome) => {
      answer(outcome);
      await over();
      await rig.pass(3600_000);
      expect(by('sms')).toEqual(['one']);
      expect(await last()).toMatchObject({ channel: 'rbm', state: 'delivered' });
      expect((await last())?.late).toBeUndefined();
      expect(await codes()).toEqual(['rcs_expired', 'rcs_delivered']);
    });

    test('ends it as one that may have left where it cannot say', async () => {
      answer({ kind: 'again', code: 'sms_network', detail: 'no answer', unsure: true });
      await over();
      await rig.pass(3600_000);
      expect(by('sms')).toEqual(['one']);
      expect(await last()).toMatchObject({ channel: 'sms', state: 'sent', late: { channel: 'rbm' } });
      expect(await codes()).toEqual(['rcs_expired', 'sms_unanswered']);
    });
  });

  test('that comes while an SMS that may have left is to be asked for again ends that, and is late', async () => {
    rig.onRevoke = () => 'revoked';
    rig.onSms = () => ({ ...BUSY, code: 'sms_network', unsure: true });
    const id = await watched();
    await rig.pass(OVER_MS);
    await rig.until('it was tried', async () => (await rig.pending(ANN))[0]?.attempts === 1);
    const tried = by('sms').length;
    expect(await rig.receipt('delivered', id)).toBe('late');
    await rig.pass(3600_000);
    expect(by('sms')).toHaveLength(tried);
    expect(await last()).toMatchObject({ channel: 'sms', state: 'sent', late: { channel: 'rbm' } });
    expect(await codes()).toEqual(['rcs_expired', 'sms_unanswered']);
    expect(await rig.parked()).toEqual([]);
  });

  test('that comes while the SMS waits for a person leaves them nothing to decide', async () => {
    rig.onRevoke = () => 'revoked';
    rig.onSms = () => ({ ...REFUSED, code: 'sms_landline' });
    const id = await watched();
    await rig.pass(OVER_MS + 1000);
    expect((await rig.parked()).map(({ parked }) => parked?.code)).toEqual(['sms_landline']);
    expect(await rig.receipt('delivered', id)).toBe('marked');
    expect(await rig.parked()).toEqual([]);
    expect(await last()).toMatchObject({ channel: 'rbm', state: 'delivered' });
    expect((await last())?.fault).toBeUndefined();
    expect(facts('late-receipt')).toEqual([]);
  });

  test('that comes while a person should say whether the SMS left is late, and they need not', async () => {
    rig.smsOnce = false;
    rig.onRevoke = () => 'revoked';
    rig.onSms = () => ({ ...BUSY, code: 'sms_network', unsure: true });
    const id = await watched();
    await rig.pass(OVER_MS + 1000);
    expect((await rig.parked()).map(({ parked }) => parked?.code)).toEqual(['sms_unsure']);
    expect(await rig.receipt('delivered', id)).toBe('late');
    expect(await rig.parked()).toEqual([]);
    expect(await last()).toMatchObject({ channel: 'sms', state: 'failed', late: { channel: 'rbm' } });
    expect(facts('late-receipt')).toHaveLength(1);
  });

  test('that says it was withdrawn, after it was delivered, changes nothing', async () => {
    const id = await watched();
    await rig.receipt('delivered', id);
    await rig.receipt('revoked', id);
    await rig.receipt('revoke-failed', id);
    await rig.pass(OVER_MS);
    expect(by('sms')).toEqual([]);
    expect((await last())?.state).toBe('delivered');
  });

  test('that says so of a message whose taking was never answered sends it by SMS', async () => {
    rig.onSend = () => ({ kind: 'again', code: 'rbm_timeout', detail: 'no answer', afterMs: 3600_000 });
    await rig.say(ANN, 'hi');
    await rig.until('it was tried', async () => (await rig.pending(ANN))[0]?.attempts === 1);
    await rig.pass(TTL_MS);
    await rig.receipt('revoked');
    await rig.until('the SMS leaves', () => by('sms').length === 1);
  });

  test('for a message nobody sent is unknown', async () => {
    const id = '00000000-0000-4000-8000-000000000000';
    for (const state of ['delivered', 'read', 'revoked', 'revoke-failed', 'failed'] as const) {
      expect(await rig.receipt(state, id)).toBe('unknown');
    }
  });
});
