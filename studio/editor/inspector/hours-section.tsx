/** When the flow's people are there, on the clocks of its time zone: what timeouts may count. */
import { useState } from 'react';
import { same } from '../../../flows/change.ts';
import { OFFICE_WEEK, type WeekHours } from '../../../flows/opening-hours.ts';
import { useEditing } from '../../message/editing.ts';
import type { Slot } from '../../message/slot.ts';
import { Switch } from '../../ui/switch.tsx';
import { WeekFields } from '../../ui/week-fields.tsx';
import { readWeek, type WeekText, weekText } from '../../ui/week-text.ts';
import css from './form.module.css';
import { inspectorWords, useInspectorTexts } from './inspector-texts.ts';
import { Section } from './section.tsx';

export function HoursSection({ slot }: { slot: Slot<WeekHours | undefined> }) {
  const say = useInspectorTexts();
  const { readOnly, timezone } = useEditing();
  const { value } = slot;
  return (
    <Section
      id="hours"
      title={say('openingHours')}
      open={false}
      summary={value ? undefined : say('hoursNone')}
    >
      <Switch
        label={say('hoursOn')}
        hint={say('hoursHint')}
        checked={value !== undefined}
        disabled={readOnly}
        onChange={(on) =>
          slot.put(
            on ? { week: OFFICE_WEEK, exceptions: [] } : undefined,
            inspectorWords('openingHours'),
            null,
          )
        }
      />
      {value ? (
        <>
          <p className={css.note}>{say('hoursZone', { zone: timezone.replaceAll('_', ' ') })}</p>
          <Week value={value} slot={slot} />
        </>
      ) : null}
    </Section>
  );
}

/** What is typed stays as it is typed, until it is changed from elsewhere; what can be read of it is put at once. */
function Week({ value, slot }: { value: WeekHours; slot: Slot<WeekHours | undefined> }) {
  const { readOnly } = useEditing();
  const [draft, setDraft] = useState<{ text: WeekText; kept: WeekHours }>();
  const text = draft && same(draft.kept, value) ? draft.text : weekText(value);
  return (
    <WeekFields
      value={text}
      disabled={readOnly}
      onChange={(typed) => {
        const read = readWeek(typed);
        setDraft({ text: typed, kept: read ?? value });
        if (read && !same(read, value)) slot.put(read, inspectorWords('openingHours'));
      }}
    />
  );
}
