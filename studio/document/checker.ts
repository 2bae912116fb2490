/** Looks for what should be mended in a document while it is being edited, off the main thread where that is possible. */
import { type Change, diff } from '../../flows/change.ts';
import type { CheckContext, Finding } from '../../flows/checks/finding.ts';
import type { Flow } from '../../flows/flow.ts';

/** What else a flow is checked against; plain data, since it goes to another thread. */
export interface Surroundings {
  /** The published flows, by id. */
  flows: Record<string, Flow>;
  services?: CheckContext['services'];
  unanswerable?: CheckContext['unanswerable'];
  linkHosts?: CheckContext['linkHosts'];
}

export interface Checker {
  /** The findings of the newest document asked about; those of older ones may never come. */
  check(flow: Flow, surroundings: Surroundings, done: (findings: Finding[]) => void): void;
  close(): void;
}

/** To the thread: the whole document first, then what changed in it. */
export type ToWorker =
  | { n: number; flow: Flow; surroundings?: Surroundings }
  | { n: number; changes: Change[]; surroundings?: Surroundings };
export interface FromWorker {
  n: number;
  findings: Finding[];
}

/** Checks in a worker, which is started when first needed; in idle moments of this thread where there are no workers. */
export function createChecker(): Checker {
  if (typeof Worker === 'undefined') return idleChecker();
  let worker: Worker | undefined;
  let fallback: Checker | undefined;
  let known: { flow: Flow; surroundings: Surroundings } | undefined;
  let asked: { flow: Flow; surroundings: Surroundings; done: (findings: Finding[]) => void } | undefined;
  let isBusy = false;
  let n = 0;

  function start(): Worker {
    const made = new Worker(new URL('./check-worker.ts', import.meta.url), { type: 'module' });
    made.onmessage = ({ data }: MessageEvent<FromWorker>) => {
      isBusy = false;
      // Where a newer document waits, these findings are already old, but better than those before.
      if (data.n === n) answered?.(data.findings);
      if (asked) next();
    };
    made.onerror = () => {
      // The thread could not be started, or died: this one does its work from now on.
      worker?.terminate();
      worker = undefined;
      fallback = idleChecker();
      const again = asked ?? (known && answered ? { ...known, done: answered } : undefined);
      if (again) fallback.check(again.flow, again.surroundings, again.done);
    };
    return made;
  }

  let answered: ((findings: Finding[]) => void) | undefined;

  function next(): void {
    if (!asked) return;
    const { flow, surroundings, done } = asked;
    asked = undefined;
    n += 1;
    const more = known?.surroundings === surroundings ? {} : { surroundings };
    const message: ToWorker = known ? { n, changes: diff(known.flow, flow), ...more } : { n, flow, ...more };
    worker ??= start();
    known = { flow, surroundings };
    answered = done;
    isBusy = true;
    worker.postMessage(message);
  }

  return {
    check(flow, surroundings, done) {
      if (fallback) return fallback.check(flow, surroundings, done);
      asked = { flow, surroundings, done };
      if (!isBusy) next();
    },
    close() {
      worker?.terminate();
      worker = undefined;
      known = undefined;
      asked = undefined;
      answered = undefined;
      isBusy = false;
      fallback?.close();
    },
  };
}

/** Checks in this thread, when nothing else is to be done. */
export function idleChecker(
  whenIdle: (run: () => void) => void = (run) => {
    if (typeof requestIdleCallback === 'function') requestIdleCallback(run, { timeout: 1000 });
    else queueMicrotask(run);
  },
): Checker {
  let latest = 0;
  return {
    check(flow, surroundings, done) {
      latest += 1;
      const mine = latest;
      whenIdle(async () => {
        if (mine !== latest) return;
        const { check } = await import('../../flows/check.ts');
        const findings = check(flow, surroundings);
        if (mine === latest) done(findings);
      });
    },
    close() {
      latest += 1;
    },
  };
}
