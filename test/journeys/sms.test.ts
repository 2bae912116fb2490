/** The shipped flows on phones that have SMS alone, or lose RCS on the way: typed replies, the page behind the link, STOP. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { countSegments } from '../../flows/sms/segments.ts';
import { createSteeredClock } from './steered-clock.ts';
import { type Handset, openWorld, type ThreadLine, textOf, until, type World } from './world.ts';

/** A Monday morning in Lyon, so that the same days and hours are always free. */
const clock = createSteeredClock({ start: Date.parse('2026-11-23T09:00:00+01:00') });

let world: World;
beforeAll(async () => {
  world = await openWorld({}, { clock });
});
afterAll(() => world.close());

/** A phone whose owner never had RCS. */
async function plainPhone(number: string): Promise<Handset> {
  const phone = world.handset(number);
  await phone.set({ rcs: false });
  return phone;
}

const words = (line: ThreadLine | undefined) => textOf(line?.message);
const linkIn = (line: ThreadLine) => /https?:\/\/\S+\/m\/[\w-]{22}/.exec(words(line))?.[0] ?? '';
const paymentIn = (line: ThreadLine) => /https?:\/\/\S+\/sandbox-pay\/\S+/.exec(words(line))?.[0] ?? '';
/** The same address at the port this world listens on. */
const here = (url: string) => world.url + new URL(url).pathname;

/** Everything was said by SMS, arrived once, and costs what both counts say; nothing waits for a person. */
async function expectPlain(phone: Handset, from = 0): Promise<void> {
  const lines = (await phone.thread()).slice(from);
  for (const line of lines) {
    expect(line.via, words(line)).toBe('sms');
    const { encoding, segments } = countSegments(words(line));
    expect({ encoding: line.encoding, segments: line.segments }, words(line)).toEqual({ encoding, segments });
  }
  const said = lines.filter(({ direction }) => direction === 'out');
  expect(new Set(said.map(({ id }) => id)).size).toBe(said.length);
  for (const line of said) expect(line.segments, words(line)).toBeLessThanOrEqual(3);
  expect(await world.parked()).toEqual([]);
  // The server knows that each arrived, and which way.
  await until('every SMS is reported', async () => {
    const ids = new Set(said.map(({ id }) => id));
    const kept = (await world.messages(phone.phone)).filter(({ id }) => ids.has(id));
    const known = kept.length === said.length && kept.every((one) => one.state === 'delivered');
    return (known && kept.every(({ channel }) => channel === 'sms')) || undefined;
  });
}

/** Pays on the provider's page as a browser without script would. */
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

