/**
 * The trying of all ways: started, followed, stopped, and what came of it, which lights the canvas as coverage. Works in
 * a thread of its own; knows no markup.
 */
import { create } from 'zustand';
import type { Bundle, Flow } from '../../../flows/flow.ts';
import type { Path, PathChannel, PathProgress } from '../../../flows/paths.ts';
import { useDocument } from '../../document/store.ts';
import { readSurroundings } from '../../document/surroundings.ts';
import { setLight, useLights } from '../lights.ts';
import { playInputs } from '../preview/use-preview.ts';
import { bundlesOf } from './bundles.ts';
import { pathInputs } from './path-inputs.ts';
import type { FromPathsWorker, ToPathsWorker } from './paths-worker.ts';
import { routeOf } from './route-of.ts';
import type { Failure, Tried } from './tried.ts';

export interface PathsState {
  phase: 'idle' | 'running' | 'done' | 'failed';
  progress: PathProgress;
  tried: Tried | undefined;
  /** The draft it was tried on: what changed since is not known. */
  on: Flow | undefined;
  fault: string | undefined;
  /** What was reached is shown on the canvas. */
  overlay: boolean;
  locales: readonly string[];
  channels: readonly PathChannel[];
  /** The failing path whose way is shown on the canvas. */
  routed: Path | undefined;
}

export const usePaths = create<PathsState>(() => ({
  phase: 'idle',
  progress: { paths: 0, waiting: 0 },
  tried: undefined,
  on: undefined,
  fault: undefined,
  overlay: true,
  locales: [],
  channels: ['rbm', 'sms'],
  routed: undefined,
}));

/** For each language and way of sending: enough for the largest flows there are. */
const MOST_PATHS = 1500;
const MINUTE_MS = 60_000;

let worker: Worker | undefined;
let begun: { bundle: Bundle; others: Bundle[]; at: number } | undefined;
/** A run that was stopped, or followed by another, reports to nobody. */
let run = 0;

export async function testAllPaths(): Promise<void> {
  stopPaths();
  run += 1;
  const mine = run;
  const { flow, id } = useDocument.getState();
  const { channels } = usePaths.getState();
  const locales = chosenLocales(flow.locales, usePaths.getState().locales);
  setLight('coverage', undefined);
  hideRoute();
  usePaths.setState({
    phase: 'running',
    progress: { paths: 0, waiting: 1 },
    tried: undefined,
    fault: undefined,
  });
  // Without the others, ways that lead to them are said to lead nowhere.
  const around = await readSurroundings(id).catch(() => ({ flows: {} }));
  if (mine !== run) return;
  const [bundle, others] = bundlesOf(flow, around.flows);
  const at = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS;
  begun = { bundle, others, at };
  const made = new Worker(new URL('./paths-worker.ts', import.meta.url), { type: 'module' });
  worker = made;
  made.onmessage = ({ data }: MessageEvent<FromPathsWorker>) => {
    if (mine !== run) return;
    if (data.kind === 'progress') {
      usePaths.setState({ progress: data.progress });
      return;
    }
    made.terminate();
    worker = undefined;
    if (data.kind === 'failed') usePaths.setState({ phase: 'failed', fault: data.message });
    else usePaths.setState({ phase: 'done', tried: data.tried, on: flow });
  };
  made.onerror = (event) => {
    if (mine !== run) return;
    made.terminate();
    worker = undefined;
    usePaths.setState({ phase: 'failed', fault: event.message || undefined });
  };
  const order: ToPathsWorker = {
    bundle,
    others,
    locales,
    channels: [...channels],
    at,
    maxPaths: MOST_PATHS,
  };
  made.postMessage(order);
}

/** Leaves off; what was found before is kept. */
export function stopPaths(): void {
  run += 1;
  worker?.terminate();
  worker = undefined;
  if (usePaths.getState().phase === 'running') usePaths.setState({ phase: 'idle' });
}

/** The flow's own languages, those that were chosen among them if any was. */
export function chosenLocales(all: readonly string[], wanted: readonly string[]): string[] {
  const chosen = all.filter((locale) => wanted.includes(locale));
  return chosen.length > 0 ? chosen : [...all];
}

/** Plays the path in the preview as it was found, services answering what they answered there. */
export function playFailure({ path }: Failure): Promise<boolean> {
  if (!begun) return Promise.resolve(false);
  const { bundle, others, at } = begun;
  return playInputs({
    inputs: pathInputs(bundle, others, path, at),
    locale: path.locale,
    rcs: path.channel === 'rbm',
    now: at,
    services: 'ask',
  });
}

/** Shows on the canvas the way a failing path takes; once more hides it. */
export function showRoute({ path }: Failure): void {
  const { flow } = useDocument.getState();
  if (usePaths.getState().routed === path) {
    hideRoute();
    return;
  }
  setLight('route', routeOf(flow, path.visited));
  usePaths.setState({ routed: path });
}

function hideRoute(): void {
  setLight('route', undefined);
  usePaths.setState({ routed: undefined });
}

usePaths.subscribe(({ tried, overlay, phase }) => {
  const shown = phase === 'done' && overlay && tried;
  const { coverage } = useLights.getState();
  if (!shown) {
    if (coverage) setLight('coverage', undefined);
    return;
  }
  setLight('coverage', { nodes: new Set(tried.nodes.covered), exits: new Set(tried.exits.covered) });
});

/** Another flow: nothing of this one is known any more. */
export function forgetPaths(): void {
  stopPaths();
  begun = undefined;
  usePaths.setState({ phase: 'idle', tried: undefined, on: undefined, fault: undefined, locales: [] });
  setLight('coverage', undefined);
  hideRoute();
}
