/**
 * Who has a conversation, queues and operators: bodies and answers shared by server and studio; knows no database and
 * no screen.
 */
import { z } from 'zod';
import { localeSchema, messageSchema } from '../../flows/message.ts';
import { weekHoursSchema } from '../../flows/opening-hours.ts';
import { timezoneSchema } from '../../flows/timezone.ts';

const idSchema = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/);
const timeSchema = z.number().int().min(0).max(253_402_300_799_999);
const nodeSchema = z.string().min(1).max(200);
const wordSchema = z.string().trim().min(1).max(60);
const noteText = z.string().trim().min(1).max(5000);

// --- who has a conversation -------------------------------------------------------------------------------------

const blockedSchema = z
  .object({ by: z.string(), at: timeSchema })
  .describe('What they write is kept, and answered by nobody.');

export const deskSchema = z.object({
  status: z.enum(['open', 'snoozed', 'closed']),
  until: timeSchema.optional().describe('When a snoozed one comes back.'),
  disposition: z.string().optional(),
  closedAt: timeSchema.optional(),
  labels: z.array(z.string()),
  priority: z.enum(['urgent', 'high', 'normal', 'low']),
  followers: z.array(z.string()),
  waitingSince: timeSchema.optional().describe('Since when the customer waits for a person.'),
  answeredAt: timeSchema.optional().describe('When a person first answered.'),
  readTo: timeSchema.optional().describe('The time of the last line a person has read.'),
  handBack: z
    .object({ node: z.string().optional() })
    .optional()
    .describe('Closing gives it back to the bot, which goes on at this step or where it was.'),
  last: z.string().optional().describe('The operator who had it last.'),
  blocked: blockedSchema.optional(),
});
export type DeskView = z.infer<typeof deskSchema>;

export const happeningSchema = z.object({
  kind: z.literal('happening'),
  what: z.enum([
    'handed-off',
    'offered',
    'passed',
    'missed',
    'taken',
    'returned',
    'transferred',
    'handed-back',
    'overflowed',
    'snoozed',
    'woken',
    'closed',
    'reopened',
    'blocked',
    'unblocked',
    'joined',
    'left',
    'sent-later',
    'ruled',
    'payment',
    'appointment',
  ]),
  by: z.string().optional(),
  to: z
    .union([
      z.object({ operator: z.string() }),
      z.object({ queue: z.string() }),
      z.object({ bot: z.literal(true), node: z.string().optional() }),
    ])
    .optional(),
  reason: z.string().optional(),
  note: z.string().optional(),
  summary: z.string().optional(),
  until: timeSchema.optional(),
  disposition: z.string().optional(),
  end: z
    .object({
      operator: z.string(),
      from: timeSchema,
      to: timeSchema,
      reason: z.string().optional(),
      summary: z.string().optional(),
      joined: z.array(z.object({ operator: z.string(), from: timeSchema })).optional(),
      beside: z.string().optional(),
    })
    .optional()
    .describe(
      'The interval that is over with it, and those of who had joined; "beside": whom they had joined.',
    ),
  rule: z.object({ id: z.string(), name: z.string() }).optional().describe('The rule that did it by itself.'),
  did: z
    .array(
      z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('labels'), add: z.array(z.string()), remove: z.array(z.string()) }),
        z.object({
          kind: z.literal('priority'),
          priority: z.enum(['urgent', 'high', 'normal', 'low']),
        }),
        z.object({ kind: z.literal('reply'), title: z.string() }),
      ]),
    )
    .optional()
    .describe('Of a rule: what it did beside who has the conversation.'),
  refused: z
    .object({ step: z.string(), code: z.string(), detail: z.string() })
    .optional()
    .describe('The step at which the rule stopped, and why.'),
  payment: z
    .object({
      id: z.string(),
      status: z.enum(['succeeded', 'declined', 'expired', 'cancelled']),
      amount: z.number().int().describe('In the currency’s smallest unit.'),
      currency: z.string(),
      description: z.string(),
    })
    .optional()
    .describe('What became of a payment an operator asked for.'),
  appointment: z
    .object({
      number: z.string(),
      status: z.enum(['booked', 'moved', 'cancelled']),
      service: z.string(),
      start: z.iso.datetime(),
    })
    .optional()
    .describe('What became of an appointment an operator made.'),
});
export type HappeningView = z.infer<typeof happeningSchema>;

/** `voice`: the one that was seen, which allows to take it from another operator; refused if it changed since. */
export const takeoverSchema = z.strictObject({
  reason: z.string().trim().max(500).optional(),
  from: z
    .number()
    .int()
    .min(0)
    .optional()
    .describe('The voice that was seen: takes it from another operator.'),
});
export const transferTargetSchema = z.union([
  z.strictObject({ operator: idSchema }),
  z.strictObject({ queue: idSchema }),
  z.strictObject({ bot: z.literal(true), node: nodeSchema.optional() }),
]);
export const transferSchema = z.strictObject({ to: transferTargetSchema, note: noteText.optional() });
export const handbackBodySchema = z.strictObject({
  node: nodeSchema.optional().describe('Where the flow shall go on; otherwise where it was interrupted.'),
  when: z.enum(['now', 'closing']).default('now').describe('"closing": when the conversation is closed.'),
  summary: z.string().trim().max(2000).optional(),
});

