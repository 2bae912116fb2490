/** What a question accepts: the kind of answer, and its limits. */
import { getCountries, getCountryCallingCode } from 'libphonenumber-js/min';
import { Plus, Trash2 } from 'lucide-react';
import type { ComponentType } from 'react';
import { type Expectation, expectationSchema } from '../../../flows/answer.ts';
import { useEditing } from '../../message/editing.ts';
import { useNotes } from '../../message/note-of.ts';
import { item, narrowed, part, type Slot, without } from '../../message/slot.ts';
import { TextField } from '../../message/text-field.tsx';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { useLocale } from '../../ui/i18n.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { Input } from '../../ui/input.tsx';
import { NumberField } from '../../ui/number-field.tsx';
import { Select } from '../../ui/select.tsx';
import { Switch } from '../../ui/switch.tsx';
import { CheckedInput } from './checked-input.tsx';
import css from './form.module.css';
import { type InspectorKey, inspectorWords, useInspectorTexts } from './inspector-texts.ts';
import { ValueField } from './value-field.tsx';
import { WordsInput } from './words-input.tsx';

type Type = Expectation['type'];
type Of<T extends Type> = Extract<Expectation, { type: T }>;

/** One line a kind of answer; a missing line does not compile. */
export const EXPECT_KEYS: Record<Type, InspectorKey> = {
  text: 'expText',
  number: 'expNumber',
  date: 'expDate',
  time: 'expTime',
  email: 'expEmail',
  phone: 'expPhone',
  choice: 'expChoice',
  location: 'expLocation',
  file: 'expFile',
};

const FIELDS: { [T in Type]: ComponentType<{ slot: Slot<Of<T>> }> | undefined } = {
  text: TextLimits,
  number: NumberLimits,
  date: Bounds,
  time: Bounds,
  email: undefined,
  phone: Country,
  choice: ListItems,
  location: () => <Note text="locationHelp" />,
  file: Files,
};

export function ExpectEditor({ slot }: { slot: Slot<Expectation> }) {
  const say = useInspectorTexts();
  const { readOnly } = useEditing();
  const notes = useNotes(slot.at);
  const { value } = slot;
  // The table's type guarantees that the fields are those of this kind.
  const Fields = FIELDS[value.type] as ComponentType<{ slot: Slot<Expectation> }> | undefined;
  return (
    <>
      <Field label={say('expects')} error={notes.error} warning={notes.warning}>
        {(control) => (
          <Select
            {...control}
            value={value.type}
            disabled={readOnly}
            options={(Object.keys(EXPECT_KEYS) as Type[]).map((type) => ({
              value: type,
              label: say(EXPECT_KEYS[type]),
            }))}
            onChange={(type) => slot.put(blank(type), inspectorWords('expects'), null)}
          />
        )}
      </Field>
      {Fields ? <Fields key={value.type} slot={narrowed(slot, value)} /> : null}
    </>
  );
}

/** With the schema's own defaults. */
function blank(type: Type): Expectation {
  if (type === 'choice') return { type, of: [{ value: 'first', label: 'First', words: [] }] };
  return expectationSchema.parse({ type });
}

function TextLimits({ slot }: { slot: Slot<Of<'text'>> }) {
  const say = useInspectorTexts();
  const { readOnly } = useEditing();
  const { value } = slot;
  return (
    <>
      <div className={css.pair}>
        <Field label={say('shortest')}>
          {(control) => (
            <NumberField
              {...control}
              value={value.min}
              min={0}
              max={3072}
              disabled={readOnly}
              onChange={(min) =>
                min !== undefined && part(slot, 'min').put(Math.round(min), inspectorWords('shortest'))
              }
            />
          )}
        </Field>
        <Field label={say('longest')}>
          {(control) => (
            <NumberField
              {...control}
              value={value.max}
              min={1}
              max={3072}
              disabled={readOnly}
              onChange={(max) =>
                max !== undefined && part(slot, 'max').put(Math.round(max), inspectorWords('longest'))
              }
            />
          )}
        </Field>
      </div>
      <Field label={say('shape')} help={say('shapeHelp')}>
        {(control) => (
          <Input
            {...control}
            value={value.shape ?? ''}
            maxLength={60}
            placeholder="AA-000000"
            spellCheck={false}
            disabled={readOnly}
            onChange={(shape) =>
              part(slot, 'shape').put(shape === '' ? undefined : shape, inspectorWords('shape'))
            }
          />
        )}
      </Field>
    </>
  );
}

function NumberLimits({ slot }: { slot: Slot<Of<'number'>> }) {
  const say = useInspectorTexts();
  const { readOnly } = useEditing();
  const { value } = slot;
  const min = part(slot, 'min');
  const max = part(slot, 'max');
  return (
    <>
      <div className={css.pair}>
        <Field label={say('atLeast')}>
          {(control) => (
            <NumberField
              {...control}
              value={min.value}
              disabled={readOnly}
              onChange={(next) => min.put(next, inspectorWords('atLeast'))}
            />
          )}
        </Field>
        <Field label={say('atMost')}>
          {(control) => (
            <NumberField
              {...control}
              value={max.value}
              disabled={readOnly}
              onChange={(next) => max.put(next, inspectorWords('atMost'))}
            />
          )}
        </Field>
      </div>
      <Switch
        label={say('whole')}
        checked={value.whole}
        disabled={readOnly}
        onChange={(whole) => part(slot, 'whole').put(whole, inspectorWords('whole'), null)}
      />
    </>
  );
}

