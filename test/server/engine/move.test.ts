/** Moving running conversations to another version of their flow: what is stored, said and rung; on a real store. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type FlowInput, flowSchema } from '../../../flows/flow.ts';
import type { Landing } from '../../../flows/relocate.ts';
import {
  FLOW,
  type FlowRecord,
  VERSION,
  type VersionRecord,
  versionKey,
} from '../../../server/engine/catalogue.ts';
import { openRig, type Rig, WORKSPACE } from './engine-rig.ts';

const PHONE = '+33639980001';
const HOUR = 3_600_000;
const says = (text: string) => ({ message: { kind: 'text' as const, text } });

const FIRST: FlowInput = {
  format: 1,
  id: 'tea',
  name: 'Tea',
  start: 'day',
  variables: { day: { type: 'text' } },
  triggers: [{ kind: 'keyword', words: ['tea'] }],
  nodes: {
    day: {
      kind: 'ask',
      ask: says('Which day?'),
      expect: { type: 'text' },
      save: 'day',
      timeout: { after: '2h', to: 'late' },
      to: 'brew',
    },
    brew: { kind: 'call', service: 'pot', operation: 'brew', to: 'bye', failed: 'bye' },
    late: { kind: 'end', say: says('Too late.') },
    bye: { kind: 'end', say: says('Bye.') },
  },
};
const { day, ...others } = FIRST.nodes;
/** Asks the day in other words, and longer. */
const SECOND: FlowInput = {
  ...FIRST,
  nodes: {
    ...FIRST.nodes,
    day: { ...(day as object), ask: says('What day?'), timeout: { after: '4h', to: 'late' } } as never,
  },
};
/** Does not ask the day, but the tea. */
const THIRD: FlowInput = {
  ...FIRST,
  start: 'kind',
  nodes: {
    ...others,
    kind: {
      kind: 'ask',
      ask: says('Which tea?'),
      expect: { type: 'text' },
      save: 'day',
      timeout: { after: '1h', to: 'late' },
      to: 'bye',
    },
  },
};

let rig: Rig;
beforeEach(async () => {
  rig = await openRig([FIRST]);
});
afterEach(() => rig.close());

/** Published in the rig's store; the engine that comes after knows it. */
async function publish(input: FlowInput, version = 2): Promise<void> {
  const flow = flowSchema.parse(input);
  const bundle = { flow, subflows: {} };
  const record: VersionRecord = {
    flow: 'tea',
    version,
    bundle,
    note: '',
    publishedAt: 0,
    publishedBy: 'test',
  };
  await rig.store.records.insert(WORKSPACE, VERSION, versionKey('tea', version), record);
  const stored = await rig.store.records.get<FlowRecord>(WORKSPACE, FLOW, 'tea');
  await rig.store.records.update(WORKSPACE, FLOW, 'tea', stored?.rev ?? 0, {
    ...stored?.data,
    published: version,
  });
  await rig.restart();
}

async function move(mapping: Record<string, Landing> = {}, phone = PHONE) {
  const { id } = await rig.conversation(phone);
  const result = await rig.engine.move({
    workspace: WORKSPACE,
    conversation: id,
    flow: 'tea',
    from: 1,
    to: 2,
    mapping,
  });
  await rig.rest();
  return result;
}

async function asked(phone = PHONE): Promise<void> {
  await rig.say(phone, 'tea');
  await rig.until('it was asked', () => rig.heard(phone).includes('Which day?'));
}

describe('to a version that has the step', () => {
  test('[V2] nothing is said and nothing in the inbox moves; the answer is heard by the new version', async () => {
    await asked();
    await publish({ ...SECOND, nodes: { ...SECOND.nodes, bye: { kind: 'end', say: says('So long.') } } });
    const before = await rig.conversation(PHONE);
    await rig.clock.advance(1000);
    expect(await move()).toBe('moved');
    const after = await rig.conversation(PHONE);
    expect(after).toMatchObject({ updatedAt: before.updatedAt, run: { flow: 'tea', version: 2 } });
    expect(rig.heard(PHONE)).toEqual(['Which day?']);
    await rig.say(PHONE, 'Monday');
    await rig.until('it says goodbye', () => rig.heard(PHONE).includes('So long.'));
  });

  test('[V3] a timeout that is longer now rings at its new time, and not at its old one', async () => {
    await asked();
    await publish(SECOND);
    await rig.pass(HOUR);
    await move();
    await rig.pass(1.5 * HOUR);
    expect(rig.heard(PHONE)).toEqual(['Which day?']);
    await rig.pass(3 * HOUR);
    await rig.until('it rang', () => rig.heard(PHONE).includes('Too late.'));
  });

  test('[V2] a call that is under way is answered in the new version', async () => {
    let answer = (_: { kind: 'done'; result: unknown }) => {};
    rig.onCall = () =>
      new Promise((resolve) => {
        answer = resolve;
      });
    await asked();
    await rig.say(PHONE, 'Monday');
    await rig.until('the pot is asked', () => rig.asked.length === 1);
    const flow = flowSchema.parse({
      ...SECOND,
      nodes: { ...SECOND.nodes, bye: { kind: 'end', say: says('So long.') } },
    });
    const record: VersionRecord = {
      flow: 'tea',
      version: 2,
      bundle: { flow, subflows: {} },
      note: '',
      publishedAt: 0,
      publishedBy: 'test',
    };
    await rig.store.records.insert(WORKSPACE, VERSION, versionKey('tea', 2), record);
    expect(await move()).toBe('moved');
    answer({ kind: 'done', result: {} });
    await rig.until('it says goodbye', () => rig.heard(PHONE).includes('So long.'));
  });
});

