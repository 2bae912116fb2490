/** Values in texts: found, put in, and written anew. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Expression, parseTemplate } from '../../../flows/templates/parse-template.ts';
import {
  expressionAt,
  fallbackOf,
  formatOf,
  insertValue,
  piecesOf,
  replaceExpression,
  typedName,
  withFallback,
  withFormat,
  writeExpression,
} from '../../../studio/message/template-edit.ts';

const first = (text: string) =>
  parseTemplate(text).parts.find((one): one is Expression => typeof one !== 'string');

describe('a text with values', () => {
  test('its pieces are the text again, whatever it is', () => {
    const text = fc.array(
      fc.constantFrom('a', ' ', '{{', '}}', '{', '{{name}}', '{{slot.start | date}}', '\n', '{{}}', '|'),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(text, (parts) => {
        const whole = parts.join('');
        expect(
          piecesOf(whole)
            .map((piece) => piece.text)
            .join(''),
        ).toBe(whole);
      }),
    );
  });

  test('what is typed after two braces is a search until it closes', () => {
    expect(typedName('Dear {{con', 10)).toEqual({ from: 5, query: 'con' });
    expect(typedName('Dear {{name}} and', 17)).toBeUndefined();
    expect(typedName('Dear', 4)).toBeUndefined();
  });

  test('a picked value takes the place of what was typed and of braces that closed there', () => {
    expect(insertValue('Dear {{con', 5, 10, 'contact.name')).toEqual({
      text: 'Dear {{contact.name}}',
      caret: 21,
    });
    expect(insertValue('Dear {{con}}!', 5, 10, 'contact.name').text).toBe('Dear {{contact.name}}!');
    expect(insertValue('Dear !', 5, 5, 'name').text).toBe('Dear {{name}}!');
  });

  test('a formatter and a fallback are set, exchanged and taken away', () => {
    const text = 'At {{slot.start | time}} today';
    const found = expressionAt(text, 10);
    if (!found) throw new Error('there is a value');
    const { head, pipes } = found;
    const dated = withFormat(pipes, 'date', 'long');
    expect(replaceExpression(text, found, { head, pipes: dated }).text).toBe(
      'At {{slot.start | date: "long"}} today',
    );
    const safe = withFallback(dated, 'soon');
    expect([formatOf(safe), fallbackOf(safe)]).toEqual([{ name: 'date', arg: 'long' }, 'soon']);
    expect(writeExpression({ head, pipes: withFormat(withFallback(safe, ''), '') })).toBe('{{slot.start}}');
  });

  test('what is written is read back the same, whatever the words', () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom('upper', 'date', 'default'), (words, name) => {
        const written = writeExpression({
          head: { path: 'a.b' },
          pipes: [{ name, args: [{ literal: words }] }],
        });
        const read = first(written);
        expect(read && writeExpression(read)).toBe(written);
      }),
    );
  });
});
