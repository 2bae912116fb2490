/** Finds the other conversation of a person: who is suggested, or who a number or a name finds. */
import { useQuery } from '@tanstack/react-query';
import { Search } from 'lucide-react';
import { useState } from 'react';
import type { Row } from '../../../server/contract/inbox-list.ts';
import { useProblemText } from '../../api/problem-text.ts';
import { Ago } from '../../ui/ago.tsx';
import { Field } from '../../ui/field.tsx';
import { useTexts } from '../../ui/i18n.ts';
import { Input } from '../../ui/input.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { searchInbox } from '../inbox-requests.ts';
import { useLater } from '../use-later.ts';
import css from './person-picker.module.css';
import { suggestSame } from './person-requests.ts';
import { personTexts } from './person-texts.ts';

export interface Picked {
  conversation: string;
  phone: string;
  name?: string | undefined;
}

interface Shown extends Picked {
  at: number;
  why?: string;
}

interface Props {
  row: Row;
  /** The person's conversations, which are not offered. */
  own: readonly string[];
  onPick: (one: Picked) => void;
}

const SEARCH_MS = 250;
const MOST = 30;

export function PersonPicker({ row, own, onPick }: Props) {
  const say = useTexts(personTexts);
  const problemText = useProblemText();
  const [search, setSearch] = useState('');
  const sought = useLater(search.trim(), SEARCH_MS);
  const suggested = useQuery({
    queryKey: ['inbox', 'same-person', row.id],
    queryFn: ({ signal }) => suggestSame(row.id, signal),
    staleTime: 0,
  });
  const found = useQuery({
    queryKey: ['inbox', 'same-person', row.id, sought],
    queryFn: ({ signal }) => searchInbox(sought, { limit: MOST }, signal),
    enabled: sought !== '',
    staleTime: 0,
  });

  const people: Shown[] | undefined =
    sought === ''
      ? suggested.data?.map(({ why, shared, ...one }) => ({
          ...one,
          why: say(why === 'email' ? 'byEmail' : 'byName', { shared }),
        }))
      : found.data?.items
          // Found by who they are, not by what was said.
          .filter(({ fields }) => fields.some(({ field }) => field === 'phone' || field === 'name'))
          .filter(({ row: { id, brand } }) => brand === row.brand && !own.includes(id))
          .map(({ row: { id, phone, name, at } }) => ({ conversation: id, phone, name, at }));
  const asked = sought === '' ? suggested : found;
  return (
    <div className={css.box}>
      <Field label={say('search')}>
        {(control) => (
          <Input
            {...control}
            type="search"
            autoComplete="off"
            dir="auto"
            maxLength={100}
            before={<Search size={15} aria-hidden />}
            value={search}
            onChange={setSearch}
          />
        )}
      </Field>
      <section className={css.results} aria-busy={asked.isFetching}>
        {people ? (
          people.length > 0 ? (
            <>
              <h3>{say(sought === '' ? 'suggested' : 'found')}</h3>
              <ul>
                {people.map((one) => (
                  <li key={one.conversation}>
                    <button type="button" className={css.person} onClick={() => onPick(one)}>
                      <span className={css.head}>
                        <bdi className={css.name}>{one.name ?? one.phone}</bdi>
                        <Ago at={one.at} className={css.when} />
                      </span>
                      <span className={css.soft}>
                        {one.name === undefined ? null : <bdi dir="ltr">{one.phone}</bdi>}
                        {one.why ? <bdi>{one.why}</bdi> : null}
                      </span>
                    </button>
                  </li>
                ))}
              </ul>
            </>
          ) : (
            <p className={css.none} role="status">
              {sought === '' ? say('none') : say('nobody', { search: sought })}
            </p>
          )
        ) : asked.isPending ? (
          <>
            <p className="visually-hidden" role="status">
              {say('loading')}
            </p>
            {['a', 'b'].map((line) => (
              <Skeleton key={line} height="44px" />
            ))}
          </>
        ) : (
          <Problem
            inline
            title={say('failed')}
            detail={problemText(asked.error)}
            onRetry={() => asked.refetch()}
          />
        )}
      </section>
    </div>
  );
}
