import { afterAll, describe, expect, test } from 'vitest';
import { MONDAY, type Play } from './play.ts';
import { scenesOf } from './scenes.ts';

const scenes = scenesOf('booking');
const playing = scenes.play;

/** As far as the card that asks whether all is right, for Wednesday at 10:45. */
async function toCheck(customer: Play): Promise<string[]> {
  await customer.type('book');
  await customer.tap('Book a cut');
  await customer.tap('Wednesday 25 November');
  await customer.tap('Morning');
  return customer.tap('10:45');
}

/** With a booking for Wednesday at 10:45. */
async function booked(customer: Play): Promise<void> {
  await toCheck(customer);
  await customer.tap('Confirm');
  expect(customer.node).toBe('booked');
}

/** The opening of a day in Lyon in winter time, in steps as long as a cut. */
function startsOf(date: string): string[] {
  const weekday = new Date(`${date}T12:00:00Z`).getUTCDay();
  const spans: [number, number][] =
    weekday === 6
      ? [[540, 1080]]
      : weekday === 0 || weekday === 1
        ? []
        : [
            [540, 750],
            [840, 1140],
          ];
  return spans.flatMap(([from, until]) => {
    const starts: string[] = [];
    for (let at = from; at + 45 <= until; at += 45) {
      const utc = at - 60;
      const clock = `${String(Math.floor(utc / 60)).padStart(2, '0')}:${String(utc % 60).padStart(2, '0')}`;
      starts.push(`${date}T${clock}:00Z`);
    }
    return starts;
  });
}

