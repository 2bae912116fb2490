/** An instant of the preview's own clock, in the flow's time zone. Knows no session. */
import { useDocument } from '../../document/store.ts';
import { printTime } from '../../phone/phone-time.ts';
import { useRegion } from '../../ui/i18n.ts';

interface Props {
  at: number;
  /** Only the hour where it is the same day as this instant. */
  beside?: number;
  seconds?: boolean;
  /** Without the month, which is told where a pointer rests. */
  short?: boolean;
  className?: string;
}

export function VirtualTime({ at, beside, seconds, short, className }: Props) {
  const region = useRegion();
  const timeZone = useDocument(({ flow }) => flow.settings.timezone);
  const format = (options: Intl.DateTimeFormatOptions, when = at) =>
    printTime(when, region, timeZone, options);
  const day: Intl.DateTimeFormatOptions = { weekday: 'short', day: 'numeric', month: 'short' };
  const shown: Intl.DateTimeFormatOptions = short ? { weekday: 'short', day: 'numeric' } : day;
  const sameDay = beside !== undefined && format(day) === format(day, beside);
  const hour: Intl.DateTimeFormatOptions = {
    hour: '2-digit',
    minute: '2-digit',
    ...(seconds ? { second: '2-digit' } : {}),
  };
  return (
    <time
      className={className}
      dateTime={new Date(at).toISOString()}
      title={short ? format({ ...day, year: 'numeric', hour: '2-digit', minute: '2-digit' }) : undefined}
    >
      {format(sameDay ? hour : { ...shown, ...hour })}
    </time>
  );
}
