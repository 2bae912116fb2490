/**
 * Who is in a room, over several processes: each says who is in its own, again and again, and forgets what another has not
 * said for a while. Knows neither rooms nor people; what is lost is known with the next saying.
 */
import type { Clock } from '../clock.ts';

export interface SharedRooms<Someone> {
  /** Who is in this room here. Told to the others if it changed, and repeated as long as anybody is. */
  mine(room: string, people: readonly Someone[]): void;
  /** Another process says who is in its room. */
  heard(from: string, room: string, people: readonly Someone[]): void;
  /** Who is in it elsewhere. */
  others(room: string): Someone[];
  stop(): void;
}

export interface SharedRoomsDeps<Someone> {
  clock: Clock;
  /** To the other processes. */
  tell(room: string, people: readonly Someone[]): void;
  /** Who is in it elsewhere changed. */
  changed(room: string): void;
}

const REPEAT_MS = 3_000;
const FORGET_MS = 8_000;

export function createSharedRooms<Someone>(deps: SharedRoomsDeps<Someone>): SharedRooms<Someone> {
  const { clock, tell, changed } = deps;
  const own = new Map<string, readonly Someone[]>();
  const elsewhere = new Map<string, Map<string, { people: readonly Someone[]; text: string; at: number }>>();
  let callOff: (() => void) | undefined;

  function repeat(): void {
    callOff = undefined;
    for (const [room, people] of own) tell(room, people);
    const old = clock.now() - FORGET_MS;
    for (const [room, said] of elsewhere) {
      const gone = [...said].filter(([, { at }]) => at < old);
      for (const [from] of gone) said.delete(from);
      if (said.size === 0) elsewhere.delete(room);
      if (gone.length > 0) changed(room);
    }
    soon();
  }

  function soon(): void {
    if (callOff || (own.size === 0 && elsewhere.size === 0)) return;
    callOff = clock.alarm(clock.now() + REPEAT_MS, repeat);
  }

  return {
    mine(room, people) {
      if (people.length > 0) own.set(room, people);
      else if (!own.delete(room)) return;
      tell(room, people);
      soon();
    },
    heard(from, room, people) {
      const said = elsewhere.get(room) ?? new Map();
      const text = JSON.stringify(people);
      const before = said.get(from)?.text ?? '[]';
      if (people.length > 0) {
        said.set(from, { people, text, at: clock.now() });
        elsewhere.set(room, said);
      } else {
        said.delete(from);
        if (said.size === 0) elsewhere.delete(room);
      }
      if (text !== before) changed(room);
      soon();
    },
    others: (room) => [...(elsewhere.get(room)?.values() ?? [])].flatMap(({ people }) => people),
    stop() {
      callOff?.();
      own.clear();
      elsewhere.clear();
    },
  };
}
