/** HTTP bodies as the API speaks them, shared with the studio; zod schemas only, no behaviour. */
import { z } from 'zod';
import { changeSchema } from '../flows/change.ts';
import { DOCUMENT_LIMITS } from '../flows/limits.ts';
import { localTextSchema, messageSchema } from '../flows/message.ts';
import { timezoneSchema } from '../flows/timezone.ts';
import { deskSchema } from './contract/inbox.ts';
import { inboxAnswers, inboxPushes, inboxRequests } from './contract/inbox-live.ts';

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
/** As a flow document writes its own id. */
export const flowIdSchema = z
  .string()
  .regex(/^(?!__proto__$)[a-z0-9_-]{1,64}$/, 'lower-case letters, digits, - and _');
/** Where a conversation rests: a step, a step of a sub-flow behind its callers, or a state of our own. */
export const stateKeySchema = z
  .string()
  .regex(/^(?!__proto__$)(?:\$[a-z]{1,20}|[a-z0-9_-]{1,64}(?:\/[a-z0-9_-]{1,64}){0,8})$/, 'the id of a step');
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
  description: localTextSchema.optional(),
  sector: z.string().optional(),
  locales: z.array(z.string()),
  nodes: z.number().int().describe('How many steps the draft has.'),
  state: z.enum(['draft', 'published', 'archived']),
  published: z.number().int().describe('The newest published version; 0 before the first.'),
  archived: z.boolean(),
  changed: z.boolean().describe('The draft was changed since it was last published, or never was published.'),
  updatedAt: z.number().int(),
  updatedBy: z.string().optional(),
});
export type FlowSummary = z.infer<typeof flowSummarySchema>;

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
export type FlowDetail = z.infer<typeof flowDetailSchema>;
export const createFlowSchema = z.strictObject({ document: documentSchema });
export const saveFlowSchema = z.strictObject({ document: documentSchema, rev: z.number().int().min(1) });
export const cloneFlowSchema = z.strictObject({
  id: flowIdSchema.optional().describe('Of the new flow; made from the old one’s if left out.'),
  name: z.string().trim().min(1).max(120).optional(),
  version: z
    .number()
    .int()
    .min(1)
    .optional()
    .describe('The published version to copy; the draft if left out.'),
});

export const publishFlowSchema = z.strictObject({
  note: z.string().max(500).default(''),
  force: z.boolean().default(false).describe('Publish though saved tests fail.'),
});
export const testFailureSchema = z.object({ id: z.string(), name: z.string(), reason: wordsSchema });
export const publishedSchema = z.object({
  version: z.number().int(),
  warnings: z.array(findingSchema),
  tests: z.object({ passed: z.number().int(), failed: z.array(testFailureSchema) }).optional(),
});
export const versionSummarySchema = z.object({
  version: z.number().int(),
  note: z.string(),
  publishedAt: z.number().int(),
  publishedBy: z.string(),
  live: z.boolean().describe('New conversations run on it.'),
  nodes: z.number().int(),
  tags: z.array(z.string()),
});
/** In place of those it has. */
export const tagVersionSchema = z.strictObject({ tags: z.array(z.string().trim().min(1).max(32)).max(8) });
export type VersionSummary = z.infer<typeof versionSummarySchema>;
export const versionDetailSchema = versionSummarySchema.extend({ document: documentSchema });

/** One side of a comparison: the draft, what is live, or a published version. */
const sideSchema = z.union([z.enum(['draft', 'live']), z.coerce.number().int().min(1).max(999_999)]);
export const compareQuerySchema = z.strictObject({
  from: sideSchema.default('live'),
  to: sideSchema.default('draft'),
});
export const differenceSchema = z.object({
  kind: z.enum(['added', 'removed', 'changed', 'moved-exit']),
  node: z.string().optional(),
  what: wordsSchema,
});
/** 0: nothing is published yet, so that nothing differs. */
const comparedSchema = z.union([z.literal('draft'), z.number().int()]);
export const comparisonSchema = z.object({
  from: comparedSchema,
  to: comparedSchema,
  differences: z.array(differenceSchema),
});
export const restoreVersionSchema = z.strictObject({
  rev: z
    .number()
    .int()
    .min(1)
    .optional()
    .describe('The draft that may be replaced; whichever is there if left out.'),
});
export const exportQuerySchema = z.strictObject({
  version: z.coerce.number().int().min(1).max(999_999).optional().describe('The draft if left out.'),
});

export const importFlowSchema = z.strictObject({
  document: z.unknown().describe('What the file holds, read as JSON.'),
  into: flowIdSchema.optional().describe('The flow whose draft it shall replace; a new flow if left out.'),
  id: flowIdSchema
    .optional()
    .describe('Of the new flow; the document’s own, or the next that is free, if left out.'),
  dryRun: z.boolean().default(false).describe('Only tell what would happen.'),
  rev: z.number().int().min(1).optional().describe('With "into": the draft that may be replaced.'),
});
export const importedFlowSchema = z.object({
  id: z.string().describe('The flow it is, or would be, imported as.'),
  name: z.string(),
  nodes: z.number().int(),
  created: z.boolean(),
  renamed: z.boolean().describe('The document’s own id was taken.'),
  migratedFrom: z.number().int().optional().describe('The older format it was brought up from.'),
  findings: z.array(findingSchema),
  differences: z
    .array(differenceSchema)
    .optional()
    .describe('To the flow that it replaces, or whose id it has.'),
  flow: flowDetailSchema.optional().describe('Left out in a dry run.'),
});

