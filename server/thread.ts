/**
 * Calls the methods of an object that lives in a thread of its own, so that its work never holds up the event loop.
 * Knows how calls and answers travel; knows nothing of what is called.
 *
 * Calls of one tick travel together as one JSON text: cheaper than a structured copy of each, and what the ports pass
 * is plain JSON anyway. Coded errors arrive as what they were.
 */
import { type MessagePort, parentPort, Worker, workerData } from 'node:worker_threads';
import { CodedError, type ErrorCode, type Fault } from './errors.ts';

interface Call {
  id: number;
  method: string;
  args: unknown[];
}
interface Answer {
  id: number;
  result?: unknown;
  error?: { message: string; code?: ErrorCode; detail?: string; faults?: Fault[] };
}

/** Small, so that an idle server stays small. */
const YOUNG_MB = 8;

export interface Thread {
  call(method: string, args: unknown[]): Promise<unknown>;
  /** Ends the thread; calls after it reject. Let it close its own things by a call before. */
  stop(): Promise<void>;
}

/** A thread as such: what is posted to it and what it posts are up to its file. */
export interface WorkerThread {
  /** Throws once the thread has ended. */
  post(message: unknown): void;
  stop(): Promise<void>;
}

/**
 * Starts `file` as a thread; resolves when it posts for the first time. Rejects with what kept it from starting. `heard`
 * gets what it posts from then on, `ended` is told of an end that nobody asked for.
 */
export async function startWorker(
  file: URL,
  data: unknown,
  { heard, ended }: { heard(message: unknown): void; ended(error: Error): void },
): Promise<WorkerThread> {
  const worker = new Worker(file, {
    workerData: data,
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
  });
  let over: Error | undefined;

  function end(error: Error): void {
    if (over) return;
    over = error;
    ended(error);
  }

  await new Promise<void>((resolve, reject) => {
    worker.once('message', () => resolve());
    worker.once('error', reject);
  });
  worker.on('error', end);
  worker.on('exit', () => end(new Error('The thread has ended.')));
  worker.on('message', heard);

  return {
    post(message) {
      if (over) throw over;
      worker.postMessage(message);
    },
    async stop() {
      over ??= new Error('The thread was stopped.');
      await worker.terminate();
    },
  };
}

/** Starts `file`, which serves calls, as a thread: as `startWorker`. Once it has ended, calls reject. */
export async function startThread(file: URL, data: unknown, died: (error: Error) => void): Promise<Thread> {
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  /** As JSON each, so that one that cannot be written fails alone. */
  let calls: string[] = [];
  let last = 0;
  let over: Error | undefined;

  function end(error: Error): void {
    over ??= error;
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  }

  function flush(): void {
    const batch = calls;
    calls = [];
    if (!over) worker.post(`[${batch.join(',')}]`);
  }

  const worker = await startWorker(file, data, {
    heard(text) {
      for (const { id, result, error } of JSON.parse(text as string) as Answer[]) {
        const own = waiting.get(id);
        waiting.delete(id);
        if (error) own?.reject(errorOf(error));
        else own?.resolve(result);
      }
    },
    ended(error) {
      end(error);
      died(error);
    },
  });

  return {
    call(method, args) {
      if (over) return Promise.reject(over);
      return new Promise((resolve, reject) => {
        last += 1;
        const text = JSON.stringify({ id: last, method, args } satisfies Call);
        waiting.set(last, { resolve, reject });
        if (calls.length === 0) setImmediate(flush);
        calls.push(text);
      });
    },
    async stop() {
      end(new Error('The thread was stopped.'));
      await worker.stop();
    },
  };
}

/** In the thread: answers calls with `run` until the thread is ended. */
export function serveThread<Data>(
  open: (data: Data) => (method: string, args: unknown[]) => Promise<unknown>,
): void {
  const port = parentPort as MessagePort;
  const run = open(workerData as Data);
  let answers: Answer[] = [];

  function answer(one: Answer): void {
    if (answers.length === 0) setImmediate(flush);
    answers.push(one);
  }

  function flush(): void {
    const batch = answers;
    answers = [];
    port.postMessage(JSON.stringify(batch));
  }

  port.on('message', (text: string) => {
    for (const { id, method, args } of JSON.parse(text) as Call[]) {
      run(method, args).then(
        (result) => answer({ id, result }),
        (error: unknown) => answer({ id, error: plainOf(error) }),
      );
    }
  });
  port.postMessage('ready');
}

function plainOf(error: unknown): Answer['error'] {
  if (error instanceof CodedError) {
    return {
      message: error.message,
      code: error.code,
      ...(error.detail === undefined ? {} : { detail: error.detail }),
      faults: error.faults,
    };
  }
  return { message: error instanceof Error ? error.message : String(error) };
}

function errorOf({ message, code, detail, faults }: NonNullable<Answer['error']>): Error {
  return code ? new CodedError(code, detail, faults) : new Error(message);
}
