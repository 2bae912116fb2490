/** The SMS channel before a real provider's API over real HTTP: what leaves, what does not, and how connections live. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Message } from '../../../../flows/message.ts';
import type { Brand, Inbound, Outbound, SmsConnection } from '../../../../server/channels/port.ts';
import { createSmsChannel, type SmsChannel } from '../../../../server/channels/sms/channel.ts';
import type { OpenSmsProvider, SmsProviderDeps } from '../../../../server/channels/sms/provider.ts';
import { createProviderCall } from '../../../../server/channels/sms/provider-call.ts';
import { openSmsmode } from '../../../../server/channels/sms/smsmode.ts';
import { openTwilio } from '../../../../server/channels/sms/twilio.ts';
import { createEgress, type Egress } from '../../../../server/egress.ts';
import { CodedError } from '../../../../server/errors.ts';
import { createFakeClock, type FakeClock } from '../../../fake-clock.ts';
import { openStandIn, type StandIn } from './provider-stand-in.ts';
import { ACCOUNT, ID, outbound, smsBrand } from './samples.ts';

let standIn: StandIn;
let egress: Egress;
let clock: FakeClock;
let channel: SmsChannel;
let secrets: Record<string, string | undefined>;
let links: Outbound[];
/** Connections by SMPP, which is not spoken here: how they are opened and ended. */
let opened: SmsProviderDeps[];
let ended: number;
let heard: [string, Inbound][];
let secretFails: Error | undefined;
beforeEach(async () => {
  standIn = await openStandIn({ status: 201, body: { sid: 'SM1', messageId: 'm1' } });
  egress = createEgress({ allowPrivate: [], timeoutMs: 500 });
  clock = createFakeClock();
  secrets = { authToken: 'token', apiKey: 'key' };
  secretFails = undefined;
  links = [];
  opened = [];
  ended = 0;
  heard = [];
  const recorded: OpenSmsProvider = async (deps) => {
    opened.push(deps);
    return {
      idempotent: false,
      send: async () => ({ kind: 'accepted', refs: ['r1'] }),
      close: async () => {
        ended += 1;
      },
    };
  };
  channel = createSmsChannel({
    providers: {
      twilio: openTwilio({ call: createProviderCall({ fetch: egress.trusted, clock }) }),
      smsmode: openSmsmode({ call: createProviderCall({ fetch: egress.trusted, clock }) }),
      smpp: recorded,
      emulator: async () => {
        throw new Error('no emulator here');
      },
    },
    clock,
    secret: async (_brand, field) => {
      if (secretFails) throw secretFails;
      return secrets[field];
    },
    webhookUrl: async (brand) => `https://chat.example.com/webhooks/sms/x?brand=${brand.id}&key=k`,
    hear: async (brand, inbound) => {
      heard.push([brand.id, inbound]);
    },
    linkFor: async (asked) => {
      links.push(asked);
      return 'https://chat.example.com/m/AAAAAAAAAAAAAAAAAAAAAA';
    },
  });
});
afterEach(async () => {
  await channel.close();
  await egress.close();
  await standIn.close();
});

function brandOf(sms: Partial<SmsConnection> = {}): Brand {
  return smsBrand({ settings: { accountSid: ACCOUNT, rootUrl: standIn.url }, ...sms });
}
const bodies = () => standIn.asked.map(({ body }) => new URLSearchParams(body).get('Body'));
const text = (said: string, more: Partial<Extract<Message, { kind: 'text' }>> = {}): Message => ({
  kind: 'text',
  text: said,
  suggestions: [],
  ...more,
});
const CARD: Message = {
  kind: 'card',
  orientation: 'vertical',
  align: 'left',
  card: {
    title: 'Cut and style',
    media: { url: 'https://example.com/a.jpg', height: 'medium' },
    suggestions: [{ kind: 'reply', label: 'Book it', data: 'book' }],
  },
  suggestions: [],
};

describe('a brand', () => {
  test('is served if it has a connection', async () => {
    const { sms: _sms, ...silent } = smsBrand();
    expect(channel.serves(brandOf())).toBe(true);
    expect(channel.serves(silent)).toBe(false);
    expect(await channel.send(outbound(silent))).toMatchObject({
      kind: 'refused',
      code: 'sms_not_configured',
    });
  });

  test('asks for an SMS twice without harm only of the emulator', () => {
    const idempotent = (['emulator', 'smsmode', 'twilio', 'smpp'] as const).filter((provider) =>
      channel.idempotent(brandOf({ provider })),
    );
    expect(idempotent).toEqual(['emulator']);
  });
});

