/** What is stored of a running flow between two events: small, plain, ours; none of XState's internals. */
import type { Event } from './event.ts';

export interface Snapshot {
  /** The state of the compiled machine: a node's key, "sub/node" inside a sub-flow. */
  value: string;
  status: 'active' | 'done';
  outcome?: string;
  locale: string;
  /** Variables by scope: "" is the flow's own, "sub/" those of the sub-flow called at node "sub". */
  vars: Record<string, Record<string, unknown>>;
  /** Misses at the current node. */
  misses: number;
  /** Timers that may still fire, by token. */
  timers: Record<string, { at: number; node: string; event: string }>;
  /** Service calls that may still answer, by id. */
  calls: Record<string, string>;
  /** Typed messages waiting for the gather time to pass. */
  gathered?: string[];
  /** The node to return to after a person's work. */
  back?: string;
  /** Signals that came before a node waited for them, oldest first. */
  mailbox?: { name: string; data: Record<string, unknown> }[];
  /** What services and signals said while people had the conversation, oldest first; heard when it comes back. */
  held?: Event[];
  /** The list offered by the current node's options, as the values of its chips. */
  offered?: string[];
}
