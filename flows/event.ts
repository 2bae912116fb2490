/**
 * What can happen to a conversation: a closed union; nothing else moves a flow. Knows no provider's wire format.
 *
 * Every event has `id` (a random UUID made by the shell; the ids of its effects derive from it) and `at`
 * (milliseconds since the epoch).
 */
import { z } from 'zod';

const base = { id: z.uuid(), at: z.number().int() };

export const fileSchema = z.strictObject({
  url: z.string(),
  mime: z.string(),
  bytes: z.number().int().nonnegative().optional(),
  name: z.string().optional(),
  thumbnail: z.string().optional(),
});
export type FileRef = z.infer<typeof fileSchema>;

export const eventSchema = z.discriminatedUnion('kind', [
  /** A flow begins: by a trigger, by the API, or because another flow handed over. */
  z.strictObject({
    kind: z.literal('start'),
    ...base,
    variables: z.record(z.string(), z.unknown()).default({}),
    /** What the customer said to start it, if anything. */
    text: z.string().optional(),
  }),
  // --- the customer ---
  z.strictObject({ kind: z.literal('text'), ...base, text: z.string() }),
  /** A chip or a card's button. `data` is the postback, opaque to everyone but the flow that wrote it. */
  z.strictObject({ kind: z.literal('tap'), ...base, data: z.string(), label: z.string().optional() }),
  z.strictObject({ kind: z.literal('file'), ...base, file: fileSchema }),
  z.strictObject({ kind: z.literal('location'), ...base, latitude: z.number(), longitude: z.number() }),
  z.strictObject({ kind: z.literal('unsubscribe'), ...base }),
  z.strictObject({ kind: z.literal('subscribe'), ...base }),
  // --- the shell ---
  /** A timer held by the conversation is due. */
  z.strictObject({ kind: z.literal('timer'), ...base, token: z.string() }),
  /** The service call `call` answered. */
  z.strictObject({ kind: z.literal('done'), ...base, call: z.string(), result: z.unknown() }),
  z.strictObject({
    kind: z.literal('failed'),
    ...base,
    call: z.string(),
    code: z.string(),
    message: z.string().optional(),
  }),
  /** Something outside happened: a payment came in, a claim was decided. */
  z.strictObject({
    kind: z.literal('signal'),
    ...base,
    name: z.string(),
    data: z.record(z.string(), z.unknown()).default({}),
  }),
  /** A person gives the conversation back to the bot. */
  z.strictObject({ kind: z.literal('handback'), ...base, node: z.string().optional() }),
]);
export type Event = z.infer<typeof eventSchema>;
export type EventKind = Event['kind'];

/** Events in which the customer speaks. */
export const CUSTOMER_EVENTS = ['text', 'tap', 'file', 'location'] as const satisfies readonly EventKind[];
export type CustomerEvent = Extract<Event, { kind: (typeof CUSTOMER_EVENTS)[number] }>;

/** True where a person wrote, tapped, or sent something, as against a clock, a service or an operator. */
export function isCustomerEvent(event: Event): event is CustomerEvent {
  return (CUSTOMER_EVENTS as readonly string[]).includes(event.kind);
}
