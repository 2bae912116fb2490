import fc from 'fast-check';
import { SegmentedMessage } from 'sms-segments-calculator';
import { describe, expect, test } from 'vitest';
import { countSegments, partsOf } from '../../../flows/sms/segments.ts';

const euros = (count: number) => '€'.repeat(count);

describe('what a text costs', () => {
  test.each([
    ['', 'gsm7', 0, 0, 160],
    ['a', 'gsm7', 1, 1, 159],
    ['x'.repeat(160), 'gsm7', 160, 1, 0],
    ['x'.repeat(161), 'gsm7', 161, 2, 145],
    ['x'.repeat(306), 'gsm7', 306, 2, 0],
    ['x'.repeat(307), 'gsm7', 307, 3, 152],
    [euros(80), 'gsm7', 160, 1, 0],
    [euros(81), 'gsm7', 162, 2, 143],
    ['ê', 'ucs2', 1, 1, 69],
    ['ê'.repeat(70), 'ucs2', 70, 1, 0],
    ['ê'.repeat(71), 'ucs2', 71, 2, 63],
    ['ê'.repeat(134), 'ucs2', 134, 2, 0],
    ['ê'.repeat(135), 'ucs2', 135, 3, 66],
    ['😀'.repeat(35), 'ucs2', 70, 1, 0],
  ] as const)(
    '[X1] %#: the encoding, the units, the parts and what is left',
    (text, encoding, units, segments, left) => {
      expect(countSegments(text)).toMatchObject({ encoding, units, segments, left });
    },
  );

  test('[X1] national characters of the alphabet are one septet, those of the extension table two', () => {
    expect(countSegments('@£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ¤¡ÄÖÑÜ§¿äöñüà\n\r')).toMatchObject({
      encoding: 'gsm7',
      units: 44,
    });
    expect(countSegments('^{}\\[~]|€\f')).toMatchObject({ encoding: 'gsm7', units: 20 });
    for (const outside of ['ç', 'ê', 'À', '’', '«', '\u00a0', '\t', '`', '\u001b', '\u0000']) {
      expect(countSegments(outside).encoding, outside).toBe('ucs2');
    }
  });
});

describe('where a text is cut', () => {
  test('[X2] an escape pair is never split: a part may be a septet short', () => {
    // 153 is odd: a 77th euro does not fit into the first part.
    const parts = partsOf(euros(100));
    expect(parts.map((part) => part.length)).toEqual([76, 24]);
    expect(countSegments(`${'x'.repeat(152)}€${'x'.repeat(151)}`)).toMatchObject({ units: 305, segments: 2 });
    expect(countSegments(`${'x'.repeat(152)}€${'x'.repeat(152)}`)).toMatchObject({ units: 306, segments: 3 });
  });

  test('[X2] a surrogate pair is never split', () => {
    const parts = partsOf(`${'ê'.repeat(66)}${'😀'.repeat(3)}`);
    expect(parts.map((part) => part.length)).toEqual([66, 6]);
    expect(parts.every((part) => part.isWellFormed())).toBe(true);
  });

  test('[X2] the parts are the text, each within its size, and as many as were counted', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const { segments, perSegment, encoding } = countSegments(text);
        const parts = partsOf(text);
        expect(parts.join('')).toBe(text);
        expect(parts).toHaveLength(segments);
        for (const part of parts) {
          const alone = encoding === 'gsm7' ? countSegments(part).units : part.length;
          expect(alone).toBeLessThanOrEqual(perSegment);
          if (text.isWellFormed()) expect(part.isWellFormed()).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('[X1] what is left is just what still fits', () => {
    fc.assert(
      fc.property(gsmText, (text) => {
        const { left, segments } = countSegments(text);
        const full = countSegments(text + 'x'.repeat(left));
        expect(full.left).toBe(0);
        expect(full.segments).toBe(Math.max(segments, 1));
      }),
    );
  });
});

const GSM = [
  ...'@£$¥èéùìòÇ\nØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCXYZÄÖÑÜ§¿abcxyzäöñüà',
  ...'^{}\\[~]|€',
];
const OTHERS = [...'çêÀ’«»–…•œ\u00a0\u202f漢字кириллица', '😀', '🎉', '🚗'];
const gsmText = fc.array(fc.constantFrom(...GSM), { maxLength: 700 }).map((list) => list.join(''));
const plainText = fc
  .array(fc.constantFrom(...GSM, ...OTHERS), { maxLength: 500 })
  .map((list) => list.join(''));
const anyText = fc.oneof(
  gsmText,
  plainText,
  fc.string({ unit: 'binary', maxLength: 400 }),
  fc.string({ unit: 'grapheme', maxLength: 400 }),
  fc.array(fc.constantFrom('\ud83d', '\ude00', 'a', '€'), { maxLength: 300 }).map((list) => list.join('')),
);

/** Twilio's calculator. It keeps a whole grapheme in one part, where networks keep only a pair of surrogates. */
const theirs = (text: string) => {
  const { encodingName, segmentsCount } = new SegmentedMessage(text);
  return { encoding: encodingName === 'GSM-7' ? 'gsm7' : 'ucs2', segments: segmentsCount };
};

describe('beside the calculator of a provider', () => {
  test('[X1] both know the same alphabet, character by character', () => {
    const differing: string[] = [];
    for (let unit = 0; unit < 0x10000; unit++) {
      if (unit >= 0xd800 && unit <= 0xdfff) continue;
      const character = String.fromCharCode(unit);
      if (theirs(character).encoding !== countSegments(character).encoding) differing.push(character);
    }
    expect(differing).toEqual([]);
  });

  test('[X1] [X2] both find the same encoding and the same number of parts where a grapheme is one character', () => {
    fc.assert(
      fc.property(fc.oneof(gsmText, plainText), (text) => {
        fc.pre(text !== '');
        const { encoding, segments } = countSegments(text);
        expect({ encoding, segments }).toEqual(theirs(text));
      }),
      { numRuns: 400 },
    );
  });

  test('where graphemes are longer, theirs may need more parts, never fewer', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 300 }), (text) => {
        const { encoding, segments } = countSegments(text);
        expect(theirs(text).encoding).toBe(encoding);
        expect(theirs(text).segments).toBeGreaterThanOrEqual(segments);
      }),
      { numRuns: 300 },
    );
  });
});
