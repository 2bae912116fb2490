/** Who of the team has which conversation open, and writes in it; knows no connection. */
import type { Viewer } from '../contract/inbox-live.ts';

export interface Viewers {
  /** `socket`: one of their connections, which are one viewer together. */
  join(room: string, socket: string, who: { id: string; name: string }): void;
  leave(room: string, socket: string): void;
  update(room: string, socket: string, seen: { typing: boolean; drafting: boolean }): void;
  /** In the order they came. */
  of(room: string): Viewer[];
  /** True where anybody looks at anything. */
  readonly any: boolean;
}

/** What viewers in other processes are known by. */
export interface SharedViewers {
  mine(room: string, viewers: readonly Viewer[]): void;
  others(room: string): Viewer[];
}

export function createViewers(
  toldHere: (room: string, viewers: Viewer[]) => void,
  shared?: SharedViewers,
): Viewers & { changed(room: string): void } {
  const rooms = new Map<string, Map<string, Viewer>>();

  function tell(room: string, viewers: Viewer[]): void {
    shared?.mine(room, [...(rooms.get(room)?.values() ?? [])]);
    if (rooms.has(room)) toldHere(room, viewers);
  }

  function of(room: string): Viewer[] {
    const people = new Map<string, Viewer>();
    for (const viewer of [...(rooms.get(room)?.values() ?? []), ...(shared?.others(room) ?? [])]) {
      const known = people.get(viewer.id);
      people.set(viewer.id, {
        ...viewer,
        typing: viewer.typing || (known?.typing ?? false),
        drafting: viewer.drafting || (known?.drafting ?? false),
      });
    }
    return [...people.values()];
  }

  return {
    of,
    changed(room) {
      if (rooms.has(room)) toldHere(room, of(room));
    },
    get any() {
      return rooms.size > 0;
    },
    join(room, socket, { id, name }) {
      const there = rooms.get(room) ?? new Map<string, Viewer>();
      rooms.set(room, there);
      if (there.has(socket)) return;
      there.set(socket, { id, name, typing: false, drafting: false });
      tell(room, of(room));
    },
    leave(room, socket) {
      const there = rooms.get(room);
      if (!there?.delete(socket)) return;
      if (there.size === 0) rooms.delete(room);
      tell(room, of(room));
    },
    update(room, socket, { typing, drafting }) {
      const viewer = rooms.get(room)?.get(socket);
      if (!viewer || (viewer.typing === typing && viewer.drafting === drafting)) return;
      rooms.get(room)?.set(socket, { ...viewer, typing, drafting });
      tell(room, of(room));
    },
  };
}
