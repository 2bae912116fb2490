/** The shipped flows from an emulated phone: every layer real, from the signed webhook to the thread on the phone. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bookMoveAndCancel, ownAddress, pay, payByCard, payLink, reportAClaim } from './shipped-steps.ts';
import { buttons, openWorld, textOf, until, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

describe('booking', () => {
  test('a customer books, moves and cancels an appointment by tapping', async () => {
    const phone = world.handset('+447700900101');
    await bookMoveAndCancel(phone);
  });

  test('the same in French, typed: a French number is answered in French', async () => {
    const phone = world.handset('+33639980102');
    await phone.say('rendez-vous');
    await phone.hears(/Coupe et coiffage/);
    await phone.say('couleur');
    await phone.hears(/Quel jour/);
    await phone.say('1');
    await phone.hears(/quel moment/);
    await phone.say("l'après-midi");
    await phone.hears(/heures libres|reste de la journée/);
    await phone.say('2');
    await phone.hears(/quel nom/);
    await phone.say('Zoé Éluard');
    await phone.hears(/Zoé Éluard/);
    await phone.say('oui');
    await phone.hears(/Réservé/);
  });
});

describe('claims', () => {
  test('a customer reports a claim with a photo and a shared place, and is told when it is decided', async () => {
    const phone = world.handset('+447700900103');
    await reportAClaim(world, phone);
  });
});

describe('payment', () => {
  test('a payment made on the hosted page is confirmed in the chat with a receipt', async () => {
    const phone = world.handset('+447700900104');
    await payByCard(world, phone);
  });

  test('a declined payment is told as such, and can be tried again', async () => {
    const phone = world.handset('+447700900105');
    await phone.say('pay');
    const url = ownAddress(world, payLink((await phone.hears(/€45\.00/)).message));
    await pay(url, /mastercard-0002/);
    await phone.hears(/declined the payment/);
    await phone.tap('Try again');
    await phone.hears(/€45\.00/);
  });
});

describe('manners', () => {
  test('a stranger is welcomed with a menu that leads on', async () => {
    const phone = world.handset('+447700900106');
    await phone.say('hello there');
    const menu = await phone.hears(/Welcome to Maison Carillon/);
    expect(buttons(menu.message).length).toBeGreaterThanOrEqual(3);
    await phone.say('help');
    await phone.hears(/./);
  });

  test('STOP is obeyed once, whatever it comes as, and START resumes', async () => {
    const phone = world.handset('+447700900107');
    await phone.say('book');
    await phone.hears(/Cut and style/);
    await phone.act({ unsubscribe: true });
    await phone.hears(/START/);
    const { body } = await world.api<{ items: { id: string; phone: string; optedOut: boolean }[] }>(
      'GET',
      '/conversations',
    );
    const own = body.items.find((one) => one.phone === phone.phone);
    expect(own?.optedOut).toBe(true);
    const refused = await world.api('POST', '/conversations', { to: phone.phone, flow: 'booking' });
    expect(refused.status).toBe(409);
    expect(refused.body).toMatchObject({ code: 'contact_opted_out' });
    await phone.say('START');
    await phone.hears(/./);
    // The keyword and the event are one wish: one confirmation.
    const said = (await phone.thread()).filter(
      (line) => /START/.test(textOf(line.message)) && line.direction === 'out',
    );
    expect(said).toHaveLength(1);
  });

  test('a person takes over, the bot is silent, and goes on where it was', async () => {
    const phone = world.handset('+447700900108');
    await phone.say('claim');
    await phone.hears(/Tell us what happened/);
    await phone.tap('Begin');
    await phone.hears(/policy number/);
    await phone.say('talk to a person');
    await phone.hears(/colleague/);
    const id = await until('the conversation waits for people', async () => {
      const { body } = await world.api<{ items: { id: string; phone: string; owner: { kind: string } }[] }>(
        'GET',
        '/conversations',
      );
      return body.items.find((one) => one.phone === phone.phone && one.owner.kind === 'queue')?.id;
    });
    expect((await world.api('POST', `/conversations/${id}/messages`, { text: 'Hello' })).status).toBe(403);
    expect((await world.api('POST', `/conversations/${id}/takeover`)).status).toBe(200);
    expect(
      (await world.api('POST', `/conversations/${id}/messages`, { text: 'Ann here, hello!' })).status,
    ).toBe(202);
    await phone.hears(/Ann here/);
    await phone.say('Thank you, Ann');
    expect((await world.api('POST', `/conversations/${id}/handback`, {})).status).toBe(200);
    await phone.hears(/Shall we go on with your claim/);
    await phone.tap('Continue');
    await phone.hears(/policy number/);
    const afterAnn = (await phone.thread())
      .filter((line) => line.direction === 'out')
      .map((line) => textOf(line.message));
    expect(afterAnn.filter((text) => /understand|didn't get/.test(text))).toEqual([]);
  });
});

describe('restart', () => {
  test('a conversation goes on after the server was stopped and started', async () => {
    const phone = world.handset('+447700900109');
    await phone.say('claim');
    await phone.hears(/Tell us what happened/);
    await phone.tap('Begin');
    await phone.hears(/policy number/);
    await world.restart();
    const again = world.handset('+447700900109');
    await again.say('AB-654321');
    await again.hears(/What is it about/);
  });
});