function Bounds({ slot }: { slot: Slot<Of<'date'>> | Slot<Of<'time'>> }) {
  const say = useInspectorTexts();
  const either = slot as Slot<Of<'date'>>;
  const isDate = slot.value.type === 'date';
  return (
    <>
      <div className={css.pair}>
        <ValueField
          label={inspectorWords('from')}
          slot={part(either, 'from')}
          optional
          code
          placeholder={isDate ? 'today' : '09:00'}
        />
        <ValueField
          label={inspectorWords('until')}
          slot={part(either, 'until')}
          optional
          code
          placeholder={isDate ? '2026-12-31' : '18:00'}
        />
      </div>
      <p className={css.note}>{say(isDate ? 'dateHelp' : 'timeHelp')}</p>
    </>
  );
}

function Country({ slot }: { slot: Slot<Of<'phone'>> }) {
  const say = useInspectorTexts();
  const locale = useLocale();
  const { readOnly } = useEditing();
  const names = new Intl.DisplayNames([locale], { type: 'region' });
  const options = getCountries()
    .map((code) => ({
      value: code as string,
      label: `${names.of(code) ?? code} (+${getCountryCallingCode(code)})`,
    }))
    .sort((one, other) => one.label.localeCompare(other.label, locale));
  return (
    <Field label={say('country')}>
      {(control) => (
        <Select
          {...control}
          value={slot.value.country}
          disabled={readOnly}
          options={options}
          onChange={(country) => part(slot, 'country').put(country, inspectorWords('country'), null)}
        />
      )}
    </Field>
  );
}

const MOST_ITEMS = 50;

function ListItems({ slot }: { slot: Slot<Of<'choice'>> }) {
  const say = useInspectorTexts();
  const { readOnly } = useEditing();
  const list = part(slot, 'of');
  return (
    <div className={css.list}>
      <p className={css.label}>{say('listItems')}</p>
      {list.value.map((one, n) => {
        const line = item(list, n);
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a line's value is being typed.
          <div key={n} className={css.item}>
            <div className={css.itemHead}>
              <span className={css.itemTitle}>{one.value}</span>
              {readOnly || list.value.length < 2 ? null : (
                <IconButton
                  label={say('removeItem')}
                  icon={<Trash2 size={14} aria-hidden />}
                  className={css.tool}
                  onClick={() => list.put(without(list.value, n), inspectorWords('removeItem'), null)}
                />
              )}
            </div>
            <TextField label={inspectorWords('choiceLabel')} slot={part(line, 'label')} single />
            <CheckedInput
              label={say('listItemValue')}
              value={one.value}
              disabled={readOnly}
              check={(text) =>
                list.value.some((other, m) => m !== n && other.value === text) ? say('entryTaken') : undefined
              }
              onChange={(text) => part(line, 'value').put(text, inspectorWords('listItemValue'))}
            />
            <WordsInput
              label={say('choiceWords')}
              value={one.words}
              disabled={readOnly}
              onChange={(words) => part(line, 'words').put(words, inspectorWords('choiceWords'))}
            />
          </div>
        );
      })}
      {readOnly || list.value.length >= MOST_ITEMS ? null : (
        <Button
          look="quiet"
          size="s"
          className={css.flush}
          onClick={() => {
            const n = list.value.length + 1;
            list.put(
              [...list.value, { value: `item-${n}`, label: '', words: [] }],
              inspectorWords('addItem'),
              null,
            );
          }}
        >
          <Plus size={14} aria-hidden />
          {say('addItem')}
        </Button>
      )}
    </div>
  );
}

const ACCEPTS = ['image', 'pdf', 'video', 'audio'] as const;

function Files({ slot }: { slot: Slot<Of<'file'>> }) {
  const say = useInspectorTexts();
  const { readOnly } = useEditing();
  const { accept } = slot.value;
  return (
    <fieldset className={css.stack} disabled={readOnly}>
      <legend className={css.label}>{say('accept')}</legend>
      {ACCEPTS.map((kind) => (
        <Switch
          key={kind}
          label={say(kind)}
          checked={accept.includes(kind)}
          // Something has to be accepted.
          disabled={readOnly || (accept.length === 1 && accept[0] === kind)}
          onChange={(on) =>
            part(slot, 'accept').put(
              ACCEPTS.filter((one) => (one === kind ? on : accept.includes(one))),
              inspectorWords('accept'),
              null,
            )
          }
        />
      ))}
      <p className={css.note}>{say('fileHelp')}</p>
    </fieldset>
  );
}

function Note({ text }: { text: InspectorKey }) {
  const say = useInspectorTexts();
  return <p className={css.note}>{say(text)}</p>;
}
