/** The shipped flows with customers who have nothing but SMS: typed replies alone, and what they read in return. */
import { describe, expect, test } from 'vitest';
import { describeSms } from '../../../flows/sms/describe.ts';
import { type Play, playing } from './play.ts';
import { readShipped } from './shipped.ts';

/** Types one reply after the other; an SMS of more than three parts, or with a picture's address, is a fault. */
async function write(customer: Play, ...replies: string[]): Promise<void> {
  for (const reply of replies) await customer.type(reply);
  for (const { text, segments } of customer.sms) {
    expect(segments, text).toBeGreaterThan(0);
    expect(segments, text).toBeLessThanOrEqual(3);
    expect(text).not.toMatch(/\/media\/|\btap\b|touchez/i);
  }
}

const last = (customer: Play) => customer.sms.at(-1)?.text ?? '';

describe('booking by SMS alone', () => {
  test('runs from the first word to the confirmation, in English', () =>
    playing({ channel: 'sms', name: 'Marie' }, async (customer) => {
      await write(customer, 'appointment', '1', '2', 'morning', '1');
      expect(customer.node).toBe('check');
      await write(customer, '1');
      expect(customer.node).toBe('booked');
      expect(customer.sms.map(({ text }) => text)).toMatchInlineSnapshot(`
        [
          "1 Cut and style - 45 min - €45
        2 Colour - 1 h 30 - €85
        3 Beard trim - 30 min - €25
        4 Children's cut - 30 min - €28
        5 Talk to a person
        Reply with a number
        See: https://chat.example.com/m/AbCdEfGhIjKlMnOpQrStUv",
          "Which day suits you?
        Reply with a number:
        1 Tuesday 24 November
        2 Wednesday 25 November
        3 Thursday 26 November
        4 Friday 27 November
        5 Later dates",
          "Wednesday 25 November, noted. Which part of the day?
        Reply with a number:
        1 Morning
        2 Afternoon
        3 After 6 pm
        4 Another day",
          "These times are free:
        Reply with a number:
        1 09:00
        2 09:30
        3 10:00
        4 10:45
        5 11:15
        6 11:45
        7 Another day",
          "Wednesday 25 November at 09:00: Cut and style, 45 min, €45.00, for Marie. Is that right?
        1 Confirm
        2 Change the time
        3 Change the service
        4 Never mind",
          "Booked: Wednesday 25 November at 09:00
        Cut and style at Maison Carillon, 12 rue Mercière, 69002 Lyon
        Reference B-KGPQ9
        Call the salon: +33465711234
        Reply with a number:
        1 Reschedule
        2 Cancel appointment
        3 Perfect, thanks
        See: https://chat.example.com/m/AbCdEfGhIjKlMnOpQrStUv",
        ]
      `);
      await write(customer, 'thanks');
      await customer.pass('10d');
      expect(customer.outcome).toBe('booked');
    }));

  test('runs in French, with labels, numbers and a typing error, and a name that is asked for', () =>
    playing({ channel: 'sms', locale: 'fr' }, async (customer) => {
      await write(customer, 'rdv', 'coleur');
      expect(customer.node).toBe('day');
      await write(customer, '1.', 'l’après midi', 'option 2', 'Ana Costa', 'Confirmer');
      expect(customer.node).toBe('booked');
      expect(last(customer)).toContain('Réservé : ');
    }));

  test('can be moved and cancelled', () =>
    playing({ channel: 'sms', name: 'Marie' }, async (customer) => {
      await write(customer, 'book', '3', '1', '1', '1', '1');
      expect(customer.node).toBe('booked');
      await write(customer, '1', '2', '1', '1', '1');
      expect(customer.node).toBe('booked');
      await write(customer, '2', '1');
      expect(customer.node).toBe('cancelled');
      await write(customer, '2');
      expect(customer.outcome).toBe('cancelled');
      // The choices of the farewell begin other flows, though this one is over.
      await write(customer, '1');
      expect(customer.flow).toBe('booking');
      expect(customer.status).toBe('active');
    }));

  test('goes on by SMS where RCS was switched off in the middle', () =>
    playing({ name: 'Marie' }, async (customer) => {
      await customer.type('appointment');
      await customer.tap('Book a cut');
      customer.by('sms');
      await write(customer, '2', '1', '1', '1');
      expect(customer.node).toBe('booked');
    }));
});

