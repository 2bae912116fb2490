/** The alphabets of a short message. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countSegments } from '../../../../flows/sms/segments.ts';
import {
  codingOf,
  fromOctets,
  fromSeptets,
  fromUcs2,
  pack,
  toSeptets,
  toUcs2,
  unpack,
} from '../../../../server/channels/sms/smpp-alphabet.ts';

const BASIC =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
const gsmText = fc.array(fc.constantFrom(...BASIC, ...'\f^{}\\[~]|€')).map((all) => all.join(''));

describe('the GSM alphabet', () => {
  test.each([
    ['@', [0]],
    ['Hi é', [72, 105, 32, 5]],
    ['€', [0x1b, 0x65]],
    ['[]', [0x1b, 0x3c, 0x1b, 0x3e]],
    ['Ç', [9]],
  ])('%j has the codes of the standard', (text, codes) => {
    expect([...(toSeptets(text) ?? [])]).toEqual(codes);
  });

  test.each(['ç', 'ê', '’', '…', '😀', '\u001b', 'œ'])('%j is not in it', (text) => {
    expect(toSeptets(text)).toBeUndefined();
  });

  test('every text of it comes back as it was', () => {
    fc.assert(
      fc.property(gsmText, (text) => {
        expect(fromSeptets(toSeptets(text) ?? Buffer.alloc(0))).toBe(text);
      }),
    );
  });

  test('it takes as many septets as are counted, and fits exactly where the count says so', () => {
    fc.assert(
      fc.property(fc.oneof(gsmText, fc.string({ unit: 'grapheme' })), (text) => {
        const { encoding, units } = countSegments(text);
        expect(toSeptets(text)?.length).toBe(encoding === 'gsm7' ? units : undefined);
        if (encoding === 'ucs2') expect(toUcs2(text)).toHaveLength(units * 2);
      }),
    );
  });

  test('a code that the extension does not have is shown as the alphabet has it', () => {
    expect(fromSeptets(Buffer.from([0x1b, 0x41, 0x1b, 0x1b, 0x42, 0x1b]))).toBe('A B ');
  });

  test('national letters after an escape are read in the language the header names', () => {
    expect(fromSeptets(Buffer.from([0x1b, 0x69, 0x1b, 0x65]), { single: 2 })).toBe('í€');
    expect(fromSeptets(Buffer.from([0x1b, 0x73]), { single: 1 })).toBe('ş');
    expect(fromSeptets(Buffer.from([0x1b, 0x7b]), { single: 3 })).toBe('ã');
    expect(fromSeptets(Buffer.from([0x0b]), { locking: 1 })).toBe('Ğ');
  });
});

describe('packed septets', () => {
  test('"Hello" is packed as documented', () => {
    // ozeki-sms-gateway.com/p_33-how-to-put-data-into-the-smpp-sm-field.html
    expect(pack(toSeptets('Hello') ?? Buffer.alloc(0)).toString('hex')).toBe('c8329bfd06');
  });

  test('eight septets take seven octets, and 160 take 140', () => {
    expect(pack(Buffer.alloc(8, 1))).toHaveLength(7);
    expect(pack(Buffer.alloc(160, 1))).toHaveLength(140);
    expect(pack(Buffer.alloc(153, 1), 1)).toHaveLength(134);
  });

  test('they come back as they were, with and without empty bits before them', () => {
    // A carriage return at the very end cannot be told from filling, as the standard says.
    const text = gsmText.filter((one) => !one.endsWith('\r'));
    fc.assert(
      fc.property(text, fc.integer({ min: 0, max: 6 }), (one, fill) => {
        const septets = toSeptets(one) ?? Buffer.alloc(0);
        expect(fromSeptets(unpack(pack(septets, fill), fill))).toBe(one);
      }),
    );
  });
});

describe('UCS-2', () => {
  test('it is big-endian, and a pair of surrogates stays one', () => {
    expect(toUcs2('A😀').toString('hex')).toBe('0041d83dde00');
    expect(fromUcs2(Buffer.from('0041d83dde00', 'hex'))).toBe('A😀');
  });

  test('half a unit at the end is left out', () => {
    expect(fromUcs2(Buffer.from('004100', 'hex'))).toBe('A');
  });

  test('reading it leaves the octets as they were', () => {
    const octets = Buffer.from('00410042', 'hex');
    fromUcs2(octets);
    expect(octets.toString('hex')).toBe('00410042');
  });
});

describe('data_coding', () => {
  test.each([
    [0x00, 'gsm7'],
    [0x01, 'ascii'],
    [0x03, 'latin1'],
    [0x08, 'ucs2'],
    [0x10, 'gsm7'],
    [0x18, 'ucs2'],
    [0xf0, 'gsm7'],
    [0x02, undefined],
    [0x04, undefined],
    [0xf4, undefined],
    [0x0e, undefined],
    [0x80, undefined],
  ])('%i is %s', (dataCoding, coding) => {
    expect(codingOf(dataCoding)).toBe(coding);
  });

  test('"@" and "_" in ASCII are not read as GSM', () => {
    expect(fromOctets(Buffer.from('a@b_c'), 'ascii')).toBe('a@b_c');
    expect(fromOctets(Buffer.from([0xe7, 0xea]), 'latin1')).toBe('çê');
    expect(fromOctets(Buffer.from([0xbf]), 'iso-8859-5')).toBe('П');
  });
});
