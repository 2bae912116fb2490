/** The parts of the package `smpp` that are used here and in its tests; it ships no types. */
declare module 'smpp' {
  import type { EventEmitter } from 'node:events';
  import type { Server as NetServer, Socket } from 'node:net';

  interface PduFields {
    command_status?: number;
    sequence_number?: number;
    [field: string]: unknown;
  }

  class PDU {
    constructor(command: string, options?: PduFields);
    command: string;
    command_id: number;
    command_status: number;
    sequence_number: number;
    [field: string]: unknown;
    toBuffer(): Buffer;
    response(options?: PduFields): PDU;
  }

  class Session extends EventEmitter {
    socket: Socket;
    send(pdu: PDU, respond?: (pdu: PDU) => void): boolean;
    deliver_sm(fields: PduFields, respond?: (pdu: PDU) => void): boolean;
    data_sm(fields: PduFields, respond?: (pdu: PDU) => void): boolean;
    enquire_link(respond?: (pdu: PDU) => void): boolean;
    unbind(respond?: (pdu: PDU) => void): boolean;
    close(): void;
    destroy(): void;
  }

  interface SmppPackage {
    PDU: typeof PDU;
    createServer(
      options: { key?: string; cert?: string },
      listener: (session: Session) => void,
    ): NetServer & { sessions: Session[] };
    /** `language`: 1 Turkish, 2 Spanish, 3 Portuguese, as in 3GPP TS 23.038. */
    gsmCoder: { decode(septets: Uint8Array, language: number): string };
  }

  const smpp: SmppPackage;

  export type { PDU, PduFields, Session };
  export default smpp;
}
