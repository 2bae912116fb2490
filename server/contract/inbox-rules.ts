/**
 * Rules of the inbox: when something happens in a conversation, and it is such, do this. Bodies and answers shared by server
 * and studio; knows no database and no screen.
 */
import { z } from 'zod';
import { filterSchema, labelSchema, ownerTermSchema, prioritySchema } from './inbox-list.ts';

const idSchema = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/);
const timeSchema = z.number().int().min(0).max(253_402_300_799_999);
const MINUTE = 60_000;
const DAY = 86_400_000;

// --- when -------------------------------------------------------------------------------------------------------

/** What sets a rule off; one thing that happened sets each rule off once at most. What a rule did sets none off. */
export const ruleWhenSchema = z.discriminatedUnion('on', [
  z.strictObject({ on: z.literal('opened') }).describe('A conversation begins, or is opened again.'),
  z
    .strictObject({
      on: z.literal('heard'),
      text: z
        .array(z.string().trim().min(1).max(80))
        .min(1)
        .max(30)
        .optional()
        .describe('One of these words or phrases is in it; capitals and accents make no difference.'),
    })
    .describe('The customer wrote.'),
  z
    .strictObject({ on: z.literal('queued'), queue: z.array(idSchema).min(1).max(50).optional() })
    .describe('It came into a queue, any or one of these.'),
  z.strictObject({ on: z.literal('replied') }).describe('An operator’s message has left.'),
  z.strictObject({ on: z.literal('labelled'), label: labelSchema }).describe('This label was added.'),
  z.strictObject({ on: z.literal('closed') }).describe('People closed it.'),
  z
    .strictObject({ on: z.literal('unanswered'), minutes: z.number().int().min(1).max(10_080) })
    .describe('The customer has waited so long for a person; once for each wait.'),
  z
    .strictObject({ on: z.literal('rated'), most: z.number().int().min(1).max(4).default(2) })
    .describe('The customer was asked how it was, and gave so few of five points or fewer.'),
]);
export type RuleWhen = z.infer<typeof ruleWhenSchema>;

/** The conditions of a list that do not depend on who looks at it or at what time. */
export const ruleFilterSchema = filterSchema
  .omit({ follower: true, mentioned: true, blocked: true, from: true, to: true })
  .extend({
    owner: z
      .array(ownerTermSchema.refine((term) => term !== 'me', 'a rule is nobody'))
      .min(1)
      .max(50)
      .optional(),
  });
export type RuleFilter = z.infer<typeof ruleFilterSchema>;

// --- do ---------------------------------------------------------------------------------------------------------

/** Steps of a macro that need no person. */
export const ruleStepSchema = z.discriminatedUnion('kind', [
  z
    .strictObject({
      kind: z.literal('labels'),
      add: z.array(labelSchema).max(20).default([]),
      remove: z.array(labelSchema).max(20).default([]),
    })
    .refine(({ add, remove }) => add.length + remove.length > 0, 'at least one label'),
  z.strictObject({ kind: z.literal('priority'), priority: prioritySchema }),
  z.strictObject({
    kind: z.literal('assign'),
    to: z.union([z.strictObject({ operator: idSchema }), z.strictObject({ queue: idSchema })]),
  }),
  z.strictObject({
    kind: z.literal('snooze-for'),
    ms: z
      .number()
      .int()
      .min(MINUTE)
      .max(90 * DAY),
  }),
  z.strictObject({ kind: z.literal('note'), text: z.string().trim().min(1).max(2000) }),
  z
    .strictObject({ kind: z.literal('reply'), canned: idSchema })
    .describe('A canned reply of everybody’s; said only where nobody else answers.'),
  z.strictObject({ kind: z.literal('close'), disposition: z.string().trim().min(1).max(60).optional() }),
]);
export type RuleStep = z.infer<typeof ruleStepSchema>;

// --- rules ------------------------------------------------------------------------------------------------------

export const saveRuleSchema = z.strictObject({
  name: z.string().trim().min(1).max(60),
  on: z.boolean().default(true),
  when: ruleWhenSchema,
  and: ruleFilterSchema.prefault({}).describe('What the conversation must be like at that moment.'),
  steps: z.array(ruleStepSchema).min(1).max(10),
  last: z.boolean().default(false).describe('Where it ran, the rules after it are left out.'),
});
export const ruleSchema = saveRuleSchema.extend({ id: z.string(), by: z.string(), updatedAt: timeSchema });
export type Rule = z.infer<typeof ruleSchema>;

/** `refused`: why a step came to nothing the last time one did. */
export const ruleFiguresSchema = z.object({
  week: z.number().int().describe('How often it ran in the last seven days.'),
  lastAt: timeSchema.optional(),
  refused: z
    .object({
      at: timeSchema,
      conversation: z.string(),
      step: z.string(),
      code: z.string(),
      detail: z.string(),
    })
    .optional(),
});
export type RuleFigures = z.infer<typeof ruleFiguresSchema>;
/** In the order they are tried. */
export const rulesSchema = z.object({ items: z.array(ruleSchema.extend({ figures: ruleFiguresSchema })) });
export type RuleItem = z.infer<typeof rulesSchema>['items'][number];

/** All of them, each once. */
export const orderRulesSchema = z.strictObject({ ids: z.array(idSchema).min(1).max(100) });

// --- a dry run --------------------------------------------------------------------------------------------------

export const tryRuleSchema = z.strictObject({
  rule: saveRuleSchema,
  days: z
    .number()
    .int()
    .min(1)
    .max(90)
    .default(7)
    .describe('Conversations with a line since then are looked at.'),
});
/** What a step would come to: done, nothing left to do, or refused with a sentence. */
export const triedStepSchema = z.object({
  step: z.string(),
  outcome: z.enum(['done', 'nothing', 'refused']),
  code: z.string().optional(),
  detail: z.string().optional(),
});
export const triedSchema = z.object({
  looked: z.number().int().describe('Conversations that were looked at.'),
  matched: z.number().int().describe('Conversations in which it would have run.'),
  more: z.boolean().describe('There are older ones that were not looked at.'),
  /** The newest that match, as they are now. */
  items: z.array(
    z.object({
      id: z.string(),
      phone: z.string(),
      name: z.string().optional(),
      at: timeSchema.describe('When it would have run last.'),
      steps: z.array(triedStepSchema),
    }),
  ),
});
export type Tried = z.infer<typeof triedSchema>;
export type TriedStep = z.infer<typeof triedStepSchema>;
