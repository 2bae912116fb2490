import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fold, isTypo, pick } from '../../flows/match.ts';

const among = (...labels: string[]) => labels.map((label) => ({ labels: [label] }));

describe('folding', () => {
  test.each([
    ['  Été ', 'ete'],
    ['«STOP»', 'stop'],
    ['ＳＴＯＰ', 'stop'],
    ['Oui !', 'oui'],
    ['“Yes.”', 'yes'],
    ['Cœur  de\tbœuf', 'coeur de boeuf'],
    ['Straße', 'strasse'],
    ['ha\u200bir\u202ecut\u00ad', 'haircut'],
    ['Yes 👍🏽', 'yes'],
    ['👍', '👍'],
    ['👍!', '👍'],
    ['2️⃣', '2'],
    ['???', '???'],
    ['l’été', "l'ete"],
    ['-5', '-5'],
    ['- five -', 'five'],
    ['50 %', '50 %'],
    ['C++', 'c++'],
    ['', ''],
    ['\u200b', ''],
  ])('%j is %j', (text, folded) => {
    expect(fold(text)).toBe(folded);
  });

  test('what is folded stays as it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(fold(fold(text))).toBe(fold(text));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a choice is meant by', () => {
  const menu = [
    { labels: ['Haircut', 'Coupe', 'trim'] },
    { labels: ['Colour', 'Couleur'] },
    { labels: ['Colour and cut', 'Couleur et coupe'] },
    { labels: ['Something else', 'Autre chose'] },
  ];
  test.each([
    ['its label', 'Haircut', 0],
    ['its label in another language', 'COULEUR.', 1],
    ['another word for it', 'trim', 0],
    ['its label though another begins with it', 'colour', 1],
    ['its number', '2', 1],
    ['its number with a point', '2.', 1],
    ['its number with a bracket', '2)', 1],
    ['its number with a hash', '#3', 2],
    ['its number in words', 'option two', 1],
    ['its number in French', 'n° 4', 3],
    ['a word for its number', 'deux', 1],
    ['its place', 'the second one', 1],
    ['its place in French', 'le deuxième', 1],
    ['its place, abbreviated', '1er', 0],
    ['being the last', 'the last one', 3],
    ['its first word', 'something', 3],
    ['its beginning', 'hair', 0],
    ['its label with a slip', 'hiarcut', 0],
    ['its label with two slips, if long', 'somthing esle', 3],
    ['its label in a sentence', 'I would like a haircut please', 0],
    ['the longer label where one holds the other', 'colour and cut, thank you', 2],
  ])('%s', (_, typed, index) => {
    expect(pick(menu, typed)).toBe(index);
  });

  test.each([
    ['nothing like it', 'pizza'],
    ['a number beyond the list', '9'],
    ['zero', '0'],
    ['two letters', 'ha'],
    ['empty', ' '],
    ['only punctuation', '...'],
    ['a denial', "I don't want a haircut"],
    ['a denial in French', 'surtout pas de coupe'],
  ])('%s: none', (_, typed) => {
    expect(pick(menu, typed)).toBe('none');
  });

  test.each([
    ['a beginning of two', among('Monday', 'Month'), 'mon'],
    ['a sentence with two', among('Red', 'Blue'), 'the red or the blue'],
    ['a slip away from two', among('Marie', 'Maris'), 'marix'],
    ['the same label twice', among('Now', 'now!'), 'now'],
    ['a number that is a place and a label', among('2 people', '4 people'), '2'],
    ['an hour of two times', among('10:00', '10:30'), '10'],
  ])('%s: ambiguous', (_, candidates, typed) => {
    expect(pick(candidates, typed)).toBe('ambiguous');
  });

  test('a number that says it is a place is one', () => {
    expect(pick(among('2 people', '4 people'), '#2')).toBe(1);
    expect(pick(among('2 people', '4 people'), 'option 2')).toBe(1);
    expect(pick(among('1 person', '2 people'), '2')).toBe(1);
  });

  test('digits are never taken for a slip', () => {
    expect(pick(among('14:00', '14:30'), '14:20')).toBe('none');
    expect(isTypo('room 104', 'room 105')).toBe(false);
  });

  test('a time may be written in any way', () => {
    const times = among('10:00', '10:30', '14:00', '14:30');
    expect(
      ['10h', '10h30', '2pm', '2:30', '2.30 pm', '14 h', 'à 14h30'].map((typed) => pick(times, typed)),
    ).toEqual([0, 1, 2, 3, 3, 2, 3]);
    expect(pick(times, '9:30')).toBe('none');
    expect(pick(among('Tue 24, 10:00 AM', 'Tue 24, 2:30 PM'), '14h30')).toBe(1);
  });

  test('yes and no are known in other words', () => {
    const answers = among('Yes, book it', 'No');
    for (const typed of ['y', 'Yep!', 'oui', 'OK', '👍', 'yes please'])
      expect(pick(answers, typed), typed).toBe(0);
    for (const typed of ['n', 'nope', 'Non merci', 'no thanks', '👎'])
      expect(pick(answers, typed), typed).toBe(1);
    expect(pick(among('Yes', 'No'), 'I have no car')).toBe('none');
  });

  test('nothing that can be typed makes it throw, or pick what is not there', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.string({ unit: 'grapheme' }))),
        fc.string({ unit: 'binary' }),
        (labels, typed) => {
          const picked = pick(
            labels.map((some) => ({ labels: some })),
            typed,
          );
          if (typeof picked === 'number') expect(labels[picked]).toBeDefined();
        },
      ),
    );
  });

  test('an exact label is always found', () => {
    const label = fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => fold(text) !== '');
    fc.assert(
      fc.property(
        fc.uniqueArray(label, { minLength: 1, selector: fold, maxLength: 11 }),
        fc.nat(),
        (labels, n) => {
          const index = n % labels.length;
          expect(pick(among(...labels), labels[index] ?? '')).toBe(index);
        },
      ),
    );
  });
});
