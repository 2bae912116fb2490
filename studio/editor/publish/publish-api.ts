/** What publishing asks of the server: differences, tests, running conversations, and moving them. Draws nothing. */
import type { z } from 'zod';
import type {
  comparisonSchema,
  MoveProgress,
  publishedSchema,
  RunningView,
  TestReport,
} from '../../../server/contract.ts';
import { request } from '../../api/request.ts';

export type Comparison = z.infer<typeof comparisonSchema>;
export type PublishedFlow = z.infer<typeof publishedSchema>;
/** By the step a conversation rests at: where it goes on. A step left out stays where it is, if it can. */
export type Mapping = Record<string, { node: string } | 'finish' | 'restart'>;

const POLL_MS = 600;

const at = (id: string) => `/flows/${encodeURIComponent(id)}`;

export function readDifferences(
  id: string,
  from: number | 'live' | 'draft',
  to: number | 'live' | 'draft',
  signal?: AbortSignal,
): Promise<Comparison> {
  return request(`${at(id)}/compare`, { query: { from, to }, signal });
}

export function readRunning(id: string, signal?: AbortSignal): Promise<RunningView> {
  return request(`${at(id)}/running`, { signal });
}

/** Plays the saved tests on the stored draft. */
export function runTests(id: string, signal?: AbortSignal): Promise<TestReport> {
  return request(`${at(id)}/tests/run`, { method: 'POST', body: {}, signal });
}

export function publishFlow(id: string, note: string, force: boolean): Promise<PublishedFlow> {
  return request(`${at(id)}/publish`, { method: 'POST', body: { note, force } });
}

/** Moves the conversations of one version to the live one; tells how far it is, and resolves when it is done. */
export async function moveRunning(
  id: string,
  from: number,
  mapping: Mapping,
  told: (progress: MoveProgress) => void,
): Promise<MoveProgress> {
  let progress = await request<MoveProgress>(`${at(id)}/move`, { method: 'POST', body: { from, mapping } });
  const { id: move } = progress;
  told(progress);
  while (progress.id === move && progress.state === 'running') {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    progress = await request<MoveProgress>(`${at(id)}/move`);
    if (progress.id === move) told(progress);
  }
  return progress;
}
