/** What a service is given, field by field as its description says; each may hold a value of the conversation. */
import type { CallNode, InputValue } from '../../../flows/nodes/call.ts';
import { useEditing } from '../../message/editing.ts';
import { useNotes } from '../../message/note-of.ts';
import type { Slot } from '../../message/slot.ts';
import { TemplateArea } from '../../message/template-area.tsx';
import { Badge } from '../../ui/badge.tsx';
import { Field } from '../../ui/field.tsx';
import { useLocale } from '../../ui/i18n.ts';
import { Select } from '../../ui/select.tsx';
import { choiceName, inputHint, inputName } from '../service-words.ts';
import { readLiteral } from './condition-tree.ts';
import css from './form.module.css';
import { inspectorWords, useInspectorTexts } from './inspector-texts.ts';
import { PairsEditor } from './pairs-editor.tsx';
import type { InputSchema } from './services.ts';

type Input = CallNode['input'];

interface Props {
  slot: Slot<Input>;
  /** Undefined while it is not known: then only what is set already is shown. */
  schema: InputSchema | undefined;
  /** "service.operation" */
  of: string;
}

export function ServiceInput({ slot, schema, of }: Props) {
  const say = useInspectorTexts();
  const known = schema?.properties ?? {};
  const unknown = Object.keys(slot.value).filter((name) => !Object.hasOwn(known, name));
  const names = [...Object.keys(known), ...unknown];
  if (names.length === 0) return <p className={css.note}>{say('inputsNone')}</p>;
  return (
    <>
      {names.map((name) => (
        <InputField
          key={name}
          name={name}
          slot={entrySlot(slot, name)}
          schema={known[name]}
          required={schema?.required?.includes(name) === true}
          of={of}
        />
      ))}
      {schema && unknown.length > 0 ? (
        <p className={css.warning}>{say('unknownInputs', { names: unknown.join(', ') })}</p>
      ) : null}
    </>
  );
}

function InputField({
  name,
  slot,
  schema,
  required,
  of,
}: {
  name: string;
  slot: Slot<InputValue | undefined>;
  schema: InputSchema | undefined;
  required: boolean;
  of: string;
}) {
  const say = useInspectorTexts();
  const locale = useLocale();
  const { readOnly } = useEditing();
  const notes = useNotes(slot.at);
  const label = inputName(name, locale);
  const usual =
    schema?.default === undefined || typeof schema.default === 'object'
      ? required
        ? undefined
        : say('inputUnset')
      : say('inputDefault', { value: String(schema.default) });
  const words = { en: inputName(name, 'en'), fr: inputName(name, 'fr') };
  const { value } = slot;
  const isTable =
    schema?.type === 'object' || (typeof value === 'object' && value !== null && !Array.isArray(value));
  const isWritten = typeof value === 'string' && value.includes('{{');
  const choices = schema?.enum?.filter((one) => typeof one === 'string') ?? [];
  if (isTable && typeof value !== 'string') {
    return (
      <PairsEditor
        label={label}
        slot={slot as Slot<Record<string, InputValue> | undefined>}
        add={inspectorWords('addField')}
      />
    );
  }
  return (
    <Field
      label={label}
      error={notes.error}
      warning={notes.warning}
      help={inputHint(`${of}.${name}`, schema?.description, locale)}
      required={required}
      aside={required && value === undefined ? <Badge>{say('inputRequired')}</Badge> : undefined}
    >
      {(control) =>
        choices.length > 0 && !isWritten ? (
          <Select
            {...control}
            value={value === undefined ? '' : String(value)}
            disabled={readOnly}
            options={[
              { value: '', label: usual ?? '' },
              ...choices.map((one) => ({ value: String(one), label: choiceName(String(one), locale) })),
              { value: '{{}}', label: `{{ }} ${say('value')}` },
            ]}
            onChange={(next) =>
              slot.put(next === '' ? undefined : next === '{{}}' ? '{{}}' : next, words, null)
            }
          />
        ) : (
          <TemplateArea
            {...control}
            single
            value={shownValue(value)}
            placeholder={usual}
            onChange={(text) => slot.put(text === '' ? undefined : readLiteral(text, typeOf(schema)), words)}
          />
        )
      }
    </Field>
  );
}

function entrySlot(slot: Slot<Input>, name: string): Slot<InputValue | undefined> {
  const at = `${slot.at}.${name}`;
  return {
    value: Object.hasOwn(slot.value, name) ? slot.value[name] : undefined,
    at,
    put(next, edit, merge = at) {
      const { [name]: _, ...rest } = slot.value;
      slot.put(next === undefined ? rest : { ...slot.value, [name]: next }, edit, merge);
    },
  };
}

function typeOf(schema: InputSchema | undefined): string | undefined {
  const types = [schema?.type].flat();
  if (types.includes('integer') || types.includes('number')) return 'number';
  return types.includes('boolean') ? 'boolean' : undefined;
}

/** A list or a table in a field for texts is shown as JSON. */
function shownValue(value: InputValue | undefined): string {
  if (value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
