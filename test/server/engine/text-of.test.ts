/** What is judged of a message is everything its reader can read or follow. */
import { describe, expect, test } from 'vitest';
import { messageSchema } from '../../../flows/message.ts';
import { textOf } from '../../../server/engine/text-of.ts';

describe('the text of a message', () => {
  test('is what a text says, its chips, and what SMS says instead', () => {
    const message = messageSchema.parse({
      kind: 'text',
      text: 'Sale at shop.example',
      suggestions: [{ kind: 'reply', label: 'More', data: 'secret-postback' }],
    });
    expect(textOf(message, 'Sale: https://s.example')).toBe(
      'Sale at shop.example\nMore\nSale: https://s.example',
    );
    expect(textOf(message)).not.toContain('secret-postback');
  });

  test('has the words and the addresses of cards and of every action', () => {
    const message = messageSchema.parse({
      kind: 'carousel',
      cards: [
        {
          title: 'One',
          description: 'See one.example',
          media: { url: 'https://cdn.example/1.jpg', alt: 'A red shoe' },
          suggestions: [
            { kind: 'open-url', label: 'Open', url: 'https://two.example', description: 'Our shop' },
            { kind: 'dial', label: 'Call', phone: '+331' },
          ],
        },
        {
          title: 'Two',
          suggestions: [
            { kind: 'view-location', label: 'Map', place: 'Rue A', fallbackUrl: 'https://three.example' },
          ],
        },
      ],
      suggestions: [
        {
          kind: 'calendar',
          label: 'Save',
          title: 'Sale',
          description: 'four.example',
          start: '2026-03-02T12:00:00Z',
          end: '2026-03-02T13:00:00Z',
        },
        { kind: 'compose', label: 'Write', phone: '+332', text: 'five.example' },
        { kind: 'share-location', label: 'Where I am' },
      ],
    });
    const text = textOf(message);
    for (const said of [
      'One',
      'See one.example',
      'A red shoe',
      'https://two.example',
      'Our shop',
      '+331',
      'Rue A',
      'https://three.example',
      'four.example',
      '+332',
      'five.example',
      'Where I am',
    ]) {
      expect(text.split('\n')).toContain(said);
    }
    expect(text).not.toContain('cdn.example');
  });

  test('is the words for the blind where there is a picture alone', () => {
    const message = messageSchema.parse({ kind: 'media', url: 'https://cdn.example/a.pdf', alt: 'Prices' });
    expect(textOf(message)).toBe('Prices');
  });
});
