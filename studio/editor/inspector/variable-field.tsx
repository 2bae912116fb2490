/** Which variable takes a value: one there is, a new one, or none. */
import { ChevronDown, X } from 'lucide-react';
import type { Variable } from '../../../flows/flow.ts';
import { useDocument } from '../../document/store.ts';
import { useEditing } from '../../message/editing.ts';
import { NewVariable } from '../../message/new-variable.tsx';
import { useNotes } from '../../message/note-of.ts';
import type { Option } from '../../message/option-list.tsx';
import { Picker } from '../../message/picker.tsx';
import type { Slot, Words } from '../../message/slot.ts';
import { variableTypeName } from '../../message/variable-types.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { useLocale } from '../../ui/i18n.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { useInspectorTexts } from './inspector-texts.ts';
import { sampleText } from './variable-entries.ts';
import css from './variable-field.module.css';

interface Props {
  label: Words;
  labelHidden?: boolean;
  slot: Slot<string | undefined> | Slot<string>;
  optional?: boolean;
  /** Of a variable made here. */
  type?: Variable['type'];
  /** Only those of these types. */
  only?: readonly Variable['type'][];
  help?: string;
}

export function VariableField({ label, labelHidden, slot, optional, type, only, help }: Props) {
  const say = useInspectorTexts();
  const locale = useLocale();
  const { readOnly, addVariable } = useEditing();
  const notes = useNotes(slot.at);
  const put = (name: string | undefined) => (slot as Slot<string | undefined>).put(name, label, null);
  return (
    <Field
      label={label[locale]}
      labelHidden={labelHidden}
      help={help}
      error={notes.error}
      warning={notes.warning}
    >
      {({ id, 'aria-describedby': described }) => (
        <div className={css.line}>
          <Picker
            label={label[locale]}
            searchLabel={say('searchValue')}
            empty={say('variablesNone')}
            options={() => variableOptions(locale, only)}
            onPick={put}
            trigger={
              <Button
                id={id}
                size="s"
                className={css.variable}
                disabled={readOnly}
                aria-label={`${label[locale]}: ${slot.value ?? say('notSaved')}`}
                aria-describedby={described}
              >
                {slot.value ? (
                  <span className={css.name}>{slot.value}</span>
                ) : (
                  <span className={css.none}>{say('notSaved')}</span>
                )}
                <ChevronDown size={14} aria-hidden className={css.arrow} />
              </Button>
            }
            footer={(query, close) => (
              <NewVariable
                query={query}
                type={type}
                isTaken={(name) => Object.hasOwn(useDocument.getState().flow.variables, name)}
                onCreate={(name, made) => {
                  close();
                  put(addVariable?.(name, made) ?? name);
                }}
              />
            )}
          />
          {optional && slot.value && !readOnly ? (
            <IconButton
              label={say('notSaved')}
              icon={<X size={14} aria-hidden />}
              className={css.tool}
              onClick={() => put(undefined)}
            />
          ) : null}
        </div>
      )}
    </Field>
  );
}

function variableOptions(locale: 'en' | 'fr', only: readonly Variable['type'][] | undefined): Option[] {
  const { flow } = useDocument.getState();
  return Object.entries(flow.variables).flatMap(([name, { type, label }]) =>
    only && !only.includes(type)
      ? []
      : [
          {
            id: name,
            title: name,
            code: true,
            hint: [label, variableTypeName(type, locale)].filter(Boolean).join(' · '),
            aside: sampleText(flow, `{{${name}}}`, locale),
          },
        ],
  );
}
