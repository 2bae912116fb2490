/**
 * What operators work with beside the list and the thread: the customer's panel, canned replies, macros, labels, service
 * levels, satisfaction, drafts, notices, the supervisor's wall, transcripts. Bodies and answers; knows no database.
 */
import { z } from 'zod';
import { messageSchema } from '../../flows/message.ts';
import { timezoneSchema } from '../../flows/timezone.ts';
import { openingHoursSchema } from './inbox.ts';
import { bulkActionSchema, labelSchema, prioritySchema } from './inbox-list.ts';
import { MOST_FIELDS, MOST_NUMBERS } from './inbox-person.ts';

const idSchema = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/);
const timeSchema = z.number().int().min(0).max(253_402_300_799_999);
const localeSchema = z.string().regex(/^[a-z]{2}(-[A-Z]{2})?$/);
const channelSchema = z.enum(['rbm', 'sms', 'web']);
const MINUTE = 60_000;

// --- notes and drafts -------------------------------------------------------------------------------------------

/** A mention is written "@[Name](operator-id)" in the text. */
export const writeNoteSchema = z.strictObject({ text: z.string().trim().min(1).max(5000) });
/** `to`: the operator who was seen to have the conversation; refused where somebody else has it by now. */
export const whisperSchema = z.strictObject({ text: z.string().trim().min(1).max(2000), to: idSchema });

/** What was begun and not sent; kept for the one who writes it. An empty text forgets it. */
export const saveDraftSchema = z.strictObject({
  text: z.string().max(20_000),
  mode: z.enum(['reply', 'note']).default('reply'),
});
export const draftSchema = saveDraftSchema.extend({ at: timeSchema });
export type Draft = z.infer<typeof draftSchema>;
/** Left out where nothing is begun. */
export const draftsSchema = z.object({ draft: draftSchema.optional() });

// --- the customer's panel ---------------------------------------------------------------------------------------

/** A node the conversation came through, and what was said in it or answered. */
export const pathStepSchema = z.object({
  node: z.string(),
  title: z.string().optional(),
  kind: z.string().optional(),
  at: timeSchema,
  answer: z.string().optional(),
});
export const panelSchema = z.object({
  contact: z.object({
    phone: z.string(),
    name: z.string().optional(),
    email: z.string().optional(),
    locale: z.string(),
    country: z.string().optional(),
    fields: z.record(z.string(), z.string()).describe('What operators wrote down; theirs to change.'),
    since: timeSchema,
    heardAt: timeSchema.optional(),
  }),
  /** All numbers of this person, this one first. */
  numbers: z
    .array(
      z.object({
        phone: z.string(),
        conversation: z.string(),
        channel: channelSchema,
        status: z.string(),
        blocked: z.boolean(),
        since: timeSchema,
        heardAt: timeSchema.optional(),
        suppressed: z.boolean(),
        suppressedSince: timeSchema.optional(),
        suppressedBy: z
          .array(z.string())
          .describe('Whose word it was that it gets no messages: its own number, and others of the person.'),
        marketing: z.boolean().describe('Promotion may be sent to it.'),
      }),
    )
    .min(1)
    .max(MOST_NUMBERS),
  reach: z.object({
    channel: channelSchema,
    rcs: z.enum(['yes', 'no', 'unknown']).describe('As the platform says now.'),
    sms: z.boolean(),
  }),
  consent: z.object({
    suppressed: z.boolean(),
    since: timeSchema.optional(),
    marketing: z.object({ allowed: z.boolean(), code: z.string().optional() }),
    entries: z.array(
      z.object({
        at: timeSchema,
        what: z
          .enum(['given', 'withdrawn', 'parted'])
          .describe(
            '"parted": what another number said holds here no longer; they are not one person any more.',
          ),
        purpose: z.enum(['marketing', 'all']),
        channel: z.string(),
        source: z.string(),
        wording: z.string(),
        from: z
          .string()
          .optional()
          .describe('The number of the person whose word it was, where it was another.'),
      }),
    ),
  }),
  flow: z
    .object({
      id: z.string(),
      name: z.string(),
      version: z.number().int(),
      status: z.enum(['active', 'done']),
      outcome: z.string().optional(),
      node: z.string(),
      title: z.string().optional(),
      /** Where it can be handed back to: the nodes that wait for the customer, in the order of the flow. */
      nodes: z.array(z.object({ node: z.string(), title: z.string(), kind: z.string() })),
      path: z.array(pathStepSchema).describe('Oldest first; the last 100.'),
      variables: z.array(
        z.object({
          name: z.string(),
          value: z.unknown(),
          type: z.string().optional(),
        }),
      ),
      timers: z.array(z.object({ node: z.string(), at: timeSchema })),
    })
    .optional(),
  takeovers: z.array(
    z.object({
      from: timeSchema,
      to: timeSchema.optional(),
      who: z.object({ id: z.string(), name: z.string() }),
      reason: z.string(),
      summary: z.string(),
    }),
  ),
  cases: z.array(
    z.object({
      number: z.string(),
      type: z.string(),
      status: z.string(),
      createdAt: timeSchema,
      updatedAt: timeSchema,
    }),
  ),
  bookings: z.array(
    z.object({
      code: z.string(),
      title: z.string(),
      start: z.string(),
      end: z.string(),
      status: z.string(),
    }),
  ),
  payments: z.array(
    z.object({
      id: z.string(),
      amount: z.number().int().describe('In the smallest unit of the currency.'),
      currency: z.string(),
      description: z.string(),
      status: z.string(),
      at: timeSchema,
    }),
  ),
  /** This person with other brands of the workspace. */
  elsewhere: z.array(z.object({ id: z.string(), brand: z.string(), at: timeSchema, status: z.string() })),
  ratings: z.array(z.object({ at: timeSchema, score: z.number().int(), reason: z.string() })),
});
export type Panel = z.infer<typeof panelSchema>;

