/** A numbered list of records in bounded memory, each found by a key as well; knows no content of theirs. */

export interface Numbered {
  /** Counts up with every record; the cursor of `since`. */
  seq: number;
  /** How often the same was asked for, the first time included. */
  calls: number;
}

export interface Journal<Row extends Numbered> {
  find(key: string): Row | undefined;
  /** Adds a record under a key nobody used. */
  add(fields: Omit<Row, keyof Numbered>): Row;
  /** Records added after `since`, oldest first. `next` is the cursor to go on with; `lost` counts those forgotten. */
  page(since: number, limit: number): { records: Row[]; next: number; lost: number };
  reset(): void;
}

/** `capacity`: the oldest records are forgotten past this, and their keys with them. */
export function createJournal<Row extends Numbered>({
  capacity,
  keyOf,
}: {
  capacity: number;
  keyOf: (fields: Omit<Row, keyof Numbered>) => string;
}): Journal<Row> {
  let byKey = new Map<string, Row>();
  /** In order of `seq`, the oldest at `head`. */
  let records: Row[] = [];
  let head = 0;
  let seq = 0;

  function forgetOldest(): void {
    const oldest = records[head];
    if (!oldest) return;
    byKey.delete(keyOf(oldest));
    head += 1;
    if (head * 2 > records.length) {
      records = records.slice(head);
      head = 0;
    }
  }

  return {
    find: (key) => byKey.get(key),
    add(fields) {
      seq += 1;
      // `Omit` of a type parameter and the rest of it are not seen as the whole.
      const record = { ...fields, seq, calls: 1 } as Row;
      byKey.set(keyOf(record), record);
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
      byKey = new Map();
      records = [];
      head = 0;
      seq = 0;
    },
  };
}
