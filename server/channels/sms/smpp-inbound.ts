/** What a message centre sends us: texts and receipts, told on and answered once they are durable. Knows no socket. */
import { createHash } from 'node:crypto';
import { isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/min';
import type { Clock } from '../../clock.ts';
import type { Brand, Inbound } from '../port.ts';
import type { Pdu } from './smpp-pdu.ts';
import { createReassembly } from './smpp-reassembly.ts';
import { readReceipt } from './smpp-receipt.ts';
import type { SmppRefs } from './smpp-refs.ts';
import type { SmppLog } from './smpp-session.ts';
import type { SmppSettings } from './smpp-settings.ts';
import { createSightings } from './smpp-sightings.ts';
import { ESME } from './smpp-status.ts';
import { joinWords, readText, type Words } from './smpp-text.ts';

export interface SmppInboundOptions {
  brand: Brand;
  settings: Pick<SmppSettings, 'gsm7'>;
  clock: Clock;
  refs: SmppRefs;
  hear(inbound: Inbound): Promise<void>;
  log: SmppLog;
}

export interface SmppInbound {
  /** Takes a deliver_sm or data_sm, and answers with the command_status of the response. Never rejects. */
  take(pdu: Pdu): Promise<number>;
  /** The connection ended: what was just answered may come again. */
  lost(): void;
  /** Tells what there is of texts that are not complete. */
  flush(): Promise<void>;
}

/** Who wrote what; the same in all parts of a text. */
interface Piece {
  from: string;
  to: string;
  /** An id or time that came along. */
  given: string;
  words: Words;
}

/** So long an answer to a part waits for the rest: a centre that sends one at a time would wait for ever. */
const HOLD_MS = 1_000;
const INCOMPLETE_MS = 600_000;
const INCOMPLETE_TRIES = 20;
const INCOMPLETE_RETRY_MS = 30_000;
/** A receipt may be faster than our own record of the message it names: it is told so often before it is sent back. */
const RECEIPT_TRIES = 3;
const RECEIPT_RETRY_MS = 500;

export function createSmppInbound(options: SmppInboundOptions): SmppInbound {
  const { brand, clock, refs, log } = options;
  const sightings = createSightings(clock);
  const incomplete = new Set<Promise<void>>();
  let closing = false;
  const reassembly = createReassembly<Piece>({
    clock,
    expireMs: INCOMPLETE_MS,
    incomplete(pieces) {
      const told = tellIncomplete(pieces).finally(() => incomplete.delete(told));
      incomplete.add(told);
    },
  });

  /** True if it is durable. */
  async function told(inbound: Inbound): Promise<boolean> {
    try {
      await options.hear(inbound);
      return true;
    } catch {
      return false;
    }
  }

  function wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      clock.alarm(clock.now() + ms, resolve);
    });
  }

  async function tellUnknown(reason: string, what: string[]): Promise<boolean> {
    log({ kind: 'unread', detail: reason });
    return told({ kind: 'unknown', remoteId: digest([reason, ...what]), agentId: brand.agentId, reason });
  }

  // --- texts ---------------------------------------------------------------------------------------------------

  async function takeText(pdu: Pdu): Promise<number> {
    const { body } = pdu;
    const from = body.source_addr ?? '';
    const to = body.destination_addr ?? '';
    const read = readText(body, options.settings.gsm7);
    if (!read) return kept(await tellUnknown('smpp_no_text', [from, to, contentOf(pdu)]));
    const given =
      body.receipted_message_id ?? body.user_message_reference ?? body.schedule_delivery_time ?? '';
    const piece: Piece = { from: phoneOf(body, brand) ?? from, to, given: String(given), words: read.words };
    if (!read.part) return kept(await tellText([piece]));

    const of = [piece.from, to, read.part.reference].join('\0');
    const { total, number } = read.part;
    const joined = reassembly.add({ of, total, number, octets: read.words.octets, content: piece });
    if (joined.kind === 'seen') return ESME.ok;
    if (joined.kind === 'waiting') {
      await reassembly.settled(of, HOLD_MS);
      return ESME.ok;
    }
    const done = await tellText(joined.contents);
    if (done) joined.done();
    return kept(done);
  }

  async function tellText(pieces: (Piece | undefined)[]): Promise<boolean> {
    const first = pieces.find((piece) => piece !== undefined);
    if (!first) return true;
    const text = joinWords(pieces.map((piece) => piece?.words));
    if (!E164.test(first.from)) return tellUnknown('smpp_sender', [first.from, first.to, text, first.given]);
    const sighting = sightings.see([first.from, first.to, text, first.given]);
    const done = await told({
      kind: 'act',
      remoteId: sighting.id,
      agentId: brand.agentId,
      phone: first.from,
      sentAt: undefined,
      act: { kind: 'text', text },
    });
    sighting.settle(done);
    return done;
  }

  /** Its parts were answered long ago, so it does not come again: it is told until it is durable. */
  async function tellIncomplete(pieces: (Piece | undefined)[]): Promise<void> {
    log({ kind: 'unread', detail: 'A text of several parts did not come whole.' });
    for (let tries = 1; !(await tellText(pieces)); tries++) {
      if (closing || tries >= INCOMPLETE_TRIES) {
        log({ kind: 'unread', detail: 'A text that did not come whole could not be kept.' });
        return;
      }
      await wait(INCOMPLETE_RETRY_MS);
    }
  }

  // --- receipts ------------------------------------------------------------------------------------------------

  async function takeReceipt(pdu: Pdu): Promise<number> {
    const { body } = pdu;
    const read = readText(body, options.settings.gsm7);
    const receipt = readReceipt(body, read ? joinWords([read.words]) : '');
    if (!receipt) return kept(await tellUnknown('smpp_receipt', [contentOf(pdu)]));
    const addresses = [body.source_addr ?? '', body.destination_addr ?? ''];
    const { ids, state, fault, doneAt = '' } = receipt;

    for (let tries = 0; tries < RECEIPT_TRIES; tries++) {
      if (tries > 0) await wait(RECEIPT_RETRY_MS);
      const candidates = refs.candidates(ids, addresses);
      // Another way to read the id is tried only once the likeliest is not known.
      for (const ref of tries === 0 ? candidates.slice(0, 1) : candidates) {
        const done = await told({
          kind: 'receipt',
          remoteId: digest([ref, state, doneAt]),
          agentId: brand.agentId,
          phone: phoneOf(body, brand) ?? addresses[0] ?? '',
          message: { ref },
          state,
          ...(fault ? { fault } : {}),
          // The receipt's own times are the centre's local ones, and it does not say where it is.
          sentAt: undefined,
        });
        if (done) return ESME.ok;
      }
    }
    return ESME.temporary;
  }

  return {
    async take(pdu) {
      if (pdu.broken) {
        // It would not be better a second time.
        return (await tellUnknown('smpp_malformed', [contentOf(pdu)])) ? ESME.permanent : ESME.temporary;
      }
      const { esm_class = 0, receipted_message_id, message_state } = pdu.body;
      const type = esm_class & MESSAGE_TYPE;
      // By its form alone a text is no receipt: anybody can write "id:1 stat:DELIVRD" in an SMS.
      const byParameters = receipted_message_id !== undefined && message_state !== undefined;
      if (type === RECEIPT || type === INTERMEDIATE || byParameters) return takeReceipt(pdu);
      if (type === 0) return takeText(pdu);
      return kept(await tellUnknown('smpp_message_type', [contentOf(pdu)]));
    },
    lost: sightings.lost,
    async flush() {
      closing = true;
      reassembly.flush();
      await Promise.all(incomplete);
    },
  };
}