/** What operators may write down of a customer: all of it, as it shall be. */
export const saveContactSchema = z.strictObject({
  name: z.string().trim().max(100).optional(),
  email: z.string().trim().max(200).optional(),
  fields: z
    .record(z.string().trim().min(1).max(40), z.string().max(500))
    .refine((fields) => Object.keys(fields).length <= MOST_FIELDS, `at most ${MOST_FIELDS} fields`)
    .default({}),
});

// --- canned replies ---------------------------------------------------------------------------------------------

/** A reply in one language: a text or anything RBM can show, and its own wording for SMS. Texts hold {{variables}}. */
export const cannedTextSchema = z.strictObject({
  message: messageSchema,
  sms: z.string().max(1600).optional(),
});
export const saveCannedSchema = z.strictObject({
  shortcut: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,29}$/)
    .describe('Typed after "/".'),
  title: z.string().trim().min(1).max(80),
  texts: z
    .partialRecord(localeSchema, cannedTextSchema)
    .refine((texts) => Object.keys(texts).length > 0, 'at least one language')
    .describe('By language, such as "en" and "fr".'),
  shared: z.boolean().default(true).describe('Everybody has it; else only who made it.'),
});
export const cannedSchema = saveCannedSchema.extend({
  id: z.string(),
  by: z.string(),
  uses: z.number().int().describe('By you.'),
  usedAt: timeSchema.optional(),
  updatedAt: timeSchema,
});
export type Canned = z.infer<typeof cannedSchema>;
/** The most used by you first. With `conversation` each is also filled in for it. */
export const cannedQuerySchema = z.strictObject({
  q: z.string().max(80).default(''),
  conversation: z.uuid().optional(),
});
export const filledSchema = z.object({
  locale: z.string().describe('The customer’s language, or the nearest there is.'),
  message: messageSchema,
  sms: z.string().optional(),
  missing: z.array(z.string()).describe('Variables this conversation does not have; they were left empty.'),
});
export const cannedListSchema = z.object({
  items: z.array(cannedSchema.extend({ filled: filledSchema.optional() })),
});

// --- labels -----------------------------------------------------------------------------------------------------

export const LABEL_COLORS = ['grey', 'red', 'amber', 'green', 'teal', 'blue', 'violet', 'pink'] as const;
export const saveLabelSchema = z.strictObject({
  name: labelSchema,
  color: z.enum(LABEL_COLORS).default('grey'),
});
export const removeLabelSchema = z.strictObject({ name: labelSchema });
export const labelsSchema = z.object({
  items: z.array(z.object({ name: labelSchema, color: z.enum(LABEL_COLORS) })),
});

// --- macros -----------------------------------------------------------------------------------------------------

