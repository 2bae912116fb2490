/** Rules on an engine with queues: what sets them off, what they may do, and that each event sets each off once. */
import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, test } from 'vitest';
import type { z } from 'zod';
import type { Message } from '../../../flows/message.ts';
import type { Row } from '../../../server/contract/inbox-list.ts';
import { saveRuleSchema } from '../../../server/contract/inbox-rules.ts';
import { loadBrands } from '../../../server/engine/brands.ts';
import { type Automation, openAutomation } from '../../../server/inbox/automation.ts';
import { CANNED } from '../../../server/inbox/canned.ts';
import { createContacts } from '../../../server/inbox/contacts.ts';
import { rowAfter } from '../../../server/inbox/row.ts';
import { saysOneOf } from '../../../server/inbox/rule-events.ts';
import { openServiceLevels } from '../../../server/inbox/service-levels.ts';
import type { Conversation, Happening } from '../../../server/stores/port.ts';
import { openSqliteInbox } from '../../../server/stores/sqlite-inbox.ts';
import { ACCEPTED, BURST, ECHO, HANDOFF, openRig, type Rig, WORKSPACE } from '../engine/engine-rig.ts';
import { entryOf } from './sample-rows.ts';

type RuleInput = Omit<z.input<typeof saveRuleSchema>, 'name'> & { name?: string };

const PHONE = '+447700900001';
const MINUTE = 60_000;
let rig: Rig;
let automations: Automation[] = [];
let noted: string[] = [];
let index = openSqliteInbox<Row>({ path: ':memory:', newId: randomUUID });

async function open(...rules: RuleInput[]): Promise<Rig> {
  automations = [];
  noted = [];
  index = openSqliteInbox<Row>({ path: ':memory:', newId: randomUUID });
  rig = await openRig([ECHO, HANDOFF, BURST], undefined, {
    desk: true,
    async automate({ engine, store, queues, clock, report }) {
      const { records } = store;
      const made = await openAutomation({
        ...{ workspace: WORKSPACE, store, engine, queues, clock, report, newId: randomUUID },
        brands: await loadBrands(records, [WORKSPACE]),
        inbox: {
          index,
          contacts: createContacts(records, randomUUID),
          levels: await openServiceLevels({ workspace: WORKSPACE, records }),
        },
        takes: async (operator) => operator === 'ana' || operator === 'bob',
        note: async ({ name }) => void noted.push(name),
      });
      automations.push(made);
      return made.run;
    },
  });
  for (const rule of rules) await add(rule);
  return rig;
}
async function add(rule: RuleInput): Promise<string> {
  const id = randomUUID();
  const name = rule.name ?? 'Rule';
  for (const [place, { rules, changed }] of automations.entries()) {
    if (place === 0) await rules.add(id, 'sam', saveRuleSchema.parse({ ...rule, name }), rig.clock.now());
    else await rules.refresh();
    changed();
  }
  return id;
}
const canned = async (id: string, text: string) => {
  const texts = { en: { message: { kind: 'text', text, suggestions: [] } } };
  const body = { shortcut: id, title: id, texts, shared: true, id, by: 'sam', updatedAt: 0 };
  await rig.store.records.insert(WORKSPACE, CANNED, id, body);
};
const happened = async (phone = PHONE): Promise<Happening[]> =>
  (await rig.thread(phone)).flatMap(({ content }) => (content.kind === 'happening' ? [content] : []));
const ruled = async (phone = PHONE) => (await happened(phone)).filter(({ rule }) => rule);
const desk = async () => (await rig.conversation(PHONE)).desk;
const say = async (text: string) => {
  await rig.say(PHONE, text);
  await done();
};
/** Nothing of the rules is left to be done now. */
async function done(): Promise<void> {
  await rig.clock.advance(1);
  await rig.until('the rules have run', async () => {
    const { alarms } = await rig.conversation(PHONE);
    return !alarms.some(({ kind, at }) => kind === 'rule' && at <= rig.clock.now() + 10_000);
  });
  await rig.rest();
}
const own = async (command: Parameters<Rig['engine']['own']>[2]) => {
  await rig.engine.own(WORKSPACE, (await rig.conversation(PHONE)).id, command);
  await done();
};
const by = { operator: 'ana' };
async function rowOf(): Promise<Row> {
  return rowAfter(undefined, await rig.conversation(PHONE), { added: [], changed: [] });
}

