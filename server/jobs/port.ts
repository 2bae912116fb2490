/**
 * What processes on one store tell each other: that something is due, what was committed, who is there. Everything may be
 * lost or come twice, for the truth is in the store. Knows no broker and no sender.
 */
import { z } from 'zod';

const place = { workspace: z.string(), id: z.string() };

/** A conversation and how far it is: its workspace, id, brand, phone and rev. */
export const stepSchema = z.tuple([z.string(), z.string(), z.string(), z.string(), z.number()]);
export type Step = z.infer<typeof stepSchema>;
/** A row of the inbox that was written: its workspace, id and rev. */
export const writtenRowSchema = z.tuple([z.string(), z.string(), z.number()]);
export type WrittenRow = z.infer<typeof writtenRowSchema>;

/** What one process tells all others. Its content is trusted: only our own processes reach the broker. */
export const peerMessageSchema = z.discriminatedUnion('kind', [
  /** Whoever has claimed this conversation: look at it. */
  z.object({ kind: z.literal('drain'), ...place }),
  /** What may leave this conversation is being changed. */
  z.object({ kind: z.literal('hush'), ...place }),
  /** What was done since it was last told: commits as the engine's `News`, or only how far conversations are; rows. */
  z.object({
    kind: z.literal('done'),
    news: z.array(z.unknown()),
    steps: z.array(stepSchema),
    rows: z.array(writtenRowSchema),
  }),
  /** A conversation was erased. */
  z.object({ kind: z.literal('erased'), ...place }),
  /** Something kept in memory was changed: to be read again. */
  z.object({ kind: z.literal('changed'), what: z.string(), workspace: z.string(), id: z.string() }),
  /** Who is in a room of this process now; said again as long as anybody is. */
  z.object({ kind: z.literal('room'), what: z.string(), room: z.string(), people: z.array(z.unknown()) }),
]);
export type PeerMessage = z.infer<typeof peerMessageSchema>;

export interface Peers {
  /** To every other process; returns at once and never throws. */
  tell(message: PeerMessage): void;
  /** `from`: the process that says it. */
  hear(listener: (message: PeerMessage, from: string) => void): void;
}

/** A conversation somebody shall look at. */
export interface WakeUp {
  workspace: string;
  id: string;
}

export interface Jobs {
  peers: Peers;
  /** One process, whichever has time, looks at this conversation at `at`, in milliseconds since the epoch. */
  wake(conversation: WakeUp, at: number, urgent?: boolean): void;
  /** Who looks. A wake-up whose process dies meanwhile goes to another. */
  start(look: (conversation: WakeUp) => Promise<void>): void;
  /**
   * Asks for `units` of what all processes together may do `perSecond` under this name. How many milliseconds to wait
   * until it is their turn, which is taken; where that is more than `longestMs`, nothing is taken. Undefined if nobody
   * can say.
   */
  turnOf(name: string, perSecond: number, units: number, longestMs: number): Promise<number | undefined>;
  /** Rejects if the broker does not answer. */
  ping(): Promise<void>;
  stop(): Promise<void>;
}
