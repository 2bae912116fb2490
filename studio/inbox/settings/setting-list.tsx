/** A list of things that can be added, changed and deleted; knows the things only by what is shown of them. */
import { PencilLine, Plus, Trash2 } from 'lucide-react';
import { type HTMLAttributes, type ReactNode, useState } from 'react';
import { useProblemText } from '../../api/problem-text.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { Confirm } from '../../ui/dialog.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { useTexts } from '../../ui/i18n.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { useAct } from '../use-act.ts';
import { useInboxCommands } from '../use-inbox-commands.ts';
import css from './setting-list.module.css';
import { settingsTexts } from './settings-texts.ts';

export interface SettingItem {
  id: string;
  name: string;
  /** Before the name. */
  lead?: ReactNode;
  /** Of the line: what dragging it does. */
  line?: HTMLAttributes<HTMLLIElement>;
  /** Below the name. */
  about: ReactNode;
  /** At the end of the line. */
  marks?: ReactNode;
  /** Left out where the reader may not. */
  onEdit?: () => void;
  remove?: () => Promise<unknown>;
}

interface Props {
  items: readonly SettingItem[] | undefined;
  error: unknown;
  onRetry: () => void;
  /** Words of the button that adds one; left out where nothing can be added. */
  add?: string;
  onAdd?: () => void;
  emptyTitle: string;
  emptyText: string;
  onRemoved: () => void;
}

export function SettingList({ items, error, onRetry, add, onAdd, emptyTitle, emptyText, onRemoved }: Props) {
  const say = useTexts(settingsTexts);
  const problemText = useProblemText();
  const { run, busy } = useAct();
  const [leaving, setLeaving] = useState<SettingItem>();
  const { icon, plain } = useInboxCommands([
    ...(add && onAdd ? [{ id: 'settings.add' as const, values: { what: add }, run: onAdd }] : []),
    ...(items ?? []).flatMap((item) => {
      const { id: of, name, onEdit, remove } = item;
      return [
        ...(onEdit ? [{ id: 'settings.edit' as const, of, values: { name }, run: onEdit }] : []),
        ...(remove
          ? [{ id: 'settings.remove' as const, of, values: { name }, run: () => setLeaving(item) }]
          : []),
      ];
    }),
  ]);
  const button =
    add && onAdd ? (
      <Button size="s" {...plain('settings.add')}>
        <Plus size={14} aria-hidden />
        {add}
      </Button>
    ) : null;
  if (!items) {
    return error ? (
      <Problem title={say('loadFailed')} detail={problemText(error)} onRetry={onRetry} />
    ) : (
      <div className={css.wait} aria-busy="true">
        <p className="visually-hidden" role="status">
          {say('loading')}
        </p>
        {['a', 'b', 'c'].map((line) => (
          <Skeleton key={line} height="44px" />
        ))}
      </div>
    );
  }
  if (items.length === 0) {
    return (
      <EmptyState small title={emptyTitle} text={emptyText}>
        {button}
      </EmptyState>
    );
  }
  return (
    <div className={css.frame}>
      <p className={css.tools}>{button}</p>
      <ul>
        {items.map((item) => (
          <li key={item.id} {...item.line} className={classNames(css.item, item.line?.className)}>
            {item.lead}
            <div className={css.words}>
              <p className={css.name}>
                <bdi>{item.name}</bdi>
              </p>
              <div className={css.about}>{item.about}</div>
            </div>
            {item.marks ? <div className={css.marks}>{item.marks}</div> : null}
            {item.onEdit ? (
              <IconButton {...icon('settings.edit', item.id)} icon={<PencilLine size={15} aria-hidden />} />
            ) : null}
            {item.remove ? (
              <IconButton {...icon('settings.remove', item.id)} icon={<Trash2 size={15} aria-hidden />} />
            ) : null}
          </li>
        ))}
      </ul>
      {leaving ? (
        <Confirm
          open
          danger
          onOpenChange={() => setLeaving(undefined)}
          title={say('removeTitle', { name: leaving.name })}
          text={say('removeText')}
          confirm={say('remove')}
          busy={busy}
          onConfirm={async () => {
            const done = await run(async () => leaving.remove?.(), say('removed'));
            setLeaving(undefined);
            if (done) onRemoved();
          }}
        />
      ) : null}
    </div>
  );
}