describe('making an appointment', () => {
  test('goes from the service to the confirmation and the reminder, in English', () =>
    playing({}, async (customer) => {
      await toCheck(customer);
      await customer.type('Ana');
      await customer.tap('Confirm');
      await customer.tap('Perfect, thanks');
      await customer.pass('1d');
      await customer.tap("I'll be there");
      await customer.pass('1d');
      expect(customer.transcript).toMatchInlineSnapshot(`
        [
          "> book",
          "Cut and style / 45 min · €45 (cut.jpg) [Book a cut] ~ Colour / 1 h 30 · €85 (colour.jpg) [Book colour] ~ Beard trim / 30 min · €25 (beard.jpg) [Book a beard trim] ~ Children's cut / 30 min · €28 (kids.jpg) [Book a children's cut] || [Talk to a person]",
          "> Book a cut",
          "Which day suits you? || [Tuesday 24 November] [Wednesday 25 November] [Thursday 26 November] [Friday 27 November] [Later dates]",
          "> Wednesday 25 November",
          "Wednesday 25 November, noted. Which part of the day? || [Morning] [Afternoon] [After 6 pm] [Another day]",
          "> Morning",
          "These times are free: || [09:00] [09:30] [10:00] [10:45] [11:15] [11:45] [Another day]",
          "> 10:45",
          "I'm keeping 10:45 for you. What name shall I put it under?",
          "> Ana",
          "Wednesday 25 November at 10:45 / Cut and style, 45 min, €45.00 / For Ana (cut.jpg) [Confirm] [Change the time] [Change the service] || [Never mind]",
          "> Confirm",
          "Booked: Wednesday 25 November at 10:45 / Cut and style at Maison Carillon, 12 rue Mercière, 69002 Lyon / Reference B-KGPQ9 (booked.jpg) {Add to my calendar} {Directions} [Reschedule] [Cancel appointment] || [Perfect, thanks] {Call the salon}",
          "> Perfect, thanks",
          "You're welcome. See you on Wednesday 25 November!",
          "(1d)",
          "See you on Wednesday at 10:45 / Cut and style at Maison Carillon, 12 rue Mercière, 69002 Lyon (place.jpg) [I'll be there] {Directions} [Reschedule] [Cancel appointment]",
          "> I'll be there",
          "We're looking forward to it.",
          "(1d)",
        ]
      `);
      expect([customer.status, customer.outcome]).toEqual(['done', 'booked']);
    }));

  test('goes the same way in French', () =>
    playing({ locale: 'fr' }, async (customer) => {
      await customer.type('rdv');
      await customer.tap('Réserver une coupe');
      await customer.tap('Mercredi 25 novembre');
      await customer.tap('Le matin');
      await customer.tap('10:45');
      await customer.type('Ana');
      await customer.tap('Confirmer');
      await customer.tap('Parfait, merci');
      await customer.pass('1d');
      await customer.tap('Je serai là');
      await customer.pass('1d');
      expect(customer.transcript).toMatchInlineSnapshot(`
        [
          "> rdv",
          "Coupe et coiffage / 45 min · 45 € (cut.jpg) [Réserver une coupe] ~ Couleur / 1 h 30 · 85 € (colour.jpg) [Réserver une couleur] ~ Taille de barbe / 30 min · 25 € (beard.jpg) [Réserver une barbe] ~ Coupe enfant / 30 min · 28 € (kids.jpg) [Réserver pour un enfant] || [Parler à quelqu’un]",
          "> Réserver une coupe",
          "Quel jour vous convient ? || [Mardi 24 novembre] [Mercredi 25 novembre] [Jeudi 26 novembre] [Vendredi 27 novembre] [Plus tard]",
          "> Mercredi 25 novembre",
          "Mercredi 25 novembre, c’est noté. À quel moment de la journée ? || [Le matin] [L’après-midi] [Après 18 h] [Un autre jour]",
          "> Le matin",
          "Voici les heures libres : || [09:00] [09:30] [10:00] [10:45] [11:15] [11:45] [Un autre jour]",
          "> 10:45",
          "Je vous garde 10:45. À quel nom dois-je réserver ?",
          "> Ana",
          "Mercredi 25 novembre à 10:45 / Coupe et coiffage, 45 min, 45,00 € / Pour Ana (cut.jpg) [Confirmer] [Changer l’heure] [Changer de prestation] || [Laisser tomber]",
          "> Confirmer",
          "Réservé : mercredi 25 novembre à 10:45 / Coupe et coiffage chez Maison Carillon, 12 rue Mercière, 69002 Lyon / Référence B-KGPQ9 (booked.jpg) {Ajouter à mon agenda} {Itinéraire} [Déplacer] [Annuler le rendez-vous] || [Parfait, merci] {Appeler le salon}",
          "> Parfait, merci",
          "Je vous en prie. Rendez-vous mercredi 25 novembre !",
          "(1d)",
          "Rendez-vous mercredi à 10:45 / Coupe et coiffage chez Maison Carillon, 12 rue Mercière, 69002 Lyon (place.jpg) [Je serai là] {Itinéraire} [Déplacer] [Annuler le rendez-vous]",
          "> Je serai là",
          "Nous vous attendons avec plaisir.",
          "(1d)",
        ]
      `);
      expect([customer.status, customer.outcome]).toEqual(['done', 'booked']);
    }));

  test('takes typed answers as well as taps', () =>
    playing({ name: 'Ana' }, async (customer) => {
      await customer.type('Réserver !');
      await customer.type('a haircut please');
      await customer.type('thursday');
      await customer.type('2');
      await customer.type('14:00');
      expect(await customer.type('oui')).toEqual([
        expect.stringContaining('Booked: Thursday 26 November at 14:00'),
      ]);
    }));

  test('asks no name of somebody it knows', () =>
    playing({ name: 'Ana' }, async (customer) => {
      expect(await toCheck(customer)).toEqual([
        'Wednesday 25 November at 10:45 / Cut and style, 45 min, €45.00 / For Ana (cut.jpg) [Confirm] [Change the time] [Change the service] || [Never mind]',
      ]);
    }));

  test('asks no name twice', () =>
    playing({}, async (customer) => {
      await toCheck(customer);
      await customer.type('Ana');
      await customer.tap('Change the time');
      await customer.tap('Wednesday 25 November');
      await customer.tap('Morning');
      expect(await customer.tap('11:45')).toEqual([expect.stringContaining('For Ana')]);
    }));

  test('asks no service of a customer for whom the API has chosen one', () =>
    playing({}, async (customer) => {
      expect(await customer.begin('booking', { service: 'beard' })).toEqual([
        'Which day suits you? || [Tuesday 24 November] [Wednesday 25 November] [Thursday 26 November] [Friday 27 November] [Later dates]',
      ]);
    }));

  test('gives the time back when another service is wanted', () =>
    playing({ name: 'Ana' }, async (customer) => {
      await toCheck(customer);
      expect(await customer.tap('Change the service')).toEqual([expect.stringContaining('[Book colour]')]);
      expect(customer.calls).toContain('calendar.release');
    }));

  test('closes politely when it is dropped, with ways back', () =>
    playing({ name: 'Ana' }, async (customer) => {
      await toCheck(customer);
      expect(await customer.tap('Never mind')).toEqual([
        "No problem. I'm here whenever you'd like a time. || [Book a time] [Main menu]",
      ]);
      expect([customer.status, customer.outcome]).toEqual(['done', 'abandoned']);
      expect(await customer.tap('Book a time')).toEqual([expect.stringContaining('[Book a cut]')]);
      expect(await customer.tap('Main menu')).toEqual([
        expect.stringContaining('Welcome to Maison Carillon'),
      ]);
    }));

  test('adds nothing when a customer taps an action such as the calendar', () =>
    playing({ name: 'Ana' }, async (customer) => {
      await booked(customer);
      expect(await customer.tap('Add to my calendar')).toEqual([]);
      expect(customer.node).toBe('booked');
    }));
});

