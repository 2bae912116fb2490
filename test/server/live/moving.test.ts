/** Counting and moving the running conversations of a flow: numbers, batches, progress, and going on after a stop. */
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type FlowInput, flowSchema } from '../../../flows/flow.ts';
import type { MoveProgress } from '../../../server/contract.ts';
import {
  createCatalogues,
  FLOW,
  type FlowRecord,
  VERSION,
  type VersionRecord,
  versionKey,
} from '../../../server/engine/catalogue.ts';
import type { Move } from '../../../server/engine/move.ts';
import { createMoving, type Moving } from '../../../server/live/moving.ts';
import { countRunning } from '../../../server/live/running.ts';
import { openRig, type Rig, WORKSPACE } from '../engine/engine-rig.ts';

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
      title: 'The day',
      ask: says('Which day?'),
      expect: { type: 'text' },
      save: 'day',
      to: 'kind',
    },
    kind: { kind: 'ask', ask: says('Which tea?'), expect: { type: 'text' }, save: 'day', to: 'bye' },
    bye: { kind: 'end', say: says('Bye.') },
  },
};
/** Has no "day" any more. */
const SECOND: FlowInput = {
  ...FIRST,
  start: 'kind',
  nodes: { kind: FIRST.nodes.kind as never, bye: FIRST.nodes.bye as never },
};
const phone = (n: number) => `+3363998${String(n).padStart(4, '0')}`;

let rig: Rig;
let moving: Moving;
let progress: MoveProgress[];
beforeEach(async () => {
  rig = await openRig([FIRST]);
  progress = [];
});
afterEach(async () => {
  await moving?.stop();
  await rig.close();
});

function openMoving(move: Move = (request) => rig.engine.move(request)): Moving {
  moving = createMoving({
    store: rig.store,
    move,
    clock: rig.clock,
    newId: randomUUID,
    report: (fact) => rig.facts.push(fact),
    tell: (_workspace, one) => progress.push(one),
  });
  return moving;
}

async function publish(): Promise<void> {
  const flow = flowSchema.parse(SECOND);
  const bundle = { flow, subflows: {} };
  const record: VersionRecord = {
    flow: 'tea',
    version: 2,
    bundle,
    note: '',
    publishedAt: 0,
    publishedBy: 'test',
  };
  await rig.store.records.insert(WORKSPACE, VERSION, versionKey('tea', 2), record);
  const stored = await rig.store.records.get<FlowRecord>(WORKSPACE, FLOW, 'tea');
  await rig.store.records.update(WORKSPACE, FLOW, 'tea', stored?.rev ?? 0, { ...stored?.data, published: 2 });
  await rig.restart();
}

/** As many customers asked for the day, and some of them already for the tea. */
async function populate(day: number, kind = 0): Promise<void> {
  await Promise.all(Array.from({ length: day + kind }, (_, n) => rig.say(phone(n), 'tea')));
  await Promise.all(Array.from({ length: kind }, (_, n) => rig.say(phone(n), 'Monday')));
}

const running = () =>
  countRunning(
    { store: rig.store.conversations, catalogues: createCatalogues(rig.store.records) },
    WORKSPACE,
    'tea',
    2,
  );
const request = { workspace: WORKSPACE, flow: 'tea', from: 1, to: 2, by: 'Ana' };
const done = async () => {
  let last: MoveProgress | undefined;
  await rig.until('all are moved', async () => {
    last = await moving.last(WORKSPACE, 'tea');
    return last?.state !== 'running';
  });
  return last;
};

describe('counting', () => {
  test('says how many there are, by version and step, and which steps the live version has', async () => {
    await populate(3, 2);
    await rig.engine.takeover(WORKSPACE, (await rig.conversation(phone(4))).id, 'ana');
    await publish();
    await rig.say(phone(9), 'tea');
    expect(await running()).toEqual({
      total: 6,
      versions: [
        {
          version: 2,
          live: true,
          total: 1,
          withPeople: 0,
          nodes: [{ node: 'kind', kind: 'ask', count: 1, fits: true }],
        },
        {
          version: 1,
          live: false,
          total: 5,
          withPeople: 1,
          nodes: [
            { node: 'day', title: 'The day', kind: 'ask', count: 3, fits: false },
            { node: 'kind', kind: 'ask', count: 2, fits: true },
          ],
        },
      ],
    });
  });

  test('leaves out those that are over, and other flows', async () => {
    await populate(0, 1);
    await rig.say(phone(0), 'green');
    await publish();
    expect(await running()).toEqual({ total: 0, versions: [] });
  });

  test('reads as many pages as there are', async () => {
    await populate(230);
    await publish();
    expect(await running()).toMatchObject({ total: 230, versions: [{ version: 1, total: 230 }] });
  });
});

