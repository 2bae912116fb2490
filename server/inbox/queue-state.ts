/** How queues stand now: who waits, who is there, how long it will take. Knows records and the port; changes nothing else. */
import { changeRecord } from '../change-record.ts';
import type { Clock } from '../clock.ts';
import type { Operator, QueueState } from '../contract/inbox.ts';
import type { News } from '../engine/news.ts';
import type { Report } from '../report.ts';
import type { Happening, Store } from '../stores/port.ts';
import { loadOf, serves } from './choose-operator.ts';
import { estimateWait } from './estimate-wait.ts';
import type { Operators } from './operators.ts';
import type { Queues } from './queues.ts';
import { readBoard } from './read-board.ts';

/** Record kind, by queue: when conversations were taken from it lately. */
export const PACE = 'queue-pace';
const KEPT = 20;

export interface QueueStates {
  /** Every queue that is set up, and every other one in which somebody waits. */
  all(): Promise<QueueState[]>;
  /** `language`: of whoever would wait. `inside`: they wait already, as the last. */
  one(id: string, language?: string, inside?: boolean): Promise<QueueState>;
  /** Everybody who may take conversations, with what they have, whether they were ever here or not. */
  operators(): Promise<Operator[]>;
  /** Learns the pace of queues from what is taken. */
  news(news: News): void;
}

/** Somebody with an account; `speaks`: they belong here still, and may take conversations. */
export interface Member {
  id: string;
  name: string;
  speaks: boolean;
}

export interface QueueStatesDeps {
  workspace: string;
  store: Store;
  queues: Queues;
  operators: Operators;
  team(): Promise<readonly Member[]>;
  clock: Clock;
  report: Report;
}

export function createQueueStates(deps: QueueStatesDeps): QueueStates {
  const { workspace, store, queues, clock } = deps;
  const { conversations, records } = store;

  async function board() {
    return readBoard(conversations, queues, workspace, await deps.operators.all());
  }

  async function counts(): Promise<Map<string, number>> {
    const holders = await conversations.holders(workspace);
    return new Map(holders.map(({ holder, count }) => [holder, count]));
  }

  async function offeredFrom(id: string, operators: string[]): Promise<number> {
    const held = await Promise.all(
      operators.map((operator) => conversations.held(workspace, `offer:${operator}`, { limit: 200 })),
    );
    return held
      .flatMap(({ items }) => items)
      .filter(({ owner }) => owner.kind === 'queue' && owner.queue === id).length;
  }

  async function stateOf(
    id: string,
    known: { holders: Map<string, number>; board: Awaited<ReturnType<typeof board>> },
    language?: string,
    inside = false,
  ): Promise<QueueState> {
    const now = clock.now();
    const { queue, configured } = queues.get(id);
    const opening = queues.opening(id, now);
    const openings = queues.openings(id, now);
    const waiting = known.holders.get(`queue:${id}`) ?? 0;
    const able = known.board.filter(
      ({ operator }) =>
        operator.status === 'online' &&
        serves(operator, queue) &&
        (language === undefined || operator.languages.length === 0 || operator.languages.includes(language)),
    );
    const units = Math.max(queue.weight.rbm, queue.weight.sms);
    const free = able.filter((one) => loadOf(one) + units <= one.operator.capacity).length;
    const [pace, first, offered] = await Promise.all([
      records.get<{ taken: number[] }>(workspace, PACE, id),
      waiting > 0 ? conversations.held(workspace, `queue:${id}`, { limit: 1 }) : undefined,
      offeredFrom(
        id,
        known.board.map(({ operator }) => operator.id),
      ),
    ]);
    const taken = pace?.data.taken ?? [];
    const ahead = waiting - (inside && waiting > 0 ? 1 : 0);
    const waitMinutes = estimateWait({ waiting: ahead, online: able.length, free, taken, now });
    const longest = first?.items[0]?.owner;
    return {
      ...queue,
      configured,
      open: opening.open,
      ...(opening.open || opening.opensAt === undefined ? {} : { opensAt: opening.opensAt }),
      ...(openings === undefined ? {} : { openings }),
      waiting,
      offered,
      online: able.length,
      free,
      ...(longest?.kind === 'queue' ? { longestSince: longest.at ?? longest.since } : {}),
      ...(waitMinutes === undefined || !opening.open ? {} : { waitMinutes }),
    };
  }

  return {
    async all() {
      const known = { holders: await counts(), board: await board() };
      const set = queues.all().map(({ id }) => id);
      const named = [...known.holders.keys()]
        .filter((holder) => holder.startsWith('queue:'))
        .map((holder) => holder.slice('queue:'.length));
      const ids = [...new Set([...set, ...named])];
      return Promise.all(ids.map((id) => stateOf(id, known)));
    },

    async one(id, language, inside) {
      return stateOf(id, { holders: await counts(), board: await board() }, language, inside);
    },

    async operators() {
      const [known, team] = await Promise.all([deps.operators.all(), deps.team()]);
      const members = new Map(team.map((member) => [member.id, member]));
      const here = new Set(known.map(({ id }) => id));
      const everybody = [
        ...known.map((one) => ({ ...one, name: members.get(one.id)?.name ?? one.name })),
        ...team.filter(({ id }) => !here.has(id)).map(({ id, name }) => deps.operators.newcomer(id, name)),
      ];
      const candidates = await readBoard(conversations, queues, workspace, everybody);
      return (
        candidates
          // Who has left is shown as long as they still have something.
          .filter(({ operator, used }) => members.get(operator.id)?.speaks !== false || used.size > 0)
          .map((candidate): Operator => {
            const { id, name, skills, languages, queues, capacity, status, reason, draining, since } =
              candidate.operator;
            return {
              ...{ id, name, skills, languages, capacity, status, since },
              ...(queues === undefined ? {} : { queues }),
              ...(reason === undefined ? {} : { reason }),
              draining: draining ?? false,
              load: loadOf(candidate),
              conversations: candidate.used.size,
            };
          })
          .sort((one, other) => (one.name < other.name ? -1 : 1))
      );
    },

    news(news) {
      if (news.kind !== 'turn') return;
      const { owner } = news.conversation;
      if (owner.kind !== 'operator' || owner.queue === undefined) return;
      const taken = news.messages.some(({ content }) => isTaking(content));
      if (!taken) return;
      const now = clock.now();
      changeRecord<{ taken: number[] }, undefined>(
        records,
        { workspace, kind: PACE, key: owner.queue },
        (before) => ({ write: { taken: [...(before?.taken ?? []), now].slice(-KEPT) }, answer: undefined }),
      ).catch((error: unknown) => deps.report({ kind: 'fault', where: 'queue-pace', error }));
    },
  };
}

function isTaking(content: { kind: string }): boolean {
  return content.kind === 'happening' && (content as Happening).what === 'taken';
}
