/** What an SMPP connection is told beside its password; knows no connection. */
import { z } from 'zod';

const octet = z.number().int().min(0).max(255);

export const smppSettingsSchema = z.strictObject({
  host: z.string().trim().min(1).max(253),
  port: z.number().int().min(1).max(65535).default(2775),
  tls: z.boolean().default(false),
  /** The specification allows 15 characters; centres are known that give longer ones. */
  systemId: z.string().min(1).max(64),
  systemType: z.string().max(12).default(''),
  /** One connection both ways, or one each. */
  bindMode: z.enum(['transceiver', 'transmitter+receiver']).default('transceiver'),
  /** How many parts may wait for their answer at once. */
  window: z.number().int().min(1).max(100).default(10),
  /** Parts a second; without it, as fast as they are answered. */
  perSecond: z.number().positive().max(10_000).optional(),
  /** After so many seconds without a word from the other side it is asked whether it is there. */
  enquireSeconds: z.number().int().min(5).max(600).default(30),
  /** Type of number and numbering plan; without them, as the sender's kind wants. */
  sourceTon: octet.optional(),
  sourceNpi: octet.optional(),
  destTon: octet.optional(),
  destNpi: octet.optional(),
  /** How the parts of a long text are joined: a header in each, SMPP's parameters, or sent whole for the centre to cut. */
  longMessages: z.enum(['udh', 'sar', 'payload']).default('udh'),
  /**
   * The specification leaves the default alphabet to the centre (SMPP 3.4, 5.2.19). Nearly all want GSM 03.38 with one
   * septet an octet, the highest bit zero, and pack it themselves for the radio link; a few want it packed (TIBCO's
   * manual for SMPP names both, GSM-7BIT and GSM-7BIT-PACKED).
   */
  gsm7: z.enum(['packed', 'unpacked']).default('unpacked'),
});
export type SmppSettings = z.infer<typeof smppSettingsSchema>;
