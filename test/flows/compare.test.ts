/** Differences of two versions, as those who drew them read them. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { diff, same } from '../../flows/change.ts';
import { compare } from '../../flows/compare.ts';
import { moveNodes } from '../../flows/edit/arrange.ts';
import { addChoice, moveChoice, removeChoice } from '../../flows/edit/choices.ts';
import { connect } from '../../flows/edit/connect.ts';
import { removeNodes } from '../../flows/edit/remove-nodes.ts';
import { setAt } from '../../flows/edit/set-at.ts';
import type { Flow } from '../../flows/flow.ts';
import { cleanFlow, randomEdit } from './edit/random-edit.ts';
import { flowOf, says } from './fixtures.ts';

const FLOW = flowOf(
  {
    greet: { kind: 'say', title: 'Welcome', say: [says('Hello')], to: 'pick' },
    pick: {
      kind: 'choose',
      title: 'Pick a day',
      ask: { message: { kind: 'text', text: { en: 'Which day?', fr: 'Quel jour ?' } } },
      choices: [
        { id: 'mon', label: { en: 'Monday', fr: 'Lundi' }, to: 'done' },
        { id: 'tue', label: 'Tuesday', to: 'done' },
      ],
      timeout: { after: '2h', to: 'done' },
    },
    check: {
      kind: 'branch',
      cases: [{ when: { value: 'day', is: 'equals', than: 'mon' }, to: 'done' }],
      otherwise: 'done',
    },
    done: { kind: 'end', say: says('Bye') },
  },
  { triggers: [{ kind: 'keyword', words: ['book'] }], variables: { day: { type: 'text' } } },
);

const at = (path: (string | number)[], value: unknown) => (flow: Flow) => setAt(flow, path, value);
const words = (edit: (flow: Flow) => Flow) => compare(FLOW, edit(FLOW)).map(({ what }) => what.en);
const french = (edit: (flow: Flow) => Flow) => compare(FLOW, edit(FLOW)).map(({ what }) => what.fr);

describe('in words', () => {
  test('a text, in the language it changed in', () => {
    const edit = at(['nodes', 'pick', 'ask', 'message', 'text', 'fr'], 'Quelle date ?');
    expect(words(edit)).toEqual(['Text (French) changed from “Quel jour ?” to “Quelle date ?”']);
    expect(french(edit)).toEqual(['Texte (français) : « Quelle date ? » au lieu de « Quel jour ? »']);
  });

  test('a chip', () => {
    expect(words(at(['nodes', 'pick', 'choices', 1, 'label'], 'On Tuesday'))).toEqual([
      'Chip text changed from “Tuesday” to “On Tuesday”',
    ]);
  });

  test('a timeout, in human units', () => {
    expect(words(at(['nodes', 'pick', 'timeout', 'after'], '4h'))).toEqual([
      'Timeout changed from 2 h to 4 h',
    ]);
    expect(words(at(['nodes', 'pick', 'timeout'], undefined))).toEqual(['Timeout removed: 2 h']);
    expect(french(at(['nodes', 'pick', 'timeout'], undefined))).toEqual(['Suppression – délai : 2 h']);
  });

  test('a timeout that counts opening hours, and those hours', () => {
    const counted = at(['nodes', 'pick', 'timeout', 'inOpeningHours'], true);
    expect(words(counted)).toEqual(['Timeout changed from 2 h to 2 h of opening hours']);
    expect(french(counted)).toEqual(['Délai : 2 h d’ouverture au lieu de 2 h']);
    const gone = {
      ...counted(FLOW),
      nodes: { ...FLOW.nodes, pick: setAt(FLOW, ['nodes', 'pick', 'timeout'], undefined).nodes.pick },
    };
    expect(compare(counted(FLOW), gone as Flow).map(({ what }) => what.en)).toEqual([
      'Timeout removed: 2 h of opening hours',
    ]);
    const morning = [{ from: '09:00', to: '12:30' }];
    const hours = { week: { mon: morning }, exceptions: [{ date: '2026-12-24', shifts: morning }] };
    expect(words(at(['settings', 'hours'], hours))).toEqual(['Opening hours added']);
    const open = setAt(FLOW, ['settings', 'hours'], hours);
    const changed = (now: unknown) =>
      compare(open, setAt(open, ['settings', 'hours'], now)).map(({ what }) => what.en);
    const twice = [...morning, { from: '14:00', to: '18:00' }];
    expect(changed({ ...hours, week: { mon: twice } })).toEqual([
      'Opening hours on Monday changed from 09:00–12:30 to 09:00–12:30, 14:00–18:00',
    ]);
    expect(changed({ ...hours, week: { ...hours.week, tue: morning } })).toEqual([
      'Opening hours on Tuesday changed from closed to 09:00–12:30',
    ]);
    expect(changed({ ...hours, exceptions: [{ date: '2026-12-24', shifts: [] }] })).toEqual([
      'Opening hours of single day “2026-12-24” changed from 09:00–12:30 to closed',
    ]);
    const more = [{ date: '2026-11-11', shifts: [] }, ...hours.exceptions];
    expect(changed({ ...hours, exceptions: more })).toEqual(['Single day added: “2026-11-11”']);
  });

  test('a choice added, removed, or put elsewhere, without the others being told', () => {
    expect(words((flow) => addChoice(flow, 'pick', { label: 'Friday', at: 0 }).flow)).toEqual([
      'Chip added: “Friday”',
    ]);
    expect(words((flow) => removeChoice(flow, 'pick', 'mon'))).toEqual(['Chip removed: “Monday”']);
    expect(words((flow) => moveChoice(flow, 'pick', 'mon', 1))).toEqual(['The chips are in another order']);
  });

  test('an exit that leads elsewhere, by the name people know', () => {
    expect(compare(FLOW, connect(FLOW, 'pick', 'choice:mon', 'greet'))).toEqual([
      {
        kind: 'moved-exit',
        node: 'pick',
        what: {
          en: '“Monday” leads to “Welcome” instead of “Bye”',
          fr: '« Lundi » mène à « Welcome » au lieu de « Bye »',
        },
      },
    ]);
    expect(words((flow) => connect(flow, 'check', 'case:0', 'greet'))).toEqual([
      '“day is “mon”” leads to “Welcome” instead of “Bye”',
    ]);
  });

  test('a condition, as a sentence', () => {
    expect(words(at(['nodes', 'check', 'cases', 0, 'when'], { value: 'day', is: 'exists' }))).toEqual([
      'Condition of case “day is known” changed from “day is “mon”” to “day is known”',
    ]);
  });

  test('steps that came and went', () => {
    const after = removeNodes(FLOW, ['check']);
    expect(compare(FLOW, after)).toEqual([
      {
        kind: 'removed',
        node: 'check',
        what: { en: 'Step removed: “check”', fr: 'Suppression – étape « check »' },
      },
    ]);
    expect(compare(after, FLOW)).toMatchObject([{ kind: 'added', node: 'check' }]);
  });

  test('a step that became another kind', () => {
    expect(words(at(['nodes', 'done'], { kind: 'handoff' }))).toEqual([
      'Is now a handover to a person instead of an end',
    ]);
  });

  test('the flow itself: name, start, keywords, settings, variables', () => {
    expect(words(at(['name'], 'Appointment'))).toEqual(['Name changed from “Main” to “Appointment”']);
    expect(words(at(['start'], 'pick'))).toEqual(['The flow starts at “Pick a day” instead of “Welcome”']);
    expect(words(at(['triggers', 0, 'words'], ['book', 'rdv']))).toEqual(['Keywords added: “rdv”']);
    expect(words(at(['settings', 'traffic'], 'promotion'))).toEqual([
      'Kind of messages changed from answer to a request to promotion',
    ]);
    expect(words(at(['settings', 'afterEnd'], { policy: 'silence' }))).toEqual([
      'After the end changed from the main flow begins to no answer',
    ]);
    expect(words(at(['variables', 'name'], { type: 'text' }))).toEqual(['Variable added: “name”']);
    expect(words(at(['variables', 'day', 'type'], 'date'))).toEqual([
      'Variable “day”: Type changed from a text to a date',
    ]);
  });

  test('a card in place of a text', () => {
    const card = { kind: 'card', card: { title: 'Hello', media: { url: 'https://x/a.jpg' } } };
    expect(words(at(['nodes', 'greet', 'say', 0, 'message'], card))).toEqual([
      'Message “Hello” is now a card instead of a text',
    ]);
  });

  test('of a long text, the part that differs', () => {
    const long = (end: string) => `${'Please read this with care. '.repeat(10)}Then tell us ${end}.`;
    const before = setAt(FLOW, ['nodes', 'greet', 'say', 0, 'message', 'text'], long('your name'));
    const after = setAt(FLOW, ['nodes', 'greet', 'say', 0, 'message', 'text'], long('your address'));
    const [difference] = compare(before, after);
    expect(difference?.what.en).toContain('your name');
    expect(difference?.what.en).toContain('your address');
    expect(difference?.what.en.length).toBeLessThan(260);
  });
});

describe('any two versions', () => {
  const edits = fc.array(randomEdit(), { minLength: 1, maxLength: 6 });

  test('the same flow has no differences, whatever lies where', () => {
    fc.assert(
      fc.property(cleanFlow(), (flow) => {
        expect(compare(flow, structuredClone(flow))).toEqual([]);
        expect(compare(flow, moveNodes(flow, { n0: { x: 1, y: 2 } }))).toEqual([]);
      }),
    );
  });

  test('what differs is told, in both languages, and nothing else is', () => {
    fc.assert(
      fc.property(cleanFlow(), edits, (before, list) => {
        const after = list.reduce((flow, edit) => edit(flow), before);
        const differences = compare(before, after);
        const meant = ({ canvas: _, id: __, ...flow }: Flow) => flow;
        const isOther = !same(meant(before), meant(after));
        expect(differences.length > 0, JSON.stringify(diff(before, after))).toBe(isOther);
        for (const { what } of differences) {
          for (const text of [what.en, what.fr]) {
            expect(text).not.toMatch(/undefined|\[object|NaN/);
            expect(text.length).toBeGreaterThan(5);
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});
