import { afterAll, describe, expect, test } from 'vitest';
import type { Play } from './play.ts';
import { scenesOf } from './scenes.ts';

const scenes = scenesOf('payment');
const playing = scenes.play;

const CARD =
  "€45.00 / Cut and style / Secure page, open until 11:30. (payment.jpg) {Pay €45.00} || [I've paid] [Another way to pay] [Not now] [Talk to a person]";
const DECLINED =
  'The bank declined the payment. Nothing was charged. || [Try again] [Another way to pay] [Not now] [Talk to a person]';
const LAPSED =
  'The payment page has closed, and nothing was charged. Shall I send a new one? || [Yes, a new page] [Not now] [Talk to a person]';
const receipt = expect.stringMatching(
  /^Paid: €45\.00 \/ Cut and style \/ Receipt R-[A-Z0-9]{8}, 23\/11\/2026 \[Ask about this payment\] \|\| \[Thanks\] \[Main menu\]$/,
);

async function asked(customer: Play): Promise<void> {
  expect(await customer.type('pay')).toEqual([CARD]);
}

describe('paying', () => {
  test('goes from the amount to the receipt, in English', () =>
    playing({}, async (customer) => {
      await customer.type('invoice');
      expect(await customer.tap('Pay €45.00')).toEqual([]);
      await customer.pass('2m');
      await customer.bank('succeeded');
      await customer.tap('Thanks');
      expect(customer.transcript).toMatchInlineSnapshot(`
        [
          "> invoice",
          "€45.00 / Cut and style / Secure page, open until 11:30. (payment.jpg) {Pay €45.00} || [I've paid] [Another way to pay] [Not now] [Talk to a person]",
          "> Pay €45.00",
          "(2m)",
          "Paid: €45.00 / Cut and style / Receipt R-E969X9TS, 23/11/2026 [Ask about this payment] || [Thanks] [Main menu]",
          "> Thanks",
          "Thank you, and see you soon.",
        ]
      `);
      expect([customer.status, customer.outcome]).toEqual(['done', 'paid']);
    }));

  test('goes the same way in French', () =>
    playing({ locale: 'fr' }, async (customer) => {
      await customer.type('facture');
      await customer.pass('10m');
      await customer.bank('succeeded');
      await customer.type('merci');
      expect(customer.transcript).toMatchInlineSnapshot(`
        [
          "> facture",
          "45,00 € / Coupe et coiffage / Page sécurisée, ouverte jusqu’à 11:30. (payment.jpg) {Payer 45,00 €} || [J’ai payé] [Payer autrement] [Pas maintenant] [Parler à quelqu’un]",
          "(10m)",
          "Votre paiement de 45,00 € est encore possible jusqu’à 11:30. || [J’ai payé] [Payer autrement] [Pas maintenant] [Parler à quelqu’un] {Payer 45,00 €}",
          "Payé : 45,00 € / Coupe et coiffage / Reçu R-E969X9TS, 23/11/2026 [Une question ?] || [Merci] [Menu principal]",
          "> merci",
          "Merci à vous, et à bientôt.",
        ]
      `);
      expect([customer.status, customer.outcome]).toEqual(['done', 'paid']);
    }));

  test('asks for what the API says', () =>
    playing({}, async (customer) => {
      const variables = {
        amount: 123_450,
        currency: 'USD',
        description: 'Invoice 2026-17',
        reference: '2026-17',
      };
      expect(await customer.begin('payment', variables)).toEqual([
        expect.stringMatching(/^(US)?\$1,234\.50 \/ Invoice 2026-17 \/ .*\{Pay (US)?\$1,234\.50\}/),
      ]);
      await customer.type('agent');
      expect(customer.summary).toMatch(
        /^Payment of (US)?\$1,234\.50 for Invoice 2026-17\nReference: 2026-17\nState: pending\nReceipt: none$/,
      );
    }));

  test('leads on to the menu', () =>
    playing({}, async (customer) => {
      await asked(customer);
      await customer.bank('succeeded');
      expect(await customer.tap('Main menu')).toEqual([
        expect.stringContaining('Welcome to Maison Carillon'),
      ]);
    }));

  test('keeps the question on the receipt open, even after the end', () =>
    playing({}, async (customer) => {
      await asked(customer);
      await customer.bank('succeeded');
      await customer.pass('1d');
      expect([customer.status, customer.outcome]).toEqual(['done', 'paid']);
      await customer.tap('Ask about this payment');
      expect(customer.withPeople).toBe(true);
      expect(customer.summary).toMatch(/Receipt: R-/);
      expect(await customer.handBack()).toEqual([]);
      expect(customer.status).toBe('done');
    }));
});

