/** What an `ask` node accepts, and how an answer is read; knows text and calendars, not flows. */
import { z } from 'zod';
import { localTextSchema } from './message.ts';

/** Bounds of dates and times may be literals or templates: "today", "{{birthday}}", "2026-01-31". */
export const expectationSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('text'),
    min: z.number().int().min(0).default(1),
    max: z.number().int().min(1).max(3072).default(1000),
    /** A shape such as "AA-000000": A is a letter, 0 a digit, anything else itself. Spaces and case are forgiven. */
    shape: z.string().max(60).optional(),
  }),
  z.strictObject({
    type: z.literal('number'),
    min: z.number().optional(),
    max: z.number().optional(),
    whole: z.boolean().default(false),
  }),
  /** Saved as "2026-11-23". */
  z.strictObject({ type: z.literal('date'), from: z.string().optional(), until: z.string().optional() }),
  /** Saved as "14:30". */
  z.strictObject({ type: z.literal('time'), from: z.string().optional(), until: z.string().optional() }),
  z.strictObject({ type: z.literal('email') }),
  /** Saved in E.164; `country` is the one national numbers belong to. */
  z.strictObject({ type: z.literal('phone'), country: z.string().length(2).default('FR') }),
  /** One of a list typed freely, saved as its value. */
  z.strictObject({
    type: z.literal('choice'),
    of: z
      .array(
        z.strictObject({ value: z.string(), label: localTextSchema, words: z.array(z.string()).default([]) }),
      )
      .min(1)
      .max(50),
  }),
  /** Saved as {latitude, longitude}. */
  z.strictObject({ type: z.literal('location') }),
  /** Saved as the file (event.ts, FileRef). */
  z.strictObject({
    type: z.literal('file'),
    accept: z.array(z.enum(['image', 'video', 'audio', 'pdf'])).default(['image']),
  }),
]);
export type Expectation = z.infer<typeof expectationSchema>;