describe('moving', () => {
  test('moves what has a place, leaves what has none, and tells how far it is', async () => {
    await populate(45, 5);
    await publish();
    const begun = await openMoving().start({ ...request, mapping: {} });
    expect(begun).toMatchObject({ flow: 'tea', from: 1, to: 2, state: 'running', moved: 0, by: 'Ana' });
    expect(await done()).toMatchObject({ state: 'done', moved: 5, left: 45, failed: 0 });
    expect(progress.at(-1)).toEqual(await moving.last(WORKSPACE, 'tea'));
    expect(progress.length).toBeGreaterThan(2);
    expect(JSON.stringify(progress)).not.toContain('mapping');
    expect(await running()).toMatchObject({
      versions: [
        { version: 2, total: 5 },
        { version: 1, total: 45 },
      ],
    });
  });

  test('brings everybody to where the designer says, whatever happens meanwhile', async () => {
    await populate(60);
    await publish();
    await openMoving().start({ ...request, mapping: { day: { node: 'kind' } } });
    // Some answer while they are being moved: they went on in their version, or in the new one.
    await Promise.all([3, 30, 57].map((n) => rig.say(phone(n), 'Monday')));
    await done();
    const { versions } = await running();
    expect(versions.map(({ version }) => version)).toEqual([2]);
    for (const n of [0, 20, 59]) expect(rig.heard(phone(n)).at(-1)).toBe('Which tea?');
  });

  test('is not begun twice at once', async () => {
    await populate(50);
    await publish();
    await openMoving().start({ ...request, mapping: {} });
    await expect(moving.start({ ...request, mapping: {} })).rejects.toMatchObject({ code: 'being_moved' });
    await done();
    expect(await moving.start({ ...request, mapping: { day: 'finish' } })).toMatchObject({ moved: 0 });
    expect(await done()).toMatchObject({ state: 'done', moved: 50 });
  });

  test('goes on after a stop where it was, and moves nobody twice', async () => {
    await populate(60);
    await publish();
    let calls = 0;
    const moved: string[] = [];
    const first = openMoving(async (one) => {
      calls += 1;
      if (calls === 25) void first.stop();
      const outcome = await rig.engine.move(one);
      if (outcome === 'moved') moved.push(one.conversation);
      return outcome;
    });
    await first.start({ ...request, mapping: { day: { node: 'kind' } } });
    await rig.until('it stopped', () => calls >= 40);
    await first.stop();
    expect(await first.last(WORKSPACE, 'tea')).toMatchObject({ state: 'running', moved: 40 });
    await rig.restart();
    const second = openMoving(async (one) => {
      const outcome = await rig.engine.move(one);
      if (outcome === 'moved') moved.push(one.conversation);
      return outcome;
    });
    await second.resume(WORKSPACE);
    expect(await done()).toMatchObject({ state: 'done', moved: 60, left: 0, failed: 0 });
    expect(new Set(moved).size).toBe(60);
    await second.resume(WORKSPACE);
    expect(moved).toHaveLength(60);
  });

  test('is at one process at a time, and goes on at another when that one dies', async () => {
    await populate(30);
    await publish();
    const moved: string[] = [];
    const process = (by: string, move: Move) => {
      const one = createMoving({
        store: rig.store,
        move,
        clock: rig.clock,
        newId: randomUUID,
        report: (fact) => rig.facts.push(fact),
        tell() {},
        by,
      });
      others.push(one);
      return one;
    };
    const others: Moving[] = [];
    const count: Move = async (one) => {
      const outcome = await rig.engine.move(one);
      if (outcome === 'moved') moved.push(one.conversation);
      return outcome;
    };
    // The first hangs after some, and dies: from then on it renews nothing.
    let hung = 0;
    let letGo = () => {};
    const hanging = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const first = process('first', async (one) => {
      if (moved.length >= 5) {
        hung += 1;
        await hanging;
        throw new Error('dead');
      }
      return count(one);
    });
    const second = process('second', count);
    await first.start({ ...request, mapping: { day: { node: 'kind' } } });
    await rig.until('it hangs', () => hung > 0);
    const before = moved.length;
    await second.resume(WORKSPACE);
    await rig.until('the first has kept it for a while', async () => {
      await rig.clock.advance(1000);
      return rig.clock.now() > 0;
    });
    expect(moved).toHaveLength(before);
    const stored = await rig.store.records.get<{ worker: object }>(WORKSPACE, 'flow-move', 'tea');
    const dead = { ...stored?.data, worker: { by: 'dead', until: rig.clock.now() + 3000 } };
    await rig.store.records.update(WORKSPACE, 'flow-move', 'tea', stored?.rev ?? 0, dead);
    await rig.until('the second goes on', async () => {
      await rig.clock.advance(500);
      return (await second.last(WORKSPACE, 'tea'))?.state === 'done';
    });
    expect(new Set(moved).size).toBe(30);
    expect(moved).toHaveLength(30);
    letGo();
    for (const one of others) await one.stop();
    expect(await second.last(WORKSPACE, 'tea')).toMatchObject({ state: 'done', failed: 0 });
  });

  test('counts what fails, tries it again, and moves the others', async () => {
    await populate(10);
    await publish();
    const bad = (await rig.conversation(phone(3))).id;
    const shaky = (await rig.conversation(phone(5))).id;
    let tries = 0;
    openMoving(async (one) => {
      if (one.conversation === bad) throw new Error('broken');
      if (one.conversation === shaky && ++tries === 1) throw new Error('for now');
      return rig.engine.move(one);
    });
    await moving.start({ ...request, mapping: { day: 'finish' } });
    expect(await done()).toMatchObject({ state: 'done', moved: 9, failed: 1 });
    expect(rig.facts.filter((fact) => fact.kind === 'fault').length).toBeGreaterThan(1);
  });

  test('has nothing to say of a flow that never was moved', async () => {
    expect(await openMoving().last(WORKSPACE, 'tea')).toBeUndefined();
  });
});
