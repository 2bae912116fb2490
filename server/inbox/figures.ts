/**
 * What is counted of the work in the inbox, by the hour: answers in time and late, conversations that came and were closed,
 * how satisfied people were; over all, by operator and by queue. Knows records; what is to be counted is handed in.
 */
import { changeRecord } from '../change-record.ts';
import type { RecordStore } from '../stores/port.ts';

/** Record kind; keys are hours in UTC, "2026-11-23T14". */
export const FIGURES = 'inbox-figures';
const HOUR_MS = 3_600_000;
const HOURS_A_DAY = 24;

export type Measure = 'firstReply' | 'nextReply' | 'resolution';
/** `queue`: the one it came from, if any. */
export type Counted = { at: number; queue?: string } & (
  | { kind: Measure; met: boolean; ms: number }
  | { kind: 'reply' | 'closed'; operator: string }
  | { kind: 'rated'; operator: string | undefined; score: number }
  /** A conversation came into the queue. */
  | { kind: 'came' }
);

interface Met {
  met: number;
  missed: number;
  /** How many took how long, by the power of two of their seconds. */
  times: Record<string, number>;
}
interface Rated {
  answers: number;
  sum: number;
}
interface Operator extends Rated {
  replies: number;
  closed: number;
}
interface Whole extends Record<Measure, Met>, Rated {
  closed: number;
}
export interface QueueFigures extends Whole {
  came: number;
}
export interface Figures extends Whole {
  operators: Record<string, Operator>;
  queues: Record<string, QueueFigures>;
}
/** Hours that were counted before queues were have none. */
type Hour = Omit<Figures, 'queues'> & Partial<Pick<Figures, 'queues'>>;

export interface FigureStore {
  count(workspace: string, counted: readonly Counted[]): Promise<void>;
  /** All hours that begin at `from` or later. */
  since(workspace: string, from: number, now: number): Promise<Figures>;
}

export function createFigures(records: RecordStore): FigureStore {
  return {
    async count(workspace, counted) {
      for (const [key, all] of byHour(counted)) {
        await changeRecord<Hour, undefined>(records, { workspace, kind: FIGURES, key }, (current) => {
          const next: Figures = { ...none(), ...structuredClone(current) };
          for (const one of all) add(next, one);
          return { answer: undefined, write: next };
        });
      }
    },
    async since(workspace, from, now) {
      const sum = none();
      const [first, last] = [hourOf(from), hourOf(now)];
      const days = new Set([first.slice(0, 10)]);
      for (let at = from; at <= now; at += HOURS_A_DAY * HOUR_MS) days.add(hourOf(at).slice(0, 10));
      days.add(last.slice(0, 10));
      const pages = await Promise.all(
        [...days].map((prefix) => records.list<Hour>(workspace, FIGURES, { prefix, limit: HOURS_A_DAY })),
      );
      for (const { key, data } of pages.flatMap(({ items }) => items)) {
        if (key >= first && key <= last) merge(sum, data);
      }
      return sum;
    },
  };
}

/** About how long half of them took at most, in milliseconds. */
export function medianOf({ times }: Met): number | undefined {
  const rows = Object.entries(times)
    .map(([power, count]): [number, number] => [Number(power), count])
    .sort(([one], [other]) => one - other);
  const total = rows.reduce((sum, [, count]) => sum + count, 0);
  let seen = 0;
  for (const [power, count] of rows) {
    if ((seen + count) * 2 >= total) {
      // Within its bucket, as if they were spread evenly.
      const share = (total / 2 - seen) / count;
      return Math.round(2 ** power * (1 + Math.max(0, share)) * 1000);
    }
    seen += count;
  }
  return undefined;
}

function nothing(): Whole {
  const met = (): Met => ({ met: 0, missed: 0, times: {} });
  return { firstReply: met(), nextReply: met(), resolution: met(), closed: 0, answers: 0, sum: 0 };
}

function none(): Figures {
  return { ...nothing(), operators: {}, queues: {} };
}

function queueOf(figures: Figures, id: string): QueueFigures {
  const known = Object.hasOwn(figures.queues, id) ? figures.queues[id] : undefined;
  const one = known ?? { ...nothing(), came: 0 };
  figures.queues[id] = one;
  return one;
}

function operatorOf(figures: Figures, id: string): Operator {
  const known = Object.hasOwn(figures.operators, id) ? figures.operators[id] : undefined;
  const one = known ?? { replies: 0, closed: 0, answers: 0, sum: 0 };
  figures.operators[id] = one;
  return one;
}

function add(figures: Figures, one: Counted): void {
  const queue = one.queue === undefined ? undefined : queueOf(figures, one.queue);
  switch (one.kind) {
    case 'came':
      if (queue) queue.came += 1;
      return;
    case 'reply':
      operatorOf(figures, one.operator).replies += 1;
      return;
    case 'closed':
      operatorOf(figures, one.operator).closed += 1;
      figures.closed += 1;
      if (queue) queue.closed += 1;
      return;
    case 'rated': {
      for (const sum of [
        figures,
        ...(queue ? [queue] : []),
        ...(one.operator === undefined ? [] : [operatorOf(figures, one.operator)]),
      ]) {
        sum.answers += 1;
        sum.sum += one.score;
      }
      return;
    }
    default: {
      const power = String(Math.floor(Math.log2(Math.max(1, one.ms / 1000))));
      for (const { [one.kind]: met } of [figures, ...(queue ? [queue] : [])]) {
        if (one.met) met.met += 1;
        else met.missed += 1;
        met.times[power] = (met.times[power] ?? 0) + 1;
      }
    }
  }
}

function mergeWhole(sum: Whole, { closed, answers, sum: total, ...measures }: Whole): void {
  sum.closed += closed;
  sum.answers += answers;
  sum.sum += total;
  for (const measure of ['firstReply', 'nextReply', 'resolution'] as const) {
    const [into, from] = [sum[measure], measures[measure]];
    into.met += from.met;
    into.missed += from.missed;
    for (const [power, count] of Object.entries(from.times))
      into.times[power] = (into.times[power] ?? 0) + count;
  }
}

function merge(sum: Figures, { operators, queues = {}, ...whole }: Hour): void {
  mergeWhole(sum, whole);
  for (const [id, one] of Object.entries(queues)) {
    const into = queueOf(sum, id);
    into.came += one.came;
    mergeWhole(into, one);
  }
  for (const [id, one] of Object.entries(operators)) {
    const into = operatorOf(sum, id);
    into.replies += one.replies;
    into.closed += one.closed;
    into.answers += one.answers;
    into.sum += one.sum;
  }
}

function byHour(counted: readonly Counted[]): Map<string, Counted[]> {
  const hours = new Map<string, Counted[]>();
  for (const one of counted) {
    const key = hourOf(one.at);
    const known = hours.get(key);
    if (known) known.push(one);
    else hours.set(key, [one]);
  }
  return hours;
}

function hourOf(at: number): string {
  return new Date(at).toISOString().slice(0, 13);
}
