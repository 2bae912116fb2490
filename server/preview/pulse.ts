/**
 * Lets the time of one preview pass with real time: where it stands, and one alarm for what is due next. Knows the two
 * clocks; knows nothing of what happens when it rings.
 */
import type { Clock } from '../clock.ts';

export interface Standing {
  /** The preview's own instant, in milliseconds. */
  at: number;
  /** When something happens by itself next, on the same clock; it never goes past that. */
  due: number | undefined;
  /** Whether time stands still for now, whatever was wished. */
  held: boolean;
}

export interface Pulse {
  /** The preview's own instant. */
  now(): number;
  /** Whether time passes by itself, as was wished. */
  readonly running: boolean;
  readonly held: boolean;
  /** Whether what is due next is due now. */
  isDue(): boolean;
  run(running: boolean): void;
  stand(change: Partial<Standing>): void;
  /** For good. */
  stop(): void;
}

/** `real`: the clock of the machine. `ring` is called once at what is due, as long as time passes. */
export function createPulse(real: Clock, ring: () => void): Pulse {
  let standing: Standing = { at: 0, due: undefined, held: false };
  let running = false;
  let stopped = false;
  /** When `standing.at` was, on the machine's clock. */
  let since = real.now();
  let callOff = () => {};

  function now(): number {
    const { at, due, held } = standing;
    if (!running || held) return at;
    const passed = at + Math.max(0, real.now() - since);
    return due === undefined ? passed : Math.min(passed, Math.max(at, due));
  }

  function change(next: Standing, wished: boolean): void {
    standing = next;
    running = wished && !stopped;
    since = real.now();
    callOff();
    const { at, due, held } = standing;
    callOff = running && !held && due !== undefined ? real.alarm(since + due - at, ring) : () => {};
  }

  return {
    now,
    get running() {
      return running;
    },
    get held() {
      return standing.held;
    },
    isDue: () => running && !standing.held && standing.due !== undefined && now() >= standing.due,
    run: (wished) => change({ ...standing, at: now() }, wished),
    stand: (next) => change({ ...standing, at: now(), ...next }, running),
    stop() {
      stopped = true;
      change({ ...standing, at: now() }, false);
    },
  };
}
