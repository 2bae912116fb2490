/** Ends the parts of a server one after another, and knows which of them it waits for. Knows no part. */

export interface Ending {
  /** Ends them all, in order and once. Rejects, when all were asked to end, with what the first that failed said. */
  end(): Promise<void>;
  /** The part whose end is waited for. */
  readonly awaited: string | undefined;
}

export type Part = readonly [name: string, end: () => unknown];

/** `failed`: a part could not be ended as it should; those after it are ended nonetheless. */
export function createEnding(parts: readonly Part[], failed: (name: string, error: unknown) => void): Ending {
  let awaited: string | undefined;
  let ending: Promise<void> | undefined;

  async function endAll(): Promise<void> {
    const failures: unknown[] = [];
    for (const [name, end] of parts) {
      awaited = name;
      try {
        await end();
      } catch (error) {
        failures.push(error);
        failed(name, error);
      }
    }
    awaited = undefined;
    if (failures.length > 0) throw failures[0];
  }

  return {
    end() {
      ending ??= endAll();
      return ending;
    },
    get awaited() {
      return awaited;
    },
  };
}
