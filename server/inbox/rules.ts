/** The rules of a workspace: one record that holds them in their order, kept in memory. Knows no conversation. */
import type { z } from 'zod';
import { changeRecord } from '../change-record.ts';
import { type Rule, ruleSchema, type saveRuleSchema } from '../contract/inbox-rules.ts';
import { CodedError } from '../errors.ts';
import type { RecordStore } from '../stores/port.ts';
import { type Listening, listeningOf } from './rule-events.ts';

/** Record kind; its one key is "all". */
export const RULES = 'inbox-rules';
const KEY = 'all';
const MOST = 100;

export type RuleBody = z.output<typeof saveRuleSchema>;

export interface Rules {
  /** In the order they are tried. */
  all(): readonly Rule[];
  /** What those that are on wait for; undefined if none is. */
  listening(): Listening | undefined;
  /** Comes last. Errors: "conflict" where there are too many. */
  add(id: string, by: string, body: RuleBody, now: number): Promise<Rule>;
  /** Errors: "not_found". */
  save(id: string, body: RuleBody, now: number): Promise<Rule>;
  /** Errors: "not_found". */
  remove(id: string): Promise<void>;
  /** Errors: "conflict" where these are not all of them. */
  order(ids: readonly string[]): Promise<void>;
  /** Reads again what another process may have changed. */
  refresh(): Promise<void>;
}

export async function openRules(deps: { workspace: string; records: RecordStore }): Promise<Rules> {
  const { workspace, records } = deps;
  let known: readonly Rule[] = [];
  let listening: Listening | undefined;

  async function refresh(): Promise<void> {
    const found = await records.get<{ rules: unknown[] }>(workspace, RULES, KEY);
    known = (found?.data.rules ?? []).flatMap((one) => {
      // What another release wrote and this one cannot read is left alone.
      const parsed = ruleSchema.safeParse(one);
      return parsed.success ? [parsed.data] : [];
    });
    listening = listeningOf(known);
  }

  async function change<Answer>(
    decide: (rules: readonly Rule[]) => { rules: Rule[]; answer: Answer },
  ): Promise<Answer> {
    const answer = await changeRecord<{ rules: Rule[] }, Answer>(
      records,
      { workspace, kind: RULES, key: KEY },
      (current) => {
        const { rules, answer: own } = decide(current?.rules ?? []);
        return { answer: own, write: { rules } };
      },
    );
    await refresh();
    return answer;
  }

  await refresh();
  return {
    all: () => known,
    listening: () => listening,
    refresh,
    add: (id, by, body, updatedAt) =>
      change((rules) => {
        if (rules.length >= MOST) throw new CodedError('limit_reached', `There are ${MOST} rules already.`);
        const rule: Rule = { ...body, id, by, updatedAt };
        return { rules: [...rules, rule], answer: rule };
      }),
    save: (id, body, updatedAt) =>
      change((rules) => {
        const before = rules.find((one) => one.id === id);
        if (!before) throw new CodedError('not_found');
        const rule: Rule = { ...body, id, by: before.by, updatedAt };
        return { rules: rules.map((one) => (one.id === id ? rule : one)), answer: rule };
      }),
    remove: (id) =>
      change((rules) => {
        if (!rules.some((one) => one.id === id)) throw new CodedError('not_found');
        return { rules: rules.filter((one) => one.id !== id), answer: undefined };
      }),
    order: (ids) =>
      change((rules) => {
        const ordered = ids.flatMap((id) => rules.find((one) => one.id === id) ?? []);
        if (new Set(ids).size !== rules.length || ordered.length !== rules.length)
          throw new CodedError('conflict', 'Somebody added or deleted a rule meanwhile.');
        return { rules: ordered, answer: undefined };
      }),
  };
}
