/** The middle pane: which list it is, its search, sort and filter, the rows, and what is done to many of them. */
import { useQueryClient } from '@tanstack/react-query';
import { ArrowDownWideNarrow, Ellipsis, Inbox, ListFilter, Search, X } from 'lucide-react';
import { type ReactNode, useCallback, useEffect, useRef, useState } from 'react';
import type { Filter, SavedView } from '../../../server/contract/inbox-list.ts';
import { SORTS } from '../../../server/contract/inbox-words.ts';
import { useProblemText } from '../../api/problem-text.ts';
import { useMay } from '../../api/session.ts';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/dialog.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { useTexts } from '../../ui/i18n.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { Input } from '../../ui/input.tsx';
import { Menu } from '../../ui/menu.tsx';
import { Popover } from '../../ui/popover.tsx';
import { Problem } from '../../ui/problem.tsx';
import { navigate } from '../../ui/router.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { createView, removeView, saveView } from '../inbox-requests.ts';
import { useLiveList } from '../live/use-live-list.ts';
import { useAct } from '../use-act.ts';
import { useInboxCommands } from '../use-inbox-commands.ts';
import { useLater } from '../use-later.ts';
import { VIEWS_KEY } from '../use-work.ts';
import { BulkBar } from './bulk-bar.tsx';
import { ConversationList, type ListControls } from './conversation-list.tsx';
import { ExportDialog } from './export-dialog.tsx';
import { FilterPanel } from './filter-panel.tsx';
import css from './list-pane.module.css';
import { listTexts } from './list-texts.ts';
import { filterOf, goToList, isBuiltIn, type ListPlace, listOf, placeUrl } from './place.ts';
import { SearchResults } from './search-results.tsx';
import { useBulk } from './use-bulk.ts';
import { ViewDialog } from './view-dialog.tsx';

interface Props {
  place: ListPlace;
  saved: readonly SavedView[] | undefined;
  conversation: string | undefined;
  /** Above the rows: offers. */
  children?: ReactNode;
}

const SORT_NAMES = { newest: 'newest', waiting: 'sortWaiting', due: 'due', priority: 'priority' } as const;
const SEARCH_MS = 250;
const EMPTY_TEXTS: Record<string, 'emptyMine' | 'emptyUnassigned' | 'emptyWaiting' | 'emptyMentioned'> = {
  mine: 'emptyMine',
  unassigned: 'emptyUnassigned',
  waiting: 'emptyWaiting',
  mentioned: 'emptyMentioned',
};

