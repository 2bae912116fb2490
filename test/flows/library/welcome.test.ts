import { afterAll, expect, test } from 'vitest';
import { scenesOf } from './scenes.ts';

const scenes = scenesOf('welcome');
const playing = scenes.play;

const CARD =
  'Welcome to Maison Carillon / An appointment, a claim or a bill: all of it right here, in a few taps. (welcome.jpg) [Book an appointment] [Report a claim] [Pay a bill] || [Talk to a person] [Passer en français]';
const CARTE =
  'Bienvenue chez Maison Carillon / Un rendez-vous, un sinistre, une facture : tout se règle ici, en quelques gestes. (welcome.jpg) [Prendre rendez-vous] [Déclarer un sinistre] [Régler une facture] || [Parler à quelqu’un] [Switch to English]';

test.each([
  ['en', 'Hi there!', CARD],
  ['fr', 'Bonjour', CARTE],
  ['en', 'Do you do perms?', CARD],
] as const)('in %s, "%s" is answered with the welcome card', (locale, said, card) =>
  playing({ locale }, async (customer) => {
    expect(await customer.type(said)).toEqual([card]);
  }),
);

test.each([
  ['Book an appointment', 'booking', 'services'],
  ['Report a claim', 'claims', 'intro'],
  ['Pay a bill', 'payment', 'pay'],
])('"%s" leads to %s', (label, flow, node) =>
  playing({}, async (customer) => {
    await customer.type('hello');
    await customer.tap(label);
    expect([customer.flow, customer.node]).toEqual([flow, node]);
  }),
);

test.each([
  ['I need a haircut', 'booking'],
  ['claim', 'claims'],
  ['facture', 'payment'],
  ['rdv', 'booking'],
])('"%s", typed, is understood as well', (said, flow) =>
  playing({}, async (customer) => {
    await customer.type('hello');
    await customer.type(said);
    expect(customer.flow).toBe(flow);
  }),
);

test('the language switches there and back, and stays switched in the flows that follow', () =>
  playing({}, async (customer) => {
    await customer.type('hello');
    expect(await customer.tap('Passer en français')).toEqual([
      'Continuons en français. Que puis-je faire pour vous ? || [Prendre rendez-vous] [Déclarer un sinistre] [Régler une facture] [Parler à quelqu’un] [Switch to English]',
    ]);
    expect(await customer.tap('Switch to English')).toEqual([
      'English it is. What can I do for you? || [Book an appointment] [Report a claim] [Pay a bill] [Talk to a person] [Passer en français]',
    ]);
    await customer.tap('Passer en français');
    expect(await customer.tap('Régler une facture')).toEqual([expect.stringContaining('[J’ai payé]')]);
    expect(customer.locale).toBe('fr');
  }));

test('the name of the language one speaks already changes nothing', () =>
  playing({}, async (customer) => {
    await customer.type('hello');
    await customer.type('english');
    expect(customer.locale).toBe('en');
  }));

test('a person can be had; after that the conversation rests', () =>
  playing({}, async (customer) => {
    await customer.type('hello');
    await customer.tap('Talk to a person');
    expect([customer.withPeople, customer.summary]).toEqual([
      true,
      'Asked for a person from the welcome menu.',
    ]);
    await customer.handBack();
    expect(customer.status).toBe('done');
  }));

test('nobody who does not answer is written to again, and the buttons still work the next day', () =>
  playing({}, async (customer) => {
    await customer.type('hello');
    expect(await customer.pass('1d')).toEqual([]);
    expect(customer.status).toBe('done');
    await customer.tap('Report a claim');
    expect(customer.flow).toBe('claims');
  }));

test('a greeting in the middle of something asks the question again and loses nothing', () =>
  playing({}, async (customer) => {
    await customer.type('book');
    await customer.tap('Book a cut');
    expect(await customer.type('hello?')).toEqual([
      'Please choose one of the days below, or "Later dates". || [Tuesday 24 November] [Wednesday 25 November] [Thursday 26 November] [Friday 27 November] [Later dates]',
    ]);
    expect(customer.node).toBe('day');
  }));

test('"menu" leads back here from anywhere', () =>
  playing({}, async (customer) => {
    await customer.type('book');
    expect(await customer.type('menu')).toEqual([CARD]);
  }));

afterAll(() => {
  expect(scenes.unplayed()).toEqual([]);
});
