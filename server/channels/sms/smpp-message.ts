/** One SMS as the submit_sm units that carry it; pure, and knows no connection. */
import { partsOf } from '../../../flows/sms/segments.ts';
import type { Sms } from './provider.ts';
import { senderKind } from './sender.ts';
import { pack, toSeptets, toUcs2 } from './smpp-alphabet.ts';
import type { PduBody } from './smpp-pdu.ts';
import type { SmppSettings } from './smpp-settings.ts';

/**
 * The bodies in the order of the parts. `reference` (0 to 255) is the same in all parts of one text, and joins them on
 * the phone. Whether a part is GSM or UCS-2 is decided for the text as a whole.
 */
export function toSubmits(sms: Sms, settings: SmppSettings, reference: number): PduBody[] {
  const septets = toSeptets(sms.text);
  const packed = settings.gsm7 === 'packed';
  const encode = (text: string, fill: number) => {
    const units = septets && toSeptets(text);
    if (!units) return toUcs2(text);
    return packed ? pack(units, fill) : units;
  };
  const shared: PduBody = {
    ...addresses(sms, settings),
    registered_delivery: FINAL_RECEIPT,
    data_coding: septets ? DEFAULT_ALPHABET : UCS2,
    ...(sms.validity ? { validity_period: relativeTime(sms.validity) } : {}),
  };
  const parts = partsOf(sms.text);
  if (parts.length <= 1) return [{ ...shared, short_message: encode(sms.text, 0) }];

  switch (settings.longMessages) {
    case 'payload':
      // The short message must be empty then (SMPP 3.4, 5.3.2.32); the centre cuts the text.
      return [{ ...shared, short_message: Buffer.alloc(0), message_payload: encode(sms.text, 0) }];
    case 'sar':
      return parts.map((part, index) => ({
        ...shared,
        short_message: encode(part, 0),
        sar_msg_ref_num: reference,
        sar_total_segments: parts.length,
        sar_segment_seqnum: index + 1,
      }));
    case 'udh':
      return parts.map((part, index) => ({
        ...shared,
        esm_class: HAS_HEADER,
        // Six octets are 48 bits: one more, and the first septet begins at a septet's border (3GPP TS 23.040, 9.2.3.24).
        short_message: Buffer.concat([
          Buffer.from([5, 0, 3, reference, parts.length, index + 1]),
          encode(part, 1),
        ]),
      }));
  }
}

const FINAL_RECEIPT = 1;
const DEFAULT_ALPHABET = 0;
const UCS2 = 8;
const HAS_HEADER = 0x40;

/** Type of number, and numbering plan. Source: SMPP 3.4, 5.2.5 and 5.2.6. */
const INTERNATIONAL = { ton: 1, npi: 1 };
const SOURCES = {
  number: INTERNATIONAL,
  'short-code': { ton: 3, npi: 0 },
  alphanumeric: { ton: 5, npi: 0 },
} as const;

function addresses({ sender, to }: Sms, settings: SmppSettings): PduBody {
  const source = SOURCES[senderKind(sender) ?? 'alphanumeric'];
  return {
    source_addr_ton: settings.sourceTon ?? source.ton,
    source_addr_npi: settings.sourceNpi ?? source.npi,
    source_addr: sender.replace(/^\+/, ''),
    dest_addr_ton: settings.destTon ?? INTERNATIONAL.ton,
    dest_addr_npi: settings.destNpi ?? INTERNATIONAL.npi,
    destination_addr: to.replace(/^\+/, ''),
  };
}

/** Longer than any centre keeps a message; the format would hold years. */
const LONGEST_VALIDITY_SECONDS = 30 * 86_400;

/** "YYMMDDhhmmsstnnR" from now, without years and months, whose length nobody knows. Source: SMPP 3.4, 7.1.1.1. */
function relativeTime(seconds: number): string {
  const left = Math.max(1, Math.min(LONGEST_VALIDITY_SECONDS, Math.floor(seconds)));
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
  return `0000${two(left / 86_400)}${two((left / 3600) % 24)}${two((left / 60) % 60)}${two(left % 60)}000R`;
}
