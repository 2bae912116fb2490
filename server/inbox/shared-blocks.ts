/**
 * Blocks of one person's numbers: where one is blocked when two are made one, the others are blocked as well, and let go
 * again when they are taken apart. Knows which block came from which number; decides nothing else about them.
 */
import { changeRecord } from '../change-record.ts';
import { CodedError } from '../errors.ts';
import type { User } from '../people/identity.ts';
import type { Conversation, RecordStore } from '../stores/port.ts';

/** Record kind; keys are `conversation/conversation it came from`. */
export const SHARED_BLOCK = 'shared-block';

/** The block as it was set: another one since is somebody's own decision. `COMING`: it is being set. */
interface Stored {
  at: number;
}
const COMING = 0;

export interface SharedBlocks {
  /** Who is blocked on one side is on the other. Errors: as of blocking. */
  join(who: User, one: readonly Conversation[], other: readonly Conversation[]): Promise<void>;
  /** What came to either side from the other alone goes. */
  part(who: User, one: readonly Conversation[], other: readonly Conversation[]): Promise<void>;
}

export interface SharedBlocksDeps {
  workspace: string;
  records: RecordStore;
  /** Answers the conversation as it is then. */
  block(who: User, id: string): Promise<Conversation>;
  unblock(who: User, id: string): Promise<unknown>;
}

/** A person has ten numbers at most. */
const MOST = 20;

export function createSharedBlocks({ workspace, records, block, unblock }: SharedBlocksDeps): SharedBlocks {
  async function sources(id: string): Promise<{ from: string; key: string; rev: number; at: number }[]> {
    const { items } = await records.list<Stored>(workspace, SHARED_BLOCK, { limit: MOST, prefix: `${id}/` });
    return items.map(({ key, rev, data: { at } }) => ({ from: key.slice(id.length + 1), key, rev, at }));
  }

  /** Of whom a side is blocked: themselves, or one of theirs. */
  async function originsOf(side: readonly Conversation[]): Promise<string[]> {
    const ids = new Set(side.map(({ id }) => id));
    const found = await Promise.all(
      side.map(async ({ id, desk: { blocked } }) => {
        if (!blocked) return [];
        const shared = (await sources(id)).filter(({ at }) => at === blocked.at || at === COMING);
        return shared.length === 0 ? [id] : shared.map(({ from }) => (ids.has(from) ? from : id));
      }),
    );
    return [...new Set(found.flat())];
  }

  async function silence(
    who: User,
    side: readonly Conversation[],
    origins: readonly string[],
  ): Promise<void> {
    if (origins.length === 0) return;
    for (const { id, desk } of side) {
      const known = await sources(id);
      const own = desk.blocked && !known.some(({ at }) => at === desk.blocked?.at || at === COMING);
      // Whom somebody blocked already stays so by their decision.
      if (own) continue;
      const note = async (at: number) => {
        for (const from of origins) {
          const name = { workspace, kind: SHARED_BLOCK, key: `${id}/${from}` };
          await changeRecord<Stored, undefined>(records, name, () => ({ answer: undefined, write: { at } }));
        }
      };
      // On record first: a crash in between must not make it somebody's own decision.
      if (!desk.blocked) await note(COMING);
      const { blocked } = (desk.blocked ? { desk } : await block(who, id)).desk;
      if (!blocked) throw new CodedError('conflict');
      await note(blocked.at);
    }
  }

  async function release(who: User, side: readonly Conversation[], from: ReadonlySet<string>): Promise<void> {
    for (const { id, desk } of side) {
      const all = await sources(id);
      const going = all.filter((one) => from.has(one.from));
      const holds = ({ at }: Stored) => at === desk.blocked?.at || at === COMING;
      const left = all.filter((one) => !from.has(one.from) && holds(one));
      if (desk.blocked && going.some(holds) && left.length === 0) await unblock(who, id);
      for (const { key, rev } of going) await records.remove(workspace, SHARED_BLOCK, key, rev);
    }
  }

  return {
    async join(who, one, other) {
      const [mine, theirs] = await Promise.all([originsOf(one), originsOf(other)]);
      await silence(who, other, mine);
      await silence(who, one, theirs);
    },
    async part(who, one, other) {
      const ids = (side: readonly Conversation[]) => new Set(side.map(({ id }) => id));
      await release(who, one, ids(other));
      await release(who, other, ids(one));
    },
  };
}
