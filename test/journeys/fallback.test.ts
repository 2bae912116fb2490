/** A message that RCS cannot bring goes by SMS, once; promotion asks the law first. Time is put forward, not waited for. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Delivery } from '../../flows/nodes/shape.ts';
import { createSteeredClock } from './steered-clock.ts';
import { type MessageLine, openWorld, textOf, until, type World } from './world.ts';

const SECOND = 1000;
const HOUR = 3600 * SECOND;
/** After the ttl the platform's own notice gets this long to come. */
const GRACE = 15 * SECOND;

/** A Monday at ten in Lyon: promotion is allowed. */
const clock = createSteeredClock({ start: Date.parse('2026-11-23T10:00:00+01:00') });

let world: World;
beforeAll(async () => {
  world = await openWorld({}, { clock });
  await world.publish(notice('an-answer', { traffic: 'service-request', ttl: '60s' }));
  await world.publish(notice('a-patient-one', { traffic: 'service-request', sms: 'unreachable' }));
  await world.publish(notice('a-code', { traffic: 'authentication', ttl: '20s' }));
  await world.publish(notice('rcs-only', { traffic: 'service-request', ttl: '60s', sms: 'never' }));
  await world.publish(notice('sms-only', { traffic: 'service-request', sms: 'always' }));
  await world.publish(notice('an-offer', { traffic: 'promotion' }));
});
afterAll(() => world.close());

function notice(id: string, delivery: Delivery) {
  return {
    format: 1,
    id,
    name: id,
    start: 'say',
    triggers: [{ kind: 'api' }],
    ...(delivery.traffic ? { settings: { traffic: delivery.traffic } } : {}),
    nodes: {
      say: {
        kind: 'say',
        say: [{ message: { kind: 'text', text: `This is ${id}.` } }],
        delivery,
        to: 'over',
      },
      over: { kind: 'end' },
    },
  };
}

const start = (to: string, flow: string) => world.api('POST', '/conversations', { to, flow });
const said = async (phone: string) =>
  (await world.handset(phone).thread())
    .filter(({ direction }) => direction === 'out')
    .map(
      ({ via, message }) =>
        `${via}: ${textOf((message as { contentMessage?: object }).contentMessage ?? message)}`,
    );

/** Waits until the last message has this state on this channel. */
function reaches(phone: string, channel: string, state: string): Promise<MessageLine> {
  return until(`the message is ${state} by ${channel}`, async () => {
    const line = (await world.messages(phone)).at(-1);
    return line?.state === state && line.channel === channel ? line : undefined;
  });
}

async function why(phone: string, message: string): Promise<string[]> {
  const { id } = await world.conversation(phone);
  const { body } = await world.api<{ reasons: { code: string; words: { en: string; fr: string } }[] }>(
    'GET',
    `/conversations/${id}/messages/${message}/why`,
  );
  for (const { words } of body.reasons) expect(words.en && words.fr).toBeTruthy();
  return body.reasons.map(({ code }) => code);
}

/** An offline phone; later it is online and has read what came. */
async function offline(number: string) {
  const phone = world.handset(number);
  await phone.set({ online: false });
  return phone;
}

describe('a phone that is offline', () => {
  test('gets by SMS what RCS could not bring in its time, and that alone', async () => {
    const phone = await offline('+447700900401');
    await start(phone.phone, 'an-answer');
    await reaches(phone.phone, 'rbm', 'sent');
    clock.leap(60 * SECOND);
    // Google withdraws it and says so.
    const line = await reaches(phone.phone, 'sms', 'sent');
    // The time for RCS was no end: the SMS waits for the phone.
    clock.leap(2 * HOUR);
    await phone.set({ online: true });
    await reaches(phone.phone, 'sms', 'delivered');
    expect(await said(phone.phone)).toEqual(['sms: This is an-answer.']);
    expect(await why(phone.phone, line.id)).toEqual(['asked_for', 'rcs_expired', 'state_delivered']);
    expect(line.late).toBeUndefined();
  });

  test('that comes back in time gets it by RCS, and that alone', async () => {
    const phone = await offline('+447700900402');
    await start(phone.phone, 'an-answer');
    await reaches(phone.phone, 'rbm', 'sent');
    clock.leap(59 * SECOND);
    await phone.set({ online: true });
    await reaches(phone.phone, 'rbm', 'delivered');
    clock.leap(HOUR);
    await start(phone.phone, 'rcs-only');
    await phone.hears(/This is rcs-only/);
    expect(await said(phone.phone)).toEqual(['rcs: This is an-answer.', 'rcs: This is rcs-only.']);
  });

  test('gets it by SMS too where Google’s notice is lost: the server takes it back itself', async () => {
    await world.faults({ dropExpiries: 1 });
    const phone = await offline('+447700900403');
    await start(phone.phone, 'an-answer');
    await reaches(phone.phone, 'rbm', 'sent');
    clock.leap(60 * SECOND);
    clock.leap(GRACE);
    await reaches(phone.phone, 'sms', 'sent');
    await world.faults();
    await phone.set({ online: true });
    await reaches(phone.phone, 'sms', 'delivered');
    expect(await said(phone.phone)).toEqual(['sms: This is an-answer.']);
  });

  test('waits for RCS where the author wants no SMS, and the message ends with its time', async () => {
    const phone = await offline('+447700900404');
    await start(phone.phone, 'rcs-only');
    await reaches(phone.phone, 'rbm', 'sent');
    clock.leap(60 * SECOND);
    await reaches(phone.phone, 'rbm', 'expired');
    const patient = await offline('+447700900405');
    await start(patient.phone, 'a-patient-one');
    await reaches(patient.phone, 'rbm', 'sent');
    clock.leap(24 * HOUR);
    await patient.set({ online: true });
    await reaches(patient.phone, 'rbm', 'delivered');
    await phone.set({ online: true });
    expect(await said(patient.phone)).toEqual(['rcs: This is a-patient-one.']);
    expect(await said(phone.phone)).toEqual([]);
  });
});

