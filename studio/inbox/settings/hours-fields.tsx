/** Opening hours with their time zone and their public holidays. */
import { Field } from '../../ui/field.tsx';
import { useTexts } from '../../ui/i18n.ts';
import { Input } from '../../ui/input.tsx';
import { WeekFields } from '../../ui/week-fields.tsx';
import css from './form.module.css';
import { type HoursText, isTimezone } from './hours-text.ts';
import { settingsTexts } from './settings-texts.ts';

export function HoursFields({ value, onChange }: { value: HoursText; onChange: (value: HoursText) => void }) {
  const say = useTexts(settingsTexts);
  return (
    <div className={css.group}>
      <div className={css.pair}>
        <Field label={say('timezone')} error={isTimezone(value.timezone) ? undefined : say('timezoneBad')}>
          {(control) => (
            <Input
              {...control}
              value={value.timezone}
              maxLength={60}
              onChange={(timezone) => onChange({ ...value, timezone })}
            />
          )}
        </Field>
        <Field
          label={say('holidays')}
          help={say('holidaysHelp')}
          error={/^([a-zA-Z]{2})?$/.test(value.holidays.trim()) ? undefined : say('holidaysBad')}
        >
          {(control) => (
            <Input
              {...control}
              value={value.holidays}
              maxLength={2}
              onChange={(holidays) => onChange({ ...value, holidays })}
            />
          )}
        </Field>
      </div>
      <WeekFields value={value} onChange={(week) => onChange({ ...value, ...week })} />
    </div>
  );
}
