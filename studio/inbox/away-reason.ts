/** Why an operator is away: kept as a code, so that every colleague reads it in their own language. Knows no operator. */
import { dictionary, type Locale } from '../ui/i18n.ts';

const words = dictionary(
  {
    lunch: 'Away: lunch',
    meeting: 'Away: in a meeting',
    break: 'Away: short break',
    /** Said by the server. */
    disconnected: 'Away: connection lost',
  },
  {
    lunch: 'Absent : déjeuner',
    meeting: 'Absent : en réunion',
    break: 'Absent : courte pause',
    disconnected: 'Absent : connexion perdue',
  },
);

/** What an operator can choose. */
export type AwayReason = 'lunch' | 'meeting' | 'break';

/** A reason of somebody's own, given through the API, stands as it was written. */
export function awayWords(reason: string, locale: Locale): string {
  return Object.hasOwn(words.en, reason) ? words[locale][reason as keyof typeof words.en] : reason;
}
