/** What leaves: in order within a conversation, side by side across them, again until it is done, never after a "stop". */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Outcome } from '../../../server/channels/port.ts';
import { MAX_SEND_ATTEMPTS } from '../../../server/engine/say.ts';
import {
  ACCEPTED,
  BURST,
  BUSY,
  ECHO,
  openRig,
  PROMOTION,
  REFUSED,
  type Rig,
  WORKSPACE,
} from './engine-rig.ts';

const ANN = '+447700900001';
const BOB = '+447700900002';

let rig: Rig;
beforeEach(async () => {
  rig = await openRig([ECHO, BURST, PROMOTION]);
});
afterEach(() => rig.close());

/** A provider that answers only when told to. */
function gate(): { answer(outcome: Outcome): void; asked: number } {
  const waiting: ((outcome: Outcome) => void)[] = [];
  const control = {
    asked: 0,
    answer(outcome: Outcome) {
      waiting.shift()?.(outcome);
    },
  };
  rig.onSend = () => {
    control.asked += 1;
    return new Promise((resolve) => waiting.push(resolve));
  };
  return control;
}

/** So many come in at once that what goes out has to wait. */
async function crowd(): Promise<void> {
  rig.load = 1;
  await rig.pass(100);
  for (let n = 0; n < 6; n += 1) await rig.say(BOB, `crowd ${n}`);
  await rig.pass(60);
}

const stateOf = async (phone: string, text: string) =>
  (await rig.thread(phone)).find(({ content }) => content.kind === 'text' && content.text === text);

describe('order', () => {
  test('what two turns said while others were let in first leaves when that is over, none of it later', async () => {
    await rig.say(ANN, 'hello');
    await rig.until('it is answered', async () => (await rig.pending(ANN)).length === 0);
    await rig.rest();
    await crowd();
    await rig.say(ANN, 'one');
    await rig.rest();
    await rig.say(ANN, 'two');
    await rig.rest();
    expect(rig.heard(ANN)).toEqual(['Echo hello']);
    rig.load = 0;
    await rig.pass(100);
    await rig.until('all are there', () => rig.heard(ANN).length === 3);
    expect(rig.heard(ANN)).toEqual(['Echo hello', 'Echo one', 'Echo two']);
  });

  test('messages of one conversation leave one after another, in the order they were said', async () => {
    const provider = gate();
    await rig.say(ANN, 'burst');
    await rig.until('the first is asked for', () => provider.asked === 1);
    await rig.rest();
    expect(rig.attempts.map(({ text }) => text)).toEqual(['one']);
    provider.answer(ACCEPTED);
    await rig.until('the second is asked for', () => provider.asked === 2);
    provider.answer(ACCEPTED);
    await rig.until('the third is asked for', () => provider.asked === 3);
    provider.answer(ACCEPTED);
    await rig.until('all are there', () => rig.heard(ANN).length === 3);
    expect(rig.heard(ANN)).toEqual(['one', 'two', 'three']);
  });

  test('behind a message that waits for its next try the others wait too, also those said later', async () => {
    rig.onSend = (outbound, nth) =>
      outbound.message.kind === 'text' && outbound.message.text === 'two' && nth <= 3 ? BUSY : ACCEPTED;
    await rig.say(ANN, 'burst');
    await rig.until('the second was refused once', () => rig.attempts.length === 2);
    await rig.rest();
    await rig.say(ANN, 'burst');
    await rig.pass(60_000);
    expect(rig.heard(ANN)).toEqual(['one', 'two', 'three', 'one', 'two', 'three']);
    expect(await rig.pending(ANN)).toEqual([]);
  });

  test('another conversation does not wait for it', async () => {
    rig.onSend = ({ phone }) => (phone === ANN ? BUSY : ACCEPTED);
    await rig.say(ANN, 'burst');
    await rig.until('Ann waits', () => rig.attempts.length === 1);
    await rig.say(BOB, 'burst');
    await rig.until('Bob has all', () => rig.heard(BOB).length === 3);
    expect(rig.heard(ANN)).toEqual([]);
  });

  test('nor for one whose provider does not answer at all', async () => {
    gate();
    await rig.say(ANN, 'burst');
    await rig.until('Ann hangs', () => rig.attempts.length === 1);
    rig.onSend = () => ACCEPTED;
    await rig.say(BOB, 'burst');
    await rig.until('Bob has all', () => rig.heard(BOB).length === 3);
  });

  test('more conversations than are worked on at once are all served', async () => {
    const phones = Array.from({ length: 400 }, (_, n) => `+4477009${String(n).padStart(5, '0')}`);
    await Promise.all(phones.map((phone) => rig.say(phone, 'burst')));
    await rig.until('everybody has everything', () => rig.delivered.length === phones.length * 3);
    for (const phone of phones) expect(rig.heard(phone)).toEqual(['one', 'two', 'three']);
  });
});

