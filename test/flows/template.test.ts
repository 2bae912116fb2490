import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Scope } from '../../flows/scope.ts';
import {
  expand,
  FORMATTERS,
  localize,
  pathsIn,
  templateFaults,
  valueOf as templateValue,
} from '../../flows/template.ts';

function scopeWith(vars: Record<string, unknown>, locale = 'en'): Scope {
  return {
    vars,
    facts: {
      contact: { phone: '+33612345678', name: 'Marie', locale },
      brand: { id: 'b1', name: 'Salon Rose' },
      conversation: { id: 'c1' },
      channel: 'rbm',
    },
    now: Date.parse('2026-11-23T10:00:00Z'),
    locale,
    timezone: 'Europe/Paris',
  };
}

/** The text with no-break spaces as plain ones, which is how they read. */
function said(text: string, vars: Record<string, unknown> = {}, locale = 'en'): string {
  return expand(text, scopeWith(vars, locale)).replaceAll('\u00a0', ' ');
}

describe('values in texts', () => {
  test('are filled in where they stand', () => {
    expect(said('Hello {{contact.name}}, from {{ brand.name }}!')).toBe('Hello Marie, from Salon Rose!');
  });

  test('that are unknown print nothing', () => {
    expect(said('[{{nobody}}][{{a.b.c}}][{{contact.age}}]')).toBe('[][][]');
  });

  test('from a customer are final: braces in them are not read again', () => {
    expect(said('{{name}}', { name: '{{brand.name}}', secret: 'x' })).toBe('{{brand.name}}');
    expect(said('{{name | upper}}', { name: '{{secret}}', secret: 'x' })).toBe('{{SECRET}}');
    expect(said('{{nobody | default: name}}', { name: '{{brand.name}}' })).toBe('{{brand.name}}');
  });

  test('print as people read them', () => {
    expect(said('{{x}}', { x: 3 })).toBe('3');
    expect(said('{{x}}', { x: true })).toBe('yes');
    expect(said('{{x}}', { x: false }, 'fr')).toBe('non');
    expect(said('{{x}}', { x: ['a', null, 'b'] })).toBe('a, b');
    expect(said('{{x}}', { x: { label: 'Colour', id: 7 } })).toBe('Colour');
    expect(said('{{x}}', { x: { latitude: 48.5, longitude: 2.25 } })).toBe('48.5, 2.25');
    expect(said('{{x}}', { x: { id: 7 } })).toBe('');
    expect(said('{{x}}', { x: Number.NaN })).toBe('');
  });

  test('braces are written as a quoted text', () => {
    expect(said('Type {{ "{{" }}name}}')).toBe('Type {{name}}');
    expect(said("{{ 'it\\'s \\\"so\\\"\\n' | trim }}")).toBe('it\'s "so"');
  });

  test('a single brace is a brace', () => {
    expect(said('{a} } } {')).toBe('{a} } } {');
  });

  test('nothing an author or a customer writes makes it throw', () => {
    const pieces = fc.constantFrom(
      '{{',
      '}}',
      '|',
      ':',
      ',',
      '"',
      "'",
      'x',
      'x.y',
      ' ',
      '\\',
      '9',
      'date',
      'at',
    );
    const source = fc.array(fc.oneof(pieces, pieces, fc.string())).map((parts) => parts.join(''));
    fc.assert(
      fc.property(source, fc.jsonValue(), fc.string(), (text, x, locale) => {
        const scope = { ...scopeWith({ x }, locale), timezone: 'Mars/Base' };
        expect(typeof expand(text, scope)).toBe('string');
        templateValue(text, scope);
        pathsIn(text);
        templateFaults(text);
      }),
      { numRuns: 2000 },
    );
  });

  test('every formatter takes every value', () => {
    const names = Object.keys(FORMATTERS);
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.jsonValue(), fc.jsonValue(), (name, x, arg) => {
        expect(typeof expand(`{{x | ${name}}}{{x | ${name}: y, y}}`, scopeWith({ x, y: arg }))).toBe(
          'string',
        );
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a template that is one expression', () => {
  const scope = scopeWith({ n: 4, list: [{ id: 1 }, { id: 2 }], yes: true });

  test('keeps its type', () => {
    expect(templateValue('{{n}}', scope)).toBe(4);
    expect(templateValue('{{ yes }}', scope)).toBe(true);
    expect(templateValue('{{list}}', scope)).toEqual([{ id: 1 }, { id: 2 }]);
    expect(templateValue('{{nobody}}', scope)).toBeUndefined();
  });

  test('keeps it through formatters that pick rather than print', () => {
    expect(templateValue('{{list | last}}', scope)).toEqual({ id: 2 });
    expect(templateValue('{{list | count}}', scope)).toBe(2);
    expect(templateValue('{{nobody | default: 0}}', scope)).toBe(0);
  });

  test('with anything around it is a text', () => {
    expect(templateValue(' {{n}}', scope)).toBe(' 4');
    expect(templateValue('{{n}}{{n}}', scope)).toBe('44');
    expect(templateValue('plain', scope)).toBe('plain');
  });
});

describe('languages', () => {
  test('the exact one, its base, a sister, English, the first: in this order', () => {
    expect(localize({ en: 'a', fr: 'b', 'fr-CA': 'c' }, 'fr-CA')).toBe('c');
    expect(localize({ en: 'a', fr: 'b' }, 'fr-CA')).toBe('b');
    expect(localize({ en: 'a', 'fr-CA': 'c' }, 'fr')).toBe('c');
    expect(localize({ de: 'd', en: 'a' }, 'fr')).toBe('a');
    expect(localize({ de: 'd', it: 'i' }, 'fr')).toBe('d');
    expect(localize({}, 'fr')).toBe('');
    expect(localize('same', 'fr')).toBe('same');
  });

  test('a wording may be empty on purpose', () => {
    expect(localize({ fr: '', en: 'a' }, 'fr')).toBe('');
  });
});

describe('dates and times', () => {
  const vars = {
    day: '2026-11-24',
    first: '2026-12-01',
    next: '2027-01-01',
    slot: '2026-11-24T13:30:00Z',
    at: '09:05',
  };

  test.each([
    ['{{day | date}}', 'Tuesday 24 November', 'mardi 24 novembre'],
    ['{{day | date: "short"}}', '24/11/2026', '24/11/2026'],
    ['{{day | date: "long"}}', 'Tuesday, 24 November 2026', 'mardi 24 novembre 2026'],
    ['{{day | date: "weekday"}}', 'Tuesday', 'mardi'],
    ['{{day | date: "day-month"}}', '24 November', '24 novembre'],
    ['{{first | date: "day-month"}}', '1 December', '1er décembre'],
    ['{{slot | date}}', 'Tuesday 24 November', 'mardi 24 novembre'],
    ['{{slot | time}}', '14:30', '14:30'],
    ['{{at | time}}', '09:05', '09:05'],
    ['{{slot | datetime}}', 'Tuesday 24 November at 14:30', 'mardi 24 novembre à 14:30'],
    ['{{today | date: "day-month"}}', '23 November', '23 novembre'],
  ])('%s', (text, english, french) => {
    expect(said(text, vars, 'en')).toBe(english);
    expect(said(text, vars, 'fr')).toBe(french);
  });

  test('American English has the month first and twelve hours', () => {
    expect(said('{{slot | datetime}}', vars, 'en-US')).toBe('Tuesday, November 24 at 2:30 PM');
    expect(said('{{day | date: "short"}}', vars, 'en-US')).toBe('11/24/2026');
  });

  test('a day of another year says its year', () => {
    expect(said('{{next | date}}', vars)).toContain('2027');
  });

  test('what is no date stays as it is', () => {
    expect(said('{{x | date}} {{x | time}} {{day | time}}', { x: 'soon', day: '2026-11-24' })).toBe(
      'soon soon 2026-11-24',
    );
  });

  test('move by durations', () => {
    expect(said('{{today | shift: "7d"}}')).toBe('2026-11-30');
    expect(said('{{slot | shift: "-24h"}}', vars)).toBe('2026-11-23T13:30:00Z');
    expect(said('{{at | shift: "-10h"}}', vars)).toBe('23:05');
    expect(said('{{x | shift: "90m"}}', { x: '2026-11-24T23:00' })).toBe('2026-11-25T00:30');
    expect(said('{{day | shift: "soon"}}', vars)).toBe('2026-11-24');
    expect(said('{{today | shift: "7d" | date: "day-month"}}')).toBe('30 November');
  });
});

describe('amounts', () => {
  test('of money are in the smallest unit, whatever the currency', () => {
    expect(said('{{4500 | money: "EUR"}}')).toBe('€45.00');
    expect(said('{{4500 | money: "EUR"}}', {}, 'fr')).toBe('45,00 €');
    expect(said('{{4500 | money: "JPY"}}')).toBe('¥4,500');
    expect(said('{{4500 | money: "KWD"}}')).toBe('KWD 4.500');
    expect(said('{{p | money}}', { p: { amount: 4500, currency: 'USD' } }, 'en-US')).toBe('$45.00');
    expect(said('{{p | money: "EUR"}}', { p: '123456' }, 'fr')).toBe('1 234,56 €');
  });

  test('without a currency, or that are none, stay as they are', () => {
    expect(said('{{4500 | money}}')).toBe('4500');
    expect(said('{{x | money: "EUR"}}', { x: 'free' })).toBe('free');
    expect(said('{{4500 | money: "EURO"}}')).toBe('4500');
  });

  test('are written in the language', () => {
    expect(said('{{1234.5 | number}} {{2 | number: 2}}', {}, 'fr')).toBe('1 234,5 2,00');
    expect(said('{{0.256 | percent}}')).toBe('25.6%');
    expect(said('{{0.2 | percent}}', {}, 'fr')).toBe('20 %');
  });

  test('choose singular or plural by the language', () => {
    const text = '{{n}} {{n | plural: "place", "places"}}';
    expect([0, 1, 2].map((n) => said(text, { n }))).toEqual(['0 places', '1 place', '2 places']);
    expect([0, 1, 2].map((n) => said(text, { n }, 'fr'))).toEqual(['0 place', '1 place', '2 places']);
    expect(said('{{list | plural: "one", "many"}}', { list: ['a'] })).toBe('one');
  });
});

describe('other formatters', () => {
  const list = ['a', 'b', 'c'];
  test.each([
    ['{{x | default: "friend"}}', {}, 'friend'],
    ['{{x | default: "friend"}}', { x: 0 }, '0'],
    ['{{x | default: contact.name}}', { x: '' }, 'Marie'],
    ['{{x | upper}} {{x | capitalize}}', { x: 'élan vital' }, 'ÉLAN VITAL Élan vital'],
    ['{{x | lower}}', { x: 'ABC' }, 'abc'],
    ['{{list | first}}{{list | last}}{{list | at: 1}}{{list | at: -1}}', { list }, 'acbc'],
    ['{{x | first}} {{x | last}}', { x: 'Marie de Rose' }, 'Marie Rose'],
    ['{{prices | at: service}}', { prices: { cut: 30 }, service: 'cut' }, '30'],
    ['{{prices | at: "__proto__"}}', { prices: {} }, ''],
    ['{{list | join}}', { list }, 'a, b and c'],
    ['{{list | join: " / "}}', { list }, 'a / b / c'],
    ['{{list | count}} {{nobody | count}} {{x | count}}', { list, x: '👨‍👩‍👧é' }, '3 0 2'],
    ['{{contact.phone | phone}}', {}, '+33 6 12 34 56 78'],
    ['{{x | phone}}', { x: 'none' }, 'none'],
    [
      'https://a.example/?q={{x | url}}',
      { x: 'a b&c=é\ud800' },
      'https://a.example/?q=a%20b%26c%3D%C3%A9%EF%BF%BD',
    ],
    ['{{x | json}}', { x: { a: [1] } }, '{"a":[1]}'],
    ['{{x | sparkle: 1 | upper}}', { x: 'a' }, 'A'],
  ])('%s', (text, vars, expected) => {
    expect(said(text, vars)).toBe(expected);
  });

  test('each is described in a sentence', () => {
    for (const [name, does] of Object.entries(FORMATTERS)) expect(does, name).toMatch(/^[A-Z].+\.$/);
  });
});

describe('faults', () => {
  test.each([
    ['Hello {{name', 'column 13'],
    ['{{}}', 'column 3'],
    ['a {{ x | }}', 'column 10'],
    ['{{x | date: }}', 'an argument of "date"'],
    ['{{x | sparkle}}', 'no formatter "sparkle"'],
    ['{{x | default}}', '"default" wants one argument'],
    ['{{x | upper: 1}}', '"upper" takes no argument'],
    ['{{x | date: "cosy"}}', 'no style of date'],
    ['{{x | shift: "soon"}}', 'no duration'],
    ['{{x | money: "euros"}}', 'no currency'],
    ['{{x y}}', '"}}" was expected'],
    ['{{été}}', 'a variable'],
    ['{{a.__proto__}}', 'a variable'],
    ["{{constructor.constructor('return process')()}}", 'a variable'],
    ['{{x | constructor}}', 'no formatter "constructor"'],
  ])('%s', (text, words) => {
    const faults = templateFaults(text);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(words);
  });

  test('a good template has none', () => {
    expect(templateFaults('{{a.b.0 | default: "x, y | z }}" | upper}} {{b | at: c}}')).toEqual([]);
    expect(templateFaults('no braces')).toEqual([]);
  });

  test('each is found, and the rest of the text is still said', () => {
    expect(templateFaults('{{1x}} {{|}} ok')).toHaveLength(2);
    expect(said('{{|}}ok {{contact.name}}')).toBe('ok Marie');
    expect(said('ok {{contact.name')).toBe('ok {{contact.name');
  });
});

describe('paths', () => {
  test('of every language and argument, each once', () => {
    expect(pathsIn({ en: '{{a.b}} {{a.b | default: c}}', fr: '{{d}} {{"x"}}' })).toEqual(['a.b', 'c', 'd']);
    expect(pathsIn('plain')).toEqual([]);
  });
});
