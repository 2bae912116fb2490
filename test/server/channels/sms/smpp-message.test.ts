/** An SMS as submits. */
import { describe, expect, test } from 'vitest';
import type { Sms } from '../../../../server/channels/sms/provider.ts';
import { fromSeptets, fromUcs2, unpack } from '../../../../server/channels/sms/smpp-alphabet.ts';
import { toSubmits } from '../../../../server/channels/sms/smpp-message.ts';
import { smppSettingsSchema } from '../../../../server/channels/sms/smpp-settings.ts';

function submits(sms: Partial<Sms>, settings: object = {}) {
  const whole: Sms = {
    id: 'x',
    to: '+33612345678',
    sender: '+33644630000',
    text: 'Hi',
    encoding: 'gsm7',
    ...sms,
  };
  return toSubmits(whole, smppSettingsSchema.parse({ host: 'h', systemId: 's', ...settings }), 0xab);
}

describe('one part', () => {
  test('a GSM text goes as septets, one an octet', () => {
    const [body] = submits({ text: 'Prix : 5 €' });
    expect(body).toMatchObject({ data_coding: 0, registered_delivery: 1, destination_addr: '33612345678' });
    expect(fromSeptets(body?.short_message ?? Buffer.alloc(0))).toBe('Prix : 5 €');
    expect(body?.short_message).toHaveLength(11);
    expect(body?.esm_class).toBeUndefined();
  });

  test('packed where the centre wants it', () => {
    expect(submits({ text: 'Hello' }, { gsm7: 'packed' })[0]?.short_message?.toString('hex')).toBe(
      'c8329bfd06',
    );
  });

  test('any other text goes as UCS-2', () => {
    const [body] = submits({ text: 'Ça va ? 😀' });
    expect(body?.data_coding).toBe(8);
    expect(fromUcs2(body?.short_message ?? Buffer.alloc(0))).toBe('Ça va ? 😀');
  });

  test.each([
    ['+33644630000', 1, 1, '33644630000'],
    ['36111', 3, 0, '36111'],
    ['Carillon', 5, 0, 'Carillon'],
  ])('the sender %s has type %i and plan %i', (sender, source_addr_ton, source_addr_npi, source_addr) => {
    expect(submits({ sender })[0]).toMatchObject({
      source_addr_ton,
      source_addr_npi,
      source_addr,
      dest_addr_ton: 1,
      dest_addr_npi: 1,
    });
  });

  test('the settings decide where they say so', () => {
    const settings = { sourceTon: 0, sourceNpi: 0, destTon: 2, destNpi: 8 };
    expect(submits({ sender: '36111' }, settings)[0]).toMatchObject({
      source_addr_ton: 0,
      source_addr_npi: 0,
      dest_addr_ton: 2,
      dest_addr_npi: 8,
    });
  });

  test.each([
    [30, '000000000030000R'],
    [3_661, '000000010101000R'],
    [86_400, '000001000000000R'],
    [10_000_000, '000030000000000R'],
    [0.2, '000000000001000R'],
  ])('a validity of %d seconds is written %s', (validity, period) => {
    expect(submits({ validity })[0]?.validity_period).toBe(period);
  });

  test('without a validity the centre decides', () => {
    expect(submits({})[0]?.validity_period).toBeUndefined();
  });
});

describe('several parts', () => {
  const long = `${'a'.repeat(152)}€${'b'.repeat(10)}`;

  test('they are cut so that no pair is split, and carry the same reference', () => {
    const all = submits({ text: long });
    expect(all.map(({ short_message }) => short_message?.subarray(0, 6).toString('hex'))).toEqual([
      '050003ab0201',
      '050003ab0202',
    ]);
    expect(all.map(({ esm_class }) => esm_class)).toEqual([0x40, 0x40]);
    const texts = all.map(({ short_message }) => fromSeptets(short_message?.subarray(6) ?? Buffer.alloc(0)));
    expect(texts).toEqual(['a'.repeat(152), `€${'b'.repeat(10)}`]);
  });

  test('packed septets begin at a border behind the header, and fill 140 octets at most', () => {
    const [first, second] = submits({ text: 'x'.repeat(160) + 'y'.repeat(100) }, { gsm7: 'packed' });
    expect(first?.short_message).toHaveLength(140);
    const read = (octets: Buffer = Buffer.alloc(0)) => fromSeptets(unpack(octets.subarray(6), 1));
    expect(read(first?.short_message) + read(second?.short_message)).toBe('x'.repeat(160) + 'y'.repeat(100));
  });

  test('one character that is not GSM makes all of them UCS-2', () => {
    const text = `${'a'.repeat(100)}ê`;
    const all = submits({ text });
    expect(all.map(({ data_coding }) => data_coding)).toEqual([8, 8]);
    expect(
      all.map(({ short_message }) => fromUcs2(short_message?.subarray(6) ?? Buffer.alloc(0))).join(''),
    ).toBe(text);
    expect(Math.max(...all.map(({ short_message }) => short_message?.length ?? 0))).toBe(140);
  });

  test('or the parameters of SMPP join them', () => {
    const all = submits({ text: long }, { longMessages: 'sar' });
    expect(
      all.map(({ sar_msg_ref_num, sar_total_segments, sar_segment_seqnum }) => [
        sar_msg_ref_num,
        sar_total_segments,
        sar_segment_seqnum,
      ]),
    ).toEqual([
      [0xab, 2, 1],
      [0xab, 2, 2],
    ]);
    expect(all.map(({ esm_class }) => esm_class)).toEqual([undefined, undefined]);
  });

  test('or the centre cuts the text itself', () => {
    const all = submits({ text: long }, { longMessages: 'payload' });
    expect(all).toHaveLength(1);
    expect(all[0]?.short_message).toHaveLength(0);
    expect(fromSeptets(all[0]?.message_payload ?? Buffer.alloc(0))).toBe(long);
  });
});
