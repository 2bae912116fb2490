import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { IDLE, PERSON, PROBLEM } from '../../flows/compile.ts';
import type { Event } from '../../flows/event.ts';
import type { FlowInput } from '../../flows/flow.ts';
import type { Snapshot } from '../../flows/snapshot.ts';
import { start, step } from '../../flows/step.ts';
import { GLOBAL_TAPS, writeTap } from '../../flows/tap.ts';
import {
  bundleOf,
  converse,
  FACTS,
  flowOf,
  HOUR,
  idOf,
  kindsOf,
  labelsIn,
  MINUTE,
  messagesIn,
  NOON,
  only,
  programOf,
  saidIn,
  says,
} from './fixtures.ts';
import { randomEvent, randomFlow } from './random-flow.ts';

const end = { kind: 'end' as const, say: says('Bye.') };
const yesNo: FlowInput['nodes'] = {
  q: {
    kind: 'choose',
    ask: says('Shall we?'),
    choices: [
      { id: 'yes', label: { en: 'Yes', fr: 'Oui' }, to: 'done' },
      { id: 'no', label: { en: 'No', fr: 'Non' }, words: ['never'], to: 'q' },
    ],
    save: 'answer',
    timeout: { after: '2h', to: 'late' },
  },
  done: { kind: 'end', say: says('You said {{answer}}.') },
  late: { kind: 'end', outcome: 'silent', say: says('Too late.') },
};

/** When the timer of a wait fires that is entered at an instant. */
function firesAt(timeout: TimeoutInput, settings: FlowInput['settings'], at = NOON): number | undefined {
  const program = programOf({ w: { kind: 'wait', timeout }, end }, settings ? { settings } : {});
  const { snapshot } = start(program, { kind: 'start', variables: {}, id: idOf(1), at }, FACTS);
  return Object.values(snapshot.timers)[0]?.at;
}
type TimeoutInput = Extract<FlowInput['nodes'][string], { kind: 'wait' }>['timeout'];

describe('the step', () => {
  test('[S1] the same event on the same snapshot gives the same snapshot, effects and ids', () => {
    const program = programOf(yesNo);
    const { snapshot } = converse(program);
    const event: Event = { kind: 'text', text: 'no', id: idOf(7), at: NOON };
    const once = step(program, snapshot, event, FACTS);
    expect(once.effects.length).toBeGreaterThan(2);
    expect(step(program, snapshot, event, FACTS)).toEqual(once);
  });

  test('[S1] [S2] [S7] whatever happens in whatever order: no throw, a state of the machine, the same after JSON', () => {
    fc.assert(
      fc.property(randomFlow(), fc.array(randomEvent(), { maxLength: 25 }), (bundle, events) => {
        const program = programOf(bundle.flow.nodes, bundle.flow, Object.values(bundle.subflows));
        const states = new Set([...program.stations.keys(), IDLE, PERSON, PROBLEM, '$finished']);
        let { snapshot } = start(program, { kind: 'start', variables: {}, id: idOf(1), at: NOON }, FACTS);
        let stored: Snapshot = JSON.parse(JSON.stringify(snapshot));
        for (const [index, make] of events.entries()) {
          const event = make(snapshot, { id: idOf(index + 2), at: NOON + index * MINUTE });
          const next = step(program, snapshot, event, FACTS);
          const again = step(program, stored, event, FACTS);
          expect(JSON.parse(JSON.stringify(again))).toEqual(JSON.parse(JSON.stringify(next)));
          expect(states).toContain(next.snapshot.value);
          const ids = next.effects.map(({ id }) => id);
          expect(new Set(ids).size).toBe(ids.length);
          for (const [token, held] of Object.entries(next.snapshot.timers)) {
            expect(token.slice(0, 8)).toBe('00000000');
            expect(held.at).toBeGreaterThanOrEqual(NOON);
          }
          snapshot = next.snapshot;
          stored = JSON.parse(JSON.stringify(again.snapshot));
        }
      }),
      { numRuns: 150 },
    );
  });

  test('[S3] neither the snapshot nor the event is changed', () => {
    const program = programOf(yesNo);
    const { snapshot } = converse(program);
    const event: Event = { kind: 'text', text: 'no', id: idOf(7), at: NOON };
    const [before, asked] = [structuredClone(snapshot), structuredClone(event)];
    step(program, snapshot, event, FACTS);
    expect(snapshot).toEqual(before);
    expect(event).toEqual(asked);
  });

  test('[S4] a timer left over from an earlier visit is ignored', () => {
    const talk = converse(programOf(yesNo));
    const [old] = Object.keys(talk.snapshot.timers);
    talk.type('no');
    expect(talk.snapshot.value).toBe('q');
    const before = talk.snapshot;
    const { effects } = talk.happen({ kind: 'timer', token: old ?? '' });
    expect(effects).toEqual([]);
    expect(talk.snapshot).toEqual(before);
  });

  test('[S5] what looks like a move of the machine is only a text, a postback, a signal, a token or a call id', () => {
    const talk = converse(programOf(yesNo));
    const [held] = Object.values(talk.snapshot.timers);
    const forged = [
      held?.event ?? '',
      'choice:yes',
      'goto:done',
      'problem',
      'start',
      'xstate.stop',
      'xstate.init',
    ];
    expect(forged[0]).toMatch(/^xstate\.after/);
    for (const name of forged) {
      talk.happen({ kind: 'signal', name, data: {} });
      talk.happen({ kind: 'timer', token: name });
      talk.happen({ kind: 'done', call: name, result: 1 });
      talk.happen({ kind: 'failed', call: name, code: name });
      talk.happen({ kind: 'tap', data: name });
      talk.happen({ kind: 'tap', data: writeTap({ node: 'q', choice: name }) });
      talk.happen({ kind: 'text', text: name });
      expect(talk.snapshot.value).toBe('q');
      expect(talk.snapshot.status).toBe('active');
    }
  });

  test('[S6] a loop that never waits goes to people, saying nothing of what it would have said', () => {
    const talk = converse(
      programOf({
        q: { kind: 'ask', ask: says('Name?'), expect: { type: 'text' }, save: 'name', to: 'a' },
        a: { kind: 'say', say: [says('round')], to: 'b' },
        b: { kind: 'set', assign: [{ variable: 'name', to: 'changed' }], to: 'a' },
      }),
    );
    const { problem, effects } = talk.type('Marie');
    expect(problem).toMatchObject({ code: 'loop', node: 'q' });
    expect(saidIn(effects).join()).not.toContain('round');
    expect(only(effects, 'handoff')).toMatchObject([{ reason: 'problem' }]);
    expect(talk.snapshot.value).toBe(PROBLEM);
    expect(talk.snapshot.vars['']).toEqual({});
  });

  test('[S10] a move that asks for more than 500 effects is a loop, though it would end', () => {
    const nodes: FlowInput['nodes'] = {};
    for (let n = 0; n < 110; n += 1) {
      const five = [says('1'), says('2'), says('3'), says('4'), says('5')];
      nodes[`n${n}`] = { kind: 'say', say: five, to: n === 109 ? 'end' : `n${n + 1}` };
    }
    const talk = converse(programOf({ ...nodes, end }));
    expect(talk.last.problem?.code).toBe('loop');
    expect(talk.last.effects.length).toBeLessThan(5);
  });

  test('[S8] entering a node again voids the timers, misses and calls of the visit before', () => {
    const talk = converse(programOf(yesNo));
    talk.type('qwerty');
    expect(talk.snapshot.misses).toBe(1);
    const [before] = Object.keys(talk.snapshot.timers);
    talk.type('no');
    expect(talk.snapshot.misses).toBe(0);
    expect(Object.keys(talk.snapshot.timers)).toHaveLength(1);
    expect(Object.keys(talk.snapshot.timers)).not.toContain(before);
  });

  test('[S9] a start while a flow is running begins anew and cancels what was held', () => {
    const program = programOf(yesNo, { variables: { answer: { type: 'text', default: 'nothing' } } });
    const talk = converse(program);
    const [token] = Object.keys(talk.snapshot.timers);
    talk.happen({ kind: 'signal', name: 'kept', data: {} });
    const { effects, snapshot } = talk.happen({ kind: 'start', variables: {} });
    expect(only(effects, 'cancel').map((effect) => effect.token)).toEqual([token]);
    expect(snapshot).toMatchObject({ value: 'q', vars: { '': { answer: 'nothing' } } });
    expect(snapshot.mailbox).toBeUndefined();
  });

  test('[S11] an answer to a call that is not open is ignored', () => {
    const program = programOf({
      c: { kind: 'call', service: 'calendar', operation: 'days', to: 'end', failed: 'end' },
      end,
    });
    const talk = converse(program);
    for (const call of ['', 'constructor', 'toString', idOf(99)]) {
      expect(talk.happen({ kind: 'done', call, result: {} }).effects).toEqual([]);
      expect(talk.happen({ kind: 'failed', call, code: 'x' }).effects).toEqual([]);
    }
    const [open = ''] = Object.keys(talk.snapshot.calls);
    talk.done({});
    expect(talk.snapshot.status).toBe('done');
    expect(talk.happen({ kind: 'done', call: open, result: {} }).effects).toEqual([]);
  });
});

