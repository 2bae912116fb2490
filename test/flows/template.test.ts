import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { evaluate, expand, localize, pathsIn, templateFaults } from '../../flows/template.ts';
import { said, scopeWith } from './templates/said.ts';

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
        evaluate(text, scope);
        pathsIn(text);
        templateFaults(text);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a template that is one expression', () => {
  const scope = scopeWith({ n: 4, list: [{ id: 1 }, { id: 2 }], yes: true });

  test('keeps its type', () => {
    expect(evaluate('{{n}}', scope)).toBe(4);
    expect(evaluate('{{ yes }}', scope)).toBe(true);
    expect(evaluate('{{list}}', scope)).toEqual([{ id: 1 }, { id: 2 }]);
    expect(evaluate('{{nobody}}', scope)).toBeUndefined();
  });

  test('keeps it through formatters that pick rather than print', () => {
    expect(evaluate('{{list | last}}', scope)).toEqual({ id: 2 });
    expect(evaluate('{{list | count}}', scope)).toBe(2);
    expect(evaluate('{{nobody | default: 0}}', scope)).toBe(0);
  });

  test('with anything around it is a text', () => {
    expect(evaluate(' {{n}}', scope)).toBe(' 4');
    expect(evaluate('{{n}}{{n}}', scope)).toBe('44');
    expect(evaluate('plain', scope)).toBe('plain');
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
