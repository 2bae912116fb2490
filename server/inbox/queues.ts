/**
 * The queues of a workspace: stored as records, kept in memory, and asked in the middle of turns. Knows their rules, not
 * who takes what.
 */
import { type Opening, openingAt } from '../../flows/opening-hours.ts';
import { changeRecord, dropRecord } from '../change-record.ts';
import type { Clock } from '../clock.ts';
import { holidaysOf } from '../consent/holidays.ts';
import {
  type IdleRule,
  idleRuleSchema,
  type Otherwise,
  type Queue,
  type QueueBody,
  queueBodySchema,
} from '../contract/inbox.ts';
import type { DeskRules } from '../engine/desk-rules.ts';
import { CodedError } from '../errors.ts';
import type { Conversation, RecordStore } from '../stores/port.ts';
import { pickQueue } from './pick-queue.ts';
import { SETTING } from './settings.ts';

/** Record kind, by the queue's id. */
export const QUEUE = 'queue';
export const DEFAULT_QUEUE = 'default';

export interface Queues {
  /** Those that are set up, by name. */
  all(): Queue[];
  /** A queue that only flows name has no rules: whoever wants takes from it. */
  get(id: string): { queue: Queue; configured: boolean };
  opening(id: string, at: number): Opening;
  /** When it is open in the two weeks from `at` on, the stretch under way first; undefined where it always is. */
  openings(id: string, at: number): { from: number; to: number }[] | undefined;
  /** What becomes of those who come outside the hours, or undefined inside of them. */
  closed(id: string, at: number): Otherwise | undefined;
  put(id: string, body: QueueBody): Promise<Queue>;
  /** Errors: "not_found". Those who wait in it stay there, as in a queue that only flows name. */
  remove(id: string): Promise<void>;
  /** When conversations that came from no queue of these leave an operator who does not answer. */
  idle(): IdleRule;
  setIdle(rule: IdleRule): Promise<IdleRule>;
  /** Where a conversation goes that its operator cannot keep, and the queue it would wait in. */
  returnOf(conversation: Pick<Conversation, 'owner'>): { to: 'queue' | 'bot'; queue: string };
  /** Reads again what another process may have changed. */
  refresh(): Promise<void>;
  rules: DeskRules;
}

export interface QueuesDeps {
  workspace: string;
  records: RecordStore;
  clock: Clock;
}

const NO_HOLIDAY = () => false;
/** Key among the settings of the inbox. */
const IDLE = 'idle';
const MINUTE_MS = 60_000;
/** What a menu of times to come looks at. */
const AHEAD_MS = 14 * 86_400_000;
const MOST_OPENINGS = 60;
/** There are never more; each is some hundred bytes. */
const MOST = 200;

/** Loads them. */
export async function openQueues({ workspace, records, clock }: QueuesDeps): Promise<Queues> {
  let known = new Map<string, Queue>();
  let holidays = new Map<string, (date: string) => boolean>();
  let idle = idleRuleSchema.parse({});

  async function refresh(): Promise<void> {
    const [{ items }, rule] = await Promise.all([
      records.list<Queue>(workspace, QUEUE, { limit: MOST }),
      records.get<unknown>(workspace, SETTING, IDLE),
    ]);
    const parsed = idleRuleSchema.safeParse(rule?.data ?? {});
    // What another release wrote and this one cannot read is as if nothing were set.
    idle = parsed.success ? parsed.data : idleRuleSchema.parse({});
    const queues = items.map(({ data }) => data);
    const days = await Promise.all(
      queues.map(async ({ id, hours }): Promise<[string, (date: string) => boolean]> => {
        const place = hours?.holidays;
        return [id, place ? await holidaysOf(place.country, place.region) : NO_HOLIDAY];
      }),
    );
    known = new Map(queues.map((queue) => [queue.id, queue]));
    holidays = new Map(days);
  }

  function get(id: string): { queue: Queue; configured: boolean } {
    const queue = known.get(id);
    return queue ? { queue, configured: true } : { queue: unconfigured(id), configured: false };
  }

  function opening(id: string, at: number): Opening {
    return openingAt(known.get(id)?.hours, holidays.get(id) ?? NO_HOLIDAY, at);
  }

  function openings(id: string, at: number): { from: number; to: number }[] | undefined {
    if (!known.get(id)?.hours) return undefined;
    const stretches: { from: number; to: number }[] = [];
    for (let from = at; from < at + AHEAD_MS && stretches.length < MOST_OPENINGS; ) {
      const next = opening(id, from);
      if (next.open) {
        if (!Number.isFinite(next.until)) return undefined;
        stretches.push({ from, to: next.until });
        from = next.until;
      } else if (next.opensAt === undefined) break;
      else from = next.opensAt;
    }
    return stretches;
  }

  function closed(id: string, at: number): Otherwise | undefined {
    return opening(id, at).open ? undefined : get(id).queue.closed;
  }

  await refresh();
  return {
    all: () => [...known.values()].sort((one, other) => (one.name < other.name ? -1 : 1)),
    get,
    opening,
    openings,
    closed,
    refresh,
    idle: () => idle,

    async setIdle(rule) {
      await changeRecord<IdleRule, undefined>(records, { workspace, kind: SETTING, key: IDLE }, () => ({
        write: rule,
        answer: undefined,
      }));
      await refresh();
      return rule;
    },

    returnOf({ owner }) {
      const queue = owner.kind === 'bot' ? undefined : owner.queue;
      return queue === undefined
        ? { to: idle.to, queue: DEFAULT_QUEUE }
        : { to: get(queue).queue.idleTo, queue };
    },

    async put(id, body) {
      const queue: Queue = { id, ...body };
      await changeRecord<Queue, undefined>(records, { workspace, kind: QUEUE, key: id }, () => ({
        write: queue,
        answer: undefined,
      }));
      await refresh();
      return queue;
    },

    async remove(id) {
      if (!known.has(id)) throw new CodedError('not_found');
      await dropRecord(records, { workspace, kind: QUEUE, key: id });
      await refresh();
    },

    rules: {
      queueFor: (conversation: Conversation, named: string) =>
        pickQueue([...known.values()], conversation, named),
      overflowMs(_workspace, id) {
        const now = clock.now();
        const at = opening(id, now);
        const overflow = known.get(id)?.overflow;
        // What is said or done outside the hours is done at once; waiting counts from the opening on.
        if (!at.open && get(id).queue.closed.to !== 'wait') return 0;
        if (!overflow) return undefined;
        const begins = at.open ? now : at.opensAt;
        return begins === undefined ? undefined : begins - now + overflow.afterMinutes * MINUTE_MS;
      },
      idleMs(_workspace, id) {
        const queue = id === undefined ? undefined : known.get(id);
        const minutes = queue ? queue.idleMinutes : (idle.minutes ?? undefined);
        return minutes === undefined ? undefined : minutes * MINUTE_MS;
      },
    },
  };
}

function unconfigured(id: string): Queue {
  return {
    id,
    ...queueBodySchema.parse({ name: id.slice(0, 80) || DEFAULT_QUEUE, offer: { mode: 'pull' } }),
  };
}
