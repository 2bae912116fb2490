/** The fields of what a flow is to be given when it starts, each by its type. Knows no request and no conversation. */
import type { FlowInputField } from '../../../flows/inputs.ts';
import { Field } from '../../ui/field.tsx';
import { useTexts } from '../../ui/i18n.ts';
import { Input } from '../../ui/input.tsx';
import { Switch } from '../../ui/switch.tsx';
import { panelTexts } from './panel-texts.ts';
import { readInput, writtenInput } from './read-input.ts';

interface Props {
  fields: readonly FlowInputField[];
  typed: Readonly<Record<string, string>>;
  onType: (name: string, text: string) => void;
}

export function FlowInputs({ fields, typed, onType }: Props) {
  const say = useTexts(panelTexts);
  return fields.map((field) => {
    const { name, label, type } = field;
    const text = typed[name] ?? writtenInput(field);
    const change = (next: string) => onType(name, next);
    if (type === 'boolean') {
      return (
        <Switch
          key={name}
          label={label}
          checked={text === 'true'}
          onChange={(checked) => change(String(checked))}
        />
      );
    }
    const wrong = type === 'number' && readInput(field, text).is === 'wrong';
    return (
      <Field
        key={name}
        label={label}
        required={field.default === undefined}
        {...(wrong ? { error: say('notNumber') } : {})}
      >
        {(control) => (
          <Input
            {...control}
            type={KINDS[type] ?? 'text'}
            inputMode={type === 'number' ? 'decimal' : undefined}
            dir="auto"
            maxLength={2000}
            value={text}
            onChange={change}
          />
        )}
      </Field>
    );
  });
}

const KINDS: Partial<Record<FlowInputField['type'], string>> = {
  date: 'date',
  time: 'time',
  datetime: 'datetime-local',
};
