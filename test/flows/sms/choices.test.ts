import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Message, messageSchema } from '../../../flows/message.ts';
import { type Choice, choicesOf, readChoice } from '../../../flows/sms/choices.ts';

function listOf(...labels: string[]): Choice[] {
  return labels.map((label, n) => ({ label, data: `d${n + 1}` }));
}

function read(choices: Choice[], text: string): string | undefined {
  const found = readChoice(choices, text);
  return typeof found === 'object' ? found.data : found;
}

const services = listOf('Haircut', 'Colour and cut', 'Beard trim', 'Talk to a person');

test('[X4] the choices of a message are its replies in reading order, those on cards first', () => {
  const reply = (label: string) => ({ kind: 'reply' as const, label, data: label.toLowerCase() });
  const message: Message = messageSchema.parse({
    kind: 'carousel',
    cards: [
      { title: 'One', suggestions: [reply('A'), { kind: 'dial', label: 'Call', phone: '+33612345678' }] },
      { title: 'Two', suggestions: [reply('B')] },
    ],
    suggestions: [reply('C')],
  });
  expect(choicesOf(message)).toEqual([
    { label: 'A', data: 'a' },
    { label: 'B', data: 'b' },
    { label: 'C', data: 'c' },
  ]);
});

describe('what a person types', () => {
  test.each([
    '2',
    ' 2 ',
    '2.',
    '2)',
    '(2)',
    '"2"',
    '2!',
    '#2',
    'no 2',
    'No. 2',
    'n° 2',
    'N°2',
    'option 2',
    'Option 2.',
    'number 2',
    'choix 2',
    'reply 2',
    '2 please',
    '2, merci',
    '2️⃣',
    '２',
    'the second one',
    'la deuxième',
    '2 Colour and cut',
    '2. Colour and cut',
    '2 - colour',
    'Colour and cut',
    'colour',
    'COLOUR AND CUT!',
    'Color and cut',
  ])('[X5] "%s" is the second choice', (text) => {
    expect(read(services, text)).toBe('d2');
  });

  test.each(['0', '5', '22', '999', '-2', '1.5', 'option 9', 'no 12', 'something else', '', '?', '2 and 3'])(
    '[X5] "%s" is none of them',
    (text) => {
      expect(read(services, text)).toBeUndefined();
    },
  );

  test('[X5] what could be several is ambiguous', () => {
    expect(read(listOf('Change the time', 'Change the service'), 'change')).toBe('ambiguous');
    expect(read(listOf('Book', 'Book'), 'book')).toBe('ambiguous');
  });

  test('one button that is shown twice is no ambiguity', () => {
    const twice = [
      { label: 'Book', data: 'x' },
      { label: 'Book', data: 'x' },
    ];
    expect(read(twice, 'book')).toBe('x');
  });

  test('[X5] a number is the number of the list, whatever labels begin with it', () => {
    expect(read(listOf('1 person', '3 people', '2 people'), '2')).toBe('d2');
    expect(read(listOf('9:00', '10:00', '2:00 pm'), '2')).toBe('d2');
    expect(read(listOf('9:00', '10:00'), '10')).toBeUndefined();
  });

  test('[X5] a label that is the number itself comes before the number of the list', () => {
    const people = listOf('2', '4', '6');
    expect(['2', '4', '6', '1', '#2'].map((text) => read(people, text))).toEqual([
      'd1',
      'd2',
      'd3',
      'd1',
      'd2',
    ]);
  });

  test('nothing is read where there are no choices', () => {
    expect(readChoice([], '1')).toBeUndefined();
  });
});

const label = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 25 })
  .filter((text) => !/^\W*\p{N}{1,3}\W*$/u.test(text.normalize('NFKD')));

test('[X5] every choice whose label is no number is reached by its number, in each of its spellings', () => {
  fc.assert(
    fc.property(fc.array(label, { minLength: 1, maxLength: 30 }), (labels) => {
      const choices = listOf(...labels);
      choices.forEach((choice, n) => {
        for (const text of [`${n + 1}`, `${n + 1}.`, `#${n + 1}`, `option ${n + 1}`]) {
          expect(readChoice(choices, text)).toEqual(choice);
        }
      });
      expect(readChoice(choices, String(choices.length + 1))).toBeUndefined();
    }),
  );
});

test('no text and no list makes the reader fail', () => {
  const anything = fc.string({ unit: 'binary', maxLength: 250 });
  fc.assert(
    fc.property(fc.array(anything, { maxLength: 12 }), anything, (labels, text) => {
      const choices = listOf(...labels);
      const found = readChoice(choices, text);
      expect(found === undefined || found === 'ambiguous' || choices.includes(found)).toBe(true);
    }),
    { numRuns: 300 },
  );
});
