/** Everything that happened, in words and in its order; a click looks at the phone as it was then. */
import {
  Bell,
  CircleAlert,
  CircleDot,
  Clock,
  CreditCard,
  Flag,
  FolderOpen,
  Headset,
  LocateFixed,
  type LucideIcon,
  MessageCircle,
  MessageCircleOff,
  Play,
  Plug,
  Settings2,
  Unplug,
  UserRound,
} from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { PreviewState } from '../../../server/contract.ts';
import { useLocale, useTexts } from '../../ui/i18n.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import css from './log-tab.module.css';
import { previewTexts } from './preview-texts.ts';
import { goToStep, usePreview } from './use-preview.ts';
import { VirtualTime } from './virtual-time.tsx';

type Line = PreviewState['log'][number];

const ICONS: Record<Line['kind'], LucideIcon> = {
  start: Play,
  act: UserRound,
  node: CircleDot,
  call: Plug,
  answer: Plug,
  message: MessageCircle,
  timer: Bell,
  time: Clock,
  setting: Settings2,
  people: Headset,
  consent: MessageCircleOff,
  payment: CreditCard,
  case: FolderOpen,
  end: Flag,
  skipped: Unplug,
  problem: CircleAlert,
};

export function LogTab({ state, step }: { state: PreviewState; step: number }) {
  const say = useTexts(previewTexts);
  const language = useLocale();
  const { log } = state;
  const end = useRef<HTMLLIElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new line at the end is brought into sight.
  useEffect(() => {
    end.current?.scrollIntoView({ block: 'nearest' });
  }, [log.length]);
  if (log.length === 0) return <p className={css.empty}>{say('logEmpty')}</p>;
  return (
    <ol className={css.log}>
      {log.map((line, index) => {
        const Icon = ICONS[line.kind];
        const begins = log[index - 1]?.step !== line.step;
        const { node } = line;
        const sameTime = !begins && log[index - 1]?.at === line.at;
        return (
          // Lines only ever come after the others.
          // biome-ignore lint/suspicious/noArrayIndexKey: see above
          <li key={index} ref={index === log.length - 1 ? end : undefined} data-later={line.step > step}>
            <button
              type="button"
              className={css.line}
              data-kind={line.kind}
              data-begins={begins}
              aria-current={line.step === step ? 'step' : undefined}
              title={say('logGo', { step: line.step })}
              onClick={() => void usePreview.getState().go(line.step)}
            >
              <span className={css.number}>{begins ? line.step : ''}</span>
              <Icon size={14} aria-hidden />
              <span className={css.text} dir="auto">
                {line.text[language]}
              </span>
              {sameTime ? null : <VirtualTime at={line.at} beside={state.now} seconds className={css.time} />}
            </button>
            {node === undefined ? (
              <span />
            ) : (
              <IconButton
                label={say('toStep')}
                side="left"
                icon={<LocateFixed size={13} aria-hidden />}
                className={css.locate}
                onClick={() => goToStep(state.flow, node)}
              />
            )}
          </li>
        );
      })}
    </ol>
  );
}
