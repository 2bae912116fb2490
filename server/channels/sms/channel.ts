/**
 * SMS as a way to reach a phone: one text for any message, sent by the brand's own provider. Knows the port and how a
 * connection lives; knows no conversation, no store, and no provider's wire.
 */
import { renderSms } from '../../../flows/sms/render.ts';
import type { Clock } from '../../clock.ts';
import { CodedError } from '../../errors.ts';
import { createPace, LONGEST_TURN_MS, type Pace, type SharedTurn, turnWithinMs } from '../../pace.ts';
import type { Brand, Channel, Inbound, Outbound, Outcome, SmsConnection, SmsProviderName } from '../port.ts';
import { unreachableBySms } from './number.ts';
import type { Sms, SmsProvider, SmsProviders } from './provider.ts';
import type { SmsSecret } from './secrets.ts';
import { canBeAnswered } from './sender.ts';

export interface SmsChannelDeps {
  providers: SmsProviders;
  /** The turn of SMS among those of all processes that send for a brand, as `SharedTurn`; `key` names the brand. */
  turnOf?: ((key: string, ...asked: Parameters<SharedTurn>) => ReturnType<SharedTurn>) | undefined;
  clock: Clock;
  secret: SmsSecret;
  /** Where a brand's provider reports to, with its key. */
  webhookUrl(brand: Brand): Promise<string>;
  /** What comes in over a provider's own connection. Resolves when durable. */
  hear(brand: Brand, inbound: Inbound): Promise<void>;
  /** A page that shows the message as RCS would; undefined where there is none. */
  linkFor(outbound: Outbound): Promise<string | undefined>;
}

export interface SmsChannel extends Channel {
  /** Opens the brand's connection anew, or ends it: after its settings or its secrets changed. */
  refresh(brand: Brand): Promise<void>;
  close(): Promise<void>;
}

/** More parts than this are not sent: what needs them is no text message. */
export const MOST_SEGMENTS = 10;
/** These know our ids; asked twice they send once. */
const IDEMPOTENT: ReadonlySet<SmsProviderName> = new Set<SmsProviderName>(['emulator']);

/** Stands for a link while it is not known whether one is wanted. */
const SOME_LINK = 'https://page.invalid/m/0000000000000000000000';

interface Connection {
  /** The settings it was opened with, as text. */
  settings: string;
  pace: Pace;
  provider: Promise<SmsProvider>;
}

/**
 * Outcome codes: sms_not_configured, sms_number, sms_landline, sms_too_long, sms_empty, sms_expired, sms_link, sms_busy,
 * sms_closing, sms_fault, and those of the provider (sms_unauthorized, sms_sender, sms_opted_out...).
 */
