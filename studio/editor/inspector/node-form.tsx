/** The form of one step: its head, what is to be mended, its languages, its kind's own fields, its note. */
import { Ghost } from 'lucide-react';
import type { NodeKind } from '../../../flows/nodes/registry.ts';
import { useDocument } from '../../document/store.ts';
import { useEditing } from '../../message/editing.ts';
import { part, type Slot } from '../../message/slot.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Field } from '../../ui/field.tsx';
import { Switch } from '../../ui/switch.tsx';
import { TextArea } from '../../ui/text-area.tsx';
import { nodeSlot } from './document-slots.ts';
import type { FormProps } from './form-props.ts';
import { inspectorWords, useInspectorTexts } from './inspector-texts.ts';
import { LanguageBar } from './language-bar.tsx';
import { NodeFaults } from './node-faults.tsx';
import { formOf } from './node-forms.ts';
import { NodeHead } from './node-head.tsx';
import { Section } from './section.tsx';

export function NodeForm({ id }: { id: string }) {
  const say = useInspectorTexts();
  const { readOnly } = useEditing();
  const node = useDocument(({ flow }) => (Object.hasOwn(flow.nodes, id) ? flow.nodes[id] : undefined));
  if (!node) {
    return (
      <EmptyState
        small
        icon={<Ghost size={20} aria-hidden />}
        title={say('nothing')}
        text={say('nothingHelp')}
      />
    );
  }
  const slot = nodeSlot(id, node);
  const Form = formOf(node.kind);
  const note = part(slot, 'note');
  return (
    <>
      <NodeHead id={id} node={node} />
      <NodeFaults id={id} />
      <LanguageBar node={node} />
      {/* Another kind of step under the same id is another form. */}
      <Form key={node.kind} id={id} slot={slot as unknown as FormProps<NodeKind>['slot']} />
      <Section id="note" title={say('note')} open={node.note !== undefined} summary={node.note}>
        <Field label={say('note')} labelHidden>
          {(control) => (
            <TextArea
              {...control}
              value={node.note ?? ''}
              placeholder={say('notePlaceholder')}
              maxLength={2000}
              dir="auto"
              disabled={readOnly}
              onChange={(text) => note.put(text === '' ? undefined : text, inspectorWords('note'))}
            />
          )}
        </Field>
        {node.kind === 'end' ? null : <SkipSwitch slot={slot as Slot<{ skipped?: boolean }>} />}
      </Section>
    </>
  );
}

function SkipSwitch({ slot }: { slot: Slot<{ skipped?: boolean }> }) {
  const say = useInspectorTexts();
  const { readOnly } = useEditing();
  const skipped = part(slot, 'skipped');
  return (
    <Switch
      label={say('skip')}
      hint={say('skipHelp')}
      checked={skipped.value === true}
      disabled={readOnly}
      onChange={(on) => skipped.put(on ? true : undefined, inspectorWords('skip'), null)}
    />
  );
}
