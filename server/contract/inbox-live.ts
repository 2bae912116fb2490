/**
 * The inbox while it changes: what the studio asks over the live connection, what it is answered and told. Positions
 * (`since`, `at`) are opaque: hand back the last one you were given, after whatever interruption.
 */
import { z } from 'zod';
import { happeningSchema } from './inbox.ts';
import { bulkProgressSchema, countsSchema, listShape, rowSchema } from './inbox-list.ts';

const idSchema = z.uuid();
const timeSchema = z.number().int();
const positionSchema = z.string().max(80);
const keySchema = z.string().max(80);
const doneSchema = z.object({ ok: z.literal(true) });

// --- the lines of a thread --------------------------------------------------------------------------------------

export const messageLineSchema = z.object({
  type: z.literal('message'),
  id: z.string(),
  at: timeSchema,
  direction: z.enum(['in', 'out']),
  channel: z.enum(['rbm', 'sms', 'web']),
  content: z
    .looseObject({ kind: z.string() })
    .describe('In: {kind: text | tap | file | location}. Out: a message as a flow says it.'),
  author: z
    .union([
      z.object({ kind: z.literal('bot'), node: z.string() }),
      z.object({ kind: z.literal('operator'), operator: z.string(), name: z.string().optional() }),
    ])
    .optional(),
  state: z.enum(['queued', 'sent', 'delivered', 'read', 'failed', 'expired', 'received', 'withheld']),
  fault: z.object({ code: z.string(), detail: z.string() }).optional(),
  because: z
    .array(z.object({ at: timeSchema, code: z.string(), detail: z.string().optional() }))
    .optional()
    .describe('Why it left when and how it did, oldest first: "rcs_unreachable", "withheld", "undone".'),
  late: z.object({ channel: z.string(), state: z.string(), at: timeSchema }).optional(),
});
export type MessageLine = z.infer<typeof messageLineSchema>;

export const noteLineSchema = z.object({
  type: z.literal('note'),
  id: z.string(),
  at: timeSchema,
  author: z.object({ id: z.string(), name: z.string() }),
  text: z.string(),
  mentions: z.array(z.object({ id: z.string(), name: z.string() })),
});
export type NoteLine = z.infer<typeof noteLineSchema>;

/** Of somebody who leads the team to the operator who has the conversation; nobody else is shown it. */
export const whisperLineSchema = z.object({
  type: z.literal('whisper'),
  id: z.string(),
  at: timeSchema,
  author: z.object({ id: z.string(), name: z.string() }),
  to: z.object({ id: z.string(), name: z.string() }),
  text: z.string(),
});
export type WhisperLine = z.infer<typeof whisperLineSchema>;

/** What happened to a conversation besides what was said. */
export const eventLineSchema = z.object({
  type: z.literal('event'),
  id: z.string(),
  at: timeSchema,
  happening: happeningSchema,
  /** Of the operators it speaks of, by their ids. */
  names: z.record(z.string(), z.string()),
});
export type EventLine = z.infer<typeof eventLineSchema>;

export const lineSchema = z.discriminatedUnion('type', [
  messageLineSchema,
  noteLineSchema,
  whisperLineSchema,
  eventLineSchema,
]);
export type Line = z.infer<typeof lineSchema>;

/** Somebody of the team who has the conversation open. */
export const viewerSchema = z.object({
  id: z.string(),
  name: z.string(),
  typing: z.boolean(),
  drafting: z.boolean().describe('Has an answer begun that is not sent.'),
});
export type Viewer = z.infer<typeof viewerSchema>;

// --- asked by the studio ----------------------------------------------------------------------------------------

