/** Choices made from a list in a variable, such as free times: one chip an item. */
import { LIMITS } from '../../../flows/limits.ts';
import type { Options } from '../../../flows/nodes/shape.ts';
import { useDocument } from '../../document/store.ts';
import { useEditing } from '../../message/editing.ts';
import { narrowed, part, type Slot } from '../../message/slot.ts';
import { TextField } from '../../message/text-field.tsx';
import { Field } from '../../ui/field.tsx';
import { NumberField } from '../../ui/number-field.tsx';
import { Switch } from '../../ui/switch.tsx';
import css from './form.module.css';
import { inspectorWords, useInspectorTexts } from './inspector-texts.ts';
import { Section } from './section.tsx';
import { TargetField } from './target-field.tsx';
import { ValueField } from './value-field.tsx';
import { VariableField } from './variable-field.tsx';

export function ListOptions({ id, slot }: { id: string; slot: Slot<Options | undefined> }) {
  const say = useInspectorTexts();
  const { readOnly } = useEditing();
  const { value } = slot;
  const begin = (): Options => {
    const { variables } = useDocument.getState().flow;
    const list = Object.entries(variables).find(([, { type }]) => type === 'list')?.[0];
    return { from: list ?? 'items', label: '{{item.label}}', value: '{{item.value}}', max: 8 };
  };
  return (
    <Section id="list-options" title={say('listOptions')} open={value !== undefined} summary={value?.from}>
      <Switch
        label={say('listOn')}
        hint={say('listOptionsHelp')}
        checked={value !== undefined}
        disabled={readOnly}
        onChange={(on) => slot.put(on ? begin() : undefined, inspectorWords('listOptions'), null)}
      />
      {value ? <ListFields id={id} slot={narrowed<Options | undefined, Options>(slot, value)} /> : null}
    </Section>
  );
}

function ListFields({ id, slot }: { id: string; slot: Slot<Options> }) {
  const say = useInspectorTexts();
  const { readOnly } = useEditing();
  return (
    <>
      <VariableField label={inspectorWords('listFrom')} slot={part(slot, 'from')} type="list" />
      <TextField
        label={inspectorWords('listLabel')}
        help={say('listLabelHelp')}
        slot={part(slot, 'label')}
        single
        max={LIMITS.suggestionLabel}
      />
      <div className={css.pair}>
        <ValueField label={inspectorWords('listValue')} slot={part(slot, 'value')} code />
        <Field label={say('listMax')}>
          {(control) => (
            <NumberField
              {...control}
              value={slot.value.max}
              min={1}
              max={LIMITS.suggestionsPerMessage}
              disabled={readOnly}
              onChange={(max) =>
                max !== undefined && part(slot, 'max').put(Math.round(max), inspectorWords('listMax'))
              }
            />
          )}
        </Field>
      </div>
      <TargetField node={id} exit="option" name={say('listPicked')} at={`${slot.at}.to`} />
      <TargetField node={id} exit="none" name={say('listNone')} at={`${slot.at}.none`} />
    </>
  );
}
