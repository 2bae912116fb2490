/** What other processes say, brought to whoever it concerns here. Knows what can be said; decides nothing. */
import type { Clock } from '../clock.ts';
import type { Jobs, PeerMessage } from '../jobs/port.ts';
import { createSharedRooms, type SharedRooms } from './shared-rooms.ts';

type Of<K extends PeerMessage['kind']> = Extract<PeerMessage, { kind: K }>;
/** What is said is what this version or another sent: who hears it knows its shape. */
export type AcrossHandlers = { [K in PeerMessage['kind']]?: (message: Of<K>, from: string) => void };

export interface Across {
  /** From now on. */
  hear(handlers: AcrossHandlers): void;
  /** People in rooms of one kind, over all processes. */
  rooms<Someone>(what: string, changed: (room: string) => void): SharedRooms<Someone>;
  stop(): void;
}

export function createAcross({ jobs, clock }: { jobs: Pick<Jobs, 'peers'>; clock: Clock }): Across {
  const kinds = new Map<string, SharedRooms<unknown>>();
  const all: AcrossHandlers[] = [];
  jobs.peers.hear((message, from) => {
    if (message.kind === 'room') kinds.get(message.what)?.heard(from, message.room, message.people);
    for (const handlers of all)
      (handlers[message.kind] as ((said: PeerMessage, from: string) => void) | undefined)?.(message, from);
  });
  return {
    hear: (handlers) => void all.push(handlers),
    rooms<Someone>(what: string, changed: (room: string) => void) {
      const rooms = createSharedRooms<Someone>({
        clock,
        changed,
        tell: (room, people) => jobs.peers.tell({ kind: 'room', what, room, people: [...people] }),
      });
      kinds.set(what, rooms as SharedRooms<unknown>);
      return rooms;
    },
    stop() {
      for (const rooms of kinds.values()) rooms.stop();
    },
  };
}
