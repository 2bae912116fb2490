/** What the studio asks of the API about rules. */
import type { z } from 'zod';
import type { Rule, RuleItem, saveRuleSchema, Tried } from '../../../server/contract/inbox-rules.ts';
import { request } from '../../api/request.ts';

export type RuleBody = z.input<typeof saveRuleSchema>;

export const RULES_KEY = ['inbox', 'rules'] as const;

const at = (id: string) => `/rules/${encodeURIComponent(id)}`;

export const listRules = async (signal?: AbortSignal): Promise<RuleItem[]> =>
  (await request<{ items: RuleItem[] }>('/rules', signal ? { signal } : {})).items;
export const createRule = (body: RuleBody) => request<Rule>('/rules', { method: 'POST', body });
export const saveRule = (id: string, body: RuleBody) => request<Rule>(at(id), { method: 'PUT', body });
export const removeRule = (id: string) => request<undefined>(at(id), { method: 'DELETE' });
export const orderRules = (ids: readonly string[]) =>
  request<undefined>('/rules/order', { method: 'POST', body: { ids } });
export const tryRule = (rule: RuleBody, days: number, signal?: AbortSignal) =>
  request<Tried>('/rules/try', { method: 'POST', body: { rule, days }, ...(signal ? { signal } : {}) });

/** A rule as it is sent, without what the server added to it. */
export function bodyOf({ name, on, when, and, steps, last }: RuleBody): RuleBody {
  return {
    ...{ name, when, steps },
    ...(on === undefined ? {} : { on }),
    ...(and === undefined ? {} : { and }),
    ...(last === undefined ? {} : { last }),
  };
}