describe('booking on a phone without RCS', () => {
  test('runs to its end by numbers, a label and a typing error, and what is ambiguous is asked again', async () => {
    const phone = await plainPhone('+447700900301');
    await phone.say('Appointment');
    const services = words(await phone.hears(/1 Cut and style/));
    expect(services).toMatch(/4 Children's cut.*Reply with a number/s);
    await phone.say('beerd trim');
    await phone.hears(/Which day/);
    await phone.say('2.');
    await phone.hears(/part of the day/);
    await phone.say('no 1');
    await phone.hears(/times are free/);
    await phone.say('#2');
    await phone.hears(/What name/);
    await phone.say('Ada Lovelace');
    const check = words(await phone.hears(/For Ada Lovelace|for Ada Lovelace/));
    expect(check).toMatch(/2 Change the time\n3 Change the service/);
    // Two of the choices begin that way.
    await phone.say('change');
    const again = words(await phone.hears(/2 Change the time/));
    expect(again).not.toMatch(/Which day|Cut and style - /);
    await phone.say('1');
    const booked = await phone.hears(/Booked: Wednesday 25 November/);
    expect(words(booked)).toMatch(/Reference B-[A-Z0-9]+/);
    expect(linkIn(booked)).not.toBe('');
    await phone.say('3');
    await phone.hears(/See you on Wednesday/);
    await expectPlain(phone);
  });

  test('the same in French', async () => {
    const phone = await plainPhone('+33639980302');
    await phone.say('Rendez-vous');
    await phone.hears(/2 Couleur.*Répondez par un numéro/s);
    await phone.say('coleur');
    await phone.hears(/Quel jour/);
    await phone.say('option 2');
    await phone.hears(/quel moment/i);
    await phone.say("l'apres midi");
    await phone.hears(/heures libres/);
    await phone.say('1)');
    await phone.hears(/quel nom/i);
    await phone.say('Zoé Éluard');
    const check = words(await phone.hears(/Zoé Éluard/));
    expect(check).toMatch(/2 Changer l'heure\n3 Changer de prestation/);
    await phone.say('changer');
    await phone.hears(/2 Changer l'heure/);
    await phone.say('Confirmer');
    await phone.hears(/Réservé : mercredi 25 novembre/i);
    await phone.say('2');
    await phone.hears(/Annuler/);
    await phone.say('1');
    await phone.hears(/annulé/i);
    await expectPlain(phone);
  });

  test('an appointment is moved by SMS', async () => {
    const phone = await plainPhone('+447700900303');
    for (const [reply, answer] of [
      ['book', /1 Cut and style/],
      ['2', /Which day/],
      ['3', /part of the day/],
      ['1', /times are free/],
      ['1', /What name/],
      ['Grace', /Is that right/],
      ['confirm', /Booked: Thursday 26/],
      ['1', /Which day/],
      ['4', /part of the day/],
      ['1', /times are free/],
      ['1', /Instead of/],
      ['move it', /Booked: Friday 27/],
    ] as const) {
      await phone.say(reply);
      await phone.hears(answer);
    }
    await phone.say('thanks');
    await phone.hears(/See you on Friday/);
    await expectPlain(phone);
  });
});

describe('a claim on a phone without RCS', () => {
  test('runs to its number, and the news of it come by SMS', async () => {
    const phone = await plainPhone('+447700900311');
    for (const [reply, answer] of [
      ['claim', /Reply 1 for Begin/],
      ['1', /policy number/],
      ['no idea', /AB-123456/],
      ['ab 123456', /What is it about/],
      ['water damadge', /When did it happen/],
      ['yesterday', /What happened/],
      ['A pipe burst under the sink.', /Where did it happen\? Reply with the address/],
      ['12 rue de la Barre, Lyon', /Is this right.*12 rue de la Barre/s],
    ] as const) {
      await phone.say(reply);
      await phone.hears(answer);
    }
    await phone.say('Send my claim');
    const number = /C-\d\d-[0-9A-Z]+/.exec(words(await phone.hears(/Your claim number/)))?.[0] ?? '';
    const decided = await world.api('POST', `/cases/${number}/status`, {
      status: 'approved',
      note: 'We will repair the sink.',
    });
    expect(decided.status).toBe(200);
    await phone.hears(/We will repair the sink/);
    await expectPlain(phone);
  });

  test('the same in French, without a policy number and without a place', async () => {
    const phone = await plainPhone('+33639980312');
    for (const [reply, answer] of [
      ['sinistre', /Répondez 1 pour/],
      ['commencer', /numéro de (?:contrat|police)/i],
      ["je ne l'ai pas", /De quoi s'agit-il|quoi/i],
      ['vol', /Quand/],
      ['hier', /s'est[- ]il passé|passé/],
      ['On a volé mon vélo.', /Où/],
      ['passer', /volé mon vélo/],
      ['envoyer', /C-\d\d-/],
    ] as const) {
      await phone.say(reply);
      await phone.hears(answer);
    }
    await expectPlain(phone);
  });
});

describe('a payment on a phone without RCS', () => {
  test.each([
    ['+447700900321', 'pay', /Paid: €45\.00.*Receipt R-/s],
    ['+33639980322', 'facture', /Payé : 45,00 €.*R-/s],
  ])('%s pays on the page in the SMS, and the receipt comes by SMS', async (number, word, receipt) => {
    const phone = await plainPhone(number);
    await phone.say(word);
    const asked = await phone.hears(/sandbox-pay/);
    // The link of the payment, and none beside it.
    expect(words(asked).match(/https?:/g)).toHaveLength(1);
    expect((await pay(here(paymentIn(asked)), /4242/)).status).toBeLessThan(400);
    await phone.hears(receipt);
    await expectPlain(phone);
  });

  test('a declined one is told as such, and paid after all', async () => {
    const phone = await plainPhone('+447700900323');
    await phone.say('pay');
    await pay(here(paymentIn(await phone.hears(/sandbox-pay/))), /mastercard-0002/);
    await phone.hears(/declined the payment/);
    await phone.say('try agian');
    await pay(here(paymentIn(await phone.hears(/sandbox-pay/))), /4242/);
    await phone.hears(/Paid: €45\.00/);
    await expectPlain(phone);
  });
});

describe('a phone whose RCS is switched off in the middle', () => {
  test('books on by SMS: the choices shown on the card are answered by number, and each line tells its way', async () => {
    const phone = world.handset('+447700900331');
    await phone.say('book');
    await phone.hears(/Cut and style/);
    await phone.tap('Book a cut');
    await phone.hears(/Which day/);
    await phone.set({ rcs: false });
    const before = (await phone.thread()).length;
    for (const [reply, answer] of [
      ['2', /part of the day/],
      ['afternoon', /times are free/],
      ['1', /What name/],
      ['Ada', /Is that right/],
      ['1', /Booked: Wednesday 25/],
    ] as const) {
      await phone.say(reply);
      await phone.hears(answer);
    }
    const thread = await phone.thread();
    expect(thread.slice(0, before).map(({ via }) => via)).toEqual(Array(before).fill('rcs'));
    await expectPlain(phone, before);
  });

  test('claims by SMS to the end, and the news of the claim come there too', async () => {
    const phone = world.handset('+447700900334');
    await phone.say('claim');
    await phone.hears(/damage|policy|claim/i);
    await phone.tap('Begin');
    await phone.hears(/policy number/);
    await phone.say('AB-123456');
    await phone.hears(/What is it about/);
    await phone.set({ rcs: false });
    const before = (await phone.thread()).length;
    for (const [reply, answer] of [
      ['water', /When did it happen/],
      ['yesterday', /What happened/],
      ['A pipe burst under the sink.', /Where did it happen\? Reply with the address/],
      ['12 rue de la Barre, Lyon', /Is this right/],
    ] as const) {
      await phone.say(reply);
      await phone.hears(answer);
    }
    await phone.say('1');
    const number = /C-\d\d-[0-9A-Z]+/.exec(words(await phone.hears(/Your claim number/)))?.[0] ?? '';
    await world.api('POST', `/cases/${number}/status`, {
      status: 'approved',
      note: 'We will repair the sink.',
    });
    await phone.hears(/We will repair the sink/);
    await expectPlain(phone, before);
  });

  test('what the brand says meanwhile comes by SMS at once, and says why', async () => {
    const phone = world.handset('+33639980332');
    await phone.say('sinistre');
    await phone.hears(/passé/);
    await phone.tap('Commencer');
    await phone.hears(/numéro/);
    await phone.set({ rcs: false });
    const before = (await phone.thread()).length;
    // Nobody answers: the flow asks by itself whether to go on.
    clock.leap(31 * 60_000);
    const reminded = await phone.hears(/Continuer/);
    expect(reminded).toMatchObject({ via: 'sms' });
    const { id } = await world.conversation(phone.phone);
    const why = await world.api<{ channel: string; reasons: { code: string; words: { fr: string } }[] }>(
      'GET',
      `/conversations/${id}/messages/${reminded.id}/why`,
    );
    expect(why.body.channel).toBe('sms');
    expect(why.body.reasons.map(({ code }) => code)).toContain('rcs_unreachable');
    for (const [reply, answer] of [
      ['1', /numéro/],
      ['AB-123456', /quoi/i],
      ['2', /Quand/],
    ] as const) {
      await phone.say(reply);
      await phone.hears(answer);
    }
    await expectPlain(phone, before);
    // Switched on again, whoever writes by RCS is answered there.
    await phone.set({ rcs: true });
    await phone.say('hier');
    expect(await phone.hears(/passé/)).toMatchObject({ via: 'rcs' });
  });

  test('the payment asked for by RCS is confirmed by SMS', async () => {
    const phone = world.handset('+447700900333');
    await phone.say('pay');
    const card = await phone.hears(/€45\.00/);
    const url = /"url":"([^"]*sandbox-pay[^"]*)"/.exec(JSON.stringify(card.message))?.[1] ?? '';
    await phone.set({ rcs: false });
    await pay(here(url), /4242/);
    expect(await phone.hears(/Paid: €45\.00/)).toMatchObject({ via: 'sms' });
  });
});

describe('the page behind the link of an SMS', () => {
  interface Form {
    nonce: string;
    /** The numbers of the answers, by what stands on their buttons. */
    answers: Map<string, string>;
  }
  function formIn(page: string): Form {
    const nonce = /name="nonce" value="([^"]*)"/.exec(page)?.[1] ?? '';
    const found = [...page.matchAll(/<button[^>]*name="n" value="(\d+)"[^>]*>(.*?)<\/button>/gs)];
    const plain = (markup: string) => markup.replace(/<[^>]*>/g, '').trim();
    return { nonce, answers: new Map(found.map(([, n = '', label = '']) => [plain(label), n])) };
  }
  const answer = (url: string, nonce: string, n: string | undefined) =>
    fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ nonce, n: n ?? '' }).toString(),
      redirect: 'manual',
    });

  test('shows the card without a script, takes its answer once, and the flow goes on by SMS', async () => {
    const phone = await plainPhone('+447700900341');
    await phone.say('book');
    const url = here(linkIn(await phone.hears(/1 Cut and style/)));
    const shown = await fetch(url);
    const page = await shown.text();
    expect(shown.status).toBe(200);
    expect(Buffer.byteLength(page)).toBeLessThan(50_000);
    expect(page).not.toMatch(/<script/i);
    for (const part of ['Cut and style', 'Colour', 'Beard trim', 'Maison Carillon'])
      expect(page).toContain(part);
    // Opening it, which phones do to preview it, says nothing.
    expect((await phone.thread()).filter(({ direction }) => direction === 'in')).toHaveLength(1);

    const { nonce, answers } = formIn(page);
    const [first, second] = await Promise.all([
      answer(url, nonce, answers.get('Book colour')),
      answer(url, nonce, answers.get('Book colour')),
    ]);
    expect([first.status, second.status]).toEqual([303, 303]);
    await phone.hears(/Which day/);
    expect(await (await fetch(url)).text()).toContain('Thank');
    const asked = (await phone.thread()).filter((line) => /Which day/.test(words(line)));
    expect(asked).toHaveLength(1);
    const heard = (await world.messages(phone.phone)).filter(({ direction }) => direction === 'in');
    expect(heard.map(({ content }) => content)).toMatchObject([
      { text: 'book' },
      { kind: 'tap', label: 'Book colour' },
    ]);
    // And on by number.
    await phone.say('1');
    await phone.hears(/part of the day/);
  });

  test('has the appointment as a calendar file, and its buttons lead on', async () => {
    const phone = await plainPhone('+33639980342');
    for (const [reply, said] of [
      ['rdv', /1 Coupe/],
      ['1', /Quel jour/],
      ['1', /quel moment/i],
      ['1', /heures libres/],
      ['2', /quel nom/i],
      ['Zoé', /Zoé/],
    ] as const) {
      await phone.say(reply);
      await phone.hears(said);
    }
    await phone.say('1');
    const booked = await phone.hears(/Réservé/);
    const url = here(linkIn(booked));
    const page = await (await fetch(url)).text();
    expect(page).toMatch(/<html lang="fr"/);
    const file = /href="([^"]*\/\d+\.ics)"/.exec(page)?.[1] ?? '';
    const calendar = await fetch(new URL(file, url));
    expect(calendar.status).toBe(200);
    expect(calendar.headers.get('content-type')).toMatch(/^text\/calendar/);
    const event = await calendar.text();
    expect(event).toMatch(/^BEGIN:VCALENDAR\r\n/);
    const at = /DTSTART:(\d{8}T\d{6}Z)/.exec(event)?.[1] ?? '';
    const said = /à (\d\d):(\d\d)/.exec(words(booked));
    // The wall clock of Lyon is an hour ahead in November.
    expect(at).toBe(`20261124T${String(Number(said?.[1]) - 1).padStart(2, '0')}${said?.[2]}00Z`);

    const { nonce, answers } = formIn(page);
    expect((await answer(url, nonce, answers.get('Déplacer'))).status).toBe(303);
    await phone.hears(/Quel jour/);
    await expectPlain(phone);
  });

  test('an address nobody was given, or one with a letter changed, tells nothing', async () => {
    const phone = await plainPhone('+447700900343');
    await phone.say('book');
    const link = here(linkIn(await phone.hears(/1 Cut and style/)));
    const changed = link.slice(0, -2) + (link.at(-2) === 'A' ? 'B' : 'A') + (link.at(-1) ?? '');
    for (const url of [changed, `${world.url}/m/${'x'.repeat(22)}`, `${world.url}/m/..%2f..%2fapi`]) {
      const answered = await fetch(url);
      expect(answered.status).toBe(404);
      expect(await answered.text()).not.toMatch(/Maison Carillon|Cut and style/);
    }
  });
});

