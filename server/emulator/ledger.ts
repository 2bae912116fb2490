/** Every message and event id an agent used, once each, with what became of it; knows no content and no handset. */
import type { AcceptedState } from './thread.ts';

export interface LedgerRecord {
  /** Counts up with every acceptance; the cursor of `since`. */
  seq: number;
  kind: 'message' | 'event';
  messageId: string;
  agentId: string;
  phone: string;
  /** Create calls with this id, the accepted one and every later one. */
  calls: number;
  /** Milliseconds since the epoch. */
  acceptedAt: number;
  state: AcceptedState;
}

export interface Ledger {
  /** The earlier use of this id by this agent. Messages and events share the names (reference, agentMessages.create). */
  find(agentId: string, id: string): LedgerRecord | undefined;
  add(record: Omit<LedgerRecord, 'seq' | 'calls'>): LedgerRecord;
  /** Records accepted after `since`, oldest first. `next` is the cursor to go on with; `lost` counts those forgotten. */
  page(since: number, limit: number): { records: LedgerRecord[]; next: number; lost: number };
  reset(): void;
}

/** `capacity`: the oldest records are forgotten past this, and their ids with them. */
export function createLedger({ capacity }: { capacity: number }): Ledger {
  let byId = new Map<string, LedgerRecord>();
  /** In order of `seq`, the oldest at `head`. */
  let records: LedgerRecord[] = [];
  let head = 0;
  let seq = 0;

  const keyOf = (agentId: string, id: string) => `${agentId}\n${id}`;

  function forgetOldest(): void {
    const oldest = records[head];
    if (!oldest) return;
    byId.delete(keyOf(oldest.agentId, oldest.messageId));
    head += 1;
    if (head * 2 > records.length) {
      records = records.slice(head);
      head = 0;
    }
  }

  return {
    find: (agentId, id) => byId.get(keyOf(agentId, id)),
    add(fields) {
      seq += 1;
      const record = { ...fields, seq, calls: 1 };
      byId.set(keyOf(fields.agentId, fields.messageId), record);
      records.push(record);
      if (records.length - head > capacity) forgetOldest();
      return record;
    },
    page(since, limit) {
      const oldest = records[head]?.seq ?? seq + 1;
      // `seq` counts without gaps, so a record's place follows from it.
      const from = head + Math.max(0, since + 1 - oldest);
      const page = records.slice(from, from + limit);
      return { records: page, next: page.at(-1)?.seq ?? since, lost: Math.max(0, oldest - 1 - since) };
    },
    reset() {
      byId = new Map();
      records = [];
      head = 0;
      seq = 0;
    },
  };
}
