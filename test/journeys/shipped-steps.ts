/** What customers do in the shipped flows, step by step: for a server alone, and for several that are one system. */
import { expect } from 'vitest';
import { type Handset, textOf, type World } from './world.ts';

/** An appointment: booked, moved and cancelled by tapping. */
export async function bookMoveAndCancel(phone: Handset): Promise<void> {
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
}

/** A claim with a photo and a shared place, decided by people. */
export async function reportAClaim(world: Pick<World, 'api'>, phone: Handset): Promise<void> {
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
}

/** A payment that succeeds, with its receipt. */
export async function payByCard(world: Pick<World, 'url'>, phone: Handset): Promise<void> {
  await phone.say('pay');
  const card = await phone.hears(/€45\.00/);
  expect(JSON.stringify(card.message)).toContain('WEBVIEW');
  const url = ownAddress(world, payLink(card.message));
  const answer = await pay(url, /4242/);
  expect(answer.status).toBeLessThan(400);
  await phone.hears(/Paid: €45\.00.*Receipt R-/s);
}

/** Pays on the hosted page as a browser without script would. */
export async function pay(url: string, card: RegExp): Promise<Response> {
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

export function payLink(message: unknown): string {
  return /"url":"([^"]*sandbox-pay[^"]*)"/.exec(JSON.stringify(message))?.[1] ?? '';
}

/** A link of the server as it is reached here. */
export function ownAddress({ url: own }: Pick<World, 'url'>, url: string): string {
  const { pathname, search } = new URL(url);
  return `${own}${pathname}${search}`;
}
