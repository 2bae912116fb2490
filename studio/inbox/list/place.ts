/** Which list the address names: a view, a filter, a sort; and how the address is written. */
import type { Filter, SavedView, Sort } from '../../../server/contract/inbox-list.ts';
import { filterSchema, sortSchema } from '../../../server/contract/inbox-list.ts';
import type { BuiltInView } from '../../../server/contract/inbox-words.ts';
import { BUILT_IN_VIEWS, builtInViews } from '../../../server/contract/inbox-words.ts';
import { navigate, useQueryValue } from '../../ui/router.tsx';

export interface ListPlace {
  view: string;
  filter: Filter | undefined;
  /** Chosen by the reader; otherwise the view's own. */
  sort: Sort | undefined;
}

export function isBuiltIn(view: string): view is BuiltInView {
  return BUILT_IN_VIEWS.some((one) => one === view);
}

/** What stands in the address; anything that is none of ours is passed over. */
export function readPlace(search: string): ListPlace {
  const query = new URLSearchParams(search);
  const sort = sortSchema.safeParse(query.get('sort'));
  return {
    view: query.get('view') ?? 'mine',
    filter: readFilter(query.get('filter')),
    sort: sort.success ? sort.data : undefined,
  };
}

/** "/inbox/7d0c…?view=team". */
export function placeUrl(place: ListPlace, conversation?: string): string {
  const query = new URLSearchParams();
  if (place.view !== 'mine') query.set('view', place.view);
  if (place.filter && Object.keys(place.filter).length > 0) query.set('filter', JSON.stringify(place.filter));
  if (place.sort) query.set('sort', place.sort);
  const text = query.toString();
  return `/inbox${conversation === undefined ? '' : `/${encodeURIComponent(conversation)}`}${text && `?${text}`}`;
}

export function useListPlace(): ListPlace {
  // Asked for one by one, so that React hears of each change.
  const [view] = useQueryValue('view');
  const [filter] = useQueryValue('filter');
  const [sort] = useQueryValue('sort');
  return readPlace(
    new URLSearchParams({
      ...(view && { view }),
      ...(filter && { filter }),
      ...(sort && { sort }),
    }).toString(),
  );
}

/** Another list beside the same conversation. */
export function goToList(place: ListPlace, conversation: string | undefined): void {
  navigate(placeUrl(place, conversation));
}

/** Undefined for a saved view that is not known (yet). */
export function listOf(
  place: ListPlace,
  saved: readonly SavedView[] | undefined,
): { view?: string; filter?: Filter; sort: Sort } | undefined {
  const { view, filter, sort } = place;
  const own = isBuiltIn(view) ? builtInViews[view].sort : saved?.find(({ id }) => id === view)?.sort;
  if (own === undefined) return undefined;
  return { view, ...(filter ? { filter } : {}), sort: sort ?? own };
}

/** The one filter that shows what a view and a filter on top of it show together; undefined where nothing can be in both. */
export function filterOf(place: ListPlace, saved: readonly SavedView[] | undefined): Filter | undefined {
  const { view, filter = {} } = place;
  const own = isBuiltIn(view) ? builtInViews[view].filter : saved?.find(({ id }) => id === view)?.filter;
  if (!own) return undefined;
  const both: Record<string, unknown> = { ...own, ...filter };
  for (const [key, values] of Object.entries(own)) {
    const more = filter[key as keyof Filter];
    if (!Array.isArray(values) || !Array.isArray(more)) continue;
    const common = commonTerms(values, more);
    if (common.length === 0) return undefined;
    both[key] = common;
  }
  return both as Filter;
}

/** "queue:claims" is one of "queue", and "me" one of "operator". */
function commonTerms(some: readonly string[], others: readonly string[]): string[] {
  const within = (one: string, other: string) =>
    one === other || one.startsWith(`${other}:`) || (one === 'me' && other === 'operator');
  return [
    ...new Set([
      ...some.filter((one) => others.some((other) => within(one, other))),
      ...others.filter((one) => some.some((other) => within(one, other))),
    ]),
  ];
}

function readFilter(text: string | null): Filter | undefined {
  if (!text) return undefined;
  try {
    const read = filterSchema.safeParse(JSON.parse(text));
    return read.success ? read.data : undefined;
  } catch {
    return undefined;
  }
}
