/** More conversations than are worked on at once: whom somebody waits for at this moment comes before the others. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Outcome } from '../../../server/channels/port.ts';
import { ACCEPTED, ECHO, openRig, type Rig, WORKSPACE } from './engine-rig.ts';

/** Worked on at once: see the outbox. */
const AT_ONCE = 256;

let rig: Rig;
beforeEach(async () => {
  rig = await openRig([ECHO]);
});
afterEach(() => rig.close());

test('what an operator writes leaves before what came earlier and waits', async () => {
  const customer = '+447700900001';
  await rig.say(customer, 'help');
  await rig.until('it is answered', () => rig.heard(customer).length === 1);
  const { id } = await rig.conversation(customer);
  await rig.engine.takeover(WORKSPACE, id, 'olga');

  const waiting: ((outcome: Outcome) => void)[] = [];
  rig.onSend = () => new Promise((resolve) => waiting.push(resolve));
  const others = Array.from({ length: AT_ONCE + 20 }, (_, n) => `+44770091${String(n).padStart(4, '0')}`);
  await Promise.all(others.map((phone) => rig.say(phone, 'hello')));
  await rig.until('as many as may are on their way', () => waiting.length === AT_ONCE);

  await rig.engine.say(WORKSPACE, id, 'olga', {
    kind: 'text',
    text: 'I am here',
    suggestions: [],
  });
  await rig.rest();
  expect(waiting).toHaveLength(AT_ONCE);
  const before = rig.attempts.length;
  waiting.shift()?.(ACCEPTED);
  await rig.until('the next is on its way', () => rig.attempts.length > before);
  expect(rig.attempts.at(-1)).toMatchObject({ phone: customer, text: 'I am here' });

  rig.onSend = () => ACCEPTED;
  for (const answer of waiting) answer(ACCEPTED);
  await rig.until('all are answered', () => others.every((phone) => rig.heard(phone).length === 1));
});