/** How many conversations are in the middle of a flow, by the version they run on and the step they rest at. */
export const runningSchema = z.object({
  total: z.number().int(),
  versions: z.array(
    z.object({
      version: z.number().int(),
      live: z.boolean(),
      total: z.number().int(),
      withPeople: z.number().int().describe('Of these, how many people have at the moment.'),
      nodes: z.array(
        z.object({
          node: z
            .string()
            .describe(
              'The step’s id, "caller/step" inside a sub-flow, or a state of our own such as "$person".',
            ),
          title: z.string().optional(),
          kind: z.string().optional(),
          count: z.number().int(),
          fits: z
            .boolean()
            .describe('The live version has this step too, so that nothing needs to be mapped.'),
        }),
      ),
    }),
  ),
});
export type RunningView = z.infer<typeof runningSchema>;

/** Where conversations that rest at a step go on in the live version. */
export const landingSchema = z.union([
  z.strictObject({ node: stateKeySchema }),
  z.enum(['finish', 'restart']),
]);
export const moveRunningSchema = z.strictObject({
  from: z.number().int().min(1).max(999_999),
  mapping: z
    .record(stateKeySchema, landingSchema)
    .refine((mapping) => Object.keys(mapping).length <= DOCUMENT_LIMITS.nodes, 'at most 2,000 steps')
    .default({})
    .describe(
      'Steps that are left out stay as they are if the live version has them, else on their version.',
    ),
});
export const moveProgressSchema = z.object({
  id: z.string(),
  flow: z.string(),
  from: z.number().int(),
  to: z.number().int(),
  state: z.enum(['running', 'done', 'failed']),
  moved: z.number().int(),
  left: z.number().int().describe('Stayed on their version, because their step has no place in the new one.'),
  failed: z.number().int(),
  startedAt: z.number().int(),
  endedAt: z.number().int().optional(),
  by: z.string(),
});
export type MoveProgress = z.infer<typeof moveProgressSchema>;

// --- files of authors -------------------------------------------------------------------------------------------

/** What phones show. */
export const MEDIA_TYPES = [
  'image/jpeg',
  'image/png',
  'image/gif',
  'application/pdf',
  'video/mp4',
  'video/webm',
] as const;

export const uploadedMediaSchema = z.object({
  /** On this server: "/media/u/….jpg". */
  url: z.string(),
  type: z.enum(MEDIA_TYPES),
  bytes: z.number().int(),
  /** Of a picture, in pixels. */
  width: z.number().int().optional(),
  height: z.number().int().optional(),
});
export type UploadedMedia = z.infer<typeof uploadedMediaSchema>;

// --- gallery ----------------------------------------------------------------------------------------------------

/** One line of a recorded conversation, in the shape the phone of the studio shows. */
export const recordedLineSchema = z.object({
  id: z.string(),
  from: z.enum(['brand', 'person']),
  via: z.literal('rcs'),
  at: z.number().int().describe('Milliseconds since the conversation began.'),
  state: z.literal('read'),
  content: messageSchema,
});
export const galleryItemSchema = z.object({
  id: z.string(),
  name: z.string(),
  sector: z.string(),
  description: wordsSchema,
  locales: z.array(z.string()),
  nodes: z.number().int(),
  conversation: z.object({ en: z.array(recordedLineSchema), fr: z.array(recordedLineSchema) }),
});
export type GalleryItem = z.infer<typeof galleryItemSchema>;
export const gallerySchema = z.object({ items: z.array(galleryItemSchema) });
export const templateSchema = z.object({ document: documentSchema });
export const useTemplateSchema = z.strictObject({
  id: flowIdSchema.optional(),
  name: z.string().trim().min(1).max(120).optional(),
});

// --- conversations ----------------------------------------------------------------------------------------------

const channelSchema = z.enum(['rbm', 'sms', 'web']);
export const ownerSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('bot') }),
  z.object({
    kind: z.literal('queue'),
    queue: z.string(),
    since: z.number().int().describe('Since when people have it, whoever of them.'),
    reason: z.string(),
    summary: z.string(),
    at: z.number().int().optional().describe('When it came into this queue; "since", if left out.'),
    offer: z.object({ to: z.string(), until: z.number().int() }).optional(),
    passed: z.array(z.object({ operator: z.string(), at: z.number().int() })).optional(),
  }),
  z.object({
    kind: z.literal('operator'),
    operator: z.string(),
    since: z.number().int(),
    at: z.number().int().optional().describe('When this operator took it; "since", if left out.'),
    reason: z.string().optional(),
    summary: z.string().optional(),
    queue: z.string().optional().describe('The one it came from.'),
    joined: z
      .array(z.object({ operator: z.string(), at: z.number().int() }))
      .optional()
      .describe('Who speaks beside them, and since when.'),
  }),
]);

export const conversationSchema = z.object({
  id: z.string(),
  brand: z.string(),
  phone: z.string(),
  channel: channelSchema.describe('The one the customer used last.'),
  locale: z.string(),
  optedOut: z.boolean(),
  owner: ownerSchema,
  voice: z.number().int().describe('Changes whenever the one who may speak changes.'),
  desk: deskSchema,
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
  direction: z.enum(['in', 'out', 'event']),
  at: z.number().int(),
  channel: channelSchema,
  content: z.looseObject({ kind: z.string() }),
  author: z
    .union([
      z.object({ kind: z.literal('bot'), node: z.string() }),
      z.object({ kind: z.literal('operator'), operator: z.string() }),
    ])
    .optional(),
  state: z.enum(['queued', 'sent', 'delivered', 'read', 'failed', 'expired', 'received', 'withheld']),
  fault: z.object({ code: z.string(), detail: z.string() }).optional(),
  because: z
    .array(z.object({ at: z.number().int(), code: z.string(), detail: z.string().optional() }))
    .optional()
    .describe('Why it left when and how it did, oldest first; in words under .../why.'),
  late: z
    .object({ channel: channelSchema, state: z.string(), at: z.number().int() })
    .optional()
    .describe('A receipt of the channel it was first sent by, after it had gone another way.'),
});

