import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clean, expectationSchema, readAnswer } from '../../flows/answer.ts';
import type { CustomerEvent } from '../../flows/event.ts';
import type { Scope } from '../../flows/scope.ts';

type Expected = Parameters<typeof expectationSchema.parse>[0];
const base = { id: '00000000-0000-4000-8000-000000000000', at: 0 };

/** A Monday, ten in the morning in Paris. */
function scopeIn(locale: string): Scope {
  return {
    vars: { birthday: '1990-05-17', window: { open: '09:00' } },
    facts: {
      contact: { phone: '+33612345678', locale },
      brand: { id: 'b1', name: 'Salon Rose' },
      conversation: { id: 'c1' },
      channel: 'rbm',
    },
    now: Date.parse('2026-11-23T09:00:00Z'),
    locale,
    timezone: 'Europe/Paris',
  };
}

function hear(expected: Expected, heard: CustomerEvent, locale = 'en'): unknown {
  const answer = readAnswer(expectationSchema.parse(expected), heard, scopeIn(locale));
  return answer.ok ? answer.value : `(${answer.why})`;
}

function typed(expected: Expected, text: string, locale = 'en'): unknown {
  return hear(expected, { kind: 'text', ...base, text }, locale);
}

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

  test('takes a shape and writes it its own way', () => {
    const plate: Expected = { type: 'text', shape: 'AA-000-AA' };
    for (const text of ['ab123cd', 'AB-123-CD', ' ab 123 cd ', 'a.b.1.2.3.c.d']) {
      expect(typed(plate, text)).toBe('AB-123-CD');
    }
    for (const text of ['ab123c', 'ab123cde', '12-345-67', 'hello'])
      expect(typed(plate, text)).toBe('(shape)');
    expect(typed({ type: 'text', shape: 'FR-00' }, 'fr12')).toBe('FR-12');
    expect(typed({ type: 'text', shape: 'FR-00' }, 'de12')).toBe('(shape)');
  });
});

describe('a number', () => {
  test.each([
    ['1234', 1234],
    ['1 234,5', 1234.5],
    ['1\u202f234,5', 1234.5],
    ['1,234.50', 1234.5],
    ['1.234.567,89', 1234567.89],
    ['1,5', 1.5],
    ['0,125', 0.125],
    ['-5', -5],
    ['€45', 45],
    ['45,00 €', 45],
    ['two', 2],
    ['Douze', 12],
    ['４', 4],
    ['٣', 3],
    ['we are 4', 4],
    ['4 personnes', 4],
    ['a table for two', 2],
    ['about 3.', 3],
  ])('%j is %d', (text, value) => {
    expect(typed({ type: 'number' }, text)).toBe(value);
  });

  test.each(['hello', '2 or 3', '12b', '3/4', '10-12', '12 34', '1e5', 'une table', '-', '14:30', '1.2.3'])(
    '%j is none',
    (text) => {
      expect(typed({ type: 'number' }, text)).toBe('(not-a-number)');
    },
  );

  test('one separator before three digits is read as the language writes', () => {
    expect(typed({ type: 'number' }, '1,234', 'en')).toBe(1234);
    expect(typed({ type: 'number' }, '1,234', 'fr')).toBe(1.234);
    expect(typed({ type: 'number' }, '1.234', 'en')).toBe(1.234);
    expect(typed({ type: 'number', whole: true }, '1.234', 'fr')).toBe(1234);
  });

  test('keeps its bounds', () => {
    const people: Expected = { type: 'number', min: 1, max: 8, whole: true };
    expect(typed(people, '0')).toBe('(too-small)');
    expect(typed(people, '9')).toBe('(too-large)');
    expect(typed(people, '2.5')).toBe('(not-whole)');
    expect(typed(people, '2.0')).toBe(2);
    expect(typed({ type: 'number' }, '9'.repeat(25))).toBe('(too-large)');
  });

  test('as the language prints it is read again', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e9, max: 1e9 }), fc.constantFrom('en', 'fr', 'de'), (n, locale) => {
        const amount = n / 100;
        const printed = new Intl.NumberFormat(locale, { minimumFractionDigits: 2 }).format(amount);
        expect(typed({ type: 'number' }, printed, locale)).toBe(amount === 0 ? expect.closeTo(0) : amount);
      }),
    );
  });
});

