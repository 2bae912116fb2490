/** SMPP's protocol data units as typed values and as octets; knows their layout, and no connection. */
/// <reference path="./smpp-package.d.ts" />
import smpp from 'smpp';

/** The fields that are read or written here. Octets stay octets: what they mean is decided elsewhere. */
export interface PduBody {
  system_id?: string;
  password?: string;
  system_type?: string;
  interface_version?: number;
  message_id?: string;
  service_type?: string;
  source_addr_ton?: number;
  source_addr_npi?: number;
  source_addr?: string;
  dest_addr_ton?: number;
  dest_addr_npi?: number;
  destination_addr?: string;
  esm_class?: number;
  protocol_id?: number;
  priority_flag?: number;
  schedule_delivery_time?: string;
  validity_period?: string;
  registered_delivery?: number;
  replace_if_present_flag?: number;
  data_coding?: number;
  sm_default_msg_id?: number;
  short_message?: Buffer;
  message_payload?: Buffer;
  receipted_message_id?: string;
  message_state?: number;
  network_error_code?: Buffer;
  user_message_reference?: number;
  sar_msg_ref_num?: number;
  sar_total_segments?: number;
  sar_segment_seqnum?: number;
}

export interface Pdu {
  /** As in the specification: "deliver_sm"; "unknown" for one that is not read here. */
  command: string;
  id: number;
  status: number;
  sequence: number;
  body: PduBody;
  /** The body does not keep to its layout, and is empty here. */
  broken?: true;
}

/** The unit in its octets. */
export function toOctets(command: string, sequence: number, status: number, body: PduBody = {}): Buffer {
  return new smpp.PDU(command, { ...body, sequence_number: sequence, command_status: status }).toBuffer();
}

/**
 * Reads one whole unit; never throws. The package's own reader is not used: it makes text of octets by a guess and
 * forgets them, reads a parameter without its closing zero on into the next, and takes half a body for a whole one.
 */
export function fromOctets(octets: Buffer): Pdu {
  const id = octets.readUInt32BE(4);
  const head = { id, status: octets.readUInt32BE(8), sequence: octets.readUInt32BE(12) };
  const layout = LAYOUTS[id];
  if (!layout) return { command: 'unknown', ...head, body: {} };
  const body = readBody(octets.subarray(HEAD_BYTES), layout.fields);
  return body
    ? { command: layout.command, ...head, body }
    : { command: layout.command, ...head, body: {}, broken: true };
}

export const HEAD_BYTES = 16;
/** Longer ones are not believed: a message_payload, the longest there is, has 64 kB at most. */
const LONGEST_BYTES = 72 * 1024;
/** The first bit of a command's id marks a response. */
export const isResponse = (id: number) => id >= 0x80000000;

type FieldOf<T> = { [K in keyof PduBody]-?: NonNullable<PduBody[K]> extends T ? K : never }[keyof PduBody];
type Field = ['string', FieldOf<string>] | ['int8', FieldOf<number>] | ['octets', FieldOf<Buffer>];

/** Source: SMPP 3.4, 4.1 to 4.11, and the ids in 5.1.2.1. */
const MESSAGE: Field[] = [
  ['string', 'service_type'],
  ['int8', 'source_addr_ton'],
  ['int8', 'source_addr_npi'],
  ['string', 'source_addr'],
  ['int8', 'dest_addr_ton'],
  ['int8', 'dest_addr_npi'],
  ['string', 'destination_addr'],
  ['int8', 'esm_class'],
];
const DELIVER: Field[] = [
  ...MESSAGE,
  ['int8', 'protocol_id'],
  ['int8', 'priority_flag'],
  ['string', 'schedule_delivery_time'],
  ['string', 'validity_period'],
  ['int8', 'registered_delivery'],
  ['int8', 'replace_if_present_flag'],
  ['int8', 'data_coding'],
  ['int8', 'sm_default_msg_id'],
  ['octets', 'short_message'],
];
const DATA: Field[] = [...MESSAGE, ['int8', 'registered_delivery'], ['int8', 'data_coding']];
const LAYOUTS: Readonly<Record<number, { command: string; fields: Field[] }>> = {
  2147483648: { command: 'generic_nack', fields: [] },
  2147483649: { command: 'bind_receiver_resp', fields: [['string', 'system_id']] },
  2147483650: { command: 'bind_transmitter_resp', fields: [['string', 'system_id']] },
  2147483652: { command: 'submit_sm_resp', fields: [['string', 'message_id']] },
  5: { command: 'deliver_sm', fields: DELIVER },
  6: { command: 'unbind', fields: [] },
  2147483654: { command: 'unbind_resp', fields: [] },
  2147483657: { command: 'bind_transceiver_resp', fields: [['string', 'system_id']] },
  11: { command: 'outbind', fields: [] },
  21: { command: 'enquire_link', fields: [] },
  2147483669: { command: 'enquire_link_resp', fields: [] },
  258: { command: 'alert_notification', fields: [] },
  259: { command: 'data_sm', fields: DATA },
};