/** What an operator says: a plain text, or anything RBM can show. */
export const operatorMessageSchema = z.union([
  z.strictObject({ text: z.string().min(1).max(20_000) }),
  z.strictObject({ message: messageSchema }),
]);
export const handbackSchema = z.strictObject({
  node: idSchema.optional().describe('Where the flow shall go on; otherwise where it was interrupted.'),
});
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
  linkDomains: z
    .array(z.string().regex(/^(?!-)[a-z0-9-]+(\.[a-z0-9-]+)+$/, 'a host such as "shop.example.com"'))
    .max(50)
    .optional()
    .describe('Hosts that links in promotion may lead to, beside the website’s.'),
  locale: z.string().regex(/^[a-z]{2}(-[A-Z]{2})?$/),
  timezone: timezoneSchema,
});
export const saveBrandSchema = brandSchema.omit({ id: true });
export const listedBrandSchema = brandSchema.extend({
  linkHosts: z.array(z.string()).describe('Hosts that links in promotion of this brand may lead to.'),
  sms: z
    .object({
      sender: z.string(),
      answerable: z.boolean().describe('False where people cannot reply: the sender is a name.'),
    })
    .optional()
    .describe('What phones show by SMS; left out where the brand sends none. Changed at /brands/{id}/sms.'),
});

/** How a brand sends and hears SMS. Secrets go in and never come out. */
export const saveSmsShape = {
  sender: z
    .string()
    .max(20)
    .describe('A number in E.164, a short code, or a name of up to 11 letters and digits.'),
  smart: z
    .enum(['never', 'when-shorter', 'always'])
    .default('when-shorter')
    .describe('Whether curly quotes, dashes and the like are replaced by plain ones.'),
  stopMention: z
    .string()
    .trim()
    .min(4)
    .max(40)
    .optional()
    .describe('How promotion can be ended where the sender cannot be answered: "STOP 36111".'),
  whenUnsure: z
    .enum(['hold', 'retry'])
    .default('hold')
    .describe('An SMS of which nobody knows whether it left: kept for a person, or sent again.'),
};
export const smsViewSchema = z.object({
  provider: z.enum(['emulator', 'smsmode', 'twilio', 'smpp']),
  ...saveSmsShape,
  senderKind: z.enum(['number', 'short-code', 'alphanumeric']),
  settings: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  secrets: z
    .record(z.string(), z.boolean())
    .describe('Which are stored and fit the host; never what they are.'),
  webhookUrl: z
    .string()
    .optional()
    .describe(
      'What the provider must be told. Its key is shown once, when it is made; "••••" stands for it later.',
    ),
  warnings: z.array(z.object({ code: z.string(), message: wordsSchema })),
});
export type SmsView = z.infer<typeof smsViewSchema>;

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

// --- brand onboarding -------------------------------------------------------------------------------------------

/** What it takes until customers can be written to, in the order it is done. */
export const ONBOARDING_STEPS = [
  'profile',
  'agent',
  'service-account',
  'public-url',
  'webhook',
  'flow',
  'stop',
  'help',
  'testers',
  'launch',
  'sms',
] as const;
export const onboardingSchema = z.object({
  channel: z.enum(['emulator', 'google', 'stand-in']).describe('What stands on the other side.'),
  steps: z.array(
    z.object({
      id: z.enum(ONBOARDING_STEPS),
      state: z
        .enum(['done', 'todo', 'waiting', 'optional', 'unneeded'])
        .describe('"waiting": somebody else has to act. "unneeded": not with this channel.'),
      facts: z
        .array(z.string())
        .describe('What is missing ("logo", "color-contrast"), or what is set: an address, an id, a state.'),
    }),
  ),
});
export type Onboarding = z.infer<typeof onboardingSchema>;

export const testerSchema = z.object({
  phone: z.string(),
  status: z.enum(['pending', 'accepted', 'declined']).describe('As Google said when it was last asked.'),
  invitedAt: z.number().int(),
  askedAt: z.number().int(),
});
export type Tester = z.infer<typeof testerSchema>;
export const inviteTesterSchema = z.strictObject({ phone: phoneSchema });

// --- consent and rules -------------------------------------------------------------------------------------------

const legalBasisSchema = z.enum(['consent', 'soft-opt-in', 'legitimate-interest', 'contract']);
const consentWhatSchema = z.enum(['given', 'withdrawn']);
const purposeSchema = z.enum(['marketing', 'all']);
const consentChannelSchema = z.enum(['rbm', 'sms', 'web', 'other']);
const instantSchema = z.number().int().min(0).max(253_402_300_799_999);
const wordingSchema = z
  .string()
  .max(5000)
  .describe('The exact words: what the person wrote, or what they agreed to.');
const proofSchema = z
  .record(z.string().regex(/^[A-Za-z][A-Za-z0-9_-]{0,39}$/), z.string().max(1000))
  .refine((proof) => Object.keys(proof).length <= 20, 'at most 20 facts')
  .describe('What proves it: address of the form, IP, file and row, message id.');

/** What makes a consent evidence; each of it is needed before anything counts as given. */
const evidenceShape = {
  wording: wordingSchema.optional(),
  legalBasis: legalBasisSchema.optional(),
  proof: proofSchema.optional(),
};

export const saveConsentSchema = z.strictObject({
  brand: idSchema.default('default'),
  phone: phoneSchema,
  what: consentWhatSchema,
  purpose: purposeSchema.default('marketing'),
  at: instantSchema.optional().describe('When it happened, in milliseconds; now if left out.'),
  channel: consentChannelSchema.default('other'),
  source: z.enum(['form', 'operator', 'api']),
  ...evidenceShape,
});