export const macroStepSchema = z.union([
  bulkActionSchema.refine(({ kind }) => kind !== 'takeover' && kind !== 'read', 'not in a macro'),
  z.strictObject({ kind: z.literal('reply'), canned: idSchema }),
  z.strictObject({ kind: z.literal('note'), text: z.string().trim().min(1).max(5000) }),
  z.strictObject({
    kind: z.literal('snooze-for'),
    ms: z
      .number()
      .int()
      .min(MINUTE)
      .max(90 * 86_400_000),
  }),
]);
export type MacroStep = z.infer<typeof macroStepSchema>;
export const saveMacroSchema = z.strictObject({
  name: z.string().trim().min(1).max(60),
  shortcut: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,29}$/)
    .optional(),
  steps: z.array(macroStepSchema).min(1).max(10),
  shared: z.boolean().default(true),
});
export const macroSchema = saveMacroSchema.extend({ id: z.string(), by: z.string(), updatedAt: timeSchema });
export type Macro = z.infer<typeof macroSchema>;
export const macrosSchema = z.object({ items: z.array(macroSchema) });
export const runMacroSchema = z.strictObject({
  conversation: z.uuid(),
  seenReply: z
    .string()
    .max(100)
    .optional()
    .describe('The newest message of a colleague that was seen in it.'),
});
/** What a macro would do, step by step; `refused` says why a step would not work now. */
export const macroPreviewSchema = z.object({
  steps: z.array(
    z.object({
      step: macroStepSchema,
      message: messageSchema.optional(),
      sms: z.string().optional(),
      missing: z.array(z.string()),
      refused: z.object({ code: z.string(), detail: z.string() }).optional(),
    }),
  ),
});
export const macroRunSchema = z.object({
  done: z.number().int().describe('Steps that were done, in their order; the rest was not begun.'),
  refused: z.object({ step: z.number().int(), code: z.string(), detail: z.string() }).optional(),
});

// --- service levels ---------------------------------------------------------------------------------------------

const clockTimeSchema = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'a time such as "09:30"');
const targetSchema = z
  .number()
  .int()
  .min(MINUTE)
  .max(90 * 86_400_000)
  .optional()
  .describe('In milliseconds of working time.');
/** The first one, in their order, whose conditions hold is the one that counts. */
export const saveLevelSchema = z.strictObject({
  name: z.string().trim().min(1).max(60),
  order: z.number().int().min(0).max(1000).default(100),
  when: z
    .strictObject({
      brand: z.array(idSchema).max(50).optional(),
      queue: z.array(idSchema).max(50).optional(),
      priority: z.array(prioritySchema).max(4).optional(),
      label: z.array(labelSchema).max(50).optional(),
      channel: z.array(channelSchema).max(3).optional(),
    })
    .prefault({}),
  targets: z
    .strictObject({ firstReply: targetSchema, nextReply: targetSchema, resolution: targetSchema })
    .prefault({}),
  warn: z
    .number()
    .int()
    .min(0)
    .max(86_400_000)
    .default(5 * MINUTE)
    .describe('How long before it is due to warn.'),
  hours: openingHoursSchema.optional().describe('Around the clock if left out.'),
});
export const levelSchema = saveLevelSchema.extend({ id: z.string() });
export type Level = z.infer<typeof levelSchema>;
export const levelsSchema = z.object({ items: z.array(levelSchema) });

// --- satisfaction -----------------------------------------------------------------------------------------------

/** The question after closing is a flow, so that it can be said by RCS and SMS and drawn like any other. */
export const satisfactionSettingsSchema = z.strictObject({
  on: z.boolean().default(false),
  flow: idSchema.default('satisfaction'),
  after: z.number().int().min(0).max(86_400_000).default(0).describe('Milliseconds after closing.'),
  again: z
    .number()
    .int()
    .min(0)
    .max(365 * 86_400_000)
    .default(7 * 86_400_000)
    .describe('Nobody is asked twice within this time.'),
});
export type SatisfactionSettings = z.infer<typeof satisfactionSettingsSchema>;

// --- figures ----------------------------------------------------------------------------------------------------