describe('receipts', () => {
  test('a lost one costs no SMS: the message cannot be taken back, so it was delivered', async () => {
    await world.faults({ dropReceipts: 1 });
    const phone = world.handset('+447700900411');
    await start(phone.phone, 'an-answer');
    const line = await reaches(phone.phone, 'rbm', 'sent');
    clock.leap(60 * SECOND + GRACE);
    await until(
      'it counts as delivered',
      async () => (await why(phone.phone, line.id)).includes('rcs_delivered_unconfirmed') || undefined,
    );
    clock.leap(HOUR);
    await world.faults();
    await start(phone.phone, 'rcs-only');
    await phone.hears(/This is rcs-only/);
    expect(await said(phone.phone)).toEqual(['rcs: This is an-answer.', 'rcs: This is rcs-only.']);
  });

  test('one that comes long after the time, of a message that did arrive, costs no SMS either', async () => {
    await world.faults({ delayMs: [600 * SECOND, 600 * SECOND] });
    const phone = world.handset('+447700900412');
    await start(phone.phone, 'an-answer');
    const line = await reaches(phone.phone, 'rbm', 'sent');
    clock.leap(60 * SECOND + GRACE);
    await until(
      'it counts as delivered',
      async () => (await why(phone.phone, line.id)).includes('rcs_delivered_unconfirmed') || undefined,
    );
    await world.faults();
    clock.leap(600 * SECOND);
    await reaches(phone.phone, 'rbm', 'delivered');
    expect(await said(phone.phone)).toEqual(['rcs: This is an-answer.']);
  });

  test('a code nobody can vouch for goes by SMS as well; its late receipt is counted, shown, and not answered', async () => {
    const before = await world.metric('carillon_late_receipts_total{channel="rbm"}');
    // Delivered, but Google says nothing of it for an hour, and answers no call to take it back.
    await world.faults({ delayMs: [HOUR, HOUR] });
    const phone = world.handset('+447700900413');
    await start(phone.phone, 'a-code');
    await reaches(phone.phone, 'rbm', 'sent');
    await world.faults({ api: { status: 503, rate: 1 } });
    clock.leap(20 * SECOND + GRACE);
    await reaches(phone.phone, 'sms', 'delivered');
    await world.faults();
    const thread = (await phone.thread()).length;
    clock.leap(HOUR);
    const line = await until('the receipt is recorded as late', async () => {
      const last = (await world.messages(phone.phone)).at(-1);
      return last?.late ? last : undefined;
    });
    expect(line).toMatchObject({
      channel: 'sms',
      state: 'delivered',
      late: { channel: 'rbm', state: 'delivered' },
    });
    // It is counted once it is sure that nothing can be called off any more.
    const count = await until('the receipt is counted', async () => {
      const counted = await world.metric('carillon_late_receipts_total{channel="rbm"}');
      return counted > before ? counted : undefined;
    });
    expect(count).toBe(before + 1);
    expect(await why(phone.phone, line.id)).toEqual(expect.arrayContaining(['rcs_unsure', 'late_receipt']));
    expect(await said(phone.phone)).toEqual(['rcs: This is a-code.', 'sms: This is a-code.']);
    expect(await phone.thread()).toHaveLength(thread);
  });
});