describe('nodes', () => {
  test('[N1] say sends its messages in order and goes on', () => {
    const talk = converse(programOf({ s: { kind: 'say', say: [says('One'), says('Two')], to: 'end' }, end }));
    expect(saidIn(talk.last.effects)).toEqual(['One', 'Two', 'Bye.']);
    expect(talk.last.visited).toEqual(['s', 'end']);
  });

  test('[N2] choose asks with a button for every choice, one placed on a card only there', () => {
    const talk = converse(
      programOf({
        q: {
          kind: 'choose',
          ask: {
            message: {
              kind: 'card',
              card: { title: 'Cut', suggestions: [{ kind: 'reply', choice: 'cut' }] },
              suggestions: [{ kind: 'dial', label: 'Call us', phone: '+33472000000' }],
            },
          },
          choices: [
            { id: 'cut', label: 'Choose', to: 'end' },
            { id: 'none', label: 'None of it', to: 'end' },
          ],
        },
        end,
      }),
    );
    const [message] = messagesIn(talk.last.effects);
    expect(message).toMatchObject({
      kind: 'card',
      card: { suggestions: [{ kind: 'reply', label: 'Choose', data: 'cn1:q:cut' }] },
      suggestions: [{ label: 'None of it' }, { kind: 'dial', label: 'Call us' }],
    });
  });

  test('[N3] a tap takes the exit and saves the id', () => {
    const talk = converse(programOf(yesNo));
    const { effects } = talk.tap('q', 'yes');
    expect(saidIn(effects)).toEqual(['You said yes.']);
    expect(talk.snapshot.vars['']).toEqual({ answer: 'yes' });
  });

  test('[N3] a choice with a value saves that', () => {
    const talk = converse(
      programOf({
        q: {
          kind: 'choose',
          ask: says('How many?'),
          save: 'count',
          choices: [{ id: 'two', label: 'Two', value: 2, to: 'end' }],
        },
        end,
      }),
    );
    talk.tap('q', 'two');
    expect(talk.snapshot.vars['']).toEqual({ count: 2 });
  });

  test.each([
    ['yes', 'done'],
    ['OUI !', 'done'],
    ['1', 'done'],
    ['never', 'q'],
    ['Non', 'q'],
  ])('[N4] a typed %j is the choice it names', (text, to) => {
    const talk = converse(programOf(yesNo));
    expect(talk.type(text)).toMatchObject({ understood: true, snapshot: { value: to } });
    expect(talk.snapshot.misses).toBe(0);
  });

  const list: FlowInput['nodes'] = {
    load: { kind: 'call', service: 'calendar', operation: 'days', save: 'days', to: 'pick', failed: 'end' },
    pick: {
      kind: 'choose',
      ask: says('Which day?'),
      save: 'day',
      options: {
        from: 'days',
        label: '{{item.date | date: "short"}}',
        value: '{{item.date}}',
        max: 3,
        to: 'chosen',
        none: 'empty',
      },
      choices: [{ id: 'other', label: 'Another', to: 'load' }],
    },
    chosen: { kind: 'end', say: says('On {{day}}.') },
    empty: { kind: 'end', say: says('No day is free.') },
    end,
  };

  test('[N5] a list becomes chips: at most max, no value twice, nothing without a value', () => {
    const talk = converse(programOf(list));
    const dates = ['2026-11-24', '2026-11-24', '', '2026-11-25', '2026-11-26', '2026-11-27'];
    const { effects } = talk.done(dates.map((date) => ({ date })));
    expect(labelsIn(effects)).toEqual(['24/11/2026', 'Another']);
    expect(saidIn(talk.tap('pick', '=2026-11-24').effects)).toEqual(['On 2026-11-24.']);
  });

  test('[N5] an empty list takes the exit "none", and nothing is asked', () => {
    for (const empty of [[], null, 'no list', [{ date: '' }]]) {
      const talk = converse(programOf(list));
      expect(saidIn(talk.done(empty).effects)).toEqual(['No day is free.']);
    }
  });

  test('[N6] only what is on offer can be taken', () => {
    const talk = converse(programOf(list));
    talk.done([{ date: '2026-11-24' }]);
    talk.tap('pick', 'other');
    talk.done([{ date: '2026-11-25' }]);
    const { understood } = talk.tap('pick', '=2026-11-24');
    expect(understood).toBe(false);
    expect(talk.snapshot).toMatchObject({ value: 'pick', misses: 1 });
    expect(talk.tap('pick', '=2026-11-25').snapshot.value).toBe('chosen');
  });

  test('[N7] ask saves an answer in its own type', () => {
    const talk = converse(
      programOf({
        a: { kind: 'ask', ask: says('How many?'), expect: { type: 'number' }, save: 'count', to: 'b' },
        b: { kind: 'ask', ask: says('Photo?'), expect: { type: 'file' }, save: 'photo', to: 'c' },
        c: { kind: 'ask', ask: says('Where?'), expect: { type: 'location' }, save: 'spot', to: 'end' },
        end,
      }),
    );
    talk.type('two');
    expect(talk.type('here it is').understood).toBe(false);
    const file = { url: 'https://example.com/a.jpg', mime: 'image/jpeg' };
    talk.happen({ kind: 'file', file });
    talk.happen({ kind: 'location', latitude: 45.75, longitude: 4.85 });
    expect(talk.snapshot.vars['']).toEqual({
      count: 2,
      photo: file,
      spot: { latitude: 45.75, longitude: 4.85 },
    });
    expect(talk.snapshot.status).toBe('done');
  });

  test('[N8] a skip chip takes its own exit, tapped or typed, and saves nothing', () => {
    const program = programOf({
      a: {
        kind: 'ask',
        ask: says('Email?'),
        expect: { type: 'email' },
        save: 'email',
        skip: [{ id: 'none', label: { en: 'No email', fr: 'Pas d’e-mail' }, words: ['skip'], to: 'later' }],
        to: 'end',
      },
      later: { kind: 'end', say: says('Later, then.') },
      end,
    });
    const first = converse(program);
    expect(labelsIn(first.last.effects)).toEqual(['No email']);
    expect(saidIn(first.tap('a', 'none').effects)).toEqual(['Later, then.']);
    for (const text of ['no email', 'SKIP', 'pas d’e-mail']) {
      const talk = converse(program);
      expect(saidIn(talk.type(text).effects)).toEqual(['Later, then.']);
      expect(talk.snapshot.vars['']).toEqual({});
    }
  });

  test('[N9] branch takes the first case that holds, else "otherwise", without a word', () => {
    const program = programOf(
      {
        b: {
          kind: 'branch',
          cases: [
            { when: { value: 'n', is: 'more', than: 10 }, to: 'many' },
            { when: { value: 'n', is: 'more', than: 1 }, to: 'some' },
          ],
          otherwise: 'end',
        },
        many: { kind: 'end', outcome: 'many' },
        some: { kind: 'end', outcome: 'some' },
        end: { kind: 'end', outcome: 'few' },
      },
      { variables: { n: { type: 'number' } } },
    );
    const outcomes = [20, 5, 1, undefined].map((n) => converse(program, FACTS, { n }).snapshot.outcome);
    expect(outcomes).toEqual(['many', 'some', 'few', 'few']);
  });

  test('[N10] set goes line by line, keeps types, and appends', () => {
    const talk = converse(
      programOf(
        {
          s: {
            kind: 'set',
            assign: [
              { variable: 'a', to: '{{n}}' },
              { variable: 'b', to: 'a is {{a}}' },
              { variable: 'list', to: '{{a}}', append: true },
              { variable: 'list', to: '{{b}}', append: true },
              { variable: 'n', to: null },
            ],
            to: 'end',
          },
          end,
        },
        { variables: { n: { type: 'number', default: 3 } } },
      ),
    );
    expect(talk.snapshot.vars['']).toEqual({ n: null, a: 3, b: 'a is 3', list: [3, 'a is 3'] });
  });

  test('[N11] setting "locale" changes the language from then on', () => {
    const talk = converse(
      programOf({
        a: {
          kind: 'say',
          say: [{ message: { kind: 'text', text: { en: 'Hello', fr: 'Bonjour' } } }],
          to: 's',
        },
        s: { kind: 'set', assign: [{ variable: 'locale', to: 'fr' }], to: 'b' },
        b: { kind: 'end', say: { message: { kind: 'text', text: { en: 'Goodbye', fr: 'Au revoir' } } } },
      }),
    );
    expect(saidIn(talk.last.effects)).toEqual(['Hello', 'Au revoir']);
    expect(talk.snapshot.locale).toBe('fr');
  });

  const call: FlowInput['nodes'] = {
    c: {
      kind: 'call',
      service: 'calendar',
      operation: 'hold',
      input: { slot: '{{slot.id}}', list: [{ deep: '{{slot.start}}' }], fixed: true, nothing: '{{none}}' },
      timeout: '30s',
      save: 'answer',
      pick: { number: 'hold.id', missing: 'no.such' },
      on: { slot_taken: 'taken' },
      to: 'end',
      failed: 'failed',
    },
    taken: { kind: 'end', outcome: 'taken' },
    failed: { kind: 'end', outcome: 'failed' },
    end: { kind: 'end', outcome: 'held' },
  };
  const withSlot = { variables: { slot: { type: 'object' as const, default: { id: 7, start: '09:00' } } } };

  test('[N12] call shows typing, asks with its input filled in, and saves the result and its parts', () => {
    const talk = converse(programOf(call, withSlot));
    expect(kindsOf(talk.last.effects)).toEqual(['typing', 'call']);
    expect(only(talk.last.effects, 'call')).toMatchObject([
      {
        node: 'c',
        service: 'calendar',
        operation: 'hold',
        input: { slot: 7, list: [{ deep: '09:00' }], fixed: true, nothing: undefined },
        timeout: 30,
      },
    ]);
    talk.done({ hold: { id: 'h1' } });
    expect(talk.snapshot).toMatchObject({
      outcome: 'held',
      vars: { '': { answer: { hold: { id: 'h1' } }, number: 'h1' } },
    });
  });

  test('[N13] a failure takes the exit of its code, any other "failed"', () => {
    const outcomes = ['slot_taken', 'timeout', 'constructor'].map((code) => {
      const talk = converse(programOf(call, withSlot));
      talk.fail(code);
      return talk.snapshot.outcome;
    });
    expect(outcomes).toEqual(['taken', 'failed', 'failed']);
  });

  const waiting: FlowInput['nodes'] = {
    w: {
      kind: 'wait',
      on: [
        {
          signal: 'payment.succeeded',
          when: { value: 'signal.amount', is: 'at-least', than: 10 },
          save: 'paid',
          to: 'paid',
        },
        { signal: 'payment.succeeded', to: 'short' },
      ],
      message: { save: 'words', to: 'wrote' },
      timeout: { after: '1d', to: 'late' },
    },
    paid: { kind: 'end', outcome: 'paid' },
    short: { kind: 'end', outcome: 'short' },
    wrote: { kind: 'end', outcome: 'wrote' },
    late: { kind: 'end', outcome: 'late' },
  };

  test('[N14] wait is silent until a signal, a message or time moves it', () => {
    const talks = Array.from({ length: 3 }, () => converse(programOf(waiting)));
    const [signalled, written, late] = talks;
    for (const talk of talks) expect(kindsOf(talk.last.effects)).toEqual(['schedule']);
    signalled?.happen({ kind: 'signal', name: 'payment.succeeded', data: { amount: 12 } });
    written?.type('any news?');
    late?.fire();
    expect(talks.map((talk) => talk.snapshot.outcome)).toEqual(['paid', 'wrote', 'late']);
    expect(written?.snapshot.vars['']).toEqual({ words: 'any news?' });
  });

  test('[N15] handoff tells the customer, names the queue, sums up, and goes on after the handback', () => {
    const talk = converse(
      programOf({
        h: {
          kind: 'handoff',
          queue: 'claims',
          summary: '{{contact.name}} has a claim',
          say: says('One moment.'),
          to: 'end',
        },
        end,
      }),
    );
    expect(saidIn(talk.last.effects)).toEqual(['One moment.']);
    expect(only(talk.last.effects, 'handoff')).toMatchObject([
      { node: 'h', queue: 'claims', summary: 'Marie has a claim', reason: 'flow' },
    ]);
    expect(saidIn(talk.happen({ kind: 'handback' }).effects)).toEqual(['Bye.']);
  });

  test('[N15] a handoff without an exit is the end once people are done', () => {
    const talk = converse(programOf({ h: { kind: 'handoff' } }));
    expect(saidIn(talk.last.effects)).toHaveLength(1);
    expect(talk.happen({ kind: 'handback' })).toMatchObject({
      effects: [{ kind: 'end', outcome: 'finished-by-person' }],
      snapshot: { status: 'done' },
    });
  });

  const sub = flowOf(
    {
      ask: {
        kind: 'ask',
        ask: says('{{greeting}}, your name?'),
        expect: { type: 'text' },
        save: 'name',
        to: 'end',
      },
      end: { kind: 'end', say: says('Thanks {{name}}, not {{secret}}.') },
    },
    {
      id: 'sub',
      variables: { greeting: { type: 'text', default: 'Hi' }, count: { type: 'number', default: 1 } },
    },
  );
  const caller: FlowInput['nodes'] = {
    one: {
      kind: 'subflow',
      flow: 'sub',
      input: { greeting: '{{hello}}' },
      output: { who: 'name' },
      to: 'two',
    },
    two: { kind: 'subflow', flow: 'sub', output: { other: 'name' }, to: 'fin' },
    fin: { kind: 'end', say: says('{{who}} and {{other}}{{name}}') },
  };
  const callerVariables = {
    variables: {
      hello: { type: 'text' as const, default: 'Hello' },
      secret: { type: 'text' as const, default: 'x' },
    },
  };

  test('[N16] a sub-flow has variables of its own, from its defaults and the input, and gives back its output', () => {
    const talk = converse(programOf(caller, callerVariables, [sub]));
    expect(saidIn(talk.last.effects)).toEqual(['Hello, your name?']);
    expect(talk.snapshot).toMatchObject({
      value: 'one/ask',
      vars: { 'one/': { greeting: 'Hello', count: 1 } },
    });
    const { effects } = talk.type('Ann');
    expect(saidIn(effects)).toEqual(['Thanks Ann, not .', 'Hi, your name?']);
    expect(Object.keys(talk.snapshot.vars).sort()).toEqual(['', 'two/']);
    expect(saidIn(talk.type('Bob').effects)).toEqual(['Thanks Bob, not .', 'Ann and Bob']);
    expect(talk.snapshot.vars).toEqual({ '': { hello: 'Hello', secret: 'x', who: 'Ann', other: 'Bob' } });
  });

  test('[N17] a conversation always gets the same arm, and the arms keep their proportions', () => {
    const program = programOf({
      s: {
        kind: 'split',
        arms: [
          { id: 'a', weight: 70, to: 'a' },
          { id: 'b', weight: 30, to: 'b' },
          { id: 'c', weight: 0, to: 'c' },
        ],
      },
      a: { kind: 'end', outcome: 'a' },
      b: { kind: 'end', outcome: 'b' },
      c: { kind: 'end', outcome: 'c' },
    });
    const count: Record<string, number> = { a: 0, b: 0, c: 0 };
    for (let n = 0; n < 4000; n += 1) {
      const facts = { ...FACTS, conversation: { id: `conversation-${n}` } };
      const outcome = converse(program, facts).snapshot.outcome ?? '';
      if (n % 100 === 0) expect(converse(program, facts).snapshot.outcome).toBe(outcome);
      count[outcome] = (count[outcome] ?? 0) + 1;
    }
    // Four standard deviations of a fair draw of 4,000.
    expect(Math.abs((count.a ?? 0) - 2800)).toBeLessThan(116);
    expect(count.c).toBe(0);
  });

  test('[N18] end says its last words, names its outcome and what follows, and the flow is done', () => {
    const talk = converse(
      programOf({ e: { kind: 'end', outcome: 'booked', say: says('Done.'), next: 'survey' } }),
    );
    expect(kindsOf(talk.last.effects)).toEqual(['send', 'end']);
    expect(only(talk.last.effects, 'end')).toMatchObject([{ outcome: 'booked', next: 'survey' }]);
    expect(talk.snapshot).toMatchObject({ status: 'done', outcome: 'booked' });
    const before = talk.snapshot;
    expect(talk.type('hello?')).toMatchObject({ understood: false, effects: [], snapshot: before });
    expect(talk.happen({ kind: 'signal', name: 'x', data: {} })).toMatchObject({
      effects: [],
      snapshot: before,
    });
  });
});

