import { describe, expect, test } from 'vitest';
import type { FlowInput } from '../../flows/flow.ts';
import { enumeratePaths } from '../../flows/paths.ts';
import { type Line, type ScriptStep, simulate } from '../../flows/simulate.ts';
import { bundleOf, flowOf, HOUR, NOON, says } from './fixtures.ts';

const booking: FlowInput['nodes'] = {
  service: {
    kind: 'choose',
    ask: { message: { kind: 'text', text: { en: 'What for?', fr: 'Pour quoi ?' } } },
    save: 'service',
    choices: [
      { id: 'cut', label: { en: 'A cut', fr: 'Une coupe' }, to: 'days' },
      { id: 'colour', label: { en: 'A colour', fr: 'Une couleur' }, to: 'days' },
    ],
    timeout: { after: '2h', to: 'nudge' },
  },
  nudge: { kind: 'say', say: [says('Still there?')], to: 'last' },
  last: {
    kind: 'choose',
    ask: says('Shall we go on?'),
    choices: [{ id: 'yes', label: 'Yes', to: 'service' }],
    timeout: { after: '1d', to: 'bye' },
  },
  days: {
    kind: 'call',
    service: 'calendar',
    operation: 'days',
    input: { service: '{{service}}' },
    pick: { days: 'days' },
    on: { closed: 'people' },
    failed: 'people',
    to: 'pick',
  },
  pick: {
    kind: 'choose',
    ask: says('Which day?'),
    save: 'day',
    options: { from: 'days', label: '{{item.date}}', value: '{{item.date}}', to: 'name', none: 'people' },
    timeout: { after: '1h', to: 'bye' },
  },
  name: {
    kind: 'ask',
    ask: says('Your name?'),
    expect: { type: 'text', min: 2 },
    save: 'name',
    timeout: { after: '1h', to: 'bye' },
    to: 'paid',
  },
  paid: {
    kind: 'wait',
    on: [{ signal: 'payment.succeeded', save: 'payment', to: 'done' }],
    message: { to: 'people' },
    timeout: { after: '30m', to: 'bye' },
  },
  done: { kind: 'end', outcome: 'booked', say: says('{{name}}, see you on {{day}} for {{service}}.') },
  people: { kind: 'handoff', to: 'done' },
  bye: { kind: 'end', outcome: 'silent', say: says('Goodbye.') },
};
const bundle = bundleOf(booking);
const services = (_: string, operation: string) =>
  operation === 'days' ? { done: { days: [{ date: '2026-11-24' }] } } : undefined;
const spoken = (lines: readonly Line[]) => lines.map(({ who, text }) => `${who}: ${text}`);

