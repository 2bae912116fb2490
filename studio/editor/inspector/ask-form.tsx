/** Question: asks for something typed or sent, checks it, and remembers it. */
import { Plus, Trash2 } from 'lucide-react';
import { useMemo } from 'react';
import type { Expectation } from '../../../flows/answer.ts';
import { freshId } from '../../../flows/edit/fresh-id.ts';
import type { Variable } from '../../../flows/flow.ts';
import { LIMITS } from '../../../flows/limits.ts';
import { suggestionsOf } from '../../../flows/message.ts';
import type { AskNode } from '../../../flows/nodes/ask.ts';
import { ChoicesContext, type ComposerChoices } from '../../message/choices-context.ts';
import { useEditing, wordsFor } from '../../message/editing.ts';
import { saidIn } from '../../message/local-text.ts';
import { item, part, type Slot, without } from '../../message/slot.ts';
import { TextField } from '../../message/text-field.tsx';
import { Button } from '../../ui/button.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { DeliverySection } from './delivery-section.tsx';
import { EXPECT_KEYS, ExpectEditor } from './expect-editor.tsx';
import css from './form.module.css';
import type { FormProps } from './form-props.ts';
import { inspectorWords, useInspectorTexts } from './inspector-texts.ts';
import { RetrySection } from './retry-section.tsx';
import { Section } from './section.tsx';
import { TargetField } from './target-field.tsx';
import { ThenSection } from './then-section.tsx';
import { TimeoutSection } from './timeout-section.tsx';
import { UtteranceEditor } from './utterance-editor.tsx';
import { VariableField } from './variable-field.tsx';
import { WordsInput } from './words-input.tsx';

/** The type of a variable that takes such an answer. */
const TYPES: Record<Expectation['type'], Variable['type']> = {
  text: 'text',
  number: 'number',
  date: 'date',
  time: 'time',
  email: 'text',
  phone: 'text',
  choice: 'text',
  location: 'location',
  file: 'file',
};

export function AskForm({ id, slot }: FormProps<'ask'>) {
  const say = useInspectorTexts();
  const { value } = slot;
  const choices = useMemo((): ComposerChoices | undefined => {
    if (value.skip.length === 0) return undefined;
    const buttons = suggestionsOf(value.ask.message);
    const placed = new Set(
      buttons.flatMap((one) => (one.kind === 'reply' && one.choice ? [one.choice] : [])),
    );
    return { list: value.skip, placed, items: 0 };
  }, [value.ask.message, value.skip]);
  return (
    <>
      <ChoicesContext value={choices}>
        <Section id="messages" title={say('message')}>
          <UtteranceEditor node={value} place="ask" slot={part(slot, 'ask')} label={say('message')} />
        </Section>
      </ChoicesContext>
      <Section
        id="expect"
        title={say('answer')}
        summary={`${say(EXPECT_KEYS[value.expect.type])} → ${value.save}`}
      >
        <ExpectEditor slot={part(slot, 'expect')} />
        <VariableField
          label={inspectorWords('saveIn')}
          slot={part(slot, 'save')}
          type={TYPES[value.expect.type]}
        />
      </Section>
      <ThenSection id={id} exit="next" at={`${slot.at}.to`} />
      <SkipSection id={id} slot={part(slot, 'skip')} />
      <RetrySection id={id} slot={part(slot, 'retry')} />
      <TimeoutSection id={id} slot={part(slot, 'timeout')} />
      <DeliverySection slot={part(slot, 'delivery')} />
    </>
  );
}

const MOST_SKIPS = 4;

function SkipSection({ id, slot }: { id: string; slot: Slot<AskNode['skip']> }) {
  const say = useInspectorTexts();
  const { readOnly, locales, shown } = useEditing();
  const list = slot.value;
  const nameOf = (n: number) => saidIn(list[n]?.label, shown[0] ?? '') || (list[n]?.id ?? '');
  return (
    <Section
      id="skips"
      title={say('skips')}
      open={list.length > 0}
      summary={list.map((_, n) => nameOf(n)).join(' · ')}
    >
      <p className={css.note}>{say('skipsHelp')}</p>
      {list.map((skip, n) => (
        <div key={skip.id} className={css.item}>
          <div className={css.itemHead}>
            <span className={css.itemTitle} dir="auto">
              {nameOf(n)}
            </span>
            {readOnly ? null : (
              <IconButton
                label={say('removeChoice', { name: nameOf(n) })}
                icon={<Trash2 size={14} aria-hidden />}
                className={css.tool}
                onClick={() =>
                  slot.put(without(list, n), inspectorWords('removeChoice', { name: nameOf(n) }), null)
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
          <WordsInput
            label={say('choiceWords')}
            value={skip.words}
            disabled={readOnly}
            onChange={(words) => part(item(slot, n), 'words').put(words, inspectorWords('choiceWords'))}
          />
          <TargetField
            node={id}
            exit={`skip:${skip.id}`}
            name={nameOf(n)}
            at={`${slot.at}.${n}.to`}
            nameHidden
          />
        </div>
      ))}
      {readOnly || list.length >= MOST_SKIPS ? null : (
        <Button
          look="quiet"
          size="s"
          className={css.flush}
          onClick={() =>
            slot.put(
              [
                ...list,
                {
                  id: freshId('skip', (one) => list.some((skip) => skip.id === one)),
                  label: wordsFor(locales, inspectorWords('newSkip')),
                  words: [],
                },
              ],
              inspectorWords('addSkip'),
              null,
            )
          }
        >
          <Plus size={14} aria-hidden />
          {say('addSkip')}
        </Button>
      )}
    </Section>
  );
}