describe('times that are not to be had', () => {
  test('a time taken by somebody faster is regretted, and others are offered', () =>
    playing({ name: 'Ana' }, async (customer) => {
      await customer.type('book');
      await customer.tap('Book a cut');
      await customer.tap('Wednesday 25 November');
      await customer.tap('Morning');
      await customer.crowd(['2026-11-25T09:45:00Z']);
      expect(await customer.tap('10:45')).toEqual([
        "I'm sorry, 10:45 has just been taken. Let's find another time.",
        'These times are free: || [09:00] [09:15] [09:30] [10:00] [11:30] [11:45] [Another day]',
      ]);
    }));

  test('an empty part of the day gives way to the rest of it', () =>
    playing({}, async (customer) => {
      await customer.type('book');
      await customer.tap('Book a cut');
      await customer.tap('Later dates');
      await customer.tap('Saturday 28 November');
      expect(await customer.tap('After 6 pm')).toEqual([
        'Nothing is free at that time of day. Here is the rest of the day.',
        'These times are free: || [09:00] [10:45] [12:15] [14:00] [15:30] [17:15] [Another day]',
      ]);
    }));

  test('a day that has filled up meanwhile leads back to the days', () =>
    playing({}, async (customer) => {
      await customer.type('book');
      await customer.tap('Book a cut');
      await customer.tap('Wednesday 25 November');
      await customer.crowd(startsOf('2026-11-25'));
      expect(await customer.tap('Morning')).toEqual([
        'Nothing is free at that time of day. Here is the rest of the day.',
        'That day has just filled up. Let me show you the others.',
        'Which day suits you? || [Tuesday 24 November] [Thursday 26 November] [Friday 27 November] [Saturday 28 November] [Later dates]',
      ]);
    }));

  test('the end of the calendar leads back to its first days', () =>
    playing({}, async (customer) => {
      await customer.type('book');
      await customer.tap('Book a cut');
      let said = await customer.tap('Later dates');
      for (let pages = 0; said.length === 1 && pages < 12; pages += 1)
        said = await customer.tap('Later dates');
      expect(said).toEqual([
        "That's as far as our calendar goes for now. Back to the first days.",
        expect.stringContaining('[Tuesday 24 November]'),
      ]);
    }));

  test('a calendar with nothing free offers another service, a person, or the phone', () =>
    playing({}, async (customer) => {
      const day = (n: number) => new Date(MONDAY + n * 86_400_000).toISOString().slice(0, 10);
      const open = Array.from({ length: 30 }, (_, n) => day(n)).filter((date) => date !== '2026-12-25');
      await customer.crowd(open.flatMap(startsOf));
      await customer.type('book');
      expect(await customer.tap('Book a cut')).toEqual([
        "We're fully booked for this one. I can look at another service, or a person can help. || [Another service] [Talk to a person] [Not now] {Call the salon}",
      ]);
      expect(await customer.tap('Another service')).toEqual([expect.stringContaining('[Book a cut]')]);
    }));
});

