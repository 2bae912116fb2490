/**
 * How many parts an SMS takes on the air; counted letter by letter, apart from Carillon's own counting, so that each can
 * find the other wrong. Source: 3GPP TS 23.038, 6.2.1 (default alphabet and its extension), and TS 23.040, 9.2.3.24.1.
 */

export interface SmsCount {
  encoding: 'gsm7' | 'ucs2';
  segments: number;
}

const ALPHABET = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?' +
    '¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
/** Each goes as an escape and a letter. */
const EXTENSION = new Set('\f^{}\\[~]|€');

/** Letters that fit a part: alone, and beside the six bytes that join parts. */
const ROOM = { gsm7: { alone: 160, joined: 153 }, ucs2: { alone: 70, joined: 67 } } as const;

export function countSms(text: string): SmsCount {
  const letters = [...text];
  const plain = letters.every((letter) => ALPHABET.has(letter) || EXTENSION.has(letter));
  const encoding = plain ? 'gsm7' : 'ucs2';
  // In UCS-2 a letter beyond the first plane is two units; an escape and its letter, or two such units, stay together.
  const widths = letters.map((letter) => (plain ? (EXTENSION.has(letter) ? 2 : 1) : letter.length));
  const { alone, joined } = ROOM[encoding];
  if (widths.reduce((total, width) => total + width, 0) <= alone) return { encoding, segments: 1 };
  let segments = 1;
  let filled = 0;
  for (const width of widths) {
    if (filled + width > joined) {
      segments += 1;
      filled = 0;
    }
    filled += width;
  }
  return { encoding, segments };
}