/** Bits 5 to 2 of esm_class. Source: SMPP 3.4, 5.2.12. */
const MESSAGE_TYPE = 0x3c;
const RECEIPT = 0x04;
const INTERMEDIATE = 0x20;
const E164 = /^\+[1-9]\d{6,14}$/;
const TON_INTERNATIONAL = 1;

function kept(durable: boolean): number {
  return durable ? ESME.ok : ESME.temporary;
}

function digest(what: string[]): string {
  return createHash('sha256').update(what.join('\0')).digest('base64url').slice(0, 22);
}

/** Names what came, without keeping it. */
function contentOf({ command, sequence, body }: Pdu): string {
  const octets = body.message_payload ?? body.short_message;
  return octets ? `${body.source_addr} ${octets.toString('base64')}` : `${command} ${sequence}`;
}

/** The writer's number in E.164. A national number is read in the country of the brand. */
function phoneOf(body: Pdu['body'], brand: Brand): string | undefined {
  const address = (body.source_addr ?? '').replace(/[\s.()-]/g, '');
  const digits = address.replace(/^(?:\+|00)/, '');
  const foreign =
    address !== digits || (body.source_addr_ton === TON_INTERNATIONAL && !digits.startsWith('0'));
  const country = countryOf(brand);
  const national =
    foreign || !country
      ? undefined
      : parsePhoneNumberFromString(address, { defaultCountry: country, extract: false });
  const phone = national?.isValid() ? national.number : `+${digits}`;
  return E164.test(phone) ? phone : undefined;
}

function countryOf({ sms, phone, locale }: Brand) {
  for (const number of [sms?.sender, phone]) {
    const country = number?.startsWith('+') ? parsePhoneNumberFromString(number)?.country : undefined;
    if (country) return country;
  }
  const region = locale.split('-')[1] ?? '';
  return isSupportedCountry(region) ? region : undefined;
}
