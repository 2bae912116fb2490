/** How the emulator misbehaves on request, drawn from seeded chance so that runs repeat; knows no wire format. */
import { z } from 'zod';

const rate = z.number().min(0).max(1).default(0);

/** What can happen to the requests and to the webhook calls of RBM and of the SMS centre alike. */
const shared = {
  /** A webhook call is made twice. */
  duplicate: rate,
  /** A webhook call is held back until the phone's next one has gone ahead, at most half a second. */
  reorder: rate,
  /** Every webhook call waits so many milliseconds, evenly drawn from [least, most]. */
  delayMs: z
    .tuple([z.number().min(0), z.number().min(0).max(3_600_000)])
    .refine(([least, most]) => least <= most, 'the first number may not exceed the second')
    .default([0, 0]),
  /** A DELIVERED or READ notice, or an SMS's delivery report, is never sent. */
  dropReceipts: rate,
  /** Requests answered with an error. `accepted`: the request takes effect all the same, as it may behind a 5xx. */
  api: z
    .strictObject({
      status: z.int().min(400).max(599),
      rate: z.number().min(0).max(1),
      retryAfter: z.number().min(0).optional(),
      accepted: z.boolean().default(false),
    })
    .nullable()
    .default(null),
  /** A message is accepted and the call never answered; the connection stays open. */
  hang: rate,
  /** A message is accepted and the connection closed without an answer. */
  drop: rate,
  /** No webhook call leaves; each counts as failed and is tried again. */
  webhookDown: z.boolean().default(false),
};

/** What may be asked of `PUT /emulator/control/faults`; a field left out is off. */
export const faultsSchema = z.strictObject({
  seed: z.int().min(0).default(1),
  ...shared,
  /** A notice of expiry is never sent. */
  dropExpiries: rate,
  /** A message that expires is reported TTL_EXPIRATION_REVOKE_FAILED instead of TTL_EXPIRATION_REVOKED. */
  revokeFails: rate,
  /** The SMS centre's own. */
  sms: z
    .strictObject({
      ...shared,
      /** An SMS is accepted, never arrives and is reported as failed. */
      undelivered: rate,
    })
    .prefault({}),
});
export type Faults = z.infer<typeof faultsSchema>;

type SharedRate = 'duplicate' | 'reorder' | 'dropReceipts' | 'hang' | 'drop';
type ApiFault = NonNullable<Faults['api']>;

/** The faults of RBM, or of the SMS centre. */
export interface SideFaults<Rate extends string = SharedRate> {
  /** Whether the fault strikes now. */
  strikes(kind: Rate): boolean;
  /** The error to answer a request with now, if any. */
  apiError(): ApiFault | undefined;
  /** Milliseconds the next webhook call waits. */
  delay(): number;
  webhookDown(): boolean;
}

export interface FaultSource extends SideFaults<SharedRate | 'dropExpiries' | 'revokeFails'> {
  current(): Faults;
  /** Replaces all faults and starts chance afresh from the seed. */
  set(faults: Faults): void;
  sms: SideFaults<SharedRate | 'undelivered'>;
}

export function createFaults(): FaultSource {
  let faults = faultsSchema.parse({});
  /** A stream per kind: one kind's draws do not shift another's, so more of a run repeats. */
  let streams = new Map<string, () => number>();

  function draw(kind: string): number {
    let stream = streams.get(kind);
    if (!stream) {
      stream = createChance(faults.seed ^ hash(kind));
      streams.set(kind, stream);
    }
    return stream();
  }

  function side<Rate extends string>(
    prefix: string,
    current: () => Record<Rate, number> & Pick<Faults, 'api' | 'delayMs' | 'webhookDown'>,
  ): SideFaults<Rate> {
    return {
      strikes(kind) {
        const rate: number = current()[kind];
        return rate > 0 && draw(prefix + kind) < rate;
      },
      apiError() {
        const { api } = current();
        return api && api.rate > 0 && draw(`${prefix}api`) < api.rate ? api : undefined;
      },
      delay() {
        const [least, most] = current().delayMs;
        return most === 0 ? 0 : least + draw(`${prefix}delay`) * (most - least);
      },
      webhookDown: () => current().webhookDown,
    };
  }

  return {
    current: () => faults,
    set(next) {
      faults = next;
      streams = new Map();
    },
    ...side<SharedRate | 'dropExpiries' | 'revokeFails'>('', () => faults),
    sms: side<SharedRate | 'undelivered'>('sms.', () => faults.sms),
  };
}

/** Mulberry32: numbers in [0, 1) that follow from the seed alone. */
function createChance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function hash(text: string): number {
  let value = 2166136261;
  for (const letter of text) value = Math.imul(value ^ letter.charCodeAt(0), 16777619);
  return value >>> 0;
}
