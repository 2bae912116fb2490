/** Tells when nothing is under way any more: counts what was begun and not answered. Knows not what it was. */

export interface Activity {
  /** Counts a promise until it is settled, and hands it back. */
  track<T>(work: Promise<T>): Promise<T>;
  /** The same object, with every method that answers with a promise counted. */
  watch<T extends object>(methods: T): T;
  /** Resolves when nothing is under way, and nothing that was has led to anything else. */
  quiet(): Promise<void>;
}

/** Rounds of the event loop without work before it counts as quiet: what a promise leads to begins in the next. */
const CALM_ROUNDS = 2;

export function createActivity(): Activity {
  let underWay = 0;
  let waiting: (() => void)[] = [];

  function track<T>(work: Promise<T>): Promise<T> {
    underWay += 1;
    const end = () => {
      underWay -= 1;
      if (underWay > 0) return;
      const ready = waiting;
      waiting = [];
      for (const go of ready) go();
    };
    work.then(end, end);
    return work;
  }

  return {
    track,
    watch(methods) {
      const watched = Object.entries(methods).map(([name, method]) => {
        if (typeof method !== 'function') return [name, method];
        return [name, (...args: unknown[]) => counted(method(...args))];
      });
      return Object.fromEntries(watched);
    },
    async quiet() {
      for (let calm = 0; calm < CALM_ROUNDS; ) {
        if (underWay > 0) {
          calm = 0;
          await new Promise<void>((resolve) => waiting.push(resolve));
        } else {
          calm += 1;
          await new Promise((resolve) => setImmediate(resolve));
        }
      }
    },
  };

  function counted(answer: unknown): unknown {
    return answer instanceof Promise ? track(answer) : answer;
  }
}
