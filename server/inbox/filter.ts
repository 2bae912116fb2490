/**
 * Filters as conditions the index understands, and the same conditions decided for a single row: a list that is told of
 * changes and one that is asked again hold the same rows. Pure.
 */
import { createHash } from 'node:crypto';
import type { Filter, Row } from '../contract/inbox-list.ts';
import { sortKey } from '../contract/inbox-rows.ts';
import type { Condition, Facets, SortKeys } from '../stores/inbox-port.ts';

/** Conditions in a fixed order, so that filters that mean the same are the same. `me` is whoever asks. */
export function conditionsOf(filter: Filter, me: string): Condition[] {
  const conditions: Condition[] = [];
  const words = ['status', 'brand', 'channel', 'locale', 'priority', 'flow'] as const;
  for (const field of words) {
    const among = filter[field];
    if (among) conditions.push({ field, among: unique(among) });
  }
  if (filter.owner) {
    const among = unique(filter.owner).map((term) => {
      if (term === 'me') return { owner: 'operator', holder: me };
      const [owner = '', holder] = term.split(/:(.*)/s);
      return holder === undefined ? { owner } : { owner, holder };
    });
    conditions.push({ field: 'owner', among });
  }
  if (filter.label) conditions.push({ field: 'labels', any: unique(filter.label) });
  if (filter.follower) conditions.push({ field: 'followers', any: [me] });
  if (filter.mentioned) conditions.push({ field: 'mentions', any: [me] });
  for (const field of ['unread', 'waiting', 'late', 'blocked'] as const) {
    if (filter[field]) conditions.push({ field, is: true });
  }
  if (filter.optedOut !== undefined) conditions.push({ field: 'optedOut', is: filter.optedOut });
  const { from, to } = filter;
  if (from !== undefined || to !== undefined) {
    conditions.push({
      field: 'at',
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
    });
  }
  return conditions;
}

/** Names conditions: those that are the same have the same. */
export function keyOf(conditions: readonly Condition[]): string {
  return createHash('sha256').update(JSON.stringify(conditions)).digest('base64url').slice(0, 22);
}

export function facetsOf(row: Row): Facets {
  const { owner } = row;
  return {
    status: row.status,
    owner: owner.kind,
    holder: owner.kind === 'queue' ? owner.queue : owner.kind === 'operator' ? owner.operator : '',
    brand: row.brand,
    channel: row.channel,
    locale: row.locale,
    priority: row.priority,
    flow: row.flow ?? '',
    unread: row.unread > 0,
    waiting: row.waitingSince !== undefined,
    late: row.late,
    optedOut: row.optedOut,
    blocked: row.blocked !== undefined,
    labels: row.labels,
    followers: row.followers,
    mentions: row.mentions,
  };
}

export function keysOf(row: Row): SortKeys {
  return {
    newest: sortKey(row, 'newest'),
    waiting: sortKey(row, 'waiting'),
    due: sortKey(row, 'due'),
    priority: sortKey(row, 'priority'),
  };
}

/** Whether a row meets all of them, exactly as the index decides it. */
export function meets(row: Row, conditions: readonly Condition[]): boolean {
  const facets = facetsOf(row);
  return conditions.every((condition) => {
    switch (condition.field) {
      case 'at':
        return row.at >= (condition.from ?? row.at) && (condition.to === undefined || row.at < condition.to);
      case 'owner':
        return condition.among.some(
          ({ owner, holder }) => owner === facets.owner && (holder === undefined || holder === facets.holder),
        );
      case 'labels':
      case 'followers':
      case 'mentions': {
        const tags = facets[condition.field];
        return condition.any.some((one) => tags.includes(one));
      }
      default:
        return 'is' in condition
          ? facets[condition.field] === condition.is
          : condition.among.includes(facets[condition.field]);
    }
  });
}

function unique<T extends string>(values: readonly T[]): T[] {
  return [...new Set(values)].sort();
}
