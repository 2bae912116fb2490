/** Set: gives variables new values, one after another. */
import { Plus, Trash2 } from 'lucide-react';
import type { SetNode } from '../../../flows/nodes/set.ts';
import { useDocument } from '../../document/store.ts';
import { useEditing } from '../../message/editing.ts';
import { item, moved, narrowed, part, type Slot, without } from '../../message/slot.ts';
import { Sortable } from '../../message/sortable.tsx';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { NumberField } from '../../ui/number-field.tsx';
import { Select } from '../../ui/select.tsx';
import { Switch } from '../../ui/switch.tsx';
import css from './form.module.css';
import type { FormProps } from './form-props.ts';
import { type InspectorKey, inspectorWords, useInspectorTexts } from './inspector-texts.ts';
import { Section } from './section.tsx';
import { ThenSection } from './then-section.tsx';
import { ValueField } from './value-field.tsx';
import { VariableField } from './variable-field.tsx';

type Assignment = SetNode['assign'][number];
type Kind = 'text' | 'number' | 'yes' | 'no' | 'nothing';
const MOST = 50;

const KIND_KEYS: Record<Kind, InspectorKey> = {
  text: 'becomesText',
  number: 'becomesNumber',
  yes: 'becomesYes',
  no: 'becomesNo',
  nothing: 'becomesNothing',
};

export function SetForm({ id, slot }: FormProps<'set'>) {
  const say = useInspectorTexts();
  const { readOnly } = useEditing();
  const lines = part(slot, 'assign');
  const list = lines.value;
  return (
    <>
      <Section id="assign" title={say('assign')}>
        {list.length > 1 ? <p className={css.note}>{say('assignHelp')}</p> : null}
        <Sortable
          items={list}
          label={say('assign')}
          nameOf={(line) => line.variable}
          disabled={readOnly}
          onMove={(from, to) => lines.put(moved(list, from, to), inspectorWords('assign'), null)}
        >
          {(line, n, handle) => (
            <div className={css.item}>
              <div className={css.itemHead}>
                {handle}
                <span className={css.itemTitle}>{line.variable}</span>
                {readOnly || list.length < 2 ? null : (
                  <IconButton
                    label={say('removeAssign')}
                    icon={<Trash2 size={14} aria-hidden />}
                    className={css.tool}
                    onClick={() => lines.put(without(list, n), inspectorWords('removeAssign'), null)}
                  />
                )}
              </div>
              <AssignFields slot={item(lines, n)} />
            </div>
          )}
        </Sortable>
        {readOnly || list.length >= MOST ? null : (
          <Button
            size="s"
            className={css.start}
            onClick={() => {
              const variable = Object.keys(useDocument.getState().flow.variables).at(-1) ?? 'value';
              lines.put([...list, { variable, to: '', append: false }], inspectorWords('addAssign'), null);
            }}
          >
            <Plus size={14} aria-hidden />
            {say('addAssign')}
          </Button>
        )}
      </Section>
      <ThenSection id={id} exit="next" at={`${slot.at}.to`} />
    </>
  );
}

function AssignFields({ slot }: { slot: Slot<Assignment> }) {
  const say = useInspectorTexts();
  const { readOnly } = useEditing();
  const { value } = slot;
  const to = part(slot, 'to');
  const type = useDocument(({ flow }) =>
    Object.hasOwn(flow.variables, value.variable) ? flow.variables[value.variable]?.type : undefined,
  );
  const kind = kindOf(value.to);
  return (
    <>
      <VariableField label={inspectorWords('variable')} slot={part(slot, 'variable')} />
      <Field label={say('becomes')}>
        {(control) => (
          <Select
            {...control}
            value={kind}
            disabled={readOnly}
            options={(Object.keys(KIND_KEYS) as Kind[]).map((one) => ({
              value: one,
              label: say(KIND_KEYS[one]),
            }))}
            onChange={(next) => to.put(firstValue(next), inspectorWords('assignKind'), null)}
          />
        )}
      </Field>
      {typeof value.to === 'string' ? (
        <ValueField
          label={inspectorWords('becomes')}
          labelHidden
          slot={narrowed<Assignment['to'], string>(to, value.to) as Slot<string>}
          example
        />
      ) : null}
      {typeof value.to === 'number' ? (
        <NumberField
          aria-label={say('becomesNumber')}
          value={value.to}
          disabled={readOnly}
          onChange={(number) => number !== undefined && to.put(number, inspectorWords('becomes'))}
        />
      ) : null}
      {type === 'list' || value.append ? (
        <Switch
          label={say('append')}
          hint={say('appendHelp')}
          checked={value.append}
          disabled={readOnly}
          onChange={(append) => part(slot, 'append').put(append, inspectorWords('append'), null)}
        />
      ) : null}
    </>
  );
}

function kindOf(to: Assignment['to']): Kind {
  if (to === null) return 'nothing';
  if (typeof to === 'boolean') return to ? 'yes' : 'no';
  return typeof to === 'number' ? 'number' : 'text';
}

function firstValue(kind: Kind): Assignment['to'] {
  return { text: '', number: 0, yes: true, no: false, nothing: null }[kind];
}
