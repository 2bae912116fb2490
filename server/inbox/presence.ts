/**
 * Whether operators are there: by what they say, and by their live connections, however many windows and processes those
 * are in. Who is gone for two minutes is away. Knows no socket.
 */
import type { Clock } from '../clock.ts';
import type { Report } from '../report.ts';
import type { OperatorRecord, Operators } from './operators.ts';

export interface Presence {
  /** A live connection of an operator is open; returns what is called when it is gone. */
  connected(operator: string): () => void;
  start(): void;
  stop(): Promise<void>;
}

export interface PresenceDeps {
  operators: Operators;
  /** How many conversations they have or are offered. */
  heldBy(operator: string): Promise<number>;
  /** Somebody's status changed by itself. */
  changed(operator: string): void;
  clock: Clock;
  report: Report;
}

export const GONE_MS = 120_000;
/** Another process learns so often that they are connected here. */
const SEEN_MS = 45_000;
const TICK_MS = 15_000;

export function createPresence(deps: PresenceDeps): Presence {
  const { operators, clock, report } = deps;
  const connections = new Map<string, number>();
  let cancel: (() => void) | undefined;
  let looking: Promise<void> | undefined;
  let stopped = true;

  function tick(): void {
    if (stopped) return;
    cancel = clock.alarm(clock.now() + TICK_MS, tick);
    looking ??= look()
      .catch((error: unknown) => report({ kind: 'fault', where: 'presence', error }))
      .finally(() => {
        looking = undefined;
      });
  }

  async function look(): Promise<void> {
    for (const operator of await operators.all()) {
      if (operator.status === 'away') continue;
      if (await lookAt(operator)) deps.changed(operator.id);
    }
  }

  async function lookAt({ id, seenAt, draining }: OperatorRecord): Promise<boolean> {
    const now = clock.now();
    if (draining && (await deps.heldBy(id)) === 0) return operators.drained(id);
    if (!connections.has(id)) return operators.leave(id, now - GONE_MS, 'disconnected');
    if (now - seenAt >= SEEN_MS) await operators.seen(id);
    return false;
  }

  return {
    connected(operator) {
      connections.set(operator, (connections.get(operator) ?? 0) + 1);
      let open = true;
      return () => {
        if (!open) return;
        open = false;
        const left = (connections.get(operator) ?? 1) - 1;
        if (left > 0) {
          connections.set(operator, left);
          return;
        }
        connections.delete(operator);
        // From now on they are gone, and not since they were last written down.
        operators
          .seen(operator)
          .catch((error: unknown) => report({ kind: 'fault', where: 'presence', error }));
      };
    },
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
