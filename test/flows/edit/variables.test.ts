/** Variables under another name, wherever they stand, and nowhere else. */
import { describe, expect, test } from 'vitest';
import {
  addVariable,
  namesUsedBy,
  removeVariable,
  renameInText,
  renameVariable,
  variableUses,
} from '../../../flows/edit/variables.ts';
import { flowOf, says } from '../fixtures.ts';
import { loadLibrary } from './library.ts';

const FLOW = flowOf(
  {
    ask: { kind: 'ask', ask: says('Which day?'), expect: { type: 'date' }, save: 'day', to: 'look' },
    look: {
      kind: 'call',
      service: 'calendar',
      operation: 'slots',
      input: { day: '{{day}}', deep: [{ at: '{{ day | date: "day" }}' }] },
      pick: { slots: 'slots', day: 'confirmed.day' },
      to: 'pick',
    },
    pick: {
      kind: 'choose',
      title: 'about {{day}}',
      ask: says('On {{day}} or {{days}} or {{slot.day}}?'),
      options: { from: 'day.slots', label: '{{item.day}} {{day}}', value: '{{item}}' },
      choices: [{ id: 'day', label: '{{ "day" }} {{day}}', words: ['{{day}}'] }],
      on: [
        {
          signal: 'paid',
          save: 'day',
          when: { value: 'signal.day', is: 'equals', than: '{{day}}' },
          to: 'out',
        },
      ],
    },
    which: {
      kind: 'branch',
      cases: [
        {
          when: {
            all: [{ value: 'day', is: 'exists' }, { not: { value: 'day.x', is: 'equals', than: 'day' } }],
          },
          to: 'out',
        },
      ],
      otherwise: 'out',
    },
    keep: { kind: 'set', assign: [{ variable: 'day', to: '{{day | shift: "1d"}}' }], to: 'inner' },
    inner: { kind: 'subflow', flow: 'sub', input: { day: '{{day}}' }, output: { day: 'day' }, to: 'out' },
    out: { kind: 'end' },
  } as never,
  {
    variables: { first: { type: 'text' }, day: { type: 'date' }, last: { type: 'text' } },
    settings: { help: { en: 'About {{day}}', fr: 'Sur {{day}}' } },
  },
);

describe('renaming', () => {
  const after = renameVariable(FLOW, 'day', 'date');

  test('reaches texts, conditions, tables, lists and the settings, and keeps its place', () => {
    expect(Object.keys(after.variables)).toEqual(['first', 'date', 'last']);
    expect(after.nodes.ask).toMatchObject({ save: 'date' });
    expect(after.nodes.look).toMatchObject({
      input: { day: '{{date}}', deep: [{ at: '{{ date | date: "day" }}' }] },
      pick: { slots: 'slots', date: 'confirmed.day' },
    });
    expect(after.nodes.pick).toMatchObject({
      title: 'about {{day}}',
      ask: { message: { text: 'On {{date}} or {{days}} or {{slot.day}}?' } },
      options: { from: 'date.slots', label: '{{item.day}} {{date}}' },
      choices: [{ id: 'day', label: '{{ "day" }} {{date}}', words: ['{{day}}'] }],
      on: [{ save: 'date', when: { value: 'signal.day', than: '{{date}}' } }],
    });
    expect(after.nodes.which).toMatchObject({
      cases: [
        { when: { all: [{ value: 'date' }, { not: { value: 'date.x', is: 'equals', than: 'day' } }] } },
      ],
    });
    expect(after.nodes.keep).toMatchObject({ assign: [{ variable: 'date', to: '{{date | shift: "1d"}}' }] });
    // The names inside the other flow are its own.
    expect(after.nodes.inner).toMatchObject({ input: { day: '{{date}}' }, output: { date: 'day' } });
    expect(after.settings.help).toEqual({ en: 'About {{date}}', fr: 'Sur {{date}}' });
    expect(after.nodes.out).toBe(FLOW.nodes.out);
  });

  test('back again gives the flow it was', () => {
    expect(renameVariable(after, 'date', 'day')).toEqual(FLOW);
    expect(variableUses(after, 'day')).toEqual([]);
    expect(variableUses(after, 'date')).toHaveLength(variableUses(FLOW, 'day').length);
  });

  test('is refused where the name is taken, in use, or none', () => {
    expect(renameVariable(FLOW, 'day', 'last')).toBe(FLOW);
    expect(renameVariable(FLOW, 'day', 'days')).toBe(FLOW);
    expect(renameVariable(FLOW, 'day', 'not a name')).toBe(FLOW);
    expect(renameVariable(FLOW, 'day', '__proto__')).toBe(FLOW);
    expect(renameVariable(FLOW, 'unknown', 'new')).toBe(FLOW);
  });

  test.each(loadLibrary())(
    'every variable of the shipped flow %s can be renamed and renamed back',
    (_, flow) => {
      for (const name of Object.keys(flow.variables)) {
        const renamed = renameVariable(flow, name, 'another_name');
        expect(variableUses(renamed, name)).toEqual([]);
        expect(variableUses(renamed, 'another_name').map(({ how }) => how)).toEqual(
          variableUses(flow, name).map(({ how }) => how),
        );
        expect(renameVariable(renamed, 'another_name', name)).toEqual(flow);
      }
    },
  );
});

describe('a template', () => {
  test.each([
    ['{{a}} and a', '{{b}} and a'],
    ['{{ a.x | default: a, "a" | upper }}', '{{ b.x | default: b, "a" | upper }}'],
    ['{{ x | a: a }}', '{{ x | a: b }}'],
    ['{{ab}} {{x.a}}', '{{ab}} {{x.a}}'],
    ['{{a', '{{a'],
    ["{{ 'it\\'s a' }}{{a}}", "{{ 'it\\'s a' }}{{b}}"],
    ['no braces: a', 'no braces: a'],
  ])('%s becomes %s', (text, expected) => {
    expect(renameInText(text, 'a', 'b')).toBe(expected);
  });
});

describe('declaring', () => {
  test('takes names that are free, and gives what is left out', () => {
    expect(addVariable(FLOW, 'new', { type: 'number' }).variables.new).toEqual({
      type: 'number',
      personal: false,
    });
    expect(addVariable(FLOW, 'day', { type: 'number' })).toBe(FLOW);
    expect(addVariable(FLOW, '__proto__', { type: 'number' })).toBe(FLOW);
    expect(Object.keys(removeVariable(FLOW, 'day').variables)).toEqual(['first', 'last']);
    expect(removeVariable(FLOW, 'nothing')).toBe(FLOW);
  });

  test('uses are named by their places', () => {
    expect(variableUses(FLOW, 'day').map(({ path, how }) => `${how} ${path}`)).toEqual([
      'reads settings.help',
      'sets nodes.ask.save',
      'sets nodes.look.pick.day',
      'reads nodes.look.input.day',
      'reads nodes.look.input.deep.0.at',
      'reads nodes.pick.options.from',
      'sets nodes.pick.on.0.save',
      'reads nodes.pick.ask.message.text',
      'reads nodes.pick.choices.0.label',
      'reads nodes.pick.options.label',
      'reads nodes.pick.on.0.when.than',
      'reads nodes.which.cases.0.when',
      'sets nodes.keep.assign.0.variable',
      'reads nodes.keep.assign.0.to',
      'sets nodes.inner.output.day',
      'reads nodes.inner.input.day',
    ]);
    expect(namesUsedBy(Object.values(FLOW.nodes))).toEqual(['day', 'slots', 'days', 'slot']);
  });
});
