/** What services keep of a person: cases, bookings, payments, by phone. Knows how they name their records, not what they do. */
import type { RecordStore } from '../stores/port.ts';

const MOST = 100;

export interface PersonRecords {
  cases: StoredCase[];
  bookings: StoredBooking[];
  payments: StoredPayment[];
}
export interface StoredCase {
  number: string;
  type: string;
  status: string;
  openedAt: number;
  brand: string;
  entries: { at: number }[];
}
export interface StoredBooking {
  number: string;
  status: string;
  start: string;
  end: string;
  brand: string;
  service: { name?: unknown; title?: unknown };
}
export interface StoredPayment {
  id: string;
  status: string;
  amount: number;
  currency: string;
  description: string;
  createdAt: number;
  brand: string;
}

/** Each with its pointer, which lies under the phone and ends with the record's key. */
const KINDS = [
  ['cases', 'case', 'case-by-phone'],
  ['bookings', 'booking', 'booking-by-phone'],
  ['payments', 'payment', 'payment-by-phone'],
] as const;

/** The newest of each kind, of all these numbers, with this brand. */
export async function readPersonRecords(
  records: RecordStore,
  workspace: string,
  brand: string,
  phones: readonly string[],
): Promise<PersonRecords> {
  const found: Record<string, unknown[]> = {};
  for (const [name, kind, pointers] of KINDS) {
    const pages = await Promise.all(
      phones.map((phone) =>
        records.list(workspace, pointers, { limit: MOST, prefix: `${phone}/`, reverse: true }),
      ),
    );
    // Behind the phone, keys are in the order of time.
    const keys = pages
      .flatMap(({ items }) => items.map(({ key }) => key.slice(key.indexOf('/') + 1)))
      .sort()
      .reverse()
      .slice(0, MOST);
    const all = await Promise.all(
      keys.map((key) => records.get<{ brand: string }>(workspace, kind, key.split('/').at(-1) ?? '')),
    );
    found[name] = all.flatMap((one) => (one?.data.brand === brand ? [one.data] : []));
  }
  return found as unknown as PersonRecords;
}

/** Forgets cases and bookings; payments are kept, as books must be. Answers how many records went. */
export async function forgetPersonRecords(
  records: RecordStore,
  workspace: string,
  brand: string,
  phone: string,
): Promise<number> {
  let gone = 0;
  for (const [, kind, pointers] of KINDS) {
    if (kind === 'payment') continue;
    let cursor: string | undefined;
    do {
      const page = await records.list(workspace, pointers, {
        limit: MOST,
        prefix: `${phone}/`,
        ...(cursor === undefined ? {} : { cursor }),
      });
      for (const { key, rev } of page.items) {
        const id = key.split('/').at(-1) ?? '';
        const one = await records.get<{ brand: string }>(workspace, kind, id);
        if (one && one.data.brand !== brand) continue;
        if (one && (await records.remove(workspace, kind, id, one.rev))) gone += 1;
        await records.remove(workspace, pointers, key, rev);
      }
      cursor = page.cursor;
    } while (cursor !== undefined);
  }
  return gone;
}
