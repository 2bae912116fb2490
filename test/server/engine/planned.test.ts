/** What was written to leave later, on the real engine: whether and when the customer is answered by it. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ECHO, HANDOFF, openRig, REFUSED, type Rig, WORKSPACE } from './engine-rig.ts';

const PHONE = '+447700900188';
const HOUR = 3_600_000;
const text = (words: string) => ({ kind: 'text' as const, text: words, suggestions: [] });

let rig: Rig;
beforeEach(async () => {
  rig = await openRig([ECHO, HANDOFF], undefined, { desk: true });
});
afterEach(() => rig.close());

/** An operator has it, and the customer waits. */
async function waiting(): Promise<string> {
  await rig.say(PHONE, 'hello');
  await rig.rest();
  const { id } = await rig.conversation(PHONE);
  await rig.engine.takeover(WORKSPACE, id, 'ana');
  await rig.say(PHONE, 'Anybody?');
  return id;
}
const plan = (id: string, words = 'At your service') =>
  rig.engine.say(WORKSPACE, id, 'ana', text(words), { at: rig.clock.now() + HOUR });
const desk = async () => (await rig.conversation(PHONE)).desk;
const sentLater = async () =>
  (await rig.thread(PHONE)).filter(
    ({ content }) => content.kind === 'happening' && content.what === 'sent-later',
  );

test('it is no answer until it leaves; then the customer is answered as by one sent at that moment', async () => {
  const id = await waiting();
  const wrote = rig.clock.now();
  await plan(id);
  expect(await desk()).toMatchObject({ waitingSince: wrote });
  await rig.pass(HOUR - 1000);
  expect(await desk()).toMatchObject({ waitingSince: wrote });
  await rig.pass(2000);
  expect(rig.heard(PHONE)).toContain('At your service');
  const { waitingSince, answeredAt } = await desk();
  expect([waitingSince, answeredAt]).toEqual([undefined, wrote + HOUR]);
  expect((await rig.conversation(PHONE)).alarms).toEqual([]);
  expect(await sentLater()).toMatchObject([{ content: { by: 'ana', until: wrote + HOUR } }]);
});

test('it answers what the customer wrote after it was planned, and they wait again with their next message', async () => {
  const id = await waiting();
  await plan(id);
  await rig.pass(60_000);
  await rig.say(PHONE, 'Hello?');
  await rig.pass(HOUR);
  expect((await desk()).waitingSince).toBeUndefined();
  const other = await rig.engine.say(WORKSPACE, id, 'ana', text('Ah'), { undoMs: 5000 });
  const said = (await rig.thread(PHONE)).findLast(({ direction }) => direction === 'out');
  await rig.engine.unsay(WORKSPACE, other.id, said?.id ?? '', { operator: 'ana' });
  expect((await desk()).waitingSince, 'the planned one was an answer').toBeUndefined();
  await rig.say(PHONE, 'Thank you');
  expect((await desk()).waitingSince).toBe(rig.clock.now());
});

test('refused by the channel or taken back, it answers nobody', async () => {
  await rig.desk.queues.setIdle({ minutes: null, to: 'bot' });
  const id = await waiting();
  const wrote = rig.clock.now();
  rig.onSend = () => REFUSED;
  await plan(id);
  await rig.pass(HOUR + 1000);
  expect((await rig.parked()).length).toBe(1);
  rig.onSend = () => ({ kind: 'accepted' });
  await plan(id, 'Another one');
  const said = (await rig.thread(PHONE)).findLast(({ direction }) => direction === 'out');
  await rig.engine.unsay(WORKSPACE, id, said?.id ?? '', { operator: 'ana' });
  await rig.pass(2 * HOUR);
  expect(await desk()).toMatchObject({ waitingSince: wrote });
  expect(await sentLater()).toEqual([]);
});

test('a busy channel and a crash in between: it answers once, when it has left', async () => {
  const id = await waiting();
  const wrote = rig.clock.now();
  await plan(id);
  rig.onSend = () => ({ kind: 'again', code: 'rbm_busy', detail: 'busy', afterMs: 60_000 });
  await rig.pass(HOUR + 1000);
  expect(await desk()).toMatchObject({ waitingSince: wrote });
  await rig.crash();
  rig.onSend = () => ({ kind: 'accepted' });
  await rig.pass(600_000);
  expect(rig.heard(PHONE)).toContain('At your service');
  expect((await desk()).waitingSince).toBeUndefined();
  expect(await sentLater()).toHaveLength(1);
});

test('what was put aside stays there when it leaves', async () => {
  const id = await waiting();
  await plan(id);
  const until = rig.clock.now() + 4 * HOUR;
  await rig.engine.own(WORKSPACE, id, { kind: 'snooze', by: { operator: 'ana' }, until });
  await rig.pass(HOUR + 1000);
  expect(rig.heard(PHONE)).toContain('At your service');
  expect(await desk()).toMatchObject({ status: 'snoozed', until });
});
