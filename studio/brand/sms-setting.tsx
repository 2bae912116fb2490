/** One setting of an SMS provider, by its kind. */
import { Field } from '../ui/field.tsx';
import { useTexts } from '../ui/i18n.ts';
import { Input } from '../ui/input.tsx';
import { NumberField } from '../ui/number-field.tsx';
import { Select } from '../ui/select.tsx';
import { Switch } from '../ui/switch.tsx';
import { brandTexts } from './brand-texts.ts';
import type { SettingField } from './sms-fields.ts';

type Value = string | number | boolean | undefined;
type Text = keyof (typeof brandTexts)['en'];

interface Props {
  field: SettingField;
  value: Value;
  tried: boolean;
  onChange: (value: Value) => void;
}

export function SmsSetting({ field, value, tried, onChange }: Props) {
  const say = useTexts(brandTexts);
  const { name, kind, required, initial, min, max, prefix } = field;
  if (kind === 'boolean') {
    return <Switch label={say(name)} checked={(value ?? initial) === true} onChange={onChange} />;
  }
  const empty = required && String(value ?? '').trim() === '';
  return (
    <Field label={say(name)} error={tried && empty ? say('secretMissing') : undefined} required={required}>
      {(control) =>
        kind === 'text' ? (
          <Input
            {...control}
            value={String(value ?? '')}
            onChange={onChange}
            dir="ltr"
            autoComplete="off"
            spellCheck={false}
          />
        ) : kind === 'number' ? (
          <NumberField
            {...control}
            value={typeof value === 'number' ? value : typeof initial === 'number' ? initial : undefined}
            min={min}
            max={max}
            onChange={onChange}
          />
        ) : (
          <Select
            {...control}
            value={String(value ?? initial)}
            options={kind.map((one) => ({ value: one, label: say(`${prefix}-${one}` as Text) }))}
            onChange={onChange}
          />
        )
      }
    </Field>
  );
}
