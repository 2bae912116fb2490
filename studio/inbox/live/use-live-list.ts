/** A list of conversations that stays right by itself, over the live connection. Knows no view and draws nothing. */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Filter, Row, Sort } from '../../../server/contract/inbox-list.ts';
import type { RowList, RowsChange } from '../../../server/contract/inbox-rows.ts';
import { appendRows, changeRows } from '../../../server/contract/inbox-rows.ts';
import type { LivePush } from '../../../server/contract.ts';
import { isApiError } from '../../api/api-error.ts';
import { askLive, liveSocket } from '../../api/live.ts';
import { hold, release } from './held.ts';

export interface ListAsk {
  view?: string;
  filter?: Filter;
  sort: Sort;
  limit?: number;
}

export interface LiveList {
  state: 'loading' | 'ready' | 'failed';
  rows: readonly Row[];
  /** There are further ones that were not fetched. */
  hasMore: boolean;
  loadingMore: boolean;
  error: unknown;
  more(): void;
  retry(): void;
}

interface Known {
  state: LiveList['state'];
  list: RowList;
  error?: unknown;
}

const PAGE = 50;

/** `ask` undefined: nothing is asked for. */
export function useLiveList(ask: ListAsk | undefined): LiveList {
  const [known, setKnown] = useState<Known>({ state: 'loading', list: { sort: 'newest', rows: [] } });
  const [loadingMore, setLoadingMore] = useState(false);
  const [tries, setTries] = useState(0);
  const key = useRef<string>(undefined);
  const latest = useRef(known);
  latest.current = known;
  const text = ask && JSON.stringify(ask);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another try asks the same again.
  useEffect(() => {
    if (text === undefined) return;
    const { limit = PAGE, ...asked } = JSON.parse(text) as ListAsk;
    const socket = liveSocket();
    let over = false;
    let opening: Promise<void> = Promise.resolve();
    let at: string | undefined;
    let own: string | undefined;
    /** What was told before the answer that names the key. */
    let early: LivePush<'inbox:changed'>[] = [];
    const blank: RowList = { sort: asked.sort, rows: [] };
    setKnown({ state: 'loading', list: blank });
    setLoadingMore(false);

    const take = (change: RowsChange) =>
      setKnown((before) =>
        before.state === 'ready' ? { ...before, list: changeRows(before.list, change) } : before,
      );
    const onChanged = (push: LivePush<'inbox:changed'>) => {
      if (own === undefined) early.push(push);
      if (push.key !== own) return;
      at = push.at;
      take(push);
    };
    const open = async () => {
      try {
        const answer = await askLive('inbox:open', {
          ...asked,
          limit,
          ...(at === undefined ? {} : { since: at }),
        });
        if (own === undefined) hold(`list ${answer.key}`);
        own = answer.key;
        if (over) return;
        key.current = own;
        at = answer.at;
        const missed = early.filter((push) => push.key === own);
        early = [];
        setKnown(({ list }) => {
          const begun = answer.reset ? appendRows(blank, answer) : changeRows(list, answer);
          return { state: 'ready', list: missed.reduce<RowList>(changeRows, begun) };
        });
      } catch (error) {
        // Cut off again: the next connection asks again.
        if (over || isApiError(error, 'offline')) return;
        setKnown((before) => (before.state === 'ready' ? before : { ...before, state: 'failed', error }));
      }
    };
    const connected = () => {
      opening = opening.then(open);
    };
    socket.on('inbox:changed', onChanged);
    socket.on('connect', connected);
    if (socket.connected) connected();
    return () => {
      over = true;
      key.current = undefined;
      socket.off('inbox:changed', onChanged);
      socket.off('connect', connected);
      void opening.then(() => {
        if (own !== undefined && release(`list ${own}`) && socket.connected) {
          askLive('inbox:close', { key: own }, socket).catch(() => undefined);
        }
      });
    };
  }, [text, tries]);

  const more = useCallback(() => {
    const { list } = latest.current;
    const asked = key.current;
    if (!list.more || asked === undefined) return;
    setLoadingMore(true);
    askLive('inbox:more', { key: asked, cursor: list.more.cursor })
      .then((page) => {
        if (key.current !== asked) return;
        setKnown((before) => ({ ...before, list: appendRows(before.list, page) }));
      })
      // The end of the list is reached again, and asks again.
      .catch(() => undefined)
      .finally(() => key.current === asked && setLoadingMore(false));
  }, []);
  const retry = useCallback(() => setTries((count) => count + 1), []);

  return {
    state: known.state,
    rows: known.list.rows,
    hasMore: known.list.more !== undefined,
    loadingMore,
    error: known.error,
    more,
    retry,
  };
}
