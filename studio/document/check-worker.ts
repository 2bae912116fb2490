/** The thread in which documents are checked: keeps the last one, so that only what changed is sent. */
import { applyChanges } from '../../flows/change.ts';
import { check } from '../../flows/check.ts';
import type { Flow } from '../../flows/flow.ts';
import type { FromWorker, Surroundings, ToWorker } from './checker.ts';

let flow: Flow | undefined;
let surroundings: Surroundings = { flows: {} };

self.onmessage = ({ data }: MessageEvent<ToWorker>) => {
  flow = 'flow' in data ? data.flow : flow && applyChanges(flow, data.changes);
  if (data.surroundings) surroundings = data.surroundings;
  const answer: FromWorker = { n: data.n, findings: flow ? check(flow, surroundings) : [] };
  self.postMessage(answer);
};
