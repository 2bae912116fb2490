/** Webhooks that are genuine but cannot be used: kept with the reason, to be looked at. */
import type { Clock } from '../clock.ts';
import type { Report } from '../report.ts';
import type { RecordStore } from '../stores/port.ts';

export const QUARANTINE = 'quarantine';

export interface Quarantined {
  at: number;
  reason: string;
  /** The payload as it came, decoded; cut at 64,000 characters. */
  raw: string;
}

const MAX_RAW = 64_000;

export type Quarantine = (workspace: string, reason: string, raw: string) => Promise<void>;

export function createQuarantine(deps: {
  records: RecordStore;
  clock: Clock;
  newId(): string;
  report: Report;
}): Quarantine {
  return async (workspace, reason, raw) => {
    const at = deps.clock.now();
    // Keys sort by time; a random part keeps two of one millisecond apart.
    const key = `${new Date(at).toISOString()}-${deps.newId().slice(0, 8)}`;
    const data: Quarantined = { at, reason, raw: raw.toWellFormed().slice(0, MAX_RAW) };
    await deps.records.insert(workspace, QUARANTINE, key, data);
    deps.report({ kind: 'quarantined', reason });
  };
}