describe('trying again', () => {
  test('the same message is asked for under the same id, after waits that double', async () => {
    rig.random = 0;
    rig.onSend = (_outbound, nth) => (nth <= 4 ? BUSY : ACCEPTED);
    await rig.say(ANN, 'hello');
    await rig.pass(40_000);
    const times = rig.attempts.map(({ at }) => at);
    expect(new Set(rig.attempts.map(({ id }) => id)).size).toBe(1);
    const waits = times.slice(1).map((at, n) => at - (times[n] ?? 0));
    expect(waits).toEqual([500, 1000, 2000, 4000]);
  });

  test('jitter spreads a wait over half to the whole of it', async () => {
    rig.random = 0.999;
    rig.onSend = (_outbound, nth) => (nth <= 2 ? BUSY : ACCEPTED);
    await rig.say(ANN, 'hello');
    await rig.pass(10_000);
    const [first = 0, second = 0, third = 0] = rig.attempts.map(({ at }) => at);
    expect(second - first).toBeGreaterThan(990);
    expect(second - first).toBeLessThanOrEqual(1000);
    expect(third - second).toBeGreaterThan(1990);
    expect(third - second).toBeLessThanOrEqual(2000);
  });

  test('a provider that says when to come back is not asked before', async () => {
    rig.onSend = (_outbound, nth) => (nth === 1 ? { ...BUSY, afterMs: 90_000 } : ACCEPTED);
    await rig.say(ANN, 'hello');
    await rig.pass(89_000);
    expect(rig.attempts).toHaveLength(1);
    await rig.pass(2_000);
    expect(rig.attempts).toHaveLength(2);
  });

  test('a message that was taken though the answer was lost is not two messages', async () => {
    rig.onSend = (outbound, nth) => {
      // It arrives, and the connection breaks before the answer does.
      if (nth === 1) rig.delivered.push({ ...(rig.attempts.at(-1) ?? fail()), id: outbound.id });
      return nth === 1 ? { kind: 'again', code: 'rbm_network', detail: 'reset' } : ACCEPTED;
    };
    await rig.say(ANN, 'hello');
    await rig.pass(5_000);
    expect(rig.attempts).toHaveLength(2);
    expect(rig.heard(ANN)).toEqual(['Echo hello']);
  });

  test('a channel that throws is asked again, and set aside if it keeps throwing', async () => {
    rig.onSend = () => Promise.reject(new Error('a bug'));
    await rig.say(ANN, 'hello');
    await rig.pass(120_000);
    const [parked] = await rig.parked();
    expect(parked?.parked).toMatchObject({ code: 'fault', detail: 'a bug' });
    expect(rig.attempts).toHaveLength(6);
    expect(rig.facts.filter(({ kind }) => kind === 'fault')).not.toHaveLength(0);
  });
});

describe('parking', () => {
  test('what is refused is set aside with the reason, and holds nobody up', async () => {
    rig.onSend = ({ message }) => (message.kind === 'text' && message.text === 'one' ? REFUSED : ACCEPTED);
    await rig.say(ANN, 'burst');
    await rig.until('the others arrive', () => rig.heard(ANN).length === 2);
    expect(rig.heard(ANN)).toEqual(['two', 'three']);
    const [parked] = await rig.parked();
    expect(parked).toMatchObject({ parked: { code: 'rbm_invalid', detail: 'no' }, attempts: 1 });
    expect(await stateOf(ANN, 'one')).toMatchObject({ state: 'failed', fault: { code: 'rbm_invalid' } });
  });

  test('what was tried too often is set aside, and nothing is tried beyond', async () => {
    rig.onSend = () => BUSY;
    await rig.say(ANN, 'hello');
    await rig.pass(6 * 3600_000);
    expect(rig.attempts).toHaveLength(MAX_SEND_ATTEMPTS);
    expect((await rig.parked())[0]?.parked?.code).toBe('rbm_busy');
    expect(await rig.pending(ANN)).toEqual([]);
  });

  test('a parked message that is put back leaves under its old id, before what came after it', async () => {
    rig.onSend = () => REFUSED;
    await rig.say(ANN, 'hello');
    await rig.until('it is parked', async () => (await rig.parked()).length === 1);
    const [item] = await rig.parked();
    rig.onSend = () => ACCEPTED;
    await rig.engine.unpark(WORKSPACE, item?.id ?? '');
    await rig.pass(10);
    expect(rig.heard(ANN)).toEqual(['Echo hello']);
    expect(rig.delivered[0]?.id).toBe(item?.id);
    expect(await rig.parked()).toEqual([]);
    expect((await stateOf(ANN, 'Echo hello'))?.state).toBe('sent');
  });

  test('an item that is not parked cannot be put back', async () => {
    await expect(rig.engine.unpark(WORKSPACE, 'nothing')).rejects.toMatchObject({ code: 'not_found' });
  });

  test('an item of another workspace cannot be put back', async () => {
    rig.onSend = () => REFUSED;
    await rig.say(ANN, 'hello');
    await rig.until('it is parked', async () => (await rig.parked()).length === 1);
    const [item] = await rig.parked();
    await expect(rig.engine.unpark('other', item?.id ?? '')).rejects.toMatchObject({ code: 'not_found' });
    expect(await rig.parked()).toHaveLength(1);
  });
});

