/**
 * Service levels: by when a customer is to be answered, in hours in which somebody works. The levels are records kept in
 * memory; what they ask of a conversation is computed from its row. Knows no conversation store.
 */
import { openingAt } from '../../flows/opening-hours.ts';
import { changeRecord, dropRecord } from '../change-record.ts';
import { holidaysOf } from '../consent/holidays.ts';
import type { OpeningHours } from '../contract/inbox.ts';
import type { Due, Row } from '../contract/inbox-list.ts';
import { type Level, levelSchema } from '../contract/inbox-work.ts';
import { CodedError } from '../errors.ts';
import type { RecordStore } from '../stores/port.ts';

/** Record kind, by id. */
export const LEVEL = 'service-level';
const MOST = 100;
const NO_HOLIDAY = () => false;

type IsHoliday = (date: string) => boolean;
/** What a row says that levels go by. */
type Measured = Pick<
  Row,
  'brand' | 'owner' | 'status' | 'priority' | 'labels' | 'channel' | 'waitingSince' | 'answeredAt'
>;
/** One thing that is asked, since when, and by when. */
export type Asked = Due & { since: number };

export interface ServiceLevels {
  /** In the order they are tried. */
  all(): Level[];
  /** Everything that is asked for a row as it stands; nothing while the bot has it, or when it is over. */
  asked(row: Measured): Asked[];
  /** The row with what is due next, and whether anything was missed by `now`. */
  judged(row: Row, now: number): Row;
  save(workspace: string, level: Level): Promise<Level>;
  /** Errors: "not_found". */
  remove(workspace: string, id: string): Promise<void>;
  /** Reads them again. */
  refresh(): Promise<void>;
}

export async function openServiceLevels(deps: {
  workspace: string;
  records: RecordStore;
}): Promise<ServiceLevels> {
  const { workspace, records } = deps;
  let levels: { level: Level; isHoliday: IsHoliday }[] = [];

  async function refresh(): Promise<void> {
    const { items } = await records.list<Level>(workspace, LEVEL, { limit: MOST });
    const known = items.flatMap(({ data }) => {
      const parsed = levelSchema.safeParse(data);
      return parsed.success ? [parsed.data] : [];
    });
    known.sort((one, other) => one.order - other.order || (one.name < other.name ? -1 : 1));
    levels = await Promise.all(
      known.map(async (level) => {
        const place = level.hours?.holidays;
        return { level, isHoliday: place ? await holidaysOf(place.country, place.region) : NO_HOLIDAY };
      }),
    );
  }

  function asked(row: Measured): Asked[] {
    const { owner, status, answeredAt, waitingSince } = row;
    if (owner.kind === 'bot' || status !== 'open') return [];
    const found = levels.find(({ level }) => holds(level, row));
    if (!found) return [];
    const { level, isHoliday } = found;
    const { firstReply, nextReply, resolution } = level.targets;
    const all: [Due['kind'], number | undefined, number | undefined][] = [
      ['first-reply', firstReply, answeredAt === undefined ? owner.since : undefined],
      ['next-reply', nextReply, answeredAt === undefined ? undefined : waitingSince],
      ['resolution', resolution, owner.since],
    ];
    return all.flatMap(([kind, target, since]) => {
      if (target === undefined || since === undefined) return [];
      const at = afterWork(level.hours, isHoliday, since, target);
      return at === undefined
        ? []
        : [{ kind, since, at, level: level.id, warnAt: Math.max(since, at - level.warn) }];
    });
  }

  await refresh();
  return {
    all: () => levels.map(({ level }) => level),
    asked,
    judged({ due: _due, ...row }, now) {
      const [first] = asked(row).sort((one, other) => one.at - other.at);
      if (!first) return { ...row, late: false };
      const { since: _since, ...due } = first;
      return { ...row, due, late: due.at <= now };
    },
    async save(space, level) {
      if (levels.length >= MOST)
        throw new CodedError('limit_reached', `There are ${MOST} service levels already.`);
      await changeRecord<Level, undefined>(records, { workspace: space, kind: LEVEL, key: level.id }, () => ({
        answer: undefined,
        write: level,
      }));
      await refresh();
      return level;
    },
    async remove(space, id) {
      if (!levels.some(({ level }) => level.id === id)) throw new CodedError('not_found');
      await dropRecord(records, { workspace: space, kind: LEVEL, key: id });
      await refresh();
    },
    refresh,
  };
}

/** The time at which `ms` of working time have passed since `since`; undefined where nobody ever works. */
export function afterWork(
  hours: OpeningHours | undefined,
  isHoliday: IsHoliday,
  since: number,
  ms: number,
): number | undefined {
  let at = since;
  let left = ms;
  // Each round is a shift: a target of 90 days of work has a few hundred.
  for (let round = 0; round < 5000; round += 1) {
    const opening = openingAt(hours, isHoliday, at);
    if (!opening.open) {
      if (opening.opensAt === undefined) return undefined;
      at = opening.opensAt;
    } else if (opening.until - at >= left) {
      return at + left;
    } else {
      left -= opening.until - at;
      at = opening.until;
    }
  }
  return undefined;
}

function holds({ when }: Level, { brand, owner, priority, labels, channel }: Measured): boolean {
  const queue = owner.kind === 'bot' ? undefined : owner.queue;
  return (
    (!when.brand || when.brand.includes(brand)) &&
    (!when.queue || (queue !== undefined && when.queue.includes(queue))) &&
    (!when.priority || when.priority.includes(priority)) &&
    (!when.channel || when.channel.includes(channel)) &&
    (!when.label || when.label.some((label) => labels.includes(label)))
  );
}
