/**
 * Gathers work of one kind: what comes while enough of it is under way is done together, as the next. Alone it is done at
 * once. Knows nothing of what is done.
 */

import type { Clock } from '../clock.ts';

export interface GatherOptions {
  clock: Clock;
  /** What fails for all, and not because of one among them: doing each alone would fail too. */
  failsForAll(error: unknown): boolean;
}

/**
 * While one command of a kind is under way, what comes waits for the next: a command costs a process as much as some ten of
 * the documents it names. Where enough waits, or where the answer is late, another goes beside it, `LANES` in all.
 */
const LANES = 4;
const ENOUGH = 32;
const LATE_MS = 25;
const MOST = 100;

/**
 * `work` answers for all it is given, in their order; an `Error` among the answers rejects that one alone. Where it
 * rejects, each is done alone, unless it failed for all.
 */
export function createGather<One, Answer>(
  work: (all: readonly One[]) => Promise<readonly (Answer | Error)[]>,
  { clock, failsForAll }: GatherOptions,
): (one: One) => Promise<Answer> {
  interface Waiting {
    one: One;
    resolve(answer: Answer): void;
    reject(error: unknown): void;
  }
  let waiting: Waiting[] = [];
  let underWay = 0;
  /** Those of them whose answer is late. */
  let late = 0;
  let isStarting = false;

  async function perform(some: readonly Waiting[]): Promise<void> {
    try {
      const answers = await work(some.map(({ one }) => one));
      for (const [i, { resolve, reject }] of some.entries()) {
        const answer = answers[i];
        if (answer instanceof Error) reject(answer);
        else resolve(answer as Answer);
      }
    } catch (error) {
      if (some.length > 1 && !failsForAll(error)) await Promise.all(some.map((one) => perform([one])));
      else for (const { reject } of some) reject(error);
    }
  }

  /** One command; the next need not wait for it once its answer is late. */
  async function go(some: readonly Waiting[]): Promise<void> {
    let isLate = false;
    const callOff = clock.alarm(clock.now() + LATE_MS, () => {
      isLate = true;
      late += 1;
      startSoon();
    });
    underWay += 1;
    await perform(some);
    callOff();
    underWay -= 1;
    if (isLate) late -= 1;
    startSoon();
  }

  function mayStart(): boolean {
    if (waiting.length === 0 || underWay >= LANES) return false;
    return underWay === late || waiting.length >= ENOUGH;
  }

  function start(): void {
    isStarting = false;
    while (mayStart()) {
      const some = waiting.slice(0, MOST);
      waiting = waiting.slice(MOST);
      go(some);
    }
  }

  /**
   * When everything that came with the same breath of the event loop had its turn: after a pause, or with many answers at
   * once, that is as many requests, and a command costs as much for one of them as for ten.
   */
  function startSoon(): void {
    if (isStarting || !mayStart()) return;
    isStarting = true;
    setImmediate(start);
  }

  return (one) =>
    new Promise<Answer>((resolve, reject) => {
      waiting.push({ one, resolve, reject });
      startSoon();
    });
}
