/** Moving a running conversation to another version of its flow: what the customer notices, and what goes on. */
import { describe, expect, test } from 'vitest';
import type { Program } from '../../flows/compile.ts';
import type { FlowInput } from '../../flows/flow.ts';
import { type Landing, type Relocation, relocate } from '../../flows/relocate.ts';
import type { Snapshot } from '../../flows/snapshot.ts';
import { start, step } from '../../flows/step.ts';
import { FACTS, HOUR, idOf, NOON, programOf, says } from './fixtures.ts';

const NODES = {
  day: {
    kind: 'ask' as const,
    ask: says('Which day?'),
    expect: { type: 'text' as const },
    save: 'day',
    timeout: { after: '2h', to: 'bye' },
    to: 'tea',
  },
  tea: {
    kind: 'choose' as const,
    ask: says('Which tea?'),
    choices: [{ id: 'green', label: 'Green', to: 'bye' }],
  },
  bye: { kind: 'end' as const, say: says('Bye.') },
} satisfies FlowInput['nodes'];
const VARIABLES = { variables: { day: { type: 'text' as const } } };

const first = programOf(NODES, VARIABLES);
const at = NOON + HOUR;
let events = 100;

function running(program = first): Snapshot {
  return start(program, { kind: 'start', id: idOf(1), at: NOON, variables: {} }, FACTS).snapshot;
}

function move(
  to: Program,
  mapping: Record<string, Landing> = {},
  { snapshot = running(), withPeople = false, from = first } = {},
): Relocation {
  const event = { id: idOf(++events), at };
  return relocate({ snapshot, from, to, mapping, withPeople, event, facts: FACTS });
}

function quiet(relocation: Relocation): Snapshot {
  if (relocation.kind !== 'quiet') throw new Error(`It is ${relocation.kind}.`);
  return relocation.snapshot;
}

const texts = (effects: ReturnType<typeof step>['effects']) =>
  effects.flatMap((effect) =>
    effect.kind === 'send' && effect.message.kind === 'text' ? [effect.message.text] : [],
  );
const hear = (program: Program, snapshot: Snapshot, text: string) =>
  step(program, snapshot, { kind: 'text', id: idOf(++events), at, text }, FACTS);
/** The same with other questions, asked in the same steps. */
const reworded = programOf(
  {
    ...NODES,
    day: { ...NODES.day, ask: says('What day suits you?') },
    tea: { ...NODES.tea, ask: says('And which tea?') },
  },
  VARIABLES,
);