describe('after a "stop"', () => {
  const stopped = /won't receive any more/;

  test('what was said before it and had not left stays; the confirmation leaves', async () => {
    const provider = gate();
    await rig.say(ANN, 'burst');
    await rig.until('the first is under way', () => provider.asked === 1);
    await rig.say(ANN, 'STOP');
    rig.onSend = () => ACCEPTED;
    provider.answer(ACCEPTED);
    await rig.until('the confirmation arrives', () =>
      rig.delivered.some(({ traffic }) => traffic === 'acknowledgement'),
    );
    await rig.pass(60_000);
    expect(rig.heard(ANN)).toEqual(['one', expect.stringMatching(stopped)]);
    expect((await rig.parked()).map(({ parked }) => parked?.code)).toEqual(['opted_out', 'opted_out']);
    expect(await stateOf(ANN, 'two')).toMatchObject({ state: 'failed', fault: { code: 'opted_out' } });
    expect(await stateOf(ANN, 'one')).toMatchObject({ state: 'sent' });
  });

  test('a message that was waiting for its next try is not tried again', async () => {
    rig.onSend = () => BUSY;
    await rig.say(ANN, 'burst');
    await rig.until('it waits', () => rig.attempts.length === 1);
    await rig.rest();
    rig.onSend = () => ACCEPTED;
    await rig.say(ANN, 'STOP');
    await rig.pass(3600_000);
    expect(rig.delivered.map(({ traffic }) => traffic)).toEqual(['acknowledgement']);
  });

  test('nor is one that was under way at that moment and failed', async () => {
    const provider = gate();
    await rig.say(ANN, 'burst');
    await rig.until('the first is under way', () => provider.asked === 1);
    await rig.say(ANN, 'STOP');
    rig.onSend = () => ACCEPTED;
    provider.answer(BUSY);
    await rig.pass(3600_000);
    expect(rig.delivered.map(({ traffic }) => traffic)).toEqual(['acknowledgement']);
    expect(await rig.parked()).toHaveLength(3);
  });

  test('nor what waited for a busy moment to pass', async () => {
    await rig.say(ANN, 'hello');
    await rig.until('it is answered', async () => (await rig.pending(ANN)).length === 0);
    await rig.rest();
    await crowd();
    await rig.say(ANN, 'burst');
    await rig.rest();
    await rig.say(ANN, 'STOP');
    await rig.rest();
    expect(rig.heard(ANN)).toEqual(['Echo hello']);
    rig.load = 0;
    await rig.pass(60_000);
    expect(rig.heard(ANN)).toEqual(['Echo hello', expect.stringMatching(stopped)]);
  });

  test('an advertisement put back by hand does not leave', async () => {
    rig.onSend = () => REFUSED;
    await rig.say(ANN, 'offers');
    await rig.until('all are parked', async () => (await rig.parked()).length === 3);
    rig.onSend = () => ACCEPTED;
    await rig.say(ANN, 'STOP');
    await rig.rest();
    for (const { id } of await rig.parked()) await rig.engine.unpark(WORKSPACE, id);
    await rig.pass(1000);
    expect(rig.delivered.map(({ traffic }) => traffic)).toEqual(['acknowledgement']);
    expect((await rig.parked()).map(({ parked }) => parked?.code)).toEqual(Array(3).fill('opted_out'));
  });

  test('a customer who writes again is answered', async () => {
    await rig.say(ANN, 'STOP');
    await rig.rest();
    await rig.say(ANN, 'burst');
    await rig.until('the answer arrives', () => rig.heard(ANN).includes('three'));
    expect(await rig.parked()).toEqual([]);
  });

  test('nobody else is affected', async () => {
    rig.onSend = () => BUSY;
    await rig.say(ANN, 'burst');
    await rig.say(BOB, 'burst');
    await rig.until('both wait', () => rig.attempts.length === 2);
    await rig.rest();
    rig.onSend = () => ACCEPTED;
    await rig.say(ANN, 'STOP');
    await rig.pass(60_000);
    expect(rig.heard(BOB)).toEqual(['one', 'two', 'three']);
  });

  test('a start over the API is refused', async () => {
    await rig.say(ANN, 'STOP');
    await expect(
      rig.engine.begin({ workspace: WORKSPACE, brand: 'shop', phone: ANN, flow: 'promotion', variables: {} }),
    ).rejects.toMatchObject({ code: 'contact_opted_out' });
  });
});

function fail(): never {
  throw new Error('There was no attempt.');
}
