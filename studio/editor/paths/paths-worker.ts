/** The thread in which the ways through a flow are tried: the real step function, no server. Knows no screen. */

import type { Bundle } from '../../../flows/flow.ts';
import { enumeratePaths, type PathChannel, type PathProgress } from '../../../flows/paths.ts';
import { sampleResults } from '../../../flows/sample-results.ts';
import { report, type Tried } from './tried.ts';

export interface ToPathsWorker {
  bundle: Bundle;
  others: Bundle[];
  locales: string[];
  channels: PathChannel[];
  /** When each way begins, in milliseconds since the epoch. */
  at: number;
  maxPaths: number;
}
export type FromPathsWorker =
  | { kind: 'progress'; progress: PathProgress }
  | { kind: 'done'; tried: Tried }
  | { kind: 'failed'; message: string };

/** Told no more often, so that telling costs nothing. */
const EVERY = 40;

self.onmessage = ({ data }: MessageEvent<ToPathsWorker>) => {
  const tell = (message: FromPathsWorker) => self.postMessage(message);
  const { bundle, others, locales, channels, at, maxPaths } = data;
  try {
    const { calls, signals } = sampleResults(bundle, at);
    const found = enumeratePaths(bundle, {
      others,
      locales,
      channels,
      at,
      maxPaths,
      samples: calls,
      signals,
      watch: (progress) => {
        if (progress.paths % EVERY === 0) tell({ kind: 'progress', progress });
      },
    });
    tell({ kind: 'done', tried: report(bundle, found) });
  } catch (error) {
    tell({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
  }
};