afterEach(async () => {
  await rig?.close();
});

describe('what sets a rule off', () => {
  test('the words of a customer, whole and whatever their accents; what it did is in the thread and on record', async () => {
    await open({
      name: 'Angry',
      when: { on: 'heard', text: ['refund', 'très déçu'] },
      steps: [
        { kind: 'labels', add: ['angry'] },
        { kind: 'priority', priority: 'high' },
        { kind: 'note', text: 'Be kind.' },
      ],
    });
    await say('no refunds here');
    expect(await ruled()).toEqual([]);
    await say('Je suis TRES  DECU !');
    expect(await desk()).toMatchObject({ labels: ['angry'], priority: 'high' });
    expect(await ruled()).toEqual([
      {
        kind: 'happening',
        what: 'ruled',
        rule: { id: expect.any(String), name: 'Angry' },
        did: [
          { kind: 'labels', add: ['angry'], remove: [] },
          { kind: 'priority', priority: 'high' },
        ],
        note: 'Be kind.',
      },
    ]);
    expect(noted).toEqual(['Angry']);
  });

  test.each([
    ['Where is my refund?', ['refund'], true],
    ['refunds', ['refund'], false],
    ['C++ and C#', ['c++'], true],
    ['我要退款', ['退款'], true],
    ['a b', ['a  b'], true],
    ['anything', [' '], false],
  ])('%j says one of %j: %j', async (text, phrases, says) => {
    expect(saysOneOf(text, phrases)).toBe(says);
  });

  test('the conversation must be such at that moment; a rule sees what those before it did, and may be the last', async () => {
    const labels = (label: string) => [{ kind: 'labels' as const, add: [label] }];
    await open(
      { when: { on: 'heard' }, and: { channel: ['sms'] }, steps: labels('by sms') },
      { when: { on: 'heard' }, steps: labels('one') },
      { when: { on: 'heard' }, and: { label: ['one'] }, steps: labels('two'), last: true },
      { when: { on: 'heard' }, steps: labels('three') },
      { on: false, when: { on: 'heard' }, steps: labels('off') },
    );
    await say('hello');
    expect((await desk()).labels).toEqual(['one', 'two']);
  });

  test('the beginning, a queue, an answer, a label and the end each do, and nothing that a rule did', async () => {
    const labels = (label: string) => [{ kind: 'labels' as const, add: [label] }];
    await open(
      { when: { on: 'opened' }, steps: labels('opened') },
      { when: { on: 'labelled', label: 'opened' }, steps: labels('by a rule') },
      { when: { on: 'labelled', label: 'vip' }, steps: labels('labelled') },
      { when: { on: 'queued', queue: ['claims'] }, steps: labels('claims') },
      { when: { on: 'queued', queue: ['sales'] }, steps: labels('queued') },
      { when: { on: 'replied' }, steps: labels('replied') },
      { when: { on: 'closed' }, steps: labels('closed') },
    );
    await say('people');
    expect((await desk()).labels).toEqual(['opened', 'queued']);
    await own({ kind: 'take', by });
    const { id } = await rig.conversation(PHONE);
    await rig.engine.say(WORKSPACE, id, 'ana', { kind: 'text', text: 'Hello', suggestions: [] });
    await done();
    await rig.engine.change(WORKSPACE, id, (current) => ({
      conversation: { ...current, desk: { ...current.desk, labels: [...current.desk.labels, 'vip'] } },
      quiet: true,
    }));
    await done();
    expect((await desk()).labels).toEqual(['opened', 'queued', 'replied', 'vip', 'labelled']);
    await rig.engine.close(WORKSPACE, id, { by });
    await done();
    expect((await desk()).labels.at(-1)).toBe('closed');
    // What has come is not said again.
    const lines = await ruled();
    expect(lines).toHaveLength(5);
  });

  test('an answer that was taken back in time is none', async () => {
    await open({ when: { on: 'replied' }, steps: [{ kind: 'labels', add: ['replied'] }] });
    await say('people');
    await own({ kind: 'take', by });
    const { id } = await rig.conversation(PHONE);
    const message: Message = { kind: 'text', text: 'Oops', suggestions: [] };
    await rig.engine.say(WORKSPACE, id, 'ana', message, { undoMs: 5000 });
    const line = (await rig.thread(PHONE)).at(-1);
    await rig.engine.unsay(WORKSPACE, id, line?.id ?? '', by);
    await rig.pass(6000);
    expect((await desk()).labels).toEqual([]);
    await rig.engine.say(WORKSPACE, id, 'ana', message, { undoMs: 5000 });
    await rig.pass(6000);
    await done();
    expect((await desk()).labels).toEqual(['replied']);
  });

  test('waiting too long for a person does so once for each wait, and not where somebody answers in time', async () => {
    await open({
      when: { on: 'unanswered', minutes: 30 },
      steps: [{ kind: 'note', text: 'Hurry.' }],
    });
    await rig.desk.queues.setIdle({ minutes: null, to: 'bot' });
    await say('people');
    await own({ kind: 'take', by });
    await rig.pass(29 * MINUTE);
    expect(await ruled()).toHaveLength(0);
    await rig.pass(2 * MINUTE);
    expect(await ruled()).toHaveLength(1);
    await rig.pass(120 * MINUTE);
    expect(await ruled()).toHaveLength(1);
    const { id } = await rig.conversation(PHONE);
    const answer = () =>
      rig.engine.say(WORKSPACE, id, 'ana', { kind: 'text', text: 'Hello', suggestions: [] });
    await answer();
    await rig.say(PHONE, 'and now?');
    await rig.pass(10 * MINUTE);
    await answer();
    await rig.say(PHONE, 'and?');
    await rig.pass(29 * MINUTE);
    expect(await ruled()).toHaveLength(1);
    await rig.pass(2 * MINUTE);
    expect(await ruled()).toHaveLength(2);
  });

  test('those who wait already are watched from the moment a rule is made', async () => {
    await open();
    await say('people');
    const row = { ...(await rowOf()), waitingSince: rig.clock.now() };
    await index.put([entryOf(row, [], WORKSPACE)]);
    await rig.pass(10 * MINUTE);
    await add({ when: { on: 'unanswered', minutes: 30 }, steps: [{ kind: 'priority', priority: 'urgent' }] });
    await automations[0]?.stop();
    await rig.pass(21 * MINUTE);
    expect((await desk()).priority).toBe('urgent');
  });

  test('few points of five do, and many do not', async () => {
    await open({ when: { on: 'rated', most: 2 }, steps: [{ kind: 'assign', to: { queue: 'default' } }] });
    await say('hello');
    const { id } = await rig.conversation(PHONE);
    await automations[0]?.run.rated(id, 5, rig.clock.now());
    await done();
    expect((await rig.conversation(PHONE)).owner.kind).toBe('bot');
    await automations[0]?.run.rated(id, 2, rig.clock.now());
    await done();
    expect((await rig.conversation(PHONE)).owner).toMatchObject({ kind: 'queue', queue: 'default' });
  });
});

