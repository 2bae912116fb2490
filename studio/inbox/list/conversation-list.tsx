/** The rows of a list, as many as are in sight: keyboard, selection, what comes above while one has scrolled. */
import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowUp } from 'lucide-react';
import { type KeyboardEvent, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { Row } from '../../../server/contract/inbox-list.ts';
import { Button } from '../../ui/button.tsx';
import { useTexts } from '../../ui/i18n.ts';
import css from './conversation-list.module.css';
import { ConversationRow, ROW_HEIGHT } from './conversation-row.tsx';
import { listTexts } from './list-texts.ts';

interface Props {
  rows: readonly Row[];
  hasMore: boolean;
  loadingMore: boolean;
  onMore: () => void;
  hrefOf: (id: string) => string;
  open: string | undefined;
  selected: ReadonlySet<string>;
  onSelect: (id: string, on: boolean, range: boolean) => void;
  /** Hands out how the focus goes to the next row or the one before. */
  controls: { current: ListControls | undefined };
}

export interface ListControls {
  /** -1 or 1. */
  step(by: number): void;
  /** The row that has the focus, else the open one. */
  current(): string | undefined;
  /** To the top, where what is new stands. */
  toTop(): void;
}

/** Rows ahead of the end at which the next page is asked for. */
const AHEAD = 8;

export function ConversationList(props: Props) {
  const { rows, hasMore, loadingMore, onMore, hrefOf, open, selected, onSelect, controls } = props;
  const say = useTexts(listTexts);
  const box = useRef<HTMLDivElement>(null);
  const focusOn = useRef<string>(undefined);
  const [fresh, setFresh] = useState<ReadonlySet<string>>(new Set());
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW_HEIGHT,
    getItemKey: (index) => rows[index]?.id ?? index,
    overscan: 6,
  });
  const items = virtual.getVirtualItems();

  // What one was looking at stays where it is while rows come and go above it.
  const before = useRef<readonly Row[]>(rows);
  useLayoutEffect(() => {
    const old = before.current;
    before.current = rows;
    const list = box.current;
    if (!list || old === rows || old.length === 0) return;
    if (list.scrollTop < 2) return setFresh((known) => (known.size === 0 ? known : new Set()));
    const first = Math.floor(list.scrollTop / ROW_HEIGHT);
    const places = new Map(rows.map(({ id }, place) => [id, place]));
    // The first row in sight that is still there; what was opened may have gone.
    for (let n = first; n < old.length; n += 1) {
      const place = places.get(old[n]?.id ?? '');
      if (place === undefined) continue;
      if (place !== n) list.scrollTop += (place - n) * ROW_HEIGHT;
      break;
    }
    const known = new Set(old.map(({ id }) => id));
    const top = Math.floor(list.scrollTop / ROW_HEIGHT);
    const above = rows.slice(0, top).filter(({ id }) => !known.has(id));
    if (above.length > 0) setFresh((had) => new Set([...had, ...above.map(({ id }) => id)]));
  }, [rows]);

  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasMore && !loadingMore && last >= rows.length - AHEAD) onMore();
  }, [hasMore, loadingMore, last, rows.length, onMore]);

  const rowAt = (id: string) => box.current?.querySelector<HTMLElement>(`[data-row="${CSS.escape(id)}"]`);
  const focusRow = (place: number) => {
    const row = rows[place];
    if (!row) return;
    const drawn = rowAt(row.id);
    focusOn.current = row.id;
    virtual.scrollToIndex(place);
    if (drawn) {
      drawn.focus({ preventScroll: true });
      focusOn.current = undefined;
    }
  };
  useEffect(() => {
    if (focusOn.current === undefined) return;
    const drawn = rowAt(focusOn.current);
    if (!drawn) return;
    drawn.focus({ preventScroll: true });
    focusOn.current = undefined;
  });
  const focused = () => {
    const element = document.activeElement;
    return element instanceof HTMLElement && box.current?.contains(element)
      ? element.closest<HTMLElement>('[data-conversation]')?.dataset.conversation
      : undefined;
  };
  const current = () => focused() ?? (rows.some(({ id }) => id === open) ? open : undefined);
  const step = (by: number) => {
    const from = rows.findIndex(({ id }) => id === current());
    focusRow(from < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, from + by)));
  };
  const toTop = () => {
    box.current?.scrollTo({ top: 0 });
    setFresh(new Set());
  };
  controls.current = { step, current, toTop };

  const onKey = (event: KeyboardEvent) => {
    const steps: Record<string, () => void> = {
      ArrowDown: () => step(1),
      ArrowUp: () => step(-1),
      Home: () => focusRow(0),
      End: () => focusRow(rows.length - 1),
    };
    const run = steps[event.key];
    if (!run || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    run();
  };

  return (
    <div className={css.frame}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: arrows go on between the links in it. */}
      <div
        ref={box}
        className={css.list}
        onKeyDown={onKey}
        onScroll={(event) => {
          if (event.currentTarget.scrollTop < 2 && fresh.size > 0) setFresh(new Set());
        }}
      >
        <ul className={css.rows} style={{ height: virtual.getTotalSize() }} aria-label={say('conversations')}>
          {items.map(({ index, key, start }) => {
            const row = rows[index];
            if (!row) return null;
            return (
              <li
                key={key}
                className={css.place}
                style={{ height: ROW_HEIGHT, transform: `translateY(${start}px)` }}
                aria-posinset={index + 1}
                aria-setsize={hasMore ? -1 : rows.length}
              >
                <ConversationRow
                  row={row}
                  href={hrefOf(row.id)}
                  open={row.id === open}
                  selected={selected.has(row.id)}
                  selecting={selected.size > 0}
                  onSelect={(on, range) => onSelect(row.id, on, range)}
                />
              </li>
            );
          })}
        </ul>
        {loadingMore ? <p className={css.loading}>{say('loadingMore')}</p> : null}
      </div>
      <p className="visually-hidden" role="status">
        {fresh.size > 0 ? (fresh.size === 1 ? say('newOne') : say('newOnes', { count: fresh.size })) : ''}
      </p>
      {fresh.size > 0 ? (
        <Button size="s" className={css.pill} data-command="inbox.showNew" onClick={toTop}>
          <ArrowUp size={14} aria-hidden />
          {fresh.size === 1 ? say('newOne') : say('newOnes', { count: fresh.size })}
        </Button>
      ) : null}
    </div>
  );
}