describe('timers and signals', () => {
  test('[T1] a timeout is scheduled on entry and takes its exit when it fires', () => {
    const talk = converse(programOf(yesNo));
    const [schedule] = only(talk.last.effects, 'schedule');
    expect(schedule).toMatchObject({ at: NOON + 2 * HOUR, node: 'q' });
    expect(talk.snapshot.timers[schedule?.token ?? '']?.at).toBe(NOON + 2 * HOUR);
    expect(saidIn(talk.fire().effects)).toEqual(['Too late.']);
    expect(talk.snapshot.timers).toEqual({});
  });

  test('[T1] each visit has a token of its own', () => {
    const talk = converse(programOf(yesNo));
    const tokens = new Set(Object.keys(talk.snapshot.timers));
    for (let n = 0; n < 5; n += 1) {
      talk.type('no');
      for (const token of Object.keys(talk.snapshot.timers)) tokens.add(token);
    }
    expect(tokens.size).toBe(6);
  });

  test('[T2] leaving a node cancels its timer', () => {
    const talk = converse(programOf(yesNo));
    const [token] = Object.keys(talk.snapshot.timers);
    expect(only(talk.type('yes').effects, 'cancel')).toMatchObject([{ token }]);
    expect(talk.snapshot.timers).toEqual({});
  });

  test.each([
    ['2026-11-25T10:00:00Z', '-24h', Date.UTC(2026, 10, 24, 10)],
    ['2026-11-25T10:00:00+01:00', undefined, Date.UTC(2026, 10, 25, 9)],
    ['2026-11-25T10:00:00Z', '2h', Date.UTC(2026, 10, 25, 12)],
    ['2026-11-20T10:00:00Z', '-24h', NOON],
    ['soon', '-24h', undefined],
    ['', undefined, undefined],
  ])('[T3] a timeout at %j with the offset %s fires at %s', (start, offset, at) => {
    const talk = converse(
      programOf(
        { w: { kind: 'wait', timeout: { at: '{{start}}', ...(offset ? { offset } : {}), to: 'end' } }, end },
        { variables: { start: { type: 'datetime' } } },
      ),
      FACTS,
      { start },
    );
    expect(Object.values(talk.snapshot.timers).map((held) => held.at)).toEqual(at === undefined ? [] : [at]);
  });

  const week = { fri: [{ from: '09:00', to: '18:00' }], mon: [{ from: '09:00', to: '12:00' }] };
  const away = [{ date: '2026-11-27', shifts: [] }];
  test.each([
    // It is Monday, 9 in London.
    ['2h', { week }, Date.UTC(2026, 10, 23, 11)],
    ['3h', { week }, Date.UTC(2026, 10, 23, 12)],
    ['4h', { week }, Date.UTC(2026, 10, 27, 10)],
    ['12h', { week }, Date.UTC(2026, 10, 27, 18)],
    ['13h', { week }, Date.UTC(2026, 10, 30, 10)],
    ['4h', { week, exceptions: away }, Date.UTC(2026, 10, 30, 10)],
    ['2h', { week: { tue: [{ from: '11:00', to: '12:30' }] } }, Date.UTC(2026, 11, 1, 11, 30)],
    ['52w', { week }, NOON + 366 * 24 * HOUR],
  ])('[T10] %s in the hours %j fires when it has been open for that long', (after, hours, at) => {
    expect(firesAt({ after, inOpeningHours: true, to: 'end' }, { timezone: 'Europe/London', hours })).toBe(
      at,
    );
  });

  test('[T10] the hours are those of the clocks on the wall, when these are changed too', () => {
    // Clocks go forward in Paris at 2 in the night of 29 March 2026: the night from Saturday has an hour less.
    const night = { sun: [{ from: '00:00', to: '06:00' }] };
    const settings = { timezone: 'Europe/Paris', hours: { week: night } };
    const saturday = Date.UTC(2026, 2, 28, 12);
    const timeout = { after: '4h', inOpeningHours: true, to: 'end' };
    expect(firesAt(timeout, settings, saturday)).toBe(Date.UTC(2026, 2, 29, 3));
    expect(firesAt({ ...timeout, after: '6h' }, settings, saturday)).toBe(Date.UTC(2026, 3, 4, 23));
  });

  test.each([
    ['no hours are stated', {}],
    ['it is never open', { hours: { week: {} } }],
    [
      'it was only open on a day that is past',
      { hours: { week: {}, exceptions: [{ date: '2020-01-01', shifts: week.fri }] } },
    ],
  ])('[T11] day and night count where %s', (_, settings) => {
    expect(firesAt({ after: '2h', inOpeningHours: true, to: 'end' }, settings)).toBe(NOON + 2 * HOUR);
  });

  test('[T11] a sub-flow has hours of its own, or none', () => {
    const inner = flowOf(
      { w: { kind: 'wait', timeout: { after: '2h', inOpeningHours: true, to: 'e' } }, e: end },
      { id: 'inner' },
    );
    const outer = programOf(
      { c: { kind: 'subflow', flow: 'inner', to: 'end' }, end },
      { settings: { hours: { week } } },
      [inner],
    );
    expect(Object.values(converse(outer).snapshot.timers)).toMatchObject([{ at: NOON + 2 * HOUR }]);
  });

  test('[T4] neither a miss nor help prolongs the timeout', () => {
    const talk = converse(programOf(yesNo));
    const before = talk.snapshot.timers;
    talk.pass(HOUR);
    talk.type('what?');
    talk.type('help');
    expect(talk.snapshot.timers).toEqual(before);
  });

  const paying: FlowInput['nodes'] = {
    p: {
      kind: 'choose',
      ask: says('Please pay.'),
      choices: [{ id: 'later', label: 'Later', to: 'end' }],
      on: [
        {
          signal: 'payment.succeeded',
          when: { value: 'signal.payment', is: 'equals', than: '{{payment}}' },
          save: 'receipt',
          to: 'paid',
        },
        { signal: 'payment.declined', to: 'declined' },
      ],
    },
    paid: { kind: 'end', outcome: 'paid', say: says('Receipt {{receipt.number}}.') },
    declined: { kind: 'end', outcome: 'declined' },
    end,
  };
  const paymentOne = { variables: { payment: { type: 'text' as const, default: 'p1' } } };

  test('[T5] a signal takes the first exit that names it and whose condition holds, and saves its data', () => {
    const talk = converse(programOf(paying, paymentOne));
    talk.happen({ kind: 'signal', name: 'payment.succeeded', data: { payment: 'p0' } });
    expect(talk.snapshot.value).toBe('p');
    const paid = { payment: 'p1', number: 'R-7' };
    expect(saidIn(talk.happen({ kind: 'signal', name: 'payment.succeeded', data: paid }).effects)).toEqual([
      'Receipt R-7.',
    ]);
    expect(talk.snapshot.vars['']).toMatchObject({ receipt: paid });
  });

  test('[T6] a signal that comes early is kept for the node that waits for it, and the question is not left open', () => {
    const program = programOf(
      {
        first: { kind: 'ask', ask: says('Name?'), expect: { type: 'text' }, save: 'name', to: 'p' },
        ...paying,
      },
      paymentOne,
    );
    const talk = converse(program);
    expect(talk.happen({ kind: 'signal', name: 'other', data: {} }).effects).toEqual([]);
    talk.happen({ kind: 'signal', name: 'payment.succeeded', data: { payment: 'p1', number: 'R-1' } });
    expect(talk.snapshot.mailbox).toHaveLength(2);
    const { effects, visited } = talk.type('Marie');
    expect(visited).toEqual(['p', 'paid']);
    expect(saidIn(effects)).toEqual(['Please pay.', 'Receipt R-1.']);
    expect(new Set(effects.map(({ id }) => id)).size).toBe(effects.length);
    expect(talk.snapshot).toMatchObject({ status: 'done', mailbox: [{ name: 'other' }] });
  });

  test('[T6] only the last 20 signals are kept', () => {
    const talk = converse(programOf(yesNo));
    for (let n = 0; n < 30; n += 1) talk.happen({ kind: 'signal', name: `s${n}`, data: {} });
    expect(talk.snapshot.mailbox?.map(({ name }) => name)).toEqual(
      Array.from({ length: 20 }, (_, n) => `s${n + 10}`),
    );
  });

  test('[T7] a flow that is over keeps no signals', () => {
    const talk = converse(programOf({ end }));
    talk.happen({ kind: 'signal', name: 'payment.succeeded', data: {} });
    expect(talk.snapshot.mailbox).toBeUndefined();
  });

  const gathering = { settings: { gather: '5s' } };
  const story: FlowInput['nodes'] = {
    a: { kind: 'ask', ask: says('What happened?'), expect: { type: 'text' }, save: 'story', to: 'end' },
    end: { kind: 'end', say: says('Noted: {{story}}') },
  };

  test('[T8] texts within the gather time are read as one, each beginning the time anew', () => {
    const talk = converse(programOf(story, gathering));
    expect(kindsOf(talk.type('I braked').effects)).toEqual(['schedule']);
    talk.pass(3000);
    const { effects } = talk.type('but too late');
    expect(kindsOf(effects)).toEqual(['cancel', 'schedule']);
    expect(new Set(effects.map(({ id }) => id)).size).toBe(2);
    expect(only(effects, 'schedule')[0]?.at).toBe(NOON + 8000);
    expect(Object.keys(talk.snapshot.timers)).toHaveLength(1);
    expect(saidIn(talk.fire().effects)).toEqual(['Noted: I braked\nbut too late']);
    expect(talk.snapshot.gathered).toBeUndefined();
  });

  test('[T8] what is tapped meanwhile is read at once', () => {
    const talk = converse(programOf(yesNo, gathering));
    talk.type('hm');
    talk.tap('q', 'yes');
    expect(talk.snapshot).toMatchObject({ status: 'done', timers: {} });
    expect(talk.snapshot.gathered).toBeUndefined();
  });
});