describe('what a rule may do', () => {
  test('give a conversation to people, and what happened says that the rule did', async () => {
    await open({
      name: 'People',
      when: { on: 'heard', text: ['human'] },
      steps: [{ kind: 'assign', to: { operator: 'ana' } }],
    });
    await say('a human please');
    expect((await rig.conversation(PHONE)).owner).toMatchObject({ kind: 'operator', operator: 'ana' });
    expect(await ruled()).toEqual([
      {
        ...{ kind: 'happening', what: 'transferred', to: { operator: 'ana' } },
        rule: { id: expect.any(String), name: 'People' },
      },
    ]);
  });

  test('not cut the bot short: what it was saying still leaves', async () => {
    await open({ when: { on: 'heard' }, steps: [{ kind: 'assign', to: { operator: 'ana' } }] });
    let letGo = () => {};
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    rig.onSend = async () => {
      await held;
      return ACCEPTED;
    };
    await say('burst');
    expect((await rig.conversation(PHONE)).owner.kind).toBe('operator');
    letGo();
    await rig.until('all of it has left', () => rig.heard(PHONE).length === 3);
  });

  test('close after an answer, which still leaves', async () => {
    await open({ when: { on: 'replied' }, steps: [{ kind: 'close', disposition: 'answered' }] });
    await say('people');
    await own({ kind: 'take', by });
    const { id } = await rig.conversation(PHONE);
    await rig.engine.say(WORKSPACE, id, 'ana', { kind: 'text', text: 'Here you are', suggestions: [] });
    await done();
    expect(await desk()).toMatchObject({ status: 'closed', disposition: 'answered' });
    await rig.until('it has left', () => rig.heard(PHONE).includes('Here you are'));
  });

  test('put it aside for a while, and not close what is to go back to the bot', async () => {
    await open(
      { when: { on: 'labelled', label: 'later' }, steps: [{ kind: 'snooze-for', ms: 60 * MINUTE }] },
      { when: { on: 'labelled', label: 'over' }, steps: [{ kind: 'close' }] },
    );
    await say('people');
    const { id } = await rig.conversation(PHONE);
    const label = async (name: string) => {
      await rig.engine.change(WORKSPACE, id, (current) => ({
        conversation: { ...current, desk: { ...current.desk, labels: [...current.desk.labels, name] } },
      }));
      await done();
    };
    await label('later');
    expect((await desk()).status).toBe('snoozed');
    await own({ kind: 'take', by });
    await own({ kind: 'plan-handback', by });
    await label('over');
    expect((await desk()).status).toBe('open');
    expect((await ruled()).at(-1)?.refused?.code).toBe('planned_handback');
  });

  test('answer once where people have it and nobody speaks; never beside the bot, an operator or another rule', async () => {
    await open();
    await canned('wait', 'We are on it, {{operator.name}}');
    await canned('more', 'One more thing');
    const reply = (id: string) => [{ kind: 'reply' as const, canned: id }];
    const [first = '', second = ''] = [
      await add({ when: { on: 'heard' }, steps: reply('wait') }),
      await add({ when: { on: 'heard' }, steps: reply('more') }),
    ];
    await say('hello');
    expect((await ruled()).map(({ refused }) => refused?.code)).toEqual(['bot_answers', 'bot_answers']);
    await say('again');
    expect(await ruled()).toHaveLength(2);
    await own({ kind: 'give', by, to: { queue: 'sales' } });
    await say('anybody?');
    await say('please?');
    await say('hello?');
    expect(rig.heard(PHONE).filter((text) => text === 'We are on it, Shop')).toHaveLength(1);
    // The first rule has said its own already and leaves the next message to the second.
    expect(rig.heard(PHONE).filter((text) => text === 'One more thing')).toHaveLength(1);
    await own({ kind: 'take', by });
    await say('and you?');
    expect((await ruled()).at(-1)?.refused?.code).toBe('operator_answers');
    const read = (id: string) => automations[0]?.figures.read(WORKSPACE, id, rig.clock.now());
    expect(await read(first)).toMatchObject({ week: 1, refused: { code: 'operator_answers' } });
    expect(await read(second)).toMatchObject({ week: 1 });
  });

  test('nothing is said to who wants no more messages, and the steps before it stay done', async () => {
    await open();
    await canned('wait', 'We are on it');
    await add({
      when: { on: 'heard' },
      steps: [
        { kind: 'labels', add: ['seen'] },
        { kind: 'reply', canned: 'wait' },
        { kind: 'priority', priority: 'low' },
      ],
    });
    await say('people');
    await say('STOP');
    expect(rig.heard(PHONE)).not.toContain('We are on it');
    expect(await desk()).toMatchObject({ labels: ['seen'], priority: 'normal' });
    expect((await ruled()).at(-1)?.refused?.code).toMatch(/contact_opted_out|bot_answers/);
  });

  test('what has no queue, person or reply any more is refused with its reason', async () => {
    await open(
      { when: { on: 'heard' }, steps: [{ kind: 'assign', to: { queue: 'gone' } }] },
      { when: { on: 'heard' }, steps: [{ kind: 'assign', to: { operator: 'zoe' } }] },
      { when: { on: 'heard' }, steps: [{ kind: 'reply', canned: 'gone' }] },
    );
    await say('hello');
    expect((await ruled()).map(({ refused }) => refused?.code)).toEqual([
      'no_queue',
      'no_operator',
      'no_reply',
    ]);
    expect((await rig.conversation(PHONE)).owner.kind).toBe('bot');
  });
});

