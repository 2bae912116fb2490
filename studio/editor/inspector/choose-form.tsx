/** Choices: a question with buttons, each answer with its own way on. */
import { useMemo } from 'react';
import { addChoice } from '../../../flows/edit/choices.ts';
import { suggestionsOf } from '../../../flows/message.ts';
import { ChoicesContext, type ComposerChoices } from '../../message/choices-context.ts';
import { useEditing } from '../../message/editing.ts';
import { part } from '../../message/slot.ts';
import { Switch } from '../../ui/switch.tsx';
import { ChoicesEditor } from './choices-editor.tsx';
import { DeliverySection } from './delivery-section.tsx';
import { editFlow } from './document-slots.ts';
import type { FormProps } from './form-props.ts';
import { inspectorWords, useInspectorTexts } from './inspector-texts.ts';
import { ListOptions } from './list-options.tsx';
import { RetrySection } from './retry-section.tsx';
import { Section } from './section.tsx';
import { SignalsSection } from './signals-section.tsx';
import { TimeoutSection } from './timeout-section.tsx';
import { UtteranceEditor } from './utterance-editor.tsx';
import { VariableField } from './variable-field.tsx';

export function ChooseForm({ id, slot }: FormProps<'choose'>) {
  const say = useInspectorTexts();
  const { readOnly } = useEditing();
  const { value } = slot;
  const placed = useMemo(() => {
    const buttons = suggestionsOf(value.ask.message);
    return new Set(buttons.flatMap((one) => (one.kind === 'reply' && one.choice ? [one.choice] : [])));
  }, [value.ask.message]);
  const choices = useMemo(
    (): ComposerChoices => ({
      list: value.choices,
      placed,
      items: value.options?.max ?? 0,
      add() {
        let made = '';
        editFlow(inspectorWords('addChoice'), (flow) => {
          const added = addChoice(flow, id);
          made = added.id;
          return added.flow;
        });
        return made;
      },
    }),
    [id, value.choices, value.options?.max, placed],
  );
  return (
    <>
      <ChoicesContext value={choices}>
        <Section id="messages" title={say('message')}>
          <UtteranceEditor node={value} place="ask" slot={part(slot, 'ask')} label={say('message')} />
        </Section>
      </ChoicesContext>
      <ChoicesEditor
        id={id}
        slot={part(slot, 'choices')}
        placed={placed}
        hasList={value.options !== undefined}
      />
      <ListOptions id={id} slot={part(slot, 'options')} />
      <Section
        id="save"
        title={say('answer')}
        open={value.save !== undefined}
        summary={value.save ?? say('notSaved')}
      >
        <VariableField label={inspectorWords('saveIn')} slot={part(slot, 'save')} optional />
        <Switch
          label={say('keep')}
          hint={say('keepHelp')}
          checked={value.keep}
          disabled={readOnly}
          onChange={(keep) => part(slot, 'keep').put(keep, inspectorWords('keep'), null)}
        />
      </Section>
      <RetrySection id={id} slot={part(slot, 'retry')} />
      <TimeoutSection id={id} slot={part(slot, 'timeout')} />
      <SignalsSection id={id} slot={part(slot, 'on')} />
      <DeliverySection slot={part(slot, 'delivery')} />
    </>
  );
}
