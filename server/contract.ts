/** HTTP bodies as the API speaks them, shared with the studio; zod schemas only, no behaviour. */
import { z } from 'zod';
import { messageSchema } from '../flows/message.ts';

/** Ids in paths: nothing that could be a path or a query of its own. */
export const idSchema = z.string().regex(/^(?!__proto__$)[A-Za-z0-9_-]{1,64}$/);
export const phoneSchema = z
  .string()
  .regex(/^\+[1-9]\d{6,14}$/, 'a phone number in E.164, such as +33639980001');

export const pageQuerySchema = z.strictObject({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(500).optional(),
});

export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), cursor: z.string().optional() });
}

// --- flows ------------------------------------------------------------------------------------------------------

const wordsSchema = z.object({ en: z.string(), fr: z.string() });
export const findingSchema = z.object({
  severity: z.enum(['error', 'warning']),
  code: z.string(),
  node: z.string().optional(),
  path: z.string(),
  message: wordsSchema,
  mend: wordsSchema,
});

export const flowSummarySchema = z.object({
  id: z.string(),
  name: z.string(),
  published: z.number().int().describe('The newest published version; 0 before the first.'),
  archived: z.boolean(),
  updatedAt: z.number().int(),
});

/** A flow document; its own schema is `flowSchema`, but a draft may be unfinished. */
export const documentSchema = z.looseObject({ id: idSchema });

export const flowDetailSchema = flowSummarySchema.extend({
  rev: z
    .number()
    .int()
    .describe('Send it back when saving, so that nobody overwrites what they have not seen.'),
  document: documentSchema,
  findings: z.array(findingSchema),
});
export const createFlowSchema = z.strictObject({ document: documentSchema });
export const saveFlowSchema = z.strictObject({ document: documentSchema, rev: z.number().int().min(1) });
export const publishFlowSchema = z.strictObject({ note: z.string().max(500).default('') });
export const publishedSchema = z.object({ version: z.number().int(), warnings: z.array(findingSchema) });
export const versionSummarySchema = z.object({
  version: z.number().int(),
  note: z.string(),
  publishedAt: z.number().int(),
  publishedBy: z.string(),
});
export const versionDetailSchema = versionSummarySchema.extend({ document: documentSchema });

// --- conversations ----------------------------------------------------------------------------------------------

const channelSchema = z.enum(['rbm', 'sms', 'web']);
export const ownerSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('bot') }),
  z.object({
    kind: z.literal('queue'),
    queue: z.string(),
    since: z.number().int(),
    reason: z.string(),
    summary: z.string(),
  }),
  z.object({ kind: z.literal('operator'), operator: z.string(), since: z.number().int() }),
]);

export const conversationSchema = z.object({
  id: z.string(),
  brand: z.string(),
  phone: z.string(),
  channel: channelSchema.describe('The one the customer used last.'),
  locale: z.string(),
  optedOut: z.boolean(),
  owner: ownerSchema,
  run: z
    .object({
      flow: z.string(),
      version: z.number().int(),
      node: z.string().describe('The node the conversation rests at.'),
      status: z.enum(['active', 'done']),
      outcome: z.string().optional(),
      variables: z.record(z.string(), z.unknown()),
    })
    .optional(),
  createdAt: z.number().int(),
  updatedAt: z.number().int(),
  heardAt: z.number().int().optional(),
});
export type ConversationView = z.infer<typeof conversationSchema>;

export const startConversationSchema = z.strictObject({
  brand: idSchema.default('default'),
  to: phoneSchema,
  flow: idSchema,
  variables: z.record(z.string(), z.json()).default({}),
});

export const threadMessageSchema = z.object({
  id: z.string(),
  direction: z.enum(['in', 'out']),
  at: z.number().int(),
  channel: channelSchema,
  content: z.looseObject({ kind: z.string() }),
  author: z
    .union([
      z.object({ kind: z.literal('bot'), node: z.string() }),
      z.object({ kind: z.literal('operator'), operator: z.string() }),
    ])
    .optional(),
  state: z.enum(['queued', 'sent', 'delivered', 'read', 'failed', 'expired', 'received']),
  fault: z.object({ code: z.string(), detail: z.string() }).optional(),
});

/** What an operator says: a plain text, or anything RBM can show. */
export const operatorMessageSchema = z.union([
  z.strictObject({ text: z.string().min(1).max(20_000) }),
  z.strictObject({ message: messageSchema }),
]);
export const handbackSchema = z.strictObject({
  node: idSchema.optional().describe('Where the flow shall go on; otherwise where it was interrupted.'),
});
export const noteSchema = z.object({ at: z.number().int(), author: z.string(), text: z.string() });
export const newNoteSchema = z.strictObject({ text: z.string().min(1).max(5000) });
export const signalSchema = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9.-]{0,79}$/),
  data: z.record(z.string(), z.json()).default({}),
  key: z.string().min(1).max(200).describe('The same key twice is one signal.'),
});

// --- running it -------------------------------------------------------------------------------------------------

export const quarantinedSchema = z.object({
  key: z.string(),
  at: z.number().int(),
  reason: z.string(),
  raw: z.string().describe('The payload as it came, decoded.'),
});
export const parkedSchema = z.object({
  id: z.string(),
  conversation: z.string(),
  work: z.looseObject({ kind: z.string() }),
  attempts: z.number().int(),
  parkedAt: z.number().int(),
  code: z.string(),
  detail: z.string(),
});
export const brandSchema = z.strictObject({
  id: idSchema,
  name: z.string().min(1).max(100),
  agentId: z.string().min(1).max(200),
  description: z.string().max(100).optional(),
  color: z
    .string()
    .regex(/^#[0-9a-fA-F]{6}$/)
    .optional(),
  logo: z.string().max(2048).optional(),
  phone: z.string().max(20).optional(),
  website: z.url({ protocol: /^https$/ }).optional(),
  locale: z.string().regex(/^[a-z]{2}(-[A-Z]{2})?$/),
  timezone: z.string().max(60).refine(isTimezone, 'a time zone such as "Europe/Paris"'),
});
export const saveBrandSchema = brandSchema.omit({ id: true });
export const secretValueSchema = z.strictObject({
  value: z.string().min(1).max(8192),
  hosts: z.array(z.string().max(253)).max(20).default([]).describe('Hosts it may be sent to; none: any.'),
});
export const secretNameSchema = z.object({ name: z.string(), hint: z.string() });
export const readySchema = z.object({
  status: z.enum(['ready', 'not-ready']),
  checks: z.record(z.string(), z.string()),
  channel: z.enum(['emulator', 'google', 'stand-in']),
});

function isTimezone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
