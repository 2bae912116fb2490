/** An appointment to put into the phone's calendar. Agreeing is what tells the brand. */
import { CalendarPlus } from 'lucide-react';
import { useRegion, useTexts } from '../../ui/i18n.ts';
import { LinkedText } from '../linked-text.tsx';
import { usePhone } from '../phone-context.ts';
import { phoneTexts } from '../phone-texts.ts';
import { knownZone, printTime } from '../phone-time.ts';
import type { ActionOf } from './action-of.ts';
import page from './calendar-sheet.module.css';
import css from './sheet.module.css';
import { Sheet } from './sheet.tsx';

interface Props {
  suggestion: ActionOf<'calendar'>;
  now: number;
  onAdd: () => void;
  onClose: () => void;
}

export function CalendarSheet({ suggestion, now, onAdd, onClose }: Props) {
  const say = useTexts(phoneTexts);
  const locale = useRegion();
  const { timeZone } = usePhone();
  const start = Date.parse(suggestion.start);
  const end = Date.parse(suggestion.end);
  const readable = Number.isFinite(start) && Number.isFinite(end);
  return (
    <Sheet title={say('calendar')} onClose={onClose}>
      <div className={page.appointment}>
        {readable ? (
          <p className={page.leaf} aria-hidden="true">
            <span>{printTime(start, locale, timeZone, { month: 'short' })}</span>
            {printTime(start, locale, timeZone, { day: 'numeric' })}
          </p>
        ) : null}
        <div>
          <p className={css.lead} dir="auto">
            {suggestion.title}
          </p>
          <p className={css.note}>{readable ? <Span start={start} end={end} now={now} /> : say('badTime')}</p>
        </div>
      </div>
      {suggestion.description ? (
        <p className={css.note} dir="auto">
          <LinkedText text={suggestion.description} />
        </p>
      ) : null}
      <button type="button" className={css.action} onClick={onAdd}>
        <CalendarPlus size={18} aria-hidden />
        {say('calendarAdd')}
      </button>
    </Sheet>
  );
}

/** "Tuesday 24 November, 14:30 – 15:00 (CET)"; the year only where it is not this one. */
function Span({ start, end, now }: { start: number; end: number; now: number }) {
  const { timeZone } = usePhone();
  const otherYear = new Date(start).getFullYear() !== new Date(now).getFullYear();
  return new Intl.DateTimeFormat(useRegion(), {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: otherYear ? 'numeric' : undefined,
    hour: 'numeric',
    minute: '2-digit',
    timeZoneName: 'short',
    timeZone: knownZone(timeZone),
  }).formatRange(start, end);
}
