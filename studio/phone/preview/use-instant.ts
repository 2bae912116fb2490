/** The preview's own instant for showing, anew at each of its seconds or minutes while its time passes. */
import { useEffect, useState } from 'react';
import type { PreviewState } from '../../../server/contract.ts';
import { instantOf, isMoving } from './instant.ts';

/** `cameAt`: when the state came, as the session's store keeps it. `every`: milliseconds after which it is told again. */
export function useInstant(state: PreviewState, cameAt: number, every = 1000): number {
  const [now, setNow] = useState(() => performance.now());
  const moving = isMoving(state);
  useEffect(() => {
    if (!moving) return;
    let timer: ReturnType<typeof setTimeout>;
    const tick = () => {
      const at = performance.now();
      setNow(at);
      // A little after the full second, which a timer that comes early would miss.
      timer = setTimeout(tick, every + 8 - (instantOf(state, cameAt, at) % every));
    };
    tick();
    return () => clearTimeout(timer);
  }, [moving, state, cameAt, every]);
  return instantOf(state, cameAt, Math.max(now, cameAt));
}
