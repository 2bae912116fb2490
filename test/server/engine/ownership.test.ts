/** Who has a conversation, on the real engine and store. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { FlowInput } from '../../../flows/flow.ts';
import type { Happening } from '../../../server/stores/port.ts';
import { ECHO, HANDOFF, openRig, type Rig, WORKSPACE } from './engine-rig.ts';

const PHONE = '+447700900001';
const ANA = { operator: 'ana' };
const BEN = { operator: 'ben' };
const text = (words: string) => ({ kind: 'text' as const, text: words, suggestions: [] });

/** A step that can be named at a handback. */
const STEPS: FlowInput = {
  ...ECHO,
  id: 'steps',
  triggers: [{ kind: 'keyword', words: ['steps'] }],
  nodes: {
    ...ECHO.nodes,
    other: { kind: 'say', say: [{ message: { kind: 'text', text: 'At the other step' } }], to: 'ask' },
  },
};

/** Waits an hour, and then says so. */
const WAITS: FlowInput = {
  format: 1,
  id: 'waits',
  name: 'Waits',
  start: 'rest',
  triggers: [{ kind: 'keyword', words: ['waits'] }],
  nodes: {
    rest: { kind: 'wait', timeout: { after: '1h', to: 'late' } },
    late: { kind: 'say', say: [{ message: { kind: 'text', text: 'Still there?' } }], to: 'over' },
    over: { kind: 'end' },
  },
};

let rig: Rig;
beforeEach(async () => {
  rig = await openRig([ECHO, HANDOFF, WAITS, STEPS], undefined, { desk: true });
});
afterEach(() => rig.close());

async function begin(words = 'hello'): Promise<string> {
  await rig.say(PHONE, words);
  await rig.rest();
  return (await rig.conversation(PHONE)).id;
}

async function happenings(): Promise<Happening[]> {
  return (await rig.thread(PHONE)).flatMap(({ content }) => (content.kind === 'happening' ? [content] : []));
}

