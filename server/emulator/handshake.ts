/** Google's proof that a webhook belongs to the agent: a secret goes out and must come back; keeps no state. */
import type { Clock } from '../clock.ts';
import type { EmulatedAgent } from './agents.ts';

export interface HandshakeResult {
  /** The webhook answered 200 with the secret as its whole body. */
  verified: boolean;
  /** HTTP status; nothing if the webhook could not be reached. */
  status: number | null;
  reason: string | null;
}

/** Sends `{clientToken, secret}` (guide "Webhooks"). `clientToken` may be given to try a wrong one. */
export async function handshake(
  agent: EmulatedAgent,
  {
    clock,
    fetch,
    secret,
    clientToken = agent.clientToken,
    timeoutMs,
  }: {
    clock: Clock;
    fetch: typeof globalThis.fetch;
    secret: string;
    clientToken?: string;
    timeoutMs: number;
  },
): Promise<HandshakeResult> {
  const abort = new AbortController();
  const disarm = clock.alarm(clock.now() + timeoutMs, () => abort.abort());
  try {
    const response = await fetch(agent.webhookUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-goog-webhook-type': 'verification' },
      body: JSON.stringify({ clientToken, secret }),
      redirect: 'manual',
      signal: abort.signal,
    });
    const text = (await response.text()).trim();
    const { status } = response;
    if (status !== 200) return { verified: false, status, reason: 'The webhook did not answer 200.' };
    if (text !== secret) return { verified: false, status, reason: 'The answer is not the secret.' };
    return { verified: true, status, reason: null };
  } catch (error) {
    const reason = abort.signal.aborted
      ? 'The webhook did not answer in time.'
      : `No connection: ${String(error)}`;
    return { verified: false, status: null, reason };
  } finally {
    disarm();
  }
}