describe('simulating', () => {
  test('a script is played to its end, with what each side says', () => {
    const script: ScriptStep[] = [
      { tap: 'A cut' },
      { tap: '2026-11-24' },
      { say: 'Marie' },
      { signal: 'payment.succeeded', data: { amount: 1 } },
    ];
    const { transcript, snapshot, visited, problems } = simulate(bundle, script, { services });
    expect(spoken(transcript)).toEqual([
      'bot: What for?',
      'customer: A cut',
      'note: calendar.days',
      'bot: Which day?',
      'customer: 2026-11-24',
      'bot: Your name?',
      'customer: Marie',
      'note: signal payment.succeeded',
      'bot: Marie, see you on 2026-11-24 for cut.',
      'note: end: booked',
    ]);
    expect(visited).toEqual(['service', 'days', 'pick', 'name', 'paid', 'done']);
    expect(snapshot).toMatchObject({ status: 'done', outcome: 'booked' });
    expect(problems).toEqual([]);
  });

  test('time is the script’s own: what falls due in a wait happens in order, at its time', () => {
    const { transcript, now } = simulate(bundle, [{ wait: '3d' }], { at: NOON });
    expect(transcript.map(({ text, at }) => [text, at - NOON])).toEqual([
      ['What for?', 0],
      ['timer of service', 2 * HOUR],
      ['Still there?', 2 * HOUR],
      ['Shall we go on?', 2 * HOUR],
      ['timer of last', 26 * HOUR],
      ['Goodbye.', 26 * HOUR],
      ['end: silent', 26 * HOUR],
    ]);
    expect(now).toBe(NOON + 72 * HOUR);
  });

  test('a wait that is too short fires nothing, and the next takes it from there', () => {
    const half: ScriptStep[] = [{ wait: '90m' }, { wait: '29m' }];
    expect(simulate(bundle, half).snapshot?.value).toBe('service');
    expect(simulate(bundle, [...half, { wait: '1m' }]).snapshot?.value).toBe('last');
    expect(simulate(bundle, [{ wait: 'timer' }]).now).toBe(simulate(bundle, []).now + 2 * HOUR);
  });

  test('calls without a stub stay open for the script, or fail when they time out', () => {
    const open = simulate(bundle, [{ tap: 'cut' }]);
    expect(open.calls).toMatchObject([{ service: 'calendar', operation: 'days', input: { service: 'cut' } }]);
    const answered: ScriptStep[] = [{ tap: 'cut' }, { answer: 'calendar.days', result: { days: [] } }];
    expect(simulate(bundle, answered).snapshot?.value).toBe('people');
    expect(
      simulate(bundle, [{ tap: 'cut' }, { answer: 'calendar.days', failed: 'closed' }]).visited,
    ).toContain('people');
    const late = simulate(bundle, [{ tap: 'cut' }, { wait: '19s' }]);
    expect(late.snapshot?.value).toBe('days');
    expect(simulate(bundle, [{ tap: 'cut' }, { wait: '20s' }]).snapshot?.value).toBe('people');
  });

  test('while people have the conversation time stands still for the flow; then it goes on', () => {
    const asked: ScriptStep[] = [{ say: 'agent' }, { wait: '5d' }, { say: 'anyone?' }];
    const waiting = simulate(bundle, asked);
    expect(waiting.dialogue.withPeople).toBe(true);
    const back = simulate(bundle, [...asked, { handback: true }]);
    expect(back.snapshot?.value).toBe('service');
    expect(spoken(back.transcript).at(-1)).toBe('bot: What for?');
    const [timer] = Object.values(back.snapshot?.timers ?? {});
    expect(timer?.at).toBe(back.now + 2 * HOUR);
    expect(simulate(bundle, [...asked, { handback: 'name' }]).snapshot?.value).toBe('name');
  });

  test('an answer is in the language asked for', () => {
    const { transcript } = simulate(bundle, [{ tap: 'Une coupe' }], { locale: 'fr' });
    expect(spoken(transcript).slice(0, 2)).toEqual(['bot: Pour quoi ?', 'customer: Une coupe']);
  });

  test('flows that follow, and keywords, work as they do when published', () => {
    const first = bundleOf(
      { e: { kind: 'end', next: 'main' } },
      { id: 'first', triggers: [{ kind: 'keyword', words: ['go'] }] },
    );
    expect(simulate(first, [], { others: [bundle] }).dialogue.run?.flow).toBe('main');
    const idle = simulate(first, [{ say: 'go' }], { others: [bundle], begin: false });
    expect(idle.dialogue.run?.flow).toBe('main');
    expect(simulate(first, []).problems).toMatchObject([{ code: 'no-flow' }]);
  });

  test('texts sent in one breath are read as one where the flow gathers', () => {
    const slow = bundleOf(
      {
        a: { kind: 'ask', ask: says('What happened?'), expect: { type: 'text' }, save: 'story', to: 'end' },
        end: { kind: 'end', say: says('{{story}}') },
      },
      { settings: { gather: '4s' } },
    );
    const { transcript, now } = simulate(slow, [{ say: ['I braked', 'too late'] }], { at: NOON });
    expect(spoken(transcript).slice(-2)).toEqual(['bot: I braked\ntoo late', 'note: end: done']);
    expect(now - NOON).toBe(4000);
    expect(simulate(slow, [{ say: 'one' }]).snapshot?.vars['']).toEqual({ story: 'one' });
  });

  test('what a script cannot have is a problem, not a throw', () => {
    const script: ScriptStep[] = [
      { tap: 'No such button' },
      { answer: 'calendar.days', result: 1 },
      { wait: 'soon' },
      { handback: 'nowhere' },
    ];
    expect(simulate(bundle, script).problems.map(({ code }) => code)).toEqual([
      'no-button',
      'no-call',
      'bad-script',
    ]);
    expect(simulate(bundleOf({ end: { kind: 'end' } }), [{ wait: 'timer' }]).problems).toMatchObject([
      { code: 'no-timer' },
    ]);
  });

  test('services asked in a circle are stopped', () => {
    const hot = bundleOf({ c: { kind: 'call', service: 's', operation: 'o', to: 'c', failed: 'c' } });
    const { problems } = simulate(hot, [], { services: () => ({ failed: 'again' }) });
    expect(problems).toMatchObject([{ code: 'loop' }]);
  });

  test('the same script gives the same play', () => {
    const script: ScriptStep[] = [{ tap: 'cut' }, { say: '1' }, { say: 'M' }, { wait: '1h' }];
    expect(simulate(bundle, script, { services })).toEqual(simulate(bundle, script, { services }));
  });

  test('files and places are sent as phones send them', () => {
    const reporting = bundleOf({
      photo: { kind: 'ask', ask: says('Photo?'), expect: { type: 'file' }, save: 'photo', to: 'place' },
      place: { kind: 'ask', ask: says('Where?'), expect: { type: 'location' }, save: 'place', to: 'end' },
      end: { kind: 'end' },
    });
    const { snapshot } = simulate(reporting, [
      { file: { bytes: 9 } },
      { location: { latitude: 1, longitude: 2 } },
    ]);
    expect(snapshot).toMatchObject({
      status: 'done',
      vars: { '': { photo: { mime: 'image/jpeg', bytes: 9 }, place: { latitude: 1, longitude: 2 } } },
    });
  });
});