describe('a time that is kept', () => {
  test('is offered once more shortly before it lapses, then let go', () =>
    playing({ name: 'Ana' }, async (customer) => {
      await toCheck(customer);
      expect(await customer.pass('6m')).toEqual([]);
      expect(await customer.pass('1m')).toEqual([
        "I'm keeping Wednesday 25 November at 10:45 for you until 11:10. Shall I confirm it? || [Yes, confirm] [Change the time] [Never mind]",
      ]);
      expect(await customer.pass('3m')).toEqual([
        "I couldn't keep 10:45 any longer. Shall I look for another time? || [Yes, find a time] [Not now] [Talk to a person]",
      ]);
      expect(await customer.tap('Yes, find a time')).toEqual([
        expect.stringContaining('Which day suits you?'),
      ]);
    }));

  test('can be confirmed at the last call', () =>
    playing({ name: 'Ana' }, async (customer) => {
      await toCheck(customer);
      await customer.pass('7m');
      expect(await customer.tap('Yes, confirm')).toEqual([expect.stringContaining('Booked: Wednesday')]);
    }));

  test('lapses too while the name is asked; silence after that says no more', () =>
    playing({}, async (customer) => {
      await toCheck(customer);
      expect(await customer.pass('10m')).toEqual([expect.stringContaining("I couldn't keep 10:45")]);
      expect(await customer.pass('1d')).toEqual([]);
      expect([customer.status, customer.outcome]).toEqual(['done', 'abandoned']);
    }));

  test('that has lapsed at the very moment of booking is found out', () =>
    playing({ name: 'Ana' }, async (customer) => {
      await toCheck(customer);
      customer.fail('calendar.book', 'hold_expired');
      expect(await customer.tap('Confirm')).toEqual([expect.stringContaining("I couldn't keep 10:45")]);
    }));
});

describe('when nobody answers', () => {
  test.each([
    ['the service', []],
    ['the day', ['Book a cut']],
    ['the part of the day', ['Book a cut', 'Wednesday 25 November']],
    ['the time', ['Book a cut', 'Wednesday 25 November', 'Morning']],
  ])('the question of %s is followed by one nudge and a polite close', (_question, taps) =>
    playing({}, async (customer) => {
      await customer.type('book');
      for (const label of taps) await customer.tap(label);
      expect(await customer.pass('15m')).toEqual([
        'Still looking for a time? We can pick up where we left off. || [Continue] [Not now] [Talk to a person]',
      ]);
      expect(await customer.pass('3d')).toEqual([
        "No problem. I'm here whenever you'd like a time. || [Book a time] [Main menu]",
      ]);
      expect(customer.status).toBe('done');
    }),
  );

  test('the nudge leads back to where they were', () =>
    playing({}, async (customer) => {
      await customer.type('book');
      await customer.pass('15m');
      expect(await customer.tap('Continue')).toEqual([expect.stringContaining('[Book a cut]')]);
      await customer.tap('Book a cut');
      await customer.pass('15m');
      expect(await customer.tap('Continue')).toEqual([expect.stringContaining('Which day suits you?')]);
    }));
});