describe('once for each event', () => {
  test('also where the process dies right after the event', async () => {
    await open({ when: { on: 'heard' }, steps: [{ kind: 'note', text: 'Seen.' }] });
    await rig.say(PHONE, 'hello');
    await rig.crash();
    await done();
    expect(await ruled()).toHaveLength(1);
  });

  test('also where two processes see it', async () => {
    await open({ when: { on: 'heard' }, steps: [{ kind: 'note', text: 'Seen.' }] });
    await rig.another();
    const alarms = (await rig.conversation(PHONE).catch(() => undefined))?.alarms ?? [];
    expect(alarms).toEqual([]);
    await rig.say(PHONE, 'hello');
    const conversation = await rig.conversation(PHONE);
    const [alarm] = conversation.alarms.filter(({ kind }) => kind === 'rule');
    if (alarm) await Promise.all(automations.map(({ run }) => run.ring(conversation, alarm)));
    await done();
    expect(await ruled()).toHaveLength(1);
  });

  test('whenever it dies: every message has one note, and is counted once', async () => {
    await open();
    const id = await add({ when: { on: 'heard' }, steps: [{ kind: 'note', text: 'Seen.' }] });
    // From before the rule begins to after it was counted.
    for (let turns = 0; turns < 40; turns += 1) {
      await rig.say(PHONE, `message ${turns}`);
      void rig.clock.advance(1);
      for (let n = 0; n < turns; n += 1) await new Promise((resolve) => setImmediate(resolve));
      await rig.crash();
    }
    // What ran and was not counted is counted a while later.
    await rig.pass(15_000);
    await rig.until('nothing is left', async () => (await rig.conversation(PHONE)).alarms.length === 0);
    expect(await ruled()).toHaveLength(40);
    const figures = await automations.at(-1)?.figures.read(WORKSPACE, id, rig.clock.now());
    expect(figures?.week).toBe(40);
  });
});