/** Optional parameters by their tag. Source: SMPP 3.4, 5.3.2. */
const PARAMETERS: Readonly<Record<number, Field | ['int16', FieldOf<number>]>> = {
  30: ['string', 'receipted_message_id'],
  516: ['int16', 'user_message_reference'],
  524: ['int16', 'sar_msg_ref_num'],
  526: ['int8', 'sar_total_segments'],
  527: ['int8', 'sar_segment_seqnum'],
  1059: ['octets', 'network_error_code'],
  1060: ['octets', 'message_payload'],
  1063: ['int8', 'message_state'],
};

/** Undefined if it ends too early. A response that failed may have no body at all. */
function readBody(octets: Buffer, fields: Field[]): PduBody | undefined {
  const body: PduBody = {};
  let at = 0;
  if (octets.length === 0 && fields.length <= 1) return body;
  for (const [type, name] of fields) {
    if (at >= octets.length) return undefined;
    if (type === 'string') {
      const end = octets.indexOf(0, at);
      if (end < 0) return undefined;
      body[name] = octets.toString('latin1', at, end);
      at = end + 1;
    } else if (type === 'int8') {
      body[name] = octets.readUInt8(at++);
    } else {
      const length = octets.readUInt8(at++);
      if (at + length > octets.length) return undefined;
      body[name] = octets.subarray(at, at + length);
      at += length;
    }
  }
  if (fields.length === 0) return body;
  while (at < octets.length) {
    // A few octets too many at the end are no parameter.
    if (at + 4 > octets.length) break;
    const parameter = PARAMETERS[octets.readUInt16BE(at)];
    const value = octets.subarray(at + 4, at + 4 + octets.readUInt16BE(at + 2));
    at += 4 + octets.readUInt16BE(at + 2);
    if (at > octets.length) return undefined;
    if (!parameter) continue;
    const [type, name] = parameter;
    if (type === 'octets') body[name] = value;
    else if (type === 'string') body[name] = value.toString('latin1').replace(/\0.*$/s, '');
    else if (value.length === (type === 'int8' ? 1 : 2)) body[name] = value.readUIntBE(0, value.length);
  }
  return body;
}

/**
 * Cuts what a socket receives into whole units. `push` answers with those that are complete, or "lost" where a length
 * cannot be true: nothing that follows can be read then.
 */
export function createFramer(): { push(chunk: Buffer): Buffer[] | 'lost' } {
  let chunks: Buffer[] = [];
  let held = 0;
  let wanted = HEAD_BYTES;

  return {
    push(chunk) {
      chunks.push(chunk);
      held += chunk.length;
      if (held < wanted) return [];
      let rest = chunks.length === 1 ? chunk : Buffer.concat(chunks);
      const whole: Buffer[] = [];
      wanted = HEAD_BYTES;
      while (rest.length >= HEAD_BYTES) {
        const length = rest.readUInt32BE(0);
        if (length < HEAD_BYTES || length > LONGEST_BYTES) return 'lost';
        if (rest.length < length) {
          wanted = length;
          break;
        }
        whole.push(rest.subarray(0, length));
        rest = rest.subarray(length);
      }
      chunks = rest.length > 0 ? [rest] : [];
      held = rest.length;
      return whole;
    },
  };
}