describe('a customer who has an appointment', () => {
  const existing =
    "Your next appointment is on Wednesday 25 November at 10:45: Cut and style. What would you like to do? || [Reschedule] [Cancel appointment] [New appointment] [Talk to a person] [It's fine, thanks]";

  test('is asked what to do with it', () =>
    playing({ name: 'Ana' }, async (customer) => {
      await booked(customer);
      await customer.pass('10m');
      expect(await customer.type('mon rdv')).toEqual([existing]);
      expect(await customer.type('merci')).toEqual(['See you then.']);
      expect(customer.node).toBe('until_reminder');
    }));

  test('may write anything after the confirmation and is asked the same', () =>
    playing({ name: 'Ana' }, async (customer) => {
      await booked(customer);
      expect(await customer.type('by the way')).toEqual([existing]);
      expect(await customer.pass('1h')).toEqual([]);
      expect(customer.node).toBe('until_reminder');
    }));

  test('is known again in a new conversation', () =>
    playing({ name: 'Ana' }, async (customer) => {
      await booked(customer);
      await customer.begin('welcome');
      expect(await customer.type('book')).toEqual([existing]);
      expect(await customer.tap('New appointment')).toEqual([expect.stringContaining('[Book a cut]')]);
    }));

  test('moves it: the number stays, and the old time is free only once the new one is sure', () =>
    playing({ name: 'Ana' }, async (customer) => {
      await booked(customer);
      const number = /B-\w+/.exec(customer.transcript.at(-1) ?? '')?.[0];
      await customer.tap('Reschedule');
      await customer.tap('Thursday 26 November');
      await customer.tap('Afternoon');
      expect(await customer.tap('14:00')).toEqual([
        'Thursday 26 November at 14:00 / Cut and style, 45 min / Instead of Wednesday 25 November at 10:45 [Move it] [Change the time] [Keep the old one]',
      ]);
      const before = customer.calls.length;
      expect(await customer.tap('Move it')).toEqual([
        `Booked: Thursday 26 November at 14:00 / Cut and style at Maison Carillon, 12 rue Mercière, 69002 Lyon / Reference ${number} (booked.jpg) {Add to my calendar} {Directions} [Reschedule] [Cancel appointment] || [Perfect, thanks] {Call the salon}`,
      ]);
      expect(customer.calls.slice(before)).toEqual(['calendar.reschedule']);
    }));

  test('may keep the old one after all: the new time is given back', () =>
    playing({ name: 'Ana' }, async (customer) => {
      await booked(customer);
      await customer.tap('Reschedule');
      await customer.tap('Thursday 26 November');
      await customer.tap('Afternoon');
      await customer.tap('14:00');
      expect(await customer.tap('Keep the old one')).toEqual([
        'Your appointment stays as it is: Wednesday 25 November at 10:45.',
      ]);
      expect(customer.calls.at(-1)).toBe('calendar.release');
      expect(customer.node).toBe('until_reminder');
    }));

  test('who falls silent while moving it keeps it, and is told so once', () =>
    playing({ name: 'Ana' }, async (customer) => {
      await booked(customer);
      await customer.tap('Reschedule');
      await customer.pass('15m');
      expect(await customer.pass('12h')).toEqual([
        'Your appointment stays as it is: Wednesday 25 November at 10:45.',
      ]);
    }));

  test.each(['not_found', 'already_cancelled'])(
    'is told when the old one is gone (%s), and books the new time as new',
    (code) =>
      playing({ name: 'Ana' }, async (customer) => {
        await booked(customer);
        await customer.tap('Reschedule');
        await customer.tap('Thursday 26 November');
        await customer.tap('Afternoon');
        await customer.tap('14:00');
        customer.fail('calendar.reschedule', code);
        expect(await customer.tap('Move it')).toEqual([
          "The old appointment is no longer there, so I'd book this as a new one.",
          expect.stringContaining('Thursday 26 November at 14:00 / Cut and style, 45 min, €45.00 / For Ana'),
        ]);
        expect(await customer.tap('Confirm')).toEqual([expect.stringContaining('Booked: Thursday')]);
      }),
  );

  test('cancels it after being asked, and is offered another time', () =>
    playing({ name: 'Ana' }, async (customer) => {
      await booked(customer);
      expect(await customer.tap('Cancel appointment')).toEqual([
        'Cancel your appointment on Wednesday 25 November at 10:45? || [Yes, cancel it] [Move it instead] [No, keep it]',
      ]);
      expect(await customer.tap('No, keep it')).toEqual([
        'Your appointment stays as it is: Wednesday 25 November at 10:45.',
      ]);
      await customer.tap('Cancel appointment');
      expect(await customer.tap('Yes, cancel it')).toEqual([
        "It's cancelled. Would you like another time? || [Find another time] [No, thanks]",
      ]);
      expect(await customer.tap('No, thanks')).toEqual([
        'All right. We hope to see you soon. || [Book a time] [Main menu]',
      ]);
      expect([customer.status, customer.outcome]).toEqual(['done', 'cancelled']);
      expect(await customer.type('book')).toEqual([expect.stringContaining('[Book a cut]')]);
    }));

  test('who cancels and falls silent gets no reminder', () =>
    playing({ name: 'Ana' }, async (customer) => {
      await booked(customer);
      await customer.tap('Cancel appointment');
      await customer.tap('Yes, cancel it');
      expect(await customer.pass('5d')).toEqual([]);
      expect(customer.outcome).toBe('cancelled');
    }));

  test('may type "cancel", which means the appointment here and not our messages', () =>
    playing({ name: 'Ana' }, async (customer) => {
      await booked(customer);
      expect(await customer.type('Cancel')).toEqual([expect.stringContaining('Cancel your appointment on')]);
    }));

  test('cancels once, even if told so twice', () =>
    playing({ name: 'Ana' }, async (customer) => {
      await booked(customer);
      await customer.tap('Cancel appointment');
      customer.fail('calendar.cancel', 'already_cancelled');
      expect(await customer.tap('Yes, cancel it')).toEqual([expect.stringContaining("It's cancelled.")]);
    }));

  test('is told when it is too late to change, with ways on; old buttons work even then', () =>
    playing({ name: 'Ana' }, async (customer) => {
      await booked(customer);
      await customer.pass('3d');
      expect(customer.status).toBe('done');
      await customer.tap('Cancel appointment');
      expect(await customer.tap('Yes, cancel it')).toEqual([
        "That appointment can't be changed here any more. || [New appointment] [Talk to a person] [No, thanks] {Call the salon}",
      ]);
      expect(await customer.tap('No, thanks')).toEqual([expect.stringContaining("I'm here whenever")]);
    }));
});

