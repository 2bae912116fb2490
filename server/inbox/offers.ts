/**
 * Gives what waits in queues to operators who have room, the most pressing and then the oldest first, whenever either
 * changes. What it decides is written by compare-and-set; what is in memory only says when to look again. Knows the
 * engine's commands, no screen.
 */
import type { Clock } from '../clock.ts';
import type { Queue } from '../contract/inbox.ts';
import type { Engine } from '../engine/engine.ts';
import type { News } from '../engine/news.ts';
import { CodedError } from '../errors.ts';
import type { Report } from '../report.ts';
import { type Conversation, type ConversationStore, holderOf, type Owner } from '../stores/port.ts';
import { type Candidate, chooseOperator, PASSED_MS, unitsOf } from './choose-operator.ts';
import type { Operators } from './operators.ts';
import type { Queues } from './queues.ts';
import { readBoard } from './read-board.ts';

export interface OffersDeps {
  workspace: string;
  store: Pick<ConversationStore, 'held' | 'holders'>;
  queues: Queues;
  operators: Operators;
  engine: Pick<Engine, 'own'>;
  clock: Clock;
  report: Report;
}

export interface Offers {
  /** Something changed that may let somebody take something. */
  nudge(): void;
  /** What the engine tells after each commit; cheap where the bot has it. */
  news(news: News): void;
  start(): void;
  stop(): Promise<void>;
  /** Resolves when nothing is being given out. */
  idle(): Promise<void>;
}

type Waiting = Conversation & { owner: Extract<Owner, { kind: 'queue' }> };

/** Also without news, for what another process changed. */
const TICK_MS = 10_000;
const PAGE = 50;
/** Looked through in a queue whose first ones nobody there can take. */
const MOST_PAGES = 4;

export function createOffers(deps: OffersDeps): Offers {
  const { workspace, store, queues, operators, engine, clock, report } = deps;
  /** Who had a conversation when it was last heard of. */
  const hands = new Map<string, string>();
  let running: Promise<void> | undefined;
  let again = false;
  let stopped = true;
  let cancel: (() => void) | undefined;

  function nudge(): void {
    if (stopped) return;
    again = true;
    running ??= run().finally(() => {
      running = undefined;
      if (again) nudge();
    });
  }

  async function run(): Promise<void> {
    while (again && !stopped) {
      again = false;
      try {
        await drain();
      } catch (error) {
        report({ kind: 'fault', where: 'offers', error });
        return;
      }
    }
  }

  function tick(): void {
    if (stopped) return;
    cancel = clock.alarm(clock.now() + TICK_MS, tick);
    queues.refresh().catch((error: unknown) => report({ kind: 'fault', where: 'queues', error }));
    nudge();
  }

  /** Queues somebody waits in who is to be given to somebody, and that are open. */
  async function busyQueues(): Promise<Queue[]> {
    const now = clock.now();
    const holders = await store.holders(workspace);
    return holders.flatMap(({ holder }) => {
      if (!holder.startsWith('queue:')) return [];
      const { queue, configured } = queues.get(holder.slice('queue:'.length));
      const given = configured && queue.offer.mode !== 'pull' && queues.opening(queue.id, now).open;
      return given ? [queue] : [];
    });
  }

  async function drain(): Promise<void> {
    const busy = await busyQueues();
    if (busy.length === 0) return;
    const online = (await operators.all()).filter(({ status }) => status === 'online');
    if (online.length === 0) return;
    const board = await readBoard(store, queues, workspace, online);
    const waiting = (await Promise.all(busy.map((queue) => heads(queue)))).flat().sort(inLine);
    for (const { queue, conversation } of waiting) {
      if (stopped) return;
      await give(queue, conversation, board);
    }
  }

  async function heads(queue: Queue): Promise<{ queue: Queue; conversation: Waiting }[]> {
    const found: { queue: Queue; conversation: Waiting }[] = [];
    let cursor: string | undefined;
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const held = await store.held(workspace, `queue:${queue.id}`, {
        limit: PAGE,
        ...(cursor === undefined ? {} : { cursor }),
      });
      for (const conversation of held.items) {
        if (isWaiting(conversation)) found.push({ queue, conversation });
      }
      cursor = held.cursor;
      if (cursor === undefined) break;
    }
    return found;
  }

  async function give(queue: Queue, conversation: Waiting, board: Candidate[]): Promise<void> {
    const now = clock.now();
    const chosen = chooseOperator(board, queue, conversation, now);
    if (!chosen) {
      // Somebody who just let it pass may be the only one: they are asked again in a while.
      if (conversation.owner.passed?.some(({ at }) => at > now - PASSED_MS)) later(now + PASSED_MS);
      return;
    }
    const { id } = chosen.operator;
    const units = unitsOf(queue, conversation);
    const known = new Map(chosen.used);
    const used = new Map(known).set(conversation.id, units);
    board[board.indexOf(chosen)] = { operator: { ...chosen.operator, givenAt: now }, used };
    if (!(await operators.claim(id, { conversation: conversation.id, units, at: now }, known))) {
      // Somebody changed what they have or who they are: the next look knows.
      again = true;
      return;
    }
    try {
      await engine.own(
        workspace,
        conversation.id,
        queue.offer.mode === 'assign'
          ? { kind: 'assign', to: id }
          : { kind: 'offer', to: id, until: now + queue.offer.seconds * 1000 },
      );
    } catch (error) {
      await operators.release(id, conversation.id);
      if (!(error instanceof CodedError) || error.status !== 409) throw error;
      again = true;
    }
  }

  let laterAt = Number.POSITIVE_INFINITY;
  function later(at: number): void {
    if (laterAt <= at && laterAt > clock.now()) return;
    laterAt = at;
    clock.alarm(at, nudge);
  }

  return {
    nudge,

    news(news) {
      if (news.kind !== 'turn') return;
      const { conversation } = news;
      const { id, owner } = conversation;
      if (owner.kind === 'bot' && !hands.has(id)) return;
      const before = hands.get(id);
      const holder = holderOf(conversation)?.holder;
      if (holder === before) return;
      if (holder === undefined) hands.delete(id);
      else hands.set(id, holder);
      const had = /^(?:operator|offer):(.+)$/s.exec(before ?? '')?.[1];
      const has = /^(?:operator|offer):(.+)$/s.exec(holder ?? '')?.[1];
      // An offer that is accepted takes no more room than it did.
      if (had !== undefined && had !== has) free(had, id);
      else if (holder?.startsWith('queue:')) nudge();
    },

    start() {
      stopped = false;
      tick();
    },

    async stop() {
      stopped = true;
      cancel?.();
      await running;
    },

    async idle() {
      while (running) await running;
    },
  };

  function free(operator: string, conversation: string): void {
    operators
      .release(operator, conversation)
      .catch((error: unknown) => report({ kind: 'fault', where: 'offers', error }))
      .finally(nudge);
  }
}

function isWaiting(conversation: Conversation): conversation is Waiting {
  return conversation.owner.kind === 'queue' && conversation.owner.offer === undefined;
}

function inLine(one: { conversation: Waiting }, other: { conversation: Waiting }): number {
  const place = ({ conversation }: { conversation: Waiting }) => holderOf(conversation)?.place ?? 0;
  return place(one) - place(other) || (one.conversation.id < other.conversation.id ? -1 : 1);
}
