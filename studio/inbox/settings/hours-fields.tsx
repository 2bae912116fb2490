/** Opening hours day by day, their time zone and their public holidays. */
import { Plus, X } from 'lucide-react';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { useTexts } from '../../ui/i18n.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { Input } from '../../ui/input.tsx';
import css from './form.module.css';
import { DAYS, type HoursText, isDate, isTimezone, readShifts } from './hours-text.ts';
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
      <p className={css.help}>{say('shiftsHelp')}</p>
      {DAYS.map((day) => (
        <Field
          key={day}
          className={css.line}
          label={say(day)}
          error={readShifts(value.days[day]) ? undefined : say('shiftsBad')}
        >
          {(control) => (
            <Input
              {...control}
              value={value.days[day]}
              maxLength={80}
              onChange={(text) => onChange({ ...value, days: { ...value.days, [day]: text } })}
            />
          )}
        </Field>
      ))}
      <SingleDays value={value.exceptions} onChange={(exceptions) => onChange({ ...value, exceptions })} />
    </div>
  );
}

type Exceptions = HoursText['exceptions'];

function SingleDays({ value, onChange }: { value: Exceptions; onChange: (value: Exceptions) => void }) {
  const say = useTexts(settingsTexts);
  const put = (place: number, change: Partial<Exceptions[number]>) =>
    onChange(value.map((one, at) => (at === place ? { ...one, ...change } : one)));
  return (
    <fieldset className={css.steps}>
      <legend>{say('singleDays')}</legend>
      <p className={css.help}>{say('singleDaysHelp')}</p>
      {value.map(({ key, date, shifts }, place) => {
        const count = place + 1;
        const fault = !isDate(date) ? say('dayBad') : readShifts(shifts) ? undefined : say('shiftsBad');
        return (
          <div key={key} className={css.single}>
            <Input
              type="date"
              aria-label={say('singleDay', { place: count })}
              value={date}
              onChange={(typed) => put(place, { date: typed })}
            />
            <Input
              aria-label={say('singleTimes', { place: count })}
              aria-invalid={fault !== undefined || undefined}
              maxLength={80}
              value={shifts}
              onChange={(typed) => put(place, { shifts: typed })}
            />
            <IconButton
              label={say('removeDay', { place: count })}
              icon={<X size={15} aria-hidden />}
              onClick={() => onChange(value.filter((_one, at) => at !== place))}
            />
            {fault ? <p className={css.error}>{fault}</p> : null}
          </div>
        );
      })}
      <p>
        <Button
          size="s"
          onClick={() => onChange([...value, { key: crypto.randomUUID(), date: '', shifts: '' }])}
        >
          <Plus size={14} aria-hidden />
          {say('addDay')}
        </Button>
      </p>
    </fieldset>
  );
}