describe('manners at a question', () => {
  test('[M1] help is answered, and the question asked again', () => {
    const ours = converse(programOf(yesNo));
    expect(saidIn(ours.type('help').effects)).toEqual([expect.stringContaining('RESTART'), 'Shall we?']);
    const own = converse(programOf(yesNo, { settings: { help: { en: 'Ask {{brand.name}}.', fr: 'x' } } }));
    expect(saidIn(own.type('HELP!').effects)).toEqual(['Ask Maison Carillon.', 'Shall we?']);
    expect(own.snapshot.misses).toBe(0);
  });

  test('[M2] restart begins again with the defaults', () => {
    const program = programOf(
      { s: { kind: 'set', assign: [{ variable: 'n', to: 1, append: true }], to: 'q' }, ...yesNo },
      { start: 's', variables: { other: { type: 'text', default: 'd' } } },
    );
    const talk = converse(program, FACTS, { other: 'given' });
    talk.type('no');
    const { effects } = talk.type('start over');
    expect(saidIn(effects)).toEqual(['Shall we?']);
    expect(talk.snapshot.vars['']).toEqual({ n: [1], other: 'd' });
    talk.happen({ kind: 'tap', data: GLOBAL_TAPS.restart, label: 'Start again' });
    expect(talk.snapshot.value).toBe('q');
  });

  test('[M3] a person can be asked for at any time; the open question is remembered', () => {
    for (const ask of ['human', 'I want to talk to a person', GLOBAL_TAPS.person]) {
      const talk = converse(programOf(yesNo));
      const { effects } = ask.startsWith('cn1')
        ? talk.happen({ kind: 'tap', data: ask, label: 'Talk to a person' })
        : talk.type(ask);
      expect(only(effects, 'handoff')).toMatchObject([{ reason: 'asked', queue: 'default' }]);
      expect(talk.snapshot).toMatchObject({ value: PERSON, back: 'q', timers: {} });
    }
  });

  test('[M3] a flow can have a node of its own for it', () => {
    const program = programOf(
      { ...yesNo, people: { kind: 'handoff', queue: 'vip', summary: 'asked' } },
      { settings: { person: 'people' } },
    );
    const { effects } = converse(program).type('agent');
    expect(only(effects, 'handoff')).toMatchObject([{ queue: 'vip', reason: 'asked' }]);
  });

  test('[M4] a language the flow has can be asked for, and the question comes again in it', () => {
    const bilingual = programOf({
      q: {
        kind: 'choose',
        ask: { message: { kind: 'text', text: { en: 'Shall we?', fr: 'On y va ?' } } },
        choices: [{ id: 'yes', label: { en: 'Yes', fr: 'Oui' }, to: 'end' }],
      },
      end,
    });
    const talk = converse(bilingual);
    const { effects } = talk.type('Français');
    expect(saidIn(effects)).toEqual(['Nous continuons en français.', 'On y va ?']);
    expect(labelsIn(effects)).toEqual(['Oui']);
    expect(talk.snapshot.locale).toBe('fr');
    const english = converse(programOf(yesNo, { locales: ['en'] }));
    expect(english.type('français').understood).toBe(false);
    expect(english.snapshot.locale).toBe('en');
  });

  test('[M5] a label comes before a global word where there are buttons, the word first where one types freely', () => {
    const buttons = converse(
      programOf({
        q: { kind: 'choose', ask: says('Who?'), choices: [{ id: 'agent', label: 'Agent', to: 'end' }] },
        end,
      }),
    );
    expect(buttons.type('agent').snapshot).toMatchObject({ status: 'done', value: 'end' });
    const free = converse(
      programOf({
        a: { kind: 'ask', ask: says('Who?'), expect: { type: 'text' }, save: 'who', to: 'end' },
        end,
      }),
    );
    expect(free.type('agent').snapshot.value).toBe(PERSON);
  });

  test('[M6] misses are met with kind words and the buttons, then a person is offered', () => {
    const talk = converse(programOf(yesNo));
    const first = talk.type('purple');
    expect(first.understood).toBe(false);
    expect(labelsIn(first.effects)).toEqual(['Yes', 'No']);
    const second = talk.type('purple');
    expect(saidIn(second.effects)).not.toEqual(saidIn(first.effects));
    const third = talk.type('purple');
    expect(labelsIn(third.effects)).toEqual(['Talk to a person', 'Start again', 'Yes', 'No']);
    expect(talk.snapshot).toMatchObject({ value: 'q', misses: 3 });
    expect(talk.type('yes').snapshot.status).toBe('done');
  });

  test('[M6] a way to a person that the author offers already stands in the offer once, and is the author’s', () => {
    const talk = converse(
      programOf({
        q: {
          kind: 'choose',
          ask: says('Which?'),
          choices: [
            { id: 'one', label: 'One', to: 'end' },
            { id: 'human', label: 'Talk to a person', to: 'end' },
          ],
        },
        end,
      }),
    );
    for (const _ of [1, 2]) talk.type('purple');
    const { effects } = talk.type('purple');
    expect(labelsIn(effects)).toEqual(['Talk to a person', 'Start again', 'One']);
    expect(JSON.stringify(effects)).toContain('human');
  });

  test('[M6] the author’s wordings come first to last, the last again, then the author’s exit', () => {
    const talk = converse(
      programOf({
        a: {
          kind: 'ask',
          ask: says('Number?'),
          expect: { type: 'number', min: 1 },
          save: 'n',
          retry: { say: ['One more time.', 'A figure, please.'], max: 3, to: 'people' },
          to: 'people',
        },
        people: { kind: 'handoff', say: says('Here is someone.') },
      }),
    );
    const said = ['x', 'y', 'z', 'w'].flatMap((text) => saidIn(talk.type(text).effects));
    expect(said).toEqual(['One more time.', 'A figure, please.', 'A figure, please.', 'Here is someone.']);
    expect(only(talk.last.effects, 'handoff')).toMatchObject([{ reason: 'not-understood' }]);
  });

  test('[M6] without wordings, the reason why an answer does not fit is told', () => {
    const talk = converse(
      programOf({
        a: { kind: 'ask', ask: says('Guests?'), expect: { type: 'number', max: 8 }, save: 'n', to: 'end' },
        end,
      }),
    );
    expect(saidIn(talk.type('9').effects)).toEqual(['That number is too high. Please give a lower one.']);
    expect(saidIn(talk.type('a few').effects)).toEqual([expect.stringContaining('one number')]);
  });

  const two: FlowInput['nodes'] = {
    first: {
      kind: 'choose',
      ask: says('First?'),
      keep: true,
      save: 'first',
      choices: [{ id: 'go', label: 'Go', to: 'second' }],
    },
    second: {
      kind: 'choose',
      ask: says('Second?'),
      choices: [
        { id: 'back', label: 'Back', to: 'first' },
        { id: 'on', label: 'On', to: 'third' },
      ],
    },
    third: { kind: 'ask', ask: says('Third?'), expect: { type: 'text' }, save: 'third', to: 'end' },
    end: { kind: 'end', say: says('Over.') },
  };

  test('[M7] a button of an earlier question is named as such, and the question asked again', () => {
    const talk = converse(programOf(two));
    talk.tap('first', 'go');
    talk.tap('second', 'on');
    const before = talk.snapshot;
    const stale = talk.tap('second', 'back');
    expect(saidIn(stale.effects)).toEqual(['That button belongs to an earlier question.', 'Third?']);
    expect(stale.snapshot).toEqual(before);
    expect(new Set(stale.effects.map(({ id }) => id)).size).toBe(2);
    expect(saidIn(talk.tap('no-such-node', 'x').effects)).toHaveLength(2);
  });

  test('[M8] a kept button leads on from its node, even after the end', () => {
    const talk = converse(programOf(two));
    talk.tap('first', 'go');
    talk.tap('second', 'on');
    expect(saidIn(talk.tap('first', 'go').effects)).toEqual(['Second?']);
    expect(talk.snapshot).toMatchObject({ value: 'second', vars: { '': { first: 'go' } } });
    talk.tap('second', 'on');
    talk.type('words');
    expect(talk.snapshot.status).toBe('done');
    expect(saidIn(talk.tap('first', 'go').effects)).toEqual(['Second?']);
    expect(talk.snapshot).toMatchObject({ status: 'active', vars: { '': { third: 'words' } } });
    expect(talk.snapshot.outcome).toBeUndefined();
    expect(talk.tap('first', 'no-such-choice').snapshot.value).toBe('second');
  });

  test('[M9] a handback leads where the operator says, or back to the question that was open', () => {
    const back = converse(programOf(two));
    back.tap('first', 'go');
    back.type('agent');
    expect(saidIn(back.happen({ kind: 'handback' }).effects)).toEqual([
      expect.stringContaining('Maison Carillon'),
      'Second?',
    ]);
    expect(back.snapshot.back).toBeUndefined();
    const named = converse(programOf(two));
    named.type('agent');
    expect(saidIn(named.happen({ kind: 'handback', node: 'third' }).effects)).toEqual(['Third?']);
    const unknown = converse(programOf(two));
    unknown.type('agent');
    expect(unknown.happen({ kind: 'handback', node: 'nowhere' }).snapshot.value).toBe('first');
  });

  test('[M9] an operator who took over a question gives it back asked again', () => {
    const talk = converse(programOf(two));
    expect(saidIn(talk.happen({ kind: 'handback' }).effects).at(-1)).toBe('First?');
  });

  test('[M10] a handback leaves a call, a wait and a flow that is over alone', () => {
    const calling = converse(
      programOf({ c: { kind: 'call', service: 's', operation: 'o', to: 'end', failed: 'end' }, end }),
    );
    const open = calling.snapshot;
    expect(calling.happen({ kind: 'handback' })).toMatchObject({ effects: [], snapshot: open });
    const waiting = converse(programOf({ w: { kind: 'wait', timeout: { after: '1h', to: 'end' } }, end }));
    const held = waiting.snapshot.timers;
    expect(waiting.happen({ kind: 'handback' })).toMatchObject({ effects: [], snapshot: { timers: held } });
    const over = converse(programOf({ end }));
    expect(over.happen({ kind: 'handback' })).toMatchObject({ effects: [], snapshot: { status: 'done' } });
    expect(saidIn(over.happen({ kind: 'handback', node: 'end' }).effects)).toEqual(['Bye.']);
  });

  test('[M16] a postback that is not ours may answer by its label, and without one says nothing', () => {
    const talk = converse(programOf(yesNo));
    expect(talk.happen({ kind: 'tap', data: 'author-made' })).toMatchObject({
      understood: false,
      effects: [],
    });
    expect(talk.happen({ kind: 'tap', data: '' })).toMatchObject({ understood: false, effects: [] });
    expect(talk.happen({ kind: 'tap', data: 'author-made', label: 'Yes' }).snapshot.status).toBe('done');
  });

  test('[M17] nothing is said to what is written while a service is asked', () => {
    const talk = converse(
      programOf({ c: { kind: 'call', service: 's', operation: 'o', to: 'end', failed: 'end' }, end }),
    );
    const open = talk.snapshot;
    expect(talk.type('are you there?')).toMatchObject({ understood: true, effects: [], snapshot: open });
    expect(only(talk.type('agent').effects, 'handoff')).toHaveLength(1);
  });
});

