/**
 * Brings a conversation in line with the ledger of consent after that was changed elsewhere, by the API or a list. Ends
 * no run: what the customer is in the middle of they asked for themselves. Knows no law and nothing that is sent.
 */
import type { Consent } from '../consent/port.ts';
import { CodedError } from '../errors.ts';
import type { ConversationStore } from '../stores/port.ts';
import type { Serial } from './serial.ts';

export interface HeedDeps {
  store: Pick<ConversationStore, 'commit' | 'find'>;
  consent: Pick<Consent, 'suppressed'>;
  serial: Serial;
}

/** Resolves when it is durable; does nothing where there is no conversation. Errors: "storage_unavailable". */
export type Heed = (workspace: string, brand: string, phone: string) => Promise<void>;

const MAX_CONFLICTS = 10;

export function createHeed({ store, consent, serial }: HeedDeps): Heed {
  return (workspace, brand, phone) =>
    serial(`${workspace}/${brand}/${phone}`, async () => {
      for (let tries = 0; tries < MAX_CONFLICTS; tries += 1) {
        const found = await store.find(workspace, brand, phone);
        const optedOut = await consent.suppressed(workspace, brand, phone);
        if (!found || found.optedOut === optedOut) return;
        const conversation = { ...found, optedOut };
        if ((await store.commit({ conversation, messages: [], outbox: [] })) === 'committed') return;
      }
      throw new CodedError('storage_unavailable', 'The conversation is changed by others all the time.');
    });
}
