/** How a document reaches the server and hears of others: the interface, and Socket.IO behind it. Knows no document. */

import type { Change } from '../../flows/change.ts';
import type { Flow } from '../../flows/flow.ts';
import type { LivePush, Person } from '../../server/contract.ts';
import { ApiError, type FieldFault } from '../api/api-error.ts';
import { askLive, liveSocket } from '../api/live.ts';

export interface Opened {
  rev: number;
  flow: Flow;
  people: Person[];
  /** Who I am among the people. */
  you: string;
  /** Those of the edits asked about that are in the document. */
  applied: string[];
  published: number;
}

export interface EditRequest {
  flow: string;
  /** The rev of the document the changes were made on. */
  base: number;
  changes: Change[];
  /** The server makes an edit once, however often it comes under one id. */
  id: string;
}

export type EditAnswer =
  /** `theirs`: what others changed in other parts since `base`. */
  | { ok: true; rev: number; theirs?: Change[] }
  /** Others changed the same parts; nothing was stored. */
  | { ok: false; rev: number; theirs: Change[] };

export type Changed = LivePush<'flow:changed'>;
export type Published = LivePush<'flow:published'>;

export interface Hearing {
  changed(push: Changed): void;
  people(push: { flow: string; people: Person[] }): void;
  published(push: Published): void;
  /** Told at once how it is, then whenever it changes. */
  connected(isUp: boolean): void;
}

/** Requests end in an error with a `code`: "offline" where no answer came, else what the server refused with. */
export interface Transport {
  /** `pending`: edits that were sent and may or may not have arrived. */
  open(flow: string, pending: string[]): Promise<Opened>;
  edit(request: EditRequest): Promise<EditAnswer>;
  /** Told when there is a connection, else forgotten. */
  presence(flow: string, seen: { selection: string[]; cursor: { x: number; y: number } | null }): void;
  close(flow: string): void;
  /** Ends with the function it gives. */
  listen(hearing: Hearing): () => void;
}

/** The connection all screens share. */
export function liveTransport(): Transport {
  return {
    async open(flow, pending) {
      const answer = await askLive('flow:open', { flow, pending });
      // The server gives what the schema has read; to read it again would take a large flow a tenth of a second.
      return { ...answer, flow: answer.document as unknown as Flow };
    },
    async edit(request) {
      return askLive('flow:edit', request) as Promise<EditAnswer>;
    },
    presence(flow, seen) {
      const socket = liveSocket();
      if (socket.connected) socket.emit('flow:presence', { flow, ...seen }, () => {});
    },
    close(flow) {
      const socket = liveSocket();
      if (socket.connected) socket.emit('flow:close', { flow }, () => {});
    },
    listen({ changed, people, published, connected }) {
      const socket = liveSocket();
      const up = () => connected(true);
      const down = () => connected(false);
      socket.on('flow:changed', changed);
      socket.on('flow:people', people);
      socket.on('flow:published', published);
      socket.on('connect', up);
      socket.on('disconnect', down);
      socket.on('connect_error', down);
      connected(socket.connected);
      return () => {
        socket.off('flow:changed', changed);
        socket.off('flow:people', people);
        socket.off('flow:published', published);
        socket.off('connect', up);
        socket.off('disconnect', down);
        socket.off('connect_error', down);
      };
    },
  };
}

/** Why a request failed: its code, and what the server said about it. */
export function failureOf(error: unknown): Failure {
  if (error instanceof ApiError) return { code: error.code, title: error.message, faults: error.faults };
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'internal';
  return { code, title: error instanceof Error ? error.message : String(error), faults: [] };
}

export interface Failure {
  code: string;
  title: string;
  faults: FieldFault[];
}