describe('a phone without RCS', () => {
  test('is written to by SMS at once; the next time without asking Google', async () => {
    const phone = world.handset('+447700900421');
    await phone.set({ rcs: false });
    await start(phone.phone, 'an-answer');
    const line = await reaches(phone.phone, 'sms', 'delivered');
    expect(await why(phone.phone, line.id)).toContain('rcs_unreachable');
    await start(phone.phone, 'a-code');
    await reaches(phone.phone, 'sms', 'delivered');
    expect(await said(phone.phone)).toEqual(['sms: This is an-answer.', 'sms: This is a-code.']);
  });

  test('the author’s wish decides: SMS always, or never', async () => {
    const phone = world.handset('+447700900422');
    await start(phone.phone, 'sms-only');
    expect(await phone.hears(/This is sms-only/)).toMatchObject({ via: 'sms' });
    const line = await reaches(phone.phone, 'sms', 'delivered');
    expect(await why(phone.phone, line.id)).toContain('always_sms');
    await phone.set({ rcs: false });
    await start(phone.phone, 'rcs-only');
    const [item] = await until('it is set aside', async () => {
      const items = await world.parked();
      return items.length > 0 ? items : undefined;
    });
    expect(item).toMatchObject({ code: 'rbm_unreachable' });
    await phone.set({ rcs: true });
    await world.api('POST', `/outbox/parked/${item?.id}/retry`);
    expect(await phone.hears(/This is rcs-only/)).toMatchObject({ via: 'rcs' });
  });
});

describe('promotion', () => {
  async function consents(phone: string): Promise<void> {
    const recorded = await world.api('POST', '/consents', {
      phone,
      what: 'given',
      source: 'form',
      wording: 'I want to hear of offers by message.',
      legalBasis: 'consent',
      proof: { address: 'https://shop.example/newsletter', ip: '203.0.113.9' },
    });
    expect(recorded).toMatchObject({ status: 201 });
  }
  const parkedOf = async (phone: string) => {
    const { id } = await world.conversation(phone);
    return (await world.parked()).filter(({ conversation }) => conversation === id);
  };

  test('without evidence of consent it does not leave, and says why', async () => {
    const phone = world.handset('+33639980431');
    await phone.set({ rcs: false });
    await start(phone.phone, 'an-offer');
    const [item] = await until('it is set aside', async () => {
      const items = await parkedOf(phone.phone);
      return items.length > 0 ? items : undefined;
    });
    expect(item).toMatchObject({ code: 'no_consent' });
    expect(await said(phone.phone)).toEqual([]);
    expect(await why(phone.phone, item?.id ?? '')).toContain('no_consent');
  });

  test('with it, in the country’s hours, it leaves, by SMS with the STOP mention', async () => {
    const phone = world.handset('+33639980432');
    await phone.set({ rcs: false });
    await consents(phone.phone);
    clock.leap(Date.parse('2026-11-25T10:00:00+01:00') - clock.now());
    await start(phone.phone, 'an-offer');
    expect(textOf((await phone.hears(/This is an-offer/)).message)).toMatch(/STOP/);
    const line = await reaches(phone.phone, 'sms', 'delivered');
    expect(await why(phone.phone, line.id)).toEqual(
      expect.arrayContaining(['consent', 'hours_open', 'sender_allowed', 'stop_mention', 'rcs_unreachable']),
    );
  });

  test('at night it waits for the morning, and says so; a STOP in between ends it', async () => {
    const [patient, leaving] = ['+33639980433', '+33639980434'].map((number) => world.handset(number));
    if (!patient || !leaving) throw new Error('Two phones are needed.');
    for (const phone of [patient, leaving]) await consents(phone.phone);
    // Wednesday at nine in the evening.
    clock.leap(Date.parse('2026-11-25T21:00:00+01:00') - clock.now());
    for (const { phone } of [patient, leaving]) await start(phone, 'an-offer');
    for (const { phone } of [patient, leaving]) {
      await until('it waits', async () => {
        const line = (await world.messages(phone)).at(-1);
        return line?.because?.some(({ code }) => code === 'hours_wait') || undefined;
      });
    }
    // What was asked for does not wait with it.
    await start(patient.phone, 'a-code');
    await patient.hears(/This is a-code/);
    await leaving.say('STOP');
    await leaving.hears(/any more messages|plus de messages/);
    clock.leap(Date.parse('2026-11-26T08:31:00+01:00') - clock.now());
    await patient.hears(/This is an-offer/);
    const [item] = await parkedOf(leaving.phone);
    expect(item).toMatchObject({ code: 'opted_out' });
    // Putting it back to work brings it no further.
    await world.api('POST', `/outbox/parked/${item?.id}/retry`);
    await until(
      'it is set aside again',
      async () => (await parkedOf(leaving.phone)).length === 1 || undefined,
    );
    expect((await said(leaving.phone)).join()).not.toContain('an-offer');
  });
});
