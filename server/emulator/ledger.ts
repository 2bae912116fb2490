/** Every message and event id an agent used, once each, with what became of it; knows no content and no handset. */
import { createJournal, type Journal, type Numbered } from './journal.ts';
import type { AcceptedState } from './thread.ts';

export interface LedgerRecord extends Numbered {
  kind: 'message' | 'event';
  messageId: string;
  agentId: string;
  phone: string;
  /** Milliseconds since the epoch. */
  acceptedAt: number;
  state: AcceptedState;
}

export interface Ledger extends Omit<Journal<LedgerRecord>, 'find'> {
  /** The earlier use of this id by this agent. Messages and events share the names (reference, agentMessages.create). */
  find(agentId: string, id: string): LedgerRecord | undefined;
}

/** `capacity`: the oldest records are forgotten past this, and their ids with them. */
export function createLedger({ capacity }: { capacity: number }): Ledger {
  const keyOf = (agentId: string, id: string) => `${agentId}\n${id}`;
  const journal = createJournal<LedgerRecord>({
    capacity,
    keyOf: ({ agentId, messageId }) => keyOf(agentId, messageId),
  });
  return { ...journal, find: (agentId, id) => journal.find(keyOf(agentId, id)) };
}
