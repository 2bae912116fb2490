/** Looks for words inside one conversation and goes from one finding to the next. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { ChevronDown, ChevronUp, Search, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTexts } from '../../ui/i18n.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { Input } from '../../ui/input.tsx';
import { searchInbox } from '../inbox-requests.ts';
import { useInboxCommands } from '../use-inbox-commands.ts';
import css from './thread-search.module.css';
import { threadTexts } from './thread-texts.ts';

interface Props {
  conversation: string;
  /** What is asked for first. */
  by: 'words' | 'day';
  onFound: (message: string) => void;
  /** Shows what was said from the beginning of a day on, in milliseconds. */
  onDay: (from: number) => void;
  onClose: () => void;
}

const PAGE = 100;
const MOST_EMPTY = 20;
const REST_MS = 250;

export function ThreadSearch({ conversation, by, onFound, onDay, onClose }: Props) {
  const say = useTexts(threadTexts);
  const field = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  const [sought, setSought] = useState('');
  const [place, setPlace] = useState(0);
  const [day, setDay] = useState('');
  const dayField = useRef<HTMLInputElement>(null);
  useEffect(() => (by === 'day' ? dayField : field).current?.focus(), [by]);
  useEffect(() => {
    const timer = setTimeout(() => setSought(text.trim()), REST_MS);
    return () => clearTimeout(timer);
  }, [text]);
  const { data, hasNextPage, fetchNextPage } = useInfiniteQuery({
    queryKey: ['inbox', 'search-in', conversation, sought],
    queryFn: ({ signal, pageParam }) =>
      searchInbox(
        sought,
        { conversation, limit: PAGE, ...(pageParam === '' ? {} : { cursor: pageParam }) },
        signal,
      ),
    initialPageParam: '',
    getNextPageParam: ({ cursor }) => cursor,
    enabled: sought !== '',
  });
  const found = (data?.pages ?? []).flatMap(({ items }) =>
    items.flatMap(({ message }) => (message ? [message.id] : [])),
  );
  const current = found[place];
  const go = useRef(onFound);
  go.current = onFound;
  // biome-ignore lint/correctness/useExhaustiveDependencies: other findings begin with the first.
  useEffect(() => setPlace(0), [sought]);
  useEffect(() => {
    if (current !== undefined) go.current(current);
  }, [current]);
  const step = async (by: number) => {
    const next = place + by;
    if (found.length === 0) return;
    let more = next >= found.length && hasNextPage;
    // A page may have nothing and still lead on.
    for (let tries = 0; more && tries < MOST_EMPTY; tries += 1) {
      const fetched = await fetchNextPage();
      const count = (fetched.data?.pages ?? []).flatMap(({ items }) => items).length;
      if (count > found.length) return setPlace(next);
      more = fetched.hasNextPage;
    }
    setPlace((next + found.length) % found.length);
  };
  const { icon } = useInboxCommands([
    { id: 'inbox.found.next', when: found.length > 0, run: () => void step(1) },
    { id: 'inbox.found.previous', when: found.length > 0, run: () => void step(-1) },
    { id: 'inbox.found.close', run: onClose },
  ]);
  return (
    <search className={css.bar}>
      <Input
        ref={field}
        type="search"
        className={css.field}
        aria-label={say('search')}
        placeholder={say('searchShort')}
        maxLength={200}
        value={text}
        onChange={setText}
        before={<Search size={14} aria-hidden />}
        onKeyDown={(event) => {
          if (event.key === 'Enter') void step(event.shiftKey ? -1 : 1);
          else if (event.key === 'Escape') onClose();
          else return;
          event.preventDefault();
        }}
      />
      <p className={css.count} role="status">
        {sought === '' || !data
          ? ''
          : found.length === 0
            ? say('searchNothing')
            : say('searchOf', { place: place + 1, count: hasNextPage ? `${found.length}+` : found.length })}
      </p>
      <IconButton {...icon('inbox.found.previous')} icon={<ChevronUp size={16} aria-hidden />} />
      <IconButton {...icon('inbox.found.next')} icon={<ChevronDown size={16} aria-hidden />} />
      <Input
        ref={dayField}
        type="date"
        className={css.day}
        aria-label={say('jumpDay')}
        title={say('jumpDay')}
        value={day}
        onChange={(value) => {
          setDay(value);
          const from = new Date(`${value}T00:00`).getTime();
          if (Number.isFinite(from) && /^[12]/.test(value)) onDay(from);
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          event.preventDefault();
          onClose();
        }}
      />
      <IconButton {...icon('inbox.found.close')} icon={<X size={16} aria-hidden />} />
    </search>
  );
}
