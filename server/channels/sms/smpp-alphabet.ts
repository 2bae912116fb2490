/** Text as the octets of a short message, and back: GSM 03.38, Latin alphabets, UCS-2. Knows no PDU. */
/// <reference path="./smpp-package.d.ts" />
import smpp from 'smpp';

/**
 * The GSM 7 bit default alphabet, in the order of its codes. Source: 3GPP TS 23.038 (GSM 03.38), 6.2.1.
 * Code 0x1b escapes to the extension table and stands for no character.
 */
const DEFAULT =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?' +
  '¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
const ESCAPE = 0x1b;

/** What follows an escape. Source: 3GPP TS 23.038, 6.2.1.1. */
const EXTENSION: Readonly<Record<number, string>> = {
  10: '\f',
  20: '^',
  40: '{',
  41: '}',
  47: '\\',
  60: '[',
  61: '~',
  62: ']',
  64: '|',
  101: '€',
};

/** What follows an escape in other languages, beside the above. Source: 3GPP TS 23.038, A.2.1 to A.2.3. */
const SINGLE_SHIFTS: Readonly<Record<number, Record<number, string>>> = {
  1: { 71: 'Ğ', 73: 'İ', 83: 'Ş', 99: 'ç', 103: 'ğ', 105: 'ı', 115: 'ş' },
  2: { 9: 'ç', 65: 'Á', 73: 'Í', 79: 'Ó', 85: 'Ú', 97: 'á', 105: 'í', 111: 'ó', 117: 'ú' },
  3: {
    ...{ 5: 'ê', 9: 'ç', 11: 'Ô', 12: 'ô', 14: 'Á', 15: 'á', 18: 'Φ', 19: 'Γ', 21: 'Ω', 22: 'Π', 23: 'Ψ' },
    ...{ 24: 'Σ', 25: 'Θ', 31: 'Ê', 65: 'À', 73: 'Í', 79: 'Ó', 85: 'Ú', 91: 'Ã', 92: 'Õ', 97: 'Â' },
    ...{ 105: 'í', 111: 'ó', 117: 'ú', 123: 'ã', 124: 'õ', 127: 'â' },
  },
};

/** By UTF-16 code unit: its septet, an escaped one plus 0x100, or 0xffff where the alphabet has none. */
const SEPTETS = new Uint16Array(0x10000).fill(0xffff);
for (let code = 0; code < DEFAULT.length; code++) {
  if (code !== ESCAPE) SEPTETS[DEFAULT.charCodeAt(code)] = code;
}
for (const [code, character] of Object.entries(EXTENSION)) {
  SEPTETS[character.charCodeAt(0)] = 0x100 + Number(code);
}

/** One septet an octet, those of the extension table in two; undefined if a character has none. */
export function toSeptets(text: string): Buffer | undefined {
  const septets = Buffer.allocUnsafe(text.length * 2);
  let length = 0;
  for (let index = 0; index < text.length; index++) {
    const code = SEPTETS[text.charCodeAt(index)] ?? 0xffff;
    if (code === 0xffff) return undefined;
    if (code >= 0x100) septets[length++] = ESCAPE;
    septets[length++] = code & 0x7f;
  }
  return septets.subarray(0, length);
}

/** `shift` as the message's header names it: the national language of its extension, or of its whole alphabet. */
export function fromSeptets(septets: Uint8Array, shift: { single?: number; locking?: number } = {}): string {
  if (shift.locking !== undefined) return smpp.gsmCoder.decode(septets, shift.locking);
  const national = SINGLE_SHIFTS[shift.single ?? 0] ?? {};
  let text = '';
  for (let index = 0; index < septets.length; index++) {
    const code = (septets[index] ?? 0) & 0x7f;
    if (code !== ESCAPE) {
      text += DEFAULT[code];
      continue;
    }
    const escaped = (septets[++index] ?? ESCAPE) & 0x7f;
    // A code the extension does not have is shown as the alphabet's own (23.038, note to 6.2.1.1).
    text += national[escaped] ?? EXTENSION[escaped] ?? (escaped === ESCAPE ? ' ' : DEFAULT[escaped]);
  }
  return text;
}

