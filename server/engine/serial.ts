/** One at a time for each key, in order of arrival; different keys side by side. Knows nothing of what is done. */

export interface Serial {
  <T>(key: string, task: () => Promise<T>): Promise<T>;
  /** Resolves when nothing runs or waits. */
  idle(): Promise<void>;
}

export function createSerial(): Serial {
  const tails = new Map<string, Promise<unknown>>();

  function serial<T>(key: string, task: () => Promise<T>): Promise<T> {
    const before = tails.get(key);
    const result = before ? before.then(task, task) : task();
    tails.set(key, result);
    const forget = () => {
      if (tails.get(key) === result) tails.delete(key);
    };
    result.then(forget, forget);
    return result;
  }

  serial.idle = async () => {
    while (tails.size > 0) await Promise.allSettled([...tails.values()]);
  };
  return serial;
}
