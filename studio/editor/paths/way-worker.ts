/** The thread in which a way to a problem is looked for. Knows no screen. */
import type { Path } from '../../../flows/paths.ts';
import { type WayWanted, wayTo } from './way-to.ts';

export type FromWayWorker = { path: Path | undefined } | { failed: string };

self.onmessage = ({ data }: MessageEvent<WayWanted>) => {
  const tell = (message: FromWayWorker) => self.postMessage(message);
  try {
    tell({ path: wayTo(data) });
  } catch (error) {
    tell({ failed: error instanceof Error ? error.message : String(error) });
  }
};
