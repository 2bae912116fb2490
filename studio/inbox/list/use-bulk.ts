/** Something done to many conversations, followed to its end. Knows how it is told of, not what can be done. */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { BulkAction, BulkProgress, Filter } from '../../../server/contract/inbox-list.ts';
import { liveSocket } from '../../api/live.ts';
import { useProblemText } from '../../api/problem-text.ts';
import { useTexts } from '../../ui/i18n.ts';
import { toast } from '../../ui/toast.ts';
import { doToMany } from '../inbox-requests.ts';
import { useRefusalText } from '../use-refusal-text.ts';
import { listTexts } from './list-texts.ts';

export interface Bulk {
  /** What is under way; undefined where nothing is. */
  job: BulkProgress | undefined;
  act(which: { ids: string[] } | { filter: Filter }, action: BulkAction): Promise<void>;
}

/**
 * `onDone`: it is over, and told. Lives with the list, not with the bar of the selection: what was selected may have
 * left the list before the work is over.
 */
export function useBulk(onDone: () => void): Bulk {
  const say = useTexts(listTexts);
  const problemText = useProblemText();
  const refusalText = useRefusalText();
  const [job, setJob] = useState<BulkProgress>();
  const running = useRef<string>(undefined);
  /** The latest of each that is not known here yet: the end may be told before the answer says its name. */
  const heard = useRef(new Map<string, BulkProgress>());

  const follow = useCallback(
    (progress: BulkProgress) => {
      if (progress.state === 'running') {
        running.current = progress.id;
        setJob(progress);
        return;
      }
      running.current = undefined;
      setJob(undefined);
      onDone();
      const { done, failed, failures } = progress;
      const why = failures[0] ? refusalText(failures[0]) : '';
      toast(
        failed === 0
          ? { tone: 'good', text: say('bulkDone', { count: done }) }
          : { tone: 'bad', text: say('bulkFailed', { count: done, failed, why }) },
      );
    },
    [onDone, say, refusalText],
  );

  useEffect(() => {
    const socket = liveSocket();
    const told = (progress: BulkProgress) => {
      if (progress.id === running.current) follow(progress);
      else heard.current.set(progress.id, progress);
    };
    socket.on('inbox:bulk', told);
    return () => {
      socket.off('inbox:bulk', told);
    };
  }, [follow]);

  return {
    job,
    async act(which, action) {
      heard.current.clear();
      try {
        const begun = await doToMany(which, action);
        follow(heard.current.get(begun.id) ?? begun);
      } catch (error) {
        toast({ tone: 'bad', text: problemText(error) });
      }
    },
  };
}
