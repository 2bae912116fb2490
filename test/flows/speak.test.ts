import { describe, expect, test } from 'vitest';
import { type DraftMessage, draftMessageSchema, messageSchema } from '../../flows/message.ts';
import type { Scope } from '../../flows/scope.ts';
import { type Buttons, speak } from '../../flows/speak.ts';
import { FACTS, NOON } from './fixtures.ts';

const scope: Scope = {
  vars: { place: { lat: '45.75', lng: 4.85, name: 'Salon' }, url: '', price: 4500 },
  facts: FACTS,
  now: NOON,
  locale: 'fr',
  timezone: 'Europe/Paris',
};
const buttons: Buttons = new Map([
  ['yes', { kind: 'reply', label: 'Oui', data: 'cn1:q:yes' }],
  ['no', { kind: 'reply', label: 'Non', data: 'cn1:q:no' }],
]);

function said(draft: unknown, shown?: Buttons) {
  const parsed: DraftMessage = draftMessageSchema.parse(draft);
  const message = speak(parsed, scope, shown);
  expect(messageSchema.parse(JSON.parse(JSON.stringify(message)))).toEqual(message);
  return message;
}

describe('speaking', () => {
  test('texts are in the conversation’s language, with their values', () => {
    expect(
      said({ kind: 'text', text: { en: 'It costs', fr: 'Prix : {{price | money: "EUR"}}' } }),
    ).toMatchObject({
      text: expect.stringMatching(/^Prix : 45,00\s€$/),
    });
  });

  test('[N2] choices become chips before the author’s own suggestions, except where a card shows them', () => {
    const card = { title: 'Carte', suggestions: [{ kind: 'reply', choice: 'yes', label: 'Choisir' }] };
    const message = said(
      { kind: 'card', card, suggestions: [{ kind: 'dial', label: 'Appeler', phone: '+33' }] },
      buttons,
    );
    expect(message).toMatchObject({
      card: { suggestions: [{ label: 'Choisir', data: 'cn1:q:yes' }] },
      suggestions: [{ label: 'Non' }, { kind: 'dial', label: 'Appeler', phone: '+33' }],
    });
  });

  test('[N19] a suggestion without its essential part is left out', () => {
    const message = said({
      kind: 'text',
      text: 'x',
      suggestions: [
        { kind: 'open-url', label: 'Pay', url: '{{url}}' },
        { kind: 'dial', label: 'Call', phone: '{{nobody.phone}}' },
        { kind: 'dial', label: '{{url}}', phone: '+33' },
        { kind: 'view-location', label: 'Map', latitude: '{{nowhere.lat}}', longitude: 4 },
        { kind: 'calendar', label: 'Save', title: 'Cut', start: '{{booking.start}}', end: '' },
        { kind: 'compose', label: 'Write', phone: '' },
        { kind: 'reply', choice: 'gone' },
        { kind: 'share-location', label: 'Share' },
      ],
    });
    expect(message.suggestions).toEqual([{ kind: 'share-location', label: 'Share' }]);
  });

  test('[N19] empty titles and pictures without alt text are left out too', () => {
    const media = { url: '/media/x.jpg', alt: '{{url}}', thumbnail: '' };
    expect(said({ kind: 'card', card: { title: '{{url}}', description: 'd', media } })).toEqual({
      kind: 'card',
      orientation: 'vertical',
      align: 'left',
      card: { description: 'd', media: { url: '/media/x.jpg', height: 'medium' }, suggestions: [] },
      suggestions: [],
    });
  });

  test('numbers may be templates', () => {
    const map = {
      kind: 'view-location',
      label: 'Y aller',
      latitude: '{{place.lat}}',
      longitude: '{{place.lng}}',
      place: '{{place.name}}',
    };
    expect(said({ kind: 'text', text: 'x', suggestions: [map] }).suggestions).toEqual([
      { kind: 'view-location', label: 'Y aller', latitude: 45.75, longitude: 4.85, place: 'Salon' },
    ]);
  });

  test('a reply of the author’s own carries its postback, else its label', () => {
    const { suggestions } = said({
      kind: 'text',
      text: 'x',
      suggestions: [
        { kind: 'reply', label: 'Promo', data: 'promo-{{price}}' },
        { kind: 'reply', label: 'Menu' },
      ],
    });
    expect(suggestions).toMatchObject([{ data: 'promo-4500' }, { data: 'Menu' }]);
  });

  test('a carousel keeps its cards in order, each with its own buttons', () => {
    const message = said(
      {
        kind: 'carousel',
        width: 'small',
        cards: [
          { title: 'A', suggestions: [{ kind: 'reply', choice: 'yes' }] },
          { title: 'B', suggestions: [{ kind: 'reply', choice: 'no' }] },
        ],
      },
      buttons,
    );
    expect(message).toMatchObject({
      kind: 'carousel',
      width: 'small',
      cards: [
        { title: 'A', suggestions: [{ data: 'cn1:q:yes' }] },
        { title: 'B', suggestions: [{ data: 'cn1:q:no' }] },
      ],
      suggestions: [],
    });
  });
});