export function createSmsChannel(deps: SmsChannelDeps): SmsChannel {
  const { clock } = deps;
  const connections = new Map<string, Connection>();
  let closed = false;

  function connect(brand: Brand, sms: SmsConnection): Connection {
    const key = keyOf(brand);
    const settings = JSON.stringify(sms);
    const current = connections.get(key);
    if (current?.settings === settings) return current;
    if (current) end(key, current);
    // SMPP counts the parts itself, where a window limits them as well.
    const perSecond = sms.provider === 'smpp' ? undefined : sms.settings.perSecond;
    const opened: Connection = {
      settings,
      pace: createPace(
        clock,
        typeof perSecond === 'number' ? perSecond : undefined,
        LONGEST_TURN_MS,
        deps.turnOf && ((...asked) => deps.turnOf?.(key, ...asked) ?? Promise.resolve(undefined)),
      ),
      provider: open(brand, sms),
    };
    connections.set(key, opened);
    // One that cannot be opened is not kept: the next SMS tries again.
    opened.provider.catch(() => {
      if (connections.get(key) === opened) connections.delete(key);
    });
    return opened;
  }

  async function open(brand: Brand, { provider }: SmsConnection): Promise<SmsProvider> {
    return deps.providers[provider]({
      brand,
      secret: (field) => deps.secret(brand, field),
      webhookUrl: await deps.webhookUrl(brand),
      hear: (inbound) => deps.hear(brand, inbound),
    });
  }

  function end(key: string, connection: Connection): Promise<void> {
    if (connections.get(key) === connection) connections.delete(key);
    connection.pace.stop();
    return connection.provider.then((provider) => provider.close()).catch(() => undefined);
  }

  /** What goes out, or why it does not. */
  async function prepare(
    outbound: Outbound,
    sms: SmsConnection,
  ): Promise<(Sms & { parts: number }) | Outcome> {
    const { id, phone, message, locale, numberFrom, typed, mention } = outbound;
    const unreachable = unreachableBySms(phone);
    if (unreachable) return unreachable;
    const validity = validityOf(outbound, clock.now());
    if (validity !== undefined && validity <= 0) {
      return refused('sms_expired', 'It was pointless before it could be sent.');
    }
    const { smart, sender } = sms;
    const options = { own: outbound.sms, locale, numberFrom, typed, mention, smart };
    let rendered = renderSms(message, { ...options, link: SOME_LINK });
    // A page costs a row in the database, so it is made only where the text leads to it.
    if (rendered.linked) {
      let link: string | undefined;
      try {
        link = await deps.linkFor(outbound);
      } catch {
        return { kind: 'again', code: 'sms_link', detail: 'The page for the link could not be made.' };
      }
      rendered = renderSms(message, { ...options, link });
    }
    const { text, encoding, segments } = rendered;
    if (text === '') return refused('sms_empty', 'There is nothing in it that an SMS could say.');
    if (segments > MOST_SEGMENTS) {
      const alphabet = encoding === 'gsm7' ? 'GSM-7' : 'UCS-2';
      const counted = `${text.length} characters in ${alphabet}, ${segments} parts`;
      return refused('sms_too_long', `The SMS would be too long: ${counted}; ${MOST_SEGMENTS} are the most.`);
    }
    const expiring = validity === undefined ? {} : { validity };
    return { id, to: phone, sender, text, encoding, ...expiring, parts: segments };
  }

  return {
    serves: (brand) => brand.sms !== undefined,
    answerable: ({ sms }) => sms === undefined || canBeAnswered(sms),
    idempotent: (brand) => brand.sms !== undefined && IDEMPOTENT.has(brand.sms.provider),

    async send(outbound) {
      const { brand } = outbound;
      if (!brand.sms) return refused('sms_not_configured', `${brand.name} has no SMS connection.`);
      if (closed) return CLOSING;
      const prepared = await prepare(outbound, brand.sms);
      if ('kind' in prepared) return prepared;
      const { parts, ...sms } = prepared;

      const connection = connect(brand, brand.sms);
      let provider: SmsProvider;
      try {
        provider = await connection.provider;
      } catch (error) {
        return whyNotOpened(error);
      }
      const turn = await connection.pace.take(parts, turnWithinMs(outbound.traffic));
      if (turn === 'stopped') return CLOSING;
      if (turn !== 'go') {
        const detail = 'More SMS are waiting than the connection may send.';
        return { kind: 'again', code: 'sms_busy', detail, afterMs: turn };
      }
      try {
        return await provider.send(sms);
      } catch (error) {
        const detail = `Sending broke off: ${error instanceof Error ? error.message : String(error)}`;
        return { kind: 'again', code: 'sms_fault', detail, unsure: true };
      }
    },

    async refresh(brand) {
      const key = keyOf(brand);
      const current = connections.get(key);
      if (current) await end(key, current);
      if (brand.sms && !closed) await connect(brand, brand.sms).provider;
    },

    async close() {
      closed = true;
      await Promise.all([...connections].map(([key, connection]) => end(key, connection)));
    },
  };
}

const CLOSING: Outcome = {
  kind: 'again',
  code: 'sms_closing',
  detail: 'The connection was being closed; nothing was sent.',
};

function refused(code: string, detail: string): Outcome {
  return { kind: 'refused', code, detail };
}

/** A database that does not answer will answer again; a connection without its password needs a person. */
function whyNotOpened(error: unknown): Outcome {
  const detail = error instanceof Error ? error.message : String(error);
  if (error instanceof CodedError && error.status >= 500) return { kind: 'again', code: error.code, detail };
  return refused('sms_not_configured', `The SMS connection cannot be used: ${detail}`);
}

/** Seconds for which it makes sense. */
function validityOf({ ttl, expires }: Outbound, now: number): number | undefined {
  return expires === undefined ? ttl : Math.floor((expires - now) / 1000);
}

function keyOf({ workspace, id }: Brand): string {
  return `${workspace}/${id}`;
}
