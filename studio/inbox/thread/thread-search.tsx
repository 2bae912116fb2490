/** Looks for words inside one conversation and goes from one finding to the next. */
import { useQuery } from '@tanstack/react-query';
import { ChevronDown, ChevronUp, Search, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTexts } from '../../ui/i18n.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { Input } from '../../ui/input.tsx';
import { searchInbox } from '../inbox-requests.ts';
import css from './thread-search.module.css';
import { threadTexts } from './thread-texts.ts';

interface Props {
  conversation: string;
  onFound: (message: string) => void;
  /** Shows what was said from the beginning of a day on, in milliseconds. */
  onDay: (from: number) => void;
  onClose: () => void;
}

const MOST = 100;
const REST_MS = 250;

export function ThreadSearch({ conversation, onFound, onDay, onClose }: Props) {
  const say = useTexts(threadTexts);
  const field = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  const [sought, setSought] = useState('');
  const [place, setPlace] = useState(0);
  const [day, setDay] = useState('');
  useEffect(() => field.current?.focus(), []);
  useEffect(() => {
    const timer = setTimeout(() => setSought(text.trim()), REST_MS);
    return () => clearTimeout(timer);
  }, [text]);
  const { data } = useQuery({
    queryKey: ['inbox', 'search-in', conversation, sought],
    queryFn: ({ signal }) => searchInbox(sought, { conversation, limit: MOST }, signal),
    enabled: sought !== '',
  });
  const found = (data?.items ?? []).flatMap(({ message }) => (message ? [message.id] : []));
  const current = found[place];
  const go = useRef(onFound);
  go.current = onFound;
  // biome-ignore lint/correctness/useExhaustiveDependencies: other findings begin with the first.
  useEffect(() => setPlace(0), [sought]);
  useEffect(() => {
    if (current !== undefined) go.current(current);
  }, [current]);
  const step = (by: number) => {
    if (found.length > 0) setPlace((place + by + found.length) % found.length);
  };
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
          if (event.key === 'Enter') step(event.shiftKey ? -1 : 1);
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
            : say('searchOf', { place: place + 1, count: found.length })}
      </p>
      <IconButton
        label={say('searchPrevious')}
        icon={<ChevronUp size={16} aria-hidden />}
        disabled={found.length === 0}
        onClick={() => step(-1)}
      />
      <IconButton
        label={say('searchNext')}
        icon={<ChevronDown size={16} aria-hidden />}
        disabled={found.length === 0}
        onClick={() => step(1)}
      />
      <Input
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
      <IconButton label={say('searchClose')} icon={<X size={16} aria-hidden />} onClick={onClose} />
    </search>
  );
}