export const startFlowSchema = z.strictObject({
  flow: idSchema,
  variables: z.record(z.string(), z.json()).default({}).describe('What the flow is given, by its names.'),
  key: z.uuid().optional().describe('Chosen by whoever asks: asked twice under one key, it begins once.'),
});

const shared = {
  key: z.uuid().optional().describe('Chosen by whoever asks: asked twice under one key, it is said once.'),
  seen: z.string().max(100).optional().describe('The newest message of the customer that the author saw.'),
  seenReply: z
    .string()
    .max(100)
    .optional()
    .describe(
      'The newest message of a colleague that the author saw: where several speak, a second answer to the same line is refused without it.',
    ),
  anyway: z.literal(true).optional().describe('Sent although somebody said something newer.'),
  at: timeSchema.optional().describe('Sent at this time.'),
  undo: z
    .number()
    .int()
    .min(0)
    .max(60_000)
    .optional()
    .describe('Can be taken back for so many milliseconds.'),
};
/** What an operator says: a plain text, or anything RBM can show. */
export const sayBodySchema = z.union([
  z.strictObject({ text: z.string().min(1).max(20_000), ...shared }),
  z.strictObject({ message: messageSchema, ...shared }),
]);
export const snoozeSchema = z.strictObject({ until: timeSchema });
export const closeSchema = z.strictObject({
  disposition: wordSchema.optional(),
  summary: z.string().trim().max(2000).optional().describe('Kept with the time they had it.'),
});
/** Why it was taken over, said while one has it; empty takes it back. */
export const takeoverReasonSchema = z.strictObject({ reason: z.string().trim().max(500) });
export const labelsSchema = z.strictObject({ labels: z.array(z.string().trim().min(1).max(40)).max(30) });
export const prioritySchema = z.strictObject({ priority: z.enum(['urgent', 'high', 'normal', 'low']) });
export const followersSchema = z.strictObject({ followers: z.array(idSchema).max(50) });
export const languageSchema = z.strictObject({
  locale: localeSchema.describe('What the bot and canned replies speak from here on, such as "fr".'),
});
export const readToSchema = z.strictObject({
  upTo: z.string().min(1).max(100).describe('A message of the customer.'),
});

/** What comes with "owned_by_other". */
export const ownedSchema = z.object({ operator: z.string(), name: z.string().optional() });
/** What comes with "newer_message": the customer's message, or that of the colleague who answered first. */
export const newerSchema = z.object({
  id: z.string(),
  at: timeSchema,
  by: z.string().optional(),
  name: z.string().optional(),
});

/** One time somebody had a conversation; kept for good. */
export const intervalSchema = z.object({
  conversation: z.string(),
  operator: z.string(),
  from: timeSchema,
  to: timeSchema.describe('When it ended.'),
  reason: z.string().optional().describe('Why it was taken.'),
  summary: z.string().optional(),
  beside: z.string().optional().describe('They had joined this operator, who had it.'),
  ended: z.enum(['taken', 'returned', 'transferred', 'handed-back', 'closed', 'blocked', 'left']),
});
export type Interval = z.infer<typeof intervalSchema>;
export const intervalsSchema = z.object({ items: z.array(intervalSchema), cursor: z.string().optional() });

// --- queues -----------------------------------------------------------------------------------------------------

/** With the zone and, where wanted, the public holidays of a country. */
export const openingHoursSchema = weekHoursSchema.extend({
  timezone: timezoneSchema,
  holidays: z
    .strictObject({ country: z.string().regex(/^[A-Z]{2}$/), region: z.string().max(10).optional() })
    .optional()
    .describe('Closed on the public holidays of this country.'),
});
export type OpeningHours = z.infer<typeof openingHoursSchema>;

/** What becomes of a conversation that cannot be taken: "bot" hands it back; a message is said once, and it waits. */
export const otherwiseSchema = z.discriminatedUnion('to', [
  z.strictObject({ to: z.literal('wait') }),
  z.strictObject({ to: z.literal('bot'), node: nodeSchema.optional() }),
  z.strictObject({ to: z.literal('queue'), queue: idSchema }),
  z.strictObject({
    to: z.literal('message'),
    text: z.record(z.string().regex(/^[a-z]{2}(-[A-Z]{2})?$/), z.string().trim().min(1).max(2000)),
  }),
]);
export type Otherwise = z.infer<typeof otherwiseSchema>;