/** One line of an import; what it leaves out is taken from the import's `shared`. */
export const consentLineSchema = z.strictObject({
  phone: z.string().max(40),
  what: consentWhatSchema.default('given'),
  purpose: purposeSchema.optional(),
  at: z.union([instantSchema, z.iso.datetime({ offset: true })]).optional(),
  channel: consentChannelSchema.optional(),
  ...evidenceShape,
});
export const importConsentsSchema = z.strictObject({
  brand: idSchema.default('default'),
  shared: consentLineSchema
    .pick({ purpose: true, at: true, channel: true, wording: true, legalBasis: true, proof: true })
    .prefault({})
    .describe('What holds for every line that does not say otherwise.'),
  lines: z
    .array(z.json())
    .min(1)
    .max(10_000)
    .describe('{phone, what?, at?, wording?, legalBasis?, proof?, purpose?, channel?} each.'),
});
export const importedConsentsSchema = z.object({
  recorded: z.number().int(),
  known: z.number().int(),
  refused: z.number().int(),
  results: z.array(
    z.object({
      line: z.number().int().describe('From 1 on.'),
      status: z.enum(['recorded', 'known', 'refused']),
      code: z.string().optional(),
      detail: z.string().optional(),
    }),
  ),
});

const consentStateShape = {
  brand: z.string(),
  phone: z.string(),
  suppressed: z.boolean().describe('This person asked for no more messages.'),
  since: z.number().int().optional(),
  marketing: z.object({
    allowed: z.boolean(),
    code: z.enum(['opted_out', 'no_consent']).optional(),
    evidence: z.string().optional().describe('The id of the line that allows it.'),
  }),
};
export const recordedConsentSchema = z.object({
  status: z.enum(['recorded', 'known']),
  ...consentStateShape,
});
export const contactConsentsSchema = z.object({
  ...consentStateShape,
  entries: z.array(
    z.object({
      id: z.string(),
      key: z.string(),
      at: z.number().int(),
      recordedAt: z.number().int(),
      what: z
        .enum([...consentWhatSchema.options, 'parted'])
        .describe('"parted": what another number of the person said holds here no longer.'),
      purpose: purposeSchema,
      channel: consentChannelSchema,
      source: z.string(),
      wording: z.string(),
      legalBasis: legalBasisSchema.optional(),
      proof: z.record(z.string(), z.string()).optional(),
    }),
  ),
});

/** Why somebody got, or did not get, a message. */
export const whySchema = z.object({
  message: z.string(),
  channel: channelSchema,
  state: threadMessageSchema.shape.state,
  reasons: z.array(
    z.object({ at: z.number().int(), code: z.string(), detail: z.string().optional(), words: wordsSchema }),
  ),
});
export type WhyView = z.infer<typeof whySchema>;

export const reachQuerySchema = z.strictObject({
  brand: idSchema.default('default'),
  phones: z.array(z.string().max(40)).min(1).max(10_000),
});
export const reachSchema = z.object({
  rcs: z.array(z.string()).describe('Can be written to by RCS now.'),
  sms: z.array(z.string()).describe('By SMS only.'),
  landline: z.array(z.string()),
  invalid: z.array(z.string()).describe('As they were given.'),
});

// --- live -------------------------------------------------------------------------------------------------------
// Socket.IO at `LIVE_PATH`, auth {token} or {preview: token}. Every request is acknowledged.

export const LIVE_PATH = '/live';

/** What is wrong with an input, at each place of it; over HTTP and live alike. */
export const problemErrorsSchema = z.array(
  z.object({
    path: z.string(),
    code: z.string(),
    message: z.string(),
    messageFr: z.string().optional(),
  }),
);

export const liveFailureSchema = z.object({
  ok: z.literal(false),
  code: z.string().describe('As in problem+json: "unauthorized", "invalid_body", "not_found".'),
  problem: z.object({
    code: z.string(),
    title: z.string(),
    detail: z.string().optional(),
    detailFr: z.string().optional(),
    errors: problemErrorsSchema.optional(),
  }),
});
export type LiveFailure = z.infer<typeof liveFailureSchema>;

const doneSchema = z.object({ ok: z.literal(true) });
const cursorSchema = z.strictObject({ x: z.number().min(-1e7).max(1e7), y: z.number().min(-1e7).max(1e7) });

/** Somebody who has a flow open: one browser tab, so that a person with two is there twice. */
export const personSchema = z.object({
  id: z.string(),
  name: z.string(),
  color: z.string().describe('"#rrggbb", dark enough to carry white text.'),
  selection: z.array(z.string()).optional(),
  cursor: cursorSchema.optional(),
});
export type Person = z.infer<typeof personSchema>;

/** Who made a change. `person` is left out where it was no open editor, such as the API. */
export const authorSchema = z.object({ name: z.string(), person: z.string().optional() });
/** Made by the client; an edit sent twice under one id is made once. */
const editIdSchema = z.string().regex(/^[A-Za-z0-9-]{8,64}$/);

/** What the studio asks of open flows. */
export const flowRequests = {
  'flow:open': z.strictObject({
    flow: idSchema,
    pending: z
      .array(editIdSchema)
      .max(1000)
      .default([])
      .describe('Edits that were sent and not answered when the connection was lost.'),
  }),
  'flow:edit': z.strictObject({
    flow: idSchema,
    base: z.number().int().min(1).describe('The rev of the document that the changes were made on.'),
    changes: z.array(changeSchema).min(1).max(20_000),
    id: editIdSchema,
  }),
  'flow:presence': z.strictObject({
    flow: idSchema,
    selection: z.array(z.string().max(130)).max(200).default([]),
    cursor: cursorSchema.nullable().default(null),
  }),
  'flow:close': z.strictObject({ flow: idSchema }),
} as const;

