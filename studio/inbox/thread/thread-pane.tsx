/** The thread of a conversation: its lines, what is folded away, what is new, its search; older lines come as one scrolls up. */
import { ArrowDown, Bot, ChevronDown, ChevronUp } from 'lucide-react';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Row } from '../../../server/contract/inbox-list.ts';
import type { MessageLine as MessageLineData } from '../../../server/contract/inbox-live.ts';
import { firstBrand, useBrands } from '../../api/brands.ts';
import { askLive } from '../../api/live.ts';
import { useSession } from '../../api/session.ts';
import { type PhoneHands, PhoneProvider } from '../../phone/phone-context.ts';
import { Button } from '../../ui/button.tsx';
import { useRegion, useTexts } from '../../ui/i18n.ts';
import { useMinute } from '../../ui/minute.ts';
import { useQueryValue } from '../../ui/router.tsx';
import { toast } from '../../ui/toast.ts';
import { usePast } from '../live/use-past.ts';
import type { Thread } from '../live/use-thread.ts';
import { EventLine } from './event-line.tsx';
import { wordsOfLine } from './line-content.ts';
import { type LineActions, MessageLine } from './message-line.tsx';
import { NoteLine } from './note-line.tsx';
import { newestHeard, newestReply, type ThreadItem, tapsOf, threadItems } from './thread-items.ts';
import css from './thread-pane.module.css';
import { ThreadSearch } from './thread-search.tsx';
import { threadTexts } from './thread-texts.ts';
import { useLineCommands } from './use-line-commands.ts';
import { useThreadScroll } from './use-thread-scroll.ts';
import { WhisperLine } from './whisper-line.tsx';

interface Props {
  thread: Thread;
  row: Row;
  /** The conversation is mine: what I read is read. */
  mine: boolean;
  searching: 'words' | 'day' | undefined;
  onSearchClose: () => void;
  actions: Pick<LineActions, 'quote' | 'sendAgain' | 'takeBack' | 'toCanned'>;
  nodeTitle: (node: string) => string;
  /** The newest messages, of the customer and of a colleague, that have been in sight. */
  onSeen: (seen: Seen) => void;
  /** Hands out the way to the newest lines. */
  endRef: { current: (() => void) | undefined };
}

export interface Seen {
  heard?: string;
  reply?: string;
}

