/** The flows as a table: sorted by a click on a heading, each with its menu. */
import {
  Archive,
  ArchiveRestore,
  ArrowDown,
  ArrowUp,
  Copy,
  Download,
  Ellipsis,
  FolderOpen,
  PencilLine,
} from 'lucide-react';
import { useState } from 'react';
import type { FlowSummary } from '../../server/contract.ts';
import { useMay } from '../api/session.ts';
import { Ago } from '../ui/ago.tsx';
import { Button } from '../ui/button.tsx';
import { classNames } from '../ui/class-names.ts';
import { ContextMenu } from '../ui/context-menu.tsx';
import { useLocale, useRegion, useTexts } from '../ui/i18n.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { Menu } from '../ui/menu.tsx';
import type { MenuEntry } from '../ui/menu-entry.ts';
import { Link } from '../ui/router.tsx';
import table from '../ui/table.module.css';
import css from './flow-list.module.css';
import { FlowState } from './flow-state.tsx';
import { flowTexts } from './flow-texts.ts';
import { localText } from './local-text.ts';
import { type SortBy, sortFlows } from './sort-flows.ts';
import type { FlowActions } from './use-flow-actions.ts';

interface Props {
  flows: readonly FlowSummary[];
  actions: FlowActions;
  onRename: (flow: FlowSummary) => void;
}

/** Rows drawn at once; the rest come when asked for, so that thousands cost nothing. */
const PAGE = 100;
const COLUMNS: readonly (readonly [SortBy, 'name' | 'state' | 'steps' | 'changedAt', keyof typeof css])[] = [
  ['name', 'name', 'name'],
  ['state', 'state', 'state'],
  ['nodes', 'steps', 'steps'],
  ['updatedAt', 'changedAt', 'changed'],
];

export function FlowList({ flows, actions, onRename }: Props) {
  const say = useTexts(flowTexts);
  const region = useRegion();
  const [sort, setSort] = useState<{ by: SortBy; down: boolean }>({ by: 'updatedAt', down: true });
  const [limit, setLimit] = useState(PAGE);
  const sorted = sortFlows(flows, sort.by, sort.down, region);
  const rest = sorted.length - limit;
  return (
    <>
      <table className={classNames(table.table, css.table)}>
        <thead>
          <tr>
            {COLUMNS.map(([by, label, column]) => {
              const on = sort.by === by;
              const Arrow = sort.down ? ArrowDown : ArrowUp;
              return (
                <th
                  key={by}
                  scope="col"
                  className={css[column]}
                  aria-sort={on ? (sort.down ? 'descending' : 'ascending') : undefined}
                >
                  <button
                    type="button"
                    className={css.sort}
                    onClick={() =>
                      setSort({ by, down: on ? !sort.down : by === 'updatedAt' || by === 'nodes' })
                    }
                  >
                    {say(label)}
                    <Arrow size={12} aria-hidden className={on ? css.arrow : css.noArrow} />
                  </button>
                </th>
              );
            })}
            <th scope="col" className={css.actions}>
              <span className="visually-hidden">{say('actions')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {sorted.slice(0, limit).map((flow) => (
            <Row key={flow.id} flow={flow} actions={actions} onRename={onRename} />
          ))}
        </tbody>
      </table>
      {rest > 0 ? (
        <div className={css.more}>
          <Button size="s" onClick={() => setLimit(limit + PAGE)}>
            {say('more', { count: Math.min(PAGE, rest) })}
          </Button>
        </div>
      ) : null}
    </>
  );
}

function Row({ flow, actions, onRename }: Omit<Props, 'flows'> & { flow: FlowSummary }) {
  const say = useTexts(flowTexts);
  const language = useLocale();
  const description = localText(flow.description, language);
  const mayWrite = useMay('flows.write');
  const mayPublish = useMay('flows.publish');
  const writing = (): MenuEntry[] => [
    { label: say('rename'), icon: <PencilLine size={15} aria-hidden />, run: () => onRename(flow) },
    { label: say('duplicate'), icon: <Copy size={15} aria-hidden />, run: () => actions.duplicate(flow) },
  ];
  const archiving = (): MenuEntry[] => [
    'separator',
    flow.archived
      ? {
          label: say('unarchive'),
          icon: <ArchiveRestore size={15} aria-hidden />,
          run: () => actions.archive(flow, false),
        }
      : {
          label: say('archive'),
          icon: <Archive size={15} aria-hidden />,
          run: () => actions.archive(flow, true),
        },
  ];
  const entries = (): MenuEntry[] => [
    {
      label: say('open'),
      icon: <FolderOpen size={15} aria-hidden />,
      run: () => actions.openFlow(flow.id),
    },
    ...(mayWrite ? writing() : []),
    { label: say('export'), icon: <Download size={15} aria-hidden />, run: () => actions.export(flow) },
    ...(mayPublish ? archiving() : []),
  ];
  return (
    <tr className={css.row}>
      <th scope="row" className={css.name}>
        <ContextMenu entries={entries} label={say('actionsFor', { name: flow.name })}>
          <Link href={`/flows/${encodeURIComponent(flow.id)}`} className={css.link} dir="auto">
            {flow.name}
          </Link>
          {description ? (
            <span className={css.description} dir="auto">
              {description}
            </span>
          ) : null}
        </ContextMenu>
      </th>
      <td className={css.state}>
        <FlowState flow={flow} />
      </td>
      <td className={css.steps}>
        <span className={css.number}>{flow.nodes}</span>
        <span className={css.locales}>{flow.locales.map((one) => one.toUpperCase()).join(' ')}</span>
      </td>
      <td className={css.changed}>
        <Ago at={flow.updatedAt} />
        {flow.updatedBy ? (
          <span className={css.by} dir="auto">
            {say('by', { name: flow.updatedBy })}
          </span>
        ) : null}
      </td>
      <td className={css.actions}>
        <Menu
          align="end"
          trigger={
            <IconButton
              label={say('actionsFor', { name: flow.name })}
              icon={<Ellipsis size={16} aria-hidden />}
            />
          }
          entries={entries}
        />
      </td>
    </tr>
  );
}