export const flowAnswers = {
  'flow:open': z.object({
    ok: z.literal(true),
    rev: z.number().int(),
    document: documentSchema.describe('As `flowSchema` reads it, defaults filled in.'),
    people: z.array(personSchema),
    you: z.string().describe('Your id among the people.'),
    applied: z.array(z.string()).describe('Those of `pending` that are in the document already.'),
    published: z.number().int(),
    archived: z.boolean(),
  }),
  /**
   * Without `theirs` the document is now `base` with the changes; with it, others changed other parts since `base`: make
   * their changes under your own. "conflict": both changed the parts in `units` and nothing was stored. Also refused:
   * "stale" (so much happened since `base` that it is not known any more: open the flow again), "invalid_flow".
   */
  'flow:edit': z.union([
    z.object({ ok: z.literal(true), rev: z.number().int(), theirs: z.array(changeSchema).optional() }),
    z.object({
      ok: z.literal(false),
      code: z.literal('conflict'),
      rev: z.number().int(),
      theirs: z.array(changeSchema),
      units: z.array(z.string()),
    }),
  ]),
  'flow:presence': doneSchema,
  'flow:close': doneSchema,
} as const;

/** What is told to those who have a flow open. */
export const flowPushes = {
  'flow:changed': z.object({
    flow: z.string(),
    base: z
      .number()
      .int()
      .describe('The rev the changes are made on; if you are at another, open the flow again.'),
    rev: z.number().int().describe('The rev the document has with them.'),
    changes: z.array(changeSchema),
    by: authorSchema,
  }),
  'flow:people': z.object({ flow: z.string(), people: z.array(personSchema) }),
  'flow:published': z.object({
    flow: z.string(),
    version: z.number().int(),
    rev: z.number().int(),
    by: z.string(),
    note: z.string(),
    at: z.number().int(),
  }),
  /** How far the moving of running conversations has come. */
  'flow:moving': moveProgressSchema,
} as const;

// --- preview ----------------------------------------------------------------------------------------------------
// A flow played on the server's real engine with a clock of its own. A session is its list of inputs: step 0 is the
// beginning, step n what stood after the n-th input. Every request is answered with the session's state; "preview:state"
// is pushed only for what changes later by itself: an outside server answers, or something falls due while time passes.

export const sessionIdSchema = z.string().regex(/^[A-Za-z0-9_-]{16,64}$/);
const instantAtSchema = z.number().int().min(0).max(253_402_300_799_999);
/** Nodes as the state names them: "pick-day", or "sub/pick" inside a sub-flow. */
const nodeKeySchema = z.string().min(1).max(600);
const valuesSchema = z.record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,63}$/), z.json());
const operationNameSchema = z.string().regex(/^[a-z][a-z0-9-]{0,39}\.[a-z][a-z0-9-]{0,39}$/);

/** What the person, the operator, or the world does. */
export const previewActSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('text'),
    text: z.string().min(1).max(10_000),
    more: z.literal(true).optional().describe('Another message follows within the gather time.'),
  }),
  /** A chip or a button. `data` as it was offered; without it the newest button of that label, value or choice is meant. */
  z.strictObject({
    kind: z.literal('tap'),
    label: z.string().max(500),
    data: z.string().max(4096).optional(),
  }),
  z.strictObject({
    kind: z.literal('location'),
    latitude: z.number().min(-90).max(90),
    longitude: z.number().min(-180).max(180),
  }),
  z.strictObject({
    kind: z.literal('file'),
    url: z.string().max(2048).default('https://example.com/photo.jpg'),
    mime: z.string().max(100).default('image/jpeg'),
    name: z.string().max(255).optional(),
    bytes: z.number().int().min(0).max(100_000_000).optional(),
  }),
  /** Messages that were delivered are looked at; only of use where `reads` is off. */
  z.strictObject({ kind: z.literal('read') }),
  z.strictObject({ kind: z.literal('unsubscribe') }),
  z.strictObject({ kind: z.literal('subscribe') }),
  /** On the provider's page. Without `payment` the newest open one. "challenge": the bank asks for a code first. */
  z.strictObject({
    kind: z.literal('pay'),
    payment: z.string().max(100).optional(),
    outcome: z.enum(['succeed', 'decline', 'challenge', 'cancel']),
    reason: z
      .string()
      .regex(/^[a-z][a-z0-9_]{0,59}$/)
      .optional()
      .describe('Of a decline: "insufficient_funds".'),
  }),
  /** An open call answers: the oldest one of `operation` ("calendar.hold"), or simply the oldest. */
  z.strictObject({ kind: z.literal('answer'), operation: operationNameSchema.optional(), result: z.json() }),
  z.strictObject({
    kind: z.literal('fail'),
    operation: operationNameSchema.optional(),
    code: z.string().regex(/^[a-z][a-z0-9_]{0,39}$/),
  }),
  z.strictObject({
    kind: z.literal('signal'),
    name: z.string().regex(/^[a-z][a-z0-9.-]{0,79}$/),
    data: z.record(z.string(), z.json()).default({}),
  }),
  /** An operator decides on a case; without `number` on the newest. */
  z.strictObject({
    kind: z.literal('case'),
    number: z.string().max(40).optional(),
    status: z.enum(['open', 'in-review', 'waiting', 'approved', 'rejected', 'closed']),
    note: z.string().max(500).optional(),
  }),
  /** An operator takes the conversation if nobody has it yet, and writes. */
  z.strictObject({ kind: z.literal('operator'), text: z.string().min(1).max(5000) }),
  z.strictObject({ kind: z.literal('handback'), node: nodeKeySchema.optional() }),
]);
export type PreviewAct = z.output<typeof previewActSchema>;

