/** The draft and the published versions, newest first, each with what can be done with it. Compares nothing itself. */
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import {
  Archive,
  ArchiveRestore,
  History as Clock,
  Download,
  Ellipsis,
  GitCompareArrows,
} from 'lucide-react';
import { useState } from 'react';
import type { MoveProgress, RunningView } from '../../../server/contract.ts';
import { archiveFlow, exportFlow, FLOWS_KEY, useFlows } from '../../api/flows.ts';
import { useProblemText } from '../../api/problem-text.ts';
import { useMay } from '../../api/session.ts';
import { useDocument } from '../../document/store.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/dialog.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { useTexts } from '../../ui/i18n.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { Menu } from '../../ui/menu.tsx';
import type { MenuEntry } from '../../ui/menu-entry.ts';
import { Problem } from '../../ui/problem.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { toast } from '../../ui/toast.ts';
import { openPublish } from '../frame.ts';
import { MoveDialog } from './move-dialog.tsx';
import { showDraft, useShowing } from './showing.ts';
import { useMove } from './use-move.ts';
import { useRunning } from './use-running.ts';
import { useSinceLive } from './use-since-live.ts';
import { VersionRow } from './version-row.tsx';
import { versionTexts } from './version-texts.ts';
import css from './versions.module.css';
import { listVersions } from './versions-api.ts';
import type { Comparing } from './versions-panel.tsx';

interface Props {
  onCompare: (comparing: Comparing) => void;
}

export function History({ onCompare }: Props) {
  const say = useTexts(versionTexts);
  const id = useDocument((state) => state.id);
  const published = useDocument((state) => state.published);
  const [moving, setMoving] = useState<RunningView['versions'][number]>();
  const [isMoving, setMovingOpen] = useState(false);
  const versions = useInfiniteQuery({
    // Published again, it is another list.
    queryKey: ['versions', id, published],
    queryFn: ({ pageParam, signal }) => listVersions(id, pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ cursor }) => cursor,
    enabled: published > 0,
  });
  const running = useRunning();
  const move = useMove(id);
  const list = versions.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <>
      <DraftPart onCompare={onCompare} />
      {published === 0 ? (
        <EmptyState
          small
          icon={<Clock size={20} aria-hidden />}
          title={say('neverPublished')}
          text={say('neverText')}
        />
      ) : versions.isPending ? (
        <div className={css.loading} aria-busy="true">
          <span className="visually-hidden">{say('reading')}</span>
          {[0, 1, 2].map((n) => (
            <Skeleton key={n} height="58px" />
          ))}
        </div>
      ) : versions.isError && list.length === 0 ? (
        <div className={css.notice}>
          <Problem title={say('failed')} onRetry={() => void versions.refetch()} />
        </div>
      ) : (
        <>
          <h2 className="visually-hidden">{say('history')}</h2>
          {running.isError ? (
            <div className={css.notice}>
              <Problem inline title={say('countFailed')} onRetry={() => void running.refetch()} />
            </div>
          ) : null}
          {move ? <Moving move={move} /> : null}
          <ol className={css.list}>
            {list.map((version) => (
              <VersionRow
                key={version.version}
                version={version}
                running={running.data?.versions.find((one) => one.version === version.version)}
                live={published}
                onCompare={() =>
                  onCompare(
                    version.version === published
                      ? { from: published, to: 'draft' }
                      : { from: version.version, to: published },
                  )
                }
                onMove={(row) => {
                  setMoving(row);
                  setMovingOpen(true);
                }}
              />
            ))}
          </ol>
          {versions.hasNextPage ? (
            <Button
              size="s"
              className={css.more}
              disabled={versions.isFetchingNextPage}
              onClick={() => void versions.fetchNextPage()}
            >
              {say('more')}
            </Button>
          ) : null}
        </>
      )}
      {moving ? (
        <MoveDialog
          key={`${moving.version} ${published}`}
          open={isMoving}
          version={moving}
          to={published}
          onClose={() => setMovingOpen(false)}
        />
      ) : null}
    </>
  );
}

