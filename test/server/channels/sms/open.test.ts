/** The SMS channel as the server puts it together, and what comes in over a provider's own connection. */
import { randomBytes } from 'node:crypto';
import { afterEach, describe, expect, test } from 'vitest';
import type { Brand, Inbound } from '../../../../server/channels/port.ts';
import { createHear } from '../../../../server/channels/sms/hear.ts';
import { type OpenedSms, openSms, smsWebhookUrl } from '../../../../server/channels/sms/open.ts';
import { createProviderCall } from '../../../../server/channels/sms/provider-call.ts';
import { NOWHERE, secretName, WEBHOOK_KEY } from '../../../../server/channels/sms/secrets.ts';
import { createEgress, type Egress } from '../../../../server/egress.ts';
import { CodedError } from '../../../../server/errors.ts';
import { createSecrets } from '../../../../server/services/secrets.ts';
import { createFakeClock } from '../../../fake-clock.ts';
import { openRecords } from '../../services/open-records.ts';
import { openStandIn, type StandIn } from './provider-stand-in.ts';
import { ACCOUNT, ID, outbound, PHONE, smsBrand } from './samples.ts';

describe('an address for a provider', () => {
  test('names the brand, and the key where there is one', () => {
    expect(smsWebhookUrl('https://a.example/', 'twilio', 'acme', 'k')).toBe(
      'https://a.example/webhooks/sms/twilio?brand=acme&key=k',
    );
    expect(smsWebhookUrl('https://a.example/chat', 'emulator', 'acme')).toBe(
      'https://a.example/chat/webhooks/sms/emulator?brand=acme',
    );
  });
});

describe('the channel of the server', () => {
  let egress: Egress | undefined;
  let standIn: StandIn | undefined;
  let sms: OpenedSms | undefined;
  afterEach(async () => {
    await sms?.close();
    await egress?.close();
    await standIn?.close();
  });

  async function open(brands: Brand[]): Promise<{ opened: OpenedSms; at: StandIn }> {
    egress = createEgress({ allowPrivate: [], timeoutMs: 500 });
    standIn = await openStandIn({ status: 201, body: { sid: 'SM1' } });
    const secrets = createSecrets({ records: openRecords(), key: randomBytes(32) });
    await secrets.set('w', secretName('acme', 'authToken'), 'the-token', ['127.0.0.1']);
    await secrets.set('w', secretName('acme', WEBHOOK_KEY), 'the-key', [NOWHERE]);
    sms = openSms({
      brands: { list: () => brands },
      workspace: 'w',
      secrets,
      call: createProviderCall({ fetch: egress.trusted, clock: createFakeClock() }),
      clock: createFakeClock(),
      random: () => 0.5,
      publicUrl: 'https://chat.example.com',
      own: standIn.url,
      emulatorKey: 'the-emulator-key',
      hear: async () => undefined,
      receipt: async () => 'marked',
      setAside: async () => undefined,
      linkFor: async () => undefined,
    });
    return { opened: sms, at: standIn };
  }

  test("sends by the brand's own provider, with its secret, to be told at the public address", async () => {
    const brands: Brand[] = [];
    const { opened, at } = await open(brands);
    const brand = smsBrand({ settings: { accountSid: ACCOUNT, rootUrl: at.url } });
    expect(await opened.channel.send(outbound(brand))).toEqual({ kind: 'accepted' });
    expect(at.asked[0]?.headers.authorization).toBe(`Basic ${btoa(`${ACCOUNT}:the-token`)}`);
    expect(new URLSearchParams(at.asked[0]?.body).get('StatusCallback')).toBe(
      `https://chat.example.com/webhooks/sms/twilio?brand=acme&key=the-key&message=${ID}#rc=5&rp=5xx,ct,rt`,
    );
  });

  test('speaks to the emulator of its own server, which reports to it directly', async () => {
    const { opened, at } = await open([]);
    at.answer = { status: 202, body: { id: ID } };
    expect(await opened.channel.send(outbound(smsBrand({ provider: 'emulator' })))).toEqual({
      kind: 'accepted',
    });
    expect(at.asked[0]).toMatchObject({ path: '/emulator/sms/v1/messages' });
    expect(at.asked[0]?.headers.authorization).toBe('Bearer the-emulator-key');
    expect(JSON.parse(at.asked[0]?.body ?? '')).toMatchObject({
      reportUrl: `${at.url}/webhooks/sms/emulator?brand=acme&key=the-key`,
    });
  });

  test('opens every connection at its start, and names those that do not open', async () => {
    const { sms: _sms, ...silent } = smsBrand();
    const broken = { ...smsBrand({ settings: { accountSid: ACCOUNT } }), id: 'broken' };
    const brands = [
      silent,
      smsBrand({ settings: { accountSid: ACCOUNT, rootUrl: 'http://127.0.0.1:9' } }),
      broken,
    ];
    const { opened } = await open(brands);
    const failed: string[] = [];
    await opened.start((brand, error) => failed.push(`${brand.id}: ${String(error)}`));
    expect(failed).toEqual(['broken: Error: Twilio needs its auth token, or the secret of the API key.']);
  });
});

describe('what comes in over a connection', () => {
  const brand = smsBrand({ provider: 'smpp' });
  const act: Inbound = {
    kind: 'act',
    remoteId: 'r',
    agentId: 'acme_agent',
    phone: PHONE,
    sentAt: undefined,
    act: { kind: 'text', text: 'Oui' },
  };
  const receipt = (message: string | { ref: string }): Inbound => ({
    kind: 'receipt',
    remoteId: 'r',
    agentId: 'acme_agent',
    phone: PHONE,
    message,
    state: 'delivered',
    sentAt: undefined,
  });

  function ears(known: 'marked' | 'late' | 'unknown' = 'marked') {
    const told: string[] = [];
    const hear = createHear({
      hear: async (_brand, { remoteId }) => told.push(`heard ${remoteId}`),
      receipt: async () => known,
      setAside: async (_workspace, reason) => {
        told.push(`set aside: ${reason}`);
      },
    });
    return { hear: (inbound: Inbound) => hear(brand, inbound), told };
  }

  test('is told', async () => {
    const { hear, told } = ears();
    await hear(act);
    await hear(receipt({ ref: 'x' }));
    expect(told).toEqual(['heard r']);
  });

  test('and cannot be stored must come again', async () => {
    const hear = createHear({
      hear: async () => {
        throw new CodedError('storage_unavailable');
      },
      receipt: async () => 'marked',
      setAside: async () => undefined,
    });
    await expect(hear(brand, act)).rejects.toThrow();
  });

  test('and names a message not known yet must come again, four times; then it is set aside', async () => {
    const { hear, told } = ears('unknown');
    for (let n = 0; n < 4; n++) await expect(hear(receipt({ ref: 'x' }))).rejects.toThrow('not known yet');
    await hear(receipt({ ref: 'x' }));
    expect(told).toEqual(['set aside: unknown_message']);
    await expect(hear(receipt({ ref: 'x' }))).rejects.toThrow();
  });

  test('and names one of our messages that is gone is let go', async () => {
    const { hear, told } = ears('unknown');
    await hear(receipt(ID));
    expect(told).toEqual([]);
  });

  test('and is not understood is set aside', async () => {
    const { hear, told } = ears();
    await hear({ kind: 'unknown', remoteId: 'r', agentId: 'acme_agent', reason: 'odd' });
    await hear({ kind: 'typing', remoteId: 'r', agentId: 'acme_agent', phone: PHONE });
    expect(told).toEqual(['set aside: odd']);
  });
});
