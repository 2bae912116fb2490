/** When something happened, as people say it ("3 minutes ago"), the exact time on hover. */
import { agoText } from './ago-text.ts';
import { useRegion } from './i18n.ts';
import { useMinute } from './minute.ts';

/** `at` in milliseconds since the epoch. */
export function Ago({ at, className }: { at: number; className?: string }) {
  const region = useRegion();
  const now = useMinute();
  const when = new Date(at);
  return (
    <time
      className={className}
      dateTime={when.toISOString()}
      title={new Intl.DateTimeFormat(region, { dateStyle: 'full', timeStyle: 'short' }).format(when)}
    >
      {agoText(at, now, region)}
    </time>
  );
}
