/**
 * Where the conversations of the moment stand in SQLite: their number, revision and last line, kept in memory between
 * turns. Knows the columns a turn is judged by; neither what a turn is nor what it changes.
 */
import type Database from 'libsql';
import type { Conversation } from './port.ts';
import type { Thread } from './sqlite-lines.ts';
import { prepareMany, type Row } from './sqlite-many.ts';
import { createOthers } from './sqlite-others.ts';
import type { SpelledTurn } from './sqlite-turns.ts';

/** What a conversation is called. */
type Named = Pick<Conversation, 'workspace' | 'id'>;

/** A conversation while turns are judged: as stored, and then with each turn that was taken. */
export interface Place extends Thread {
  rev: number;
  /** As the last turn that was taken leaves it, unless that is stored already. */
  change: SpelledTurn | undefined;
}

/** All of it only inside a transaction. */
export interface Places {
  /** The places of those that are stored, by `nameOf`. They are written to: what they say is stored by the caller. */
  of(conversations: readonly Named[]): Map<string, Place>;
  /** These are stored as they say, once the transaction is. */
  keep(places: ReadonlyMap<string, Place>): void;
  /** The transaction was rolled back, or conversations were removed. */
  forget(): void;
}

/** A place takes some 300 bytes. */
const KEPT = 8192;

export function createPlaces(db: Database.Database): Places {
  const find = prepareMany(
    db,
    3,
    (rows) => `SELECT given.column1, c.n, c.rev, c.last FROM (${rows}) given
       CROSS JOIN conversations c WHERE c.id = given.column2 AND c.workspace = given.column3`,
  );
  const othersWrote = createOthers(db);
  const kept = new Map<string, Place>();

  return {
    of(conversations) {
      if (othersWrote()) kept.clear();
      const places = new Map<string, Place>();
      const given: Row[] = [];
      for (const [i, conversation] of conversations.entries()) {
        const name = nameOf(conversation);
        const place = kept.get(name);
        if (place) places.set(name, place);
        else given.push([i, conversation.id, conversation.workspace]);
      }
      for (const [i, n, rev, last] of find.all(given) as [number, number, number, number | null][]) {
        const conversation = conversations[i];
        if (conversation) {
          places.set(nameOf(conversation), { n, rev, last, storedLast: last, change: undefined });
        }
      }
      return places;
    },
    keep(places) {
      for (const [name, place] of places) {
        place.storedLast = place.last;
        place.change = undefined;
        // A map keeps the order of insertion: the first is the one longest unused.
        kept.delete(name);
        kept.set(name, place);
      }
      for (const name of kept.keys()) {
        if (kept.size <= KEPT) break;
        kept.delete(name);
      }
    },
    forget: () => kept.clear(),
  };
}

/** Workspaces hold no NUL. */
export function nameOf({ workspace, id }: Named): string {
  return `${workspace}\0${id}`;
}
