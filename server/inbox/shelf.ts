/**
 * Things a team keeps for its work, such as canned replies and macros: everybody's, or one person's own. Knows records and
 * who may change what; not what the things are.
 */

import { changeRecord, dropRecord } from '../change-record.ts';
import { CodedError } from '../errors.ts';
import type { RecordStore } from '../stores/port.ts';

/** Who asks; `all`: may change what others made. */
export interface Keeper {
  id: string;
  all: boolean;
}
export type Kept<Body> = Body & { id: string; by: string; updatedAt: number };

export interface Shelf<Body extends { shared: boolean }> {
  /** Everybody's, and one's own. */
  list(workspace: string, who: Keeper): Promise<Kept<Body>[]>;
  /** Errors: "not_found". */
  get(workspace: string, who: Keeper, id: string): Promise<Kept<Body>>;
  /** Errors: "forbidden" to put something on everybody's shelf without the right; "conflict" where it is full. */
  add(workspace: string, who: Keeper, id: string, body: Body, now: number): Promise<Kept<Body>>;
  /** Errors: "not_found", "forbidden". */
  save(workspace: string, who: Keeper, id: string, body: Body, now: number): Promise<Kept<Body>>;
  remove(workspace: string, who: Keeper, id: string): Promise<void>;
}

const MOST = 1000;
const PAGE = 200;

export function createShelf<Body extends { shared: boolean }>(
  records: RecordStore,
  kind: string,
): Shelf<Body> {
  type Stored = Kept<Body>;

  async function list(workspace: string, who: Keeper): Promise<Stored[]> {
    const found: Stored[] = [];
    let cursor: string | undefined;
    do {
      const page = await records.list<Stored>(workspace, kind, {
        limit: PAGE,
        ...(cursor === undefined ? {} : { cursor }),
      });
      found.push(...page.items.map(({ data }) => data).filter((one) => one.shared || one.by === who.id));
      cursor = page.cursor;
    } while (cursor !== undefined && found.length < MOST);
    return found;
  }

  async function get(workspace: string, who: Keeper, id: string): Promise<Stored> {
    const found = await records.get<Stored>(workspace, kind, id);
    if (!found || !(found.data.shared || found.data.by === who.id)) throw new CodedError('not_found');
    return found.data;
  }

  async function mayChange(workspace: string, who: Keeper, id: string): Promise<void> {
    const found = await get(workspace, who, id);
    if (found.shared && !who.all)
      throw new CodedError('forbidden', 'This is everybody’s: ask who may change it.');
  }

  return {
    list,
    get,
    async add(workspace, who, id, body, updatedAt) {
      if (body.shared && !who.all)
        throw new CodedError('forbidden', 'You may keep your own, not everybody’s.');
      if ((await list(workspace, who)).length >= MOST)
        throw new CodedError('limit_reached', `There are ${MOST} already.`);
      const made: Stored = { ...body, id, by: who.id, updatedAt };
      if (!(await records.insert(workspace, kind, id, made))) throw new CodedError('conflict');
      return made;
    },
    async save(workspace, who, id, body, updatedAt) {
      await mayChange(workspace, who, id);
      if (body.shared && !who.all)
        throw new CodedError('forbidden', 'You may keep your own, not everybody’s.');
      return changeRecord<Stored, Stored>(records, { workspace, kind, key: id }, (stored) => {
        if (!stored) throw new CodedError('not_found');
        const next: Stored = { ...body, id, by: stored.by, updatedAt };
        return { answer: next, write: next };
      });
    },
    async remove(workspace, who, id) {
      await mayChange(workspace, who, id);
      await dropRecord(records, { workspace, kind, key: id });
    },
  };
}
