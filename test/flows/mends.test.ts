import { describe, expect, test } from 'vitest';
import { check } from '../../flows/check.ts';
import { type Flow, type FlowInput, flowSchema } from '../../flows/flow.ts';
import { asksForTarget, exitOfFinding, mendsFor } from '../../flows/mends.ts';

function flowOf(nodes: FlowInput['nodes'], more: Partial<FlowInput> = {}): Flow {
  return flowSchema.parse({
    format: 1,
    id: 'salon',
    name: 'Salon',
    locales: ['en', 'fr'],
    start: 'greet',
    nodes,
    ...more,
  });
}

const codes = (flow: Flow) => check(flow, { flows: {} }).map(({ code }) => code);

/** The flow after the first mend of the first finding of this code. */
function mended(flow: Flow, code: string, n = 0): Flow {
  const finding = check(flow, { flows: {} }).find((one) => one.code === code);
  if (!finding) throw new Error(`nothing to mend: ${codes(flow)}`);
  const mend = mendsFor(flow, finding)[n];
  if (!mend) throw new Error(`no mend for ${code}`);
  return flowSchema.parse(mend.apply(flow));
}

const both = (text: string) => ({ en: text, fr: text });
const say = (text: string | Record<string, string>, to?: string) => ({
  kind: 'say' as const,
  say: [{ message: { kind: 'text' as const, text } }],
  ...(to === undefined ? {} : { to }),
});
const end = { kind: 'end' as const };

describe('mends', () => {
  test('an open exit is led to an end, or to a person', () => {
    const flow = flowOf({ greet: say(both('Hello')) });
    const ended = mended(flow, 'exit-unconnected');
    expect(codes(ended)).not.toContain('exit-unconnected');
    expect(Object.values(ended.nodes).map(({ kind }) => kind)).toEqual(['say', 'end']);
    expect(Object.values(mended(flow, 'exit-unconnected', 1).nodes)[1]?.kind).toBe('handoff');
  });

  test('opening hours that are missing are stated, or the timeout counts all the time', () => {
    const greet = {
      kind: 'choose' as const,
      ask: { message: { kind: 'text' as const, text: both('Which?') } },
      choices: [{ id: 'cut', label: both('Cut'), to: 'bye' }],
      timeout: { after: '2h', inOpeningHours: true, to: 'bye' },
    };
    const closed = { week: {}, exceptions: [{ date: '2026-12-25', shifts: [] }] };
    for (const [code, settings] of [
      ['hours-missing', {}],
      ['hours-never-open', { hours: closed }],
    ] as const) {
      const flow = flowOf({ greet, bye: end }, { settings });
      const opened = mended(flow, code);
      expect(codes(opened)).not.toContain(code);
      expect(opened.settings.hours?.week.fri).toEqual([{ from: '09:00', to: '18:00' }]);
      expect(opened.settings.hours?.exceptions).toEqual(flow.settings.hours?.exceptions ?? []);
      const counted = mended(flow, code, 1);
      expect(codes(counted)).not.toContain(code);
      expect(counted.nodes.greet).toMatchObject({ timeout: { after: '2h', to: 'bye' } });
    }
  });

  test('only the exit that is open is connected', () => {
    const flow = flowOf({
      greet: {
        kind: 'choose',
        ask: { message: { kind: 'text', text: both('Which?') } },
        choices: [
          { id: 'cut', label: both('Cut'), to: 'bye' },
          { id: 'colour', label: both('Colour') },
        ],
        timeout: { after: '1h', to: 'bye' },
      },
      bye: end,
    });
    const after = mended(flow, 'exit-unconnected');
    const node = after.nodes.greet;
    if (node?.kind !== 'choose') throw new Error('not a choice');
    expect(node.choices[0]?.to).toBe('bye');
    expect(after.nodes[node.choices[1]?.to ?? '']?.kind).toBe('end');
  });

  test('a question without a timeout gets one that ends', () => {
    const flow = flowOf({
      greet: {
        kind: 'choose',
        ask: { message: { kind: 'text', text: both('Which?') } },
        choices: [{ id: 'cut', label: both('Cut'), to: 'bye' }],
      },
      bye: end,
    });
    expect(codes(mended(flow, 'no-timeout'))).not.toContain('no-timeout');
    expect(codes(mended(flow, 'no-timeout'))).not.toContain('exit-unconnected');
  });

  test('a step that nothing leads to is removed', () => {
    const flow = flowOf({ greet: say(both('Hello'), 'bye'), bye: end, lost: end });
    expect(Object.keys(mended(flow, 'unreachable').nodes)).toEqual(['greet', 'bye']);
  });

  test('a text too long is cut at a word and whole characters', () => {
    const long = `Colour and highlights 👩‍👩‍👧 ${'with care '.repeat(4)}`;
    const flow = flowOf({
      greet: {
        kind: 'choose',
        ask: { message: { kind: 'text', text: both('Which?') } },
        choices: [{ id: 'cut', label: both(long), to: 'bye' }],
        timeout: { after: '1h', to: 'bye' },
      },
      bye: end,
    });
    const after = mended(flow, 'too-long');
    expect(codes(after)).not.toContain('too-long');
    const node = after.nodes.greet;
    if (node?.kind !== 'choose') throw new Error('not a choice');
    const label = node.choices[0]?.label as Record<string, string>;
    expect(label.en).toMatch(/^Colour and .*…$/);
    expect(label.en?.length).toBeLessThanOrEqual(25);
  });

  test('a missing language gets the text of the other', () => {
    const flow = flowOf({ greet: say({ en: 'Hello' }, 'bye'), bye: end });
    const after = mended(flow, 'translation-missing');
    expect(codes(after)).not.toContain('translation-missing');
    expect(JSON.stringify(after.nodes.greet)).toContain('"fr":"Hello"');
  });

  test('a start that is not there becomes the first step', () => {
    const flow = flowOf({ hello: say(both('Hello'), 'bye'), bye: end });
    expect(mended(flow, 'start-missing').start).toBe('hello');
  });

  test('what only the author can know has no mend', () => {
    const flow = flowOf({ greet: say(both('{{nobody_knows}}'), 'bye'), bye: end });
    const finding = check(flow, { flows: {} }).find(({ code }) => code === 'variable-unknown');
    expect(finding).toBeDefined();
    if (finding) expect(mendsFor(flow, finding)).toEqual([]);
  });

  test('a finding about an exit names it, so that it can be led to any step', () => {
    const flow = flowOf({
      greet: {
        kind: 'choose',
        ask: { message: { kind: 'text', text: both('Which?') } },
        choices: [
          { id: 'a', label: both('A'), to: 'done' },
          { id: 'b', label: both('B') },
        ],
        timeout: { after: '1h', to: 'gone' },
      },
      done: end,
    });
    const open = check(flow, { flows: {} }).filter(asksForTarget);
    expect(open.map((finding) => exitOfFinding(flow, finding))).toEqual(['choice:b', 'timeout']);
    expect(exitOfFinding(flow, { node: 'greet', path: 'nodes.greet.ask' })).toBeUndefined();
    expect(exitOfFinding(flow, { path: 'start' })).toBeUndefined();
  });
});
