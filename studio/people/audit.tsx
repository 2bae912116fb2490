/** Who did what: the audit log, filtered by the server, verified and exported. */
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Download, ListX, ShieldCheck } from 'lucide-react';
import { useState } from 'react';
import type { AuditEntry, AuditVerdict, People, PersonView } from '../../server/contract/people.ts';
import { download } from '../api/download.ts';
import { useProblemText } from '../api/problem-text.ts';
import { request } from '../api/request.ts';
import { ROLE_LIST, roleTexts } from '../api/role-names.ts';
import { Button } from '../ui/button.tsx';
import { classNames } from '../ui/class-names.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { Field } from '../ui/field.tsx';
import { useRegion, useTexts } from '../ui/i18n.ts';
import { Input } from '../ui/input.tsx';
import { Page } from '../ui/page.tsx';
import { usePageTitle } from '../ui/page-title.ts';
import { Problem } from '../ui/problem.tsx';
import { Select } from '../ui/select.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import table from '../ui/table.module.css';
import { toast } from '../ui/toast.ts';
import css from './audit.module.css';
import { ACTION_LIST, actionTexts, auditTexts, detailTexts } from './audit-texts.ts';

const PAGE = 50;
const NO_FILTER = { person: '', action: '', subject: '', from: '', to: '' };
type Filter = typeof NO_FILTER;

export function AuditScreen() {
  const say = useTexts(auditTexts);
  const problemText = useProblemText();
  usePageTitle(say('title'));
  const [filter, setFilter] = useState(NO_FILTER);
  const query = queryOf(filter);
  const { data, error, isPending, isFetchingNextPage, hasNextPage, fetchNextPage, refetch } =
    useInfiniteQuery({
      queryKey: ['audit', query],
      queryFn: ({ pageParam, signal }) =>
        request<{ items: AuditEntry[]; cursor?: string }>('/audit', {
          query: { ...query, limit: PAGE, ...(pageParam === '' ? {} : { cursor: pageParam }) },
          signal,
        }),
      initialPageParam: '',
      getNextPageParam: ({ cursor }) => cursor,
    });
  const { data: known } = useQuery({
    queryKey: ['people'],
    queryFn: ({ signal }) => request<People>('/people', { signal }),
  });
  const people = known?.people ?? [];
  const names = new Map(people.map(({ id, name }) => [id, name]));
  const entries = data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <Page title={say('title')} lead={say('lead')} tools={<Tools query={query} />}>
      <Filters people={people} filter={filter} onChange={setFilter} />
      {isPending ? (
        <div className={css.skeleton} aria-busy="true">
          {['a', 'b', 'c', 'd', 'e', 'f'].map((row) => (
            <Skeleton key={row} height="28px" />
          ))}
        </div>
      ) : null}
      {!isPending && !data ? (
        <Problem title={say('loadFailed')} detail={problemText(error)} onRetry={() => refetch()} />
      ) : null}
      {data && entries.length === 0 && !hasNextPage ? (
        <EmptyState icon={<ListX size={20} aria-hidden />} title={say('empty')} text={say('emptyText')}>
          <Button size="s" onClick={() => setFilter(NO_FILTER)}>
            {say('clear')}
          </Button>
        </EmptyState>
      ) : null}
      {entries.length > 0 ? <Entries entries={entries} names={names} /> : null}
      {data && error ? <Problem inline title={say('olderFailed')} detail={problemText(error)} /> : null}
      {hasNextPage ? (
        <div className={css.more}>
          <Button
            size="s"
            disabled={isFetchingNextPage}
            aria-busy={isFetchingNextPage}
            onClick={() => fetchNextPage()}
          >
            {say('older')}
          </Button>
        </div>
      ) : null}
    </Page>
  );
}

function Tools({ query }: { query: Record<string, string | number> }) {
  const say = useTexts(auditTexts);
  const region = useRegion();
  const problemText = useProblemText();
  const [busy, setBusy] = useState(false);

  const during = async (work: () => Promise<void>) => {
    setBusy(true);
    try {
      await work();
    } catch (problem) {
      toast({ tone: 'bad', text: problemText(problem) });
    } finally {
      setBusy(false);
    }
  };
  const verify = async () => {
    const { whole, entries, brokenAt } = await request<AuditVerdict>('/audit/verify');
    const count = entries.toLocaleString(region);
    toast(
      whole
        ? { tone: 'good', text: say('whole', { count }) }
        : { tone: 'bad', text: say('broken', { at: brokenAt ?? 0 }), duration: 60_000 },
    );
  };
  const save = () => download('/audit/export', 'audit.csv', { query });
  return (
    <>
      <Button size="s" disabled={busy} onClick={() => during(verify)}>
        <ShieldCheck size={15} aria-hidden />
        {say('verify')}
      </Button>
      <Button size="s" disabled={busy} onClick={() => during(save)}>
        <Download size={15} aria-hidden />
        {say('export')}
      </Button>
    </>
  );
}

