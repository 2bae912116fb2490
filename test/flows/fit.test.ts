import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fit as fitMessage, overLimits } from '../../flows/fit.ts';
import { LIMITS } from '../../flows/limits.ts';
import type { Message, Suggestion } from '../../flows/message.ts';

const reply = (label: string): Suggestion => ({ kind: 'reply', label, data: 'd' });
const text = (said: string, suggestions: Suggestion[] = []): Message => ({
  kind: 'text',
  text: said,
  suggestions,
});
const textsOf = (messages: Message[]) =>
  messages.map((message) => (message.kind === 'text' ? message.text : '?'));
const family = '👨‍👩‍👧‍👦';

describe('a message within the limits', () => {
  test('is given back itself', () => {
    const message = text('Hello 👋\n\tline', [reply('Yes')]);
    expect(fitMessage(message)).toEqual([message]);
    expect(fitMessage(message)[0]).toBe(message);
    expect(overLimits(message)).toEqual([]);
  });

  test('exactly at each limit is not over it', () => {
    const card = {
      title: 'a'.repeat(200),
      description: 'a'.repeat(2000),
      suggestions: Array(4).fill(reply('a'.repeat(25))),
    };
    const message: Message = {
      kind: 'carousel',
      width: 'small',
      cards: Array(10).fill(card),
      suggestions: Array(11).fill(reply('a'.repeat(25))),
    };
    expect(overLimits(message)).toEqual([]);
    expect(overLimits(text('a'.repeat(3072)))).toEqual([]);
  });
});

describe('a long text', () => {
  test('becomes several, cut between paragraphs, its suggestions under the last', () => {
    const paragraph = 'word '.repeat(400).trim();
    const messages = fitMessage(text([paragraph, paragraph, paragraph].join('\n\n'), [reply('Yes')]));
    expect(textsOf(messages)).toEqual([paragraph, paragraph, paragraph]);
    expect(messages.map((message) => message.suggestions.length)).toEqual([0, 0, 1]);
  });

  test('is cut after a sentence where there is no paragraph', () => {
    const sentence = 'This is a sentence of some length.';
    for (const piece of textsOf(fitMessage(text(Array(200).fill(sentence).join(' ')))))
      expect(piece.endsWith('.')).toBe(true);
  });

  test('is cut between words where there is no sentence', () => {
    const pieces = textsOf(fitMessage(text('abcdefg '.repeat(800).trim())));
    for (const piece of pieces) expect(piece).toMatch(/^abcdefg( abcdefg)*$/);
  });

  test('is never cut inside a grapheme', () => {
    const pieces = textsOf(fitMessage(text(family.repeat(600))));
    expect(pieces.length).toBeGreaterThan(1);
    for (const piece of pieces) expect(piece.replaceAll(family, '')).toBe('');
    expect(pieces.join('')).toBe(family.repeat(600));
  });

  test('loses no word', () => {
    const word = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(
        fc.array(word, { minLength: 200, maxLength: 600 }),
        fc.constantFrom(' ', '\n', '\n\n', '. '),
        (words, gap) => {
          const whole = words.join(gap).replace(/(?![\n\t])\p{Cc}/gu, '');
          const messages = fitMessage(text(whole));
          expect(textsOf(messages).join('').replace(/\s/g, '')).toBe(whole.replace(/\s/g, ''));
          for (const message of messages) expect(overLimits(message)).toEqual([]);
        },
      ),
      { numRuns: 60 },
    );
  });

  test('of megabytes ends after ten messages', () => {
    const messages = fitMessage(text('word '.repeat(200_000), [reply('Yes')]));
    expect(messages).toHaveLength(10);
    expect(textsOf(messages).at(-1)).toMatch(/…$/);
    expect(messages.at(-1)?.suggestions).toHaveLength(1);
    expect(messages.flatMap(overLimits)).toEqual([]);
  });

  test('that is one endless grapheme is cut all the same', () => {
    const messages = fitMessage(text(`a${'\u0301'.repeat(7000)}`));
    expect(messages.flatMap(overLimits)).toEqual([]);
  });
});

