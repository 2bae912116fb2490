/** Moves the conversations of an older version to what is live, as a mapping says that is seen and confirmed before. */
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { MoveProgress, RunningView } from '../../../server/contract.ts';
import { useProblemText } from '../../api/problem-text.ts';
import { useDocument } from '../../document/store.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { useTexts } from '../../ui/i18n.ts';
import { Problem } from '../../ui/problem.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { outlookOf } from '../publish/landing.ts';
import { MappingTable } from '../publish/mapping-table.tsx';
import { type Mapping, moveRunning } from '../publish/publish-api.ts';
import { useVersion } from './use-since-live.ts';
import { versionTexts } from './version-texts.ts';
import css from './versions.module.css';

interface Props {
  open: boolean;
  version: RunningView['versions'][number];
  /** What is live. */
  to: number;
  onClose: () => void;
}

export function MoveDialog({ open, version, to, onClose }: Props) {
  const say = useTexts(versionTexts);
  const problemText = useProblemText();
  const client = useQueryClient();
  const id = useDocument((state) => state.id);
  const live = useVersion(id, to);
  const [mapping, setMapping] = useState<Mapping>({});
  const [progress, setProgress] = useState<MoveProgress>();
  const [failure, setFailure] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const { version: from, total } = version;
  const outlook = live.data ? outlookOf(live.data, version, mapping) : undefined;
  const isDone = progress !== undefined && !isBusy;

  const move = async () => {
    setBusy(true);
    setFailure(undefined);
    try {
      const last = await moveRunning(id, from, mapping, setProgress);
      if (last.state === 'failed') setFailure(say('moveFailed'));
    } catch (error) {
      setProgress(undefined);
      setFailure(problemText(error));
    }
    void client.invalidateQueries({ queryKey: ['running', id] });
    setBusy(false);
  };

  const confirm = () => {
    if (!outlook) return say('moveDo', { n: 0 });
    const { moving: n, finishing: end } = outlook;
    if (end === 0) return say('moveDo', { n });
    return n === 0 ? say('endOnly', { end }) : say('moveEnd', { n, end });
  };

  return (
    <Dialog
      open={open}
      onOpenChange={(isOpen) => isOpen || isBusy || onClose()}
      size="m"
      title={say('moveTitle', { to })}
      description={total === 1 ? say('moveAboutOne', { from }) : say('moveAbout', { n: total, from })}
      footer={
        isDone && failure === undefined ? (
          <Button size="m" look="primary" onClick={onClose}>
            {say('done')}
          </Button>
        ) : (
          <>
            <Button size="m" onClick={onClose} disabled={isBusy}>
              {say('cancel')}
            </Button>
            <Button
              size="m"
              look="primary"
              disabled={isBusy || !outlook || outlook.moving + outlook.finishing === 0}
              onClick={() => void move()}
            >
              {confirm()}
            </Button>
          </>
        )
      }
    >
      {live.isError ? (
        <Problem inline title={say('failedVersion', { n: to })} onRetry={() => void live.refetch()} />
      ) : progress ? (
        <p className={css.progress} role="status">
          {isBusy
            ? say('moveProgress', { moved: progress.moved })
            : say('moveDone', { moved: progress.moved, left: progress.left, failed: progress.failed })}
        </p>
      ) : live.data ? (
        <MappingTable draft={live.data} version={version} mapping={mapping} onChange={setMapping} />
      ) : (
        <Skeleton height="60px" />
      )}
      {failure === undefined ? null : <Problem inline title={say('moveFailed')} detail={failure} />}
    </Dialog>
  );
}