describe('a step both versions have', () => {
  test('[V2] nothing is said, the answer is heard, and the new version goes on with it', () => {
    const moved = quiet(move(reworded));
    expect(moved).toEqual(running());
    const { snapshot, effects } = hear(reworded, moved, 'Tuesday');
    expect([snapshot.value, snapshot.vars[''], texts(effects)]).toEqual([
      'tea',
      { day: 'Tuesday' },
      ['And which tea?'],
    ]);
  });

  test('[V2] a call that is under way is answered in the new version', () => {
    const nodes = {
      ask: {
        kind: 'call' as const,
        service: 'tea',
        operation: 'list',
        save: 'list',
        to: 'bye',
        failed: 'bye',
      },
      bye: { kind: 'end' as const, say: says('Bye.') },
    };
    const [from, to] = [
      programOf(nodes),
      programOf({ ...nodes, bye: { kind: 'end', say: says('So long.') } }),
    ];
    const snapshot = running(from);
    const [call = ''] = Object.keys(snapshot.calls);
    const moved = quiet(move(to, {}, { snapshot, from }));
    const done = step(to, moved, { kind: 'done', id: idOf(++events), at, call, result: [] }, FACTS);
    expect(texts(done.effects)).toEqual(['So long.']);
  });

  test('[V2] misses, gathered words and letters that came early are kept', () => {
    const snapshot = { ...running(), misses: 1, mailbox: [{ name: 'paid', data: {} }] };
    expect(quiet(move(reworded, {}, { snapshot }))).toMatchObject({ misses: 1, mailbox: [{ name: 'paid' }] });
  });

  test('[V3] a timeout that is as it was rings at its time, and leads where it leads now', () => {
    const elsewhere = programOf({
      ...NODES,
      day: { ...NODES.day, timeout: { after: '2h', to: 'late' } },
      late: { kind: 'end', say: says('Too late.') },
    });
    const moved = quiet(move(elsewhere));
    const [[token = '', timer] = []] = Object.entries(moved.timers);
    expect(timer?.at).toBe(NOON + 2 * HOUR);
    const rung = step(elsewhere, moved, { kind: 'timer', id: idOf(++events), at, token }, FACTS);
    expect(texts(rung.effects)).toEqual(['Too late.']);
  });

  test('[V3] a timeout that was changed begins at the move; one that is gone never fires; one that is new begins', () => {
    const longer = programOf({ ...NODES, day: { ...NODES.day, timeout: { after: '4h', to: 'bye' } } });
    const { timeout: _timeout, ...patient } = NODES.day;
    const without = programOf({ ...NODES, day: patient });
    const [old = ''] = Object.keys(running().timers);
    const moved = quiet(move(longer));
    expect(Object.values(moved.timers).map((timer) => timer.at)).toEqual([at + 4 * HOUR]);
    expect(Object.keys(moved.timers)).not.toContain(old);
    expect(quiet(move(without)).timers).toEqual({});
    const added = quiet(move(first, {}, { snapshot: running(without), from: without }));
    expect(Object.values(added.timers).map((timer) => timer.at)).toEqual([at + 2 * HOUR]);
    const [token = ''] = Object.keys(moved.timers);
    const rung = step(longer, moved, { kind: 'timer', id: idOf(++events), at, token }, FACTS);
    expect(texts(rung.effects)).toEqual(['Bye.']);
  });

  test('[V3] a timeout of opening hours is changed where the hours are; any other does not mind them', () => {
    const mornings = { hours: { week: { tue: [{ from: '00:00', to: '24:00' }] } }, timezone: 'UTC' };
    const counted = {
      ...NODES,
      day: { ...NODES.day, timeout: { after: '2h', inOpeningHours: true, to: 'bye' } },
    };
    const [shut, open] = [programOf(counted), programOf(counted, { settings: mornings })];
    const same = quiet(move(shut, {}, { snapshot: running(shut), from: shut }));
    expect(same.timers).toEqual(running(shut).timers);
    const moved = quiet(move(open, {}, { snapshot: running(shut), from: shut }));
    expect(Object.keys(moved.timers)).not.toEqual(Object.keys(running(shut).timers));
    const plain = quiet(move(programOf(NODES, { settings: mornings })));
    expect(plain.timers).toEqual(running().timers);
  });

  test('[V4] variables are kept, and new ones have their defaults', () => {
    const more = programOf(NODES, {
      variables: { day: { type: 'text' }, size: { type: 'text', default: 'large' }, tea: { type: 'text' } },
    });
    const snapshot = { ...running(), vars: { '': { day: 'Monday', old: 1 } } };
    expect(quiet(move(more, {}, { snapshot })).vars).toEqual({
      '': { day: 'Monday', old: 1, size: 'large' },
    });
  });
});

describe('a step the new version has not', () => {
  const { day: _day, ...rest } = NODES;
  const shorter = programOf(rest, { ...VARIABLES, start: 'tea' });

  test('[V7] keeps its conversations, also if it has one of that name and another kind', () => {
    expect(move(shorter)).toEqual({ kind: 'stay' });
    expect(move(programOf({ ...NODES, day: { kind: 'say', say: [says('Hello.')], to: 'tea' } }))).toEqual({
      kind: 'stay',
    });
  });

  test('[V7] keeps them also if the place that is named is not there, or named like a member of objects', () => {
    expect(move(shorter, { day: { node: 'nowhere' } })).toEqual({ kind: 'stay' });
    expect(move(shorter, { day: { node: 'constructor' } })).toEqual({ kind: 'stay' });
  });

  test('[V5] leads where it is mapped to: what that step says is said, and what was waited for is void', () => {
    const relocation = move(shorter, { day: { node: 'tea' } });
    if (relocation.kind !== 'enter') throw new Error(relocation.kind);
    const { snapshot: ready, node } = relocation;
    const event = { kind: 'handback', id: idOf(++events), at, node } as const;
    const { snapshot, effects, visited } = step(shorter, ready, event, FACTS);
    expect([snapshot.value, visited, texts(effects), snapshot.timers]).toEqual([
      'tea',
      ['tea'],
      ['Which tea?'],
      {},
    ]);
    expect(effects.filter((effect) => effect.kind === 'cancel')).toHaveLength(1);
  });

  test('[V5] a step of the same name and another kind is entered if it is mapped to itself', () => {
    const said = programOf({ ...NODES, day: { kind: 'say', say: [says('Any day.')], to: 'tea' } });
    expect(move(said, { day: { node: 'day' } })).toMatchObject({ kind: 'enter', node: 'day' });
  });
});