describe('a claim by SMS alone', () => {
  test('runs from the first word to the news of it, in English', () =>
    playing({ channel: 'sms' }, async (customer) => {
      await write(customer, 'claim', '1', 'ab 123456', '1', '12/11', 'I hit a post while parking.');
      expect(customer.node).toBe('place');
      await write(customer, '12 rue de la Barre, Lyon');
      expect(customer.node).toBe('summary');
      await write(customer, '1', '3');
      const number = /C-26-\w+/.exec(customer.sms.map(({ text }) => text).join('\n'))?.[0] ?? '';
      expect(customer.sms.map(({ text }) => text)).toMatchInlineSnapshot(`
        [
          "Tell us what happened: a few short questions, about three minutes. If someone is hurt or in danger, call 112 first.
        Reply 1 for Begin, 2 for Talk to a person, 3 for Not now",
          "What's your policy number? It looks like AB-123456.
        Or reply WHERE DO I FIND IT, I DON'T HAVE IT or TALK TO A PERSON",
          "What is it about?
        Reply with a number:
        1 Car accident
        2 Water damage
        3 Theft
        4 Something else
        5 Talk to a person",
          "When did it happen? You can also type a date, such as 12/11.
        Or reply TODAY, YESTERDAY or TALK TO A PERSON",
          "What happened? A sentence or two is enough.
        Or reply TALK TO A PERSON",
          "Where did it happen? Reply with the address or the nearest town, or SKIP.",
          "Is this right?
        Policy: AB-123456
        About: Car accident
        When: Thursday 12 November
        What happened: I hit a post while parking.
        Photos: 0
        Where: 12 rue de la Barre, Lyon
        Reply with a number:
        1 Send my claim
        2 Correct something
        3 Talk to a person
        4 Not now",
          "Your claim number: C-26-HFNAG
        We have everything we need for now. A claims adviser will read it and I'll bring you the news here.
        Reply with a number:
        1 Follow my claim
        2 Add something
        3 Thanks
        4 Talk to a person",
          "You're welcome. I'll write as soon as there is news of claim C-26-HFNAG.",
        ]
      `);
      await customer.decide(number, 'in-review', 'An expert will call you on Monday.');
      expect(last(customer)).toContain('An expert will call you on Monday.');
      const claim = await customer.claim(number);
      expect(JSON.stringify(claim)).toContain('12 rue de la Barre, Lyon');
    }));

  test('runs in French without a policy number and without a place, and can be added to', () =>
    playing({ channel: 'sms', locale: 'fr' }, async (customer) => {
      await write(
        customer,
        'sinistre',
        'commencer',
        "je ne l'ai pas",
        'vol',
        'hier',
        'On a volé mon vélo.',
        'passer',
      );
      expect(customer.node).toBe('summary');
      await write(customer, 'envoyer', '2', '2', 'Il est rouge.');
      expect(customer.node).toBe('added');
    }));

  test('asks for no photos, and has a way on where they are asked for', () =>
    playing({ channel: 'sms' }, async (customer) => {
      await write(
        customer,
        'claim',
        '1',
        'i don’t have it',
        'theft',
        'today',
        'My bicycle was stolen.',
        'skip',
      );
      expect(customer.visited.map(({ node }) => node)).not.toContain('photos');
      await write(customer, '2', '5');
      expect(customer.node).toBe('photos');
      expect(last(customer)).toBe("Photos can't be sent by SMS here. Reply NO PHOTOS to go on.");
      await write(customer, 'I have some though');
      expect(customer.node).toBe('photos');
      await write(customer, 'no photos');
      expect(customer.node).toBe('summary');
    }));

  test('goes on by SMS where RCS was switched off at the photos', () =>
    playing({}, async (customer) => {
      await customer.type('claim');
      await customer.tap('Begin');
      await customer.type('AB-123456');
      await customer.tap('Theft');
      await customer.tap('Yesterday');
      await customer.type('My bicycle was stolen.');
      await customer.send();
      expect(customer.node).toBe('photo_more');
      customer.by('sms');
      await write(customer, 'done', 'Lyon', '1');
      expect(customer.node).toBe('opened');
    }));

  test('is kept for who falls silent, and goes on by a number', () =>
    playing({ channel: 'sms' }, async (customer) => {
      await write(customer, 'claim', '1', 'AB-123456');
      await customer.pass('30m');
      expect(last(customer)).toContain('Reply 1 for Continue');
      await customer.pass('1d');
      expect(last(customer)).toBe('No problem. Reply CONTINUE whenever you like.');
      await write(customer, 'continue');
      expect(customer.node).toBe('type');
    }));
});

