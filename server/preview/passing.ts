/**
 * How time passes in a preview: not at all while anything is under way, and from one thing that is due to the next when
 * it is told to. Knows clocks and what waits; knows nobody's meaning.
 */
import type { Activity } from './activity.ts';
import type { VirtualClock } from './virtual-clock.ts';

export interface PassingDeps<Leaving> {
  clock: VirtualClock;
  activity: Activity;
  /** What has left the phone since it was last asked. */
  outgoing(): Leaving[];
  deliver(one: Leaving): Promise<void>;
  /** When each thing that waits is due; undefined for what waits for nothing. */
  dues(now: number): Promise<(number | undefined)[]>;
  fault(error: unknown): void;
  /** More happened in the time that was to pass than one input can hold. */
  stopped(): void;
}

export interface Passing {
  /** Lets everything happen that needs neither time nor anybody. */
  settle(): Promise<void>;
  /** Moves the clock on, and lets what falls due on the way happen at its time. */
  advance(to: number): Promise<void>;
  /** When something happens by itself next. */
  nextAt(): Promise<number | undefined>;
}

/** Things that happen by themselves within one input before it counts as turning in circles. */
const MAX_FOLLOWING = 500;
const MAX_ROUNDS = 5000;

export function createPassing<Leaving>(deps: PassingDeps<Leaving>): Passing {
  const { clock, activity } = deps;

  async function settle(): Promise<void> {
    for (let round = 0; round < MAX_ROUNDS; round += 1) {
      await activity.quiet();
      if (clock.ring()) continue;
      const leaving = deps.outgoing();
      if (leaving.length === 0) return;
      for (const one of leaving) await activity.track(deps.deliver(one)).catch(deps.fault);
    }
    deps.fault(new Error('Things follow from each other without end.'));
  }

  async function nextAt(): Promise<number | undefined> {
    const now = clock.now();
    const ahead = (await deps.dues(now)).filter((at) => at !== undefined).filter((at) => at > now);
    return ahead.length > 0 ? Math.min(...ahead) : undefined;
  }

  async function advance(to: number): Promise<void> {
    for (let count = 0; count < MAX_FOLLOWING; count += 1) {
      const next = await nextAt();
      if (next === undefined || next > to) {
        clock.set(to);
        await settle();
        return;
      }
      clock.set(next);
      await settle();
    }
    deps.stopped();
  }

  return { settle, advance, nextAt };
}