/** How the phone and the world are. What is left out stays as it is. */
export const previewSettingSchema = z.strictObject({
  rcs: z.boolean().optional(),
  online: z.boolean().optional().describe('Off: RCS waits for the phone, SMS arrives.'),
  reads: z.boolean().optional().describe('Messages are read as they arrive.'),
  http: z
    .enum(['sample', 'real'])
    .optional()
    .describe('Calls of the http service: answered by the pinned sample of the node, or really made.'),
  services: z
    .enum(['run', 'ask'])
    .optional()
    .describe('"ask": every call waits for an "answer" or "fail" act, or for its timeout.'),
  failing: z
    .record(operationNameSchema, z.string().regex(/^[a-z][a-z0-9_]{0,39}$/))
    .optional()
    .describe('Operations that fail from now on, with their code; replaces those set before.'),
});
export type PreviewSetting = z.output<typeof previewSettingSchema>;

const spanSchema = z
  .number()
  .int()
  .min(1)
  .max(400 * 86_400_000);
const waited = {
  after: spanSchema
    .optional()
    .describe('Milliseconds that passed by themselves between the step before and it.'),
};

/** Everything that makes a session what it is; replaying it gives the same session. */
export const previewInputSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('act'), act: previewActSchema, ...waited }),
  z.strictObject({ kind: z.literal('skip'), by: spanSchema, ...waited }),
  z.strictObject({ kind: z.literal('next'), ...waited }),
  /** Time passes until the timer of that node fires. */
  z.strictObject({
    kind: z.literal('fire'),
    node: nodeKeySchema,
    event: z.string().max(600),
    ...waited,
  }),
  z.strictObject({ kind: z.literal('setting'), setting: previewSettingSchema, ...waited }),
]);
export type PreviewInput = z.output<typeof previewInputSchema>;

/** Whom a preview plays: what is left out is made up, a number of the language's country that is given to nobody. */
export const previewPersonSchema = z.strictObject({
  name: z.string().trim().min(1).max(200).optional(),
  phone: z
    .string()
    .regex(/^\+[1-9]\d{6,14}$/)
    .optional()
    .describe('E.164. Nothing is ever sent to it.'),
});
export type PreviewPerson = z.output<typeof previewPersonSchema>;

export const platformSchema = z.enum(['android', 'ios']);
const sessionRequest = { session: sessionIdSchema };
const stepSchema = z.number().int().min(0).max(500);

export const previewRequests = {
  /** A document as it is edited, or the stored draft of `flow`, or a published version of it. */
  'preview:open': z
    .strictObject({
      document: documentSchema.optional(),
      flow: idSchema.optional(),
      version: z.number().int().min(1).max(999_999).optional(),
      brand: idSchema.default('default'),
      locale: z
        .string()
        .regex(/^[a-z]{2}(-[A-Z]{2})?$/)
        .optional(),
      platform: platformSchema.default('android'),
      rcs: z.boolean().default(true),
      now: instantAtSchema.optional().describe('When it begins, in milliseconds; the present if left out.'),
      variables: valuesSchema.default({}),
      from: nodeKeySchema.optional().describe('Begins at this node instead of the start.'),
      person: previewPersonSchema.default({}),
      running: z
        .boolean()
        .default(false)
        .describe('Time passes by itself; without, it stands still until it is moved.'),
      settings: previewSettingSchema.default({}).describe('How the phone and the world are at first.'),
      services: previewSettingSchema.shape.services.unwrap().default('run'),
      inputs: z.array(previewInputSchema).max(500).default([]).describe('Played at once, as from a path.'),
    })
    .refine(({ document, flow }) => document !== undefined || flow !== undefined, 'a document or a flow'),
  'preview:act': z.strictObject({ ...sessionRequest, act: previewActSchema }),
  /** `by` in milliseconds; "next": until the next thing that happens by itself. */
  'preview:skip': z
    .strictObject({
      ...sessionRequest,
      by: spanSchema.optional(),
      to: z.literal('next').optional(),
    })
    .refine(({ by, to }) => (by === undefined) !== (to === undefined), 'either `by` or `to`'),
  'preview:fire': z.strictObject({ ...sessionRequest, token: z.string().max(100) }),
  /** Lets time pass by itself, or stand still. It is no step: what has passed is kept with the step that follows. */
  'preview:clock': z.strictObject({ ...sessionRequest, running: z.boolean() }),
  /**
   * Looks back: answers with that step's state and changes nothing. Acts always follow on the last step. Time stands
   * still while an earlier one is looked at.
   */
  'preview:go': z.strictObject({ ...sessionRequest, step: stepSchema }),
  /** A new session that has come as far as `step`; the old one stays. */
  'preview:fork': z.strictObject({ ...sessionRequest, step: stepSchema }),
  /** Begins anew at a node, with these variables over those of the session; the rest is sampled. */
  'preview:from': z.strictObject({
    ...sessionRequest,
    node: nodeKeySchema,
    variables: valuesSchema.default({}),
  }),
  'preview:restart': z.strictObject({
    ...sessionRequest,
    locale: z
      .string()
      .regex(/^[a-z]{2}(-[A-Z]{2})?$/)
      .optional(),
    now: instantAtSchema.optional(),
    person: previewPersonSchema.optional(),
  }),
  /** The draft changed: everything is replayed on it. Inputs that no longer fit are skipped, and said so. */
  'preview:update': z.strictObject({ ...sessionRequest, document: documentSchema }),
  'preview:setting': z.strictObject({
    ...sessionRequest,
    ...previewSettingSchema.shape,
    platform: platformSchema.optional(),
  }),
  'preview:close': z.strictObject(sessionRequest),
} as const;

