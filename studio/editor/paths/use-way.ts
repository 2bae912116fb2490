/** Looks for a way that shows a problem, lights it on the canvas and plays it in the preview. Knows no markup. */
import { create } from 'zustand';
import type { Path } from '../../../flows/paths.ts';
import { useDocument } from '../../document/store.ts';
import { readSurroundings } from '../../document/surroundings.ts';
import { locale as reader } from '../../ui/i18n.ts';
import { setLight } from '../lights.ts';
import { playInputs } from '../preview/use-preview.ts';
import { shownLocale } from '../words.ts';
import { bundlesOf } from './bundles.ts';
import { pathInputs } from './path-inputs.ts';
import { routeOf } from './route-of.ts';
import type { WayWanted } from './way-to.ts';
import type { FromWayWorker } from './way-worker.ts';

interface WayState {
  /** What is looked for right now, by the key it was asked by. */
  looking: string | undefined;
  /** What is lit on the canvas. */
  shown: string | undefined;
}

export const useWay = create<WayState>(() => ({ looking: undefined, shown: undefined }));

const MINUTE_MS = 60_000;

let worker: Worker | undefined;
let run = 0;

/** "played"; "none" where no way leads there; "failed"; "stopped" where something else was asked for meanwhile. */
export async function playWay(
  key: string,
  { node, exit, sms }: { node: string; exit?: string; sms: boolean },
): Promise<'played' | 'none' | 'failed' | 'stopped'> {
  hideWay();
  const mine = run;
  useWay.setState({ looking: key });
  const { id, flow } = useDocument.getState();
  const around = await readSurroundings(id).catch(() => ({ flows: {} }));
  if (mine !== run) return 'stopped';
  const [bundle, others] = bundlesOf(flow, around.flows);
  const at = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS;
  const locale = shownLocale(flow.locales, reader.get());
  const channel = sms ? ('sms' as const) : ('rbm' as const);
  const found = await look({
    bundle,
    others,
    locale,
    channel,
    at,
    node,
    ...(exit === undefined ? {} : { exit }),
  });
  if (mine !== run) return 'stopped';
  useWay.setState({ looking: undefined });
  if ('failed' in found) return 'failed';
  const { path } = found;
  if (!path) return 'none';
  setLight('route', routeOf(flow, path.visited));
  useWay.setState({ shown: key });
  const played = await playInputs({
    inputs: pathInputs(bundle, others, path, at),
    locale,
    rcs: !sms,
    now: at,
    services: 'ask',
  });
  return played ? 'played' : 'failed';
}

/** Leaves off looking, and takes the light away. */
export function hideWay(): void {
  run += 1;
  worker?.terminate();
  worker = undefined;
  const { shown } = useWay.getState();
  if (shown !== undefined) setLight('route', undefined);
  useWay.setState({ looking: undefined, shown: undefined });
}

function look(wanted: WayWanted): Promise<{ path: Path | undefined } | { failed: string }> {
  const made = new Worker(new URL('./way-worker.ts', import.meta.url), { type: 'module' });
  worker = made;
  return new Promise((resolve) => {
    const end = (found: FromWayWorker) => {
      made.terminate();
      if (worker === made) worker = undefined;
      resolve(found);
    };
    made.onmessage = ({ data }: MessageEvent<FromWayWorker>) => end(data);
    made.onerror = (event) => end({ failed: event.message });
    made.postMessage(wanted);
  });
}
