/**
 * The words of the inbox that its schemas and its screens both list: states, priorities, sorts, views. Plain values, so that
 * a screen that only lists them loads no schema.
 */

export const STATUSES = ['open', 'snoozed', 'closed'] as const;
/** From the most to the least pressing. */
export const PRIORITIES = ['urgent', 'high', 'normal', 'low'] as const;
export const SORTS = ['newest', 'waiting', 'due', 'priority'] as const;

export const BUILT_IN_VIEWS = [
  'mine',
  'unassigned',
  'team',
  'mentioned',
  'waiting',
  'bot',
  'snoozed',
  'closed',
  'all',
] as const;
export type BuiltInView = (typeof BUILT_IN_VIEWS)[number];

/** Parts of a filter of a list. */
interface ViewFilter {
  status?: (typeof STATUSES)[number][];
  owner?: ('bot' | 'queue' | 'operator' | 'me')[];
  mentioned?: 'me';
  waiting?: true;
}

/** What a built-in view shows and how it is sorted unless asked otherwise. */
export const builtInViews: Readonly<
  Record<BuiltInView, { filter: ViewFilter; sort: (typeof SORTS)[number] }>
> = {
  mine: { filter: { status: ['open'], owner: ['me'] }, sort: 'waiting' },
  unassigned: { filter: { status: ['open'], owner: ['queue'] }, sort: 'priority' },
  team: { filter: { status: ['open'], owner: ['queue', 'operator'] }, sort: 'newest' },
  mentioned: { filter: { mentioned: 'me' }, sort: 'newest' },
  waiting: { filter: { status: ['open'], waiting: true }, sort: 'waiting' },
  bot: { filter: { status: ['open'], owner: ['bot'] }, sort: 'newest' },
  snoozed: { filter: { status: ['snoozed'] }, sort: 'newest' },
  closed: { filter: { status: ['closed'] }, sort: 'newest' },
  all: { filter: {}, sort: 'newest' },
};