describe('enumerating paths', () => {
  const samples = { 'calendar.days': [{ days: [{ date: '2026-11-24' }] }, { days: [] }] };
  const signals = { 'payment.succeeded': { amount: 1 } };

  test('every answer, silence, failure and signal is tried, and every node and exit reached', () => {
    const { paths, coverage, truncated } = enumeratePaths(bundle, { samples, signals });
    expect(truncated).toBe(false);
    expect(coverage.nodes).toEqual({ total: 10, missing: [] });
    expect(coverage.exits.missing).toEqual([]);
    expect(new Set(paths.map(({ ending }) => ending))).toEqual(new Set(['end', 'person', 'joins']));
    expect(new Set(paths.map(({ outcome }) => outcome))).toEqual(new Set([undefined, 'booked', 'silent']));
    expect(paths.flatMap(({ problems }) => problems)).toEqual([]);
  });

  test('every path can be played again, and comes to the same', () => {
    const { paths } = enumeratePaths(bundle, { samples, signals, locales: ['en', 'fr'] });
    expect(paths.some(({ locale }) => locale === 'fr')).toBe(true);
    for (const { script, visited, locale, outcome } of paths) {
      const again = simulate(bundle, script, { locale });
      expect(again.visited).toEqual(visited);
      expect(again.problems).toEqual([]);
      if (outcome !== undefined) expect(again.snapshot?.outcome).toBe(outcome);
    }
  });

  test('a flow that goes on after people have had the conversation is followed there', () => {
    const { paths } = enumeratePaths(bundle, { samples: { 'calendar.days': [{ days: [] }] } });
    const handedBack = paths.filter(({ script }) => script.some((step) => 'handback' in step));
    expect(handedBack.map(({ ending, outcome }) => [ending, outcome])).toContainEqual(['end', 'booked']);
  });

  test('what the samples do not reach is named', () => {
    const { coverage } = enumeratePaths(bundle, { samples: { 'calendar.days': [{ days: [] }] } });
    expect(coverage.nodes.missing).toEqual(['name', 'paid']);
    expect(coverage.exits.missing).toContain('pick option');
  });

  test('a value that a branch reads makes a state of its own', () => {
    const branching = bundleOf({
      q: {
        kind: 'choose',
        ask: says('?'),
        save: 'answer',
        choices: [
          { id: 'a', label: 'A', to: 'pause' },
          { id: 'b', label: 'B', to: 'pause' },
        ],
      },
      pause: { kind: 'ask', ask: says('More?'), expect: { type: 'text' }, save: 'more', to: 'b' },
      b: {
        kind: 'branch',
        cases: [{ when: { value: 'answer', is: 'equals', than: 'b' }, to: 'yes' }],
        otherwise: 'no',
      },
      yes: { kind: 'end', outcome: 'yes' },
      no: { kind: 'end', outcome: 'no' },
    });
    const { coverage, paths } = enumeratePaths(branching);
    expect(coverage.exits.missing).toEqual([]);
    expect(new Set(paths.map(({ outcome }) => outcome))).toEqual(new Set([undefined, 'yes', 'no']));
  });

  test('answers of every kind are found, and sub-flows gone through', () => {
    const expectations = [
      { type: 'text', shape: 'AA-000000' },
      { type: 'number', min: 18, max: 99, whole: true },
      { type: 'date', until: 'today' },
      { type: 'date', from: '{{today | shift: "30d"}}' },
      { type: 'time', from: '14:00', until: '15:00' },
      { type: 'email' },
      { type: 'phone' },
      { type: 'choice', of: [{ value: 'x', label: 'Ex' }] },
      { type: 'location' },
      { type: 'file', accept: ['pdf'] },
    ] as const;
    const nodes: FlowInput['nodes'] = {};
    expectations.forEach((expect_, n) => {
      const to = n === expectations.length - 1 ? 'end' : `a${n + 1}`;
      nodes[`a${n}`] = {
        kind: 'ask',
        ask: says('?'),
        expect: structuredClone(expect_) as never,
        save: 'x',
        to,
      };
    });
    const sub = flowOf({ ...nodes, end: { kind: 'end' } }, { id: 'sub' });
    const calling = bundleOf({ s: { kind: 'subflow', flow: 'sub', to: 'end' }, end: { kind: 'end' } }, {}, [
      sub,
    ]);
    const { coverage, paths } = enumeratePaths(calling);
    expect(coverage.nodes).toEqual({ total: 13, missing: [] });
    expect(coverage.exits.missing).toEqual([]);
    expect(paths.some(({ ending }) => ending === 'end')).toBe(true);
  });

  test('loops end where a state comes again, and limits are kept and told', () => {
    const loop = bundleOf({
      q: { kind: 'choose', ask: says('?'), choices: [{ id: 'a', label: 'A', to: 'q' }] },
    });
    const { paths, truncated } = enumeratePaths(loop);
    expect(truncated).toBe(false);
    expect(paths.every(({ ending }) => ending === 'joins')).toBe(true);
    const few = enumeratePaths(bundle, { samples, maxPaths: 3 });
    expect(few).toMatchObject({ truncated: true });
    expect(few.paths).toHaveLength(3);
    expect(
      enumeratePaths(bundle, { samples, maxDepth: 2 }).paths.some(({ ending }) => ending === 'cut'),
    ).toBe(true);
  });

  test('a timer later than the clock of the play is waited for exactly', () => {
    const { paths } = enumeratePaths(bundle, { samples });
    const silent = paths.find(({ outcome }) => outcome === 'silent');
    expect(silent?.script).toContainEqual({ wait: 'timer' });
  });
});
