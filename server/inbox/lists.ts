/** What is asked of the inbox as a list: pages, counts, search. Knows the index and views; not who is told of changes. */
import {
  type Counts,
  type Filter,
  filterSchema,
  type Hit,
  type Row,
  type Sort,
} from '../contract/inbox-list.ts';
import { CodedError } from '../errors.ts';
import type { Condition, InboxStore } from '../stores/inbox-port.ts';
import type { Page, PageRequest } from '../stores/port.ts';
import { conditionsOf } from './filter.ts';
import type { Views } from './views.ts';

/** Beyond it a view has "so many or more". */
export const COUNTED = 1000;
/** Which are everybody's alike, and counted once for all. */
const SHARED_VIEWS = ['unassigned', 'team', 'waiting', 'bot', 'snoozed', 'closed', 'all'] as const;

export interface Asked {
  view?: string | undefined;
  filter?: Filter | undefined;
  sort?: Sort | undefined;
}

export interface Lists {
  /** What a request means for whoever asks. Errors: "not_found" for a view one does not have. */
  read(workspace: string, me: string, asked: Asked): Promise<{ conditions: Condition[]; sort: Sort }>;
  page(
    workspace: string,
    list: { conditions: readonly Condition[]; sort: Sort },
    page: PageRequest,
  ): Promise<Page<Row>>;
  count(workspace: string, conditions: readonly Condition[]): Promise<number>;
  counts(workspace: string, me: string): Promise<Counts>;
  search(
    workspace: string,
    me: string,
    asked: PageRequest & { words: string; filter?: Filter | undefined; conversation?: string | undefined },
  ): Promise<Page<Hit>>;
  /** Something changed: what was counted before counts no more. */
  changed(): void;
}

export function createLists({ inbox, views }: { inbox: InboxStore<Row>; views: Views }): Lists {
  /** Counts of what several people look at, until something changes. */
  const counted = new Map<string, Promise<number>>();

  async function read(workspace: string, me: string, asked: Asked) {
    const { filters, sort } = await views.read(workspace, me, asked);
    return { conditions: filters.flatMap((filter) => conditionsOf(filter, me)), sort };
  }

  function countOnce(workspace: string, conditions: readonly Condition[]): Promise<number> {
    const key = `${workspace} ${JSON.stringify(conditions)}`;
    const known = counted.get(key) ?? inbox.count(workspace, conditions, COUNTED);
    counted.set(key, known);
    return known;
  }

  return {
    read,
    page: (workspace, { conditions, sort }, page) => inbox.query(workspace, conditions, sort, page),
    count: (workspace, conditions) => inbox.count(workspace, conditions, Number.MAX_SAFE_INTEGER),
    async counts(workspace, me) {
      const saved = await views.list(workspace, me);
      const ids = ['mine', 'mentioned', ...SHARED_VIEWS, ...saved.map(({ id }) => id)];
      const pairs = await Promise.all(
        ids.map(async (view): Promise<[string, number]> => {
          const { conditions } = await read(workspace, me, { view });
          return [view, await countOnce(workspace, conditions)];
        }),
      );
      return { most: COUNTED, views: Object.fromEntries(pairs) };
    },
    async search(workspace, me, { words, filter, conversation, ...page }) {
      const found = await inbox.search(workspace, {
        ...page,
        words,
        conditions: filter ? conditionsOf(filter, me) : [],
        ...(conversation === undefined ? {} : { conversation }),
      });
      return { ...found, items: found.items.map(({ doc, ...hit }) => ({ row: doc, ...hit })) };
    },
    changed: () => counted.clear(),
  };
}

/** A filter as an address carries it. Errors: "invalid_query". */
export function readFilter(text: string | undefined): Filter | undefined {
  if (text === undefined) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new CodedError('invalid_query', 'The filter is not JSON.');
  }
  const parsed = filterSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(({ path, code, message }) => ({
    path: ['filter', ...path].map(String).join('.'),
    code,
    message,
  }));
  throw new CodedError('invalid_query', undefined, faults);
}
