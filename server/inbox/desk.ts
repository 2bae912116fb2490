/** Queues, operators and what goes between them, put together for one workspace. Knows the engine; no HTTP, no socket. */
import type { Clock } from '../clock.ts';
import type { Engine } from '../engine/engine.ts';
import type { News } from '../engine/news.ts';
import type { Report } from '../report.ts';
import type { Alarm, Conversation, Happening, Store } from '../stores/port.ts';
import { createDeskAlarms } from './alarms.ts';
import { createDeparted, type Departed } from './departed.ts';
import { createIntervals, type Intervals } from './intervals.ts';
import { createOffers, type Offers } from './offers.ts';
import { createOperators, type Operators } from './operators.ts';
import { createPresence, type Presence } from './presence.ts';
import { createQueueStates, type Member, type QueueStates } from './queue-state.ts';
import type { Queues } from './queues.ts';
import { readUsed } from './read-board.ts';
import { waitWords } from './wait-words.ts';

export interface DeskDeps {
  workspace: string;
  store: Store;
  queues: Queues;
  /** Everybody with an account; nobody if left out. */
  team?(): Promise<readonly Member[]>;
  engine: Pick<Engine, 'own' | 'idle' | 'handback' | 'announce' | 'change'>;
  clock: Clock;
  report: Report;
}

export interface Desk {
  queues: Queues;
  operators: Operators;
  offers: Offers;
  presence: Presence;
  states: QueueStates;
  intervals: Intervals;
  departed: Pick<Departed, 'look'>;
  /** For `EngineDeps.ring`: kinds it does not know it leaves alone. */
  ring(conversation: Conversation, alarm: Alarm): Promise<void>;
  /** For `EngineDeps.changed`. */
  news(news: News): void;
  /** The same of another process, which has done what follows from it. */
  heard(news: News): void;
  start(): void;
  stop(): Promise<void>;
}

export function createDesk(deps: DeskDeps): Desk {
  const { workspace, store, queues, engine, clock, report } = deps;
  const { conversations, records } = store;
  const operators = createOperators({ workspace, records, clock });
  const offers = createOffers({ workspace, store: conversations, queues, operators, engine, clock, report });
  const team = deps.team ?? (async () => []);
  const states = createQueueStates({
    ...{ workspace, store, queues, operators, clock, report },
    team,
  });
  const departed = createDeparted({
    ...{ workspace, store: conversations, queues, operators, team, engine, clock, report },
    nudge: offers.nudge,
  });
  const intervals = createIntervals({ workspace, records, report });
  const presence = createPresence({
    operators,
    heldBy: async (operator) => (await readUsed(conversations, queues, workspace, operator)).size,
    changed: () => offers.nudge(),
    clock,
    report,
  });
  const ring = createDeskAlarms({ store: conversations, queues, engine, clock, nudge: offers.nudge });
  const telling = new Set<Promise<unknown>>();

  /** Who came into a queue and is not taken at once learns how long it will take. A crash leaves it unsaid. */
  function tellWait({ conversation, messages }: Extract<News, { kind: 'turn' }>): void {
    const { owner, id, voice, locale } = conversation;
    if (owner.kind !== 'queue' || owner.offer || !queues.get(owner.queue).queue.tellWait) return;
    if (!messages.some(({ content }) => content.kind === 'happening' && CAME.has(content.what))) return;
    const told = (async () => {
      await offers.idle();
      const now = await conversations.get(workspace, id);
      if (now?.owner.kind !== 'queue' || now.owner.offer) return;
      const { waitMinutes } = await states.one(owner.queue, locale.slice(0, 2), true);
      if (waitMinutes) await engine.announce(workspace, id, voice, waitWords(locale, waitMinutes));
    })().catch((error: unknown) => report({ kind: 'fault', where: 'wait', error }));
    telling.add(told);
    told.finally(() => telling.delete(told));
  }

  return {
    queues,
    operators,
    offers,
    presence,
    states,
    intervals,
    departed,
    ring,
    heard: offers.news,
    news(news) {
      if (news.kind !== 'turn') return;
      offers.news(news);
      if (news.conversation.owner.kind === 'bot' && news.conversation.voice === 0) return;
      states.news(news);
      intervals.news(news);
      tellWait(news);
    },
    start() {
      offers.start();
      presence.start();
      departed.start();
    },
    async stop() {
      await departed.stop();
      await presence.stop();
      await offers.stop();
      await Promise.allSettled([...telling]);
    },
  };
}

const CAME: ReadonlySet<Happening['what']> = new Set(['handed-off', 'transferred', 'overflowed']);
