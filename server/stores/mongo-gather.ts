/**
 * Gathers work of one kind: what comes while enough of it is under way is done together, as the next. Alone it is done at
 * once. Knows nothing of what is done.
 */

export interface GatherOptions {
  /** What fails for all, and not because of one among them: doing each alone would fail too. */
  failsForAll(error: unknown): boolean;
}

/** As many commands of one kind are under way at once; beyond, they become fewer and larger. */
const LANES = 2;
const MOST = 100;

/**
 * `work` answers for all it is given, in their order; an `Error` among the answers rejects that one alone. Where it
 * rejects, each is done alone, unless it failed for all.
 */
export function createGather<One, Answer>(
  work: (all: readonly One[]) => Promise<readonly (Answer | Error)[]>,
  { failsForAll }: GatherOptions,
): (one: One) => Promise<Answer> {
  interface Waiting {
    one: One;
    resolve(answer: Answer): void;
    reject(error: unknown): void;
  }
  let waiting: Waiting[] = [];
  let underWay = 0;
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

  function start(): void {
    isStarting = false;
    while (waiting.length > 0 && underWay < LANES) {
      const some = waiting.slice(0, MOST);
      waiting = waiting.slice(MOST);
      underWay += 1;
      perform(some).finally(() => {
        underWay -= 1;
        startSoon();
      });
    }
  }

  /**
   * When everything that came with the same breath of the event loop had its turn: after a pause, or with many answers at
   * once, that is as many requests, and a command costs as much for one of them as for ten.
   */
  function startSoon(): void {
    if (isStarting || underWay >= LANES || waiting.length === 0) return;
    isStarting = true;
    setImmediate(start);
  }

  return (one) =>
    new Promise<Answer>((resolve, reject) => {
      waiting.push({ one, resolve, reject });
      startSoon();
    });
}
