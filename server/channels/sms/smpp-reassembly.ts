/** Texts that come in several parts, put together again in bounded memory; knows no connection and no alphabet. */
import { createHash } from 'node:crypto';
import type { Clock } from '../../clock.ts';

/** One part. `of` tells which text it belongs to: who, to whom, and the reference that its parts share. */
export interface Part<T> {
  of: string;
  total: number;
  /** From 1. */
  number: number;
  octets: Uint8Array;
  /** What the parts hold for whoever reads the whole. */
  content: T;
}

export type Joined<T> =
  /** The last part came. Call `done` once the whole is taken; until then a part that comes again completes it again. */
  | { kind: 'whole'; contents: T[]; done(): void }
  | { kind: 'waiting' }
  /** A part of a text that was taken: its answer got lost. */
  | { kind: 'seen' };

export interface Reassembly<T> {
  add(part: Part<T>): Joined<T>;
  /** Resolves when the text that this part belongs to is complete and taken, or after `ms` at the latest. */
  settled(of: string, ms: number): Promise<void>;
  /** Ends the waiting: what is there is handed to `incomplete`. */
  flush(): void;
}

interface Open<T> {
  parts: (Part<T> | undefined)[];
  stop(): void;
  onDone: Set<() => void>;
}

const OPEN_AT_MOST = 1_000;
const DONE_REMEMBERED = 5_000;

/**
 * `incomplete` gets the parts of a text whose rest has not come within `expireMs`, or for which there is no room any
 * more: half of what a person wrote is better than nothing.
 */
export function createReassembly<T>(options: {
  clock: Clock;
  expireMs: number;
  incomplete(contents: (T | undefined)[], of: string): void;
}): Reassembly<T> {
  const { clock } = options;
  const open = new Map<string, Open<T>>();
  /** Fingerprints of parts whose text was taken, by when. References repeat after 256 texts, so the octets count too. */
  const done = new Map<string, number>();

  const fingerprint = ({ of, total, number, octets }: Part<T>) =>
    createHash('sha256').update(`${of}\0${total}\0${number}\0`).update(octets).digest('base64url');

  function close(of: string, text: Open<T>): void {
    if (open.get(of) === text) open.delete(of);
    text.stop();
    for (const tell of [...text.onDone]) tell();
  }

  function giveUp(of: string, text: Open<T>): void {
    close(of, text);
    options.incomplete(
      text.parts.map((part) => part?.content),
      of,
    );
  }

  function begin(of: string, total: number): Open<T> {
    const text: Open<T> = {
      parts: Array.from({ length: total }, () => undefined),
      stop: clock.alarm(clock.now() + options.expireMs, () => giveUp(of, text)),
      onDone: new Set(),
    };
    open.set(of, text);
    const [oldest] = open;
    if (open.size > OPEN_AT_MOST && oldest) giveUp(...oldest);
    return text;
  }

  return {
    add(part) {
      const takenAt = done.get(fingerprint(part));
      if (takenAt !== undefined && clock.now() - takenAt <= options.expireMs) return { kind: 'seen' };
      const { of, total, number } = part;
      let text = open.get(of);
      const before = text?.parts[number - 1];
      // The reference came round again while an older text still waits.
      const other = before !== undefined && Buffer.compare(before.octets, part.octets) !== 0;
      if (text && (text.parts.length !== total || other)) {
        giveUp(of, text);
        text = undefined;
      }
      const joined = text ?? begin(of, total);
      joined.parts[number - 1] = part;
      const parts = joined.parts.filter((one) => one !== undefined);
      if (parts.length < total) return { kind: 'waiting' };
      return {
        kind: 'whole',
        contents: parts.map(({ content }) => content),
        done() {
          for (const one of parts) done.set(fingerprint(one), clock.now());
          while (done.size > DONE_REMEMBERED) done.delete(done.keys().next().value ?? '');
          close(of, joined);
        },
      };
    },

    settled(of, ms) {
      const text = open.get(of);
      if (!text) return Promise.resolve();
      return new Promise((resolve) => {
        const tell = () => {
          stop();
          text.onDone.delete(tell);
          resolve();
        };
        const stop = clock.alarm(clock.now() + ms, tell);
        text.onDone.add(tell);
      });
    },

    flush() {
      for (const [of, text] of [...open]) giveUp(of, text);
    },
  };
}