const metSchema = z.object({
  met: z.number().int(),
  missed: z.number().int(),
  median: z.number().int().optional().describe('Milliseconds.'),
});
/** What a supervisor sees at a glance. Times in milliseconds. */
export const wallSchema = z.object({
  at: timeSchema,
  now: z.object({
    open: z.number().int().describe('With people: queued or with an operator.'),
    waiting: z.number().int(),
    unassigned: z.number().int(),
    late: z.number().int(),
    bot: z.number().int(),
    snoozed: z.number().int(),
    longestWait: timeSchema.optional().describe('Since when the one who waits longest does.'),
  }),
  queues: z.array(
    z.object({
      queue: z.string(),
      name: z.string(),
      waiting: z.number().int(),
      longest: timeSchema.optional(),
      late: z.number().int(),
      came: z.number().int().describe('Conversations that came into it, in the days asked for.'),
      closed: z.number().int(),
      firstReply: metSchema,
      nextReply: metSchema,
      resolution: metSchema,
      satisfaction: z.object({ answers: z.number().int(), mean: z.number() }).optional(),
    }),
  ),
  operators: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      open: z.number().int(),
      waiting: z.number().int(),
      late: z.number().int(),
      oldest: timeSchema.optional(),
      replies: z.number().int(),
      closed: z.number().int(),
      satisfaction: z.object({ answers: z.number().int(), mean: z.number() }).optional(),
    }),
  ),
  /** Of the days asked for, today the last of them. */
  today: z.object({
    from: timeSchema,
    firstReply: metSchema,
    nextReply: metSchema,
    resolution: metSchema,
    closed: z.number().int(),
    satisfaction: z.object({ answers: z.number().int(), mean: z.number() }).optional(),
  }),
});
export type Wall = z.infer<typeof wallSchema>;
export const wallQuerySchema = z.strictObject({
  timezone: timezoneSchema.default('Europe/Paris').describe('Whose midnight "today" begins at.'),
  days: z.coerce
    .number()
    .int()
    .min(1)
    .max(31)
    .default(1)
    .describe('Figures of so many days, today among them; what waits is always as of now.'),
});
export type WallQuery = z.infer<typeof wallQuerySchema>;

// --- notices ----------------------------------------------------------------------------------------------------

const noticeRuleSchema = z.strictObject({ sound: z.boolean(), desktop: z.boolean() });
/** How somebody wants to be told, by what happened; views by their ids. */
export const noticeSettingsSchema = z.strictObject({
  kinds: z
    .strictObject({
      assigned: noticeRuleSchema,
      mentioned: noticeRuleSchema,
      // Whoever chose before there were any is told.
      whisper: noticeRuleSchema.default({ sound: true, desktop: true }),
      message: noticeRuleSchema,
      due: noticeRuleSchema,
      missed: noticeRuleSchema,
    })
    .prefault({
      assigned: { sound: true, desktop: true },
      mentioned: { sound: true, desktop: true },
      whisper: { sound: true, desktop: true },
      message: { sound: true, desktop: false },
      due: { sound: false, desktop: true },
      missed: { sound: true, desktop: true },
    }),
  views: z.array(idSchema).max(30).default([]).describe('New conversations in these views are told too.'),
  quiet: z
    .strictObject({ from: clockTimeSchema, to: clockTimeSchema })
    .optional()
    .describe('On the clock of the machine one sits at; over midnight if `to` is before `from`.'),
});
export type NoticeSettings = z.infer<typeof noticeSettingsSchema>;

// --- transcripts and personal data ------------------------------------------------------------------------------

export const TRANSCRIPT_FORMATS = ['html', 'json', 'csv'] as const;
export const transcriptQuerySchema = z.strictObject({
  format: z.enum(TRANSCRIPT_FORMATS).default('html'),
  redact: z.stringbool().default(false).describe('Numbers, addresses and names are blacked out.'),
  notes: z.stringbool().default(false).describe('With what was noted and happened besides.'),
  locale: z.enum(['en', 'fr']).default('en'),
  timezone: timezoneSchema.default('Europe/Paris'),
});
/** A CSV with one line for each conversation that matches; the first 10,000. */
export const exportListQuerySchema = z.strictObject({
  filter: z.string().max(4000).optional().describe('A filter as JSON.'),
  redact: z.stringbool().default(false),
  timezone: timezoneSchema.default('Europe/Paris'),
});

/** The number again, so that nobody erases by a slip. Of somebody with several numbers all of them go, and are named. */
export const eraseSchema = z.strictObject({
  phone: z.string().max(40),
  numbers: z.array(z.string().max(40)).max(MOST_NUMBERS).optional(),
});
export const erasedSchema = z.object({
  messages: z.number().int(),
  records: z.number().int(),
  kept: z.array(z.string()).describe('What the law wants kept: "consent", "suppression", "payments".'),
});