/**
 * Seven octets for eight septets. `fill` is the number of empty bits before the first, so that septets that follow a
 * header begin at a septet's border. Source: 3GPP TS 23.038, 6.1.2.1.
 */
export function pack(septets: Uint8Array, fill = 0): Buffer {
  if (septets.length === 0) return Buffer.alloc(0);
  const packed = Buffer.alloc(Math.ceil((septets.length * 7 + fill) / 8));
  for (let index = 0; index < septets.length; index++) {
    const bit = index * 7 + fill;
    const value = ((septets[index] ?? 0) & 0x7f) << (bit % 8);
    const at = bit >> 3;
    packed[at] = (packed[at] ?? 0) | (value & 0xff);
    if (value > 0xff) packed[at + 1] = value >> 8;
  }
  // Seven bits left over would read as "@": a carriage return fills them (6.1.2.3.1).
  if (packed.length * 8 - fill - septets.length * 7 === 7) {
    packed[packed.length - 1] = (packed[packed.length - 1] ?? 0) | (CARRIAGE_RETURN << 1);
  }
  return packed;
}

const CARRIAGE_RETURN = 0x0d;

/** The septets of packed octets; one that only fills up the last octet is left out. */
export function unpack(octets: Uint8Array, fill = 0): Buffer {
  const septets = Buffer.alloc(Math.max(0, Math.floor((octets.length * 8 - fill) / 7)));
  for (let index = 0; index < septets.length; index++) {
    const bit = index * 7 + fill;
    const pair = (octets[bit >> 3] ?? 0) | ((octets[(bit >> 3) + 1] ?? 0) << 8);
    septets[index] = (pair >> (bit % 8)) & 0x7f;
  }
  const left = (octets.length * 8 - fill) % 7;
  return left === 0 && septets.at(-1) === CARRIAGE_RETURN ? septets.subarray(0, -1) : septets;
}

/** Big-endian UTF-16, which is what phones send and show under the name of UCS-2. */
export function toUcs2(text: string): Buffer {
  return Buffer.from(text, 'utf16le').swap16();
}

export function fromUcs2(octets: Uint8Array): string {
  // Half a unit at the end is somebody else's mistake; the rest is still what they wrote.
  const whole = Buffer.from(octets.subarray(0, octets.length & ~1));
  return whole.swap16().toString('utf16le');
}

/** How a short message is written, as far as it can be read. */
export type Coding = 'gsm7' | 'ascii' | 'latin1' | 'iso-8859-5' | 'iso-8859-8' | 'ucs2';

/**
 * What SMPP's data_coding means; undefined for octets that are no text, and for codings phones do not send.
 * Source: SMPP 3.4, 5.2.19; the groups from 0x10 on are GSM's own (3GPP TS 23.038, 4).
 */
export function codingOf(dataCoding: number): Coding | undefined {
  if (dataCoding >= 0xf0) return (dataCoding & 0x04) === 0 ? 'gsm7' : undefined;
  if (dataCoding >= 0x10) {
    if ((dataCoding & 0xc0) !== 0) return undefined;
    return ({ 0: 'gsm7', 8: 'ucs2' } as const)[dataCoding & 0x0c];
  }
  return CODINGS[dataCoding];
}

const CODINGS: Readonly<Record<number, Coding>> = {
  0: 'gsm7',
  1: 'ascii',
  3: 'latin1',
  6: 'iso-8859-5',
  7: 'iso-8859-8',
  8: 'ucs2',
};

/** The text of octets in any coding but "gsm7". */
export function fromOctets(octets: Uint8Array, coding: Exclude<Coding, 'gsm7'>): string {
  switch (coding) {
    case 'ucs2':
      return fromUcs2(octets);
    case 'ascii':
      return Buffer.from(octets).toString('ascii');
    case 'latin1':
      return Buffer.from(octets).toString('latin1');
    default:
      return new TextDecoder(coding).decode(octets);
  }
}
