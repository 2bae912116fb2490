/** Opening hours day by day, with single days beside them; knows neither whose they are nor their time zone. */
import { Plus, X } from 'lucide-react';
import { DAYS } from '../../flows/opening-hours.ts';
import { Button } from './button.tsx';
import { Field } from './field.tsx';
import { useTexts } from './i18n.ts';
import { IconButton } from './icon-button.tsx';
import { Input } from './input.tsx';
import { randomId } from './random-id.ts';
import css from './week-fields.module.css';
import { isDate, readShifts, type WeekText } from './week-text.ts';
import { weekTexts } from './week-texts.ts';

interface Props {
  value: WeekText;
  disabled?: boolean;
  onChange: (value: WeekText) => void;
}

export function WeekFields({ value, disabled, onChange }: Props) {
  const say = useTexts(weekTexts);
  return (
    <div className={css.week}>
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
              disabled={disabled}
              onChange={(text) => onChange({ ...value, days: { ...value.days, [day]: text } })}
            />
          )}
        </Field>
      ))}
      <SingleDays
        value={value.exceptions}
        disabled={disabled}
        onChange={(exceptions) => onChange({ ...value, exceptions })}
      />
    </div>
  );
}

type Exceptions = WeekText['exceptions'];

interface SingleDaysProps {
  value: Exceptions;
  disabled: boolean | undefined;
  onChange: (value: Exceptions) => void;
}

function SingleDays({ value, disabled, onChange }: SingleDaysProps) {
  const say = useTexts(weekTexts);
  const put = (place: number, change: Partial<Exceptions[number]>) =>
    onChange(value.map((one, at) => (at === place ? { ...one, ...change } : one)));
  return (
    <fieldset className={css.days}>
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
              disabled={disabled}
              onChange={(typed) => put(place, { date: typed })}
            />
            <Input
              aria-label={say('singleTimes', { place: count })}
              aria-invalid={fault !== undefined || undefined}
              maxLength={80}
              value={shifts}
              disabled={disabled}
              onChange={(typed) => put(place, { shifts: typed })}
            />
            <IconButton
              label={say('removeDay', { place: count })}
              icon={<X size={15} aria-hidden />}
              disabled={disabled}
              onClick={() => onChange(value.filter((_one, at) => at !== place))}
            />
            {fault ? <p className={css.error}>{fault}</p> : null}
          </div>
        );
      })}
      <p>
        <Button
          size="s"
          disabled={disabled}
          onClick={() => onChange([...value, { key: randomId(), date: '', shifts: '' }])}
        >
          <Plus size={14} aria-hidden />
          {say('addDay')}
        </Button>
      </p>
    </fieldset>
  );
}