describe('a date', () => {
  test.each([
    ['2026-12-24', '2026-12-24'],
    ['24/12', '2026-12-24'],
    ['24.12.2026', '2026-12-24'],
    ['24 / 12 / 26', '2026-12-24'],
    ['24122026', '2026-12-24'],
    ['20261224', '2026-12-24'],
    ['12/24', '2026-12-24'],
    ['Dec 24', '2026-12-24'],
    ['24 décembre 2026', '2026-12-24'],
    ['December 24th, 2027', '2027-12-24'],
    ['the 24th of December', '2026-12-24'],
    ['decmber 24', '2026-12-24'],
    ['le 1er janvier', '2027-01-01'],
    ['le 3 mars svp', '2027-03-03'],
    ['mon anniversaire est le 24 décembre', '2026-12-24'],
    ['today', '2026-11-23'],
    ["aujourd'hui", '2026-11-23'],
    ['Demain matin', '2026-11-24'],
    ['après-demain', '2026-11-25'],
    ['day after tomorrow', '2026-11-25'],
    ['yesterday', '2026-11-22'],
    ['mardi', '2026-11-24'],
    ['next Tuesday', '2026-11-24'],
    ['monday', '2026-11-30'],
    ['lundi dernier', '2026-11-16'],
    ['mercredi 25', '2026-11-25'],
    ['fri 27', '2026-11-27'],
    ['le 24', '2026-11-24'],
    ['the 1st', '2026-12-01'],
    ['in 3 days', '2026-11-26'],
    ['dans quinze jours', '2026-12-08'],
    ['in two weeks', '2026-12-07'],
    ['dans un mois', '2026-12-23'],
    ['il y a 2 jours', '2026-11-21'],
    ['24 dec at 2pm', '2026-12-24'],
    ['mardi 24 novembre à 14h30', '2026-11-24'],
    ['29/02', '2028-02-29'],
  ])('%j is %s', (text, date) => {
    expect(typed({ type: 'date' }, text)).toBe(date);
  });

  test.each(['hello', '31/02/2027', '32/12/2026', '2026', 'week-end', 'I sat down', 'in 2-3 days', '24'])(
    '%j is none',
    (text) => {
      expect(typed({ type: 'date' }, text)).toBe('(not-a-date)');
    },
  );

  test('that contradicts itself or is two is not guessed', () => {
    for (const text of [
      '24 or 25 december',
      'Wednesday 24 November',
      'monday or tuesday',
      '24/12 or 26/12',
    ]) {
      expect(typed({ type: 'date' }, text), text).toBe('(ambiguous)');
    }
  });

  test('has the day first, except in American English', () => {
    expect(typed({ type: 'date' }, '03/04/2027', 'en')).toBe('2027-04-03');
    expect(typed({ type: 'date' }, '03/04/2027', 'fr')).toBe('2027-04-03');
    expect(typed({ type: 'date' }, '03/04/2027', 'en-US')).toBe('2027-03-04');
    expect(typed({ type: 'date' }, '24/12/2027', 'en-US')).toBe('2027-12-24');
  });

  test('without a year is the next one, or the latest where it lies in the past', () => {
    const past: Expected = { type: 'date', until: '{{today}}' };
    expect(typed({ type: 'date' }, '23 November')).toBe('2026-11-23');
    expect(typed({ type: 'date' }, '22 November')).toBe('2027-11-22');
    expect(typed(past, '23 November')).toBe('2026-11-23');
    expect(typed(past, '24/12')).toBe('2025-12-24');
    expect(typed(past, 'mardi')).toBe('2026-11-17');
    expect(typed(past, 'the 24th')).toBe('2026-10-24');
    expect(typed({ type: 'date', until: '2020-06-15' }, '24/12')).toBe('2019-12-24');
  });

  test('with two digits for the year is of this century, or the last where it lies in the past', () => {
    expect(typed({ type: 'date', until: 'today' }, '17/05/85')).toBe('1985-05-17');
    expect(typed({ type: 'date', until: 'today' }, '17/05/05')).toBe('2005-05-17');
    expect(typed({ type: 'date' }, "5 may '27")).toBe('2027-05-05');
    expect(typed({ type: 'date', until: 'today' }, '24/12/26')).toBe('(too-late)');
  });

  test('keeps its bounds, which may be templates', () => {
    const soon: Expected = { type: 'date', from: 'today', until: '{{today | shift: "7d"}}' };
    expect(typed(soon, '23/11/2026')).toBe('2026-11-23');
    expect(typed(soon, '30/11/2026')).toBe('2026-11-30');
    expect(typed(soon, 'yesterday')).toBe('(too-early)');
    expect(typed(soon, '01/12/2026')).toBe('(too-late)');
    expect(typed({ type: 'date', from: '{{birthday}}' }, '16/05/1990')).toBe('(too-early)');
    expect(typed({ type: 'date', from: '{{now | shift: "48h"}}' }, 'tomorrow')).toBe('(too-early)');
    expect(typed({ type: 'date', from: '{{nobody}}' }, 'tomorrow')).toBe('2026-11-24');
  });

  test('in ISO form is always itself', () => {
    const date = fc.date({ min: new Date('1900-01-01'), max: new Date('2099-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(date, fc.constantFrom('en', 'fr', 'en-US'), (day, locale) => {
        const iso = day.toISOString().slice(0, 10);
        expect(typed({ type: 'date' }, iso, locale)).toBe(iso);
        const [y, m, d] = iso.split('-');
        expect(
          typed({ type: 'date' }, locale === 'en-US' ? `${m}/${d}/${y}` : `${d}/${m}/${y}`, locale),
        ).toBe(iso);
      }),
    );
  });

  test('as the language prints it is read again', () => {
    const date = fc.date({ min: new Date('1950-01-01'), max: new Date('2079-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(date, fc.constantFrom('en-GB', 'fr', 'en-US'), (day, locale) => {
        const options = {
          weekday: 'long',
          day: 'numeric',
          month: 'long',
          year: 'numeric',
          timeZone: 'UTC',
        } as const;
        const printed = new Intl.DateTimeFormat(locale, options).format(day);
        expect(typed({ type: 'date' }, printed, locale)).toBe(day.toISOString().slice(0, 10));
      }),
    );
  });
});