describe('labels and cards', () => {
  test('are cut with an ellipsis, between graphemes', () => {
    const [message] = fitMessage(
      text('?', [reply(`Something quite long ${family} and more`), reply('a'.repeat(26))]),
    );
    expect(message?.suggestions.map((item) => item.label)).toEqual([
      'Something quite long…',
      `${'a'.repeat(24)}…`,
    ]);
  });

  test('lose what is too many, from the end', () => {
    const many = Array.from({ length: 14 }, (_, index) => reply(`n${index}`));
    const [message] = fitMessage({
      kind: 'card',
      orientation: 'vertical',
      align: 'left',
      card: { title: 't'.repeat(300), description: 'd'.repeat(3000), suggestions: many },
      suggestions: many,
    });
    if (message?.kind !== 'card') throw new Error('a card was expected');
    expect(message.card.suggestions.map((item) => item.label)).toEqual(['n0', 'n1', 'n2', 'n3']);
    expect(message.suggestions).toHaveLength(11);
    expect(message.card.title).toHaveLength(200);
    expect(message.card.description).toHaveLength(2000);
  });

  test('a carousel of one card is a card', () => {
    const [message] = fitMessage({
      kind: 'carousel',
      width: 'medium',
      cards: [{ title: 'One', suggestions: [] }],
      suggestions: [],
    });
    expect(message).toMatchObject({ kind: 'card', card: { title: 'One' } });
  });

  test('addresses and postbacks are never cut, only reported', () => {
    const message = text('?', [
      { kind: 'reply', label: 'a', data: 'x'.repeat(2100) },
      { kind: 'open-url', label: 'b', url: `https://a.example/${'y'.repeat(2100)}`, view: 'browser' },
    ]);
    const [fitted] = fitMessage(message);
    expect(fitted).toEqual(message);
    expect(overLimits(message).map((over) => over.path)).toEqual(['suggestions.0.data', 'suggestions.1.url']);
  });
});

describe('characters no phone shows', () => {
  test('are removed or made whole', () => {
    expect(textsOf(fitMessage(text('a\0b\x07c\r\nd\te\ud83df')))).toEqual(['abc\nd\te\ufffdf']);
    const [message] = fitMessage(text('ok', [reply('Y\0es\udc00')]));
    expect(message?.suggestions[0]?.label).toBe('Yes\ufffd');
  });

  test('what comes out is well-formed and within the limits, whatever goes in', () => {
    const wild = fc.string({ unit: 'binary', maxLength: 4000, size: 'max' });
    fc.assert(
      fc.property(
        wild,
        fc.array(fc.string({ unit: 'binary', maxLength: 60 }), { maxLength: 15 }),
        (said, labels) => {
          for (const message of fitMessage(text(said, labels.map(reply)))) {
            expect(overLimits(message)).toEqual([]);
            expect(JSON.stringify(message)).not.toMatch(/\\u0000|\\ud[89a-f]/);
          }
        },
      ),
    );
  });
});

describe('what is over a limit', () => {
  test('is named by its place, with the limit and the length', () => {
    const message: Message = {
      kind: 'carousel',
      width: 'small',
      cards: [{ title: 'a'.repeat(201), suggestions: [] }],
      suggestions: [
        { kind: 'calendar', label: 'l'.repeat(26), title: 't'.repeat(101), start: 's', end: 'e' },
        ...Array(11).fill(reply('x')),
      ],
    };
    expect(overLimits(message)).toEqual([
      { path: 'cards', limit: LIMITS.carouselMinCards, actual: 1 },
      { path: 'cards.0.title', limit: 200, actual: 201 },
      { path: 'suggestions', limit: 11, actual: 12 },
      { path: 'suggestions.0.label', limit: 25, actual: 26 },
      { path: 'suggestions.0.title', limit: 100, actual: 101 },
    ]);
  });
});
