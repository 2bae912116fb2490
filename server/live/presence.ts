/** Who has which flow open, what they have selected and where they point; knows no connection and no document. */
import type { Clock } from '../clock.ts';
import type { Person } from '../contract.ts';
import type { SharedRooms } from './shared-rooms.ts';

export interface Presence {
  /** Opens a flow for somebody, who gets a colour nobody else has there, as long as there are any. */
  join(room: string, who: { id: string; name: string }): Person;
  leave(room: string, id: string): void;
  /** What is left out is selected, or pointed at, no longer. Nothing happens for who is not there. */
  update(room: string, id: string, seen: { selection: string[]; cursor: Person['cursor'] }): void;
  /** In the order they came. */
  people(room: string): Person[];
}

/** Each dark enough for white text, at least 4.5:1, and as far apart as eight hues can be. */
export const COLORS = [
  '#5b5bd6',
  '#0b6e99',
  '#a3195b',
  '#0f7b4f',
  '#b5390f',
  '#8a3ffc',
  '#7a5c00',
  '#4a6070',
] as const;
/** Pointers move more often than anybody can see. */
const TOLD_EVERY_MS = 50;

export interface PresenceDeps {
  clock: Clock;
  /** To those of this process. */
  tell(room: string, people: Person[]): void;
  /** Who is in it elsewhere, and how others learn who is here. */
  shared?: Pick<SharedRooms<Person>, 'mine' | 'others'>;
}

export function createPresence(deps: PresenceDeps): Presence & { changed(room: string): void } {
  const { clock, tell, shared } = deps;
  const rooms = new Map<string, Map<string, Person>>();
  const waiting = new Set<string>();

  const here = (room: string) => [...(rooms.get(room)?.values() ?? [])];
  const people = (room: string) => [...here(room), ...(shared?.others(room) ?? [])];

  function soon(room: string): void {
    if (waiting.has(room)) return;
    waiting.add(room);
    clock.alarm(clock.now() + TOLD_EVERY_MS, () => {
      waiting.delete(room);
      shared?.mine(room, here(room));
      if (rooms.has(room)) tell(room, people(room));
    });
  }

  return {
    people,
    changed(room) {
      if (rooms.has(room)) tell(room, people(room));
    },
    join(room, { id, name }) {
      const there = rooms.get(room) ?? new Map<string, Person>();
      rooms.set(room, there);
      const known = there.get(id);
      if (known) return known;
      const taken = new Set(people(room).map((person) => person.color));
      const color = COLORS.find((one) => !taken.has(one)) ?? COLORS[there.size % COLORS.length] ?? COLORS[0];
      const person: Person = { id, name, color };
      there.set(id, person);
      soon(room);
      return person;
    },
    leave(room, id) {
      const there = rooms.get(room);
      if (!there?.delete(id)) return;
      if (there.size === 0) rooms.delete(room);
      soon(room);
    },
    update(room, id, { selection, cursor }) {
      const there = rooms.get(room);
      const person = there?.get(id);
      if (!there || !person) return;
      const { name, color } = person;
      there.set(id, {
        id,
        name,
        color,
        ...(selection.length > 0 ? { selection } : {}),
        ...(cursor ? { cursor } : {}),
      });
      soon(room);
    },
  };
}
