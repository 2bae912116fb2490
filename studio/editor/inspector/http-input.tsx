/** A web request: method, address, query, headers and body. */
import { useState } from 'react';
import type { CallNode, InputValue } from '../../../flows/nodes/call.ts';
import { useEditing } from '../../message/editing.ts';
import { part, type Slot } from '../../message/slot.ts';
import { Field } from '../../ui/field.tsx';
import { useLocale } from '../../ui/i18n.ts';
import { jsonFault } from '../../ui/json-fault.ts';
import { NumberField } from '../../ui/number-field.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { Select } from '../../ui/select.tsx';
import { TextArea } from '../../ui/text-area.tsx';
import css from './form.module.css';
import { inspectorWords, useInspectorTexts } from './inspector-texts.ts';
import { PairsEditor } from './pairs-editor.tsx';
import { ValueField } from './value-field.tsx';

type Input = CallNode['input'];
type Table = Record<string, InputValue>;

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];
const HEADER = /^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$/;
const USUAL_RETRIES = 1;

export function HttpInput({ slot }: { slot: Slot<Input> }) {
  const say = useInspectorTexts();
  const { readOnly } = useEditing();
  const { value } = slot;
  const method = typeof value.method === 'string' ? value.method : 'GET';
  const entry = (name: string) => part(slot as Slot<Record<string, InputValue | undefined>>, name);
  return (
    <>
      <Field label={say('method')}>
        {(control) => (
          <Select
            {...control}
            value={method}
            disabled={readOnly}
            options={METHODS.map((one) => ({ value: one, label: one }))}
            onChange={(next) => {
              // A GET with a body is refused.
              const { body: _, ...rest } = value;
              slot.put({ ...(next === 'GET' ? rest : value), method: next }, inspectorWords('method'), null);
            }}
          />
        )}
      </Field>
      <ValueField
        label={inspectorWords('url')}
        help={say('urlHelp')}
        slot={entry('url') as Slot<string | undefined>}
        code
        example
        placeholder="https://"
      />
      <PairsEditor
        label={say('query')}
        slot={entry('query') as Slot<Table | undefined>}
        add={inspectorWords('addQuery')}
        wish="q"
      />
      <PairsEditor
        label={say('headers')}
        slot={entry('headers') as Slot<Table | undefined>}
        add={inspectorWords('addHeader')}
        wish="Authorization"
        help={say('secretHelp')}
        check={(name) => (HEADER.test(name) ? undefined : say('renameFault'))}
      />
      {method === 'GET' ? null : <Body slot={entry('body')} />}
      <Field label={say('retries')}>
        {(control) => (
          <NumberField
            {...control}
            value={typeof value.retries === 'number' ? value.retries : USUAL_RETRIES}
            min={0}
            max={3}
            unit={say('retryTimes')}
            disabled={readOnly}
            onChange={(next) =>
              next !== undefined && entry('retries').put(Math.round(next), inspectorWords('retries'))
            }
          />
        )}
      </Field>
    </>
  );
}

function Body({ slot }: { slot: Slot<InputValue | undefined> }) {
  const say = useInspectorTexts();
  const { readOnly } = useEditing();
  const { value } = slot;
  const isTable = value === undefined || isFlatTable(value);
  const [mode, setMode] = useState<'fields' | 'json'>(isTable ? 'fields' : 'json');
  const shown = isTable ? mode : 'json';
  return (
    <div className={css.stack}>
      <Segmented
        label={say('body')}
        value={shown}
        disabled={readOnly || !isTable}
        options={[
          { value: 'fields', label: say('bodyFields') },
          { value: 'json', label: say('bodyJson') },
        ]}
        onChange={setMode}
      />
      {shown === 'fields' ? (
        <PairsEditor
          label={say('bodyFields')}
          slot={slot as Slot<Table | undefined>}
          add={inspectorWords('addField')}
        />
      ) : (
        <JsonBody slot={slot} />
      )}
    </div>
  );
}

/** A table whose values are single values: what fields can show. */
function isFlatTable(value: InputValue): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every((one) => typeof one !== 'object' || one === null)
  );
}

function JsonBody({ slot }: { slot: Slot<InputValue | undefined> }) {
  const say = useInspectorTexts();
  const locale = useLocale();
  const { readOnly } = useEditing();
  const [text, setText] = useState(() =>
    slot.value === undefined ? '' : JSON.stringify(slot.value, null, 2),
  );
  const [fault, setFault] = useState<string>();
  const read = (typed: string) => {
    setText(typed);
    if (typed.trim() === '') {
      setFault(undefined);
      return slot.put(undefined, inspectorWords('body'));
    }
    try {
      const json = JSON.parse(typed) as InputValue;
      setFault(undefined);
      slot.put(json, inspectorWords('body'));
    } catch (error) {
      setFault(jsonFault(typed, error, locale));
    }
  };
  return (
    <Field
      label={say('bodyJson')}
      labelHidden
      error={fault === undefined ? undefined : say('jsonBad', { why: fault })}
    >
      {(control) => (
        <TextArea
          {...control}
          value={text}
          minRows={5}
          maxRows={18}
          dir="ltr"
          spellCheck={false}
          disabled={readOnly}
          placeholder={'{\n  "name": "{{name}}"\n}'}
          onChange={read}
        />
      )}
    </Field>
  );
}