/** In sight for so long, a message is read. */
const SEEN_MS = 1200;
export function ThreadPane(props: Props) {
  const { thread, row, mine, searching, onSearchClose, actions, nodeTitle, onSeen, endRef } = props;
  const past = usePast(row.id, thread);
  const isPast = past.lines !== undefined;
  const { readTo, loadingOlder, typing } = thread;
  const { hasOlder, older } = isPast ? past : thread;
  const lines = past.lines ?? thread.lines;
  const say = useTexts(threadTexts);
  const { data: brands } = useBrands();
  const [wanted, setWanted] = useQueryValue('line');
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const customer = row.name ?? row.phone;

  const items = useMemo(
    () => threadItems(lines, { readTo: isPast ? undefined : readTo, opened, wanted: wanted || undefined }),
    [lines, isPast, readTo, opened, wanted],
  );
  const taps = useMemo(() => tapsOf(lines), [lines]);
  const onTop = useCallback(() => {
    if (hasOlder && !loadingOlder) void older();
  }, [hasOlder, loadingOlder, older]);
  const { newer, leave } = past;
  const lineShown = useRef<(id: string) => boolean>(() => false);
  // What was asked for is drawn and not yet in sight: where the reader is says nothing.
  const placing = useRef(false);
  const onBottom = useCallback(() => {
    if (placing.current) return;
    const follow = async () => {
      const met = await newer();
      if (met === undefined) return;
      await nextFrame();
      await nextFrame();
      lineShown.current(met);
    };
    void follow();
  }, [newer]);
  const scroll = useThreadScroll(lines[0]?.id, onTop, { past: isPast, onBottom });
  const { atEnd, toLine } = scroll;
  lineShown.current = toLine;
  const goToEnd = useRef(false);
  const toEnd = () => {
    goToEnd.current = isPast;
    leave();
    scroll.toEnd();
  };
  endRef.current = toEnd;
  // The newest lines are drawn only after what lies far back was left.
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is for the moment the past was left.
  useEffect(() => {
    if (isPast || !goToEnd.current) return;
    goToEnd.current = false;
    scroll.toEnd();
  }, [isPast]);

  const brand = brands?.find(({ id }) => id === row.brand) ?? firstBrand(brands);
  const hands = useMemo(
    (): PhoneHands => ({
      platform: 'android',
      brand: { name: brand?.name ?? '', colour: brand?.color ?? '#0b6b5e', verified: true },
      rcs: true,
      // Nothing is offered in here: buttons are told beside the message.
      tap: () => undefined,
      tapOnly: () => undefined,
      open: () => undefined,
      pageAt: () => undefined,
      pay: () => undefined,
    }),
    [brand?.name, brand?.color],
  );

  // --- what is linked to or was searched for -------------------------------------------------------------------
  const gone = useRef('');
  const latest = useRef(thread);
  latest.current = thread;
  const shown = useRef(lines);
  shown.current = lines;
  const { jump } = past;
  // Once for each line that is wanted: whoever scrolled on since is not brought back by a word that changed.
  const said = useRef(say);
  said.current = say;
  useEffect(() => {
    if (wanted === '' || gone.current === wanted) return;
    gone.current = wanted;
    let over = false;
    const seek = async () => {
      if (!shown.current.some(({ id }) => id === wanted)) {
        if (latest.current.lines.some(({ id }) => id === wanted)) leave();
        else {
          placing.current = true;
          await jump({ line: wanted }).catch(() => undefined);
        }
        await nextFrame();
      }
      await nextFrame();
      if (over) return;
      if (!toLine(wanted)) toast({ tone: 'bad', text: said.current('notFound') });
      placing.current = false;
    };
    void seek();
    return () => {
      over = true;
      gone.current = '';
    };
  }, [wanted, toLine, jump, leave]);

  const days = useRef(0);
  const toDay = async (from: number) => {
    days.current += 1;
    const turn = days.current;
    const { lines: known, hasOlder: more } = latest.current;
    const isKnown = !more || (known[0]?.at ?? 0) < from;
    placing.current = !isKnown;
    const first = isKnown
      ? known.find(({ type, at }) => type === 'message' && at >= from)?.id
      : await jump({ from }).catch(() => undefined);
    // Another day was chosen meanwhile.
    if (turn !== days.current) return;
    if (first === undefined || first === wanted) {
      await nextFrame();
      if (first === undefined || !toLine(first)) toast({ text: say('noSuchDay') });
      placing.current = false;
      return;
    }
    gone.current = '';
    setWanted(first);
  };

  // --- what has been seen ----------------------------------------------------------------------------------------
  const me = useSession((session) => session.me?.id);
  const newest = newestHeard(thread.lines)?.id;
  const reply = newestReply(thread.lines, me)?.id;
  const visible = usePageVisible();
  useEffect(() => {
    if ((newest === undefined && reply === undefined) || !atEnd || isPast || !visible) return;
    const timer = setTimeout(() => {
      onSeen({
        ...(newest === undefined ? {} : { heard: newest }),
        ...(reply === undefined ? {} : { reply }),
      });
      if (mine && newest !== undefined)
        askLive('conversation:read', { id: row.id, upTo: newest }).catch(() => undefined);
    }, SEEN_MS);
    return () => clearTimeout(timer);
  }, [newest, reply, atEnd, isPast, visible, mine, row.id, onSeen]);

  const copy = async (text: string) => {
    try {
      await navigator.clipboard.writeText(text);
      toast({ text: say('copied') });
    } catch {
      toast({ tone: 'bad', text: say('copyFailed') });
    }
  };
  const lineActions: LineActions = {
    ...actions,
    translation: { conversation: row.id, locale: row.locale },
    copyText: (line: MessageLineData) => void copy(wordsOfLine(line)),
    copyLink: (line: MessageLineData) =>
      void copy(`${location.origin}/inbox/${row.id}?line=${encodeURIComponent(line.id)}`),
  };
  const onFocus = useLineCommands({
    box: scroll.box,
    lines,
    reader: me,
    actions: lineActions,
    older: hasOlder && !loadingOlder ? () => void older() : undefined,
    toEnd,
  });
  const unfold = (key: string, open: boolean) =>
    setOpened((before) => {
      const next = new Set(before);
      if (open) next.add(key);
      else next.delete(key);
      return next;
    });

  return (
    <div className={css.frame}>
      {searching ? (
        <ThreadSearch
          conversation={row.id}
          by={searching}
          onFound={(id) => {
            gone.current = '';
            setWanted(id);
          }}
          onDay={(from) => void toDay(from)}
          onClose={() => {
            setWanted('');
            onSearchClose();
          }}
        />
      ) : null}
      <PhoneProvider value={hands}>
        <section
          ref={scroll.box}
          className={css.view}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
          tabIndex={0}
          aria-label={say('thread', { name: customer })}
          onScroll={scroll.onScroll}
          onFocus={onFocus}
        >
          <div ref={scroll.inner} className={css.lines}>
            {hasOlder ? (
              <p className={css.older}>
                <Button
                  size="s"
                  look="quiet"
                  data-command="inbox.older"
                  disabled={loadingOlder}
                  onClick={() => void older()}
                >
                  {say(loadingOlder ? 'loadingOlder' : 'older')}
                </Button>
              </p>
            ) : (
              <p className={css.beginning}>{say('beginning')}</p>
            )}
            {items.map((item) => (
              <Item
                key={item.key}
                item={item}
                customer={customer}
                taps={taps}
                wanted={wanted}
                actions={lineActions}
                nodeTitle={nodeTitle}
                onFold={unfold}
              />
            ))}
            {typing && !isPast ? (
              <p className={css.typing} role="status">
                <span className={css.dots} aria-hidden>
                  <i />
                  <i />
                  <i />
                </span>
                <bdi>{say('typing', { name: customer })}</bdi>
              </p>
            ) : null}
          </div>
        </section>
      </PhoneProvider>
      <News thread={thread} customer={customer} />
      {atEnd ? null : (
        <Button size="s" className={css.end} data-command="inbox.latest" onClick={toEnd}>
          <ArrowDown size={14} aria-hidden />
          {say('latest')}
        </Button>
      )}
    </div>
  );
}

