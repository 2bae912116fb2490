/** A flow calls its customer by the name that somebody wrote down of them. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { FlowInput } from '../../../flows/flow.ts';
import { createPersons } from '../../../server/inbox/persons.ts';
import { BRAND, ECHO, openRig, type Rig, WORKSPACE } from './engine-rig.ts';

const ANN = '+447700900001';
const BOB = '+447700900002';

const GREETING: FlowInput = {
  format: 1,
  id: 'greeting',
  name: 'Greeting',
  start: 'greet',
  triggers: [{ kind: 'keyword', words: ['greet'] }],
  nodes: {
    greet: {
      kind: 'end',
      say: { message: { kind: 'text', text: 'Hello {{contact.name | default: "you"}}' } },
    },
  },
};
/** Says nothing of a name itself, and goes on in the one that does. */
const ONWARD: FlowInput = {
  format: 1,
  id: 'onward',
  name: 'Onward',
  start: 'over',
  triggers: [{ kind: 'keyword', words: ['onward'] }],
  nodes: { over: { kind: 'end', next: 'greeting' } },
};

let rig: Rig;
beforeAll(async () => {
  rig = await openRig([ECHO, GREETING, ONWARD]);
  const persons = createPersons(rig.store.records, randomUUID);
  await persons.write(WORKSPACE, BRAND.id, ANN, { name: 'Ann', fields: {} });
});
afterAll(() => rig.close());

test.each([
  ['that begins by a word', 'greet'],
  ['another one goes on in', 'onward'],
])('a flow %s knows the name, and says what it says without one', async (_how, word) => {
  for (const [phone, name] of [
    [ANN, 'Ann'],
    [BOB, 'you'],
  ] as const) {
    const before = rig.heard(phone).length;
    await rig.say(phone, word);
    await rig.until('it is answered', () => rig.heard(phone).length > before);
    expect(rig.heard(phone).at(-1)).toBe(`Hello ${name}`);
  }
});