describe('STOP by SMS', () => {
  const start = (to: string, flow: string) => world.api('POST', '/conversations', { to, flow });
  const notice = (id: string, traffic: string) => ({
    format: 1,
    id,
    name: id,
    start: 'say',
    triggers: [{ kind: 'api' }],
    settings: { traffic },
    nodes: {
      say: { kind: 'say', say: [{ message: { kind: 'text', text: `This is ${id}.` } }], to: 'over' },
      over: { kind: 'end' },
    },
  });
  beforeAll(async () => {
    for (const [id, traffic] of [
      ['a-receipt', 'transaction'],
      ['a-code', 'authentication'],
      ['an-answer', 'service-request'],
      ['an-offer', 'promotion'],
    ] as const) {
      await world.publish(notice(id, traffic));
    }
  });

  test('is confirmed once and ends it; what was asked for passes, nothing else does; START resumes', async () => {
    const phone = await plainPhone('+447700900351');
    await phone.say('book');
    await phone.hears(/1 Cut and style/);
    await phone.say('Stop. Thanks');
    await phone.hears(/any more messages.*START/s);
    expect((await world.conversation(phone.phone)).optedOut).toBe(true);
    for (const flow of ['booking', 'an-answer', 'an-offer']) {
      expect(await start(phone.phone, flow)).toMatchObject({
        status: 409,
        body: { code: 'contact_opted_out' },
      });
    }
    expect((await start(phone.phone, 'a-receipt')).status).toBe(201);
    expect(await phone.hears(/This is a-receipt/)).toMatchObject({ via: 'sms' });
    expect((await start(phone.phone, 'a-code')).status).toBe(201);
    await phone.hears(/This is a-code/);
    // Said again, it is heard, and there is nothing to confirm.
    await phone.say('STOP');
    await phone.say('start');
    await phone.hears(/Welcome back/);
    expect((await world.conversation(phone.phone)).optedOut).toBe(false);
    expect((await start(phone.phone, 'an-answer')).status).toBe(201);
    await phone.hears(/This is an-answer/);
    const confirmed = (await phone.thread()).filter((line) => /any more messages/.test(words(line)));
    expect(confirmed).toHaveLength(1);
    expect(words(confirmed[0])).not.toContain('This is an-offer');
    await expectPlain(phone);
    const ledger = await world.api('GET', `/contacts/${encodeURIComponent(phone.phone)}/consents`);
    expect(ledger.body).toMatchObject({ suppressed: false });
    const kept = JSON.stringify(ledger.body);
    expect(kept).toContain('Stop. Thanks');
    expect(kept).toContain('"channel":"sms"');
  });

  test('a doubtful one goes to a person, and is no opt-out', async () => {
    const phone = await plainPhone('+33639980352');
    await phone.say('rdv');
    await phone.hears(/1 Coupe/);
    await phone.say("ne m'envoyez plus rien");
    await phone.hears(/STOP/);
    const { optedOut, owner } = await world.conversation(phone.phone);
    expect({ optedOut, owner }).toMatchObject({ optedOut: false, owner: { kind: 'queue' } });
  });

  test('a sentence with the word in it is no STOP', async () => {
    const phone = await plainPhone('+447700900353');
    await phone.say('book');
    await phone.hears(/1 Cut and style/);
    await phone.say('we have to stop this war');
    await phone.hears(/1 Cut and style/);
    expect((await world.conversation(phone.phone)).optedOut).toBe(false);
  });
});

