/**
 * Brings a conversation in line with the ledger of consent after that was changed elsewhere, by the API or a list. Ends
 * no run: what the customer is in the middle of they asked for themselves. Knows no law and nothing that is sent.
 */
import type { Consent } from '../consent/port.ts';
import { CodedError } from '../errors.ts';
import type { Conversation, ConversationStore } from '../stores/port.ts';
import type { Serial } from './serial.ts';

export interface HeedDeps {
  store: Pick<ConversationStore, 'commit' | 'find'>;
  consent: Pick<Consent, 'suppressed'>;
  serial: Serial;
  /** What was about to be sent, and is not needed, stays here. */
  withdraw(conversation: Conversation): Promise<void>;
}

/**
 * Resolves when it is durable; does nothing where there is no conversation. `waits` false: not for its turn, for whoever has
 * the turn of another conversation, where two could wait for each other. Errors: "storage_unavailable".
 */
export type Heed = (workspace: string, brand: string, phone: string, waits?: boolean) => Promise<void>;

const MAX_CONFLICTS = 10;

export function createHeed({ store, consent, serial, withdraw }: HeedDeps): Heed {
  async function heed(workspace: string, brand: string, phone: string): Promise<void> {
    for (let tries = 0; tries < MAX_CONFLICTS; tries += 1) {
      const found = await store.find(workspace, brand, phone);
      const optedOut = await consent.suppressed(workspace, brand, phone);
      if (!found || found.optedOut === optedOut) return;
      if (optedOut) await withdraw(found);
      const conversation = { ...found, optedOut };
      if ((await store.commit({ conversation, messages: [], outbox: [] })) === 'committed') return;
    }
    throw new CodedError('storage_unavailable', 'The conversation is changed by others all the time.');
  }

  return (workspace, brand, phone, waits = true) =>
    waits
      ? serial(`${workspace}/${brand}/${phone}`, () => heed(workspace, brand, phone))
      : heed(workspace, brand, phone);
}