describe('an end', () => {
  test('[V6] comes without a word: the run is over, and nothing of it rings or is answered', () => {
    const moved = quiet(move(reworded, { day: 'finish' }));
    expect(moved).toMatchObject({ status: 'done', outcome: 'ended-by-designer', timers: {}, calls: {} });
    expect(hear(reworded, moved, 'Tuesday').effects).toEqual([]);
    const back = step(reworded, moved, { kind: 'handback', id: idOf(++events), at }, FACTS);
    expect(back.effects).toEqual([]);
  });

  test('[V6] or a new beginning is asked for', () => {
    expect(move(reworded, { day: 'restart' })).toEqual({ kind: 'restart' });
  });
});

describe('while people have it', () => {
  const handedBack = (program: Program, snapshot: Snapshot) =>
    step(program, snapshot, { kind: 'handback', id: idOf(++events), at }, FACTS);
  const { day: _day, ...rest } = NODES;
  const shorter = programOf(rest, { ...VARIABLES, start: 'tea' });

  test('[V8] the question that was open is asked in the words of the new version', () => {
    const moved = quiet(move(reworded, {}, { withPeople: true }));
    expect(texts(handedBack(reworded, moved).effects).at(-1)).toBe('What day suits you?');
  });

  test('[V8] another step is entered when they hand it back, a silent one too', () => {
    const moved = quiet(move(shorter, { day: { node: 'tea' } }, { withPeople: true }));
    expect(moved).toMatchObject({ timers: {}, back: 'tea' });
    expect(texts(handedBack(shorter, moved).effects).at(-1)).toBe('Which tea?');
    const ending = quiet(move(shorter, { day: { node: 'bye' } }, { withPeople: true }));
    expect(handedBack(shorter, ending)).toMatchObject({ snapshot: { status: 'done' } });
  });

  test('[V8] the question they interrupted is moved with it', () => {
    const snapshot: Snapshot = { ...running(), value: '$person', back: 'day', timers: {} };
    const moved = quiet(move(shorter, { day: { node: 'tea' } }, { snapshot, withPeople: true }));
    expect(texts(handedBack(shorter, moved).effects).at(-1)).toBe('Which tea?');
    const gone = quiet(move(shorter, {}, { snapshot, withPeople: true }));
    expect(gone).not.toHaveProperty('back');
    expect(handedBack(shorter, gone).snapshot.status).toBe('done');
  });

  test('[V8] a new beginning is made when they hand it back, with the variables at their defaults', () => {
    const fresh = programOf(NODES, { variables: { day: { type: 'text', default: 'any' } } });
    const snapshot = { ...running(), vars: { '': { day: 'Monday' } } };
    const moved = quiet(move(fresh, { day: 'restart' }, { snapshot, withPeople: true }));
    expect(moved.vars).toEqual({ '': { day: 'any' } });
    expect(texts(handedBack(fresh, moved).effects).at(-1)).toBe('Which day?');
  });
});

test('[V1] a version that nobody moved to changes nothing: the program is the one the run is pinned to', () => {
  expect(texts(hear(first, running(), 'Tuesday').effects)).toEqual(['Which tea?']);
});

describe('inside a sub-flow', () => {
  const inner = programOf(NODES).bundle.flow;
  const outer = {
    book: { kind: 'subflow' as const, flow: 'main', to: 'bye' },
    bye: { kind: 'end' as const },
  };
  const from = programOf(outer, { id: 'outer' }, [inner]);

  test('[V2] a step is known behind its caller', () => {
    const snapshot = running(from);
    expect(snapshot.value).toBe('book/day');
    const to = programOf(outer, { id: 'outer' }, [reworded.bundle.flow]);
    const moved = quiet(move(to, {}, { snapshot, from }));
    expect(texts(hear(to, moved, 'Tuesday').effects)).toEqual(['And which tea?']);
  });

  test('[V7] and is not there where the caller is gone', () => {
    const to = programOf({ bye: { kind: 'end' } }, { id: 'outer' });
    expect(move(to, {}, { snapshot: running(from), from })).toEqual({ kind: 'stay' });
  });
});
