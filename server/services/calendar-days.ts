/**
 * What is taken on each day of a calendar; knows how a place is taken and given back, not who asks or why.
 *
 * All that is taken on one day is one record, changed by compare-and-set. An appointment lies within one opening and so
 * within one day, so taking a place is a single atomic write: nothing is ever half taken, services of different
 * lengths are weighed against each other in one look, and a lapsed hold simply no longer counts. Holds live here
 * only; their id names the day that keeps them, so a hold that lapses leaves nothing behind.
 */
import { isDate } from '../../flows/wall-clock.ts';
import { changeRecord } from '../change-record.ts';
import type { RecordStore } from '../stores/port.ts';
import type { Calendar, OfferedService } from './calendar-plan.ts';
import { fits, standing, type Taken } from './calendar-slots.ts';

export interface Entry extends Taken {
  service: OfferedService;
  /** The number of the booking the hold became; `until` and `phone` are gone then. */
  booking?: string;
}

interface Day {
  taken: Entry[];
}

/** Where a hold is kept. `id` is the whole id, as flows see it. */
export interface HoldName {
  id: string;
  calendar: string;
  date: string;
}

const DAY_KIND = 'calendar-day';

/** So that one person cannot keep a day's times from everybody; the oldest lapses when there is one more. */
const HOLDS_PER_PHONE = 3;

/** The same call always names the same hold. */
export function holdName(calendar: string, date: string, call: string): HoldName {
  return { id: `${calendar}.${date}.${call}`, calendar, date };
}

export function readHoldName(id: string): HoldName | undefined {
  const [calendar, date, call, ...rest] = id.split('.');
  if (!calendar || !date || !call || rest.length || !isDate(date)) return undefined;
  return { id, calendar, date };
}

export async function takenOn(
  records: RecordStore,
  workspace: string,
  calendar: string,
  date: string,
): Promise<Entry[]> {
  const found = await records.get<Day>(workspace, DAY_KIND, `${calendar}/${date}`);
  return found?.data.taken ?? [];
}

/**
 * Takes a place for `entry`, or gives back the entry that the same call took before; undefined if the time is no
 * longer free. A person's own earlier holds give way where nothing else does: they changed their mind.
 */
export function takePlace(
  records: RecordStore,
  workspace: string,
  hold: HoldName,
  calendar: Calendar,
  entry: Entry,
  now: number,
  signal: AbortSignal,
): Promise<Entry | undefined> {
  return changeDay<Entry | undefined>(
    records,
    workspace,
    hold,
    (taken) => {
      const mine = taken.find((one) => one.id === entry.id);
      if (mine) return { answer: mine };
      const own = (one: Entry) => one.phone === entry.phone && one.until !== undefined;
      const kept = taken.filter(own).slice(1 - HOLDS_PER_PHONE);
      const others = taken.filter((one) => !own(one));
      for (const rest of [
        [...others, ...kept],
        [...others, ...kept.filter((one) => one.end <= entry.start || one.start >= entry.end)],
      ]) {
        if (fits(rest, entry.start, entry.end, calendar.capacity)) {
          return { answer: entry, taken: [...rest, entry] };
        }
      }
      return { answer: undefined };
    },
    now,
    signal,
  );
}

/** Turns a hold into a place that stays. Doing it again for the same booking changes nothing. */
export function confirmPlace(
  records: RecordStore,
  workspace: string,
  hold: HoldName,
  phone: string,
  booking: string,
  now: number,
): Promise<Entry | 'hold_expired' | 'not_found'> {
  return changeDay<Entry | 'hold_expired' | 'not_found'>(
    records,
    workspace,
    hold,
    (taken) => {
      const entry = taken.find((one) => one.id === hold.id);
      if (!entry) return { answer: 'hold_expired' };
      if (entry.booking !== undefined) return { answer: entry.booking === booking ? entry : 'hold_expired' };
      if (entry.phone !== phone) return { answer: 'not_found' };
      const { until: _until, phone: _phone, ...rest } = entry;
      const confirmed = { ...rest, booking };
      return { answer: confirmed, taken: taken.map((one) => (one === entry ? confirmed : one)) };
    },
    now,
  );
}

/** Gives a place back, if `mayFree` agrees. There may be none: nothing happens then. */
export async function freePlace(
  records: RecordStore,
  workspace: string,
  hold: HoldName,
  mayFree: (entry: Entry) => boolean,
  now: number,
): Promise<void> {
  await changeDay<undefined>(
    records,
    workspace,
    hold,
    (taken) => {
      const rest = taken.filter((one) => one.id !== hold.id || !mayFree(one));
      return { answer: undefined, ...(rest.length < taken.length ? { taken: rest } : {}) };
    },
    now,
  );
}

/** Shows `decide` only what still counts at `now`; what lapsed is left out of the next write. */
function changeDay<Answer>(
  records: RecordStore,
  workspace: string,
  { calendar, date }: HoldName,
  decide: (taken: Entry[]) => { answer: Answer; taken?: Entry[] },
  now: number,
  signal?: AbortSignal,
): Promise<Answer> {
  return changeRecord<Day, Answer>(
    records,
    { workspace, kind: DAY_KIND, key: `${calendar}/${date}` },
    (day) => {
      const { answer, taken } = decide(standing(day?.taken ?? [], now));
      return { answer, ...(taken ? { write: { taken } } : {}) };
    },
    signal,
  );
}
