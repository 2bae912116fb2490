/** How often rules ran, and why one came to nothing last: a record for each rule and day. Knows records. */
import { changeRecord, dropRecord } from '../change-record.ts';
import type { RuleFigures } from '../contract/inbox-rules.ts';
import type { RecordStore } from '../stores/port.ts';

/** Record kind; keys are "<rule>/2026-11-23". */
export const RULE_FIGURES = 'rule-figures';
const DAYS = 7;
const DAY_MS = 86_400_000;
/** Runs that are remembered by name, so that one that is counted again after a crash counts once. */
const REMEMBERED = 100;

export interface RuleRan {
  rule: string;
  /** Names the run: the same one twice is counted once. */
  key: string;
  at: number;
  did: boolean;
  refused?: NonNullable<RuleFigures['refused']>;
}

interface Day {
  count: number;
  lastAt?: number;
  refused?: NonNullable<RuleFigures['refused']>;
  recent: string[];
}

export interface RuleFigureStore {
  count(workspace: string, ran: readonly RuleRan[]): Promise<void>;
  read(workspace: string, rule: string, now: number): Promise<RuleFigures>;
  forget(workspace: string, rule: string): Promise<void>;
}

export function createRuleFigures(records: RecordStore): RuleFigureStore {
  return {
    async count(workspace, ran) {
      for (const { rule, key: name, at, did, refused } of ran) {
        const key = `${rule}/${new Date(at).toISOString().slice(0, 10)}`;
        await changeRecord<Day, undefined>(records, { workspace, kind: RULE_FIGURES, key }, (day) => {
          const known: Day = day ?? { count: 0, recent: [] };
          if (known.recent.includes(name)) return { answer: undefined };
          const next: Day = {
            ...known,
            ...(did ? { count: known.count + 1, lastAt: Math.max(at, known.lastAt ?? 0) } : {}),
            ...(refused ? { refused } : {}),
            recent: [...known.recent, name].slice(-REMEMBERED),
          };
          return { answer: undefined, write: next };
        });
      }
    },
    async read(workspace, rule, now) {
      const { items } = await records.list<Day>(workspace, RULE_FIGURES, {
        limit: DAYS + 1,
        prefix: `${rule}/`,
        reverse: true,
      });
      const first = new Date(now - (DAYS - 1) * DAY_MS).toISOString().slice(0, 10);
      const week = items.filter(({ key }) => key.slice(rule.length + 1) >= first);
      const lastAt = items.find(({ data }) => data.lastAt !== undefined)?.data.lastAt;
      const refused = week.find(({ data }) => data.refused)?.data.refused;
      return {
        week: week.reduce((sum, { data }) => sum + data.count, 0),
        ...(lastAt === undefined ? {} : { lastAt }),
        ...(refused ? { refused } : {}),
      };
    },
    async forget(workspace, rule) {
      for (;;) {
        const { items } = await records.list(workspace, RULE_FIGURES, { limit: 100, prefix: `${rule}/` });
        if (items.length === 0) return;
        for (const { key } of items) await dropRecord(records, { workspace, kind: RULE_FIGURES, key });
      }
    },
  };
}
