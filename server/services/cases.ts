/** Cases: what a customer reports, its number, and what happens to it since; knows no trade and no screen. */
import { z } from 'zod';
import { fileSchema } from '../../flows/event.ts';
import { dateAt, rfc3339 } from '../../flows/wall-clock.ts';
import { changeRecord } from '../change-record.ts';
import type { Clock } from '../clock.ts';
import { CodedError } from '../errors.ts';
import type { RecordStore } from '../stores/port.ts';
import { done, failureTable, operation } from './operation.ts';
import type { CallContext, CallOutcome, Service, Signal } from './port.ts';
import { normalCode, readableCode } from './readable-code.ts';

export const CASE_STATES = ['open', 'in-review', 'waiting', 'approved', 'rejected', 'closed'] as const;
export type CaseStatus = (typeof CASE_STATES)[number];

const placeSchema = z.object({
  latitude: z.number().min(-90).max(90),
  longitude: z.number().min(-180).max(180),
});
const photoSchema = fileSchema.or(
  z
    .string()
    .min(1)
    .max(2048)
    .transform((url) => ({ url, mime: 'image/jpeg' })),
);

type Place = z.infer<typeof placeSchema>;
type Photo = z.infer<typeof photoSchema>;

/** One line of a case's story. `call` is the service call it came from, so that a repeated call adds no second. */
type Entry = { at: number; call?: string } & (
  | { kind: 'opened' }
  | { kind: 'note'; text: string }
  | { kind: 'photo'; photo: Photo }
  | { kind: 'location'; location: Place }
  /** `told`: the conversation knows. */
  | { kind: 'status'; status: CaseStatus; note?: string; told: boolean }
);

export interface Case {
  number: string;
  type: string;
  status: CaseStatus;
  fields: Record<string, unknown>;
  summary?: string;
  openedAt: number;
  entries: Entry[];
  phone: string;
  conversation: string;
  brand: string;
  /** The customer's language when the case was opened. */
  locale: string;
}

const CASE_KIND = 'case';
/** Keys are `phone/opened at/number`, so that a person's cases lie together, in order of time. */
const BY_PHONE_KIND = 'case-by-phone';
const NUMBER_SHAPE = [1, 2, 5];
const ENTRIES_MAX = 200;
const FIELDS_BYTES_MAX = 64 * 1024;

const failures = failureTable({
  not_found: 'There is no such case of this caller.',
  full: 'The case takes no more additions.',
  too_large: 'The fields of the case are too large.',
});

export interface CasesDeps {
  records: RecordStore;
  clock: Clock;
  signal: Signal;
}

export interface Cases {
  service: Service;
  /**
   * What an operator decided. Tells the conversation ("case.updated"); repeating the last decision tells it again
   * only if a crash kept it from being told. Throws "not_found" if the workspace has no such case.
   */
  setStatus(workspace: string, number: string, status: CaseStatus, note?: string): Promise<Case>;
  /** A case as stored, for people who work on it; undefined if the workspace has none of that number. */
  read(workspace: string, number: string): Promise<Case | undefined>;
}

