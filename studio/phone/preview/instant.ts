/** The preview's own instant, between what the server says: time goes on with this machine's clock. Asks nobody. */
import type { PreviewState } from '../../../server/contract.ts';

type Timed = Pick<PreviewState, 'now' | 'nextAt' | 'clock'>;

/** Whether its time passes by itself right now. */
export function isMoving({ clock }: Pick<Timed, 'clock'>): boolean {
  return clock.running && !clock.held;
}

/**
 * The instant of a state that came at `cameAt`, both that and `now` in milliseconds of this machine. It never passes what
 * happens next, since the server tells of that first.
 */
export function instantOf(state: Timed, cameAt: number, now: number): number {
  if (!isMoving(state)) return state.now;
  const at = state.now + Math.max(0, Math.floor(now - cameAt));
  return state.nextAt === undefined ? at : Math.min(at, Math.max(state.now, state.nextAt));
}
