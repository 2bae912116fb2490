/** What a guest should know of the conversation, and what they can do where writing does not help. */
import { problemSentence } from '../../flows/problem-sentence.ts';
import type { PreviewState } from '../../server/contract.ts';
import { useInstant } from '../phone/preview/use-instant.ts';
import { Button } from '../ui/button.tsx';
import { useLocale, useRegion, useTexts } from '../ui/i18n.ts';
import { pageTexts } from './page-texts.ts';
import css from './standing.module.css';

interface Props {
  state: PreviewState;
  /** When the state came, as the session's store keeps it. */
  cameAt: number;
  busy: boolean;
  onRestart: () => void;
  onBot: () => void;
  onSkip: () => void;
}

export function Standing({ state, cameAt, busy, onRestart, onBot, onSkip }: Props) {
  const say = useTexts(pageTexts);
  const language = useLocale();
  const { problem, people, nextAt, optedOut, elsewhere } = state;
  const standing = problem
    ? {
        text: say('stuck', { reason: problemSentence(problem.code)[language] }),
        button: say('restart'),
        act: onRestart,
      }
    : people
      ? { text: say('people'), button: say('toBot'), act: onBot }
      : nextAt !== undefined
        ? { text: <Wait state={state} until={nextAt} cameAt={cameAt} />, button: say('skip'), act: onSkip }
        : optedOut
          ? { text: say('optedOut') }
          : undefined;
  return (
    <div className={css.standing}>
      {elsewhere ? <p role="status">{say('elsewhere')}</p> : null}
      {/* A wait counts down, which nobody wants read aloud at each second. */}
      {standing ? (
        <p role={nextAt === undefined || problem || people ? 'status' : 'timer'}>{standing.text}</p>
      ) : null}
      {standing?.act ? (
        <Button size="s" disabled={busy} onClick={standing.act}>
          {standing.button}
        </Button>
      ) : null}
    </div>
  );
}

function Wait({ state, until, cameAt }: { state: PreviewState; until: number; cameAt: number }) {
  const say = useTexts(pageTexts);
  const region = useRegion();
  const now = useInstant(state, cameAt);
  return say('waits', { time: spanText(until - now, region) });
}

const MINUTE = 60_000;
const UNITS = [
  ['day', 1440 * MINUTE],
  ['hour', 60 * MINUTE],
  ['minute', MINUTE],
] as const;

/** "in 2 hours"; the largest unit that is full, and seconds below a minute. */
function spanText(ms: number, region: string): string {
  const whole = Math.ceil(ms / 1000) * 1000;
  const [unit, length] = UNITS.find(([, one]) => whole >= one) ?? (['second', 1000] as const);
  const count = Math.max(0, Math.round(whole / length));
  return new Intl.RelativeTimeFormat(region, { numeric: 'always' }).format(count, unit);
}
