/** SMPP's units in octets. */
import fc from 'fast-check';
import smpp from 'smpp';
import { describe, expect, test } from 'vitest';
import { createFramer, fromOctets, isResponse, toOctets } from '../../../../server/channels/sms/smpp-pdu.ts';

const DELIVER = {
  source_addr_ton: 1,
  source_addr_npi: 1,
  source_addr: '33612345678',
  destination_addr: '36111',
  esm_class: 0,
  data_coding: 8,
  short_message: Buffer.from('0041', 'hex'),
};

function packed(command: string, fields: Record<string, unknown>): Buffer {
  return new smpp.PDU(command, { sequence_number: 7, ...fields }).toBuffer();
}

describe('a unit', () => {
  test('what the package writes is read field by field, and octets stay octets', () => {
    const pdu = fromOctets(
      packed('deliver_sm', { ...DELIVER, receipted_message_id: 'ab12', message_state: 2 }),
    );
    expect(pdu).toMatchObject({ command: 'deliver_sm', status: 0, sequence: 7, body: DELIVER });
    expect(pdu.body).toMatchObject({ receipted_message_id: 'ab12', message_state: 2 });
    expect(pdu.broken).toBeUndefined();
  });

  test('what is written here is read as it was meant', () => {
    const read = fromOctets(toOctets('submit_sm_resp', 9, 0, { message_id: 'x1' }));
    expect(read).toMatchObject({ command: 'submit_sm_resp', sequence: 9, body: { message_id: 'x1' } });
    expect(isResponse(read.id)).toBe(true);
  });

  test('a response that failed needs no body', () => {
    expect(fromOctets(toOctets('submit_sm_resp', 9, 0x58))).toMatchObject({ status: 0x58, body: {} });
    expect(fromOctets(toOctets('submit_sm_resp', 9, 0x58)).broken).toBeUndefined();
  });

  test('a parameter without its closing zero ends where it says', () => {
    const octets = packed('deliver_sm', { ...DELIVER, message_state: 2 });
    const id = Buffer.from([0x00, 0x1e, 0x00, 0x02, 0x61, 0x62]);
    const state = Buffer.from([0x04, 0x27, 0x00, 0x01, 0x02]);
    const bare = octets.subarray(0, octets.length - state.length);
    const pdu = fromOctets(Buffer.concat([bare, id, state]));
    expect(pdu.body).toMatchObject({ receipted_message_id: 'ab', message_state: 2 });
  });

  test('unknown parameters and a few octets too many are passed over', () => {
    const octets = packed('deliver_sm', DELIVER);
    const pdu = fromOctets(Buffer.concat([octets, Buffer.from([0x14, 0x00, 0x00, 0x01, 0x41, 0x00])]));
    expect(pdu.broken).toBeUndefined();
    expect(pdu.body.source_addr).toBe('33612345678');
  });

  test.each([
    ['a body that ends too early', (octets: Buffer) => octets.subarray(0, 24)],
    ['a message shorter than it says', (octets: Buffer) => octets.subarray(0, octets.length - 1)],
    [
      'a parameter longer than the unit',
      (octets: Buffer) => Buffer.concat([octets, Buffer.from([0x04, 0x24, 0xff, 0xff, 0x00])]),
    ],
  ])('%s makes it broken, with its head still read', (_, spoil) => {
    expect(fromOctets(spoil(packed('deliver_sm', DELIVER)))).toMatchObject({
      command: 'deliver_sm',
      sequence: 7,
      broken: true,
      body: {},
    });
  });

  test('a command that is not known keeps its number', () => {
    const octets = Buffer.from('00000010000001110000000000000003', 'hex');
    expect(fromOctets(octets)).toMatchObject({ command: 'unknown', id: 0x111, sequence: 3 });
  });

  test('no octets make it throw', () => {
    const ids = fc.constantFrom(0x5, 0x103, 0x80000004, 0x80000009, 0x80000000, 0x15, 0xffffffff);
    fc.assert(
      fc.property(ids, fc.uint8Array({ maxLength: 80 }), (id, body) => {
        const octets = Buffer.concat([Buffer.alloc(16), body]);
        octets.writeUInt32BE(octets.length, 0);
        octets.writeUInt32BE(id, 4);
        expect(fromOctets(octets).id).toBe(id);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('the stream', () => {
  test('units come out whole however the stream is cut', () => {
    const units = [
      packed('deliver_sm', DELIVER),
      packed('enquire_link', {}),
      packed('deliver_sm', { ...DELIVER, short_message: Buffer.alloc(254, 1) }),
    ];
    const stream = Buffer.concat(units);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: stream.length }), { maxLength: 40 }), (cuts) => {
        const framer = createFramer();
        const at = [0, ...cuts.sort((a, b) => a - b), stream.length];
        const out: Buffer[] = [];
        for (let index = 1; index < at.length; index++) {
          const whole = framer.push(stream.subarray(at[index - 1], at[index]));
          if (whole === 'lost') throw new Error('lost');
          out.push(...whole);
        }
        expect(out.map((one) => one.toString('hex'))).toEqual(units.map((one) => one.toString('hex')));
      }),
    );
  });

  test.each([0, 15, 0x7fffffff])('a length of %i cannot be true', (length) => {
    const head = Buffer.alloc(16);
    head.writeUInt32BE(length, 0);
    expect(createFramer().push(head)).toBe('lost');
  });
});
