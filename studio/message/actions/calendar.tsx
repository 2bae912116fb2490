/** Adds an event to the customer's calendar: fixed times, or times the conversation knows. */
import { LIMITS } from '../../../flows/limits.ts';
import { Button } from '../../ui/button.tsx';
import { useEditing } from '../editing.ts';
import { messageWords, useMessageTexts } from '../message-texts.ts';
import { MomentField } from '../moment-field.tsx';
import { later } from '../moment-text.ts';
import { part, type Slot } from '../slot.ts';
import type { SuggestionOf } from '../suggestion-kinds.ts';
import { TextField } from '../text-field.tsx';
import css from './actions.module.css';

const LENGTHS = [30, 45, 60, 90, 120];

export function CalendarFields({ slot }: { slot: Slot<SuggestionOf<'calendar'>> }) {
  const say = useMessageTexts();
  const { timezone, readOnly } = useEditing();
  const { start, end } = slot.value;
  const begin = typeof start === 'string' ? Date.parse(start) : Number.NaN;
  const stop = typeof end === 'string' ? Date.parse(end) : Number.NaN;
  return (
    <>
      <TextField
        label={messageWords('eventTitle')}
        slot={part(slot, 'title')}
        single
        max={LIMITS.calendarTitle}
      />
      <TextField
        label={messageWords('eventText')}
        slot={part(slot, 'description')}
        optional
        max={LIMITS.calendarDescription}
      />
      <MomentField label={messageWords('starts')} slot={part(slot, 'start')} />
      <MomentField
        label={messageWords('ends')}
        slot={part(slot, 'end')}
        error={stop <= begin ? say('endBefore') : undefined}
      />
      {readOnly || Number.isNaN(begin) || typeof start !== 'string' ? null : (
        <fieldset className={css.presets} aria-label={say('lasts')}>
          <span className={css.note}>{say('lasts')}</span>
          {LENGTHS.map((minutes) => (
            <Button
              key={minutes}
              look="quiet"
              size="s"
              onClick={() =>
                part(slot, 'end').put(later(start, minutes, timezone) ?? '', messageWords('ends'), null)
              }
            >
              {minutes < 60 || minutes % 60 !== 0
                ? say('minutes', { count: minutes })
                : say('hours', { count: minutes / 60 })}
            </Button>
          ))}
        </fieldset>
      )}
    </>
  );
}
