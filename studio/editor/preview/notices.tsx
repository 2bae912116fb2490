/** What whoever plays should know about this run: it got stuck, a person has it, it went on elsewhere. */
import { CircleAlert, Headset, MessageCircleOff, Unplug } from 'lucide-react';
import { problemSentence } from '../../../flows/problem-sentence.ts';
import type { PreviewState } from '../../../server/contract.ts';
import { Button } from '../../ui/button.tsx';
import { useLocale, useTexts } from '../../ui/i18n.ts';
import { Notice } from './notice.tsx';
import css from './notices.module.css';
import { previewTexts } from './preview-texts.ts';
import { goToStep, usePreview } from './use-preview.ts';
import { WhereaboutsNotice } from './whereabouts-notice.tsx';

export function Notices({ state }: { state: PreviewState }) {
  const say = useTexts(previewTexts);
  const language = useLocale();
  const { problem, people, optedOut } = state;
  const left = state.inputs.filter(({ skipped }) => skipped !== undefined);
  const [first] = left;
  return (
    <div className={css.notices}>
      {problem ? (
        <Notice
          tone="bad"
          icon={<CircleAlert size={15} aria-hidden />}
          action={
            problem.node ? (
              <Button size="s" look="quiet" onClick={() => goToStep(state.flow, problem.node)}>
                {say('toStep')}
              </Button>
            ) : null
          }
        >
          {say('problem')}{' '}
          {language === 'en' && problem.detail ? problem.detail : problemSentence(problem.code)[language]}
        </Notice>
      ) : null}
      {people ? (
        <Notice
          tone="plain"
          icon={<Headset size={15} aria-hidden />}
          action={
            <Button size="s" onClick={() => void usePreview.getState().act({ kind: 'handback' })}>
              {say('handBack')}
            </Button>
          }
        >
          {people.queue ? say('withQueue', { queue: people.queue }) : say('withPeople')}
        </Notice>
      ) : null}
      <WhereaboutsNotice state={state} />
      {optedOut ? (
        <Notice tone="plain" icon={<MessageCircleOff size={15} aria-hidden />}>
          {say('optedOut')}
        </Notice>
      ) : null}
      {first?.skipped ? (
        <Notice tone="warn" icon={<Unplug size={15} aria-hidden />}>
          {left.length === 1
            ? say('skipped', { reason: first.skipped[language] })
            : say('skippedSome', { count: left.length })}
        </Notice>
      ) : null}
    </div>
  );
}
