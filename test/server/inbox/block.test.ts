/** A contact is blocked: what they write is kept, and nobody answers but to what the law wants answered. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Conversation } from '../../../server/stores/port.ts';
import { BRAND, ECHO, HANDOFF, openRig, type Rig, WORKSPACE } from '../engine/engine-rig.ts';

const PHONE = '+447700900150';
const ana = { operator: 'ana' };
const boss = { operator: 'boss', assigns: true };

let rig: Rig;
beforeEach(async () => {
  rig = await openRig([ECHO, HANDOFF], undefined, { desk: true });
});
afterEach(() => rig.close());

const id = async () => (await rig.conversation(PHONE)).id;
const own = async (command: Parameters<Rig['engine']['own']>[2]) =>
  rig.engine.own(WORKSPACE, await id(), command);
async function heard(): Promise<string[]> {
  const { items } = await rig.store.conversations.thread(WORKSPACE, await id(), { limit: 100 });
  return items.flatMap(({ direction, content }) =>
    direction === 'in' && content.kind === 'text' ? [content.text] : [],
  );
}
/** What reached the phone. */
async function said(): Promise<number> {
  await rig.rest();
  return rig.delivered.length;
}

test('the bot keeps what they write and says nothing, whatever rings; unblocked, it answers again', async () => {
  await rig.say(PHONE, 'hello');
  const before = await said();
  const { desk, owner } = await own({ kind: 'block', by: ana });
  expect([desk.status, desk.blocked?.by, owner.kind]).toEqual(['closed', 'ana', 'bot']);
  await rig.say(PHONE, 'are you there?');
  await rig.clock.advance(48 * 3_600_000);
  await rig.say(PHONE, 'people');
  expect(await said()).toBe(before);
  expect(await heard()).toEqual(['hello', 'are you there?', 'people']);
  const still = await rig.conversation(PHONE);
  expect([still.desk.status, still.owner.kind, still.desk.waitingSince, still.timers]).toEqual([
    'closed',
    'bot',
    undefined,
    [],
  ]);
  await own({ kind: 'unblock', by: ana });
  await rig.say(PHONE, 'hello again');
  expect(await said()).toBeGreaterThan(before);
  expect((await rig.conversation(PHONE)).desk.status).toBe('open');
});

test('what an operator was about to say stays here, and nobody takes, speaks or begins until it is undone', async () => {
  await rig.say(PHONE, 'people');
  await rig.engine.takeover(WORKSPACE, await id(), 'ana');
  const message = { kind: 'text', text: 'In a moment.', suggestions: [] } as const;
  await rig.engine.say(WORKSPACE, await id(), 'ana', { ...message, suggestions: [] }, { undoMs: 10_000 });
  const before = await said();
  await expect(own({ kind: 'block', by: { operator: 'ben' } })).rejects.toMatchObject({
    code: 'owned_by_other',
  });
  await own({ kind: 'block', by: boss });
  await rig.clock.advance(60_000);
  expect(await said()).toBe(before);
  const refusals = [
    rig.engine.takeover(WORKSPACE, await id(), 'ana'),
    rig.engine.say(WORKSPACE, await id(), 'ana', { ...message, suggestions: [] }),
    own({ kind: 'reopen', by: ana }),
    own({ kind: 'give', by: boss, to: { operator: 'ben' } }),
    own({ kind: 'snooze', by: ana, until: rig.clock.now() + 1000 }),
    rig.engine.handback(WORKSPACE, await id(), undefined, { by: ana }),
    rig.engine.begin({ workspace: WORKSPACE, brand: BRAND.id, phone: PHONE, flow: 'echo', variables: {} }),
  ];
  const answers = (await Promise.allSettled(refusals)).map((one) =>
    one.status === 'rejected' ? one.reason.code : 'done',
  );
  expect(answers).toEqual(refusals.map(() => 'contact_blocked'));
  const { items } = await rig.store.conversations.thread(WORKSPACE, await id(), { limit: 100 });
  const events = items.flatMap(({ content }) => (content.kind === 'happening' ? [content] : []));
  expect(events.at(-1)).toMatchObject({ what: 'blocked', by: 'boss', end: { operator: 'ana' } });
  const again: Conversation = await own({ kind: 'block', by: ana });
  expect(again.desk.blocked?.by).toBe('boss');
});

test('STOP is heard and confirmed all the same', async () => {
  await rig.say(PHONE, 'hello');
  await own({ kind: 'block', by: ana });
  const before = await said();
  await rig.say(PHONE, 'STOP');
  expect(await said()).toBe(before + 1);
  const { optedOut, desk } = await rig.conversation(PHONE);
  expect([optedOut, desk.blocked?.by]).toEqual([true, 'ana']);
});