describe('the reminder', () => {
  test('comes a day before, and its buttons lead on', () =>
    playing({ name: 'Ana' }, async (customer) => {
      await booked(customer);
      expect(await customer.pass('1d')).toEqual([
        "See you on Wednesday at 10:45 / Cut and style at Maison Carillon, 12 rue Mercière, 69002 Lyon (place.jpg) [I'll be there] {Directions} [Reschedule] [Cancel appointment]",
      ]);
      expect(await customer.type('oui')).toEqual(["We're looking forward to it."]);
      expect(await customer.tap('Reschedule')).toEqual([expect.stringContaining('Which day suits you?')]);
    }));

  test('is left out where the appointment is less than a day away', () =>
    playing({ name: 'Ana' }, async (customer) => {
      await customer.type('book');
      await customer.tap('Book a cut');
      await customer.tap('Tuesday 24 November');
      await customer.tap('Morning');
      await customer.tap('09:00');
      await customer.tap('Confirm');
      expect(await customer.pass('3d')).toEqual([]);
      expect([customer.status, customer.outcome]).toEqual(['done', 'booked']);
    }));

  test('still comes after a customer asked about the appointment and fell silent', () =>
    playing({ name: 'Ana' }, async (customer) => {
      await booked(customer);
      await customer.type('hm?');
      expect(await customer.pass('1d')).toEqual([expect.stringContaining('See you on Wednesday at 10:45')]);
    }));
});