describe('time passes', () => {
  test('the appointment is reminded of by SMS the day before; the link closes after a month', async () => {
    const phone = await plainPhone('+447700900361');
    for (const [reply, answer] of [
      ['book', /1 Cut and style/],
      ['1', /Which day/],
      ['4', /part of the day/],
      ['1', /times are free/],
      ['1', /What name/],
      ['Ada', /Is that right/],
    ] as const) {
      await phone.say(reply);
      await phone.hears(answer);
    }
    await phone.say('1');
    const booked = await phone.hears(/Booked: Friday 27 November at (\d\d:\d\d)/);
    const time = /at (\d\d:\d\d)/.exec(words(booked))?.[1] ?? '';
    await phone.say('3');
    await phone.hears(/See you on Friday/);
    const visit = Date.parse(`2026-11-27T${time}:00+01:00`);
    const day = 24 * 3600_000;
    clock.leap(visit - day - 60_000 - clock.now());
    const before = await phone.thread();
    clock.leap(60_000);
    expect(words(await phone.hears(new RegExp(`Friday.*${time}`)))).not.toMatch(/Booked/);
    expect(await phone.thread()).toHaveLength(before.length + 1);
    await expectPlain(phone);

    const link = here(linkIn(booked));
    expect((await fetch(link)).status).toBe(200);
    clock.leap(31 * day);
    expect((await fetch(link)).status).toBe(410);
  });
});
