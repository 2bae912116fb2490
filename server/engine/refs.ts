/**
 * Which message a provider's own id names. An SMS may travel in parts, each with an id and a receipt of its own; the
 * message is delivered when all of them are.
 */
import type { ChannelName } from '../../flows/scope.ts';
import type { RecordStore } from '../stores/port.ts';

/** Record kind, by `keyOf`. */
export const REF = 'sms-ref';
/** Record kind, by message id: the numbers of the parts that are delivered. */
export const PARTS = 'sms-parts';

export interface Named {
  message: string;
  /** How many parts the message has, and which this is, from 0. */
  parts: number;
  part: number;
}

export interface Place {
  workspace: string;
  channel: ChannelName;
  brand: string;
}

export interface Refs {
  /** Durable when it resolves. A provider that uses an id once more means the newer message. */
  remember(place: Place, message: string, refs: readonly string[]): Promise<void>;
  find(place: Place, ref: string): Promise<Named | undefined>;
  /** Notes that a part was delivered; true once all are. */
  arrived(workspace: string, named: Named): Promise<boolean>;
}

export function createRefs(records: RecordStore): Refs {
  const keyOf = ({ channel, brand }: Place, ref: string) => `${channel}:${brand}:${ref}`;

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

  return {
    async remember(place, message, refs) {
      await Promise.all(
        refs.map(async (ref, part) => {
          const named: Named = { message, parts: refs.length, part };
          const key = keyOf(place, ref);
          // Nearly always new: the record is only read where it is not.
          if (await records.insert(place.workspace, REF, key, named)) return;
          await put<Named>(place.workspace, REF, key, () => named);
        }),
      );
    },

    async find(place, ref) {
      return (await records.get<Named>(place.workspace, REF, keyOf(place, ref)))?.data;
    },

    async arrived(workspace, { message, parts, part }) {
      if (parts <= 1) return true;
      const there = await put<number[]>(workspace, PARTS, message, (before = []) =>
        before.includes(part) ? undefined : [...before, part],
      );
      return (there?.length ?? 0) >= parts;
    },
  };
}
