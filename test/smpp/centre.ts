/** A message centre inside the test, made of the package `smpp`: it does as it is told, and keeps what it was sent. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import smpp, { type PDU, type PduFields, type Session } from 'smpp';

/** "silence": no response. "hang up": the connection ends instead. */
export type Answer = { status?: number; id?: string } | 'silence' | 'hang up';

export interface CentreOptions {
  bind?(pdu: PDU, nth: number): number | 'silence';
  submit?(pdu: PDU, nth: number): Answer;
  enquire?(): 'answer' | 'silence';
  key?: string;
  cert?: string;
  port?: number;
}

export interface Centre {
  port: number;
  /** In the order they came. */
  binds: PDU[];
  submits: PDU[];
  enquiries: number;
  unbinds: number;
  /** Units that are none of these. */
  others: PDU[];
  /** Connections that are bound and open. */
  sessions: Session[];
  /** Sends a message to the last connection that can take one; resolves with the response's status. */
  deliver(fields: PduFields, command?: 'deliver_sm' | 'data_sm'): Promise<number>;
  /** Lets an answer to the nth submit (from 0) follow later. */
  answer(nth: number, answer: { status?: number; id?: string }): void;
  close(): Promise<void>;
}

/** Listens on 127.0.0.1. By default every login and every message is accepted; ids count up from "m1". */
export async function startCentre(options: CentreOptions = {}): Promise<Centre> {
  const from = new Map<PDU, Session>();
  const all = new Set<Session>();
  const server = smpp.createServer(
    { ...(options.key ? { key: options.key } : {}), ...(options.cert ? { cert: options.cert } : {}) },
    (session) => {
      all.add(session);
      // A connection that a test cuts off is no fault of the centre.
      session.on('error', () => undefined);
      session.setMaxListeners(0);
      session.on('close', () => {
        all.delete(session);
        centre.sessions = centre.sessions.filter((one) => one !== session);
      });
      session.on('pdu', (pdu: PDU) => receive(session, pdu));
    },
  );

  function receive(session: Session, pdu: PDU): void {
    if (pdu.command.startsWith('bind_') && !pdu.command.endsWith('_resp')) {
      const nth = centre.binds.push(pdu);
      const status = options.bind?.(pdu, nth) ?? 0;
      if (status === 'silence') return;
      session.send(pdu.response({ command_status: status, ...(status ? {} : { system_id: 'centre' }) }));
      if (status === 0) centre.sessions.push(session);
    } else if (pdu.command === 'submit_sm') {
      const nth = centre.submits.push(pdu);
      from.set(pdu, session);
      const answer = options.submit?.(pdu, nth) ?? { id: `m${nth}` };
      if (answer === 'hang up') session.destroy();
      else if (answer !== 'silence') centre.answer(nth - 1, answer);
    } else if (pdu.command === 'enquire_link') {
      centre.enquiries++;
      if (options.enquire?.() !== 'silence') session.send(pdu.response());
    } else if (pdu.command === 'unbind') {
      centre.unbinds++;
      session.send(pdu.response());
      session.close();
    } else if (!pdu.command.endsWith('_resp')) centre.others.push(pdu);
    else if (pdu.command === 'generic_nack' || pdu.command === 'enquire_link_resp') centre.others.push(pdu);
  }

  const centre: Centre = {
    port: 0,
    binds: [],
    submits: [],
    enquiries: 0,
    unbinds: 0,
    others: [],
    sessions: [],
    deliver(fields, command = 'deliver_sm') {
      const session = centre.sessions.at(-1);
      if (!session) throw new Error('Nobody is bound.');
      return new Promise((resolve, reject) => {
        session.once('close', () => reject(new Error('The connection ended before the response.')));
        session[command](
          { source_addr_ton: 1, source_addr_npi: 1, dest_addr_ton: 1, dest_addr_npi: 1, ...fields },
          (pdu) => resolve(pdu.command_status),
        );
      });
    },
    answer(nth, { status = 0, id = '' }) {
      const pdu = centre.submits[nth];
      if (pdu) from.get(pdu)?.send(pdu.response({ command_status: status, message_id: id }));
    },
    async close() {
      for (const session of all) session.destroy();
      server.close();
      await once(server, 'close');
    },
  };

  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  centre.port = (server.address() as AddressInfo).port;
  return centre;
}

/** What a submit says, as the package reads it: the text, and the header's elements. */
export function saidIn(pdu: PDU): { text: string; header: number[][] } {
  const message = pdu.short_message as { message: string; udh?: Buffer[] };
  return { text: message.message, header: (message.udh ?? []).map((element) => [...element]) };
}
