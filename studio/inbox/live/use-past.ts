/**
 * A part of a thread that lies far back, around one line: with older lines as one scrolls up, and with newer ones as one
 * scrolls down, until it meets what is live. Draws nothing.
 */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Line } from '../../../server/contract/inbox-live.ts';
import { askLive } from '../../api/live.ts';
import { mergeLines } from './merge-lines.ts';
import type { Thread } from './use-thread.ts';

export interface Past {
  /** Oldest first; undefined while what is live is shown. */
  lines: readonly Line[] | undefined;
  hasOlder: boolean;
  /** Shows the part with this line, or with the first message from a time on, and answers that line's id. */
  jump(to: { line: string } | { from: number }): Promise<string | undefined>;
  older(): Promise<boolean>;
  /** Answers the line at which it met what is live, which is shown from then on. */
  newer(): Promise<string | undefined>;
  leave(): void;
}

interface Known {
  lines: readonly Line[];
  cursor?: string | undefined;
  newer: readonly string[];
}

/** Pages of live lines that are asked for until they meet the past. */
const MOST_MEETING = 20;

export function usePast(id: string, live: Thread): Past {
  const [known, setKnown] = useState<Known>();
  const latest = useRef(known);
  latest.current = known;
  const thread = useRef(live);
  thread.current = live;
  const busy = useRef(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another conversation begins with what is live.
  useEffect(() => setKnown(undefined), [id]);

  const alone = useCallback(async <Done>(task: () => Promise<Done>): Promise<Done | undefined> => {
    if (busy.current) return undefined;
    busy.current = true;
    try {
      return await task();
    } catch {
      // Whoever scrolls on asks again.
      return undefined;
    } finally {
      busy.current = false;
    }
  }, []);

  const jump = useCallback(
    async (to: { line: string } | { from: number }) => {
      const answer = await askLive('conversation:around', { id, to });
      const { lines, cursor, newer } = answer;
      const line =
        'line' in to
          ? lines.find((one) => one.id === to.line)
          : lines.find(({ type, at }) => type === 'message' && at >= to.from);
      if (line) setKnown({ lines, cursor, newer });
      return line?.id;
    },
    [id],
  );

  const older = useCallback(
    async () =>
      (await alone(async () => {
        const cursor = latest.current?.cursor;
        if (cursor === undefined) return false;
        const page = await askLive('conversation:more', { id, cursor });
        setKnown((before) =>
          before?.cursor === cursor
            ? { ...before, cursor: page.cursor, lines: mergeLines(page.lines, before.lines) }
            : before,
        );
        return page.lines.length > 0;
      })) ?? false,
    [id, alone],
  );

  const newer = useCallback(
    () =>
      alone(async () => {
        const cursor = latest.current?.newer.at(-1);
        if (cursor !== undefined) {
          // As many as there were on the page the cursor stands for.
          const page = await askLive('conversation:more', { id, cursor, limit: 100 });
          setKnown(
            (before) =>
              before && {
                ...before,
                newer: before.newer.slice(0, -1),
                lines: mergeLines(before.lines, page.lines),
              },
          );
          return undefined;
        }
        const last = latest.current?.lines.at(-1)?.id;
        for (let page = 0; page < MOST_MEETING; page += 1) {
          if (thread.current.lines.some((line) => line.id === last)) break;
          if (!(await thread.current.older())) break;
          await new Promise((resolve) => requestAnimationFrame(resolve));
        }
        setKnown(undefined);
        return last;
      }),
    [id, alone],
  );

  const leave = useCallback(() => setKnown(undefined), []);
  return {
    lines: known?.lines,
    hasOlder: known?.cursor !== undefined,
    jump,
    older,
    newer,
    leave,
  };
}