/** A line as the phone has it, in the shape of the emulator's thread. */
export const previewEntrySchema = z.object({
  id: z.string(),
  direction: z.enum(['out', 'in']).describe('"out" came from the brand, "in" from the person.'),
  via: z.enum(['rcs', 'sms']),
  state: z.enum(['delivered', 'read', 'sending', 'sent']),
  at: z.number().int().describe('When it reached the phone, or the person sent it.'),
  message: z
    .unknown()
    .describe('RCS: an AgentMessage, or the content of a UserMessage, as Google writes them. SMS: {text}.'),
  step: z.number().int(),
  node: z.string().optional().describe('The node that said it.'),
  from: z.string().optional().describe('Of an SMS: who the phone says it is from.'),
  to: z.string().optional(),
  encoding: z.enum(['gsm7', 'ucs2']).optional(),
  segments: z.number().int().optional(),
  page: z
    .object({ url: z.string(), message: z.unknown() })
    .optional()
    .describe('The page an SMS links to: what it shows, as an AgentMessage.'),
});
export type PreviewEntry = z.output<typeof previewEntrySchema>;

export const previewLogKinds = [
  'start',
  'act',
  'node',
  'call',
  'answer',
  'message',
  'timer',
  'time',
  'setting',
  'people',
  'consent',
  'payment',
  'case',
  'end',
  'skipped',
  'problem',
] as const;

export const previewStateSchema = z.object({
  session: z.string(),
  /** The step this is the state of, and how many there are: 1 at the beginning. */
  step: z.number().int(),
  steps: z.number().int(),
  /** Of the last step: the instant this was said at; it goes on from there while time passes. */
  now: z.number().int(),
  clock: z.object({
    running: z.boolean().describe('Whether time passes by itself, as was wished.'),
    held: z
      .boolean()
      .describe(
        'It stands still all the same: a call is open, an earlier step is looked at, or nobody is there.',
      ),
  }),
  person: z.object({ name: z.string().optional(), phone: z.string() }),
  locale: z.string(),
  platform: platformSchema,
  rcs: z.boolean(),
  online: z.boolean(),
  reads: z.boolean(),
  http: z.enum(['sample', 'real']),
  services: z.enum(['run', 'ask']),
  failing: z.record(z.string(), z.string()),
  brand: z.object({
    name: z.string(),
    logo: z.string().optional(),
    color: z.string().optional(),
    phone: z.string().optional(),
    website: z.string().optional(),
  }),
  thread: z.array(previewEntrySchema).describe('The newest 200 lines up to this step.'),
  typing: z.boolean(),
  /** The flow that is previewed. */
  flow: z.string(),
  /** Where the conversation is, in this flow; undefined before the first step and in another flow. */
  node: z.string().optional(),
  /** The other flow the conversation went on in. */
  elsewhere: z.object({ flow: z.string(), node: z.string() }).optional(),
  path: z.array(z.string()).describe('Nodes of this flow in the order they were entered.'),
  edges: z
    .array(z.object({ node: z.string(), exit: z.string(), to: z.string() }))
    .describe('Exits of this flow in the order they were taken.'),
  status: z.enum(['idle', 'active', 'people', 'done']),
  outcome: z.string().optional(),
  people: z
    .object({
      queue: z.string().optional(),
      operator: z.string().optional(),
      reason: z.string(),
      summary: z.string(),
    })
    .optional(),
  optedOut: z.boolean(),
  variables: z.record(z.string(), z.unknown()),
  /** Those of sub-flows, by "call-node/". */
  scopes: z.record(z.string(), z.record(z.string(), z.unknown())),
  timers: z.array(
    z.object({
      token: z.string(),
      node: z.string(),
      event: z.string(),
      at: z.number().int(),
      label: wordsSchema,
    }),
  ),
  /** What "skip to next" leads to: a timer, a message that gives up on RCS, a promotion's hour. */
  nextAt: z.number().int().optional(),
  calls: z.array(
    z.object({
      id: z.string(),
      service: z.string(),
      operation: z.string(),
      node: z.string(),
      input: z.record(z.string(), z.unknown()),
      /** When it counts as failed. */
      until: z.number().int().optional(),
      /** "answer": for an act. "server": an outside one is being asked. */
      waits: z.enum(['answer', 'server']),
    }),
  ),
  payments: z.array(
    z.object({
      id: z.string(),
      amount: z.number().int(),
      currency: z.string(),
      description: z.string(),
      status: z.enum(['pending', 'confirming', 'succeeded', 'declined', 'expired', 'cancelled']),
      url: z.string().describe('The page of the checkout; a phone that opens it shows the payment.'),
      expiresAt: z.number().int(),
    }),
  ),
  cases: z.array(z.object({ number: z.string(), type: z.string(), status: z.string() })),
  log: z.array(
    z.object({
      step: z.number().int(),
      at: z.number().int(),
      kind: z.enum(previewLogKinds),
      text: wordsSchema,
      node: z.string().optional(),
    }),
  ),
  /** What was sent, exactly: the newest 100. */
  wire: z.array(
    z.object({
      step: z.number().int(),
      at: z.number().int(),
      id: z.string(),
      node: z.string().optional(),
      via: z.enum(['rcs', 'sms']),
      request: z
        .unknown()
        .describe('RCS: the body of agentMessages.create. SMS: {from, to, text, encoding, segments, left}.'),
    }),
  ),
  /** What each step was, for the slider, and to come as far again. `skipped`: it did not fit the draft any more. */
  inputs: z.array(
    z.object({
      step: z.number().int(),
      text: wordsSchema,
      skipped: wordsSchema.optional(),
      input: previewInputSchema,
    }),
  ),
  problem: z.object({ code: z.string(), detail: z.string(), node: z.string() }).optional(),
});
export type PreviewState = z.output<typeof previewStateSchema>;