export function createCases({ records, clock, signal }: CasesDeps): Cases {
  const name = (workspace: string, number: string) => ({ workspace, kind: CASE_KIND, key: number });

  async function read(workspace: string, number: string): Promise<Case | undefined> {
    const found = await records.get<Case>(workspace, CASE_KIND, normalCode(number, NUMBER_SHAPE));
    return found?.data;
  }

  async function own(number: string, { workspace, phone }: CallContext): Promise<Case | undefined> {
    const found = await read(workspace, number);
    return found?.phone === phone ? found : undefined;
  }

  async function open(fresh: Omit<Case, 'number'>, context: CallContext): Promise<Case> {
    const { workspace, id, now } = context;
    const year = dateAt(now, context.timezone).slice(2, 4);
    for (let attempt = 0; ; attempt++) {
      const number = `C-${year}-${readableCode(id, attempt)}`;
      const inserted = await records.insert(workspace, CASE_KIND, number, { ...fresh, number });
      const stored = inserted ? { ...fresh, number } : await read(workspace, number);
      // Taken by another call: the next candidate. By this call, asked again: the case it opened.
      if (!stored || stored.entries[0]?.call !== id) continue;
      const key = `${stored.phone}/${rfc3339(stored.openedAt)}/${number}`;
      await records.insert(workspace, BY_PHONE_KIND, key, {});
      return stored;
    }
  }

  function add(number: string, entries: Entry[], context: CallContext): Promise<CallOutcome> {
    return changeRecord<Case, CallOutcome>(records, name(context.workspace, number), (current) => {
      if (!current) return { answer: failures.fail('not_found') };
      const answer = (is: Case) => done({ case: publicCase(is, context.locale) });
      if (current.entries.some((entry) => entry.call === context.id)) return { answer: answer(current) };
      if (current.entries.length + entries.length > ENTRIES_MAX) return { answer: failures.fail('full') };
      const next: Case = { ...current, entries: [...current.entries, ...entries] };
      return { answer: answer(next), write: next };
    });
  }

  const numberSchema = z
    .string()
    .min(1)
    .max(40)
    .or(z.looseObject({ number: z.string() }).transform((one) => one.number));

  const service: Service = {
    summary: 'Cases: claims, complaints, requests that people work on.',
    operations: {
      open: operation({
        summary: 'Opens a case and gives it a number.',
        input: z.strictObject({
          type: z.string().min(1).max(80),
          fields: z.record(z.string().max(80), z.unknown()).default({}),
          photos: z
            .union([z.array(photoSchema).max(50), photoSchema.transform((photo) => [photo])])
            .default([]),
          location: placeSchema.optional(),
          summary: z.string().max(2000).optional(),
        }),
        failures: failures.of('too_large'),
        async run({ type, fields, photos, location, summary }, context) {
          if (JSON.stringify(fields).length > FIELDS_BYTES_MAX) return failures.fail('too_large');
          const { now: at, id: call } = context;
          const opened = await open(
            {
              type,
              status: 'open',
              fields,
              ...(summary ? { summary } : {}),
              openedAt: at,
              entries: [
                { kind: 'opened', at, call },
                ...photos.map((photo) => ({ kind: 'photo' as const, at, photo })),
                ...(location ? [{ kind: 'location' as const, at, location }] : []),
              ],
              phone: context.phone,
              conversation: context.conversation,
              brand: context.brand,
              locale: context.locale,
            },
            context,
          );
          return done({ case: publicCase(opened, context.locale) });
        },
      }),

      add: operation({
        summary: 'Adds a note, a photo or a place to a case.',
        input: z.strictObject({
          number: numberSchema,
          note: z.string().min(1).max(5000).optional(),
          photo: photoSchema.optional(),
          location: placeSchema.optional(),
        }),
        failures: failures.of('not_found', 'full'),
        async run({ number, note, photo, location }, context) {
          const found = await own(number, context);
          if (!found) return failures.fail('not_found');
          const base = { at: context.now, call: context.id };
          const entries: Entry[] = [
            ...(note ? [{ ...base, kind: 'note' as const, text: note }] : []),
            ...(photo ? [{ ...base, kind: 'photo' as const, photo }] : []),
            ...(location ? [{ ...base, kind: 'location' as const, location }] : []),
          ];
          return entries.length
            ? add(found.number, entries, context)
            : done({ case: publicCase(found, context.locale) });
        },
      }),

      status: operation({
        summary: 'Where a case of the caller stands.',
        input: z.strictObject({ number: numberSchema }),
        failures: failures.of('not_found'),
        async run(input, context) {
          const found = await own(input.number, context);
          return found ? done({ case: publicCase(found, context.locale) }) : failures.fail('not_found');
        },
      }),

      find: operation({
        summary: "The caller's latest case.",
        input: z.strictObject({}),
        failures: failures.of('not_found'),
        async run(_input, context) {
          const page = await records.list(context.workspace, BY_PHONE_KIND, {
            prefix: `${context.phone}/`,
            reverse: true,
            limit: 1,
          });
          const number = page.items[0]?.key.split('/')[2];
          const found = number ? await own(number, context) : undefined;
          return found ? done({ case: publicCase(found, context.locale) }) : failures.fail('not_found');
        },
      }),
    },
  };

  async function setStatus(
    workspace: string,
    number: string,
    status: CaseStatus,
    note?: string,
  ): Promise<Case> {
    const key = normalCode(number, NUMBER_SHAPE);
    const { current, index } = await changeRecord<Case, { current?: Case; index: number }>(
      records,
      name(workspace, key),
      (stored) => {
        if (!stored) return { answer: { index: -1 } };
        const last = stored.entries.length - 1;
        const latest = stored.entries[last];
        const same = latest?.kind === 'status' && latest.status === status && latest.note === note;
        if (same) return { answer: { current: stored, index: last } };
        const entry: Entry = {
          kind: 'status',
          at: clock.now(),
          status,
          ...(note ? { note } : {}),
          told: false,
        };
        const next: Case = { ...stored, status, entries: [...stored.entries, entry] };
        return { answer: { current: next, index: last + 1 }, write: next };
      },
    );
    const entry = current?.entries[index];
    if (!current || entry?.kind !== 'status') throw new CodedError('not_found');
    if (entry.told) return current;
    await signal({
      workspace,
      conversation: current.conversation,
      name: 'case.updated',
      data: {
        number: current.number,
        type: current.type,
        status,
        statusText: wordsIn(current.locale)[status],
        ...(note ? { note } : {}),
      },
      key: `case.updated:${current.number}:${index}`,
    });
    return changeRecord<Case, Case>(records, name(workspace, key), (stored) => {
      const told = stored?.entries[index];
      if (!stored || told?.kind !== 'status') return { answer: current };
      const next: Case = { ...stored, entries: stored.entries.with(index, { ...told, told: true }) };
      return { answer: next, write: next };
    });
  }

  return { service, setStatus, read };
}