test('[F6] canvas positions change nothing', () => {
  const plain = converse(programOf(yesNo));
  const moved = converse(programOf(yesNo, { canvas: { positions: { q: { x: 900, y: 9 } }, notes: [] } }));
  expect(moved.type('no')).toEqual(plain.type('no'));
});

test('[S7] hostile words are words: nothing is expanded, run or thrown', () => {
  const talk = converse(
    programOf({
      a: { kind: 'ask', ask: says('Say?'), expect: { type: 'text' }, save: 'words', to: 'b' },
      b: { kind: 'say', say: [says('You said {{words}}.')], to: 'a' },
    }),
  );
  for (const words of [
    '{{contact.phone}}',
    '{{constructor.constructor}}',
    '__proto__',
    '\ud800',
    '#{1+1}',
    '<b>',
  ]) {
    const said = saidIn(talk.type(words).effects)[0] ?? '';
    expect(said).not.toContain('+33612345678');
    expect(talk.snapshot.value).toBe('a');
  }
  expect(saidIn(talk.type('{{contact.phone}}').effects)[0]).toBe('You said {{contact.phone}}.');
});

test('[F1] bundles of flows: a start sets what the flow declares and nothing else', () => {
  const bundle = bundleOf(yesNo, {
    variables: { a: { type: 'text', default: 'x' }, b: { type: 'number', default: 1 } },
  });
  const talk = converse(programOf(bundle.flow.nodes, bundle.flow), FACTS, { a: 'given', c: 'strange' });
  expect(talk.snapshot).toMatchObject({ value: 'q', status: 'active' });
  expect(talk.snapshot.vars).toEqual({ '': { a: 'given', b: 1 } });
});
