/** Views: those everybody has, and those people saved. Knows records; not what rows are in them. */

import type { z } from 'zod';
import { changeRecord } from '../change-record.ts';
import type { Filter, SavedView, Sort, saveViewSchema } from '../contract/inbox-list.ts';
import { type BuiltInView, builtInViews } from '../contract/inbox-words.ts';
import { CodedError } from '../errors.ts';
import type { RecordStore } from '../stores/port.ts';

/** Record kind; keys are ids. */
export const VIEW = 'inbox-view';
const MOST = 200;

export type ViewBody = z.output<typeof saveViewSchema>;
interface Stored extends ViewBody {
  by: string;
}

export interface Views {
  /** Everybody's, and this person's own, by name. */
  list(workspace: string, me: string): Promise<SavedView[]>;
  /** What a list shows and how; a filter is added to a view's own. Errors: "not_found" for a view one does not have. */
  read(
    workspace: string,
    me: string,
    asked: { view?: string | undefined; filter?: Filter | undefined; sort?: Sort | undefined },
  ): Promise<{ filters: Filter[]; sort: Sort }>;
  create(workspace: string, me: string, body: ViewBody): Promise<SavedView>;
  /** Errors: "not_found"; "forbidden" for somebody else's, unless `all`. */
  save(workspace: string, me: string, id: string, body: ViewBody, all: boolean): Promise<SavedView>;
  remove(workspace: string, me: string, id: string, all: boolean): Promise<void>;
}

export function createViews({ records, newId }: { records: RecordStore; newId(): string }): Views {
  const viewOf = (id: string, { by, ...body }: Stored, me: string): SavedView => ({
    ...body,
    id,
    by,
    own: by === me,
  });

  async function list(workspace: string, me: string): Promise<SavedView[]> {
    const { items } = await records.list<Stored>(workspace, VIEW, { limit: MOST });
    return items
      .filter(({ data }) => data.shared || data.by === me)
      .map(({ key, data }) => viewOf(key, data, me))
      .sort((one, other) => one.name.localeCompare(other.name));
  }

  async function owned(workspace: string, me: string, id: string, all: boolean) {
    const found = await records.get<Stored>(workspace, VIEW, id);
    if (!found || !(found.data.shared || found.data.by === me)) throw new CodedError('not_found');
    if (found.data.by !== me && !all)
      throw new CodedError('forbidden', 'Only who made this view may change it.');
    return found;
  }

  return {
    list,
    async read(workspace, me, { view, filter, sort }) {
      const own = filter ? [filter] : [];
      if (view === undefined) return { filters: own, sort: sort ?? 'newest' };
      if (Object.hasOwn(builtInViews, view)) {
        const built = builtInViews[view as BuiltInView];
        return { filters: [built.filter, ...own], sort: sort ?? built.sort };
      }
      const found = await records.get<Stored>(workspace, VIEW, view);
      if (!found || !(found.data.shared || found.data.by === me)) {
        throw new CodedError('not_found', 'There is no such view.');
      }
      return { filters: [found.data.filter, ...own], sort: sort ?? found.data.sort };
    },
    async create(workspace, me, body) {
      if ((await list(workspace, me)).length >= MOST)
        throw new CodedError('limit_reached', `There are ${MOST} views already.`);
      const id = newId();
      await records.insert(workspace, VIEW, id, { ...body, by: me });
      return viewOf(id, { ...body, by: me }, me);
    },
    async save(workspace, me, id, body, all) {
      await owned(workspace, me, id, all);
      return changeRecord<Stored, SavedView>(records, { workspace, kind: VIEW, key: id }, (stored) => {
        if (!stored) throw new CodedError('not_found');
        const next = { ...body, by: stored.by };
        return { answer: viewOf(id, next, me), write: next };
      });
    },
    async remove(workspace, me, id, all) {
      const { rev } = await owned(workspace, me, id, all);
      if (!(await records.remove(workspace, VIEW, id, rev))) throw new CodedError('conflict');
    },
  };
}
