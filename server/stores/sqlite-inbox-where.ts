/** Conditions as SQL; knows the columns of the inbox index. Values never become part of the text. */
import type { Condition } from './inbox-port.ts';

const WORD_COLUMNS = {
  status: 'status',
  brand: 'brand',
  channel: 'channel',
  locale: 'locale',
  priority: 'priority',
  flow: 'flow',
  unread: 'unread',
  waiting: 'waiting',
  late: 'late',
  optedOut: 'opted_out',
  blocked: 'blocked',
} as const;

export interface Where {
  /** On `entries e`. */
  sql: string;
  values: (string | number)[];
}

/**
 * Conditions, and the order of a list under them. A sign before a column keeps its indexes from being used: `sign` stands
 * before the column that is sorted by, where few are left and are better found first and sorted then. `tagged` counts
 * those with any of some tags, up to `MANY`.
 */
export function orderedWhereOf(
  workspace: string,
  conditions: readonly Condition[],
  tagged: (field: string, values: readonly string[]) => number,
): Where & { sign: '' | '+' } {
  const byTag = conditions.some((one) => 'any' in one && tagged(one.field, one.any) < MANY);
  const byHolder = conditions.some(
    (one) => one.field === 'owner' && one.among.every(({ holder }) => holder !== undefined),
  );
  return { ...whereOf(workspace, conditions, byTag ? '+' : ''), sign: byTag || byHolder ? '+' : '' };
}

/** `sign`: "+" where nothing but a tag shall lead to the rows. */
export function whereOf(workspace: string, conditions: readonly Condition[], sign: '' | '+' = ''): Where {
  const parts = [`${sign}e.workspace = ?`];
  const values: (string | number)[] = [workspace];
  for (const condition of conditions) {
    const { sql, values: own } = partOf(condition);
    parts.push(sql);
    values.push(...own);
  }
  return { sql: parts.join(' AND '), values };
}

/** Sorting so many takes about as long as finding fifty among all. */
export const MANY = 2000;

function partOf(condition: Condition): Where {
  switch (condition.field) {
    case 'at': {
      // The key runs backwards: the newest has the smallest.
      const { from, to } = condition;
      const parts: string[] = ['1'];
      const values: number[] = [];
      if (from !== undefined) {
        parts.push('e.by_newest <= ?');
        values.push(-from);
      }
      if (to !== undefined) {
        parts.push('e.by_newest > ?');
        values.push(-to);
      }
      return { sql: parts.join(' AND '), values };
    }
    case 'owner': {
      const { among } = condition;
      const kinds = among.filter(({ holder }) => holder === undefined).map(({ owner }) => owner);
      const named = among.filter(({ holder }) => holder !== undefined);
      // That it is not empty lets the index of the held ones be used.
      const parts = named.map(() => "(e.holder = ? AND e.holder <> '' AND e.owner = ?)");
      if (kinds.length > 0) parts.push(oneOf('e.owner', kinds.length));
      const sql = parts.length === 0 ? '0' : `(${parts.join(' OR ')})`;
      return { sql, values: [...named.flatMap(({ owner, holder }) => [holder ?? '', owner]), ...kinds] };
    }
    case 'labels':
    case 'followers':
    case 'mentions': {
      const { field, any } = condition;
      const sql = `e.n IN (SELECT t.entry FROM tags t WHERE t.field = ? AND ${oneOf('t.value', any.length)})`;
      return { sql, values: [field, ...any] };
    }
    default: {
      const column = `e.${WORD_COLUMNS[condition.field]}`;
      // Written out, because an index of some rows only is not thought of for a value that comes later.
      if ('is' in condition) return { sql: `${column} = ${condition.is ? 1 : 0}`, values: [] };
      const sql = oneOf(column, condition.among.length);
      const rare = condition.field === 'priority' && !condition.among.includes('normal');
      return { sql: rare ? `${sql} AND ${column} <> 'normal'` : sql, values: [...condition.among] };
    }
  }
}

/** "= ?" lets an index keep its order, which "IN" does not. */
function oneOf(column: string, count: number): string {
  if (count === 0) return '0';
  return count === 1
    ? `${column} = ?`
    : `${column} IN (${Array.from({ length: count }, () => '?').join(', ')})`;
}
