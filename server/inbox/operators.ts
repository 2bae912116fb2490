/**
 * Operators as the queues see them: what they can do, whether they are there, what they are asked to take. One record
 * each, changed by compare-and-set, so that several processes never promise the same room twice. Knows no conversation.
 */
import { changeRecord } from '../change-record.ts';
import type { Clock } from '../clock.ts';
import { type OperatorBody, operatorBodySchema } from '../contract/inbox.ts';
import type { RecordStore } from '../stores/port.ts';

/** Record kind, by the operator's id. */
export const OPERATOR = 'operator';

export type OperatorStatus = 'online' | 'busy' | 'away';

/** Room that is promised to a conversation until its commit is seen, or for `CLAIM_MS`. */
export interface Claim {
  conversation: string;
  units: number;
  at: number;
}

export interface OperatorRecord extends OperatorBody {
  id: string;
  name: string;
  status: OperatorStatus;
  reason?: string;
  /** Takes nothing new, and is away once the last conversation is given on. */
  draining?: true;
  /** Of the status. */
  since: number;
  /** When they were last known to be connected, or said what their status is. */
  seenAt: number;
  /** When they were last given something: the next goes to who waited longest, among equals. */
  givenAt: number;
  claims: Claim[];
}

export interface Operators {
  /** Those who ever said their status, or of whom a supervisor said what they can do. */
  all(): Promise<OperatorRecord[]>;
  /** How somebody begins: away, with room for the usual number. Nothing is written. */
  newcomer(id: string, name: string): OperatorRecord;
  get(id: string): Promise<OperatorRecord | undefined>;
  /** What somebody can do, as a supervisor says. `name` for who was never seen. */
  set(id: string, name: string, body: OperatorBody): Promise<OperatorRecord>;
  setStatus(id: string, name: string, next: StatusChange): Promise<OperatorRecord>;
  /**
   * Promises room to a conversation. `used`: what they have, by conversation, in units. False if they are not online any
   * more or have no room by now.
   */
  claim(id: string, claim: Claim, used: ReadonlyMap<string, number>): Promise<boolean>;
  /** The promise was not kept: somebody else was faster. */
  release(id: string, conversation: string): Promise<void>;
  /** They are connected, as of now. */
  seen(id: string): Promise<void>;
  /** Away, if nobody has seen them since then. True if that changed. */
  leave(id: string, notSeenSince: number, reason: string): Promise<boolean>;
  /** Away, if they only waited for their last conversation. True if that changed. */
  drained(id: string): Promise<boolean>;
}

export interface StatusChange {
  status: OperatorStatus;
  reason?: string;
  drain?: boolean;
}

/** A commit takes milliseconds; what is promised longer was promised by a process that died. */
export const CLAIM_MS = 30_000;
const PAGE = 200;

export function createOperators(deps: { workspace: string; records: RecordStore; clock: Clock }): Operators {
  const { workspace, records, clock } = deps;

  function change<Answer>(
    id: string,
    decide: (current: OperatorRecord | undefined) => { write?: OperatorRecord; answer: Answer },
  ): Promise<Answer> {
    return changeRecord<OperatorRecord, Answer>(records, { workspace, kind: OPERATOR, key: id }, decide);
  }

  function fresh(id: string, name: string): OperatorRecord {
    const now = clock.now();
    const body = operatorBodySchema.parse({});
    return { id, name, ...body, status: 'away', since: now, seenAt: now, givenAt: 0, claims: [] };
  }

  function away(record: OperatorRecord, reason: string | undefined): OperatorRecord {
    const { draining: _draining, reason: _reason, ...rest } = record;
    return { ...rest, status: 'away', since: clock.now(), ...(reason === undefined ? {} : { reason }) };
  }

  return {
    newcomer: fresh,

    async all() {
      const found: OperatorRecord[] = [];
      let cursor: string | undefined;
      do {
        const page = await records.list<OperatorRecord>(workspace, OPERATOR, {
          limit: PAGE,
          ...(cursor === undefined ? {} : { cursor }),
        });
        found.push(...page.items.map(({ data }) => data));
        cursor = page.cursor;
      } while (cursor !== undefined);
      return found;
    },

    get: async (id) => (await records.get<OperatorRecord>(workspace, OPERATOR, id))?.data,

    set: (id, name, body) =>
      change(id, (current) => {
        const next = { ...(current ?? fresh(id, name)), ...body };
        return { write: next, answer: next };
      }),

    setStatus: (id, name, { status, reason, drain }) =>
      change(id, (current) => {
        const now = clock.now();
        const { draining: _draining, reason: _reason, ...rest } = current ?? fresh(id, name);
        const next: OperatorRecord = {
          ...rest,
          name,
          // At the end of a shift what is begun is finished first.
          status: drain && status === 'away' ? 'busy' : status,
          ...(drain && status === 'away' ? { draining: true } : {}),
          ...(reason === undefined ? {} : { reason }),
          since: now,
          seenAt: now,
        };
        return { write: next, answer: next };
      }),

    claim: (id, claim, used) =>
      change(id, (current) => {
        if (current?.status !== 'online') return { answer: false };
        const claims = current.claims.filter(({ at }) => at > claim.at - CLAIM_MS);
        const promised = claims.filter(({ conversation }) => !used.has(conversation));
        const load = sum(used.values()) + sum(promised.map(({ units }) => units));
        if (load + claim.units > current.capacity) return { answer: false };
        const write = { ...current, claims: [...promised, claim], givenAt: claim.at };
        return { write, answer: true };
      }),

    release: (id, conversation) =>
      change(id, (current) => {
        if (!current?.claims.some((claim) => claim.conversation === conversation))
          return { answer: undefined };
        const claims = current.claims.filter((claim) => claim.conversation !== conversation);
        return { write: { ...current, claims }, answer: undefined };
      }),

    seen: (id) =>
      change(id, (current) => ({
        ...(current ? { write: { ...current, seenAt: clock.now() } } : {}),
        answer: undefined,
      })),

    leave: (id, notSeenSince, reason) =>
      change(id, (current) => {
        if (!current || current.status === 'away' || current.seenAt > notSeenSince) return { answer: false };
        return { write: away(current, reason), answer: true };
      }),

    drained: (id) =>
      change(id, (current) =>
        current?.draining ? { write: away(current, current.reason), answer: true } : { answer: false },
      ),
  };
}

function sum(numbers: Iterable<number>): number {
  let total = 0;
  for (const number of numbers) total += number;
  return total;
}
