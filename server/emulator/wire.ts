/**
 * What Google accepts from an agent, as zod schemas of the wire format; knows shapes and limits, no agent, phone or state.
 *
 * Sources: RBM REST reference v1 (AgentMessage, AgentEvent, CreateFileRequest, BatchGetUsersRequest, Tester) and the guide
 * "Send messages". Written apart from Carillon's own sender, so that each can find the other wrong. Fields Google
 * calls output only are accepted and ignored, as its JSON parser does; unknown fields are refused, as it does.
 */
import { z } from 'zod';
import { LIMITS } from '../../flows/limits.ts';
import { type FieldViolation, GoogleError } from './google-error.ts';

const url = z
  .string()
  .max(LIMITS.url)
  .regex(/^https?:\/\/[^\s/?#]+[^\s]*$/i, 'must be an http or https address');
const postbackData = z.string().max(LIMITS.postbackData);
const label = z.string().min(1).max(LIMITS.suggestionLabel);
const timestamp = z.iso.datetime({ offset: true, error: 'must be an RFC 3339 timestamp' });

/** Google's own example prints coordinates as strings, so numerals in strings count as numbers. */
function degrees(limit: number) {
  return z.preprocess(
    (value) => (typeof value === 'string' && value.trim() !== '' ? Number(value) : value),
    z.number().min(-limit).max(limit),
  );
}

export const latLngSchema = z.strictObject({ latitude: degrees(90), longitude: degrees(180) });

/** A proto "oneof": exactly one of these fields, or at most one where none is allowed. */
function oneOf<Shape extends object>(fields: readonly (keyof Shape & string)[], atLeastOne = true) {
  return (value: Shape, context: z.RefinementCtx) => {
    const given = fields.filter((field) => value[field] !== undefined);
    if (given.length > 1) {
      context.addIssue({ code: 'custom', message: `only one of ${given.join(', ')} may be set` });
    } else if (atLeastOne && given.length === 0) {
      context.addIssue({ code: 'custom', message: `one of ${fields.join(', ')} must be set` });
    }
  };
}

const dialActionSchema = z.strictObject({
  phoneNumber: z.string().regex(/^[0-9+*#]+$/, 'may hold digits, +, * and # only'),
});

const viewLocationActionSchema = z
  .strictObject({
    latLong: latLngSchema.optional(),
    label: z.string().optional(),
    query: z.string().optional(),
  })
  .superRefine(oneOf(['latLong', 'query']));

const createCalendarEventActionSchema = z
  .strictObject({
    startTime: timestamp,
    endTime: timestamp,
    title: z.string().min(1).max(LIMITS.calendarTitle),
    description: z.string().max(LIMITS.calendarDescription).optional(),
  })
  .refine((event) => Date.parse(event.startTime) <= Date.parse(event.endTime), {
    path: ['endTime'],
    message: 'must not be before startTime',
  });

const openUrlActionSchema = z.strictObject({
  url,
  application: z.enum(['OPEN_URL_APPLICATION_UNSPECIFIED', 'BROWSER', 'WEBVIEW']).optional(),
  webviewViewMode: z.enum(['WEBVIEW_VIEW_MODE_UNSPECIFIED', 'FULL', 'HALF', 'TALL']).optional(),
  description: z.string().optional(),
});

const composeActionSchema = z
  .strictObject({
    composeTextMessage: z.strictObject({ phoneNumber: z.string(), text: z.string() }).optional(),
    composeRecordingMessage: z
      .strictObject({ phoneNumber: z.string(), type: z.enum(['TYPE_UNSPECIFIED', 'AUDIO', 'VIDEO']) })
      .optional(),
  })
  .superRefine(oneOf(['composeTextMessage', 'composeRecordingMessage']));

const suggestedReplySchema = z.strictObject({ text: label, postbackData: postbackData.optional() });

const suggestedActionSchema = z
  .strictObject({
    text: label,
    postbackData: postbackData.optional(),
    fallbackUrl: url.optional(),
    dialAction: dialActionSchema.optional(),
    viewLocationAction: viewLocationActionSchema.optional(),
    shareLocationAction: z.strictObject({}).optional(),
    createCalendarEventAction: createCalendarEventActionSchema.optional(),
    openUrlAction: openUrlActionSchema.optional(),
    composeAction: composeActionSchema.optional(),
  })
  .superRefine(
    oneOf([
      'dialAction',
      'viewLocationAction',
      'shareLocationAction',
      'createCalendarEventAction',
      'openUrlAction',
      'composeAction',
    ]),
  );

const suggestionSchema = z
  .strictObject({ reply: suggestedReplySchema.optional(), action: suggestedActionSchema.optional() })
  .superRefine(oneOf(['reply', 'action']));
export type WireSuggestion = z.infer<typeof suggestionSchema>;

const contentInfoSchema = z.strictObject({
  fileUrl: url,
  thumbnailUrl: url.optional(),
  forceRefresh: z.boolean().optional(),
});

const uploadedRbmFileSchema = z.strictObject({
  fileName: z.string().min(1),
  thumbnailName: z.string().optional(),
});

const mediaSchema = z
  .strictObject({
    height: z.enum(['HEIGHT_UNSPECIFIED', 'SHORT', 'MEDIUM', 'TALL']).optional(),
    fileName: z.string().min(1).optional(),
    uploadedRbmFile: uploadedRbmFileSchema.optional(),
    contentInfo: contentInfoSchema.optional(),
  })
  .superRefine(oneOf(['fileName', 'uploadedRbmFile', 'contentInfo']));

const cardContentSchema = z
  .strictObject({
    title: z.string().max(LIMITS.cardTitle).optional(),
    description: z.string().max(LIMITS.cardDescription).optional(),
    media: mediaSchema.optional(),
    suggestions: z.array(suggestionSchema).max(LIMITS.suggestionsPerCard).optional(),
  })
  .refine((card) => card.media || card.title || card.description, {
    message: 'a card must have a title, a description or media',
  });
export type WireCard = z.infer<typeof cardContentSchema>;

const standaloneCardSchema = z
  .strictObject({
    cardOrientation: z.enum(['CARD_ORIENTATION_UNSPECIFIED', 'HORIZONTAL', 'VERTICAL']).optional(),
    thumbnailImageAlignment: z.enum(['THUMBNAIL_IMAGE_ALIGNMENT_UNSPECIFIED', 'LEFT', 'RIGHT']).optional(),
    cardContent: cardContentSchema,
  })
  .refine(
    ({ cardOrientation, cardContent: card }) =>
      cardOrientation !== 'HORIZONTAL' ||
      !card.media ||
      card.title ||
      card.description ||
      card.suggestions?.length,
    {
      path: ['cardContent'],
      message: 'a horizontal card with media must also have a title, a description or suggestions',
    },
  );

const carouselCardSchema = z
  .strictObject({
    cardWidth: z.enum(['CARD_WIDTH_UNSPECIFIED', 'SMALL', 'MEDIUM']).optional(),
    cardContents: z.array(cardContentSchema).min(LIMITS.carouselMinCards).max(LIMITS.carouselMaxCards),
  })
  .refine(
    (carousel) =>
      carousel.cardWidth !== 'SMALL' || carousel.cardContents.every((card) => card.media?.height !== 'TALL'),
    { path: ['cardContents'], message: 'TALL media cannot be used with a SMALL card width' },
  );

const richCardSchema = z
  .strictObject({
    standaloneCard: standaloneCardSchema.optional(),
    carouselCard: carouselCardSchema.optional(),
  })
  .superRefine(oneOf(['standaloneCard', 'carouselCard']));

const agentContentMessageSchema = z
  .strictObject({
    text: z.string().min(1).max(LIMITS.text).optional(),
    fileName: z.string().min(1).optional(),
    uploadedRbmFile: uploadedRbmFileSchema.optional(),
    richCard: richCardSchema.optional(),
    contentInfo: contentInfoSchema.optional(),
    suggestions: z.array(suggestionSchema).max(LIMITS.suggestionsPerMessage).optional(),
  })
  .superRefine(oneOf(['text', 'fileName', 'uploadedRbmFile', 'richCard', 'contentInfo']));
export type WireContent = z.infer<typeof agentContentMessageSchema>;

export const agentMessageSchema = z
  .strictObject({
    name: z.string().optional(),
    sendTime: z.string().optional(),
    contentMessage: agentContentMessageSchema,
    messageTrafficType: z
      .enum([
        'MESSAGE_TRAFFIC_TYPE_UNSPECIFIED',
        'AUTHENTICATION',
        'TRANSACTION',
        'PROMOTION',
        'SERVICEREQUEST',
        'ACKNOWLEDGEMENT',
      ])
      .optional(),
    expireTime: timestamp.optional(),
    ttl: z
      .string()
      .regex(/^\d{1,10}(\.\d{1,9})?s$/, 'must be a duration in seconds such as "10s"')
      .optional(),
    richMessageClassification: z.unknown().optional(),
    totalPayloadSizeBytes: z.unknown().optional(),
    carrier: z.unknown().optional(),
  })
  .superRefine(oneOf(['expireTime', 'ttl'], false));
export type WireMessage = z.infer<typeof agentMessageSchema>;

export const agentEventSchema = z
  .strictObject({
    name: z.string().optional(),
    sendTime: z.string().optional(),
    eventType: z.enum(['IS_TYPING', 'READ']),
    messageId: z.string().min(1).optional(),
  })
  .refine((event) => event.eventType !== 'READ' || event.messageId !== undefined, {
    path: ['messageId'],
    message: 'must be set for a READ event',
  });
export type WireEvent = z.infer<typeof agentEventSchema>;

export const createFileRequestSchema = z.strictObject({
  fileUrl: url.optional(),
  thumbnailUrl: url.optional(),
  agentId: z.string().optional(),
  contentDescription: z.string().optional(),
});

export const batchGetUsersRequestSchema = z.strictObject({
  users: z.array(z.string()).max(LIMITS.batchMaxUsers),
  agentId: z.string().optional(),
});

export const testerSchema = z.strictObject({
  name: z.string().optional(),
  inviteStatus: z.string().optional(),
});

/** Every suggestion of a message: those on its cards first, then the chips under it. */
export function suggestionsOf(content: WireContent): WireSuggestion[] {
  return [...cardsOf(content).flatMap((card) => card.suggestions ?? []), ...(content.suggestions ?? [])];
}

/** The cards of a message, none if it is text or a file. */
export function cardsOf(content: WireContent): WireCard[] {
  const { standaloneCard, carouselCard } = content.richCard ?? {};
  return standaloneCard ? [standaloneCard.cardContent] : (carouselCard?.cardContents ?? []);
}

/** The value, or a 400 in the words of Google's JSON parser. `root` names the message: "agent_message". */
export function parseWire<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  root: string,
): z.infer<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const violations = parsed.error.issues.map((issue) => toViolation(issue, root));
  throw new GoogleError(400, violations.map((violation) => violation.description).join('\n'), { violations });
}

function toViolation(issue: z.core.$ZodIssue, root: string): FieldViolation {
  const field = [root, ...issue.path.map(String)].reduce((path, part) =>
    /^\d+$/.test(part) ? `${path}[${part}]` : `${path}.${snakeCase(part)}`,
  );
  const description =
    issue.code === 'unrecognized_keys'
      ? issue.keys
          .map(
            (key) => `Invalid JSON payload received. Unknown name "${key}" at '${field}': Cannot find field.`,
          )
          .join('\n')
      : `Invalid value at '${field}': ${issue.message}`;
  return { field, description };
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