describe('a payment by SMS alone', () => {
  test('runs from the first word to the receipt, in English', () =>
    playing({ channel: 'sms' }, async (customer) => {
      await write(customer, 'pay');
      expect(last(customer)).toContain('https://pay.example/');
      await customer.bank('succeeded');
      expect(customer.node).toBe('receipt');
      await write(customer, '2');
      expect(customer.outcome).toBe('paid');
      expect(
        customer.sms.map(({ text }) => text.replace(/pay\.example\/\S+/, 'pay.example/…')),
      ).toMatchInlineSnapshot(`
        [
          "€45.00, Cut and style. Pay on our secure page until 11:30: https://pay.example/…
        Reply with a number:
        1 I've paid
        2 Another way to pay
        3 Not now
        4 Talk to a person",
          "Paid: €45.00
        Cut and style
        Receipt R-E969X9TS, 23/11/2026
        Reply 1 for Ask about this payment, 2 for Thanks, 3 for Main menu",
          "Thank you, and see you soon.",
        ]
      `);
    }));

  test('finds a paid bill when asked, and closes at the counter, in French', () =>
    playing({ channel: 'sms', locale: 'fr' }, async (customer) => {
      await write(customer, 'facture', '1', '2', 'sur place');
      expect(customer.outcome).toBe('counter');
    }));
});

describe('the welcome by SMS', () => {
  test.each([
    ['1', 'booking'],
    ['2', 'claims'],
    ['pay', 'payment'],
  ])('"%s" leads to %s', (reply, flow) =>
    playing({ channel: 'sms' }, async (customer) => {
      await write(customer, 'hello');
      expect(customer.node).toBe('hello');
      await write(customer, reply);
      expect(customer.flow).toBe(flow);
    }),
  );

  test('"4" leads to a person, and "5" to French', () =>
    playing({ channel: 'sms' }, async (customer) => {
      await write(customer, 'hello', '5');
      expect(customer.locale).toBe('fr');
      await write(customer, '4');
      expect(customer.withPeople).toBe(true);
    }));
});

test('what the shipped flows say is one or two SMS long in both languages', () => {
  const long: string[] = [];
  let short = 0;
  for (const [id, flow] of readShipped()) {
    for (const locale of flow.locales) {
      for (const [name, node] of Object.entries(flow.nodes)) {
        for (const { segments, encoding } of describeSms(flow, node, locale)) {
          if (segments > 2 || (segments > 1 && encoding === 'ucs2')) long.push(`${id}.${name} ${locale}`);
          if (segments === 1) short += 1;
        }
      }
    }
  }
  expect(long).toEqual([]);
  expect(short).toBeGreaterThan(100);
});
