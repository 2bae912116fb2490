/** Messages as flows say them, one of each kind; for the tests of hosted pages. */
import type { z } from 'zod';
import type { messageSchema, Suggestion } from '../../../flows/message.ts';

export type MessageInput = z.input<typeof messageSchema>;

export const reply = (label: string, data = `cn1:pick:${label}`): Suggestion => ({
  kind: 'reply',
  label,
  data,
});

export const PLACE: Suggestion = {
  kind: 'view-location',
  label: 'Show the way',
  latitude: 48.8686,
  longitude: 2.3314,
  place: '12 rue de la Paix, 75002 Paris',
};
export const CALENDAR: Suggestion = {
  kind: 'calendar',
  label: 'Add to calendar',
  title: 'Cut and style; Maison Carillon',
  description: 'With Ana, 45 minutes.\nPlease come 5 minutes early.',
  start: '2026-03-10T13:30:00Z',
  end: '2026-03-10T14:15:00Z',
};
export const CALL: Suggestion = { kind: 'dial', label: 'Call us', phone: '+33199001234' };
export const PAY: Suggestion = {
  kind: 'open-url',
  label: 'Pay the deposit',
  url: 'https://pay.example.com/p/42?x=1&y=2',
  view: 'browser',
};
export const WRITE: Suggestion = {
  kind: 'compose',
  label: 'Write to the shop',
  phone: '+33639980042',
  text: 'Hello & good day, it’s about my appointment',
};
export const WHERE: Suggestion = { kind: 'share-location', label: 'Where did it happen?' };

const picture = (name: string, height: 'short' | 'medium' | 'tall' = 'medium', alt?: string) => ({
  url: `/media/library/${name}.jpg`,
  thumbnail: `/media/library/${name}-thumb.jpg`,
  height,
  ...(alt ? { alt } : {}),
});

export const CARD: MessageInput = {
  kind: 'card',
  card: {
    title: 'You are booked',
    description: 'Tuesday 10 March at 14:30\nCut and style with Ana, 45 minutes.',
    media: picture('booked', 'medium', 'A calendar with a mark'),
    suggestions: [CALENDAR, PLACE, CALL],
  },
  suggestions: [reply('Change it'), reply('Cancel it')],
};

export const LYING: MessageInput = {
  kind: 'card',
  orientation: 'horizontal',
  align: 'left',
  card: {
    title: 'Your deposit',
    description: 'Pay 15.00 € now, and the rest after your visit.',
    media: picture('payment', 'medium', 'A card and a coin'),
    suggestions: [PAY, reply('Pay at the shop')],
  },
};

export const CAROUSEL: MessageInput = {
  kind: 'carousel',
  width: 'medium',
  cards: [
    ['cut', 'Cut and style', '45 min, from 42 €. Wash, cut and a blow-dry.'],
    ['colour', 'Colour', '2 h, from 89 €. A consultation first, then a colour that suits you.'],
    ['beard', 'Beard', '30 min, 24 €.'],
    ['kids', 'Children', '30 min, 19 €. Up to 12 years.'],
  ].map(([name = '', title = '', description = '']) => ({
    title,
    description,
    media: picture(name, 'medium', title),
    suggestions: [reply(`Book ${title.toLowerCase()}`)],
  })),
  suggestions: [reply('Another day'), reply('Talk to a person')],
};

export const MEDIA: MessageInput = {
  kind: 'media',
  url: '/media/library/place.jpg',
  alt: 'The shop from the street: a green door between two trees',
  suggestions: [PLACE, CALL],
};

export const TEXT: MessageInput = {
  kind: 'text',
  text: 'Your claim is open.\nYou can follow it at https://claims.example.com/c/77, any time.',
  suggestions: [
    reply('Monday'),
    reply('Tuesday'),
    reply('Wednesday'),
    reply('Thursday'),
    reply('Friday'),
    PAY,
    PLACE,
    WRITE,
    WHERE,
  ],
};
