/** A span of time: a number and a unit. */
import { Field } from '../../ui/field.tsx';
import { NumberField } from '../../ui/number-field.tsx';
import { Select } from '../../ui/select.tsx';
import { readSpan, type Span, UNITS, type Unit, writeSpan } from './duration-text.ts';
import css from './form.module.css';
import { type InspectorKey, useInspectorTexts } from './inspector-texts.ts';

const UNIT_KEYS: Record<Unit, InspectorKey> = {
  s: 'seconds',
  m: 'minutes',
  h: 'hours',
  d: 'days',
  w: 'weeks',
};

interface Props {
  label: string;
  labelHidden?: boolean;
  /** Undefined: none is set. */
  value: string | undefined;
  /** Undefined only where it is optional. */
  onChange: (duration: string | undefined) => void;
  optional?: boolean;
  /** What counts if none is set. */
  placeholder?: string;
  help?: string;
  error?: string;
  warning?: string;
  disabled?: boolean;
  unit?: Unit;
  units?: readonly Unit[];
}

export function DurationField(props: Props) {
  const {
    label,
    labelHidden,
    value,
    onChange,
    optional,
    placeholder,
    help,
    error,
    warning,
    disabled,
    unit = 'm',
    units = UNITS,
  } = props;
  const say = useInspectorTexts();
  const span: Span | undefined = value === undefined ? undefined : readSpan(value);
  const put = (next: Partial<Span>) => onChange(writeSpan({ count: 1, unit, back: false, ...span, ...next }));
  return (
    <Field label={label} labelHidden={labelHidden} help={help} error={error} warning={warning}>
      {(control) => (
        <div className={css.row}>
          <NumberField
            {...control}
            value={span?.count}
            min={span?.back ? 0 : 1}
            max={999_999}
            placeholder={placeholder}
            disabled={disabled}
            className={css.grow}
            onChange={(count) => {
              if (count !== undefined) put({ count });
              else if (optional) onChange(undefined);
            }}
          />
          <Select
            aria-label={say('unit')}
            className={css.grow}
            value={span?.unit ?? unit}
            disabled={disabled}
            options={units.map((one) => ({ value: one, label: say(UNIT_KEYS[one]) }))}
            onChange={(next) => put({ unit: next })}
          />
        </div>
      )}
    </Field>
  );
}