export const queueBodySchema = z.strictObject({
  name: z.string().trim().min(1).max(80),
  skills: z.array(wordSchema).max(20).default([]).describe('What an operator must be able to do.'),
  languages: z
    .array(z.string().regex(/^[a-z]{2}$/))
    .max(30)
    .default([])
    .describe('Only customers of these languages, and operators who speak theirs; empty: all.'),
  topics: z
    .array(wordSchema)
    .max(50)
    .default([])
    .describe('Flows and labels whose conversations come here when their step names no queue of its own.'),
  hours: openingHoursSchema.optional().describe('Always open without.'),
  offer: z
    .strictObject({
      mode: z.enum(['pull', 'offer', 'assign']).default('offer'),
      seconds: z.number().int().min(5).max(3600).default(30).describe('Until an offer goes to the next.'),
    })
    .prefault({}),
  weight: z
    .strictObject({
      rbm: z.number().int().min(0).max(10).default(1),
      sms: z.number().int().min(0).max(10).default(1),
      web: z.number().int().min(0).max(10).default(1),
    })
    .prefault({})
    .describe('Units of an operator’s capacity that a conversation takes, by channel.'),
  sticky: z.boolean().default(true).describe('First to the operator who had it last.'),
  idleMinutes: z
    .number()
    .int()
    .min(1)
    .max(10_080)
    .optional()
    .describe('A customer who waits so long for their operator comes back to the queue.'),
  idleTo: z.enum(['queue', 'bot']).default('queue'),
  overflow: z
    .strictObject({ afterMinutes: z.number().int().min(1).max(10_080), otherwise: otherwiseSchema })
    .optional(),
  closed: otherwiseSchema
    .default({ to: 'wait' })
    .describe('What becomes of those who come outside the hours.'),
  tellWait: z.boolean().default(false).describe('Customers are told how long it will take.'),
});
export type QueueBody = z.infer<typeof queueBodySchema>;
export const queueSchema = queueBodySchema.extend({ id: z.string() });
export type Queue = z.infer<typeof queueSchema>;

/** A queue as it stands now. */
export const queueStateSchema = queueSchema.extend({
  configured: z.boolean().describe('False for one that only a flow names.'),
  open: z.boolean(),
  opensAt: timeSchema.optional(),
  openings: z
    .array(z.object({ from: timeSchema, to: timeSchema }))
    .optional()
    .describe('When it is open in the next two weeks, holidays left out; left out where it always is.'),
  waiting: z.number().int().describe('Conversations nobody has been offered.'),
  offered: z.number().int(),
  online: z.number().int().describe('Operators who could take from it and are online.'),
  free: z.number().int().describe('Those of them with room for one more.'),
  longestSince: timeSchema.optional(),
  waitMinutes: z.number().int().optional().describe('How long somebody who came now would wait.'),
});
export type QueueState = z.infer<typeof queueStateSchema>;
export const queuesSchema = z.object({ items: z.array(queueStateSchema) });

/** Of conversations that came from no queue which is set up: taken straight from the bot, for the most part. */
export const idleRuleSchema = z.strictObject({
  minutes: z
    .number()
    .int()
    .min(1)
    .max(10_080)
    .nullable()
    .default(30)
    .describe('A customer who waits so long for their operator is given back; null: never.'),
  to: z
    .enum(['queue', 'bot'])
    .default('bot')
    .describe('Where to, if it came from no queue at all; otherwise it goes back to that queue.'),
});
export type IdleRule = z.infer<typeof idleRuleSchema>;

// --- operators --------------------------------------------------------------------------------------------------

export const OPERATOR_STATUSES = ['online', 'busy', 'away'] as const;
export const statusBodySchema = z.strictObject({
  status: z.enum(OPERATOR_STATUSES),
  reason: z.string().trim().max(80).optional(),
  drain: z
    .literal(true)
    .optional()
    .describe('With "away": nothing new, and away once the last conversation is given on.'),
});
export const operatorBodySchema = z.strictObject({
  skills: z.array(wordSchema).max(50).default([]),
  languages: z
    .array(z.string().regex(/^[a-z]{2}$/))
    .max(30)
    .default([])
    .describe('Empty: all.'),
  queues: z.array(idSchema).max(100).optional().describe('Takes from these only; all if left out.'),
  capacity: z
    .number()
    .int()
    .min(0)
    .max(100)
    .default(5)
    .describe('Units of work at once; a conversation takes what its queue weighs it at.'),
});
export type OperatorBody = z.infer<typeof operatorBodySchema>;
export const operatorSchema = operatorBodySchema.extend({
  id: z.string(),
  name: z.string(),
  status: z.enum(OPERATOR_STATUSES),
  reason: z.string().optional(),
  draining: z.boolean(),
  since: timeSchema.describe('Of the status.'),
  load: z.number().int().describe('Units in use, offers included.'),
  conversations: z.number().int(),
});
export type Operator = z.infer<typeof operatorSchema>;
export const operatorsSchema = z.object({ items: z.array(operatorSchema) });
