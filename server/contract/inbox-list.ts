/**
 * The inbox as a list: rows, filters, views, counts, search and what is done to many at once. Bodies and answers shared by
 * server and studio; knows no database and no screen.
 */
import { z } from 'zod';
import { PRIORITIES, SORTS, STATUSES } from './inbox-words.ts';

const idSchema = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/);
const timeSchema = z.number().int().min(0).max(253_402_300_799_999);
const channelSchema = z.enum(['rbm', 'sms', 'web']);

// --- rows -------------------------------------------------------------------------------------------------------

export const statusSchema = z.enum(STATUSES);
export type Status = z.infer<typeof statusSchema>;

export const prioritySchema = z.enum(PRIORITIES);
export type Priority = z.infer<typeof prioritySchema>;

export const labelSchema = z.string().trim().min(1).max(40);

/** Who has the conversation, as a row shows it: since when people do, and `at` since when this queue or operator. */
export const rowOwnerSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('bot') }),
  z.object({
    kind: z.literal('queue'),
    queue: z.string(),
    since: timeSchema,
    at: timeSchema.optional(),
    reason: z.string(),
    summary: z.string(),
    offer: z.object({ to: z.string(), until: timeSchema }).optional(),
  }),
  z.object({
    kind: z.literal('operator'),
    operator: z.string(),
    since: timeSchema,
    at: timeSchema.optional(),
    reason: z.string().optional(),
    summary: z.string().optional(),
    queue: z.string().optional(),
    joined: z
      .array(z.object({ operator: z.string(), at: timeSchema }))
      .optional()
      .describe('Who speaks beside them, and since when.'),
  }),
]);
export type RowOwner = z.infer<typeof rowOwnerSchema>;

/** The newest line of the thread, as one line. */
export const lastLineSchema = z.object({
  id: z.string(),
  at: timeSchema,
  direction: z.enum(['in', 'out']),
  kind: z.enum(['text', 'tap', 'file', 'location', 'media', 'card', 'carousel']),
  text: z.string().describe('What it says, cut at 160 characters; empty for a file or a place.'),
  by: z.enum(['customer', 'bot', 'operator']),
  operator: z.string().optional().describe('Who of the operators; left out of older lines.'),
  channel: channelSchema,
  state: z.enum(['queued', 'sent', 'delivered', 'read', 'failed', 'expired', 'received', 'withheld']),
});
export type LastLine = z.infer<typeof lastLineSchema>;

export const DUE_KINDS = ['first-reply', 'next-reply', 'resolution'] as const;
/** What a service level asks for next. */
export const dueSchema = z.object({
  at: timeSchema,
  kind: z.enum(DUE_KINDS),
  level: z.string().describe('The id of the service level.'),
  warnAt: timeSchema.describe('From here on it is shown as about to be missed.'),
});
export type Due = z.infer<typeof dueSchema>;

/** One conversation in a list, and at the head of its thread. */
export const rowSchema = z.object({
  id: z.string(),
  /** Of the conversation: a later commit has a higher one. */
  rev: z.number().int(),
  /** Of the row: a later one replaces an earlier one, whatever way it came. */
  seq: z.number().int(),
  voice: z.number().int().describe('Changes whenever the one who may speak changes.'),
  brand: z.string(),
  phone: z.string(),
  name: z.string().optional(),
  named: z.literal(true).optional().describe('An operator wrote the name down; else the flow asked for it.'),
  channel: channelSchema.describe('The one the customer used last.'),
  locale: z.string(),
  optedOut: z.boolean(),
  owner: rowOwnerSchema,
  status: statusSchema,
  until: timeSchema.optional().describe('When a snoozed one comes back.'),
  disposition: z.string().optional(),
  blocked: z
    .object({ by: z.string(), at: timeSchema })
    .optional()
    .describe('What they write is kept, and answered by nobody.'),
  priority: prioritySchema,
  labels: z.array(z.string()),
  followers: z.array(z.string()),
  mentions: z.array(z.string()).describe('Operators who are named in notes they have not looked at.'),
  unread: z
    .number()
    .int()
    .describe('Messages of the customer that no operator has read; 0 while the bot answers.'),
  waitingSince: timeSchema.optional().describe('Since when the customer waits for a person.'),
  answeredAt: timeSchema.optional().describe('When a person first answered.'),
  due: dueSchema.optional(),
  late: z.boolean().describe('What was due was missed.'),
  handBack: z.boolean().describe('Closing it gives it back to the bot.'),
  flow: z.string().optional(),
  node: z.string().optional().describe('Where the flow rests, "caller/step" inside a sub-flow.'),
  last: lastLineSchema.optional(),
  at: timeSchema.describe('Of the last line, or of the beginning.'),
  createdAt: timeSchema,
});
export type Row = z.infer<typeof rowSchema>;

// --- filters ----------------------------------------------------------------------------------------------------

