/** One conversation that stays up to date, over the live connection: its row, its lines, who looks at it. Draws nothing. */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Row } from '../../../server/contract/inbox-list.ts';
import type { Line, Viewer } from '../../../server/contract/inbox-live.ts';
import type { LivePush } from '../../../server/contract.ts';
import { isApiError } from '../../api/api-error.ts';
import { askLive, liveSocket } from '../../api/live.ts';
import { hold, release } from './held.ts';
import { mergeLines } from './merge-lines.ts';

export interface Thread {
  state: 'loading' | 'ready' | 'failed' | 'erased';
  row: Row | undefined;
  /** Oldest first. */
  lines: readonly Line[];
  hasOlder: boolean;
  loadingOlder: boolean;
  viewers: readonly Viewer[];
  /** Up to when it was read before it was opened here. */
  readTo: number | undefined;
  /** The customer is typing. */
  typing: boolean;
  error: unknown;
  /** Answers whether anything older came. */
  older(): Promise<boolean>;
  retry(): void;
}

interface Known {
  state: Thread['state'];
  row?: Row;
  lines: readonly Line[];
  cursor?: string;
  viewers: readonly Viewer[];
  readTo?: number;
  error?: unknown;
}

const BLANK: Known = { state: 'loading', lines: [], viewers: [] };
const PAGE = 60;

export function useThread(id: string): Thread {
  const [known, setKnown] = useState<Known>(BLANK);
  const [typing, setTyping] = useState(false);
  const [loadingOlder, setLoadingOlder] = useState(false);
  const [tries, setTries] = useState(0);
  const latest = useRef(known);
  latest.current = known;

  // biome-ignore lint/correctness/useExhaustiveDependencies: another try asks the same again.
  useEffect(() => {
    const socket = liveSocket();
    let over = false;
    let at: string | undefined;
    let opening: Promise<void> = Promise.resolve();
    let silence: ReturnType<typeof setTimeout> | undefined;
    setKnown(BLANK);
    setTyping(false);
    hold(`thread ${id}`);

    const change = (make: (before: Known) => Partial<Known>) =>
      setKnown((before) => (before.state === 'ready' ? { ...before, ...make(before) } : before));
    const onLines = (push: LivePush<'conversation:lines'>) => {
      if (push.id !== id) return;
      at = push.at === '' ? at : push.at;
      if (push.lines.some((line) => line.type === 'message' && line.direction === 'in')) setTyping(false);
      change(({ lines }) => ({ lines: mergeLines(lines, push.lines) }));
    };
    const onChanged = (push: LivePush<'conversation:changed'>) => {
      if (push.id === id) change(({ row }) => (row && row.seq > push.row.seq ? {} : { row: push.row }));
    };
    const onViewers = (push: LivePush<'conversation:viewers'>) => {
      if (push.id === id) change(() => ({ viewers: push.viewers }));
    };
    const onTyping = (push: LivePush<'conversation:typing'>) => {
      if (push.id !== id) return;
      setTyping(true);
      clearTimeout(silence);
      silence = setTimeout(() => setTyping(false), push.ms);
    };
    const onErased = (push: LivePush<'conversation:erased'>) => {
      if (push.id === id) setKnown({ ...BLANK, state: 'erased' });
    };
    const open = async () => {
      if (over) return;
      try {
        const answer = await askLive('conversation:open', {
          id,
          limit: PAGE,
          ...(at === undefined ? {} : { since: at }),
        });
        if (over) return;
        at = answer.at === '' ? undefined : answer.at;
        const { row, lines, viewers, cursor, readTo, reset } = answer;
        setKnown((before) => ({
          state: 'ready',
          row,
          viewers,
          lines: reset ? lines : mergeLines(before.lines, lines),
          // Where the reader began is where the mark of the unread stays.
          ...(before.state === 'ready' ? { readTo: before.readTo } : { readTo }),
          cursor: reset ? cursor : before.cursor,
        }));
      } catch (error) {
        if (over || isApiError(error, 'offline')) return;
        setKnown((before) => (before.state === 'ready' ? before : { ...before, state: 'failed', error }));
      }
    };
    const connected = () => {
      opening = opening.then(open);
    };
    socket.on('conversation:lines', onLines);
    socket.on('conversation:changed', onChanged);
    socket.on('conversation:viewers', onViewers);
    socket.on('conversation:typing', onTyping);
    socket.on('conversation:erased', onErased);
    socket.on('connect', connected);
    if (socket.connected) connected();
    return () => {
      over = true;
      clearTimeout(silence);
      socket.off('conversation:lines', onLines);
      socket.off('conversation:changed', onChanged);
      socket.off('conversation:viewers', onViewers);
      socket.off('conversation:typing', onTyping);
      socket.off('conversation:erased', onErased);
      socket.off('connect', connected);
      void opening.then(() => {
        if (release(`thread ${id}`) && socket.connected) {
          askLive('conversation:close', { id }, socket).catch(() => undefined);
        }
      });
    };
  }, [id, tries]);

  const older = useCallback(async () => {
    const { cursor } = latest.current;
    if (cursor === undefined) return false;
    setLoadingOlder(true);
    try {
      const page = await askLive('conversation:more', { id, cursor });
      setKnown((before) => {
        if (before.cursor !== cursor) return before;
        const { cursor: _old, ...rest } = before;
        const next = { ...rest, lines: mergeLines(page.lines, before.lines) };
        return page.cursor === undefined ? next : { ...next, cursor: page.cursor };
      });
      return page.lines.length > 0;
    } catch {
      // Whoever scrolls up again asks again.
      return false;
    } finally {
      setLoadingOlder(false);
    }
  }, [id]);
  const retry = useCallback(() => setTries((count) => count + 1), []);

  return {
    state: known.state,
    row: known.row,
    lines: known.lines,
    hasOlder: known.cursor !== undefined,
    loadingOlder,
    viewers: known.viewers,
    readTo: known.readTo,
    typing,
    error: known.error,
    older,
    retry,
  };
}
