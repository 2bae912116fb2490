/**
 * What is counted of the work in the inbox, by the hour: answers in time and late, conversations closed, how satisfied
 * people were. Knows records; what is to be counted is handed in.
 */
import { changeRecord } from '../change-record.ts';
import type { RecordStore } from '../stores/port.ts';

/** Record kind; keys are hours in UTC, "2026-11-23T14". */
export const FIGURES = 'inbox-figures';
const HOUR_MS = 3_600_000;

export type Measure = 'firstReply' | 'nextReply' | 'resolution';
export type Counted = { at: number } & (
  | { kind: Measure; met: boolean; ms: number }
  | { kind: 'reply' | 'closed'; operator: string }
  | { kind: 'rated'; operator: string | undefined; score: number }
);

interface Met {
  met: number;
  missed: number;
  /** How many took how long, by the power of two of their seconds. */
  times: Record<string, number>;
}
interface Operator {
  replies: number;
  closed: number;
  answers: number;
  sum: number;
}
export interface Figures extends Record<Measure, Met> {
  closed: number;
  answers: number;
  sum: number;
  operators: Record<string, Operator>;
}

export interface FigureStore {
  count(workspace: string, counted: readonly Counted[]): Promise<void>;
  /** All hours that begin at `from` or later. */
  since(workspace: string, from: number, now: number): Promise<Figures>;
}

export function createFigures(records: RecordStore): FigureStore {
  return {
    async count(workspace, counted) {
      for (const [key, all] of byHour(counted)) {
        await changeRecord<Figures, undefined>(records, { workspace, kind: FIGURES, key }, (current) => {
          const next = structuredClone(current ?? none());
          for (const one of all) add(next, one);
          return { answer: undefined, write: next };
        });
      }
    },
    async since(workspace, from, now) {
      const sum = none();
      for (let at = Math.floor(from / HOUR_MS) * HOUR_MS; at <= now; at += HOUR_MS) {
        const found = await records.get<Figures>(workspace, FIGURES, hourOf(at));
        if (found) merge(sum, found.data);
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

function none(): Figures {
  const met = (): Met => ({ met: 0, missed: 0, times: {} });
  return {
    firstReply: met(),
    nextReply: met(),
    resolution: met(),
    closed: 0,
    answers: 0,
    sum: 0,
    operators: {},
  };
}

function operatorOf(figures: Figures, id: string): Operator {
  const known = Object.hasOwn(figures.operators, id) ? figures.operators[id] : undefined;
  const one = known ?? { replies: 0, closed: 0, answers: 0, sum: 0 };
  figures.operators[id] = one;
  return one;
}

function add(figures: Figures, one: Counted): void {
  switch (one.kind) {
    case 'reply':
      operatorOf(figures, one.operator).replies += 1;
      return;
    case 'closed':
      operatorOf(figures, one.operator).closed += 1;
      figures.closed += 1;
      return;
    case 'rated': {
      for (const sum of [
        figures,
        ...(one.operator === undefined ? [] : [operatorOf(figures, one.operator)]),
      ]) {
        sum.answers += 1;
        sum.sum += one.score;
      }
      return;
    }
    default: {
      const met = figures[one.kind];
      if (one.met) met.met += 1;
      else met.missed += 1;
      const power = String(Math.floor(Math.log2(Math.max(1, one.ms / 1000))));
      met.times[power] = (met.times[power] ?? 0) + 1;
    }
  }
}

function merge(sum: Figures, { operators, closed, answers, sum: total, ...measures }: Figures): void {
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
