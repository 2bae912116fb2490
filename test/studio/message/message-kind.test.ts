/** A message becomes one of another kind and keeps what both can hold. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type DraftMessage, draftMessageSchema } from '../../../flows/message.ts';
import { asKind, lostBy, type MessageKind } from '../../../studio/message/message-kind.ts';

const KINDS: MessageKind[] = ['text', 'media', 'card', 'carousel'];
const cut = { kind: 'reply' as const, label: 'Cut', data: 'cut' };
const carousel = draftMessageSchema.parse({
  kind: 'carousel',
  cards: [
    { title: 'Cut', description: 'Wash, cut, dry', media: { url: '/a.jpg' }, suggestions: [cut] },
    { title: 'Colour' },
    { title: 'Beard' },
  ],
});

describe('another kind of message', () => {
  test('is always one that can be stored, from any kind to any other', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...KINDS), { minLength: 1, maxLength: 6 }), (kinds) => {
        const end = kinds.reduce<DraftMessage>(asKind, carousel);
        expect(end.kind).toBe(kinds.at(-1));
        expect(draftMessageSchema.safeParse(end).success).toBe(true);
      }),
    );
  });

  test('a text becomes the title of a card and comes back as it was', () => {
    const text: DraftMessage = { kind: 'text', text: { en: 'Hello', fr: 'Bonjour' }, suggestions: [cut] };
    const card = asKind(text, 'card');
    expect(card).toMatchObject({ card: { title: { en: 'Hello', fr: 'Bonjour' } }, suggestions: [cut] });
    expect(asKind(card, 'text')).toEqual(text);
  });

  test('says what will be lost', () => {
    expect(lostBy(carousel, 'card')).toEqual({ cards: 2, buttons: 0, media: false });
    expect(lostBy(carousel, 'text')).toEqual({ cards: 2, buttons: 1, media: true });
    expect(lostBy(carousel, 'carousel')).toEqual({ cards: 0, buttons: 0, media: false });
  });
});
