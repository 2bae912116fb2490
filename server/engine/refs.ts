/**
 * Which message a provider's own id names. An SMS may travel in parts, each with an id and a receipt of its own; the
 * message is delivered when all of them are. Forgets what no provider tells of any more.
 */
import type { ChannelName } from '../../flows/scope.ts';
import type { Clock } from '../clock.ts';
import { type RecordStore, SEEN_DAYS } from '../stores/port.ts';

/** Record kind, by `keyOf`. */
export const REF = 'sms-ref';
/** Record kind, by shelf and message id: the numbers of the parts that are delivered. */
export const PARTS = 'sms-parts';

export interface Named {
  message: string;
  /** How many parts the message has, and which this is, from 0. */
  parts: number;
  part: number;
}

/** As it was found: where its parts are noted. */
export interface Found extends Named {
  shelf: string;
}

export interface Place {
  workspace: string;
  channel: ChannelName;
  brand: string;
}

export interface Refs {
  /** Durable when it resolves. A provider that uses an id once more means the newer message. */
  remember(place: Place, message: string, refs: readonly string[]): Promise<void>;
  /** What a provider took in the last nine days is found; what is twice as old is not. */
  find(place: Place, ref: string): Promise<Found | undefined>;
  /** Notes that a part was delivered; true once all are. */
  arrived(workspace: string, found: Found): Promise<boolean>;
}

/** Ids of the same time lie on one shelf, whose number begins their key: the old ones come first in every list. */
const SHELF_MS = SEEN_DAYS * 24 * 3600_000;
const TIDY_MS = 3600_000;
/** Old ids that one new one clears away. */
const TIDIED = 100;

export function createRefs(records: RecordStore, clock: Clock): Refs {
  /** When each workspace is looked through again. */
  const tidyAt = new Map<string, number>();

  const shelfOf = (at: number) => String(Math.floor(at / SHELF_MS)).padStart(6, '0');
  const keyOf = (shelf: string, { channel, brand }: Place, ref: string) =>
    `${shelf}/${channel}:${brand}:${ref}`;

  /** Inserts the record, or changes the one there is until it was changed by nobody else meanwhile. */
  async function put<T>(
    workspace: string,
    kind: string,
    key: string,
    make: (before: T | undefined) => T | undefined,
  ): Promise<T | undefined> {
    for (;;) {
      const stored = await records.get<T>(workspace, kind, key);
      const next = make(stored?.data);
      if (next === undefined) return stored?.data;
      const written = stored
        ? await records.update(workspace, kind, key, stored.rev, next)
        : await records.insert(workspace, kind, key, next);
      if (written) return next;
    }
  }

  /** True if nothing old is left of this kind. */
  async function tidy(workspace: string, kind: string, oldest: string): Promise<boolean> {
    const { items } = await records.list(workspace, kind, { limit: TIDIED });
    const old = items.filter(({ key }) => key < oldest);
    await Promise.all(old.map(({ key, rev }) => records.remove(workspace, kind, key, rev)));
    return old.length < TIDIED;
  }

  async function tidyInTime(workspace: string): Promise<void> {
    const now = clock.now();
    if ((tidyAt.get(workspace) ?? 0) > now) return;
    tidyAt.set(workspace, now + TIDY_MS);
    const oldest = shelfOf(now - SHELF_MS);
    const clean = await Promise.all([REF, PARTS].map((kind) => tidy(workspace, kind, oldest)));
    if (!clean.every(Boolean)) tidyAt.delete(workspace);
  }

  return {
    async remember(place, message, refs) {
      const shelf = shelfOf(clock.now());
      await Promise.all(
        refs.map(async (ref, part) => {
          const named: Named = { message, parts: refs.length, part };
          const key = keyOf(shelf, place, ref);
          // Nearly always new: the record is only read where it is not.
          if (await records.insert(place.workspace, REF, key, named)) return;
          await put<Named>(place.workspace, REF, key, () => named);
        }),
      );
      await tidyInTime(place.workspace);
    },

    async find(place, ref) {
      const now = clock.now();
      for (const shelf of [shelfOf(now), shelfOf(now - SHELF_MS)]) {
        const found = await records.get<Named>(place.workspace, REF, keyOf(shelf, place, ref));
        if (found) return { ...found.data, shelf };
      }
      return undefined;
    },

    async arrived(workspace, { message, parts, part, shelf }) {
      if (parts <= 1) return true;
      const there = await put<number[]>(workspace, PARTS, `${shelf}/${message}`, (before = []) =>
        before.includes(part) ? undefined : [...before, part],
      );
      return (there?.length ?? 0) >= parts;
    },
  };
}
