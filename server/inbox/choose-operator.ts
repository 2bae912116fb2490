/** Who is asked to take a conversation: a pure rule over what operators can do and have; knows no store. */
import type { Queue } from '../contract/inbox.ts';
import type { Conversation, Owner } from '../stores/port.ts';
import type { OperatorRecord } from './operators.ts';

/** An operator and what they have, by conversation, in units. */
export interface Candidate {
  operator: OperatorRecord;
  used: ReadonlyMap<string, number>;
}

type Waiting = Pick<Conversation, 'locale' | 'channel' | 'desk'> & {
  owner: Extract<Owner, { kind: 'queue' }>;
};

/** Who let an offer pass is not asked again for so long. */
export const PASSED_MS = 60_000;

/** Whether this operator takes from a queue at all, whoever waits in it. */
export function serves({ queues, skills }: OperatorRecord, queue: Queue): boolean {
  return (
    (queues === undefined || queues.includes(queue.id)) &&
    queue.skills.every((skill) => skills.includes(skill))
  );
}

/** Units of an operator's capacity that a conversation takes. */
export function unitsOf(queue: Queue, { channel }: Pick<Conversation, 'channel'>): number {
  return queue.weight[channel];
}

export function loadOf({ used }: Candidate): number {
  let load = 0;
  for (const units of used.values()) load += units;
  return load;
}

/**
 * Among those who are online, can, speak the language, have room and have not just let it pass: who had it last, if the
 * queue is sticky; else the one with the smallest share of their capacity in use, else who was given nothing for longest.
 */
export function chooseOperator(
  candidates: readonly Candidate[],
  queue: Queue,
  waiting: Waiting,
  now: number,
): Candidate | undefined {
  const language = waiting.locale.slice(0, 2);
  const units = unitsOf(queue, waiting);
  const passed = new Set(
    (waiting.owner.passed ?? []).filter(({ at }) => at > now - PASSED_MS).map(({ operator }) => operator),
  );
  const able = candidates.filter((candidate) => {
    const { operator } = candidate;
    if (operator.status !== 'online' || passed.has(operator.id) || !serves(operator, queue)) return false;
    const speaks = operator.languages.length === 0 || operator.languages.includes(language);
    return speaks && loadOf(candidate) + units <= operator.capacity;
  });
  const before = queue.sticky ? able.find(({ operator }) => operator.id === waiting.desk.last) : undefined;
  if (before) return before;
  const share = (one: Candidate) => loadOf(one) / Math.max(1, one.operator.capacity);
  return [...able].sort(
    (one, other) =>
      share(one) - share(other) ||
      one.operator.givenAt - other.operator.givenAt ||
      (one.operator.id < other.operator.id ? -1 : 1),
  )[0];
}
