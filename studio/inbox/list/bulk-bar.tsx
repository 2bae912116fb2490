/** What is done to all the selected conversations at once, or to all that match, and how far it has come. */
import { ChevronDown, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { BulkAction, Filter, Row } from '../../../server/contract/inbox-list.ts';
import { PRIORITIES } from '../../../server/contract/inbox-words.ts';
import { useMay } from '../../api/session.ts';
import { Button } from '../../ui/button.tsx';
import { useRegion, useTexts } from '../../ui/i18n.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { Menu } from '../../ui/menu.tsx';
import type { MenuEntry } from '../../ui/menu-entry.ts';
import { countMatches } from '../inbox-requests.ts';
import { inboxTexts } from '../inbox-texts.ts';
import { TimeDialog } from '../time-dialog.tsx';
import { timeEntries } from '../time-entries.ts';
import { useInboxCommands } from '../use-inbox-commands.ts';
import { useOperators, useQueues, useTeamNames } from '../use-team.ts';
import { useLabels } from '../use-work.ts';
import css from './bulk-bar.module.css';
import { BulkCloseDialog } from './bulk-close-dialog.tsx';
import { listTexts } from './list-texts.ts';
import type { Bulk } from './use-bulk.ts';

interface Props {
  ids: readonly string[];
  /** What of the list is loaded: those that are selected among them. */
  rows: readonly Row[];
  /** What the whole list shows; undefined where that cannot be said in one filter. */
  filter: Filter | undefined;
  bulk: Bulk;
  onClear: () => void;
}

const DAY = 86_400_000;

export function BulkBar({ ids, rows, filter, bulk, onClear }: Props) {
  const say = useTexts(listTexts);
  const sayInbox = useTexts(inboxTexts);
  const region = useRegion();
  const mayAssign = useMay('conversations.assign');
  const { data: operators } = useOperators();
  const { data: queues } = useQueues();
  const names = useTeamNames();
  const { data: labels } = useLabels();
  const [total, setTotal] = useState<number>();
  const [all, setAll] = useState(false);
  const [asks, setAsks] = useState<'time' | 'ending'>();
  const { job } = bulk;

  const filterText = filter && JSON.stringify(filter);
  useEffect(() => {
    setAll(false);
    setTotal(undefined);
    if (filterText === undefined) return;
    let over = false;
    countMatches(JSON.parse(filterText) as Filter).then(
      (answer) => over || setTotal(answer.total),
      // Without the number "all" is not offered.
      () => undefined,
    );
    return () => {
      over = true;
    };
  }, [filterText]);

  const act = (action: BulkAction) => bulk.act(all && filter ? { filter } : { ids: [...ids] }, action);
  const busy = job !== undefined;
  const there = ids.length > 0 && !busy;
  const chosen = new Set(ids);
  // Only what one of them has can be taken away; of all that match nobody has them all in sight.
  const worn = all
    ? (labels ?? []).map(({ name }) => name)
    : [...new Set(rows.flatMap((row) => (chosen.has(row.id) ? row.labels : [])))];
  const offersAll = !all && total !== undefined && total > ids.length;
  const targets = [
    ...(operators ?? []).map(({ id, name }) => ({ of: `operator:${id}`, name, to: { operator: id } })),
    ...(queues ?? []).map(({ id }) => ({ of: `queue:${id}`, name: names.queue(id), to: { queue: id } })),
  ];
  const { words, plain, icon, entry } = useInboxCommands([
    offersAll && { id: 'inbox.bulk.all', values: { count: total }, run: () => setAll(true) },
    { id: 'inbox.bulk.takeover', when: there, run: () => void act({ kind: 'takeover' }) },
    { id: 'inbox.bulk.close', when: there, run: () => setAsks('ending') },
    { id: 'inbox.bulk.snooze', when: there, run: () => setAsks('time') },
    ...PRIORITIES.map((priority) => ({
      id: `inbox.bulk.priority.${priority}` as const,
      when: there,
      run: () => void act({ kind: 'priority', priority }),
    })),
    { id: 'inbox.bulk.read', when: there, run: () => void act({ kind: 'read' }) },
    { id: 'inbox.bulk.follow', when: there, run: () => void act({ kind: 'follow', on: true }) },
    { id: 'inbox.bulk.unfollow', when: there, run: () => void act({ kind: 'follow', on: false }) },
    { id: 'inbox.bulk.reopen', when: there, run: () => void act({ kind: 'reopen' }) },
    { id: 'inbox.bulk.handback', when: there, run: () => void act({ kind: 'handback' }) },
    { id: 'inbox.clearSelection', when: ids.length > 0, run: onClear },
    ...(mayAssign ? targets : []).map(({ of, name, to }) => ({
      id: 'inbox.bulk.assign' as const,
      of,
      values: { name },
      when: there,
      run: () => void act({ kind: 'assign', to }),
    })),
    ...(labels ?? []).map(({ name }) => ({
      id: 'inbox.bulk.label' as const,
      of: name,
      values: { name },
      when: there,
      run: () => void act({ kind: 'labels', add: [name], remove: [] }),
    })),
    ...worn.map((name) => ({
      id: 'inbox.bulk.unlabel' as const,
      of: name,
      values: { name },
      when: there,
      run: () => void act({ kind: 'labels', add: [], remove: [name] }),
    })),
  ]);
  const assignTo = (kind: string) =>
    targets
      .filter(({ of }) => of.startsWith(kind))
      .map(({ of, name }) => entry('inbox.bulk.assign', undefined, { of, label: name }));
  const assign: MenuEntry[] = [
    { kind: 'heading', label: say('operators') },
    ...assignTo('operator:'),
    { kind: 'heading', label: say('queues') },
    ...assignTo('queue:'),
  ];
  const snooze = timeEntries({
    now: Date.now(),
    region,
    say: sayInbox,
    pick: (until) => void act({ kind: 'snooze', until }),
    other: () => setAsks('time'),
  });
  const more: MenuEntry[] = [
    ...(mayAssign ? [{ kind: 'submenu' as const, label: say('bulkAssignTo'), entries: assign }] : []),
    { kind: 'submenu', label: say('bulkSnooze'), entries: snooze },
    {
      kind: 'submenu',
      label: say('bulkPriority'),
      entries: PRIORITIES.map((priority) =>
        entry(`inbox.bulk.priority.${priority}`, undefined, { label: say(priority) }),
      ),
    },
    {
      kind: 'submenu',
      label: say('bulkLabel'),
      disabled: !labels?.length,
      entries: (labels ?? []).map(({ name }) =>
        entry('inbox.bulk.label', undefined, { of: name, label: name }),
      ),
    },
    {
      kind: 'submenu',
      label: say('bulkUnlabel'),
      disabled: worn.length === 0,
      entries: worn.map((name) => entry('inbox.bulk.unlabel', undefined, { of: name, label: name })),
    },
    'separator',
    entry('inbox.bulk.read'),
    entry('inbox.bulk.follow'),
    entry('inbox.bulk.unfollow'),
    entry('inbox.bulk.reopen'),
    entry('inbox.bulk.handback'),
  ];
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would bring a form's layout with it.
    <div className={css.bar} role="group" aria-label={say('selected', { count: ids.length })}>
      <div className={css.line}>
        <p role="status" className={css.count}>
          {job
            ? say('bulkDoing', { done: job.done + job.failed, total: job.total })
            : all
              ? say('selectedAll', { count: total ?? ids.length })
              : say('selected', { count: ids.length })}
        </p>
        <Button size="s" {...plain('inbox.bulk.takeover')}>
          {words('inbox.bulk.takeover')}
        </Button>
        <Button size="s" {...plain('inbox.bulk.close')}>
          {words('inbox.bulk.close')}
        </Button>
        <Menu
          align="end"
          trigger={
            <Button size="s" disabled={busy}>
              {say('bulkMore')}
              <ChevronDown size={14} aria-hidden />
            </Button>
          }
          entries={more}
        />
        <IconButton {...icon('inbox.clearSelection')} icon={<X size={15} aria-hidden />} />
      </div>
      {offersAll ? (
        <Button look="quiet" size="s" {...plain('inbox.bulk.all')}>
          {words('inbox.bulk.all')}
        </Button>
      ) : null}
      {asks === 'time' ? (
        <TimeDialog
          title={say('bulkSnooze')}
          confirm={say('bulkSnooze')}
          from={Date.now() + DAY}
          onPick={(until) => {
            setAsks(undefined);
            void act({ kind: 'snooze', until });
          }}
          onClose={() => setAsks(undefined)}
        />
      ) : null}
      {asks === 'ending' ? (
        <BulkCloseDialog
          count={all ? (total ?? ids.length) : ids.length}
          onPick={(disposition) => {
            setAsks(undefined);
            void act({ kind: 'close', ...(disposition === undefined ? {} : { disposition }) });
          }}
          onClose={() => setAsks(undefined)}
        />
      ) : null}
    </div>
  );
}