export function ListPane({ place, saved, conversation, children }: Props) {
  const say = useTexts(listTexts);
  const problemText = useProblemText();
  const client = useQueryClient();
  const { run, busy } = useAct();
  const mayAssign = useMay('conversations.assign');
  const mayExport = useMay('conversations.export');
  const ask = listOf(place, saved);
  const list = useLiveList(ask);
  const { rows } = list;
  const [search, setSearch] = useState('');
  const sought = useLater(search.trim(), SEARCH_MS);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const anchor = useRef<string>(undefined);
  const controls = useRef<ListControls>(undefined);
  const field = useRef<HTMLInputElement>(null);
  const [dialog, setDialog] = useState<'save' | 'change' | 'delete' | 'export'>();
  const [filtering, setFiltering] = useState(false);

  const placeText = JSON.stringify(place);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another list begins with nothing selected.
  useEffect(() => setSelected(new Set()), [placeText]);
  const clear = useCallback(() => setSelected(new Set()), []);
  const bulk = useBulk(clear);
  // What has left the list is not selected any more: nothing is done to what one does not see.
  const inList = [...selected].filter((id) => rows.some((row) => row.id === id));

  const select = (id: string, on: boolean, range: boolean) => {
    const from = rows.findIndex((row) => row.id === anchor.current);
    const to = rows.findIndex((row) => row.id === id);
    const ids =
      range && from >= 0 ? rows.slice(Math.min(from, to), Math.max(from, to) + 1).map((row) => row.id) : [id];
    anchor.current = id;
    setSelected((before) => {
      const next = new Set(before);
      for (const one of ids) {
        if (on) next.add(one);
        else next.delete(one);
      }
      return next;
    });
  };

  const view = saved?.find(({ id }) => id === place.view);
  const mayChange = view !== undefined && (view.own || mayAssign);
  const name = isBuiltIn(place.view) ? say(place.view) : (view?.name ?? '');
  const filterCount = Object.keys(place.filter ?? {}).length;
  const setFilter = (filter: Filter) =>
    goToList({ ...place, filter: Object.keys(filter).length === 0 ? undefined : filter }, conversation);
  const whole = filterOf(place, saved);

  const sort = ask?.sort;
  const { words, icon, opener, plain, entry } = useInboxCommands([
    { id: 'inbox.next', run: () => controls.current?.step(1) },
    { id: 'inbox.previous', run: () => controls.current?.step(-1) },
    {
      id: 'inbox.open',
      run: () => {
        const id = controls.current?.current();
        if (id !== undefined) navigate(placeUrl(place, id));
      },
    },
    {
      id: 'inbox.select',
      run: () => {
        const id = controls.current?.current();
        if (id !== undefined) select(id, !selected.has(id), false);
      },
    },
    { id: 'inbox.search', run: () => field.current?.focus() },
    { id: 'inbox.clearSearch', when: search !== '', run: () => setSearch('') },
    { id: 'inbox.selectShown', run: () => setSelected(new Set(rows.map(({ id }) => id))) },
    { id: 'inbox.clearSelection', when: selected.size > 0, run: clear },
    { id: 'inbox.showNew', run: () => controls.current?.toTop() },
    ...SORTS.map((one) => ({
      id: `inbox.sort.${one}` as const,
      when: one !== sort,
      run: () => goToList({ ...place, sort: one }, conversation),
    })),
    { id: 'inbox.filter', run: () => setFiltering(true) },
    { id: 'inbox.clearFilter', when: filterCount > 0, run: () => setFilter({}) },
    { id: 'inbox.saveView', when: whole !== undefined, run: () => setDialog('save') },
    mayExport && { id: 'inbox.exportList', when: whole !== undefined, run: () => setDialog('export') },
    { id: 'inbox.changeView', when: mayChange, run: () => setDialog('change') },
    { id: 'inbox.deleteView', when: mayChange, run: () => setDialog('delete') },
  ]);

  const keep = async (body: { name: string; shared: boolean }) => {
    const wanted = { ...body, filter: whole ?? {}, sort: ask?.sort ?? 'newest' };
    let id = view?.id;
    const done = await run(
      async () => {
        if (dialog === 'change' && view) await saveView(view.id, wanted);
        else id = (await createView(wanted)).id;
        await client.invalidateQueries({ queryKey: VIEWS_KEY });
      },
      say('viewSaved', { name: body.name }),
    );
    if (!done || id === undefined) return;
    setDialog(undefined);
    goToList({ view: id, filter: undefined, sort: undefined }, conversation);
  };

  return (
    <section className={css.pane} aria-label={say('conversations')}>
      <header className={css.head}>
        <h1 className={css.title}>
          <bdi>{filterCount > 0 ? `${name} · ${say('custom')}` : name}</bdi>
        </h1>
        <Menu
          align="end"
          trigger={
            <IconButton
              label={say('sortBy', { name: say(SORT_NAMES[ask?.sort ?? 'newest']) })}
              icon={<ArrowDownWideNarrow size={16} aria-hidden />}
            />
          }
          entries={SORTS.map((one) =>
            entry(`inbox.sort.${one}`, undefined, {
              label: say(SORT_NAMES[one]),
              checked: one === sort,
              radio: true,
              disabled: false,
            }),
          )}
        />
        <Popover
          label={say('filter')}
          align="end"
          width={360}
          open={filtering}
          onOpenChange={setFiltering}
          trigger={
            <IconButton
              {...opener('inbox.filter')}
              {...(filterCount > 0 ? { label: say('filtersOn', { count: filterCount }) } : {})}
              pressed={filterCount > 0 || undefined}
              icon={<ListFilter size={16} aria-hidden />}
            />
          }
        >
          <FilterPanel filter={place.filter ?? {}} onChange={setFilter} />
          {filterCount > 0 ? (
            <p className={css.filterFoot}>
              <Button size="s" look="quiet" {...plain('inbox.clearFilter')}>
                {words('inbox.clearFilter')}
              </Button>
            </p>
          ) : null}
        </Popover>
        <Menu
          align="end"
          trigger={
            <IconButton label={say('viewActions', { name })} icon={<Ellipsis size={16} aria-hidden />} />
          }
          entries={[
            entry('inbox.saveView'),
            ...(mayExport ? [entry('inbox.exportList')] : []),
            ...(mayChange
              ? [entry('inbox.changeView'), entry('inbox.deleteView', undefined, { danger: true })]
              : []),
          ]}
        />
      </header>
      <div className={css.search}>
        <Input
          ref={field}
          type="search"
          aria-label={say('search')}
          placeholder={say('searchPlaceholder')}
          maxLength={200}
          value={search}
          onChange={setSearch}
          onKeyDown={(event) => {
            if (event.key !== 'Escape') return;
            event.preventDefault();
            setSearch('');
            event.currentTarget.blur();
          }}
          data-command="inbox.search"
          before={<Search size={14} aria-hidden />}
          after={
            search === '' ? null : (
              <IconButton {...icon('inbox.clearSearch')} icon={<X size={14} aria-hidden />} />
            )
          }
        />
      </div>
      {children}
      {inList.length > 0 || bulk.job ? (
        <BulkBar ids={inList} rows={rows} filter={whole} bulk={bulk} onClear={clear} />
      ) : null}
      {sought !== '' ? (
        <SearchResults
          search={sought}
          open={conversation}
          hrefOf={(id, message) => {
            const url = placeUrl(place, id);
            return message
              ? `${url}${url.includes('?') ? '&' : '?'}line=${encodeURIComponent(message)}`
              : url;
          }}
        />
      ) : list.state === 'failed' ? (
        <Problem title={say('failed')} detail={problemText(list.error)} onRetry={list.retry} />
      ) : list.state === 'loading' ? (
        <div className={css.waiting} aria-busy="true">
          <p className="visually-hidden" role="status">
            {say('loading')}
          </p>
          {['a', 'b', 'c', 'd', 'e', 'f'].map((row) => (
            <div key={row} className={css.skeleton}>
              <Skeleton width="46%" height="13px" />
              <Skeleton width="88%" height="12px" />
              <Skeleton width="30%" height="12px" />
            </div>
          ))}
        </div>
      ) : rows.length === 0 ? (
        <EmptyState
          small
          icon={<Inbox size={20} aria-hidden />}
          title={say('emptyTitle')}
          text={say(filterCount > 0 ? 'emptyFilter' : (EMPTY_TEXTS[place.view] ?? 'emptyText'))}
        >
          {filterCount > 0 ? (
            <Button size="s" {...plain('inbox.clearFilter')}>
              {words('inbox.clearFilter')}
            </Button>
          ) : null}
        </EmptyState>
      ) : (
        <ConversationList
          key={placeText}
          rows={rows}
          hasMore={list.hasMore}
          loadingMore={list.loadingMore}
          onMore={list.more}
          hrefOf={(id) => placeUrl(place, id)}
          open={conversation}
          selected={selected}
          onSelect={select}
          controls={controls}
        />
      )}
      {dialog === 'save' || dialog === 'change' ? (
        <ViewDialog
          name={dialog === 'change' ? (view?.name ?? '') : ''}
          shared={dialog === 'change' ? (view?.shared ?? false) : false}
          busy={busy}
          onSave={(body) => void keep(body)}
          onClose={() => setDialog(undefined)}
        />
      ) : null}
      {dialog === 'export' && whole ? (
        <ExportDialog filter={whole} onClose={() => setDialog(undefined)} />
      ) : null}
      {dialog === 'delete' && view ? (
        <Confirm
          open
          danger
          onOpenChange={() => setDialog(undefined)}
          title={say('viewDeleteTitle', { name: view.name })}
          text={say('viewDeleteText')}
          confirm={say('viewDelete')}
          busy={busy}
          onConfirm={async () => {
            const done = await run(() => removeView(view.id), say('viewDeleted', { name: view.name }));
            setDialog(undefined);
            if (!done) return;
            goToList({ view: 'mine', filter: undefined, sort: undefined }, conversation);
            void client.invalidateQueries({ queryKey: VIEWS_KEY });
          }}
        />
      ) : null}
    </section>
  );
}
