/**
 * Gives on what somebody has who does not work here any more, or may not answer any more: to the queue it came from, or to
 * the bot. Looked for at once where that is said, and now and then in case nobody said so. Knows the engine's commands.
 */
import type { Clock } from '../clock.ts';
import type { Engine } from '../engine/engine.ts';
import { CodedError } from '../errors.ts';
import type { Report } from '../report.ts';
import type { ConversationStore } from '../stores/port.ts';
import type { Operators } from './operators.ts';
import type { Member } from './queue-state.ts';
import type { Queues } from './queues.ts';

export interface Departed {
  /** Looks through the team, and gives on what it finds. */
  look(): Promise<void>;
  start(): void;
  stop(): Promise<void>;
}

export interface DepartedDeps {
  workspace: string;
  store: Pick<ConversationStore, 'held' | 'holders'>;
  queues: Pick<Queues, 'returnOf'>;
  operators: Pick<Operators, 'leave'>;
  team(): Promise<readonly Member[]>;
  engine: Pick<Engine, 'idle'>;
  /** Somebody else may have room for it. */
  nudge(): void;
  clock: Clock;
  report: Report;
}

const EVERY_MS = 60_000;
const PAGE = 100;

export function createDeparted(deps: DepartedDeps): Departed {
  const { workspace, store, queues, operators, engine, clock, report } = deps;
  let cancel: (() => void) | undefined;
  let looking: Promise<void> = Promise.resolve();
  let stopped = true;

  async function lookOnce(): Promise<void> {
    const holders = (await store.holders(workspace)).flatMap(({ holder }) =>
      holder.startsWith('operator:') ? [holder.slice('operator:'.length)] : [],
    );
    const gone = new Set((await deps.team()).filter(({ speaks }) => !speaks).map(({ id }) => id));
    let given = false;
    // Programs that hold a token have no account: they are not gone for having none.
    for (const operator of holders.filter((id) => gone.has(id))) {
      await operators.leave(operator, clock.now(), 'disconnected');
      given = (await giveOn(operator)) || given;
    }
    if (given) deps.nudge();
  }

  async function giveOn(operator: string): Promise<boolean> {
    let cursor: string | undefined;
    let given = false;
    do {
      const page = await store.held(workspace, `operator:${operator}`, {
        limit: PAGE,
        ...(cursor === undefined ? {} : { cursor }),
      });
      for (const conversation of page.items) {
        const { to, queue } = queues.returnOf(conversation);
        try {
          await engine.idle(workspace, conversation.id, to, queue, operator);
          given = true;
        } catch (error) {
          // Somebody was faster, or it is gone.
          if (!(error instanceof CodedError)) throw error;
        }
      }
      cursor = page.cursor;
    } while (cursor !== undefined);
    return given;
  }

  /** One after the other: whoever asks last is answered by a look that began after they asked. */
  function look(): Promise<void> {
    const next = looking.then(lookOnce);
    looking = next.catch(() => undefined);
    return next;
  }

  function tick(): void {
    if (stopped) return;
    cancel = clock.alarm(clock.now() + EVERY_MS, tick);
    look().catch((error: unknown) => report({ kind: 'fault', where: 'departed', error }));
  }

  return {
    look,
    start() {
      stopped = false;
      tick();
    },
    async stop() {
      stopped = true;
      cancel?.();
      await looking;
    },
  };
}