function Filters({
  people,
  filter,
  onChange,
}: {
  people: readonly PersonView[];
  filter: Filter;
  onChange: (filter: Filter) => void;
}) {
  const say = useTexts(auditTexts);
  const sayAction = useTexts(actionTexts);
  const region = useRegion();
  const set = (name: keyof Filter) => (value: string) => onChange({ ...filter, [name]: value });
  const actions = ACTION_LIST.map((value) => ({ value: value as string, label: sayAction(value) })).sort(
    (one, other) => one.label.localeCompare(other.label, region),
  );
  return (
    <search className={css.filters}>
      <Field label={say('filterPerson')}>
        {(control) => (
          <Select
            {...control}
            value={filter.person}
            options={[
              { value: '', label: say('everybody') },
              ...people.map(({ id, name }) => ({ value: id, label: name })),
            ]}
            onChange={set('person')}
          />
        )}
      </Field>
      <Field label={say('filterAction')}>
        {(control) => (
          <Select
            {...control}
            value={filter.action}
            options={[{ value: '', label: say('everything') }, ...actions]}
            onChange={set('action')}
          />
        )}
      </Field>
      <Field label={say('filterSubject')}>
        {(control) => (
          <Input
            {...control}
            dir="ltr"
            spellCheck={false}
            maxLength={200}
            value={filter.subject}
            onChange={set('subject')}
          />
        )}
      </Field>
      <Field label={say('filterFrom')}>
        {(control) => <Input {...control} type="date" value={filter.from} onChange={set('from')} />}
      </Field>
      <Field label={say('filterTo')}>
        {(control) => <Input {...control} type="date" value={filter.to} onChange={set('to')} />}
      </Field>
    </search>
  );
}

function Entries({
  entries,
  names,
}: {
  entries: readonly AuditEntry[];
  /** Of people, by their ids. */
  names: ReadonlyMap<string, string>;
}) {
  const say = useTexts(auditTexts);
  const sayAction = useTexts(actionTexts);
  const sayDetail = useDetailWords();
  const region = useRegion();
  const time = new Intl.DateTimeFormat(region, { dateStyle: 'short', timeStyle: 'medium' });
  return (
    <table className={classNames(table.table, css.table)}>
      <thead>
        <tr>
          <th scope="col" className={css.when}>
            {say('when')}
          </th>
          <th scope="col" className={css.who}>
            {say('who')}
          </th>
          <th scope="col">{say('what')}</th>
          <th scope="col">{say('subject')}</th>
          <th scope="col" className={css.from}>
            {say('from')}
          </th>
        </tr>
      </thead>
      <tbody>
        {entries.map(({ seq, at, who, action, subject, detail, address, failed }) => (
          <tr key={seq}>
            <td className={css.when}>
              <time dateTime={new Date(at).toISOString()}>{time.format(at)}</time>
            </td>
            <td className={css.who}>
              <WhoName who={who} />
              {who.via === 'token' || who.via === 'admin-token' ? (
                <span className={css.note}>{say(who.via === 'token' ? 'token' : 'adminToken')}</span>
              ) : null}
            </td>
            <td>
              {sayAction(action)}
              {failed ? <span className={css.failed}>{say('failed', { code: failed })}</span> : null}
            </td>
            <td className={css.subject}>
              <bdi title={subject}>{names.get(subject) ?? subject}</bdi>
              {detail ? (
                <span className={css.note}>
                  <bdi>
                    {Object.entries(detail)
                      .map(([name, value]) => sayDetail(name, value))
                      .join(' · ')}
                  </bdi>
                </span>
              ) : null}
            </td>
            <td className={css.from} dir="ltr">
              {address}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Parts and values that have no words here are shown as they were logged. */
function useDetailWords(): (name: string, value: string) => string {
  const say = useTexts(detailTexts);
  const sayRole = useTexts(roleTexts);
  const isKnown = (key: string): key is keyof typeof detailTexts.en => Object.hasOwn(detailTexts.en, key);
  const roleWords = (written: string) => {
    const role = ROLE_LIST.find((one) => one === written);
    return role ? sayRole(role) : written;
  };
  return (name, value) => {
    const key = `${name}=${value}`;
    return say('line', {
      name: isKnown(name) ? say(name) : name,
      value: name === 'roles' ? value.split(', ').map(roleWords).join(', ') : isKnown(key) ? say(key) : value,
    });
  };
}

/** Days as the reader's own clock has them. */
function queryOf({ person, action, subject, from, to }: Filter): Record<string, string | number> {
  const start = from === '' ? undefined : new Date(`${from}T00:00:00`).getTime();
  const end = to === '' ? undefined : new Date(`${to}T23:59:59.999`).getTime();
  return {
    ...(person === '' ? {} : { person }),
    ...(action === '' ? {} : { action }),
    ...(subject.trim() === '' ? {} : { subject: subject.trim() }),
    ...(start === undefined || Number.isNaN(start) ? {} : { from: start }),
    ...(end === undefined || Number.isNaN(end) ? {} : { to: end }),
  };
}

function WhoName({ who: { via, name } }: { who: AuditEntry['who'] }) {
  const say = useTexts(auditTexts);
  if (via === 'customer') return say('customer');
  if (via === 'rule') return <bdi>{say('rule', { name })}</bdi>;
  return name ? <bdi>{name}</bdi> : say('nobody');
}
