/**
 * What it costs to write messages as SMS and to count them. Not part of the tests:
 * `npx vitest bench --run --config test/vitest.config.ts test/bench/sms.bench.ts`. One core should render and count well
 * over 50,000 messages a second.
 */
import { bench, describe } from 'vitest';
import { type Message, messageSchema } from '../../flows/message.ts';
import { renderSms } from '../../flows/sms/render.ts';
import { countSegments, partsOf } from '../../flows/sms/segments.ts';

const reply = (label: string) => ({ kind: 'reply', label, data: `cn1:day:${label}` });
const LINK = 'https://chat.example.com/m/Abcdefghijklmnopqrstuv';

const question = messageSchema.parse({
  kind: 'text',
  text: 'Which day suits you?',
  suggestions: ['Tuesday 24 November', 'Wednesday 25 November', 'Thursday 26 November', 'Later dates'].map(
    reply,
  ),
});
const french = messageSchema.parse({
  kind: 'card',
  card: {
    title: 'Réservé : mardi 24 novembre à 14:30',
    description:
      'Coupe et coiffage chez Maison Carillon, 12 rue de la République, 69002 Lyon\nRéférence A1-23456',
    media: { url: '/media/library/booked.jpg', alt: 'Une page d’agenda avec un jour coché' },
    suggestions: [
      { kind: 'view-location', label: 'Itinéraire', latitude: 45.76, longitude: 4.83 },
      reply('Déplacer'),
      reply('Annuler l’heure'),
    ],
  },
});
const carousel = messageSchema.parse({
  kind: 'carousel',
  cards: ['Cut and style', 'Colour', 'Beard trim', "Children's cut"].map((title) => ({
    title,
    description: '45 min · €45',
    media: { url: '/media/library/cut.jpg' },
    suggestions: [reply(`Book ${title}`)],
  })),
  suggestions: [reply('Talk to a person')],
});
const mixed: Message[] = [question, french, question, carousel];

describe('messages written as SMS and counted', () => {
  const show = (message: Message) =>
    renderSms(message, { locale: 'fr', smart: 'when-shorter', link: LINK, mention: 'STOP 36111' });
  let turn = 0;
  bench('a question with four choices', () => {
    show(question);
  });
  bench('a French card whose typographic signs are replaced', () => {
    show(french);
  });
  bench('a carousel', () => {
    show(carousel);
  });
  bench('a mixture', () => {
    turn = (turn + 1) % mixed.length;
    show(mixed[turn] ?? question);
  });
});

describe('texts counted', () => {
  const short = 'See you on Tuesday 24 November at 14:30. €45.00, paid.';
  const long = `${short} `.repeat(20);
  bench('one part', () => {
    countSegments(short);
  });
  bench('eight parts', () => {
    countSegments(long);
  });
  bench('eight parts, cut', () => {
    partsOf(long);
  });
});
