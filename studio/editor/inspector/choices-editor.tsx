/** The choices of a question: their labels, where each leads, what else means the same, what is remembered. */
import { Plus, Trash2 } from 'lucide-react';
import { addChoice, moveChoice, removeChoice } from '../../../flows/edit/choices.ts';
import { LIMITS } from '../../../flows/limits.ts';
import type { Choice } from '../../../flows/nodes/shape.ts';
import { Disclosure } from '../../message/disclosure.tsx';
import { useEditing } from '../../message/editing.ts';
import { saidIn } from '../../message/local-text.ts';
import { item, part, type Slot } from '../../message/slot.ts';
import { Sortable } from '../../message/sortable.tsx';
import { TextField } from '../../message/text-field.tsx';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { Input } from '../../ui/input.tsx';
import { editFlow } from './document-slots.ts';
import css from './form.module.css';
import { inspectorWords, useInspectorTexts } from './inspector-texts.ts';
import { Section } from './section.tsx';
import { TargetField } from './target-field.tsx';
import { WordsInput } from './words-input.tsx';

interface Props {
  id: string;
  slot: Slot<Choice[]>;
  placed: ReadonlySet<string>;
  /** The choices of a list are offered too. */
  hasList: boolean;
}

export function ChoicesEditor({ id, slot, placed, hasList }: Props) {
  const say = useInspectorTexts();
  const { readOnly, shown } = useEditing();
  const list = slot.value;
  const nameOf = (choice: Choice) => saidIn(choice.label, shown[0] ?? '') || choice.id;
  return (
    <Section id="choices" title={say('choices')} summary={list.map(nameOf).join(' · ')}>
      {list.length === 0 && !hasList ? <p className={css.warning}>{say('noChoices')}</p> : null}
      <Sortable
        items={list}
        label={say('choices')}
        nameOf={nameOf}
        disabled={readOnly}
        onMove={(from, to) => {
          const choice = list[from];
          if (choice) editFlow(inspectorWords('choices'), (flow) => moveChoice(flow, id, choice.id, to));
        }}
      >
        {(choice, n, handle) => (
          <div className={css.item}>
            <div className={css.itemHead}>
              {handle}
              <span className={css.itemTitle} dir="auto">
                {nameOf(choice)}
              </span>
              {placed.has(choice.id) ? <Badge>{say('choiceOnCard')}</Badge> : null}
              {readOnly ? null : (
                <IconButton
                  label={say('removeChoice', { name: nameOf(choice) })}
                  icon={<Trash2 size={14} aria-hidden />}
                  className={css.tool}
                  onClick={() =>
                    editFlow(inspectorWords('removeChoice', { name: nameOf(choice) }), (flow) =>
                      removeChoice(flow, id, choice.id),
                    )
                  }
                />
              )}
            </div>
            <TextField
              label={inspectorWords('choiceLabel')}
              slot={part(item(slot, n), 'label')}
              single
              emoji
              max={LIMITS.suggestionLabel}
            />
            <TargetField
              node={id}
              exit={`choice:${choice.id}`}
              name={nameOf(choice)}
              at={`${slot.at}.${n}.to`}
              nameHidden
            />
            <MoreOfChoice slot={item(slot, n)} />
          </div>
        )}
      </Sortable>
      {readOnly ? null : (
        <Button
          size="s"
          className={css.start}
          onClick={() => editFlow(inspectorWords('addChoice'), (flow) => addChoice(flow, id).flow)}
        >
          <Plus size={14} aria-hidden />
          {say('addChoice')}
        </Button>
      )}
    </Section>
  );
}

function MoreOfChoice({ slot }: { slot: Slot<Choice> }) {
  const say = useInspectorTexts();
  const { readOnly } = useEditing();
  const { value } = slot;
  return (
    <Disclosure label={say('choiceWords')}>
      <WordsInput
        label={say('choiceWords')}
        help={say('choiceWordsHelp')}
        value={value.words}
        disabled={readOnly}
        onChange={(words) => part(slot, 'words').put(words, inspectorWords('choiceWords'))}
      />
      <Field label={say('choiceValue')} help={say('choiceValueHelp', { id: value.id })}>
        {(control) => (
          <Input
            {...control}
            value={value.value === undefined ? '' : String(value.value)}
            placeholder={value.id}
            disabled={readOnly}
            onChange={(text) =>
              part(slot, 'value').put(text === '' ? undefined : text, inspectorWords('choiceValue'))
            }
          />
        )}
      </Field>
    </Disclosure>
  );
}
