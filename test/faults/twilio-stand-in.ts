/**
 * An SMS provider that knows none of our ids, with Twilio's wire: what it took is on somebody's phone, as often as it
 * took it. It tells what people write until that is answered 200, as a provider does. Knows nothing of the server.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { signTwilio } from '../../server/channels/sms/twilio-webhook.ts';

export const ACCOUNT = `AC${'0123456789abcdef'.repeat(2)}`;
export const TOKEN = 'a-token-of-thirty-two-characters';

export interface TwilioStandIn {
  url: string;
  /** Every text it took, by the phone it went to, in order. */
  taken: Map<string, string[]>;
  /** A person writes. Resolves when the server has acknowledged it, however often it has to be told. */
  write(phone: string, text: string): Promise<void>;
  close(): Promise<void>;
}

/** `webhook`: the address of the server's webhook, as it is stored for the brand. `answerMs`: how long it thinks. */
export async function openTwilioStandIn(webhook: string, answerMs: number): Promise<TwilioStandIn> {
  let ids = 0;
  const sid = () => `SM${String(++ids).padStart(32, '0')}`;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const form = new URLSearchParams(Buffer.concat(chunks).toString('utf8'));
      const phone = form.get('To') ?? '';
      // Taken before it is answered: whoever dies in between does not know.
      standIn.taken.set(phone, [...(standIn.taken.get(phone) ?? []), form.get('Body') ?? '']);
      const said = JSON.stringify({ sid: sid(), status: 'queued', error_code: null });
      setTimeout(() => {
        response.writeHead(201, { 'content-type': 'application/json' }).end(said);
      }, answerMs);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  async function tell(fields: URLSearchParams): Promise<boolean> {
    try {
      const answer = await fetch(webhook, {
        method: 'POST',
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          'x-twilio-signature': signTwilio(webhook, fields, TOKEN),
        },
        body: fields.toString(),
      });
      await answer.arrayBuffer();
      return answer.status === 200;
    } catch {
      return false;
    }
  }

  const standIn: TwilioStandIn = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    taken: new Map(),
    async write(From, Body) {
      const fields = new URLSearchParams({ AccountSid: ACCOUNT, MessageSid: sid(), From, Body });
      while (!(await tell(fields))) await new Promise((resolve) => setTimeout(resolve, 100));
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return standIn;
}
