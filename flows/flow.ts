/** The flow document: what a designer draws and what is stored, as data. Knows no runtime. */
import { z } from 'zod';
import { durationSchema } from './duration.ts';
import { draftMessageSchema, localeSchema, localTextSchema, TRAFFIC_TYPES } from './message.ts';
import { nodeSchema } from './nodes/registry.ts';
import { nodeIdSchema, variableNameSchema } from './nodes/shape.ts';

/** The format this code reads and writes; `migrate.ts` brings older documents here. */
export const FLOW_FORMAT = 1;

export const variableSchema = z.strictObject({
  type: z.enum([
    'text',
    'number',
    'boolean',
    'date',
    'time',
    'datetime',
    'location',
    'file',
    'list',
    'object',
  ]),
  label: z.string().max(120).optional(),
  default: z.unknown().optional(),
  /** Personal data: hidden in logs and exports for analysis. */
  personal: z.boolean().default(false),
});
export type Variable = z.infer<typeof variableSchema>;

export const triggerSchema = z.discriminatedUnion('kind', [
  /** The whole message equals one of the words, after folding case, accents and punctuation. */
  z.strictObject({ kind: z.literal('keyword'), words: z.array(z.string().min(1).max(80)).min(1).max(100) }),
  /** A tapped suggestion carries exactly this postback. */
  z.strictObject({ kind: z.literal('postback'), data: z.string().min(1).max(2048) }),
  /** `POST /api/conversations` may start it. */
  z.strictObject({ kind: z.literal('api') }),
  /** Answers whoever writes when nothing else fits. One flow of a workspace should have it. */
  z.strictObject({ kind: z.literal('default') }),
]);
export type Trigger = z.infer<typeof triggerSchema>;

/** What a customer who writes after the end gets, when no trigger fits. */
export const afterEndSchema = z.discriminatedUnion('policy', [
  /** The flow with the default trigger begins. */
  z.strictObject({ policy: z.literal('default-flow') }),
  z.strictObject({ policy: z.literal('restart') }),
  z.strictObject({ policy: z.literal('say'), message: draftMessageSchema }),
  z.strictObject({ policy: z.literal('person') }),
  /** Stored for people to read; nothing is answered. */
  z.strictObject({ policy: z.literal('silence') }),
]);

export const settingsSchema = z.strictObject({
  afterEnd: afterEndSchema.default({ policy: 'default-flow' }),
  /** Messages within this time of each other are read as one. */
  gather: durationSchema.optional(),
  traffic: z.enum(TRAFFIC_TYPES).default('service-request'),
  /** What "help" answers, before the question is asked again. */
  help: localTextSchema.optional(),
  /** The node "talk to a person" leads to; a plain handoff if left out. */
  person: nodeIdSchema.optional(),
  timezone: z.string().default('Europe/Paris'),
});
export type Settings = z.infer<typeof settingsSchema>;

export const flowSchema = z.strictObject({
  format: z.literal(FLOW_FORMAT),
  id: nodeIdSchema,
  name: z.string().min(1).max(120),
  description: localTextSchema.optional(),
  /** The trade it is for, in the gallery: "beauty", "insurance". */
  sector: z.string().max(40).optional(),
  locales: z.array(localeSchema).min(1).default(['en']),
  start: nodeIdSchema,
  variables: z.record(variableNameSchema, variableSchema).default({}),
  triggers: z.array(triggerSchema).max(20).default([]),
  settings: settingsSchema.prefault({}),
  nodes: z.record(nodeIdSchema, nodeSchema),
  /** Where boxes lie; changes no behaviour. */
  canvas: z
    .strictObject({
      positions: z.record(nodeIdSchema, z.strictObject({ x: z.number(), y: z.number() })).default({}),
      notes: z
        .array(z.strictObject({ id: nodeIdSchema, text: z.string().max(5000), x: z.number(), y: z.number() }))
        .default([]),
    })
    .prefault({}),
});
export type Flow = z.infer<typeof flowSchema>;
/** The flow as written in a file, before defaults are filled in. */
export type FlowInput = z.input<typeof flowSchema>;

/** A flow with the sub-flows it calls, frozen together: what is published and what a conversation runs on. */
export interface Bundle {
  flow: Flow;
  /** By id; every flow reachable through subflow nodes. */
  subflows: Record<string, Flow>;
}