describe('when the calendar fails', () => {
  const trouble =
    "I can't reach our calendar just now. Shall I try again? || [Try again] [Talk to a person] [Not now] {Call the salon}";

  test('the days are asked for again on request', () =>
    playing({}, async (customer) => {
      await customer.type('book');
      customer.fail('calendar.days', 'timeout');
      expect(await customer.tap('Book a cut')).toEqual([trouble]);
      expect(await customer.tap('Try again')).toEqual([expect.stringContaining('Which day suits you?')]);
    }));

  test.each([
    ['days', ['Later dates']],
    ['slots', ['Wednesday 25 November', 'Morning']],
    ['hold', ['Wednesday 25 November', 'Morning', '10:45']],
  ])('%s: the customer is told and can leave', (operation, taps) =>
    playing({}, async (customer) => {
      await customer.type('book');
      await customer.tap('Book a cut');
      customer.fail(`calendar.${operation}`, 'timeout');
      let said: string[] = [];
      for (const label of taps) said = await customer.tap(label);
      expect(said).toEqual([trouble]);
      expect(await customer.tap('Not now')).toEqual([expect.stringContaining('No problem.')]);
    }),
  );

  test('not knowing of earlier bookings is no reason to refuse a new one', () =>
    playing({}, async (customer) => {
      customer.fail('calendar.find', 'timeout');
      expect(await customer.type('book')).toEqual([expect.stringContaining('[Book a cut]')]);
    }));

  test('a confirmation that got lost is repeated without a second booking', () =>
    playing({ name: 'Ana' }, async (customer) => {
      await toCheck(customer);
      customer.lose('calendar.book');
      expect(await customer.tap('Confirm')).toEqual([
        "I couldn't confirm that just now. Your time is kept until 11:10. || [Try again] [Talk to a person] [Not now] {Call the salon}",
      ]);
      expect(await customer.tap('Try again')).toEqual([expect.stringContaining('Booked: Wednesday')]);
      await customer.tap('Cancel appointment');
      await customer.tap('Yes, cancel it');
      expect(await customer.type('book')).toEqual([expect.stringContaining('[Book a cut]')]);
    }));

  test('a move that got lost is repeated too', () =>
    playing({ name: 'Ana' }, async (customer) => {
      await booked(customer);
      await customer.tap('Reschedule');
      await customer.tap('Thursday 26 November');
      await customer.tap('Afternoon');
      await customer.tap('14:00');
      customer.lose('calendar.reschedule');
      await customer.tap('Move it');
      expect(await customer.tap('Try again')).toEqual([expect.stringContaining('Booked: Thursday')]);
    }));

  test('a cancellation that failed can be tried again', () =>
    playing({ name: 'Ana' }, async (customer) => {
      await booked(customer);
      await customer.tap('Cancel appointment');
      customer.fail('calendar.cancel', 'timeout');
      expect(await customer.tap('Yes, cancel it')).toEqual([
        "I couldn't cancel it just now. || [Try again] [Talk to a person] [Keep it] {Call the salon}",
      ]);
      expect(await customer.tap('Try again')).toEqual([expect.stringContaining("It's cancelled.")]);
    }));

  test('a time that cannot be given back lapses by itself: nobody is told', () =>
    playing({ name: 'Ana' }, async (customer) => {
      await toCheck(customer);
      customer.fail('calendar.release', 'timeout');
      expect(await customer.tap('Change the time')).toEqual([
        expect.stringContaining('Which day suits you?'),
      ]);
    }));
});

describe('a person', () => {
  test('can be had at once, and reads what is known', () =>
    playing({ name: 'Ana' }, async (customer) => {
      await toCheck(customer);
      await customer.type('agent');
      expect(customer.withPeople).toBe(true);
      expect(customer.summary).toBe(
        'Appointment (new)\nService: cut\nDay: Wednesday 25 November\nTime: 10:45\nBooking: none\nName: Ana',
      );
    }));

  test('hands back to the appointment, whose reminder still comes', () =>
    playing({ name: 'Ana' }, async (customer) => {
      await booked(customer);
      await customer.type('hm?');
      await customer.tap('Talk to a person');
      expect(await customer.handBack()).toEqual([]);
      expect(await customer.pass('1d')).toEqual([expect.stringContaining('See you on Wednesday')]);
    }));

  test('hands back to nothing where nothing is booked', () =>
    playing({}, async (customer) => {
      await customer.type('book');
      await customer.tap('Talk to a person');
      await customer.handBack();
      expect(customer.status).toBe('done');
    }));
});

afterAll(() => {
  // A step no scene comes by is a step nobody has read.
  expect(scenes.unplayed()).toEqual([]);
});