describe('a message', () => {
  test('becomes a text, and is sent', async () => {
    expect(await channel.send(outbound(brandOf()))).toEqual({ kind: 'accepted' });
    expect(bodies()).toEqual(['Your table is booked.']);
  });

  test('with choices numbers them, from the number it is given', async () => {
    const suggestions = ['Morning', 'Evening'].map((label) => ({
      kind: 'reply' as const,
      label,
      data: label,
    }));
    await channel.send(outbound(brandOf(), { message: text('When?', { suggestions }), numberFrom: 3 }));
    expect(bodies()[0]).toMatch(/3.*Morning/s);
    expect(bodies()[0]).toMatch(/4.*Evening/s);
  });

  test("in the author's own wording is that, with what the law wants", async () => {
    await channel.send(
      outbound(brandOf(), { message: CARD, sms: 'Book at our desk.', mention: 'STOP 36111' }),
    );
    expect(bodies()[0]).toContain('Book at our desk.');
    expect(bodies()[0]).toContain('STOP 36111');
    expect(links).toEqual([]);
  });

  test('that an SMS cannot show leads to its page; one that it can makes no page', async () => {
    await channel.send(outbound(brandOf()));
    expect(links).toEqual([]);
    await channel.send(outbound(brandOf(), { message: CARD }));
    expect(links.map(({ id }) => id)).toEqual([ID]);
    expect(bodies()[1]).toContain('https://chat.example.com/m/AAAAAAAAAAAAAAAAAAAAAA');
    expect(bodies()[1]).not.toContain('page.invalid');
  });

  test('replaces characters only as the connection says', async () => {
    // 75 characters: one part without the curly quote, two with it.
    const message = text(`“${'a'.repeat(73)}”`);
    await channel.send(outbound(brandOf({ smart: 'never' }), { message }));
    await channel.send(outbound(brandOf({ smart: 'when-shorter' }), { message }));
    expect(bodies()).toEqual([`“${'a'.repeat(73)}”`, `"${'a'.repeat(73)}"`]);
  });

  test('of ten parts is sent, one of eleven is refused with its count, and nothing leaves', async () => {
    expect(await channel.send(outbound(brandOf(), { message: text('a'.repeat(1530)) }))).toEqual({
      kind: 'accepted',
    });
    expect(await channel.send(outbound(brandOf(), { message: text('a'.repeat(1531)) }))).toEqual({
      kind: 'refused',
      code: 'sms_too_long',
      detail: 'The SMS would be too long: 1531 characters in GSM-7, 11 parts; 10 are the most.',
    });
    expect(standIn.asked).toHaveLength(1);
  });

  test('without anything an SMS could say is refused', async () => {
    const outcome = await channel.send(outbound(brandOf(), { message: text('  ') }));
    expect(outcome).toMatchObject({ kind: 'refused', code: 'sms_empty' });
  });

  test.each([
    ['+33123456789', 'sms_landline'],
    ['+3361', 'sms_number'],
    ['0612345678', 'sms_number'],
  ])('to %s is refused: %s, before anybody is asked', async (phone, code) => {
    expect(await channel.send(outbound(brandOf(), { phone, message: CARD }))).toMatchObject({
      kind: 'refused',
      code,
    });
    expect(standIn.asked).toEqual([]);
    expect(links).toEqual([]);
  });

  test('is valid as long as it makes sense', async () => {
    const validity = () => new URLSearchParams(standIn.asked.at(-1)?.body).get('ValidityPeriod');
    await channel.send(outbound(brandOf()));
    expect(validity()).toBeNull();
    await channel.send(outbound(brandOf(), { ttl: 300 }));
    expect(validity()).toBe('300');
    await channel.send(outbound(brandOf(), { expires: clock.now() + 61_500 }));
    expect(validity()).toBe('61');
    expect(await channel.send(outbound(brandOf(), { expires: clock.now() }))).toMatchObject({
      kind: 'refused',
      code: 'sms_expired',
    });
  });

  test('whose page cannot be made waits, and has not left', async () => {
    const broken = createSmsChannel({
      providers: {
        twilio: openTwilio({ call: createProviderCall({ fetch: egress.trusted, clock }) }),
      } as never,
      clock,
      secret: async () => 'token',
      webhookUrl: async () => 'https://chat.example.com/x?y=z',
      hear: async () => undefined,
      linkFor: async () => {
        throw new CodedError('storage_unavailable');
      },
    });
    const outcome = await broken.send(outbound(brandOf(), { message: CARD }));
    expect(outcome).toMatchObject({ kind: 'again', code: 'sms_link' });
    expect(outcome).not.toHaveProperty('unsure');
    expect(standIn.asked).toEqual([]);
  });
});

