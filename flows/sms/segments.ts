/**
 * How many parts an SMS takes, and where it is cut; knows the two encodings, not what a text means.
 *
 * Source: 3GPP TS 23.038 (the GSM 7 bit default alphabet and its extension table) and TS 23.040 (concatenation). A
 * part holds 140 octets: 160 septets or 70 UTF-16 units; six octets of them, a header, where there are several.
 */

export interface Segments {
  /** One character outside of the GSM alphabet makes the whole text UCS-2. */
  encoding: 'gsm7' | 'ucs2';
  /** Septets, or UTF-16 units. */
  units: number;
  /** 0 for the empty text. */
  segments: number;
  /** Units that fit in each part. */
  perSegment: number;
  /** Units that still fit before there is another part. */
  left: number;
}

const ALPHABET =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?' +
  '¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
/** Reached by an escape, so each takes two septets. */
const EXTENSION = '\f^{}\\[~]|€';

const SINGLE = { gsm7: 160, ucs2: 70 } as const;
const JOINED = { gsm7: 153, ucs2: 67 } as const;

/** Septets by UTF-16 unit; 0 is what the GSM alphabet does not have. */
const septets = new Uint8Array(0x10000);
for (const character of ALPHABET) septets[character.charCodeAt(0)] = 1;
for (const character of EXTENSION) septets[character.charCodeAt(0)] = 2;

/** Septets that one UTF-16 unit takes: 1, 2, or 0 where it forces UCS-2. */
export function septetsOf(unit: number): number {
  return septets[unit] ?? 0;
}

/** Counts a text as networks do. An escape pair and a surrogate pair stay together, so a part may be a unit short. */
export function countSegments(text: string): Segments {
  const { length } = text;
  let units = 0;
  for (let at = 0; at < length; at++) {
    const cost = septets[text.charCodeAt(at)] ?? 0;
    if (cost === 0) return count(text, 'ucs2', length);
    units += cost;
  }
  return count(text, 'gsm7', units);
}

/** The parts as they are cut: together the text. One part where it fits into one, none of the empty text. */
export function partsOf(text: string): string[] {
  const { encoding, segments, perSegment } = countSegments(text);
  if (segments === 0) return [];
  if (segments === 1) return [text];
  const parts: string[] = [];
  let from = 0;
  walk(text, encoding, perSegment, (at) => {
    parts.push(text.slice(from, at));
    from = at;
  });
  parts.push(text.slice(from));
  return parts;
}

function count(text: string, encoding: Segments['encoding'], units: number): Segments {
  const single = SINGLE[encoding];
  if (units <= single) {
    return { encoding, units, segments: units === 0 ? 0 : 1, perSegment: single, left: single - units };
  }
  const perSegment = JOINED[encoding];
  // Nothing that must stay together: every part but the last is full.
  if (encoding === 'gsm7' && units === text.length) {
    const parts = Math.ceil(units / perSegment);
    return { encoding, units, segments: parts, perSegment, left: parts * perSegment - units };
  }
  let segments = 1;
  const filled = walk(text, encoding, perSegment, () => {
    segments++;
  });
  return { encoding, units, segments, perSegment, left: perSegment - filled };
}

/** Fills part after part, calls `cut` with where each new one begins, and returns how full the last one is. */
function walk(
  text: string,
  encoding: Segments['encoding'],
  perSegment: number,
  cut: (at: number) => void,
): number {
  const { length } = text;
  let filled = 0;
  for (let at = 0; at < length; at++) {
    const unit = text.charCodeAt(at);
    const pair = encoding === 'ucs2' && isHigh(unit) && isLow(text.charCodeAt(at + 1));
    const cost = encoding === 'gsm7' ? septetsOf(unit) : pair ? 2 : 1;
    if (filled + cost > perSegment) {
      cut(at);
      filled = 0;
    }
    filled += cost;
    if (pair) at++;
  }
  return filled;
}

function isHigh(unit: number): boolean {
  return (unit & 0xfc00) === 0xd800;
}

/** False for NaN, which is what lies behind the end of a text. */
function isLow(unit: number): boolean {
  return (unit & 0xfc00) === 0xdc00;
}
