/** The conversation itself, newest at the bottom and kept in sight; announces what arrives. */
import { ArrowDown, MessagesSquare } from 'lucide-react';
import { type ReactNode, useLayoutEffect, useRef, useState } from 'react';
import { ErrorBoundary } from '../ui/error-boundary.tsx';
import { useRegion, useTexts } from '../ui/i18n.ts';
import { type Entry, entriesWithChips } from './entry.ts';
import { EntryRow } from './entry-row.tsx';
import { usePhone } from './phone-context.ts';
import { phoneTexts } from './phone-texts.ts';
import { printTime } from './phone-time.ts';
import css from './thread.module.css';

interface Props {
  entries: readonly Entry[];
  typing: boolean;
  rcs: boolean;
  online: boolean;
  now: number;
  onRetry: (id: string) => void;
  /** What follows the newest message: the chips. */
  children: ReactNode;
}

export function Thread({ entries, typing, rcs, online, now, onRetry, children }: Props) {
  const say = useTexts(phoneTexts);
  const { brand, platform } = usePhone();
  const withChips = platform === 'ios' ? entriesWithChips(entries, platform) : undefined;
  const lastOwn = entries.findLast((entry) => entry.from === 'person')?.id;
  const { scroller, inner, atEnd, toEnd } = useStickToEnd(lastOwn);
  return (
    <div className={css.frame}>
      {online ? null : <p className={css.banner}>{say('offlineBanner')}</p>}
      {online && !rcs ? <p className={css.banner}>{say('smsBanner')}</p> : null}
      <section
        ref={scroller}
        className={css.scroller}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        aria-label={say('conversation', { brand: brand.name })}
      >
        <div ref={inner} className={css.inner}>
          <div role="log" aria-label={say('newMessages')} className={css.log}>
            {entries.map((entry, index) => (
              <div key={entry.id} className={css.item}>
                <Divider entry={entry} before={entries[index - 1]} now={now} />
                <ErrorBoundary fallback={() => <p className={css.note}>{say('brokenMessage')}</p>}>
                  <EntryRow
                    entry={entry}
                    chips={withChips?.has(entry.id) ?? false}
                    endsGroup={endsGroup(entry, entries[index + 1])}
                    showState={entry.id === lastOwn}
                    onRetry={onRetry}
                  />
                </ErrorBoundary>
              </div>
            ))}
          </div>
          {entries.length === 0 ? (
            <div className={css.empty}>
              <MessagesSquare size={28} aria-hidden />
              <p className={css.emptyTitle}>{say('emptyTitle')}</p>
              <p>{say('empty', { brand: brand.name })}</p>
            </div>
          ) : null}
          {!rcs && entries.at(-1)?.via === 'rcs' ? (
            <p className={css.note}>
              <span>{say('viaSms')}</span>
            </p>
          ) : null}
          <div role="status">
            {typing ? (
              <p className={css.typing}>
                <span className="visually-hidden">{say('typing', { brand: brand.name })}</span>
                <i aria-hidden="true" />
                <i aria-hidden="true" />
                <i aria-hidden="true" />
              </p>
            ) : null}
          </div>
          {children}
        </div>
      </section>
      {atEnd ? null : (
        <button type="button" className={css.latest} onClick={toEnd} aria-label={say('latest')}>
          <ArrowDown size={18} aria-hidden />
        </button>
      )}
    </div>
  );
}

/** A line where the day or the way of sending changes. */
function Divider({ entry, before, now }: { entry: Entry; before: Entry | undefined; now: number }) {
  const say = useTexts(phoneTexts);
  const locale = useRegion();
  const { timeZone } = usePhone();
  const dayOf = (at: number) => printTime(at, 'en', timeZone, { dateStyle: 'short' });
  const day = dayOf(entry.at);
  const newDay = !before || dayOf(before.at) !== day;
  const newWay = before ? before.via !== entry.via : entry.via === 'sms';
  if (!newDay && !newWay) return null;
  const name =
    day === dayOf(now)
      ? say('today')
      : day === dayOf(now - 24 * 3600 * 1000)
        ? say('yesterday')
        : printTime(entry.at, locale, timeZone, { weekday: 'long', day: 'numeric', month: 'long' });
  return (
    <p className={css.note}>
      {newDay ? <span>{name}</span> : null}
      {newWay ? <span>{say(entry.via === 'sms' ? 'viaSms' : 'viaRcs')}</span> : null}
      {newWay && entry.sms?.peer ? <bdi>{entry.sms.peer}</bdi> : null}
    </p>
  );
}

/** Whether the next line is by someone else or clearly later, so that the hour is worth showing. */
function endsGroup(entry: Entry, next: Entry | undefined): boolean {
  return !next || next.from !== entry.from || next.at - entry.at > 5 * 60_000;
}

/**
 * Keeps the end in sight while the reader is there, and leaves them alone where they scrolled to; what they say themselves
 * (`lastOwn`) brings them back.
 */
function useStickToEnd(lastOwn: string | undefined) {
  const scroller = useRef<HTMLElement>(null);
  const inner = useRef<HTMLDivElement>(null);
  const [atEnd, setAtEnd] = useState(true);
  const toEnd = () => {
    const box = scroller.current;
    if (box) box.scrollTop = box.scrollHeight;
  };
  useLayoutEffect(() => {
    const box = scroller.current;
    const content = inner.current;
    if (!box || !content) return;
    let stuck = true;
    let heights = '';
    const measure = () => `${box.scrollHeight} ${box.clientHeight}`;
    const look = () => {
      // A change of size that nobody answered yet: where the end is now says nothing of what the reader did.
      if (stuck && measure() !== heights) return;
      stuck = box.scrollHeight - box.scrollTop - box.clientHeight < 48;
      setAtEnd(stuck);
    };
    // Pictures and the growing field change the height without a new entry: watch the size, not the list.
    const observer = new ResizeObserver(() => {
      heights = measure();
      if (stuck) box.scrollTop = box.scrollHeight;
      else look();
    });
    observer.observe(content);
    observer.observe(box);
    box.addEventListener('scroll', look, { passive: true });
    return () => {
      observer.disconnect();
      box.removeEventListener('scroll', look);
    };
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new message of one's own counts
  useLayoutEffect(() => {
    if (lastOwn !== undefined) toEnd();
  }, [lastOwn]);
  return { scroller, inner, atEnd, toEnd };
}
