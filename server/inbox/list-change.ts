/** What a list must hear of rows that changed: those that are in it now, and those that no longer are. Pure. */
import type { Row } from '../contract/inbox-list.ts';
import type { RowsChange } from '../contract/inbox-rows.ts';
import type { Condition } from '../stores/inbox-port.ts';
import { meets } from './filter.ts';

/** A row as it is, and as it was if it was. `row` undefined: it was erased, at `seq`. */
export interface Changed {
  row: Row | undefined;
  before: Row | undefined;
  seq: number;
  /** What it was before may be more than is known here. */
  unsure?: true;
}

/** Undefined where the list need not hear of any of it. */
export function listChange(
  conditions: readonly Condition[],
  changes: readonly Changed[],
): RowsChange | undefined {
  const rows: Row[] = [];
  const gone: { id: string; seq: number }[] = [];
  for (const { row, before, seq, unsure } of changes) {
    if (row && meets(row, conditions)) rows.push(row);
    else if (row && unsure) gone.push({ id: row.id, seq });
    else if (before && meets(before, conditions)) gone.push({ id: before.id, seq });
  }
  return rows.length + gone.length > 0 ? { rows, gone } : undefined;
}

/** The same for who was away: of what changed since, whether it was in the list before is not known. */
export function missedChange(
  conditions: readonly Condition[],
  { docs, gone }: { docs: readonly Row[]; gone: readonly { id: string; seq: number }[] },
): RowsChange {
  const rows = docs.filter((row) => meets(row, conditions));
  const left = docs.filter((row) => !meets(row, conditions)).map(({ id, seq }) => ({ id, seq }));
  return { rows, gone: [...gone, ...left] };
}