/** A move that is under way or has just ended, perhaps begun in another window. */
function Moving({ move }: { move: MoveProgress }) {
  const say = useTexts(versionTexts);
  const { state, from, to, moved, left, failed } = move;
  const how =
    state === 'running'
      ? say('moveProgress', { moved })
      : state === 'failed'
        ? say('moveFailed')
        : say('moveDone', { moved, left, failed });
  return (
    <p className={css.moving} role="status" aria-busy={state === 'running'}>
      {say('moveLive', { from, to })} {how}
    </p>
  );
}

/** How the draft stands to what is live, and what can be done with the flow as a whole. */
function DraftPart({ onCompare }: Props) {
  const say = useTexts(versionTexts);
  const problemText = useProblemText();
  const client = useQueryClient();
  const id = useDocument((state) => state.id);
  const name = useDocument((state) => state.draft().name);
  const published = useDocument((state) => state.published);
  const shown = useShowing((state) => state.shown);
  const archived = useFlows({ quiet: true }).data?.find((flow) => flow.id === id)?.archived === true;
  const changes = useSinceLive();
  const mayPublish = useMay('flows.publish');
  const [asks, setAsks] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const archive = async (wanted: boolean) => {
    setBusy(true);
    try {
      await archiveFlow(id, wanted);
      await Promise.all([
        client.invalidateQueries({ queryKey: FLOWS_KEY }),
        client.invalidateQueries({ queryKey: ['versions', id] }),
      ]);
      toast({
        text: wanted
          ? say('archiveDone')
          : published > 0
            ? say('unarchiveDone', { n: published })
            : say('unarchiveDraft'),
      });
    } catch (error) {
      toast({ text: `${say('archiveFailed')} ${problemText(error)}`, tone: 'bad' });
    }
    setBusy(false);
    setAsks(false);
  };
  const archiving = (): MenuEntry[] => [
    'separator',
    archived
      ? {
          label: say('unarchive'),
          icon: <ArchiveRestore size={15} aria-hidden />,
          run: () => void archive(false),
        }
      : {
          label: say('archive'),
          icon: <Archive size={15} aria-hidden />,
          run: () => setAsks(true),
        },
  ];
  return (
    <section className={css.draft} aria-label={say('draft')}>
      <div className={css.head}>
        <h2 className={css.name}>{say('draft')}</h2>
        {archived ? <Badge tone="warn">{say('archived')}</Badge> : null}
        <span className={css.grow} />
        <Menu
          align="end"
          label={say('moreOf', { what: say('draft') })}
          trigger={
            <IconButton
              label={say('moreOf', { what: say('draft') })}
              icon={<Ellipsis size={16} aria-hidden />}
            />
          }
          entries={() => [
            {
              label: say('export'),
              icon: <Download size={15} aria-hidden />,
              run: () => void exportFlow(id).catch(() => toast({ text: say('exportFailed'), tone: 'bad' })),
            },
            ...(mayPublish ? archiving() : []),
          ]}
        />
      </div>
      {published > 0 && changes !== undefined ? (
        <p className={css.soft}>
          {changes === 0
            ? say('same', { n: published })
            : changes === 1
              ? say('changeOne', { n: published })
              : say('changes', { count: changes, n: published })}
        </p>
      ) : null}
      {archived ? <p className={css.soft}>{say('notLive')}</p> : null}
      <div className={css.ways}>
        {shown ? (
          <Button size="s" onClick={showDraft}>
            {say('back')}
          </Button>
        ) : mayPublish ? (
          <Button size="s" onClick={openPublish}>
            {say('publish')}
          </Button>
        ) : null}
        {published > 0 ? (
          <Button size="s" onClick={() => onCompare({ from: published, to: 'draft' })}>
            <GitCompareArrows size={14} aria-hidden />
            {say('compareLive', { n: published })}
          </Button>
        ) : null}
      </div>
      <Confirm
        open={asks}
        onOpenChange={setAsks}
        title={say('archiveTitle', { name })}
        text={say('archiveText')}
        confirm={say('archiveDo')}
        busy={isBusy}
        onConfirm={() => void archive(true)}
      />
    </section>
  );
}
