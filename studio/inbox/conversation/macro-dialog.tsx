/** Shows what a macro would do to a conversation, step by step, and runs it. */
import { useQuery } from '@tanstack/react-query';
import { CircleAlert } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { endingWords } from '../../../server/contract/ending-words.ts';
import type { Row } from '../../../server/contract/inbox-list.ts';
import type { Macro } from '../../../server/contract/inbox-work.ts';
import { useProblemText } from '../../api/problem-text.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { useLocale, useRegion, useTexts } from '../../ui/i18n.ts';
import { useMinute } from '../../ui/minute.ts';
import { Problem } from '../../ui/problem.tsx';
import { toast } from '../../ui/toast.ts';
import { momentText, wholeLength } from '../short-time.ts';
import { useAct } from '../use-act.ts';
import { useRefusalText } from '../use-refusal-text.ts';
import { useTeamNames } from '../use-team.ts';
import { type MacroPreview, previewMacro, runMacro } from '../work-requests.ts';
import { conversationTexts } from './conversation-texts.ts';
import css from './macro-dialog.module.css';

interface Props {
  row: Row;
  macro: Macro;
  /** The newest message of a colleague that was in sight. */
  seenReply: string | undefined;
  onClose: () => void;
}

export function MacroDialog({ row, macro, seenReply, onClose }: Props) {
  const say = useTexts(conversationTexts);
  const problemText = useProblemText();
  const stepText = useStepText();
  const refusalText = useRefusalText();
  const { run, busy } = useAct();
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['inbox', 'macro-preview', macro.id, row.id, row.rev],
    queryFn: () => previewMacro(macro.id, row.id),
  });
  // Once it is shown what it would do, Enter does it.
  const runs = useRef<HTMLButtonElement>(null);
  const shown = data !== undefined;
  useEffect(() => {
    if (shown) runs.current?.focus();
  }, [shown]);
  const go = async () => {
    const done = await run(async () => {
      const answer = await runMacro(macro.id, row.id, seenReply);
      const why = answer.refused && refusalText(answer.refused);
      toast(
        why === undefined
          ? { tone: 'good', text: say('macroDone', { name: macro.name }) }
          : { tone: 'bad', text: say('macroStopped', { name: macro.name, done: answer.done, why }) },
      );
    });
    if (done) onClose();
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={say('macroTitle', { name: macro.name })}
      size="m"
      footer={
        <>
          <Button size="m" onClick={onClose}>
            {say('cancel')}
          </Button>
          <Button ref={runs} size="m" look="primary" disabled={busy || !data} onClick={() => void go()}>
            {say('macroRun')}
          </Button>
        </>
      }
    >
      {isPending ? <p className={css.waiting}>{say('macroLoading')}</p> : null}
      {!isPending && !data ? (
        <Problem inline title={say('macroFailed')} detail={problemText(error)} onRetry={() => refetch()} />
      ) : null}
      <ol className={css.steps}>
        {data?.steps.map((step, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the steps of a macro have no other identity.
          <li key={place} className={css.step}>
            <span className={css.text} dir="auto">
              {stepText(step, true)}
            </span>
            {step.refused ? (
              <span className={css.refused}>
                <CircleAlert size={13} aria-hidden />
                {refusalText(step.refused)}
              </span>
            ) : null}
          </li>
        ))}
      </ol>
    </Dialog>
  );
}

/** One step in words; what it would say included, where that is known. `ran`: as if it were done now. */
export function useStepText(): (
  shown: Pick<MacroPreview['steps'][number], 'step' | 'message'>,
  ran?: boolean,
) => string {
  const say = useTexts(conversationTexts);
  const region = useRegion();
  const locale = useLocale();
  const now = useMinute();
  const names = useTeamNames();
  return ({ step, message }, ran) => {
    switch (step.kind) {
      case 'labels':
        return say('stepLabels', {
          add: step.add?.join(', ') || say('none'),
          remove: step.remove?.join(', ') || say('none'),
        });
      case 'priority':
        return say('stepPriority', { name: say(step.priority) });
      case 'snooze':
        return say('stepSnoozeUntil', { when: momentText(step.until, now, region) });
      case 'snooze-for':
        return ran
          ? say('stepSnoozeForUntil', {
              time: wholeLength(step.ms, region),
              when: momentText(now + step.ms, now, region),
            })
          : say('stepSnoozeFor', { time: wholeLength(step.ms, region) });
      case 'close':
        return step.disposition
          ? say('stepCloseAs', { ending: endingWords(step.disposition, locale) })
          : say('stepClose');
      case 'reopen':
        return say('stepReopen');
      case 'takeover':
        return say('stepTakeover');
      case 'assign':
        return say('stepAssignTo', {
          to: 'queue' in step.to ? names.queue(step.to.queue) : names.operator(step.to.operator),
        });
      case 'handback':
        return say('stepHandback');
      case 'follow':
        return say(step.on ? 'stepFollow' : 'stepUnfollow');
      case 'read':
        return say('stepRead');
      case 'note':
        return say('stepNote', { text: step.text });
      case 'reply':
        return say('stepReply', {
          text:
            message?.kind === 'text'
              ? message.text
              : message?.kind === 'card'
                ? (message.card.title ?? '…')
                : '…',
        });
    }
  };
}
