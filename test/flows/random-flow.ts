/** Random small flows and random events, for properties; knows every kind of node and no particular rule. */
import fc from 'fast-check';
import type { Event } from '../../flows/event.ts';
import type { Bundle, FlowInput } from '../../flows/flow.ts';
import type { Snapshot } from '../../flows/snapshot.ts';
import { GLOBAL_TAPS, writeTap } from '../../flows/tap.ts';
import { flowOf, says } from './fixtures.ts';

const NODES = ['n0', 'n1', 'n2', 'n3', 'n4'];
const VARIABLES = ['a', 'b', 'locale'];
const SIGNALS = ['paid', 'declined'];

const target = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...NODES) },
  { weight: 1, arbitrary: fc.constant(undefined) },
  { weight: 1, arbitrary: fc.constant('missing') },
);
const variable = fc.constantFrom(...VARIABLES);
const text = fc.constantFrom('Hello {{a}}', 'How many?', '{{b | upper}}', '{{', 'x'.repeat(4000), '');
const timeout = fc.option(
  fc.oneof(
    fc.record({ after: fc.constantFrom('1m', '2h', '0s'), to: target }),
    fc.record({ after: fc.constantFrom('1m', '9h'), inOpeningHours: fc.boolean(), to: target }),
    fc.record({ at: fc.constantFrom('{{a}}', '2026-11-23T12:00:00Z', 'never'), to: target }),
  ),
  { nil: undefined },
);
const on = fc.array(fc.record({ signal: fc.constantFrom(...SIGNALS), save: variable, to: target }), {
  maxLength: 2,
});
const choices = fc.uniqueArray(fc.record({ id: fc.constantFrom('x', 'y', 'z'), label: text, to: target }), {
  minLength: 1,
  maxLength: 3,
  selector: ({ id }) => id,
});

const node: fc.Arbitrary<unknown> = fc.oneof(
  fc.record({ kind: fc.constant('say' as const), say: text.map((one) => [says(one)]), to: target }),
  fc.record({
    kind: fc.constant('choose' as const),
    ask: text.map(says),
    choices,
    on,
    keep: fc.boolean(),
    save: variable,
    timeout,
    options: fc.option(
      fc.record({
        from: variable,
        label: fc.constant('{{item}}'),
        value: fc.constant('{{item}}'),
        to: target,
        none: target,
      }),
      { nil: undefined },
    ),
  }),
  fc.record({
    kind: fc.constant('ask' as const),
    ask: text.map(says),
    expect: fc.constantFrom(
      { type: 'text' as const },
      { type: 'number' as const },
      { type: 'date' as const },
    ),
    save: variable,
    retry: fc.option(fc.record({ say: fc.constant(['Again?']), max: fc.nat(2), to: target }), {
      nil: undefined,
    }),
    timeout,
    to: target,
  }),
  fc.record({
    kind: fc.constant('branch' as const),
    cases: fc.tuple(
      fc.record({ when: fc.record({ value: variable, is: fc.constant('exists' as const) }), to: target }),
    ),
    otherwise: target,
  }),
  fc.record({
    kind: fc.constant('set' as const),
    assign: fc.tuple(
      fc.record({ variable, to: fc.constantFrom('{{a}}', 'fr', 1, null, true), append: fc.boolean() }),
    ),
    to: target,
  }),
  fc.record({
    kind: fc.constant('call' as const),
    service: fc.constant('calendar'),
    operation: fc.constant('days'),
    input: fc.constant({ day: '{{a}}' }),
    save: variable,
    on: fc.record({ slot_taken: target }),
    failed: target,
    to: target,
  }),
  fc.record({
    kind: fc.constant('wait' as const),
    on,
    message: fc.option(fc.record({ save: variable, to: target }), { nil: undefined }),
    timeout: fc.record({ after: fc.constant('5m'), to: target }),
  }),
  fc.record({
    kind: fc.constant('handoff' as const),
    summary: fc.constantFrom('About {{a}}', ''),
    to: target,
  }),
  fc.record({
    kind: fc.constant('subflow' as const),
    flow: fc.constantFrom('sub', 'main', 'nowhere'),
    input: fc.constant({ a: '{{a}}' }),
    output: fc.constant({ b: 'a' }),
    to: target,
  }),
  fc.record({
    kind: fc.constant('split' as const),
    arms: fc.tuple(
      fc.record({ id: fc.constant('l'), weight: fc.nat(3), to: target }),
      fc.record({ id: fc.constant('r'), weight: fc.nat(3), to: target }),
    ),
  }),
  fc.record({ kind: fc.constant('end' as const), next: fc.option(fc.constant('main'), { nil: undefined }) }),
);

