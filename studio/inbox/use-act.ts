/** Does something to a conversation and says what went wrong, who was faster included. Knows no action. */
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import { type ApiError, isApiError } from '../api/api-error.ts';
import { useProblemText } from '../api/problem-text.ts';
import { useTexts } from '../ui/i18n.ts';
import { toast } from '../ui/toast.ts';
import { inboxTexts } from './inbox-texts.ts';
import { OPERATORS_KEY, QUEUES_KEY } from './use-team.ts';

export interface Act {
  busy: boolean;
  /** Answers whether it was done; `done` is what is then said. */
  run(task: () => Promise<unknown>, done?: string): Promise<boolean>;
}

export function useAct(): Act {
  const say = useTexts(inboxTexts);
  const problemText = useProblemText();
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the words are those of the moment it fails.
  const run = useCallback(
    async (task: () => Promise<unknown>, done?: string) => {
      setBusy(true);
      try {
        await task();
        if (done) toast({ tone: 'good', text: done });
        // Who has how much is another number now.
        void client.invalidateQueries({ queryKey: OPERATORS_KEY });
        void client.invalidateQueries({ queryKey: QUEUES_KEY });
        return true;
      } catch (error) {
        const name = isApiError(error, 'owned_by_other') ? factsOf(error).name : undefined;
        toast({
          tone: 'bad',
          text: typeof name === 'string' ? say('ownedByOther', { name }) : problemText(error),
        });
        return false;
      } finally {
        setBusy(false);
      }
    },
    [client],
  );
  return { busy, run };
}

/** What the server says beside its refusal, such as who was faster. */
export function factsOf(error: ApiError): Readonly<Record<string, unknown>> {
  const { facts } = error.body;
  return typeof facts === 'object' && facts !== null ? (facts as Record<string, unknown>) : {};
}
