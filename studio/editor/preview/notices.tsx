/** What whoever plays should know about this run: it got stuck, a person has it, it went on elsewhere. */
import { CircleAlert, CornerDownRight, Headset, MessageCircleOff, Unplug } from 'lucide-react';
import type { ReactNode } from 'react';
import type { PreviewState } from '../../../server/contract.ts';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { useLocale, useTexts } from '../../ui/i18n.ts';
import { focusNode } from '../focus.ts';
import css from './notices.module.css';
import { previewTexts } from './preview-texts.ts';
import { usePreview } from './use-preview.ts';

export function Notices({ state }: { state: PreviewState }) {
  const say = useTexts(previewTexts);
  const language = useLocale();
  const { problem, people, elsewhere, optedOut } = state;
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
              <Button size="s" look="quiet" onClick={() => focusNode(ownNode(problem.node))}>
                {say('toStep')}
              </Button>
            ) : null
          }
        >
          {say('problem')} {problem.detail}
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
      {elsewhere ? (
        <Notice
          tone="plain"
          icon={<CornerDownRight size={15} aria-hidden />}
          action={
            <ButtonLink size="s" look="quiet" href={`/flows/${encodeURIComponent(elsewhere.flow)}`}>
              {say('openFlow')}
            </ButtonLink>
          }
        >
          {say('elsewhere', { flow: elsewhere.flow })}
        </Notice>
      ) : null}
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

/** The canvas knows the step that calls a sub-flow, not what is in it. */
export function ownNode(key: string): string {
  return key.split('/')[0] ?? key;
}

function Notice(props: {
  tone: 'bad' | 'warn' | 'plain';
  icon: ReactNode;
  action?: ReactNode;
  children: ReactNode;
}) {
  return (
    <div className={css.notice} data-tone={props.tone} role={props.tone === 'bad' ? 'alert' : 'status'}>
      {props.icon}
      <p>{props.children}</p>
      {props.action}
    </div>
  );
}
