/** What the composer makes of what is typed: shortcuts, names, cards; and what a thread makes of what was said. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type DraftMessage, messageSchema } from '../../../flows/message.ts';
import type { MessageLine } from '../../../server/contract/inbox-live.ts';
import { saidMessage } from '../../../studio/inbox/composer/said-message.ts';
import { replaceToken, typedToken, withMentions } from '../../../studio/inbox/composer/typed-token.ts';
import { saidIn } from '../../../studio/inbox/thread/line-content.ts';

describe('what is typed', () => {
  test.each([
    ['/tha', { sign: '/', query: 'tha', from: 0, to: 4 }],
    ['Hello /tha', { sign: '/', query: 'tha', from: 6, to: 10 }],
    ['and/or', undefined],
    ['https://x', undefined],
    ['/thank you', undefined],
    ['a@b', undefined],
  ])('%j is read as %j', (text, token) => {
    expect(typedToken(text, text.length, ['/'])).toEqual(token);
  });

  test('the token is replaced and the rest stays', () => {
    expect(replaceToken('a /b c', { from: 2, to: 4 }, 'Hello')).toEqual({ text: 'a Hello c', caret: 7 });
  });

  const people = [
    { id: '1', name: 'Lea' },
    { id: '2', name: 'Lea Martin' },
  ];
  test.each([
    ['ask @Lea Martin, please', 'ask @[Lea Martin](2), please'],
    ['ask @Lea', 'ask @[Lea](1)'],
    ['ask @Leander', 'ask @Leander'],
    ['mail me@Lea.example', 'mail me@Lea.example'],
    ['@@', '@@'],
  ])('%j names people as %j', (text, written) => {
    expect(withMentions(text, people)).toBe(written);
  });
  test('without anybody to name, a note stays as it is', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(withMentions(text, [])).toBe(text);
      }),
    );
  });
});

describe('a card that is written', () => {
  test('becomes a message phones can show; a reply sends back its own words', () => {
    const message = saidMessage({
      kind: 'card',
      orientation: 'vertical',
      align: 'left',
      card: {
        title: 'Your repair',
        description: '',
        suggestions: [{ kind: 'reply', label: 'Fine', data: 'go:' }],
      },
      suggestions: [{ kind: 'view-location', label: 'Where', latitude: '48.1', longitude: '2.5' }],
    });
    expect(messageSchema.safeParse(message).success).toBe(true);
    expect(message).toMatchObject({
      card: { title: 'Your repair', suggestions: [{ data: 'Fine' }] },
      suggestions: [{ latitude: 48.1, longitude: 2.5 }],
    });
    expect(message).not.toHaveProperty('card.description');
  });

  test.each([
    ['no words', { kind: 'text', text: ' ', suggestions: [] }],
    [
      'an empty card',
      { kind: 'card', orientation: 'vertical', align: 'left', card: { suggestions: [] }, suggestions: [] },
    ],
    [
      'a button without words',
      { kind: 'text', text: 'a', suggestions: [{ kind: 'reply', label: ' ', data: 'x' }] },
    ],
    ['a picture from nowhere', { kind: 'media', url: 'file:x', suggestions: [] }],
    ['more than RBM takes', { kind: 'text', text: 'a'.repeat(4000), suggestions: [] }],
  ] satisfies [string, DraftMessage][])('%s is not sent', (_name, draft) => {
    expect(saidMessage(draft)).toBeUndefined();
  });
});

describe('what was said', () => {
  const line = (direction: 'in' | 'out', content: { kind: string }): MessageLine => ({
    type: 'message',
    id: 'a',
    at: 0,
    direction,
    channel: 'rbm',
    content,
    state: 'sent',
  });
  test('anything stored is read without throwing', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('in', 'out'),
        fc.string(),
        fc.dictionary(fc.string(), fc.jsonValue()),
        (way, kind, rest) => {
          expect(['tap', 'content']).toContain(saidIn(line(way as 'in', { ...rest, kind })).kind);
        },
      ),
    );
  });
  test('marks that turn letters around are left out of a text', () => {
    const text = { kind: 'text', text: 'gnp\u202eexe\u2069' };
    expect(saidIn(line('in', text))).toMatchObject({ content: { text: 'gnpexe\u2069' } });
  });
});
