/** Ids and chance that come out the same each time a session is replayed. Knows no session. */
import { createHash } from 'node:crypto';

export interface SeededIds {
  /** What follows belongs to this step, so that one id more or less in a step changes no other step's. */
  begin(step: number): void;
  /** A UUID. */
  newId(): string;
  /** In [0, 1). */
  random(): number;
}

export function createSeededIds(seed: string): SeededIds {
  let step = 0;
  let count = 0;

  function next(): Buffer {
    count += 1;
    return createHash('sha256').update(`${seed}/${step}/${count}`).digest();
  }

  return {
    begin(number) {
      step = number;
      count = 0;
    },
    newId() {
      const hex = next().toString('hex', 0, 16);
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
    },
    random: () => next().readUInt32BE(0) / 2 ** 32,
  };
}
