/** /api/rules: what the inbox does by itself, and the dry run of a rule. */
import { z } from 'zod';
import {
  orderRulesSchema,
  ruleSchema,
  rulesSchema,
  saveRuleSchema,
  triedSchema,
  tryRuleSchema,
} from '../../contract/inbox-rules.ts';
import { idSchema } from '../../contract.ts';
import type { RuleFigureStore } from '../../inbox/rule-figures.ts';
import type { RuleTrial } from '../../inbox/rule-trial.ts';
import type { Rules } from '../../inbox/rules.ts';
import { type Route, route } from '../route.ts';

export interface RuleRoutesDeps {
  workspace: string;
  rules: Rules;
  figures: RuleFigureStore;
  trial: RuleTrial;
  /** The rules changed: who waits already is watched from now on. */
  changed(): void;
  newId(): string;
  now(): number;
}

const params = z.strictObject({ id: idSchema });
const audit = { action: 'settings.changed', subject: () => 'rules' } as const;

export function ruleRoutes(deps: RuleRoutesDeps): Route[] {
  const { workspace, rules, figures, now } = deps;
  return [
    route({
      method: 'get',
      path: '/rules',
      access: 'queues.read',
      summary: 'What the inbox does by itself, in the order the rules are tried, and how often each ran',
      response: rulesSchema,
      async handle() {
        const at = now();
        const items = rules
          .all()
          .map(async (rule) => ({ ...rule, figures: await figures.read(workspace, rule.id, at) }));
        return { items: await Promise.all(items) };
      },
    }),
    route({
      method: 'post',
      path: '/rules',
      access: 'queues.write',
      audit: { ...audit, detail: ({ body }) => ({ rule: body.name }) },
      summary: 'Adds a rule; it comes last, and follows what happens from now on',
      body: saveRuleSchema,
      response: ruleSchema,
      status: 201,
      async handle({ body, who }) {
        const rule = await rules.add(deps.newId(), who.id, body, now());
        deps.changed();
        return rule;
      },
    }),
    route({
      method: 'post',
      path: '/rules/order',
      access: 'queues.write',
      audit,
      summary: 'Puts the rules into another order',
      body: orderRulesSchema,
      status: 204,
      handle: ({ body: { ids } }) => rules.order(ids),
    }),
    route({
      method: 'post',
      path: '/rules/try',
      access: 'conversations.assign',
      summary:
        'In which conversations of the last days a rule would have run, and what it would do; nothing is done',
      body: tryRuleSchema,
      response: triedSchema,
      handle: ({ body: { rule, days } }) => deps.trial(rule, days),
    }),
    route({
      method: 'put',
      path: '/rules/:id',
      access: 'queues.write',
      audit: { ...audit, detail: ({ body, params: { id } }) => ({ rule: body.name, id }) },
      summary: 'Changes a rule, or turns it on or off',
      params,
      body: saveRuleSchema,
      response: ruleSchema,
      async handle({ params: { id }, body }) {
        const rule = await rules.save(id, body, now());
        deps.changed();
        return rule;
      },
    }),
    route({
      method: 'delete',
      path: '/rules/:id',
      access: 'queues.write',
      audit: { ...audit, detail: ({ params: { id } }) => ({ id }) },
      summary: 'Forgets a rule; what it did stays',
      params,
      status: 204,
      async handle({ params: { id } }) {
        await rules.remove(id);
        await figures.forget(workspace, id);
      },
    }),
  ];
}