describe('a time', () => {
  test.each([
    ['14:30', '14:30'],
    ['14h30', '14:30'],
    ['14 h 30', '14:30'],
    ['14h', '14:00'],
    ['14.30', '14:30'],
    ['1430', '14:30'],
    ['14:30:00', '14:30'],
    ['2pm', '14:00'],
    ['2:30 p.m.', '14:30'],
    ['12am', '00:00'],
    ['12 pm', '12:00'],
    ['noon', '12:00'],
    ['midi et demi', '12:30'],
    ['minuit', '00:00'],
    ['quarter to 9', '08:45'],
    ['half past seven', '07:30'],
    ['vers 14 heures', '14:00'],
    ['8h du soir', '20:00'],
    ["3h de l'après-midi", '15:00'],
    ['9 in the morning', '09:00'],
    ['9:15', '09:15'],
    ['9', '09:00'],
    ['à 18', '18:00'],
  ])('%j is %s', (text, time) => {
    expect(typed({ type: 'time' }, text)).toBe(time);
  });

  test.each(['hello', '25:00', '14:75', '2 or 3', 'room 9', '10:00-11:00'])('%j is none', (text) => {
    expect(typed({ type: 'time' }, text)).toBe('(not-a-time)');
  });

  test('of either half of the day is the one the bounds allow', () => {
    const open: Expected = { type: 'time', from: '{{window.open}}', until: '18:00' };
    expect(typed(open, '2')).toBe('14:00');
    expect(typed(open, '2:30')).toBe('14:30');
    expect(typed(open, '10')).toBe('10:00');
    expect(typed(open, '08:30')).toBe('(too-early)');
    expect(typed(open, '19h')).toBe('(too-late)');
    expect(typed({ type: 'time' }, '2')).toBe('(ambiguous)');
  });

  test('may lie in bounds that go over midnight', () => {
    const night: Expected = { type: 'time', from: '22:00', until: '06:00' };
    expect(typed(night, '23:30')).toBe('23:30');
    expect(typed(night, '05:00')).toBe('05:00');
    expect(typed(night, '12:00')).toBe('(too-early)');
  });

  test('written in four digits is always itself', () => {
    fc.assert(
      fc.property(fc.nat(1439), (minutes) => {
        const time = `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
        expect(typed({ type: 'time' }, time)).toBe(time);
        expect(typed({ type: 'time' }, time.replace(':', 'h'))).toBe(time);
      }),
    );
  });
});

describe('an email address', () => {
  test.each([
    ['Marie.D@Gmail.COM', 'Marie.D@gmail.com'],
    ['my email is a@b.com.', 'a@b.com'],
    ['a @ b.com', 'a@b.com'],
    ['<mailto:a+tag@b.co.uk>', 'a+tag@b.co.uk'],
    ['ａ@b.com', 'a@b.com'],
    ['é@exemple.fr', 'é@exemple.fr'],
  ])('%j is %s', (text, email) => {
    expect(typed({ type: 'email' }, text)).toBe(email);
  });

  test.each([
    'a@b',
    'a..b@c.fr',
    '.a@c.fr',
    'a@b.c',
    'a@-b.com',
    'a@b@c.com',
    'x@a.fr y@b.fr',
    'no',
    `${'a'.repeat(65)}@b.fr`,
  ])('%j is none', (text) => {
    expect(typed({ type: 'email' }, text)).toBe('(not-an-email)');
  });
});

describe('a phone number', () => {
  test.each([
    ['06 12 34 56 78', 'FR', '+33612345678'],
    ['mon numéro : 06.12.34.56.78', 'FR', '+33612345678'],
    ['+1 (415) 555-2671', 'FR', '+14155552671'],
    ['0033612345678', 'FR', '+33612345678'],
    ['07400 123456', 'GB', '+447400123456'],
    ['+33612345678', 'ZZ', '+33612345678'],
  ])('%j in %s is %s', (text, country, phone) => {
    expect(typed({ type: 'phone', country }, text)).toBe(phone);
  });

  test.each(['17', '3615', '0612', 'hello', '061234567890123'])('%j is none', (text) => {
    expect(typed({ type: 'phone' }, text)).toBe('(not-a-phone)');
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
