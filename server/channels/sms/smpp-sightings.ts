/**
 * Names for messages that come in without an id of their own. SMPP gives a deliver_sm none, and a message centre sends
 * one again until it has our answer; but a person may also write "2" twice. Knows neither texts nor connections.
 */
import { createHash } from 'node:crypto';
import type { Clock } from '../../clock.ts';

export interface Sighting {
  /** The same for the same message sent again, another for another message with the same words. */
  id: string;
  /** Tells what the message centre is answered: that we have it, or that it shall come again. */
  settle(taken: boolean): void;
}

export interface Sightings {
  /** `what` is all that tells one message from another: who, to whom, the words, and an id or time if one came along. */
  see(what: readonly string[]): Sighting;
  /** The connection ended: the last answers may not have arrived. */
  lost(): void;
}

/** All messages that say the same. */
interface Alike {
  minute: number;
  /** How many have come in that minute. */
  count: number;
  /** Those expected again: refused, or in doubt until `until`. */
  open: { id: string; until: number }[];
}

const REMEMBERED = 10_000;
const MINUTE_MS = 60_000;
/** An answer given so shortly before the end may not have arrived. */
const IN_DOUBT_MS = 10_000;
/** So long after the end a message in doubt comes again; later, the same words are new ones. */
const COMES_AGAIN_MS = 300_000;

/**
 * One that was refused is expected again, and keeps its name. One that was taken is over: the next like it is new, as
 * is one that comes while the first is still being taken, since no centre asks twice on one connection. After a
 * restart of this server nothing is remembered; then the same words within the same minute count as the same.
 */
export function createSightings(clock: Clock): Sightings {
  const seen = new Map<string, Alike>();
  /** What would be in doubt if the connection ended now: by id, when it was answered, or undefined if not yet. */
  const answers = new Map<string, { alike: Alike; at: number | undefined }>();

  function remember(key: string): Alike {
    const alike = seen.get(key) ?? { minute: 0, count: 0, open: [] };
    seen.delete(key);
    seen.set(key, alike);
    if (seen.size > REMEMBERED) seen.delete(seen.keys().next().value ?? '');
    return alike;
  }

  function name(key: string, alike: Alike): string {
    const now = clock.now();
    alike.open = alike.open.filter(({ until }) => until > now);
    const again = alike.open.shift();
    if (again) return again.id;
    const minute = Math.floor(now / MINUTE_MS);
    alike.count = alike.minute === minute ? alike.count + 1 : 1;
    alike.minute = minute;
    return `${key}.${minute.toString(36)}.${alike.count}`;
  }

  return {
    see(what) {
      const key = createHash('sha256').update(what.join('\0')).digest('base64url').slice(0, 22);
      const alike = remember(key);
      const id = name(key, alike);
      const answer: { alike: Alike; at: number | undefined } = { alike, at: undefined };
      answers.set(id, answer);
      return {
        id,
        settle(taken) {
          // Gone from the list: the connection ended first, and it is in doubt already.
          if (answers.get(id) !== answer) return;
          answers.delete(id);
          if (!taken) {
            alike.open.push({ id, until: Number.POSITIVE_INFINITY });
            return;
          }
          // The latest stand last, so that the oldest are found first.
          answers.set(id, { alike, at: clock.now() });
          for (const [old, { at }] of answers) {
            if (at === undefined || clock.now() - at <= IN_DOUBT_MS) break;
            answers.delete(old);
          }
        },
      };
    },

    lost() {
      const now = clock.now();
      for (const [id, { alike, at }] of answers) {
        if (at === undefined || now - at <= IN_DOUBT_MS) alike.open.push({ id, until: now + COMES_AGAIN_MS });
      }
      answers.clear();
    },
  };
}
