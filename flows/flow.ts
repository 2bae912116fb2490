/** The flow document: what a designer draws and what is stored, as data. Knows no runtime. */
import { z } from 'zod';
import { durationSchema } from './duration.ts';
import { draftMessageSchema, localeSchema, localTextSchema, TRAFFIC_TYPES } from './message.ts';
import { nodeSchema } from './nodes/registry.ts';
import { nodeIdSchema, variableNameSchema } from './nodes/shape.ts';
import { weekHoursSchema } from './opening-hours.ts';

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
  /** When people are there, on the clocks of the time zone; for timeouts that count opening hours only. */
  hours: weekHoursSchema.optional(),
});
export type Settings = z.infer<typeof settingsSchema>;

/** Names, not values: the studio draws each in its light and its dark theme. */
export const CANVAS_COLORS = ['grey', 'yellow', 'green', 'blue', 'purple', 'red'] as const;
export type CanvasColor = (typeof CANVAS_COLORS)[number];

/** A box's upper left corner, in pixels at 100 %. */
export const positionSchema = z.strictObject({
  x: z.number(),
  y: z.number(),
  /** Automatic layout leaves it where it is. */
  pinned: z.boolean().optional(),
  /** Drawn as its title alone. */
  collapsed: z.boolean().optional(),
});
export type Position = z.infer<typeof positionSchema>;

export const canvasNoteSchema = z.strictObject({
  id: nodeIdSchema,
  text: z.string().max(5000),
  x: z.number(),
  y: z.number(),
  width: z.number().min(40).max(4000).optional(),
  height: z.number().min(24).max(4000).optional(),
  color: z.enum(CANVAS_COLORS).optional(),
});
export type CanvasNote = z.infer<typeof canvasNoteSchema>;

export const canvasFrameSchema = z.strictObject({
  id: nodeIdSchema,
  title: z.string().max(120).default(''),
  x: z.number(),
  y: z.number(),
  width: z.number().min(40).max(100_000),
  height: z.number().min(24).max(100_000),
  color: z.enum(CANVAS_COLORS).optional(),
  /** Drawn as its title alone, with what lies in it. */
  collapsed: z.boolean().optional(),
});
export type CanvasFrame = z.infer<typeof canvasFrameSchema>;

/** A finding that is not shown as a problem any more, and why. */
export const suppressionSchema = z.strictObject({
  /** As `check` names it: "loop-of-calls". */
  code: z.string().min(1).max(80),
  /** Of this node only; everywhere if left out. */
  node: nodeIdSchema.optional(),
  reason: z.string().max(500),
});
export type Suppression = z.infer<typeof suppressionSchema>;

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
  /** Where boxes lie, and what authors write beside them; changes no behaviour. */
  canvas: z
    .strictObject({
      positions: z.record(nodeIdSchema, positionSchema).default({}),
      notes: z.array(canvasNoteSchema).max(1000).default([]),
      /** Regions drawn behind the boxes, the backmost first. */
      frames: z.array(canvasFrameSchema).max(500).optional(),
      /** Findings an author has looked at and accepts. */
      suppressed: z.array(suppressionSchema).max(1000).optional(),
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
