/** What a deliver_sm says: its header, its part of a longer text, its words; pure, and knows no connection. */
import { type Coding, codingOf, fromOctets, fromSeptets, unpack } from './smpp-alphabet.ts';
import type { PduBody } from './smpp-pdu.ts';

/** The words of one part, not yet decoded: a character may stand in two parts. */
export interface Words {
  coding: Coding;
  /** Septets, one an octet, if the coding is "gsm7". */
  octets: Uint8Array;
  single?: number;
  locking?: number;
}

export interface SmppText {
  words: Words;
  /** If it is one of several: what its parts share, how many there are, and which it is, from 1. */
  part?: { reference: string; total: number; number: number };
}

/** Undefined if it is no text, or its header cannot be read. */
export function readText(body: PduBody, gsm7: 'packed' | 'unpacked'): SmppText | undefined {
  const coding = codingOf(body.data_coding ?? 0);
  const all = body.short_message?.length ? body.short_message : (body.message_payload ?? Buffer.alloc(0));
  const header = (body.esm_class ?? 0) & HAS_HEADER ? readHeader(all) : NO_HEADER;
  if (!coding || !header) return undefined;
  const octets = all.subarray(header.bytes);
  // Packed septets begin at a septet's border behind the header.
  const fill = (7 - ((header.bytes * 8) % 7)) % 7;
  const part = header.part ?? sarPart(body);
  return {
    words: {
      coding,
      octets: coding === 'gsm7' && gsm7 === 'packed' ? unpack(octets, fill) : octets,
      ...(header.single === undefined ? {} : { single: header.single }),
      ...(header.locking === undefined ? {} : { locking: header.locking }),
    },
    ...(part && part.total > 1 && part.number >= 1 && part.number <= part.total ? { part } : {}),
  };
}

/** The text of all parts; "…" stands for each that is missing. Neighbours of one alphabet are read as one. */
export function joinWords(parts: readonly (Words | undefined)[]): string {
  let text = '';
  let run: Words | undefined;
  const end = () => {
    if (run) text += decode(run);
    run = undefined;
  };
  for (const part of parts) {
    if (run && part && sameAlphabet(run, part)) {
      run = { ...run, octets: Buffer.concat([run.octets, part.octets]) };
      continue;
    }
    end();
    run = part;
    if (!part) text += '…';
  }
  end();
  return text;
}

const HAS_HEADER = 0x40;

function decode({ coding, octets, single, locking }: Words): string {
  if (coding !== 'gsm7') return fromOctets(octets, coding);
  return fromSeptets(octets, {
    ...(single === undefined ? {} : { single }),
    ...(locking === undefined ? {} : { locking }),
  });
}

function sameAlphabet(one: Words, other: Words): boolean {
  return one.coding === other.coding && one.single === other.single && one.locking === other.locking;
}

interface Header {
  /** Its length with its own first octet. */
  bytes: number;
  part?: { reference: string; total: number; number: number };
  single?: number;
  locking?: number;
}
const NO_HEADER: Header = { bytes: 0 };

/** Information elements. Source: 3GPP TS 23.040, 9.2.3.24. */
const JOINED_8 = 0x00;
const JOINED_16 = 0x08;
const SINGLE_SHIFT = 0x24;
const LOCKING_SHIFT = 0x25;

function readHeader(octets: Buffer): Header | undefined {
  const bytes = (octets[0] ?? 0) + 1;
  if (bytes > octets.length) return undefined;
  const header: Header = { bytes };
  for (let at = 1; at + 2 <= bytes; ) {
    const element = octets[at];
    const value = octets.subarray(at + 2, Math.min(at + 2 + (octets[at + 1] ?? 0), bytes));
    at += 2 + (octets[at + 1] ?? 0);
    const [a = 0, b = 0, c = 0, d = 0] = value;
    if (element === JOINED_8 && value.length === 3) {
      header.part = { reference: `8:${a}`, total: b, number: c };
    } else if (element === JOINED_16 && value.length === 4) {
      header.part = { reference: `16:${a * 256 + b}`, total: c, number: d };
    } else if (element === SINGLE_SHIFT && value.length === 1) header.single = a;
    else if (element === LOCKING_SHIFT && value.length === 1) header.locking = a;
  }
  return header;
}

function sarPart({ sar_msg_ref_num, sar_total_segments, sar_segment_seqnum }: PduBody): SmppText['part'] {
  if (sar_msg_ref_num === undefined || sar_total_segments === undefined || sar_segment_seqnum === undefined) {
    return undefined;
  }
  return { reference: `sar:${sar_msg_ref_num}`, total: sar_total_segments, number: sar_segment_seqnum };
}