describe('a payment that takes its time', () => {
  test('is reminded of once, and closes when the page does', () =>
    playing({}, async (customer) => {
      await asked(customer);
      expect(await customer.pass('10m')).toEqual([
        "Your payment of €45.00 is still open, until 11:30. || [I've paid] [Another way to pay] [Not now] [Talk to a person] {Pay €45.00}",
      ]);
      expect(await customer.pass('19m')).toEqual([]);
      expect(await customer.pass('1m')).toEqual([LAPSED]);
      expect(await customer.pass('3d')).toEqual([]);
      expect([customer.status, customer.outcome]).toEqual(['done', 'unpaid']);
    }));

  test('gets a new page after the old one has closed', () =>
    playing({}, async (customer) => {
      await asked(customer);
      await customer.pass('30m');
      expect(await customer.tap('Yes, a new page')).toEqual([CARD.replace('11:30', '12:00')]);
    }));

  test('that the provider calls expired is one', () =>
    playing({}, async (customer) => {
      await asked(customer);
      expect(await customer.bank('expired')).toEqual([LAPSED]);
    }));

  test('is looked up when the customer says it is made', () =>
    playing({}, async (customer) => {
      await asked(customer);
      expect(await customer.type("I've paid!")).toEqual([
        "I haven't received it yet. It can take a minute; I'll confirm here as soon as it is in. || [Check again] [Another way to pay] [Not now] [Talk to a person] {Pay €45.00}",
      ]);
      await customer.bank('succeeded', 'silent');
      expect(await customer.tap('Check again')).toEqual([receipt]);
    }));

  test('is confirmed as soon as it is in, without being asked again', () =>
    playing({}, async (customer) => {
      await asked(customer);
      await customer.tap("I've paid");
      expect(await customer.bank('succeeded')).toEqual([receipt]);
    }));

  test('is looked up a last time before it counts as lapsed', () =>
    playing({}, async (customer) => {
      await asked(customer);
      await customer.bank('succeeded', 'silent');
      expect((await customer.pass('30m')).at(-1)).toEqual(receipt);
    }));

  test('can be declined unheard, and is found so at the last look', () =>
    playing({}, async (customer) => {
      await asked(customer);
      await customer.bank('declined', 'silent');
      expect((await customer.pass('30m')).at(-1)).toBe(DECLINED);
    }));

  test('that cannot be looked up is not asked for twice', () =>
    playing({}, async (customer) => {
      await asked(customer);
      customer.fail('payments.status', 'timeout', 'timeout');
      expect(await customer.tap("I've paid")).toEqual([
        "I can't see your payment just now. Please don't pay twice: I'll confirm as soon as I can. || [Check again] [Talk to a person]",
      ]);
      await customer.tap('Check again');
      expect(await customer.bank('succeeded')).toEqual([receipt]);
    }));
});

describe('a payment that is declined', () => {
  test('can be tried again', () =>
    playing({}, async (customer) => {
      await asked(customer);
      expect(await customer.bank('declined')).toEqual([DECLINED]);
      expect(await customer.tap('Try again')).toEqual([CARD]);
      expect(await customer.bank('succeeded')).toEqual([receipt]);
    }));

  test('ends politely when nothing follows', () =>
    playing({}, async (customer) => {
      await asked(customer);
      await customer.bank('declined');
      expect(await customer.pass('1h')).toEqual([
        "No problem, nothing was charged. I'm here when you're ready. || [Pay a bill] [Main menu]",
      ]);
      expect(await customer.tap('Pay a bill')).toEqual([CARD.replace('11:30', '12:30')]);
    }));

  test('and paid another way gets a new page if the customer comes back to it', () =>
    playing({}, async (customer) => {
      await asked(customer);
      await customer.bank('declined');
      await customer.tap('Another way to pay');
      const before = customer.calls.filter((call) => call === 'payments.request').length;
      await customer.tap('Pay here after all');
      expect(customer.calls.filter((call) => call === 'payments.request')).toHaveLength(before + 1);
    }));
});