describe('a dry run', () => {
  test('says where a rule would have run and what each step would come to, and changes nothing', async () => {
    await open();
    const phones = ['+447700900001', '+447700900002', '+447700900003'] as const;
    const texts = ['refund please', 'people', 'hello'] as const;
    const before: Conversation[] = [];
    for (const [n, phone] of phones.entries()) {
      await rig.say(phone, texts[n] ?? '');
      if (n === 1) await rig.say(phone, 'my refund?');
      await rig.rest();
      const conversation = await rig.conversation(phone);
      before.push(conversation);
      const row = rowAfter(undefined, conversation, { added: [], changed: [] });
      await index.put([entryOf({ ...row, at: rig.clock.now() + n }, [], WORKSPACE)]);
    }
    const trial = automations[0]?.trial;
    const rule = saveRuleSchema.parse({
      name: 'Refunds',
      when: { on: 'heard', text: ['refund'] },
      steps: [
        { kind: 'priority', priority: 'high' },
        { kind: 'assign', to: { queue: 'gone' } },
        { kind: 'close' },
      ],
    });
    const tried = await trial?.(rule, 7);
    expect(tried).toMatchObject({ looked: 3, matched: 2, more: false });
    expect(tried?.items.map(({ phone }) => phone)).toEqual([phones[1], phones[0]]);
    expect(tried?.items[0]?.steps).toEqual([
      { step: 'priority', outcome: 'done' },
      { step: 'assign', outcome: 'refused', code: 'no_queue', detail: expect.any(String) },
    ]);
    const waiting = saveRuleSchema.parse({
      name: 'Late',
      when: { on: 'unanswered', minutes: 5 },
      and: { owner: ['queue'] },
      steps: [{ kind: 'priority', priority: 'normal' }],
    });
    expect(await trial?.(waiting, 7)).toMatchObject({ looked: 1, matched: 0 });
    await rig.pass(6 * MINUTE);
    expect(await trial?.(waiting, 7)).toMatchObject({
      matched: 1,
      items: [{ steps: [{ step: 'priority', outcome: 'nothing' }] }],
    });
    expect(await Promise.all(phones.map((phone) => rig.conversation(phone)))).toEqual(before);
  });
});
