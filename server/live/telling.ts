/**
 * What this process tells the others of its turns and of the rows it wrote: together, a few times a second. Whole where
 * people look at another process, or have the conversation; else only how far it is, for that one to forget what it
 * keeps. Knows what is told, not what becomes of it; may be lost, for the truth is in the store.
 */
import type { Clock } from '../clock.ts';
import type { News } from '../engine/news.ts';
import type { PeerMessage, Peers, Step, WrittenRow } from '../jobs/port.ts';
import type { SharedRooms } from './shared-rooms.ts';

export interface Telling {
  /** For the engine's `changed`. */
  news(news: News): void;
  /** Rows of the inbox were written here. */
  wrote(rows: readonly WrittenRow[]): void;
  /** Somebody connected to this process, and looks; the others are told. What it returns is called when they are gone. */
  connected(): () => void;
  /** Whether anybody is connected. */
  readonly isLookedAt: boolean;
  /** Tells what is left. */
  stop(): void;
}

export interface TellingDeps {
  peers: Pick<Peers, 'tell'>;
  /** Processes people look at: one is in the room of all while they do. */
  rooms(what: string, changed: (room: string) => void): SharedRooms<true>;
  clock: Clock;
}

/** Shorter than anybody notices, and long enough for what comes together. */
const TOGETHER_MS = 25;
/** Beyond that many, what is told fills a message of its own. */
const MOST_TOGETHER = 500;
const ALL = 'all';

export function createTelling({ peers, rooms, clock }: TellingDeps): Telling {
  const looked = rooms('looked-at', () => {});
  let news: News[] = [];
  let steps: Step[] = [];
  let rows: WrittenRow[] = [];
  let connections = 0;
  let callOff: (() => void) | undefined;

  function flush(): void {
    callOff?.();
    callOff = undefined;
    if (news.length + steps.length + rows.length === 0) return;
    const message: PeerMessage = { kind: 'done', news, steps, rows };
    [news, steps, rows] = [[], [], []];
    peers.tell(message);
  }

  function soon(): void {
    if (news.length + steps.length + rows.length >= MOST_TOGETHER) flush();
    else callOff ??= clock.alarm(clock.now() + TOGETHER_MS, flush);
  }

  return {
    news(one) {
      if (looked.others(ALL).length > 0 || (one.kind === 'turn' && isWithPeople(one))) news.push(one);
      else if (one.kind === 'turn') {
        const { workspace, id, brand, phone, rev } = one.conversation;
        steps.push([workspace, id, brand, phone, rev]);
      } else return;
      soon();
    },
    wrote(some) {
      rows.push(...some);
      if (some.length > 0) soon();
    },
    connected() {
      connections += 1;
      if (connections === 1) looked.mine(ALL, [true]);
      return () => {
        connections -= 1;
        if (connections === 0) looked.mine(ALL, []);
      };
    },
    get isLookedAt() {
      return connections > 0;
    },
    stop: flush,
  };
}

/** They have it, or had it: who is free follows from that, wherever it is looked at. */
function isWithPeople({ conversation: { owner, voice } }: Extract<News, { kind: 'turn' }>): boolean {
  return owner.kind !== 'bot' || voice > 0;
}
