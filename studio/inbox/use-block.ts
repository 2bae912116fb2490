/** Blocks a contact and takes that back, each with the way back at hand. Knows the routes, draws nothing. */
import { useCallback } from 'react';
import { useTexts } from '../ui/i18n.ts';
import { toast } from '../ui/toast.ts';
import { block, unblock } from './inbox-requests.ts';
import { inboxTexts } from './inbox-texts.ts';
import { useAct } from './use-act.ts';

export interface Blocking {
  busy: boolean;
  block(): void;
  unblock(): void;
}

export function useBlock(id: string): Blocking {
  const say = useTexts(inboxTexts);
  const { run, busy } = useAct();
  const undo = useCallback(() => void run(() => unblock(id), say('unblocked')), [run, id, say]);
  const start = useCallback(async () => {
    if (!(await run(() => block(id)))) return;
    toast({ tone: 'good', text: say('blocked'), action: { label: say('undoBlock'), run: undo } });
  }, [run, id, say, undo]);
  return { busy, block: () => void start(), unblock: undo };
}