const WORDS = {
  en: {
    opened: 'Opened',
    photo: 'Photo added',
    location: 'Place added',
    open: 'Open',
    'in-review': 'In review',
    waiting: 'Waiting for you',
    approved: 'Approved',
    rejected: 'Declined',
    closed: 'Closed',
  },
  fr: {
    opened: 'Ouvert',
    photo: 'Photo ajoutée',
    location: 'Lieu ajouté',
    open: 'Ouvert',
    'in-review': 'À l’étude',
    waiting: 'En attente de votre part',
    approved: 'Accepté',
    rejected: 'Refusé',
    closed: 'Clos',
  },
} as const satisfies Record<string, Record<CaseStatus | 'opened' | 'photo' | 'location', string>>;

function wordsIn(locale: string) {
  return locale.startsWith('fr') ? WORDS.fr : WORDS.en;
}

/** What a flow sees of a case, in the conversation's language. */
function publicCase(is: Case, locale: string) {
  const words = wordsIn(locale);
  const text = (entry: Entry): string => {
    if (entry.kind === 'note') return entry.text;
    if (entry.kind !== 'status') return words[entry.kind];
    return entry.note ? `${words[entry.status]}: ${entry.note}` : words[entry.status];
  };
  return {
    number: is.number,
    type: is.type,
    status: is.status,
    statusText: words[is.status],
    ...(is.summary ? { summary: is.summary } : {}),
    openedAt: rfc3339(is.openedAt),
    timeline: is.entries.map((entry) => ({ at: rfc3339(entry.at), text: text(entry) })),
  };
}
