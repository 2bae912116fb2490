/** What a service can report while a step waits, and where that leads. */
import { Plus, Trash2 } from 'lucide-react';
import type { SignalExit } from '../../../flows/nodes/shape.ts';
import { useEditing } from '../../message/editing.ts';
import { item, narrowed, part, type Slot, without } from '../../message/slot.ts';
import { Button } from '../../ui/button.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { CheckedInput } from './checked-input.tsx';
import { ConditionBuilder } from './condition-builder.tsx';
import css from './form.module.css';
import { inspectorWords, useInspectorTexts } from './inspector-texts.ts';
import { Section } from './section.tsx';
import { TargetField } from './target-field.tsx';
import { VariableField } from './variable-field.tsx';

/** What the shipped services report. */
const KNOWN = ['payment.succeeded', 'payment.declined', 'payment.expired', 'case.updated'];
const SIGNAL = /^[a-z][a-z0-9.-]{0,79}$/;
const MOST = 20;

export function SignalsSection({
  id,
  slot,
  open = false,
}: {
  id: string;
  slot: Slot<SignalExit[]>;
  open?: boolean;
}) {
  const say = useInspectorTexts();
  const { readOnly } = useEditing();
  const list = slot.value;
  return (
    <Section
      id="signals"
      title={say('signals')}
      open={open || list.length > 0}
      summary={list.map(({ signal }) => signal).join(', ')}
    >
      <p className={css.note}>{say('signalsHelp')}</p>
      {list.map((entry, n) => (
        <SignalFields
          // biome-ignore lint/suspicious/noArrayIndexKey: events may have the same name and are told apart by their place.
          key={n}
          id={id}
          slot={item(slot, n)}
          exit={`signal:${n}:${entry.signal}`}
          onRemove={() => slot.put(without(list, n), inspectorWords('removeSignal'), null)}
        />
      ))}
      {readOnly || list.length >= MOST ? null : (
        <Button
          look="quiet"
          size="s"
          className={css.flush}
          onClick={() => slot.put([...list, { signal: freeSignal(list) }], inspectorWords('addSignal'), null)}
        >
          <Plus size={14} aria-hidden />
          {say('addSignal')}
        </Button>
      )}
    </Section>
  );
}

function SignalFields({
  id,
  slot,
  exit,
  onRemove,
}: {
  id: string;
  slot: Slot<SignalExit>;
  exit: string;
  onRemove: () => void;
}) {
  const say = useInspectorTexts();
  const { readOnly } = useEditing();
  const { value } = slot;
  const when = part(slot, 'when');
  return (
    <div className={css.item}>
      <div className={css.itemHead}>
        <span className={css.itemTitle}>{value.signal}</span>
        {readOnly ? null : (
          <IconButton
            label={say('removeSignal')}
            icon={<Trash2 size={14} aria-hidden />}
            className={css.tool}
            onClick={onRemove}
          />
        )}
      </div>
      <CheckedInput
        label={say('signal')}
        value={value.signal}
        check={(name) => (SIGNAL.test(name) ? undefined : say('signalBad'))}
        onChange={(name) => part(slot, 'signal').put(name, inspectorWords('signal'))}
        list="known-signals"
        disabled={readOnly}
        late
      />
      <datalist id="known-signals">
        {KNOWN.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      <TargetField node={id} exit={exit} name={say('onward')} at={`${slot.at}.to`} />
      <VariableField label={inspectorWords('signalSave')} slot={part(slot, 'save')} optional type="object" />
      {when.value ? (
        <div className={css.tight}>
          <div className={css.itemHead}>
            <span className={css.itemTitle}>{say('signalWhen')}</span>
            {readOnly ? null : (
              <IconButton
                label={say('removeLine')}
                icon={<Trash2 size={14} aria-hidden />}
                className={css.tool}
                onClick={() => when.put(undefined, inspectorWords('condition'), null)}
              />
            )}
          </div>
          <ConditionBuilder slot={narrowed(when, when.value)} label={say('signalWhen')} />
        </div>
      ) : readOnly ? null : (
        <Button
          look="quiet"
          size="s"
          className={css.flush}
          onClick={() =>
            when.put({ value: 'signal.status', is: 'exists' }, inspectorWords('addCondition'), null)
          }
        >
          <Plus size={14} aria-hidden />
          {say('addCondition')}
        </Button>
      )}
    </div>
  );
}

function freeSignal(list: readonly SignalExit[]): string {
  return KNOWN.find((name) => !list.some(({ signal }) => signal === name)) ?? 'event';
}
