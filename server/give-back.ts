/**
 * Gives memory back that starting or a busy hour left behind, once there is nothing else to do: left to itself, V8 keeps what
 * it has for as long as nothing asks for more. Knows V8, and nothing of what is kept.
 */
import type { Clock } from './clock.ts';

export interface GiveBackDeps {
  clock: Clock;
  /** The share of its time that this process was at work since it was last asked; 0 to 1. */
  load(): number;
  /** Collects all there is to collect; takes some 60 ms. V8 hands it out where Node is started with --expose-gc. */
  collect(): void;
}

const LOOK_MS = 4_000;
const QUIET = 0.1;
const BUSY = 0.3;
/** V8 looks at the last five seconds to judge how much room it needs: the first finds what to free, the next give it back. */
const TIMES = 3;

/** Looks from now on, and collects in quiet moments after busy ones. Returns how to end that. */
export function giveBack({ clock, load, collect }: GiveBackDeps): () => void {
  let owed = TIMES;
  let callOff = clock.alarm(clock.now() + LOOK_MS, look);
  load();

  function look(): void {
    const lately = load();
    if (lately > BUSY) owed = TIMES;
    else if (lately < QUIET && owed > 0) {
      owed -= 1;
      collect();
      // Its own work is no reason for another one.
      load();
    }
    callOff = clock.alarm(clock.now() + LOOK_MS, look);
  }

  return () => callOff();
}
