/** Schema parts that several node kinds share; knows no kind. */
import { z } from 'zod';
import { conditionSchema } from '../condition.ts';
import { SMS_POLICIES } from '../delivery.ts';
import { durationSchema } from '../duration.ts';
import { LIMITS } from '../limits.ts';
import { draftMessageSchema, localTextSchema, TRAFFIC_TYPES } from '../message.ts';

/** Ids are ASCII so that no two look alike, and hold no dot, which XState reads as a path. */
export const nodeIdSchema = z.string().regex(/^[a-z0-9_-]{1,64}$/, 'lower-case letters, digits, - and _');
/** Where an exit leads; left out while the author has not connected it, which `check` reports. */
export const targetSchema = nodeIdSchema.optional();
export const variableNameSchema = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]{0,63}$/, 'a variable name: letters, digits and _');

/** What every node has. */
export const nodeBase = {
  /** The author's own name for the step, shown on the canvas. */
  title: z.string().max(120).optional(),
  note: z.string().max(2000).optional(),
  /** The flow passes it by, taking its way on (`onward.ts`) at once; an end cannot be skipped. */
  skipped: z.boolean().optional(),
};

/** How a node's messages travel. */
export const deliverySchema = z.strictObject({
  traffic: z.enum(TRAFFIC_TYPES).optional(),
  /** After this long undelivered, the message is withdrawn. */
  ttl: durationSchema.optional(),
  /** At this instant, a template that becomes RFC 3339, it is withdrawn; the earlier of both counts. */
  expires: z.string().max(500).optional(),
  /** Whether and when it goes by SMS instead. */
  sms: z.enum(SMS_POLICIES).optional(),
});
export type Delivery = z.infer<typeof deliverySchema>;

/** What a message-sending node says: the message, and the author's own SMS wording if any. */
export const utteranceSchema = z.strictObject({
  message: draftMessageSchema,
  sms: localTextSchema.optional(),
});
export type Utterance = z.infer<typeof utteranceSchema>;

/**
 * A way out when nobody answers: so long after the question, or at (or before) an instant held in a variable.
 * With `inOpeningHours`, only the time in which the flow is open counts (`settings.hours`). `at` is a template that becomes an RFC 3339 instant; one that lies in the past fires at once.
 */
export const timeoutSchema = z.union([
  z.strictObject({ after: durationSchema, inOpeningHours: z.boolean().optional(), to: targetSchema }),
  z.strictObject({ at: z.string(), offset: durationSchema.optional(), to: targetSchema }),
]);
export type Timeout = z.infer<typeof timeoutSchema>;

/** What happens to an answer that is not understood: other wordings, then an exit, else the offer of a person. */
export const retrySchema = z.strictObject({
  /** Said instead of the built-in wording, first miss first; the last one repeats. */
  say: z.array(localTextSchema).default([]),
  /** How many misses before `to`, or before the offer of a person. */
  max: z.number().int().min(0).max(10).default(2),
  to: targetSchema,
});
export type Retry = z.infer<typeof retrySchema>;

/** A choice the author wrote: a chip under the message, or a button placed on one of its cards. */
export const choiceSchema = z.strictObject({
  id: nodeIdSchema,
  label: localTextSchema,
  /** Other words that mean the same when typed. */
  words: z.array(z.string()).default([]),
  /** Saved in the node's variable; the id if left out. */
  value: z.union([z.string(), z.number(), z.boolean()]).optional(),
  to: targetSchema,
});
export type Choice = z.infer<typeof choiceSchema>;

/** Exits taken when a service or the API tells the conversation that something happened. */
export const signalsSchema = z
  .array(
    z.strictObject({
      /** Such as "payment.succeeded". */
      signal: z.string().regex(/^[a-z][a-z0-9.-]{0,79}$/),
      /** Only if this holds; `signal` is the signal's data. */
      when: conditionSchema.optional(),
      /** The variable that takes the signal's data. */
      save: variableNameSchema.optional(),
      to: targetSchema,
    }),
  )
  .max(20)
  .default([]);
export type SignalExit = z.infer<typeof signalsSchema>[number];

/** Choices made from a list in a variable, such as free slots: one chip an item, one exit for all. */
export const optionsSchema = z.strictObject({
  from: z.string(),
  /** Templates; `item` is the list's item. */
  label: localTextSchema,
  value: z.string(),
  max: z.number().int().min(1).max(LIMITS.suggestionsPerMessage).default(8),
  to: targetSchema,
  /** Taken when the list is empty. */
  none: targetSchema,
});
export type Options = z.infer<typeof optionsSchema>;