const nodes = fc.tuple(node, node, node, node, node).map((list) => {
  // The schema, which every flow made here passes, is what knows these shapes.
  return Object.fromEntries(list.map((one, index) => [NODES[index] ?? '', one])) as FlowInput['nodes'];
});

/** A flow of five nodes joined at random, which may call another such flow. Many are faulty, none is refused by the schema. */
export function randomFlow(): fc.Arbitrary<Bundle> {
  return fc.tuple(nodes, nodes, fc.boolean()).map(([own, inner, gathers]) => ({
    flow: flowOf(own, {
      variables: { a: { type: 'text', default: ['one', 'two'] } },
      settings: gathers ? { gather: '2s', hours: { week: { mon: [{ from: '09:00', to: '17:30' }] } } } : {},
    }),
    subflows: { sub: flowOf(inner, { id: 'sub', variables: { a: { type: 'text' } } }) },
  }));
}

export type EventMaker = (snapshot: Snapshot, base: { id: string; at: number }) => Event;

/** Events of every kind; those about timers and calls name one that is held, or one that is not. */
export function randomEvent(): fc.Arbitrary<EventMaker> {
  const words = fc.constantFrom(
    'x',
    'y',
    '1',
    'hello',
    'help',
    'restart',
    'agent',
    'français',
    '24/12',
    '',
    '3',
    '\u0000',
  );
  const data = fc.oneof(
    fc
      .record({
        node: fc.constantFrom(...NODES, 'n0/n1', 'missing'),
        choice: fc.constantFrom('x', 'y', 'z', '=one', '=two', 'missing'),
      })
      .map(writeTap),
    fc.constantFrom(GLOBAL_TAPS.person, GLOBAL_TAPS.restart, 'foreign', ''),
  );
  const held = (record: Record<string, unknown>, n: number) => Object.keys(record)[n] ?? 'not-held';
  return fc.oneof(
    words.map(
      (said): EventMaker =>
        (_, base) => ({ kind: 'text', text: said, ...base }),
    ),
    fc.tuple(data, fc.option(words, { nil: undefined })).map(
      ([tapped, label]): EventMaker =>
        (_, base) => ({ kind: 'tap', data: tapped, label, ...base }),
    ),
    fc.constant<EventMaker>((_, base) => ({
      kind: 'file',
      file: { url: 'https://x', mime: 'image/png' },
      ...base,
    })),
    fc.constant<EventMaker>((_, base) => ({ kind: 'location', latitude: 1, longitude: 2, ...base })),
    fc.nat(1).map(
      (n): EventMaker =>
        ({ timers }, base) => ({ kind: 'timer', token: held(timers, n), ...base }),
    ),
    fc.tuple(fc.nat(1), fc.constantFrom<unknown>([], ['one'], { deep: [1] }, null, 'text')).map(
      ([n, result]): EventMaker =>
        ({ calls }, base) => ({ kind: 'done', call: held(calls, n), result, ...base }),
    ),
    fc.constantFrom('slot_taken', 'timeout').map(
      (code): EventMaker =>
        ({ calls }, base) => ({ kind: 'failed', call: held(calls, 0), code, ...base }),
    ),
    fc.constantFrom(...SIGNALS, 'other').map(
      (name): EventMaker =>
        (_, base) => ({ kind: 'signal', name, data: { n: 1 }, ...base }),
    ),
    fc.option(fc.constantFrom(...NODES, 'missing'), { nil: undefined }).map(
      (to): EventMaker =>
        (_, base) => ({ kind: 'handback', node: to, ...base }),
    ),
    fc.constant<EventMaker>((_, base) => ({ kind: 'start', variables: { a: 'given' }, ...base })),
    fc.constant<EventMaker>((_, base) => ({ kind: 'unsubscribe', ...base })),
  );
}