/** "bot", "queue", "operator", "me", or one of them: "queue:claims", "operator:7d0c…". */
export const ownerTermSchema = z.union([
  z.enum(['bot', 'queue', 'operator', 'me']),
  z.string().regex(/^(?:queue|operator):[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/),
]);

const some = <S extends z.ZodType>(one: S) => z.array(one).min(1).max(50).optional();

/** Every field must hold; within a field, one of its values. An empty filter is everything. */
export const filterSchema = z.strictObject({
  status: some(statusSchema),
  owner: some(ownerTermSchema),
  brand: some(idSchema),
  channel: some(channelSchema),
  locale: some(z.string().regex(/^[a-z]{2}(-[A-Z]{2})?$/)),
  priority: some(prioritySchema),
  label: some(labelSchema),
  flow: some(idSchema),
  follower: z.literal('me').optional(),
  mentioned: z.literal('me').optional(),
  unread: z.literal(true).optional(),
  waiting: z.literal(true).optional(),
  late: z.literal(true).optional(),
  blocked: z.literal(true).optional(),
  optedOut: z.boolean().optional(),
  from: timeSchema.optional().describe('Last line at this time or later.'),
  to: timeSchema.optional().describe('Last line before this time.'),
});
export type Filter = z.infer<typeof filterSchema>;

export const sortSchema = z.enum(SORTS);
export type Sort = z.infer<typeof sortSchema>;

// --- views ------------------------------------------------------------------------------------------------------

export const saveViewSchema = z.strictObject({
  name: z.string().trim().min(1).max(60),
  filter: filterSchema,
  sort: sortSchema.default('newest'),
  shared: z.boolean().default(false).describe('Everybody sees it; else only who made it.'),
});
export const savedViewSchema = saveViewSchema.extend({
  id: z.string(),
  by: z.string(),
  own: z.boolean().describe('Yours to change.'),
});
export type SavedView = z.infer<typeof savedViewSchema>;
export const viewsSchema = z.object({ items: z.array(savedViewSchema) });

// --- asking -----------------------------------------------------------------------------------------------------

/** A view or a filter, and how it is sorted; without any, everything. A view's own sort unless one is given. */
export const listShape = {
  view: idSchema.optional().describe('A built-in view or the id of a saved one.'),
  filter: filterSchema.optional(),
  sort: sortSchema.optional(),
};
export const listQuerySchema = z.strictObject({
  view: idSchema.optional(),
  filter: z.string().max(4000).optional().describe('A filter as JSON.'),
  sort: sortSchema.optional(),
  cursor: z.string().max(600).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export const rowsSchema = z.object({
  items: z.array(rowSchema),
  cursor: z.string().optional(),
});

/** How many conversations are in each view; counted up to `most`, which stands for "so many or more". */
export const countsSchema = z.object({
  most: z.number().int(),
  views: z.record(z.string(), z.number().int()).describe('By the id of the view, built-in and saved.'),
});
export type Counts = z.infer<typeof countsSchema>;

/** The exact number that match, asked before something is done to all of them. */
export const matchSchema = z.strictObject({ filter: filterSchema.prefault({}) });
export const matchedSchema = z.object({ total: z.number().int() });

// --- search -----------------------------------------------------------------------------------------------------

/** Ranges of UTF-16 units, from (inclusive) to (exclusive), in order, not overlapping. */
export const rangesSchema = z.array(z.tuple([z.number().int(), z.number().int()]));

export const searchQuerySchema = z.strictObject({
  q: z.string().trim().max(200).default('').describe('Nothing is found by nothing.'),
  filter: z.string().max(4000).optional().describe('A filter as JSON.'),
  conversation: z.uuid().optional().describe('Only inside this one.'),
  cursor: z.string().max(600).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(30),
});
export const hitSchema = z.object({
  row: rowSchema,
  /** The message that was found; left out where the phone, the name or a label was. */
  message: z
    .object({
      id: z.string(),
      at: timeSchema,
      direction: z.enum(['in', 'out']),
      text: z.string().describe('The words around what was found; "…" where it is cut.'),
      ranges: rangesSchema,
    })
    .optional(),
  /** What of the conversation was found. */
  fields: z.array(
    z.object({ field: z.enum(['phone', 'name', 'label', 'flow']), text: z.string(), ranges: rangesSchema }),
  ),
});
export type Hit = z.infer<typeof hitSchema>;
export const hitsSchema = z.object({ items: z.array(hitSchema), cursor: z.string().optional() });

// --- many at once -----------------------------------------------------------------------------------------------

export const bulkActionSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('labels'),
    add: z.array(labelSchema).max(20).default([]),
    remove: z.array(labelSchema).max(20).default([]),
  }),
  z.strictObject({ kind: z.literal('priority'), priority: prioritySchema }),
  z.strictObject({ kind: z.literal('snooze'), until: timeSchema }),
  z.strictObject({ kind: z.literal('close'), disposition: z.string().trim().min(1).max(60).optional() }),
  z.strictObject({ kind: z.literal('reopen') }),
  z.strictObject({ kind: z.literal('takeover') }),
  z.strictObject({
    kind: z.literal('assign'),
    to: z.union([z.strictObject({ operator: idSchema }), z.strictObject({ queue: idSchema })]),
  }),
  z.strictObject({ kind: z.literal('handback') }),
  z.strictObject({ kind: z.literal('follow'), on: z.boolean() }),
  z.strictObject({ kind: z.literal('read') }),
]);
export type BulkAction = z.infer<typeof bulkActionSchema>;
export const bulkSchema = z
  .strictObject({
    ids: z.array(z.uuid()).min(1).max(1000).optional(),
    filter: filterSchema.optional(),
    action: bulkActionSchema,
  })
  .refine(({ ids, filter }) => (ids === undefined) !== (filter === undefined), 'either `ids` or `filter`');
export const bulkProgressSchema = z.object({
  id: z.string(),
  state: z.enum(['running', 'done', 'stopped']),
  total: z.number().int(),
  done: z.number().int(),
  failed: z.number().int(),
  /** The first refusals, each with its code: "owned_by_other", "conflict". */
  failures: z.array(z.object({ id: z.string(), code: z.string(), detail: z.string() })),
});
export type BulkProgress = z.infer<typeof bulkProgressSchema>;
