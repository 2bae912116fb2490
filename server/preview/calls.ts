/**
 * How service calls are answered in a preview: by the services themselves, by what is pinned to the node, by what the
 * outside once said, or by whoever plays. Knows no service; a request leaves the house only where that was allowed.
 */
import { toMs } from '../../flows/duration.ts';
import type { Node } from '../../flows/nodes/registry.ts';
import type { RunCall } from '../engine/timed-call.ts';
import type { CallContext, CallOutcome } from '../services/port.ts';
import type { Activity } from './activity.ts';

/** What outside servers answered, by what was asked, in order: a replay hears the same. */
export type Tape = Map<string, CallOutcome[]>;

export interface CallSettings {
  http: 'sample' | 'real';
  services: 'run' | 'ask';
  /** Operations that fail, with their code. */
  failing: Record<string, string>;
}

export interface OpenCall {
  id: string;
  service: string;
  operation: string;
  node: string;
  input: Record<string, unknown>;
  until?: number;
  waits: 'answer' | 'server';
}

export interface CallsDeps {
  settings: CallSettings;
  /** The services of this preview; they never leave the house. */
  inside: RunCall;
  /** The http service as it really is. Undefined where nothing may leave. */
  outside: RunCall | undefined;
  tape: Tape;
  activity: Activity;
  /** The node a call belongs to. */
  nodeOf(context: CallContext): Promise<{ key: string; node: Node | undefined }>;
  asked(call: OpenCall): void;
  answered(call: OpenCall, outcome: CallOutcome): void;
}

export interface Calls {
  run: RunCall;
  set(change: Partial<CallSettings>): void;
  readonly settings: CallSettings;
  open(): OpenCall[];
  /** Answers the oldest call that waits for it. False if there is none. */
  answer(operation: string | undefined, outcome: CallOutcome): boolean;
  /** Resolves when no outside server is being asked. Undefined if none is. */
  abroad(): Promise<void> | undefined;
  /** Nobody will answer any more. */
  close(): void;
}

export function createCalls(deps: CallsDeps): Calls {
  const { tape, activity } = deps;
  let { settings } = deps;
  const open = new Map<string, { call: OpenCall; settle(outcome: CallOutcome): void }>();
  /** Calls by what they ask, to know which answer of the tape is whose. */
  const counts = new Map<string, number>();
  const abroad = new Set<Promise<unknown>>();
  let closed = false;

  /** Waits for an act, or until the call's own time is over. */
  function wait(call: OpenCall, signal: AbortSignal, from?: Promise<CallOutcome>): Promise<CallOutcome> {
    return new Promise((resolve) => {
      const settle = (outcome: CallOutcome) => {
        if (!open.delete(call.id)) return;
        signal.removeEventListener('abort', late);
        resolve(outcome);
      };
      const late = () => settle(failed('timeout', 'No answer in time.'));
      open.set(call.id, { call, settle });
      signal.addEventListener('abort', late, { once: true });
      from?.then(settle, (error: unknown) =>
        settle(failed('error', error instanceof Error ? error.message : String(error))),
      );
    });
  }

  async function answerTo(
    call: OpenCall,
    node: Node | undefined,
    context: CallContext,
  ): Promise<CallOutcome> {
    const { service, operation, input } = call;
    const name = `${service}.${operation}`;
    const code = Object.hasOwn(settings.failing, name) ? settings.failing[name] : undefined;
    if (code !== undefined) return failed(code, 'Made to fail in the preview.');
    if (settings.services === 'ask') return wait(call, context.signal);
    if (service !== 'http') return activity.track(deps.inside(service, operation, input, context));

    const key = `${name} ${stable(input)}`;
    const nth = counts.get(key) ?? 0;
    counts.set(key, nth + 1);
    const heard = tape.get(key)?.[nth];
    if (heard) return heard;
    if (settings.http === 'real' && deps.outside) {
      const asking = deps.outside(service, operation, input, context);
      abroad.add(asking);
      asking.finally(() => abroad.delete(asking)).catch(() => {});
      const outcome = await wait({ ...call, waits: 'server' }, context.signal, asking);
      tape.set(key, [...(tape.get(key) ?? []), outcome]);
      return outcome;
    }
    const sample = node?.kind === 'call' ? node.sample : undefined;
    return sample === undefined ? wait(call, context.signal) : { kind: 'done', result: sample };
  }

  return {
    async run(service, operation, input, context) {
      if (closed) throw new Error('The preview is closed.');
      const { key, node } = await deps.nodeOf(context);
      const ms = node?.kind === 'call' ? toMs(node.timeout) : Number.NaN;
      const until = Number.isNaN(ms) ? {} : { until: context.now + ms };
      const call: OpenCall = {
        id: context.id,
        service,
        operation,
        node: key,
        input,
        ...until,
        waits: 'answer',
      };
      deps.asked(call);
      const outcome = await answerTo(call, node, context);
      deps.answered(call, outcome);
      return outcome;
    },
    set(change) {
      settings = { ...settings, ...change };
    },
    get settings() {
      return settings;
    },
    open: () => [...open.values()].map(({ call }) => call),
    answer(operation, outcome) {
      for (const { call, settle } of open.values()) {
        if (call.waits !== 'answer') continue;
        if (operation !== undefined && operation !== `${call.service}.${call.operation}`) continue;
        settle(outcome);
        return true;
      }
      return false;
    },
    abroad() {
      return abroad.size === 0 ? undefined : Promise.allSettled([...abroad]).then(() => undefined);
    },
    close() {
      closed = true;
      for (const { settle } of [...open.values()]) settle(failed('error', 'The preview was closed.'));
    },
  };
}

export function failed(code: string, message: string): CallOutcome {
  return { kind: 'failed', code, message };
}

/** JSON in which the order of keys says nothing. */
function stable(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) =>
    typeof item === 'object' && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([one], [other]) => (one < other ? -1 : 1)))
      : item,
  );
}
