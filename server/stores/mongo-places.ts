/** Which place a conversation's id leads to; knows one collection, whose documents never change. */
import type { Collections } from './mongo-documents.ts';
import { isTaken } from './mongo-failure.ts';
import { idName } from './mongo-names.ts';

/**
 * A conversation is stored under its contact, which must be unique; most of what happens to it names its id. That leads
 * to one shard, and as a rule without asking the database.
 */
export interface Places {
  of(workspace: string, id: string): Promise<string | undefined>;
  /** False if the id leads elsewhere. */
  take(workspace: string, id: string, place: string): Promise<boolean>;
  /** The conversation is no more. */
  release(workspace: string, id: string): Promise<void>;
}

const KEPT = 20_000;

export function createPlaces({ places }: Collections): Places {
  const known = new Map<string, string>();

  function keep(name: string, place: string): void {
    known.set(name, place);
    if (known.size > KEPT) known.delete(known.keys().next().value ?? '');
  }

  async function lookUp(name: string): Promise<string | undefined> {
    const own = known.get(name);
    if (own !== undefined) return own;
    const found = await places.findOne({ _id: name });
    if (found) keep(name, found.place);
    return found?.place;
  }

  return {
    of: (workspace, id) => lookUp(idName(workspace, id)),
    async take(workspace, id, place) {
      const name = idName(workspace, id);
      try {
        await places.insertOne({ _id: name, place });
      } catch (error) {
        if (!isTaken(error)) throw error;
        return (await lookUp(name)) === place;
      }
      keep(name, place);
      return true;
    },
    async release(workspace, id) {
      const name = idName(workspace, id);
      known.delete(name);
      await places.deleteOne({ _id: name });
    },
  };
}
