/** What a guest should know of the conversation, and what they can do where writing does not help. */
import type { PreviewState } from '../../server/contract.ts';
import { Button } from '../ui/button.tsx';
import { useRegion, useTexts } from '../ui/i18n.ts';
import { pageTexts } from './page-texts.ts';
import css from './standing.module.css';

interface Props {
  state: PreviewState;
  busy: boolean;
  onBot: () => void;
  onSkip: () => void;
}

export function Standing({ state: { people, optedOut, now, nextAt }, busy, onBot, onSkip }: Props) {
  const say = useTexts(pageTexts);
  const region = useRegion();
  const standing = people
    ? { text: say('people'), button: say('toBot'), act: onBot }
    : nextAt !== undefined
      ? { text: say('waits', { time: spanText(nextAt - now, region) }), button: say('skip'), act: onSkip }
      : optedOut
        ? { text: say('optedOut') }
        : undefined;
  return (
    <div className={css.standing} role="status">
      {standing ? <p>{standing.text}</p> : null}
      {standing?.act ? (
        <Button size="s" disabled={busy} onClick={standing.act}>
          {standing.button}
        </Button>
      ) : null}
    </div>
  );
}

const MINUTE = 60_000;
const UNITS = [
  ['day', 1440 * MINUTE],
  ['hour', 60 * MINUTE],
  ['minute', MINUTE],
] as const;

/** "in 2 hours"; the largest unit that is full, and seconds below a minute. */
function spanText(ms: number, region: string): string {
  const [unit, length] = UNITS.find(([, one]) => ms >= one) ?? (['second', 1000] as const);
  const count = Math.max(0, Math.round(ms / length));
  return new Intl.RelativeTimeFormat(region, { numeric: 'always' }).format(count, unit);
}
