/** What is remembered of a service's answer: all of it, or parts by their paths. */
import { Plus, Trash2 } from 'lucide-react';
import { freshName } from '../../../flows/edit/fresh-id.ts';
import { addVariable } from '../../../flows/edit/variables.ts';
import type { CallNode } from '../../../flows/nodes/call.ts';
import { useDocument } from '../../document/store.ts';
import { useEditing } from '../../message/editing.ts';
import { part, type Slot } from '../../message/slot.ts';
import { Button } from '../../ui/button.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { CheckedInput } from './checked-input.tsx';
import { editFlow } from './document-slots.ts';
import css from './form.module.css';
import { inspectorWords, useInspectorTexts } from './inspector-texts.ts';
import { withEntry, withoutEntry } from './record-edit.ts';
import { Section } from './section.tsx';
import { VariableField } from './variable-field.tsx';

const PATH = /^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z0-9_]+)*$/;

export function CallResult({ slot }: { slot: Slot<CallNode> }) {
  const say = useInspectorTexts();
  const { readOnly } = useEditing();
  const pick = part(slot, 'pick');
  const entries = Object.entries(pick.value);
  const summary = [slot.value.save, ...Object.keys(pick.value)].filter(Boolean).join(', ');
  return (
    <Section id="result" title={say('result')} summary={summary || say('notSaved')}>
      <VariableField label={inspectorWords('resultSave')} slot={part(slot, 'save')} optional type="object" />
      <div className={css.list}>
        <p className={css.label}>{say('resultPick')}</p>
        {slot.value.service === 'http' && entries.length === 0 ? (
          <p className={css.note}>{say('pickTry')}</p>
        ) : null}
        {entries.map(([name, path], n) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the name is what is being changed.
          <div key={n} className={css.item}>
            <div className={css.itemHead}>
              <span className={css.itemTitle}>
                {path} → {name}
              </span>
              {readOnly ? null : (
                <IconButton
                  label={say('removePick')}
                  icon={<Trash2 size={14} aria-hidden />}
                  className={css.tool}
                  onClick={() => pick.put(withoutEntry(pick.value, name), inspectorWords('removePick'), null)}
                />
              )}
            </div>
            <div className={css.pair}>
              <CheckedInput
                label={say('pickPath')}
                value={path}
                disabled={readOnly}
                check={(text) => (PATH.test(text) && text.length <= 200 ? undefined : say('renameFault'))}
                onChange={(text) => pick.put({ ...pick.value, [name]: text }, inspectorWords('pickPath'))}
              />
              <VariableField
                label={inspectorWords('rememberAs')}
                slot={{
                  value: name,
                  at: `${pick.at}.${name}`,
                  put: (next: string) =>
                    pick.put(withEntry(pick.value, name, next, path), inspectorWords('rememberAs'), null),
                }}
              />
            </div>
          </div>
        ))}
        {readOnly ? null : (
          <Button
            look="quiet"
            size="s"
            className={css.flush}
            onClick={() => addPick(slot, 'value', slot.value.service === 'http' ? 'body.value' : 'value')}
          >
            <Plus size={14} aria-hidden />
            {say('addPick')}
          </Button>
        )}
      </div>
    </Section>
  );
}

/** Remembers a part of the result in a variable of its own, made as one edit. */
export function addPick(
  slot: Slot<CallNode>,
  wish: string,
  path: string,
  type: 'text' | 'number' | 'boolean' | 'list' | 'object' = 'text',
): void {
  const id = slot.at.slice('nodes.'.length);
  editFlow(inspectorWords('addPick'), (flow) => {
    const node = Object.hasOwn(flow.nodes, id) ? flow.nodes[id] : undefined;
    if (node?.kind !== 'call') return flow;
    const name = freshName(
      wish,
      (one) => Object.hasOwn(flow.variables, one) || Object.hasOwn(node.pick, one),
    );
    const declared = addVariable(flow, name, { type });
    return {
      ...declared,
      nodes: { ...declared.nodes, [id]: { ...node, pick: { ...node.pick, [name]: path } } },
    };
  });
}

/** Remembers a part of the result in a variable there is. */
export function pickInto(slot: Slot<CallNode>, name: string, path: string): void {
  const { flow } = useDocument.getState();
  if (!Object.hasOwn(flow.variables, name)) return;
  part(slot, 'pick').put({ ...slot.value.pick, [name]: path }, inspectorWords('addPick'), null);
}
