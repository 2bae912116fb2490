/** What a search found, conversation by conversation, the words that were looked for marked; further ones on demand. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { SearchX } from 'lucide-react';
import type { Hit } from '../../../server/contract/inbox-list.ts';
import { useProblemText } from '../../api/problem-text.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { useRegion, useTexts } from '../../ui/i18n.ts';
import { useMinute } from '../../ui/minute.ts';
import { Problem } from '../../ui/problem.tsx';
import { Link } from '../../ui/router.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { searchInbox } from '../inbox-requests.ts';
import { shortMoment } from '../short-time.ts';
import { useInboxCommands } from '../use-inbox-commands.ts';
import { listTexts } from './list-texts.ts';
import { MarkedText } from './marked-text.tsx';
import css from './search-results.module.css';

interface Props {
  search: string;
  open: string | undefined;
  /** With the message that was found, so that it can be gone to. */
  hrefOf: (conversation: string, message?: string) => string;
}

export function SearchResults({ search, open, hrefOf }: Props) {
  const say = useTexts(listTexts);
  const problemText = useProblemText();
  const { data, error, isPending, refetch, fetchNextPage, hasNextPage, isFetchingNextPage } =
    useInfiniteQuery({
      queryKey: ['inbox', 'search', search],
      queryFn: ({ pageParam, signal }) =>
        searchInbox(search, pageParam === '' ? {} : { cursor: pageParam }, signal),
      initialPageParam: '',
      getNextPageParam: (page) => page.cursor,
    });
  const { plain } = useInboxCommands([
    {
      id: 'inbox.searchMore',
      when: hasNextPage && !isFetchingNextPage,
      run: () => void fetchNextPage(),
    },
  ]);
  if (isPending) {
    return (
      <div className={css.wait} aria-busy="true">
        {['a', 'b', 'c'].map((row) => (
          <Skeleton key={row} height="52px" />
        ))}
      </div>
    );
  }
  if (!data) return <Problem title={say('failed')} detail={problemText(error)} onRetry={() => refetch()} />;
  const hits = data.pages.flatMap(({ items }) => items);
  if (hits.length === 0) {
    return (
      <EmptyState
        small
        level={3}
        icon={<SearchX size={20} aria-hidden />}
        title={say('searchNothing', { search })}
      />
    );
  }
  return (
    <div className={css.box}>
      <ul aria-label={say('searchFound')}>
        {hits.map((hit, place) => (
          <li key={`${hit.row.id} ${hit.message?.id ?? place}`}>
            <HitRow hit={hit} open={hit.row.id === open} href={hrefOf(hit.row.id, hit.message?.id)} />
          </li>
        ))}
      </ul>
      {hasNextPage ? (
        <Button size="s" className={css.more} {...plain('inbox.searchMore')}>
          {say('searchMore')}
        </Button>
      ) : null}
    </div>
  );
}

function HitRow({ hit: { row, message, fields }, open, href }: { hit: Hit; open: boolean; href: string }) {
  const say = useTexts(listTexts);
  const region = useRegion();
  const now = useMinute();
  const of = (field: 'name' | 'phone') => fields.find((one) => one.field === field);
  const name = of('name') ?? (row.name === undefined ? of('phone') : undefined);
  const others = fields.filter((one) => one !== name);
  return (
    <Link href={href} className={css.hit} aria-current={open ? 'true' : undefined}>
      <span className={css.head}>
        <bdi className={css.name}>
          {name ? <MarkedText text={name.text} ranges={name.ranges} /> : (row.name ?? row.phone)}
        </bdi>
        <span className={css.when}>{shortMoment(message?.at ?? row.at, now, region)}</span>
      </span>
      {message ? (
        <span className={css.words}>
          <span className={css.by}>
            {say('saidBy', { name: say(message.direction === 'in' ? 'customerSaid' : 'brandSaid') })}
          </span>
          <bdi>
            <MarkedText text={message.text} ranges={message.ranges} />
          </bdi>
        </span>
      ) : null}
      {others.map(({ field, text, ranges }) => (
        <span key={field} className={css.words}>
          <bdi>
            <MarkedText text={text} ranges={ranges} />
          </bdi>
        </span>
      ))}
    </Link>
  );
}