describe('to a version that has not', () => {
  test('[V7] without a place for it, it goes on where it is', async () => {
    await asked();
    await publish(THIRD);
    expect(await move()).toBe('left');
    await rig.say(PHONE, 'Monday');
    await rig.until('it says goodbye', () => rig.heard(PHONE).includes('Bye.'));
    expect((await rig.conversation(PHONE)).run).toMatchObject({ version: 1 });
  });

  test('[V5] the step it is mapped to is entered: it is said once, in the thread too, and its timer rings', async () => {
    await asked();
    await publish(THIRD);
    expect(await move({ day: { node: 'kind' } })).toBe('moved');
    await rig.until('it is asked', () => rig.heard(PHONE).length === 2);
    expect(rig.heard(PHONE)).toEqual(['Which day?', 'Which tea?']);
    expect((await rig.thread(PHONE)).at(-1)).toMatchObject({ direction: 'out', author: { node: 'kind' } });
    expect((await rig.conversation(PHONE)).run).toMatchObject({ version: 2, snapshot: { value: 'kind' } });
    await rig.pass(1.5 * HOUR);
    await rig.until('it rang', () => rig.heard(PHONE).includes('Too late.'));
  });

  test('[V6] it can end without a word, or begin again in the new version', async () => {
    const other = '+33639980002';
    await asked();
    await asked(other);
    await publish(THIRD);
    expect(await move({ day: 'finish' })).toBe('moved');
    expect(await move({ day: 'restart' }, other)).toBe('moved');
    await rig.until('the other is asked', () => rig.heard(other).length === 2);
    expect(rig.heard(PHONE)).toEqual(['Which day?']);
    expect((await rig.conversation(PHONE)).run).toMatchObject({
      version: 2,
      snapshot: { status: 'done', outcome: 'ended-by-designer' },
    });
    expect((await rig.conversation(other)).run).toMatchObject({
      version: 2,
      snapshot: { value: 'kind', vars: { '': {} } },
    });
    await rig.pass(5 * HOUR);
    expect(rig.heard(PHONE)).toEqual(['Which day?']);
  });
});

describe('what is not moved', () => {
  test('a conversation that is over, on another version, in another flow, or not there', async () => {
    await asked();
    await publish(THIRD);
    expect(await move({ day: { node: 'kind' } })).toBe('moved');
    expect(await move({ kind: 'finish' })).toBe('gone');
    const { id } = await rig.conversation(PHONE);
    const request = { workspace: WORKSPACE, conversation: id, flow: 'tea', from: 2, to: 1, mapping: {} };
    await rig.say(PHONE, 'green');
    expect(await rig.engine.move(request)).toBe('gone');
    await expect(rig.engine.move({ ...request, workspace: 'other' })).rejects.toMatchObject({
      code: 'flow_not_published',
    });
    await expect(rig.engine.move({ ...request, conversation: 'nobody' })).rejects.toMatchObject({
      code: 'not_found',
    });
    await expect(rig.engine.move({ ...request, to: 9 })).rejects.toMatchObject({
      code: 'flow_not_published',
    });
  });

  test('twice: asked again it is gone, and nothing is said again', async () => {
    await asked();
    await publish(THIRD);
    const [one, two] = await Promise.all([move({ day: { node: 'kind' } }), move({ day: { node: 'kind' } })]);
    expect([one, two].sort()).toEqual(['gone', 'moved']);
    await rig.until('it is asked', () => rig.heard(PHONE).length === 2);
    await rig.rest();
    expect(rig.heard(PHONE)).toEqual(['Which day?', 'Which tea?']);
  });

  test('against its customer: who answers at the same moment is heard once, in one version or the other', async () => {
    await asked();
    await publish(SECOND);
    const [moved] = await Promise.all([move(), rig.say(PHONE, 'Monday')]);
    expect(['moved', 'gone']).toContain(moved);
    await rig.until('it says goodbye', () => rig.heard(PHONE).includes('Bye.'));
    expect(rig.heard(PHONE)).toEqual(['Which day?', 'Bye.']);
  });
});

describe('while people have it', () => {
  test('[V8] nothing is said until they hand it back, and then what the new version asks', async () => {
    await asked();
    const { id } = await rig.conversation(PHONE);
    await rig.engine.takeover(WORKSPACE, id, 'ana');
    await publish(THIRD);
    expect(await move({ day: { node: 'kind' } })).toBe('moved');
    expect(rig.heard(PHONE)).toEqual(['Which day?']);
    expect((await rig.conversation(PHONE)).timers).toEqual([]);
    await rig.engine.handback(WORKSPACE, id);
    await rig.until('it is asked', () => rig.heard(PHONE).at(-1) === 'Which tea?');
  });
});
