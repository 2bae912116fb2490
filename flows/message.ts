/**
 * What can be said, independent of channel; knows RBM's vocabulary and limits, not its wire format.
 *
 * Every shape exists twice: as an author writes it (texts may be translated and hold {{templates}}) and as it is
 * said (plain strings and numbers). Both come from the same factories, so they cannot drift apart.
 */
import { z } from 'zod';
import { LIMITS } from './limits.ts';

export const TRAFFIC_TYPES = [
  'authentication',
  'transaction',
  'promotion',
  'service-request',
  'acknowledgement',
] as const;
export type TrafficType = (typeof TRAFFIC_TYPES)[number];

export const WEBVIEW_MODES = ['browser', 'webview-full', 'webview-half', 'webview-tall'] as const;
export const CARD_HEIGHTS = ['short', 'medium', 'tall'] as const;

/** A language tag such as "en" or "fr-CA". */
export const localeSchema = z.string().regex(/^[a-z]{2}(-[A-Z]{2})?$/, 'a language such as "en" or "fr-CA"');

/** One text for every language, or one text per language. */
export const localTextSchema = z.union([z.string(), z.record(localeSchema, z.string())]);
export type LocalText = z.infer<typeof localTextSchema>;

interface Leaves<Text extends z.ZodType, Num extends z.ZodType> {
  text: Text;
  number: Num;
}

function mediaShape<Text extends z.ZodType, Num extends z.ZodType>({ text }: Leaves<Text, Num>) {
  return z.strictObject({
    url: text,
    thumbnail: text.optional(),
    /** What a screen reader says, and what an SMS says instead of the picture. */
    alt: text.optional(),
    height: z.enum(CARD_HEIGHTS).default('medium'),
  });
}

/** What every action has beside its own fields: the label on the chip, what comes back, and a page for old phones. */
function actionShape<Text extends z.ZodType>(text: Text) {
  return { label: text, data: text.optional(), fallbackUrl: text.optional() };
}

function actionShapes<Text extends z.ZodType, Num extends z.ZodType>({ text, number }: Leaves<Text, Num>) {
  const action = actionShape(text);
  return [
    z.strictObject({ kind: z.literal('dial'), ...action, phone: text }),
    z.strictObject({
      kind: z.literal('view-location'),
      ...action,
      latitude: number.optional(),
      longitude: number.optional(),
      place: text.optional(),
      /** A search such as "pharmacy near me"; Android only, so prefer coordinates. */
      query: text.optional(),
    }),
    z.strictObject({ kind: z.literal('share-location'), ...action }),
    z.strictObject({
      kind: z.literal('calendar'),
      ...action,
      title: text,
      description: text.optional(),
      /** RFC 3339 instants. */
      start: text,
      end: text,
    }),
    z.strictObject({
      kind: z.literal('open-url'),
      ...action,
      url: text,
      view: z.enum(WEBVIEW_MODES).default('browser'),
      description: text.optional(),
    }),
    z.strictObject({
      kind: z.literal('compose'),
      ...action,
      phone: text,
      text: text.optional(),
      recording: z.enum(['audio', 'video']).optional(),
    }),
  ] as const;
}

function contentShapes<Text extends z.ZodType, Num extends z.ZodType, Suggestion extends z.ZodType>(
  leaves: Leaves<Text, Num>,
  suggestion: Suggestion,
) {
  const { text } = leaves;
  const suggestions = z.array(suggestion).max(LIMITS.suggestionsPerMessage).default([]);
  const card = z.strictObject({
    title: text.optional(),
    description: text.optional(),
    media: mediaShape(leaves).optional(),
    suggestions: z.array(suggestion).max(LIMITS.suggestionsPerCard).default([]),
  });
  return z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('text'), text, suggestions }),
    z.strictObject({
      kind: z.literal('media'),
      url: text,
      thumbnail: text.optional(),
      alt: text.optional(),
      suggestions,
    }),
    z.strictObject({
      kind: z.literal('card'),
      orientation: z.enum(['vertical', 'horizontal']).default('vertical'),
      /** The side of the picture; horizontal cards only. */
      align: z.enum(['left', 'right']).default('left'),
      card,
      suggestions,
    }),
    z.strictObject({
      kind: z.literal('carousel'),
      width: z.enum(['small', 'medium']).default('medium'),
      cards: z.array(card).min(LIMITS.carouselMinCards).max(LIMITS.carouselMaxCards),
      suggestions,
    }),
  ]);
}

// --- as it is said ---------------------------------------------------------------------------------------------

const said = { text: z.string(), number: z.number() };
export const suggestionSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('reply'), label: z.string(), data: z.string() }),
  ...actionShapes(said),
]);
export type Suggestion = z.infer<typeof suggestionSchema>;

/** A message ready for a channel: every text final, every number a number. */
export const messageSchema = contentShapes(said, suggestionSchema);
export type Message = z.infer<typeof messageSchema>;
export type Card = Extract<Message, { kind: 'card' }>['card'];
export type Media = NonNullable<Card['media']>;

// --- as an author writes it ------------------------------------------------------------------------------------

const written = {
  text: localTextSchema,
  /** A number, or a template that becomes one: "{{branch.latitude}}". */
  number: z.union([z.number(), z.string()]),
};

/**
 * A reply an author places on a card or under a message. `choice` names one of the node's choices; `data` is a free
 * postback, answered by triggers.
 */
export const draftSuggestionSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('reply'),
    label: localTextSchema.optional(),
    choice: z.string().optional(),
    data: z.string().optional(),
  }),
  ...actionShapes(written),
]);
export type DraftSuggestion = z.infer<typeof draftSuggestionSchema>;

/** A message as drawn in a flow. */
export const draftMessageSchema = contentShapes(written, draftSuggestionSchema);
export type DraftMessage = z.infer<typeof draftMessageSchema>;
export type DraftCard = Extract<DraftMessage, { kind: 'card' }>['card'];

/** Every suggestion of a message, those on its cards first, in reading order. */
export function suggestionsOf<S>(message: {
  suggestions: S[];
  card?: { suggestions: S[] };
  cards?: { suggestions: S[] }[];
}): S[] {
  const cards = message.card ? [message.card] : (message.cards ?? []);
  return [...cards.flatMap((card) => card.suggestions), ...message.suggestions];
}
