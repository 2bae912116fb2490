/** The shipped flows from an emulated phone: every layer real, from the signed webhook to the thread on the phone. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buttons, openWorld, textOf, until, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

describe('booking', () => {
  test('a customer books, moves and cancels an appointment by tapping', async () => {
    const phone = world.handset('+447700900101');
    await phone.say('Book');
    await phone.hears(/Cut and style/);
    await phone.tap('Book a cut');
    await phone.tapFirst(await phone.hears(/Which day/), ['Later dates']);
    await phone.hears(/part of the day/);
    await phone.tap('Afternoon');
    await phone.tapFirst(await phone.hears(/times are free|rest of the day/), ['Another day']);
    await phone.hears(/What name/);
    await phone.say('Ada Lovelace');
    expect(textOf((await phone.hears(/For Ada/)).message)).toContain('€45.00');
    await phone.tap('Confirm');
    const booked = await phone.hears(/Booked:.*Reference B-/s);
    const actions = JSON.stringify(booked.message);
    expect(actions).toContain('createCalendarEventAction');
    expect(actions).toContain('viewLocationAction');

    await phone.tap('Reschedule');
    await phone.tapFirst(await phone.hears(/Which day/), ['Later dates']);
    await phone.hears(/part of the day/);
    await phone.tap('Morning');
    await phone.tapFirst(await phone.hears(/times are free|rest of the day/), ['Another day']);
    await phone.hears(/Instead of/);
    await phone.tap('Move it');
    await phone.hears(/Booked:/);

    await phone.tap('Cancel appointment');
    await phone.hears(/Cancel your appointment/);
    await phone.tap('Yes, cancel it');
    await phone.hears(/It's cancelled/);
    await phone.tap('No, thanks');
    await phone.hears(/see you soon/);
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
    await phone.say('claim');
    await phone.hears(/Tell us what happened/);
    await phone.tap('Begin');
    await phone.hears(/policy number/);
    await phone.say('what?');
    await phone.hears(/AB-123456|policy/i);
    await phone.say('ab 123456');
    await phone.hears(/What is it about/);
    await phone.tap('Water damage');
    await phone.hears(/When did it happen/);
    await phone.tap('Yesterday');
    await phone.hears(/What happened/);
    await phone.say('A pipe burst under the sink.');
    await phone.hears(/Photos help/);
    const pixel =
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
    await phone.act({ file: { data: pixel, mimeType: 'image/png', fileName: 'sink.png' } });
    await phone.hears(/Photo 1 of 5/);
    await phone.tap('Done');
    await phone.hears(/Where did it happen/);
    await phone.act({ location: { latitude: 48.8584, longitude: 2.2945 } });
    const summary = textOf((await phone.hears(/Is this right/)).message);
    expect(summary).toContain('AB-123456');
    expect(summary).toContain('Photos: 1');
    await phone.tap('Send my claim');
    const opened = textOf((await phone.hears(/Your claim number/)).message);
    const number = /C-\d\d-[0-9A-Z]+/.exec(opened)?.[0] ?? '';

    const decided = await world.api('POST', `/cases/${number}/status`, {
      status: 'approved',
      note: 'We will repair the sink.',
    });
    expect(decided.status).toBe(200);
    await phone.hears(/We will repair the sink/);
  });
});

describe('payment', () => {
  /** Pays on the hosted page as a browser without script would. */
  async function pay(url: string, card: RegExp): Promise<Response> {
    const page = await (await fetch(url)).text();
    const fields = new URLSearchParams({ action: 'pay' });
    for (const [tag] of page.matchAll(/<input[^>]*type="hidden"[^>]*>/g)) {
      fields.set(/name="([^"]*)"/.exec(tag)?.[1] ?? '', /value="([^"]*)"/.exec(tag)?.[1] ?? '');
    }
    const cards = [...page.matchAll(/type="radio" name="card" value="([^"]*)"/g)].map(([, id = '']) => id);
    fields.set('card', cards.find((id) => card.test(id)) ?? '');
    return fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', origin: new URL(url).origin },
      body: fields.toString(),
      redirect: 'manual',
    });
  }

  function payLink(message: unknown): string {
    return /"url":"([^"]*sandbox-pay[^"]*)"/.exec(JSON.stringify(message))?.[1] ?? '';
  }

  function ownAddress(url: string): string {
    const { pathname, search } = new URL(url);
    return `${world.url}${pathname}${search}`;
  }

  test('a payment made on the hosted page is confirmed in the chat with a receipt', async () => {
    const phone = world.handset('+447700900104');
    await phone.say('pay');
    const card = await phone.hears(/€45\.00/);
    expect(JSON.stringify(card.message)).toContain('WEBVIEW');
    const url = ownAddress(payLink(card.message));
    const answer = await pay(url, /4242/);
    expect(answer.status).toBeLessThan(400);
    await phone.hears(/Paid: €45\.00.*Receipt R-/s);
  });

  test('a declined payment is told as such, and can be tried again', async () => {
    const phone = world.handset('+447700900105');
    await phone.say('pay');
    const url = ownAddress(payLink((await phone.hears(/€45\.00/)).message));
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
