/** Goes into a sub-flow and remembers the way back: `?within=a.b` names the flows it was reached through. */
import { useDocument } from '../../document/store.ts';
import { navigate } from '../../ui/router.tsx';

/** The deepest a way back is remembered. */
const DEEPEST = 8;

/** The flows that led to the one shown, the outermost first. */
export function flowsAround(): string[] {
  const within = new URLSearchParams(location.search).get('within') ?? '';
  return within
    .split('.')
    .filter((id) => /^[A-Za-z0-9_-]{1,64}$/.test(id))
    .slice(-DEEPEST);
}

export function openFlow(id: string): void {
  const here = useDocument.getState().flow.id;
  const around = flowsAround();
  const at = around.indexOf(id);
  // Into one it came from already: back to there, not in circles.
  navigate(flowAddress(id, at >= 0 ? around.slice(0, at) : [...around, here]));
}

export function flowAddress(id: string, within: readonly string[]): string {
  return `/flows/${encodeURIComponent(id)}${within.length > 0 ? `?within=${within.slice(-DEEPEST).join('.')}` : ''}`;
}