export const inboxRequests = {
  /** Opens a list, and keeps telling of it as `inbox:changed` under the key it answers with. */
  'inbox:open': z.strictObject({
    ...listShape,
    limit: z.number().int().min(1).max(200).default(50),
    since: positionSchema
      .optional()
      .describe('Where you were: answers with what changed only, if that is known.'),
  }),
  'inbox:more': z.strictObject({
    key: keySchema,
    cursor: z.string().max(600),
    limit: z.number().int().min(1).max(200).default(50),
  }),
  'inbox:close': z.strictObject({ key: keySchema }),
  /** How many are in each view, now and whenever that changes, at most once a second. */
  'inbox:counts': z.strictObject({ on: z.boolean().default(true) }),
  'conversation:open': z.strictObject({
    id: idSchema,
    limit: z.number().int().min(1).max(200).default(50),
    since: positionSchema.optional().describe('The position of the answer or push you got last.'),
  }),
  'conversation:more': z.strictObject({
    id: idSchema,
    cursor: z.string().max(600),
    limit: z.number().int().min(1).max(200).default(50),
  }),
  /** The part of a thread with one line, or with the first line from a time on. */
  'conversation:around': z.strictObject({
    id: idSchema,
    to: z.union([z.strictObject({ line: z.string().min(1).max(200) }), z.strictObject({ from: timeSchema })]),
  }),
  /** `typing` is shown to the customer too, if the conversation is yours. */
  'conversation:presence': z.strictObject({ id: idSchema, typing: z.boolean(), drafting: z.boolean() }),
  /** Everything up to this message was looked at: nothing is unread, and the customer's phone says so. */
  'conversation:read': z.strictObject({ id: idSchema, upTo: z.string().max(200) }),
  'conversation:close': z.strictObject({ id: idSchema }),
} as const;

export const inboxAnswers = {
  'inbox:open': z.object({
    ok: z.literal(true),
    key: keySchema,
    /** True: `rows` is the first page, and what you have is to be forgotten. False: what changed since. */
    reset: z.boolean(),
    rows: z.array(rowSchema),
    gone: z.array(z.object({ id: z.string(), seq: z.number().int() })),
    cursor: z.string().optional().describe('Leads to the page after `rows`; only with `reset`.'),
    at: positionSchema,
  }),
  'inbox:more': z.object({ ok: z.literal(true), rows: z.array(rowSchema), cursor: z.string().optional() }),
  'inbox:close': doneSchema,
  'inbox:counts': z.object({ ok: z.literal(true), counts: countsSchema }),
  'conversation:open': z.object({
    ok: z.literal(true),
    row: rowSchema,
    /** As with lists: the newest page, or what was added or changed since. Oldest first. */
    reset: z.boolean(),
    lines: z.array(lineSchema),
    cursor: z.string().optional().describe('Leads to what came before; only with `reset`.'),
    viewers: z.array(viewerSchema),
    readTo: timeSchema.optional().describe('The time of the last line that an operator has read.'),
    at: positionSchema,
  }),
  'conversation:more': z.object({
    ok: z.literal(true),
    lines: z.array(lineSchema),
    cursor: z.string().optional(),
  }),
  'conversation:around': z.object({
    ok: z.literal(true),
    /** Empty where there is no such line. Oldest first. */
    lines: z.array(lineSchema),
    cursor: z.string().optional().describe('Leads to what came before.'),
    newer: z
      .array(z.string())
      .describe('Cursors of the parts that follow, the newest first; the newest of all has none.'),
  }),
  'conversation:presence': doneSchema,
  'conversation:read': doneSchema,
  'conversation:close': doneSchema,
} as const;

// --- told by the server -----------------------------------------------------------------------------------------

export const inboxPushes = {
  /** Rows that are in the list, new or changed, and those that are not in it any more. Several changes come together. */
  'inbox:changed': z.object({
    key: keySchema,
    rows: z.array(rowSchema),
    gone: z.array(z.object({ id: z.string(), seq: z.number().int() })),
    at: positionSchema,
  }),
  'inbox:counts': z.object({ counts: countsSchema }),
  'inbox:bulk': bulkProgressSchema,
  /** Something that is meant for you: be told by sound or on the desktop, as you have set it. */
  'inbox:notice': z.object({
    kind: z.enum(['assigned', 'mentioned', 'whisper', 'message', 'due', 'missed']),
    conversation: z.string(),
    title: z.string().describe('The name or phone of the customer.'),
    text: z.string(),
    at: timeSchema,
    from: z.string().optional().describe('Who whispers.'),
  }),
  /** Lines that are new or changed: put each in the place of the one with its id, else at the end. */
  'conversation:lines': z.object({ id: z.string(), lines: z.array(lineSchema), at: positionSchema }),
  'conversation:changed': z.object({ id: z.string(), row: rowSchema }),
  'conversation:viewers': z.object({ id: z.string(), viewers: z.array(viewerSchema) }),
  /** The customer is typing: show it for `ms`, or until a message comes. */
  'conversation:typing': z.object({ id: z.string(), ms: z.number().int() }),
  'conversation:erased': z.object({ id: z.string() }),
} as const;