describe('taking', () => {
  test('of two who take it at once one has it, and the other is told who', async () => {
    const id = await begin();
    const taken = await Promise.allSettled([
      rig.engine.takeover(WORKSPACE, id, 'ana'),
      rig.engine.takeover(WORKSPACE, id, 'ben'),
    ]);
    expect(taken.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(taken[1]).toMatchObject({ reason: { code: 'owned_by_other', facts: { operator: 'ana' } } });
  });

  test('another operator takes it only with the voice they saw', async () => {
    const id = await begin();
    const { voice } = await rig.engine.takeover(WORKSPACE, id, 'ana');
    await expect(rig.engine.takeover(WORKSPACE, id, 'ben', { from: voice - 1 })).rejects.toMatchObject({
      code: 'owned_by_other',
    });
    const { owner } = await rig.engine.takeover(WORKSPACE, id, 'ben', { from: voice });
    expect(owner).toMatchObject(BEN);
    await expect(rig.engine.say(WORKSPACE, id, 'ana', text('late'))).rejects.toMatchObject({
      code: 'owned_by_other',
    });
  });

  test('what the bot was about to say stays here, and the thread says why', async () => {
    rig.onSend = () => ({ kind: 'again', code: 'rbm_busy', detail: 'busy', afterMs: 60_000 });
    const id = await begin();
    await rig.engine.takeover(WORKSPACE, id, 'ana');
    rig.onSend = () => ({ kind: 'accepted' });
    await rig.pass(600_000);
    expect(rig.heard(PHONE)).toEqual([]);
    const said = (await rig.thread(PHONE)).find(({ author }) => author?.kind === 'bot');
    expect(said).toMatchObject({ state: 'withheld', because: [{ code: 'withheld', detail: 'ana' }] });
    expect(await rig.pending(PHONE)).toEqual([]);
  });

  test('a restart between the takeover and the next message changes nothing of that', async () => {
    rig.onSend = () => ({ kind: 'again', code: 'rbm_busy', detail: 'busy', afterMs: 60_000 });
    const id = await begin();
    await rig.engine.takeover(WORKSPACE, id, 'ana');
    await rig.crash();
    rig.onSend = () => ({ kind: 'accepted' });
    await rig.pass(600_000);
    expect(rig.heard(PHONE)).toEqual([]);
  });

  test('a second process that has not heard of it does not speak either', async () => {
    const id = await begin();
    rig.onSend = () => ({ kind: 'again', code: 'rbm_busy', detail: 'busy', afterMs: 60_000 });
    await rig.say(PHONE, 'more');
    await rig.rest();
    const other = await rig.another();
    await other.takeover(WORKSPACE, id, 'ana');
    rig.onSend = () => ({ kind: 'accepted' });
    await rig.pass(600_000);
    expect(rig.heard(PHONE)).toEqual(['Echo hello']);
    await other.stop();
  });
});

describe('a flow that is started while people have the conversation', () => {
  const startBy = (flow: string, by: { operator: string; assigns?: boolean }, key?: string) =>
    rig.engine.begin({
      ...{ workspace: WORKSPACE, brand: 'shop', phone: PHONE, flow, variables: {}, by },
      ...(key === undefined ? {} : { key }),
    });

  test('is handed the conversation by who has it, in one commit; what they just said leaves first', async () => {
    const id = await begin();
    await rig.engine.takeover(WORKSPACE, id, 'ana');
    await rig.engine.say(WORKSPACE, id, 'ana', text('The bot asks you now'), { undoMs: 10_000 });
    const started = await startBy('steps', ANA);
    expect(started).toMatchObject({ owner: { kind: 'bot' }, run: { flow: 'steps' } });
    await rig.pass(20_000);
    expect(rig.heard(PHONE)[1]).toBe('The bot asks you now');
    expect(rig.heard(PHONE).length).toBeGreaterThan(2);
    expect((await happenings()).at(-1)).toMatchObject({
      ...{ what: 'handed-back', by: 'ana', to: { bot: true }, reason: 'started' },
      end: { operator: 'ana' },
    });
  });

  test('is not begun over a colleague, but by who leads the team; nor twice under one key', async () => {
    const id = await begin();
    await rig.engine.takeover(WORKSPACE, id, 'ana');
    await expect(startBy('steps', BEN)).rejects.toMatchObject({
      ...{ code: 'owned_by_other', facts: { operator: 'ana' } },
    });
    expect((await rig.conversation(PHONE)).owner).toMatchObject(ANA);
    await startBy('steps', { ...BEN, assigns: true }, 'once');
    const { rev } = await startBy('steps', { ...BEN, assigns: true }, 'once');
    expect((await rig.conversation(PHONE)).rev).toBe(rev);
    expect((await happenings()).filter(({ what }) => what === 'handed-back')).toHaveLength(1);
  });

  test('takes it out of a queue, with the offer and its alarms', async () => {
    await begin('people');
    expect((await rig.conversation(PHONE)).owner.kind).toBe('queue');
    const { owner, alarms, desk } = await startBy('waits', ANA);
    expect([owner.kind, alarms, desk.waitingSince]).toEqual(['bot', [], undefined]);
    await rig.pass(3_700_000);
    expect(rig.heard(PHONE)).toContain('Still there?');
  });

  test('that cannot begin leaves everything with them: nothing is said early, and nothing handed over', async () => {
    const id = await begin();
    await rig.engine.takeover(WORKSPACE, id, 'ana');
    await rig.engine.say(WORKSPACE, id, 'ana', text('Wait'), { undoMs: 10_000 });
    await expect(startBy('nothing-here', ANA)).rejects.toMatchObject({ code: 'flow_not_published' });
    expect((await rig.conversation(PHONE)).owner).toMatchObject(ANA);
    expect(await rig.pending(PHONE)).toMatchObject([{ lane: 'later' }]);
    await expect(
      rig.engine.begin({ workspace: WORKSPACE, brand: 'shop', phone: PHONE, flow: 'steps', variables: {} }),
    ).rejects.toMatchObject({ code: 'with_people' });
  });
});

describe('giving back', () => {
  test('goes on where it was, with what is left of the time', async () => {
    const id = await begin('waits');
    await rig.pass(1_800_000);
    await rig.engine.takeover(WORKSPACE, id, 'ana');
    await rig.pass(7_200_000);
    expect(rig.heard(PHONE)).toEqual([]);
    await rig.engine.handback(WORKSPACE, id, undefined, { by: ANA, summary: 'All clear' });
    await rig.pass(1_700_000);
    expect(rig.heard(PHONE)).not.toContain('Still there?');
    await rig.pass(200_000);
    expect(rig.heard(PHONE)).toContain('Still there?');
  });

  test('goes on at the step that is named, also when that was planned for the closing', async () => {
    const id = await begin('steps');
    await rig.engine.takeover(WORKSPACE, id, 'ana');
    await rig.engine.own(WORKSPACE, id, { kind: 'plan-handback', by: ANA, node: 'other' });
    const { owner, desk } = await rig.engine.close(WORKSPACE, id, { by: ANA, disposition: 'solved' });
    await rig.rest();
    expect(owner).toEqual({ kind: 'bot' });
    expect(desk).toMatchObject({ status: 'closed', disposition: 'solved', last: 'ana' });
    expect(rig.heard(PHONE)).toContain('At the other step');
  });

  test('closing ends the flow without a word, and the next message begins anew and opens it', async () => {
    const id = await begin();
    await rig.engine.takeover(WORKSPACE, id, 'ana');
    const { run } = await rig.engine.close(WORKSPACE, id, { by: ANA });
    await rig.rest();
    expect(run?.snapshot).toMatchObject({ status: 'done', outcome: 'closed' });
    expect(rig.heard(PHONE)).toEqual(['Echo hello']);
    await rig.say(PHONE, 'again');
    await rig.rest();
    expect(rig.heard(PHONE)).toEqual(['Echo hello', 'Echo hello']);
    expect((await rig.conversation(PHONE)).desk.status).toBe('open');
  });

  test('what its operator just said leaves before the bot speaks, though it could still be taken back', async () => {
    const id = await begin();
    await rig.engine.takeover(WORKSPACE, id, 'ana');
    await rig.engine.say(WORKSPACE, id, 'ana', text('I give you back'), { undoMs: 10_000 });
    await rig.engine.handback(WORKSPACE, id, undefined, { by: ANA });
    await rig.pass(20_000);
    expect(rig.heard(PHONE).slice(1, 2)).toEqual(['I give you back']);
    expect(rig.heard(PHONE).length).toBeGreaterThan(2);
  });

  test('what they planned for tomorrow does not leave any more', async () => {
    const id = await begin();
    await rig.engine.takeover(WORKSPACE, id, 'ana');
    await rig.engine.say(WORKSPACE, id, 'ana', text('Tomorrow'), { at: rig.clock.now() + 86_400_000 });
    await rig.engine.handback(WORKSPACE, id, undefined, { by: ANA });
    await rig.pass(90_000_000);
    expect(rig.heard(PHONE)).not.toContain('Tomorrow');
    const planned = (await rig.thread(PHONE)).find(
      ({ author, direction }) => author?.kind === 'operator' && direction === 'out',
    );
    expect(planned).toMatchObject({ state: 'withheld' });
  });

  test('every time somebody had it is kept, with reason and summary', async () => {
    const id = await begin();
    const from = rig.clock.now();
    await rig.engine.takeover(WORKSPACE, id, 'ana', { reason: 'Asked for a refund' });
    await rig.pass(60_000);
    await rig.engine.own(WORKSPACE, id, {
      kind: 'give',
      by: ANA,
      to: { operator: 'ben' },
      note: 'Needs a refund',
    });
    await rig.pass(60_000);
    await rig.engine.handback(WORKSPACE, id, undefined, { by: BEN, summary: 'Refunded' });
    await rig.rest();
    const { items } = await rig.desk.intervals.list(id, { limit: 10 });
    expect(items).toMatchObject([
      { operator: 'ana', from, to: from + 60_000, reason: 'Asked for a refund', ended: 'transferred' },
      { operator: 'ben', from: from + 60_000, to: from + 120_000, summary: 'Refunded', ended: 'handed-back' },
    ]);
    expect((await happenings()).map(({ what }) => what)).toEqual(['taken', 'transferred', 'handed-back']);
  });

  test('another operator may not, but a supervisor may', async () => {
    const id = await begin();
    await rig.engine.takeover(WORKSPACE, id, 'ana');
    await expect(rig.engine.handback(WORKSPACE, id, undefined, { by: BEN })).rejects.toMatchObject({
      code: 'owned_by_other',
    });
    const by = { operator: 'boss', assigns: true };
    expect((await rig.engine.handback(WORKSPACE, id, undefined, { by })).owner).toEqual({ kind: 'bot' });
  });
});

describe('speaking', () => {
  test('beside something newer from the customer is refused, unless the author wants it so', async () => {
    const id = await begin();
    await rig.engine.takeover(WORKSPACE, id, 'ana');
    const seen = (await rig.thread(PHONE)).findLast(({ direction }) => direction === 'in')?.id;
    await rig.say(PHONE, 'wait, one more thing');
    const newest = (await rig.thread(PHONE)).findLast(({ direction }) => direction === 'in');
    await expect(rig.engine.say(WORKSPACE, id, 'ana', text('Yes'), { seen })).rejects.toMatchObject({
      code: 'newer_message',
      facts: { message: { id: newest?.id } },
    });
    await rig.engine.say(WORKSPACE, id, 'ana', text('Yes'), { seen, anyway: true });
    await rig.rest();
    expect(rig.heard(PHONE)).toContain('Yes');
  });

  test('later: it leaves at its time, holds nobody up, and can be taken back until then', async () => {
    const id = await begin();
    await rig.engine.takeover(WORKSPACE, id, 'ana');
    await rig.engine.say(WORKSPACE, id, 'ana', text('one'), { at: rig.clock.now() + 3_600_000 });
    await rig.engine.say(WORKSPACE, id, 'ana', text('two'), { at: rig.clock.now() + 3_600_000 });
    await rig.engine.say(WORKSPACE, id, 'ana', text('now'));
    await rig.pass(1000);
    expect(rig.heard(PHONE)).toEqual(['Echo hello', 'now']);
    const two = (await rig.thread(PHONE)).find(
      ({ content }) => content.kind === 'text' && content.text === 'two',
    );
    await expect(rig.engine.unsay(WORKSPACE, id, two?.id ?? '', BEN)).rejects.toMatchObject({
      code: 'forbidden',
    });
    await rig.engine.unsay(WORKSPACE, id, two?.id ?? '', ANA);
    await rig.pass(4_000_000);
    expect(rig.heard(PHONE)).toEqual(['Echo hello', 'now', 'one']);
    await expect(rig.engine.unsay(WORKSPACE, id, two?.id ?? '', ANA)).rejects.toMatchObject({
      code: 'already_left',
    });
  });

  test('to somebody who said stop is refused until they write again', async () => {
    const id = await begin();
    await rig.engine.takeover(WORKSPACE, id, 'ana');
    await rig.say(PHONE, 'STOP');
    await expect(rig.engine.say(WORKSPACE, id, 'ana', text('But'))).rejects.toMatchObject({
      code: 'contact_opted_out',
    });
    await rig.say(PHONE, 'What about my order?');
    await rig.engine.say(WORKSPACE, id, 'ana', text('It is on its way'));
    await rig.rest();
    expect(rig.heard(PHONE)).toContain('It is on its way');
  });

  test('answers the customer, who waits again with their next message', async () => {
    const id = await begin();
    await rig.engine.takeover(WORKSPACE, id, 'ana');
    await rig.say(PHONE, 'Anybody?');
    const wrote = rig.clock.now();
    expect((await rig.conversation(PHONE)).desk.waitingSince).toBe(wrote);
    await rig.pass(5000);
    await rig.engine.say(WORKSPACE, id, 'ana', text('Here'), { undoMs: 5000 });
    const { desk } = await rig.conversation(PHONE);
    expect(desk.waitingSince).toBeUndefined();
    expect(desk.answeredAt).toBe(wrote + 5000);
    const said = (await rig.thread(PHONE)).findLast(({ author }) => author?.kind === 'operator');
    await rig.engine.unsay(WORKSPACE, id, said?.id ?? '', ANA);
    expect((await rig.conversation(PHONE)).desk.waitingSince).toBe(wrote);
  });

  test('reading tells the phone, once', async () => {
    const id = await begin();
    await rig.engine.takeover(WORKSPACE, id, 'ana');
    await rig.say(PHONE, 'Anybody?');
    await rig.rest();
    const before = rig.signals.length;
    const newest = (await rig.thread(PHONE)).findLast(({ direction }) => direction === 'in');
    await rig.engine.read(WORKSPACE, id, newest?.id ?? '');
    await rig.engine.read(WORKSPACE, id, newest?.id ?? '');
    const reads = rig.signals.slice(before).filter(({ kind }) => kind === 'read');
    expect(reads.length).toBeGreaterThan(0);
    expect((await rig.conversation(PHONE)).desk.readTo).toBe(newest?.at);
  });
});

describe('joining', () => {
  const BOSS = { operator: 'boss', assigns: true };
  const join = (id: string, by: { operator: string; assigns?: boolean } = BOSS) =>
    rig.engine.own(WORKSPACE, id, { kind: 'join', by });
  const busy = { kind: 'again', code: 'rbm_busy', detail: 'busy', afterMs: 60_000 } as const;
  const states = async (author: string) =>
    (await rig.thread(PHONE)).flatMap((line) =>
      line.direction === 'out' && line.author?.kind === 'operator' && line.author.operator === author
        ? [line.state]
        : [],
    );

  test('lets both write under one voice; who has it, and for how long, stays as it was', async () => {
    const id = await begin();
    const { voice, floor } = await rig.engine.takeover(WORKSPACE, id, 'ana');
    const from = rig.clock.now();
    await rig.engine.say(WORKSPACE, id, 'ana', text('One moment'));
    const joined = await join(id);
    expect(joined).toMatchObject({ voice, floor, owner: { ...ANA, joined: [{ operator: 'boss' }] } });
    await rig.say(PHONE, 'And now?');
    await rig.engine.say(WORKSPACE, id, 'boss', text('I can help'), { assigns: true });
    await rig.pass(1000);
    expect(rig.heard(PHONE)).toEqual(['Echo hello', 'One moment', 'I can help']);
    expect((await rig.conversation(PHONE)).desk.waitingSince).toBeUndefined();
    await rig.engine.own(WORKSPACE, id, { kind: 'leave', by: BOSS });
    await expect(
      rig.engine.say(WORKSPACE, id, 'boss', text('Still'), { assigns: true }),
    ).rejects.toMatchObject({
      code: 'owned_by_other',
    });
    await join(id);
    await rig.pass(1000);
    await rig.engine.handback(WORKSPACE, id, undefined, { by: ANA });
    await rig.rest();
    const { items } = await rig.desk.intervals.list(id, { limit: 10 });
    expect(items).toMatchObject([
      { operator: 'ana', from, to: from + 2000, ended: 'handed-back' },
      { operator: 'boss', from, to: from + 1000, beside: 'ana', ended: 'left' },
      { operator: 'boss', from: from + 1000, to: from + 2000, beside: 'ana', ended: 'handed-back' },
    ]);
    expect((await happenings()).map(({ what }) => what)).toEqual([
      'taken',
      'joined',
      'left',
      'joined',
      'handed-back',
    ]);
  });

  test('is for those who lead the team, beside an operator; who leads no more speaks no more', async () => {
    const id = await begin();
    await expect(join(id)).rejects.toMatchObject({ code: 'not_taken' });
    await rig.engine.takeover(WORKSPACE, id, 'ana');
    await expect(join(id, BEN)).rejects.toMatchObject({ code: 'forbidden' });
    await join(id);
    expect(await join(id)).toMatchObject({ owner: { joined: [{ operator: 'boss' }] } });
    await expect(rig.engine.say(WORKSPACE, id, 'boss', text('No'))).rejects.toMatchObject({
      code: 'owned_by_other',
    });
  });

  test('of two answers to the same line the second is refused until its author has seen the first', async () => {
    const id = await begin();
    await rig.engine.takeover(WORKSPACE, id, 'ana');
    await join(id);
    await rig.say(PHONE, 'Is it open on Sunday?');
    const both = await Promise.allSettled([
      rig.engine.say(WORKSPACE, id, 'ana', text('Yes')),
      rig.engine.say(WORKSPACE, id, 'boss', text('No'), { assigns: true }),
    ]);
    expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    const first = (await rig.thread(PHONE)).findLast(({ direction }) => direction === 'out');
    expect(both[1]).toMatchObject({
      reason: { code: 'newer_message', facts: { message: { id: first?.id, by: 'ana' } } },
    });
    await rig.engine.say(WORKSPACE, id, 'boss', text('Until noon'), { assigns: true, seenReply: first?.id });
    await expect(
      rig.engine.say(WORKSPACE, id, 'ana', text('All day'), { seenReply: first?.id }),
    ).rejects.toMatchObject({
      code: 'newer_message',
      facts: { message: { by: 'boss' } },
    });
    await rig.engine.say(WORKSPACE, id, 'ana', text('Welcome'), { anyway: true });
    // Also after they left: what they said is still the newest.
    await rig.say(PHONE, 'Thanks. And on Monday?');
    await rig.engine.say(WORKSPACE, id, 'boss', text('Closed'), { assigns: true });
    await rig.engine.own(WORKSPACE, id, { kind: 'leave', by: BOSS });
    await expect(rig.engine.say(WORKSPACE, id, 'ana', text('Open'))).rejects.toMatchObject({
      code: 'newer_message',
    });
  });

  test('ends with whom it was beside: nothing of theirs leaves after it, tried before or not', async () => {
    const id = await begin();
    await rig.engine.takeover(WORKSPACE, id, 'ana');
    await join(id);
    rig.onSend = () => busy;
    await rig.engine.say(WORKSPACE, id, 'boss', text('Tried'), { assigns: true });
    await rig.rest();
    await rig.engine.say(WORKSPACE, id, 'boss', text('Undo'), { assigns: true, undoMs: 10_000 });
    await rig.engine.say(WORKSPACE, id, 'boss', text('Tomorrow'), {
      assigns: true,
      at: rig.clock.now() + 86_400_000,
    });
    await rig.engine.say(WORKSPACE, id, 'ana', text('Bye'), { anyway: true, undoMs: 10_000 });
    rig.onSend = () => ({ kind: 'accepted' });
    const { owner } = await rig.engine.handback(WORKSPACE, id, undefined, { by: ANA });
    expect(owner).toEqual({ kind: 'bot' });
    await rig.pass(90_000_000);
    expect(rig.heard(PHONE)).toContain('Bye');
    expect(rig.heard(PHONE)).not.toEqual(expect.arrayContaining(['Tried']));
    expect(await states('boss')).toEqual(['withheld', 'withheld', 'withheld']);
  });

  test('taken over, closed or given on by who joined, nothing of either leaves', async () => {
    const id = await begin();
    rig.onSend = () => busy;
    for (const end of ['take', 'give', 'close'] as const) {
      const { voice } = await rig.engine.takeover(WORKSPACE, id, 'ana');
      await join(id);
      await rig.engine.say(WORKSPACE, id, 'ana', text('One'));
      await rig.engine.say(WORKSPACE, id, 'boss', text('Two'), { assigns: true, anyway: true });
      if (end === 'take') await rig.engine.takeover(WORKSPACE, id, 'boss', { from: voice });
      if (end === 'give')
        await rig.engine.own(WORKSPACE, id, { kind: 'give', by: BOSS, to: { queue: 'default' } });
      if (end !== 'give') await rig.engine.close(WORKSPACE, id, { by: BOSS });
      await rig.pass(1000);
    }
    rig.onSend = () => ({ kind: 'accepted' });
    await rig.pass(600_000);
    expect(rig.heard(PHONE)).toEqual(['Echo hello']);
    expect([...(await states('ana')), ...(await states('boss'))]).toEqual(Array(6).fill('withheld'));
  });

  test('is known to every process', async () => {
    const id = await begin();
    await rig.engine.takeover(WORKSPACE, id, 'ana');
    const other = await rig.another();
    await join(id);
    await other.say(WORKSPACE, id, 'boss', text('Here'), { assigns: true });
    await expect(rig.engine.say(WORKSPACE, id, 'ana', text('Too'))).rejects.toMatchObject({
      code: 'newer_message',
    });
    // Said at the other process, which alone knows of it: it stays here all the same.
    const undo = { assigns: true, undoMs: 10_000 };
    await other.say(WORKSPACE, id, 'boss', text('In a moment'), undo);
    await rig.engine.handback(WORKSPACE, id, undefined, { by: ANA });
    await expect(other.say(WORKSPACE, id, 'boss', text('More'), { assigns: true })).rejects.toMatchObject({
      code: 'forbidden',
    });
    await rig.pass(60_000);
    expect(rig.heard(PHONE)).toContain('Here');
    expect(rig.heard(PHONE)).not.toContain('In a moment');
    await other.stop();
  });
});

describe('putting aside', () => {
  test('comes back at its time, or when the customer writes', async () => {
    const id = await begin();
    await rig.engine.takeover(WORKSPACE, id, 'ana');
    await rig.engine.own(WORKSPACE, id, { kind: 'snooze', by: ANA, until: rig.clock.now() + 60_000 });
    await rig.pass(59_000);
    expect((await rig.conversation(PHONE)).desk.status).toBe('snoozed');
    await rig.pass(2000);
    expect((await rig.conversation(PHONE)).desk.status).toBe('open');
    await rig.engine.own(WORKSPACE, id, { kind: 'snooze', by: ANA, until: rig.clock.now() + 60_000 });
    await rig.say(PHONE, 'Hello?');
    const { desk, owner, alarms } = await rig.conversation(PHONE);
    expect(desk.status).toBe('open');
    expect(owner).toMatchObject(ANA);
    // Now the customer waits for an answer.
    expect(alarms.map(({ kind }) => kind)).toEqual(['idle']);
    expect((await happenings()).map(({ what, reason }) => [what, reason])).toEqual([
      ['taken', undefined],
      ['snoozed', undefined],
      ['woken', 'time'],
      ['snoozed', undefined],
      ['woken', 'customer'],
    ]);
  });
});