describe('not paying here, or not now', () => {
  test('closes the page, so that nothing can be charged any more', () =>
    playing({}, async (customer) => {
      await asked(customer);
      expect(await customer.tap('Not now')).toEqual([
        "No problem, nothing was charged. I'm here when you're ready. || [Pay a bill] [Main menu]",
      ]);
      expect([customer.calls.at(-1), customer.outcome]).toEqual(['payments.cancel', 'unpaid']);
    }));

  test('is answered with the receipt where the money was faster', () =>
    playing({}, async (customer) => {
      await asked(customer);
      await customer.bank('succeeded', 'silent');
      expect(await customer.tap('Not now')).toEqual([receipt]);
    }));

  test('says until when the page stays open if it cannot be closed; a late payment still gets its receipt', () =>
    playing({}, async (customer) => {
      await asked(customer);
      customer.fail('payments.cancel', 'timeout');
      expect(await customer.tap('Not now')).toEqual([
        'No problem. The page closes by itself at 11:30; until then nothing is charged unless you pay there.',
      ]);
      expect(await customer.bank('succeeded')).toEqual([receipt]);
    }));

  test('says no more when that page lapses', () =>
    playing({}, async (customer) => {
      await asked(customer);
      customer.fail('payments.cancel', 'timeout');
      await customer.tap('Not now');
      expect(await customer.pass('1d')).toEqual([]);
      expect(customer.status).toBe('done');
    }));

  test('at the counter: the page is closed', () =>
    playing({}, async (customer) => {
      await asked(customer);
      expect(await customer.tap('Another way to pay')).toEqual([
        'You can also pay at our counter, by card or in cash, or over the phone. || [Pay at the counter] [Pay here after all] [Talk to a person] {Call us}',
      ]);
      expect(await customer.tap('Pay at the counter')).toEqual([
        'Very well. The payment page is closed; see you at the counter.',
      ]);
      expect([customer.calls.at(-1), customer.outcome]).toEqual(['payments.cancel', 'counter']);
    }));

  test('may come back to the page that is still open', () =>
    playing({}, async (customer) => {
      await asked(customer);
      await customer.tap('Another way to pay');
      expect(await customer.tap('Pay here after all')).toEqual([CARD]);
      expect(customer.calls.filter((call) => call === 'payments.request')).toHaveLength(1);
    }));

  test('who pays after asking for other ways gets the receipt', () =>
    playing({}, async (customer) => {
      await asked(customer);
      await customer.tap('Another way to pay');
      expect(await customer.bank('succeeded')).toEqual([receipt]);
    }));
});

describe('when payments fail', () => {
  test('no page can be made: the customer may try again', () =>
    playing({}, async (customer) => {
      customer.fail('payments.request', 'timeout');
      expect(await customer.type('pay')).toEqual([
        "I couldn't open a payment page just now. Nothing was charged. || [Try again] [Talk to a person] [Not now]",
      ]);
      expect(await customer.tap('Try again')).toEqual([CARD]);
    }));

  test('the provider refuses: the customer is told, with ways on', () =>
    playing({}, async (customer) => {
      customer.fail('payments.request', 'refused');
      expect(await customer.type('pay')).toEqual([
        "This payment can't be made online. Nothing was charged. || [Talk to a person] [Never mind] {Call us}",
      ]);
      expect(await customer.pass('1d')).toEqual([]);
      expect(customer.status).toBe('done');
    }));
});

test('money that comes in while a person has the conversation is receipted when they hand it back', () =>
  playing({}, async (customer) => {
    await asked(customer);
    await customer.tap('Talk to a person');
    expect(await customer.bank('succeeded')).toEqual([]);
    expect(await customer.handBack()).toEqual([receipt]);
  }));

afterAll(() => {
  expect(scenes.unplayed()).toEqual([]);
});
