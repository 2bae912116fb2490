/** What is done to all the selected conversations at once, or to all that match, and how far it has come. */
import { ChevronDown, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { BulkAction, Filter } from '../../../server/contract/inbox-list.ts';
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
import { useOperators, useQueues } from '../use-team.ts';
import { useLabels } from '../use-work.ts';
import css from './bulk-bar.module.css';
import { listTexts } from './list-texts.ts';
import type { Bulk } from './use-bulk.ts';

interface Props {
  ids: readonly string[];
  /** What the whole list shows; undefined where that cannot be said in one filter. */
  filter: Filter | undefined;
  bulk: Bulk;
  onClear: () => void;
}

const DAY = 86_400_000;

export function BulkBar({ ids, filter, bulk, onClear }: Props) {
  const say = useTexts(listTexts);
  const sayInbox = useTexts(inboxTexts);
  const region = useRegion();
  const mayAssign = useMay('conversations.assign');
  const { data: operators } = useOperators();
  const { data: queues } = useQueues();
  const { data: labels } = useLabels();
  const [total, setTotal] = useState<number>();
  const [all, setAll] = useState(false);
  const [asksTime, setAsksTime] = useState(false);
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
  const assign: MenuEntry[] = [
    { kind: 'heading', label: say('operators') },
    ...(operators ?? []).map(({ id, name }) => ({
      label: name,
      run: () => void act({ kind: 'assign', to: { operator: id } }),
    })),
    { kind: 'heading', label: say('queues') },
    ...(queues ?? []).map(({ id, name }) => ({
      label: name,
      run: () => void act({ kind: 'assign', to: { queue: id } }),
    })),
  ];
  const snooze = timeEntries({
    now: Date.now(),
    region,
    say: sayInbox,
    pick: (until) => void act({ kind: 'snooze', until }),
    other: () => setAsksTime(true),
  });
  const more: MenuEntry[] = [
    ...(mayAssign ? [{ kind: 'submenu' as const, label: say('bulkAssignTo'), entries: assign }] : []),
    { kind: 'submenu', label: say('bulkSnooze'), entries: snooze },
    {
      kind: 'submenu',
      label: say('bulkPriority'),
      entries: PRIORITIES.map((priority) => ({
        label: say(priority),
        run: () => void act({ kind: 'priority', priority }),
      })),
    },
    {
      kind: 'submenu',
      label: say('bulkLabel'),
      disabled: !labels?.length,
      entries: (labels ?? []).map(({ name }) => ({
        label: name,
        run: () => void act({ kind: 'labels', add: [name], remove: [] }),
      })),
    },
    'separator',
    { label: say('bulkRead'), run: () => void act({ kind: 'read' }) },
    { label: say('bulkFollow'), run: () => void act({ kind: 'follow', on: true }) },
    { label: say('bulkReopen'), run: () => void act({ kind: 'reopen' }) },
    { label: say('bulkHandback'), run: () => void act({ kind: 'handback' }) },
  ];
  const offersAll = !all && total !== undefined && total > ids.length;
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
        <Button size="s" disabled={job !== undefined} onClick={() => void act({ kind: 'takeover' })}>
          {say('bulkTake')}
        </Button>
        <Button size="s" disabled={job !== undefined} onClick={() => void act({ kind: 'close' })}>
          {say('bulkClose')}
        </Button>
        <Menu
          align="end"
          trigger={
            <Button size="s" disabled={job !== undefined}>
              {say('bulkMore')}
              <ChevronDown size={14} aria-hidden />
            </Button>
          }
          entries={more}
        />
        <IconButton label={say('clearSelection')} icon={<X size={15} aria-hidden />} onClick={onClear} />
      </div>
      {offersAll ? (
        <Button look="quiet" size="s" onClick={() => setAll(true)}>
          {say('selectAll', { count: total })}
        </Button>
      ) : null}
      {asksTime ? (
        <TimeDialog
          title={say('bulkSnooze')}
          confirm={say('bulkSnooze')}
          from={Date.now() + DAY}
          onPick={(until) => {
            setAsksTime(false);
            void act({ kind: 'snooze', until });
          }}
          onClose={() => setAsksTime(false)}
        />
      ) : null}
    </div>
  );
}