const previewAnswerSchema = z.object({ ok: z.literal(true), state: previewStateSchema });
export const previewAnswers = {
  'preview:open': previewAnswerSchema,
  'preview:act': previewAnswerSchema,
  'preview:skip': previewAnswerSchema,
  'preview:fire': previewAnswerSchema,
  'preview:clock': previewAnswerSchema,
  'preview:go': previewAnswerSchema,
  'preview:fork': previewAnswerSchema,
  'preview:from': previewAnswerSchema,
  'preview:restart': previewAnswerSchema,
  'preview:update': previewAnswerSchema,
  'preview:setting': previewAnswerSchema,
  'preview:close': doneSchema,
} as const;
export const previewPushes = { 'preview:state': previewStateSchema } as const;

/** What a saved test holds a flow to. */
export const testCompareSchema = z.strictObject({
  said: z.boolean().default(true).describe('What the brand says, and by which channel.'),
  nodes: z.boolean().default(false).describe('The nodes in their order.'),
  outcome: z.boolean().default(true).describe('How it ends, or where it rests.'),
  variables: z
    .array(z.string().max(64))
    .max(100)
    .default([])
    .describe('Variables whose values must be the same.'),
});
export const saveTestSchema = z.strictObject({
  session: sessionIdSchema,
  name: z.string().trim().min(1).max(120),
  compare: testCompareSchema.prefault({}),
});
const testDifferenceSchema = z.object({
  what: z.enum(['said', 'nodes', 'outcome', 'variable', 'input', 'problem']),
  step: z.number().int(),
  text: wordsSchema,
  expected: z.string(),
  got: z.string(),
});
export type TestDifference = z.output<typeof testDifferenceSchema>;
export const testResultSchema = z.object({
  id: z.string(),
  name: z.string(),
  ok: z.boolean(),
  differences: z.array(testDifferenceSchema),
});
export const testReportSchema = z.object({
  passed: z.number().int(),
  failed: z.number().int(),
  results: z.array(testResultSchema),
});
export type TestReport = z.output<typeof testReportSchema>;
export const testSummarySchema = z.object({
  id: z.string(),
  name: z.string(),
  createdAt: z.number().int(),
  steps: z.number().int(),
  locale: z.string(),
  rcs: z.boolean(),
  compare: testCompareSchema,
  inputs: z
    .array(previewInputSchema)
    .describe('Hand them, and what follows, to "preview:open" to play the test.'),
  now: z.number().int(),
  person: previewPersonSchema,
  settings: previewSettingSchema,
  variables: z.record(z.string(), z.unknown()),
  from: z.string().optional(),
});
export const runTestsSchema = z.strictObject({
  document: documentSchema.optional().describe('The stored draft if left out.'),
  tests: z.array(idSchema).max(200).optional().describe('All of them if left out.'),
});

export const newPreviewLinkSchema = z.strictObject({ hours: z.number().int().min(1).max(168).default(24) });
export const previewLinkSchema = z.object({
  id: z.string(),
  createdAt: z.number().int(),
  expires: z.number().int(),
});
export const newPreviewLinkAnswerSchema = previewLinkSchema.extend({
  url: z.string().describe('Shown once: it holds the token.'),
});
/** What anybody who has the link may know. */
export const previewInfoSchema = z.object({
  flow: z.string(),
  name: z.string(),
  locales: z.array(z.string()),
  expires: z.number().int(),
  brand: previewStateSchema.shape.brand,
});

export const httpTrySchema = z.strictObject({
  input: z.record(z.string(), z.json()).describe('As the call node has it: strings are templates.'),
  variables: valuesSchema.default({}),
  locale: z
    .string()
    .regex(/^[a-z]{2}(-[A-Z]{2})?$/)
    .default('en'),
  timezone: timezoneSchema.default('Europe/Paris'),
});
export const httpTriedSchema = z.object({
  ok: z.boolean().describe('Whether the call node would go on by its ordinary exit.'),
  ms: z.number().int(),
  request: z
    .object({
      method: z.string(),
      url: z.string(),
      headers: z.record(z.string(), z.string()),
      body: z.unknown().optional(),
    })
    .describe('As it was sent; secrets by their names.'),
  status: z.number().int().optional(),
  headers: z.record(z.string(), z.string()).optional(),
  body: z.unknown().optional().describe('JSON if it is JSON, else text.'),
  bytes: z.number().int().optional(),
  failed: z.object({ code: z.string(), message: z.string() }).optional(),
});

// --- all live events --------------------------------------------------------------------------------------------

export const liveRequests = { ...flowRequests, ...previewRequests, ...inboxRequests } as const;
export const liveAnswers = { ...flowAnswers, ...previewAnswers, ...inboxAnswers } as const;
export const livePushes = { ...flowPushes, ...previewPushes, ...inboxPushes } as const;

export type LiveEvent = keyof typeof liveRequests;
/** What is sent with an event, defaults left out if wanted. */
export type LiveRequest<E extends LiveEvent> = z.input<(typeof liveRequests)[E]>;
export type LiveAnswer<E extends LiveEvent> = z.output<(typeof liveAnswers)[E]> | LiveFailure;
export type LivePush<E extends keyof typeof livePushes> = z.output<(typeof livePushes)[E]>;
/** For Socket.IO's own types, on both sides. */
export type ClientEvents = {
  [E in LiveEvent]: (payload: LiveRequest<E>, ack: (answer: LiveAnswer<E>) => void) => void;
};
export type ServerEvents = { [E in keyof typeof livePushes]: (payload: LivePush<E>) => void };
