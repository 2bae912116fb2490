/** Decision: the first case that is true is taken. */

import { Plus, Trash2 } from 'lucide-react';
import { conditionWords } from '../../../flows/comparison/value-words.ts';
import type { BranchNode } from '../../../flows/nodes/branch.ts';
import { useDocument } from '../../document/store.ts';
import { useEditing } from '../../message/editing.ts';
import { item, moved, part, type Slot, without } from '../../message/slot.ts';
import { Sortable } from '../../message/sortable.tsx';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { useLocale } from '../../ui/i18n.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { Input } from '../../ui/input.tsx';
import { ConditionBuilder } from './condition-builder.tsx';
import css from './form.module.css';
import type { FormProps } from './form-props.ts';
import { inspectorWords, useInspectorTexts } from './inspector-texts.ts';
import { Section } from './section.tsx';
import { TargetField } from './target-field.tsx';

type Case = BranchNode['cases'][number];
const MOST = 50;

export function BranchForm({ id, slot }: FormProps<'branch'>) {
  const say = useInspectorTexts();
  const locale = useLocale();
  const { readOnly } = useEditing();
  const cases = part(slot, 'cases');
  const list = cases.value;
  const nameOf = (one: Case) => one.name || conditionWords(one.when)[locale];
  const add = () => {
    const { variables } = useDocument.getState().flow;
    const value = Object.keys(variables).at(-1) ?? 'channel';
    cases.put([...list, { when: { value, is: 'exists' } }], inspectorWords('addCase'), null);
  };
  return (
    <>
      <Section id="cases" title={say('cases')}>
        <p className={css.note}>{say('casesHelp')}</p>
        <Sortable
          items={list}
          label={say('cases')}
          nameOf={nameOf}
          disabled={readOnly}
          onMove={(from, to) => cases.put(moved(list, from, to), inspectorWords('cases'), null)}
        >
          {(one, n, handle) => (
            <div className={css.item}>
              <div className={css.itemHead}>
                {handle}
                <span className={css.itemTitle} title={nameOf(one)}>
                  {one.name || say('caseN', { n: n + 1 })}
                </span>
                {readOnly || list.length < 2 ? null : (
                  <IconButton
                    label={say('removeCase')}
                    icon={<Trash2 size={14} aria-hidden />}
                    className={css.tool}
                    onClick={() => cases.put(without(list, n), inspectorWords('removeCase'), null)}
                  />
                )}
              </div>
              <CaseFields id={id} n={n} slot={item(cases, n)} name={nameOf(one)} />
            </div>
          )}
        </Sortable>
        {readOnly || list.length >= MOST ? null : (
          <Button size="s" className={css.start} onClick={add}>
            <Plus size={14} aria-hidden />
            {say('addCase')}
          </Button>
        )}
      </Section>
      <Section id="otherwise" title={say('otherwise')}>
        <TargetField
          node={id}
          exit="otherwise"
          name={say('otherwise')}
          at={`${slot.at}.otherwise`}
          nameHidden
        />
      </Section>
    </>
  );
}

function CaseFields({ id, n, slot, name }: { id: string; n: number; slot: Slot<Case>; name: string }) {
  const say = useInspectorTexts();
  const locale = useLocale();
  const { readOnly } = useEditing();
  return (
    <>
      <ConditionBuilder slot={part(slot, 'when')} label={say('caseN', { n: n + 1 })} />
      <Field label={say('caseName')}>
        {(control) => (
          <Input
            {...control}
            value={slot.value.name ?? ''}
            maxLength={80}
            placeholder={conditionWords(slot.value.when)[locale]}
            disabled={readOnly}
            onChange={(text) =>
              part(slot, 'name').put(text === '' ? undefined : text, inspectorWords('caseName'))
            }
          />
        )}
      </Field>
      <TargetField node={id} exit={`case:${n}`} name={name} at={`${slot.at}.to`} nameHidden />
    </>
  );
}
