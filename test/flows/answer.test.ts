import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clean, expectationSchema, readAnswer } from '../../flows/answer.ts';
import { base, type Expected, hear, scopeIn, typed } from './answers/hear.ts';

const TYPES = ['text', 'number', 'date', 'time', 'email', 'phone', 'location', 'file'] as const;

describe('text', () => {
  test('is kept as written, without what cannot be seen', () => {
    expect(typed({ type: 'text' }, '  Marie\u200b \u202eRose\u202c\0 ')).toBe('Marie Rose');
    expect(typed({ type: 'text' }, 'e\u0301te\u0301')).toBe('été');
    expect(typed({ type: 'text' }, 'one\r\ntwo\tthree')).toBe('one\ntwo\tthree');
    expect(typed({ type: 'text' }, 'a\u{e0041}\u{e0042}b')).toBe('ab');
  });

  test('keeps emoji and joined scripts whole', () => {
    for (const text of ['👨‍👩‍👧‍👦', '🏳️‍🌈', '👩🏽‍🚀', '🏴󠁧󠁢󠁥󠁮󠁧󠁿', 'می‌خواهم', 'क्‍ष']) {
      expect(typed({ type: 'text' }, text)).toBe(text.normalize('NFC'));
    }
    expect(clean('a\u200db\u200cc')).toBe('abc');
  });

  test('is counted as people count: an emoji is one', () => {
    expect(typed({ type: 'text', max: 2 }, '👨‍👩‍👧‍👦👨‍👩‍👧‍👦')).toBe('👨‍👩‍👧‍👦👨‍👩‍👧‍👦');
    expect(typed({ type: 'text', min: 2 }, '👨‍👩‍👧‍👦')).toBe('(too-short)');
    expect(typed({ type: 'text', max: 2 }, 'abc')).toBe('(too-long)');
    expect(typed({ type: 'text', min: 3 }, 'ab')).toBe('(too-short)');
  });

  test('may not be empty unless the author says so', () => {
    expect(typed({ type: 'text' }, ' \u200b ')).toBe('(empty)');
    expect(typed({ type: 'text', min: 0 }, ' ')).toBe('');
  });
});

describe('a choice', () => {
  const sizes: Expected = {
    type: 'choice',
    of: [
      { value: 's', label: { en: 'Small', fr: 'Petite' }, words: ['mini'] },
      { value: 'm', label: { en: 'Medium', fr: 'Moyenne' } },
    ],
  };
  test('is saved as its value, whichever language it is typed in', () => {
    expect(
      ['Small', 'petite', 'mini', '1', 'the first', 'smal'].map((text) => typed(sizes, text, 'fr')),
    ).toEqual(Array(6).fill('s'));
    expect(hear(sizes, { kind: 'tap', ...base, data: 'm' })).toBe('m');
    expect(hear(sizes, { kind: 'tap', ...base, data: 'x', label: 'Medium' })).toBe('m');
  });

  test('that is none, or two', () => {
    expect(typed(sizes, 'huge')).toBe('(not-a-choice)');
    expect(typed(sizes, 'small or medium')).toBe('(ambiguous)');
    expect(typed(sizes, ' ')).toBe('(empty)');
  });
});

describe('places and files', () => {
  const image = {
    kind: 'file' as const,
    ...base,
    file: { url: 'https://a.example/x', mime: 'Image/JPEG; q=1' },
  };
  const pdf = {
    kind: 'file' as const,
    ...base,
    file: { url: 'https://a.example/x', mime: 'application/pdf' },
  };

  test('a location is sent, or typed as coordinates', () => {
    const paris = { latitude: 48.8566, longitude: 2.3522 };
    expect(hear({ type: 'location' }, { kind: 'location', ...base, ...paris })).toEqual(paris);
    expect(typed({ type: 'location' }, '48.8566, 2.3522')).toEqual(paris);
    expect(typed({ type: 'location' }, 'geo:-33.9,18.4')).toEqual({ latitude: -33.9, longitude: 18.4 });
    for (const text of ['Paris', '91, 0', '0, 181', '']) {
      expect(typed({ type: 'location' }, text)).toBe('(not-a-location)');
    }
  });

  test('a file is taken where its kind is wanted', () => {
    expect(hear({ type: 'file' }, image)).toEqual(image.file);
    expect(hear({ type: 'file' }, pdf)).toBe('(wrong-file)');
    expect(hear({ type: 'file', accept: ['pdf'] }, pdf)).toEqual(pdf.file);
    expect(typed({ type: 'file' }, 'here it is')).toBe('(not-a-file)');
  });

  test('sent in place of something typed are told what is wanted', () => {
    expect(hear({ type: 'date' }, image)).toBe('(not-a-date)');
    expect(hear({ type: 'text' }, image)).toBe('(empty)');
    expect(hear({ type: 'number' }, { kind: 'location', ...base, latitude: 1, longitude: 2 })).toBe(
      '(not-a-number)',
    );
  });
});

describe('whatever is sent', () => {
  test('a label tapped counts as typed; a postback alone does not', () => {
    expect(hear({ type: 'text' }, { kind: 'tap', ...base, data: 'cn1:a:b', label: 'Marie' })).toBe('Marie');
    expect(hear({ type: 'text' }, { kind: 'tap', ...base, data: 'cn1:a:b' })).toBe('(empty)');
  });

  test('is an answer or a reason, never an exception', () => {
    const pieces = fc.constantFrom(
      '24',
      '/',
      '12',
      ' ',
      ':',
      'h',
      'pm',
      'mardi',
      'in',
      'days',
      ',',
      '.',
      '@',
      'à',
      '-',
      'dec',
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(pieces, { maxLength: 12 }).map((parts) => parts.join('')),
      fc.array(pieces, { maxLength: 12 }).map((parts) => parts.join(' ')),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...TYPES),
        text,
        fc.constantFrom('en', 'fr', 'en-US', 'xx'),
        (type, said, locale) => {
          const answer = readAnswer(
            expectationSchema.parse({ type }),
            { kind: 'text', ...base, text: said },
            scopeIn(locale),
          );
          if (!answer.ok) return;
          if (type === 'date') expect(answer.value).toMatch(/^\d{4}-\d{2}-\d{2}$/);
          if (type === 'time') expect(answer.value).toMatch(/^\d{2}:\d{2}$/);
          if (type === 'number') expect(answer.value).toSatisfy(Number.isFinite);
          if (type === 'phone') expect(answer.value).toMatch(/^\+\d{6,15}$/);
        },
      ),
      { numRuns: 4000 },
    );
  });

  test("a very long message is refused in the type's own words", () => {
    const long = '1 a@ 12/'.repeat(20_000);
    expect(typed({ type: 'text' }, long)).toBe('(too-long)');
    expect(typed({ type: 'date' }, long)).toBe('(not-a-date)');
    expect(typed({ type: 'email' }, long)).toBe('(not-an-email)');
    expect(typed({ type: 'choice', of: [{ value: 'a', label: 'A' }] }, long)).toBe('(not-a-choice)');
  });
});
