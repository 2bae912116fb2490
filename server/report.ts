/** What the engine tells about its work: facts for logs and metrics, without anybody's words or number. */

export type Fact =
  /** One event was taken, stored and may be acknowledged. `ms` from arrival to durable. */
  | {
      kind: 'turn';
      event: string;
      conversation: string;
      flow: string | undefined;
      understood: boolean;
      /** The nodes entered, in order. */
      visited: readonly string[];
      ms: number;
    }
  | { kind: 'duplicate'; conversation: string }
  | { kind: 'conflict'; conversation: string }
  | { kind: 'problem'; conversation: string; flow: string; code: string; node: string; detail: string }
  | { kind: 'flow-started'; conversation: string; flow: string; version: number }
  | { kind: 'flow-ended'; conversation: string; flow: string; outcome: string }
  | { kind: 'handoff'; conversation: string; queue: string; reason: string }
  | { kind: 'opt-out' | 'opt-in'; conversation: string }
  | { kind: 'sent'; conversation: string; work: string; ms: number }
  | { kind: 'retry'; conversation: string; work: string; code: string; attempts: number; detail: string }
  | { kind: 'parked'; conversation: string; work: string; code: string; detail: string }
  /** A message goes by SMS instead of RCS. */
  | { kind: 'fallback'; conversation: string; code: string }
  /** A promotion waits until it may leave; `until` in milliseconds since the epoch. */
  | { kind: 'held'; conversation: string; code: string; until: number }
  | { kind: 'receipt'; state: string; known: boolean }
  /** A message was read by a channel it had left for another: its reader has it twice. */
  | { kind: 'late-receipt'; conversation: string; channel: string; state: string }
  | { kind: 'quarantined'; reason: string }
  | { kind: 'fault'; where: string; error: unknown };

export type Report = (fact: Fact) => void;
