import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { describeSms, smsPolicyOf } from '../../../flows/sms/describe.ts';
import { flowOf, says } from '../fixtures.ts';
import { randomFlow } from '../random-flow.ts';

const flow = flowOf(
  {
    day: {
      kind: 'choose',
      ask: says('Which day, {{contact.name}}?'),
      options: {
        from: 'days',
        label: '{{item.date | date}}',
        value: '{{item.date}}',
        max: 6,
        to: 'told',
        none: 'told',
      },
      choices: [{ id: 'later', label: { en: 'Later', fr: 'Plus tard' }, to: 'told' }],
    },
    told: {
      kind: 'say',
      say: [
        says('Your claim {{claim.number}}: {{claim.timeline | last | at: "text"}}'),
        { ...says('It costs {{price | money: "EUR"}}.'), sms: '{{price | money: "EUR"}}, {{brand.name}}' },
      ],
      delivery: { traffic: 'promotion' },
      to: 'name',
    },
    name: {
      kind: 'ask',
      ask: says(
        'C’est à quel nom, pour le {{when | datetime}} ? Écrivez-le ici, tel qu’il figure sur la carte.',
      ),
      expect: { type: 'text' },
      save: 'name',
      skip: [{ id: 'none', label: 'Skip', to: 'bye' }],
      to: 'bye',
    },
    bye: { kind: 'end' },
  },
  { variables: { price: { type: 'number', default: 1250 }, when: { type: 'datetime' } } },
);

const node = (id: string) => {
  const found = flow.nodes[id];
  if (!found) throw new Error(id);
  return found;
};

describe('an author’s view of a step', () => {
  test('shows a list with items of its kind, each another, numbered', () => {
    const [asked] = describeSms(flow, node('day'), 'en');
    expect(asked).toMatchObject({ at: 'ask', own: false, linked: false, segments: 1, encoding: 'gsm7' });
    expect(asked?.sms.split('\n')).toEqual([
      'Which day, Marie Dupont?',
      'Reply with a number:',
      '1 Wednesday 25 November',
      '2 Thursday 26 November',
      '3 Friday 27 November',
      '4 Saturday 28 November',
      '5 Later',
    ]);
    expect(asked?.message.suggestions).toHaveLength(5);
  });

  test('shows every message of a step, the author’s wording as such, with values of typical length', () => {
    expect(describeSms(flow, node('told'), 'en', { name: 'Salon' })).toMatchObject([
      { at: 'say.0', own: false, sms: 'Your claim AB-123456: A sentence or two, as people write them.' },
      { at: 'say.1', own: true, sms: '€12.50, Salon' },
    ]);
  });

  test('shows what is replaced as a difference, and only where the settings replace it', () => {
    const [plain] = describeSms(flow, node('name'), 'fr');
    expect(plain).toMatchObject({ encoding: 'gsm7', segments: 1 });
    expect(plain?.changes.map(({ from, to }) => from + to)).toContain("’'");
    expect(plain?.written).toContain('C’est à quel nom');
    const [first] = plain?.changes ?? [];
    expect(plain?.written.slice(first?.at, (first?.at ?? 0) + (first?.from.length ?? 0))).toBe(first?.from);
    expect(describeSms(flow, node('name'), 'fr', { smart: 'never' })).toMatchObject([
      { encoding: 'ucs2', segments: 2, changes: [] },
    ]);
  });

  test('has nothing to show of a step that says nothing', () => {
    expect(describeSms(flow, node('bye'), 'en')).toEqual([]);
  });

  test('knows by its traffic and its wish whether a step goes by SMS', () => {
    expect(smsPolicyOf(flow, node('day'))).toBe('after-ttl');
    expect(smsPolicyOf(flow, node('told'))).toBe('unreachable');
    expect(smsPolicyOf(flow, { kind: 'say', say: [], delivery: { sms: 'never' } })).toBe('never');
  });

  test('can be shown of any flow, however unfinished', () => {
    fc.assert(
      fc.property(randomFlow(), (bundle) => {
        for (const one of Object.values(bundle.flow.nodes)) {
          for (const { sms } of describeSms(bundle.flow, one, 'fr')) expect(sms).not.toContain('undefined');
        }
      }),
      { numRuns: 100 },
    );
  });
});