describe('a rate', () => {
  const limited = () => brandOf({ settings: { accountSid: ACCOUNT, rootUrl: standIn.url, perSecond: 1 } });

  test('makes parts wait for their turn', async () => {
    const twoParts = outbound(limited(), { message: text('a'.repeat(200)) });
    const one = channel.send(twoParts);
    expect(await one).toEqual({ kind: 'accepted' });
    let done = false;
    const two = channel.send(outbound(limited())).then((outcome) => {
      done = true;
      return outcome;
    });
    await clock.advance(1999);
    expect(done).toBe(false);
    await clock.advance(1);
    expect(await two).toEqual({ kind: 'accepted' });
  });

  test('sends away whom it would keep waiting long, saying when to come back', async () => {
    const brand = limited();
    const code = () => outbound(brand, { traffic: 'authentication' });
    const waiting = Array.from({ length: 3 }, () => channel.send(outbound(brand)));
    await clock.advance(0);
    expect(await channel.send(outbound(brand))).toMatchObject({
      kind: 'again',
      code: 'sms_busy',
      afterMs: 3000,
    });
    // A code finds room where others are sent away, but waits no longer than is of use either.
    waiting.push(...Array.from({ length: 3 }, () => channel.send(code())));
    await clock.advance(0);
    expect(await channel.send(code())).toMatchObject({ code: 'sms_busy', afterMs: 6000 });
    await clock.advance(5000);
    expect(await Promise.all(waiting)).toEqual(Array(6).fill({ kind: 'accepted' }));
    expect(standIn.asked).toHaveLength(6);
  });
});

describe('a connection', () => {
  const smpp = (settings: SmsConnection['settings'] = { host: 'a.example.com' }) =>
    brandOf({ provider: 'smpp', settings });

  test('is opened by the first SMS, once, and gets what it needs', async () => {
    await Promise.all([channel.send(outbound(smpp())), channel.send(outbound(smpp()))]);
    expect(await channel.send(outbound(smpp()))).toEqual({ kind: 'accepted', refs: ['r1'] });
    expect(opened).toHaveLength(1);
    expect(opened[0]?.webhookUrl).toBe('https://chat.example.com/webhooks/sms/x?brand=acme&key=k');
    const inbound: Inbound = { kind: 'typing', remoteId: 't', agentId: 'acme_agent', phone: '+33639980001' };
    await opened[0]?.hear(inbound);
    expect(heard).toEqual([['acme', inbound]]);
  });

  test('is opened anew where its settings changed, and the one before is ended', async () => {
    await channel.send(outbound(smpp()));
    await channel.send(outbound(smpp({ host: 'a.example.com' })));
    expect(opened).toHaveLength(1);
    await channel.send(outbound(smpp({ host: 'b.example.com' })));
    expect(opened).toHaveLength(2);
    expect(ended).toBe(1);
  });

  test('is opened anew after a new password, and ended where there is none any more', async () => {
    await channel.send(outbound(smpp()));
    await channel.refresh(smpp());
    expect([opened.length, ended]).toEqual([2, 1]);
    const { sms: _sms, ...silent } = smpp();
    await channel.refresh(silent);
    expect([opened.length, ended]).toEqual([2, 2]);
  });

  test('is one for each brand', async () => {
    await channel.send(outbound(smpp()));
    await channel.send(outbound({ ...smpp(), id: 'other' }));
    expect(opened.map(({ brand }) => brand.id)).toEqual(['acme', 'other']);
  });

  test('that cannot be opened refuses with the reason, and is tried again by the next SMS', async () => {
    secrets = {};
    expect(await channel.send(outbound(brandOf()))).toEqual({
      kind: 'refused',
      code: 'sms_not_configured',
      detail: 'The SMS connection cannot be used: Twilio needs its auth token, or the secret of the API key.',
    });
    await expect(channel.refresh(brandOf())).rejects.toThrow('auth token');
    secrets = { authToken: 'token' };
    expect(await channel.send(outbound(brandOf()))).toEqual({ kind: 'accepted' });
  });

  test('whose password the database does not give right now is no mistake of anybody: again', async () => {
    secretFails = new CodedError('storage_unavailable');
    const outcome = await channel.send(outbound(brandOf()));
    expect(outcome).toMatchObject({ kind: 'again', code: 'storage_unavailable' });
    expect(outcome).not.toHaveProperty('unsure');
  });

  test('being closed sends nothing more, and loses nobody who waits', async () => {
    const brand = brandOf({ settings: { accountSid: ACCOUNT, rootUrl: standIn.url, perSecond: 1 } });
    await channel.send(outbound(brand));
    const waiting = channel.send(outbound(brand));
    await clock.advance(0);
    await channel.close();
    expect(await waiting).toMatchObject({ kind: 'again', code: 'sms_closing' });
    expect(await channel.send(outbound(brand))).toMatchObject({ kind: 'again', code: 'sms_closing' });
    expect(standIn.asked).toHaveLength(1);
    expect(clock.alarms).toBe(0);
  });
});