interface ItemProps {
  item: ThreadItem;
  customer: string;
  taps: ReadonlyMap<string, ReadonlySet<string>>;
  wanted: string;
  actions: LineActions;
  nodeTitle: (node: string) => string;
  onFold: (key: string, open: boolean) => void;
}

function Item({ item, customer, taps, wanted, actions, nodeTitle, onFold }: ItemProps) {
  const say = useTexts(threadTexts);
  if (item.kind === 'day') return <Day at={item.at} />;
  if (item.kind === 'unread') {
    return (
      <p className={css.unread}>
        <span>{say('unread')}</span>
      </p>
    );
  }
  if (item.kind === 'fold') {
    const Arrow = item.open ? ChevronUp : ChevronDown;
    return (
      <p className={css.fold}>
        <Button
          size="s"
          look="quiet"
          data-command="inbox.unfold"
          aria-expanded={item.open}
          onClick={() => onFold(item.key, !item.open)}
        >
          <Bot size={14} aria-hidden />
          {item.open ? say('botHide') : say('botShow', { count: item.count })}
          <Arrow size={14} aria-hidden />
        </Button>
      </p>
    );
  }
  const { line, joined } = item;
  if (line.type === 'event') return <EventLine line={line} nodeTitle={nodeTitle} />;
  if (line.type === 'note') return <NoteLine line={line} />;
  if (line.type === 'whisper') return <WhisperLine line={line} />;
  return (
    <MessageLine
      line={line}
      joined={joined}
      customer={customer}
      tapped={taps.get(line.id)}
      found={line.id === wanted}
      actions={actions}
    />
  );
}

/** Reads new messages of the customer and whispers to the reader aloud, and none that was there before. */
function News({ thread: { lines }, customer }: { thread: Thread; customer: string }) {
  const say = useTexts(threadTexts);
  const me = useSession((session) => session.me?.id);
  const since = useRef<string>(undefined);
  const [said, setSaid] = useState<{ id: string; text: string }[]>([]);
  useEffect(() => {
    const last = lines.at(-1)?.id;
    const from = since.current;
    since.current = last;
    if (from === undefined) return;
    const place = lines.findIndex(({ id }) => id === from);
    if (place < 0) return;
    const news = lines.slice(place + 1).flatMap((line) => {
      if (line.type === 'message' && line.direction === 'in')
        return [{ id: line.id, text: `${customer}: ${wordsOfLine(line)}` }];
      if (line.type === 'whisper' && line.to.id === me)
        return [{ id: line.id, text: `${say('whisperFrom', { name: line.author.name })}: ${line.text}` }];
      return [];
    });
    if (news.length > 0) setSaid((before) => [...before, ...news].slice(-5));
  }, [lines, customer, me, say]);
  return (
    <div className="visually-hidden" role="log" aria-live="polite">
      {said.map(({ id, text }) => (
        <p key={id}>{text}</p>
      ))}
    </div>
  );
}

function Day({ at }: { at: number }) {
  const say = useTexts(threadTexts);
  const region = useRegion();
  const now = useMinute();
  const days = Math.round((startOfDay(now) - startOfDay(at)) / 86_400_000);
  const text =
    days === 0
      ? say('today')
      : days === 1
        ? say('yesterday')
        : new Intl.DateTimeFormat(region, {
            weekday: 'long',
            day: 'numeric',
            month: 'long',
            ...(days > 300 ? { year: 'numeric' } : {}),
          }).format(at);
  return (
    <h3 className={css.day}>
      <span>{text}</span>
    </h3>
  );
}

function startOfDay(at: number): number {
  return new Date(at).setHours(0, 0, 0, 0);
}

function usePageVisible(): boolean {
  const [visible, setVisible] = useState(() => document.visibilityState === 'visible');
  useEffect(() => {
    const look = () => setVisible(document.visibilityState === 'visible');
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, []);
  return visible;
}

function nextFrame(): Promise<void> {
  return new Promise((resolve) => {
    requestAnimationFrame(() => resolve());
  });
}
