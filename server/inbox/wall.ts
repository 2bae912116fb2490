/** What a supervisor sees at a glance, gathered from the index and the figures. Changes nothing. */
import { addDays, dateAt, instantOf } from '../../flows/wall-clock.ts';
import type { Row } from '../contract/inbox-list.ts';
import type { Wall, WallQuery } from '../contract/inbox-work.ts';
import type { Condition, InboxStore } from '../stores/inbox-port.ts';
import { type FigureStore, type Measure, medianOf, type QueueFigures } from './figures.ts';

export interface WallDeps {
  workspace: string;
  inbox: InboxStore<Row>;
  figures: FigureStore;
  /** How queues are called. */
  queues(): { id: string; name: string }[];
  names(ids: readonly string[]): Promise<Record<string, string>>;
  now(): number;
}

const OPEN: Condition = { field: 'status', among: ['open'] };
const PEOPLE: Condition = { field: 'owner', among: [{ owner: 'queue' }, { owner: 'operator' }] };
const WAITING: Condition = { field: 'waiting', is: true };
const LATE: Condition = { field: 'late', is: true };
/** Counted exactly: a wall that says "many" is no help. */
const ALL = Number.MAX_SAFE_INTEGER;

interface Load {
  open: number;
  waiting: number;
  late: number;
}

/** `timezone`: whose midnight a day begins at; `days`: how many the figures are of. */
export function createWall(deps: WallDeps): (asked: WallQuery) => Promise<Wall> {
  const { workspace, inbox } = deps;

  async function loads(): Promise<Map<string, Load>> {
    const found = new Map<string, Load>();
    const kinds = [
      ['open', [OPEN, PEOPLE]],
      ['waiting', [OPEN, PEOPLE, WAITING]],
      ['late', [OPEN, PEOPLE, LATE]],
    ] as const;
    for (const [name, conditions] of kinds) {
      for (const { owner, holder, count } of await inbox.countByHolder(workspace, conditions)) {
        const key = `${owner}:${holder}`;
        const load = found.get(key) ?? { open: 0, waiting: 0, late: 0 };
        load[name] = count;
        found.set(key, load);
      }
    }
    return found;
  }

  async function longest(owner: string, holder: string): Promise<number | undefined> {
    const mine: Condition = { field: 'owner', among: [{ owner, holder }] };
    const { items } = await inbox.query(workspace, [OPEN, mine, WAITING], 'waiting', { limit: 1 });
    return items[0]?.waitingSince;
  }

  return async ({ timezone, days }) => {
    const now = deps.now();
    const from = instantOf(addDays(dateAt(now, timezone), 1 - days), '00:00', timezone);
    const [held, bot, snoozed, figures] = await Promise.all([
      loads(),
      inbox.count(workspace, [OPEN, { field: 'owner', among: [{ owner: 'bot' }] }], ALL),
      inbox.count(workspace, [{ field: 'status', among: ['snoozed'] }], ALL),
      deps.figures.since(workspace, from, now),
    ]);
    const sum = (name: keyof Load, owner?: string) =>
      [...held].reduce(
        (total, [key, load]) => total + (!owner || key.startsWith(`${owner}:`) ? load[name] : 0),
        0,
      );
    const { items } = await inbox.query(workspace, [OPEN, WAITING], 'waiting', { limit: 1 });

    const queueIds = new Set([
      ...deps.queues().map(({ id }) => id),
      ...holdersOf(held, 'queue'),
      ...Object.keys(figures.queues),
    ]);
    const queueNames = new Map(deps.queues().map(({ id, name }) => [id, name]));
    const queues = await Promise.all(
      [...queueIds].map(async (queue) => {
        const load = held.get(`queue:${queue}`);
        const since = load ? await longest('queue', queue) : undefined;
        const own = figures.queues[queue];
        return {
          queue,
          name: queueNames.get(queue) ?? queue,
          waiting: load?.open ?? 0,
          ...(since === undefined ? {} : { longest: since }),
          late: load?.late ?? 0,
          came: own?.came ?? 0,
          closed: own?.closed ?? 0,
          firstReply: metOf(own, 'firstReply'),
          nextReply: metOf(own, 'nextReply'),
          resolution: metOf(own, 'resolution'),
          ...meanOf(own),
        };
      }),
    );

    const ids = [...new Set([...holdersOf(held, 'operator'), ...Object.keys(figures.operators)])];
    const names = await deps.names(ids);
    const operators = await Promise.all(
      ids.map(async (id) => {
        const load = held.get(`operator:${id}`);
        const oldest = load ? await longest('operator', id) : undefined;
        const own = figures.operators[id];
        return {
          id,
          name: names[id] ?? id,
          open: load?.open ?? 0,
          waiting: load?.waiting ?? 0,
          late: load?.late ?? 0,
          ...(oldest === undefined ? {} : { oldest }),
          replies: own?.replies ?? 0,
          closed: own?.closed ?? 0,
          ...meanOf(own),
        };
      }),
    );
    const longestWait = items[0]?.waitingSince;
    return {
      at: now,
      now: {
        open: sum('open'),
        waiting: sum('waiting'),
        unassigned: sum('open', 'queue'),
        late: sum('late'),
        bot,
        snoozed,
        ...(longestWait === undefined ? {} : { longestWait }),
      },
      queues: queues.sort((one, other) => other.waiting - one.waiting || (one.name < other.name ? -1 : 1)),
      operators: operators.sort((one, other) => other.open - one.open || (one.name < other.name ? -1 : 1)),
      today: {
        from,
        firstReply: metOf(figures, 'firstReply'),
        nextReply: metOf(figures, 'nextReply'),
        resolution: metOf(figures, 'resolution'),
        closed: figures.closed,
        ...meanOf(figures),
      },
    };
  };
}

function holdersOf(held: ReadonlyMap<string, Load>, owner: string): string[] {
  return [...held.keys()].flatMap((key) =>
    key.startsWith(`${owner}:`) ? [key.slice(owner.length + 1)] : [],
  );
}

function metOf(figures: Pick<QueueFigures, Measure> | undefined, measure: Measure) {
  if (!figures) return { met: 0, missed: 0 };
  const { met, missed } = figures[measure];
  const median = medianOf(figures[measure]);
  return { met, missed, ...(median === undefined ? {} : { median }) };
}

function meanOf(one: { answers: number; sum: number } | undefined) {
  return one && one.answers > 0
    ? { satisfaction: { answers: one.answers, mean: one.sum / one.answers } }
    : {};
}
