/** One published version in the history: who, when, why, who is on it, and what can be done with it. */
import { useQueryClient } from '@tanstack/react-query';
import { CopyPlus, Download, Ellipsis, Eye, GitCompareArrows, RotateCcw, Tag, Users } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import type { Flow } from '../../../flows/flow.ts';
import type { RunningView, VersionSummary } from '../../../server/contract.ts';
import { exportFlow, FLOWS_KEY } from '../../api/flows.ts';
import { useProblemText } from '../../api/problem-text.ts';
import { useMay } from '../../api/session.ts';
import { useDocument } from '../../document/store.ts';
import { Ago } from '../../ui/ago.tsx';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { useLocale, useTexts } from '../../ui/i18n.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { Menu } from '../../ui/menu.tsx';
import { navigate } from '../../ui/router.tsx';
import { toast } from '../../ui/toast.ts';
import { personName } from '../person-name.ts';
import { showDraft, showVersion, useShowing } from './showing.ts';
import { versionTexts } from './version-texts.ts';
import css from './versions.module.css';
import { cloneVersion, readVersion } from './versions-api.ts';

const TagsDialog = lazy(async () => ({ default: (await import('./tags-dialog.tsx')).TagsDialog }));

const NAME_MAX = 120;

type Running = RunningView['versions'][number];

interface Props {
  version: VersionSummary;
  running: Running | undefined;
  /** The newest version. */
  live: number;
  onCompare: () => void;
  onMove: (running: Running) => void;
}

export function VersionRow({ version, running, live, onCompare, onMove }: Props) {
  const say = useTexts(versionTexts);
  const reader = useLocale();
  const problemText = useProblemText();
  const client = useQueryClient();
  const id = useDocument((state) => state.id);
  const mayEdit = useMay('flows.write');
  const mayPublish = useMay('flows.publish');
  const isShown = useShowing(({ shown }) => shown?.kind === 'version' && shown.version === version.version);
  const [isBusy, setBusy] = useState(false);
  const [tagging, setTagging] = useState(false);
  const { version: n, note, publishedAt, publishedBy, nodes, tags } = version;

  const withVersion = async (use: (flow: Flow) => void) => {
    setBusy(true);
    try {
      use(
        await client.fetchQuery({
          queryKey: ['version', id, n],
          queryFn: ({ signal }) => readVersion(id, n, signal),
          staleTime: Number.POSITIVE_INFINITY,
        }),
      );
    } catch (error) {
      toast({ text: `${say('failedVersion', { n })} ${problemText(error)}`, tone: 'bad' });
    }
    setBusy(false);
  };
  const restore = (flow: Flow) => {
    showDraft();
    const { edit, undo, draft } = useDocument.getState();
    const label = { en: `Restore version ${n}`, fr: `Restaurer la version ${n}` };
    const wanted = { ...flow, id: draft().id };
    if (edit(label, () => wanted)) {
      toast({
        text: say('restored', { n }),
        action: { label: say('undo'), run: () => void undo() },
      });
    } else {
      // Old enough, it may hold what may not be drawn any more.
      const isSame = JSON.stringify(draft()) === JSON.stringify(wanted);
      toast({ text: say(isSame ? 'restoredSame' : 'restoreRefused', { n }), tone: isSame ? 'plain' : 'bad' });
    }
  };

  const clone = async () => {
    const name = say('cloneName', { name: useDocument.getState().draft().name, n }).slice(0, NAME_MAX);
    try {
      const made = await cloneVersion(id, n, name);
      void client.invalidateQueries({ queryKey: FLOWS_KEY });
      navigate(`/flows/${encodeURIComponent(made.id)}`);
    } catch (error) {
      toast({ text: `${say('cloneFailed')} ${problemText(error)}`, tone: 'bad' });
    }
  };

  return (
    <li className={css.row} aria-current={isShown ? 'true' : undefined} aria-busy={isBusy}>
      <div className={css.head}>
        <h3 className={css.name}>{say('version', { n })}</h3>
        {version.live ? <Badge tone="good">{say('live')}</Badge> : null}
        <span className={css.grow} />
        <Menu
          align="end"
          label={say('moreOf', { what: say('version', { n }) })}
          trigger={
            <IconButton
              label={say('moreOf', { what: say('version', { n }) })}
              icon={<Ellipsis size={16} aria-hidden />}
            />
          }
          entries={() => [
            ...(mayEdit
              ? [
                  {
                    label: say('restore'),
                    icon: <RotateCcw size={15} aria-hidden />,
                    run: () => void withVersion(restore),
                  },
                  {
                    label: say('clone'),
                    icon: <CopyPlus size={15} aria-hidden />,
                    run: () => void clone(),
                  },
                  {
                    label: say('tagsEdit'),
                    icon: <Tag size={15} aria-hidden />,
                    run: () => setTagging(true),
                  },
                ]
              : []),
            {
              label: say('export'),
              icon: <Download size={15} aria-hidden />,
              run: () =>
                void exportFlow(id, n).catch(() => toast({ text: say('exportFailed'), tone: 'bad' })),
            },
          ]}
        />
      </div>
      {tags.length === 0 ? null : (
        <ul className={css.tags} aria-label={say('tags')}>
          {tags.map((tag) => (
            <li key={tag}>
              <Badge>
                <bdi>{tag}</bdi>
              </Badge>
            </li>
          ))}
        </ul>
      )}
      {note === '' ? null : (
        <p className={css.note} dir="auto">
          {note}
        </p>
      )}
      <p className={css.soft}>
        <Ago at={publishedAt} /> · {personName(publishedBy, reader)} ·{' '}
        {nodes === 1 ? say('step') : say('steps', { n: nodes })}
      </p>
      {running && running.total > 0 ? (
        <p className={css.people}>
          <Users size={13} aria-hidden />
          <span>{running.total === 1 ? say('runningOne') : say('running', { n: running.total })}</span>
          {n < live && mayPublish ? (
            <Button size="s" aria-label={say('moveOf', { n })} onClick={() => onMove(running)}>
              {say('move')}
            </Button>
          ) : null}
        </p>
      ) : null}
      <div className={css.ways}>
        <Button
          size="s"
          aria-pressed={isShown}
          aria-label={say('viewOf', { n })}
          disabled={isBusy}
          onClick={() => (isShown ? showDraft() : void withVersion((flow) => showVersion(n, flow)))}
        >
          <Eye size={14} aria-hidden />
          {say('view')}
        </Button>
        <Button size="s" aria-label={say('compareOf', { n })} onClick={onCompare}>
          <GitCompareArrows size={14} aria-hidden />
          {say('compare')}
        </Button>
        {n === live || !mayEdit ? null : (
          <Button
            size="s"
            aria-label={say('restoreOf', { n })}
            disabled={isBusy}
            onClick={() => void withVersion(restore)}
          >
            <RotateCcw size={14} aria-hidden />
            {say('restore')}
          </Button>
        )}
      </div>
      {tagging ? (
        <Suspense>
          <TagsDialog flow={id} version={version} onClose={() => setTagging(false)} />
        </Suspense>
      ) : null}
    </li>
  );
}
