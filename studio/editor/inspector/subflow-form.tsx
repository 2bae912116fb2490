/** Sub-flow: runs another flow, hands values in and takes values back. */
import { useQuery } from '@tanstack/react-query';
import { Plus, Trash2 } from 'lucide-react';
import { readFlow } from '../../api/flows.ts';
import { useDocument } from '../../document/store.ts';
import { useEditing } from '../../message/editing.ts';
import { part, type Slot } from '../../message/slot.ts';
import { Button } from '../../ui/button.tsx';
import { useLocale } from '../../ui/i18n.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { CheckedInput } from './checked-input.tsx';
import { FlowSelect } from './flow-select.tsx';
import css from './form.module.css';
import type { FormProps } from './form-props.ts';
import { inspectorWords, useInspectorTexts } from './inspector-texts.ts';
import { freeKey, withEntry, withoutEntry } from './record-edit.ts';
import { Section } from './section.tsx';
import { ThenSection } from './then-section.tsx';
import { ValueField } from './value-field.tsx';

const NAME = /^[A-Za-z_][A-Za-z0-9_]{0,63}$/;

export function SubflowForm({ id, slot }: FormProps<'subflow'>) {
  const say = useInspectorTexts();
  const { value } = slot;
  const self = useDocument(({ flow }) => flow.id);
  const theirs = useVariablesOf(value.flow);
  const ours = useDocument(({ flow }) => flow.variables);
  return (
    <>
      <Section id="subflow" title={say('otherFlow')}>
        <FlowSelect
          label={say('otherFlow')}
          labelHidden
          value={value.flow}
          at={`${slot.at}.flow`}
          self={self}
          onChange={(flow) => part(slot, 'flow').put(flow, inspectorWords('otherFlow'), null)}
        />
      </Section>
      <Section id="sub-input" title={say('subInput')} summary={Object.keys(value.input).join(', ')}>
        <p className={css.note}>{say('subInputHelp')}</p>
        <Mapping slot={part(slot, 'input')} name={say('theirs')} names={theirs} list="theirs" template />
      </Section>
      <Section id="sub-output" title={say('subOutput')} summary={Object.keys(value.output).join(', ')}>
        <p className={css.note}>{say('subOutputHelp')}</p>
        <Mapping
          slot={part(slot, 'output')}
          name={say('ours')}
          names={Object.keys(ours)}
          list="ours"
          others={theirs}
        />
      </Section>
      <ThenSection id={id} exit="next" at={`${slot.at}.to`} />
    </>
  );
}

/** The variables of another flow; none while it is not known. */
function useVariablesOf(flow: string): string[] {
  const { data } = useQuery({
    queryKey: ['flow', flow],
    queryFn: () => readFlow(flow),
    enabled: flow !== '',
    retry: false,
    select: ({ document }) => {
      const { variables } = document as { variables?: unknown };
      return typeof variables === 'object' && variables !== null ? Object.keys(variables) : [];
    },
  });
  return data ?? [];
}

function Mapping({
  slot,
  name,
  names,
  list,
  others,
  template,
}: {
  slot: Slot<Record<string, string>>;
  name: string;
  names: readonly string[];
  list: string;
  /** The names its values are taken from, where they are names. */
  others?: readonly string[];
  template?: boolean;
}) {
  const say = useInspectorTexts();
  const locale = useLocale();
  const { readOnly } = useEditing();
  const entries = Object.entries(slot.value);
  return (
    <div className={css.list}>
      <datalist id={list}>
        {names.map((one) => (
          <option key={one} value={one} />
        ))}
      </datalist>
      {others ? (
        <datalist id={`${list}-others`}>
          {others.map((one) => (
            <option key={one} value={one} />
          ))}
        </datalist>
      ) : null}
      {entries.map(([key, value], n) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the name is what is being changed.
        <div key={n} className={css.item}>
          <div className={css.itemHead}>
            <span className={css.itemTitle}>{key}</span>
            {readOnly ? null : (
              <IconButton
                label={say('removeMapping')}
                icon={<Trash2 size={14} aria-hidden />}
                className={css.tool}
                onClick={() => slot.put(withoutEntry(slot.value, key), inspectorWords('removeMapping'), null)}
              />
            )}
          </div>
          <CheckedInput
            label={name}
            value={key}
            list={list}
            late
            disabled={readOnly}
            check={(text) =>
              !NAME.test(text)
                ? say('renameFault')
                : text !== key && Object.hasOwn(slot.value, text)
                  ? say('entryTaken')
                  : undefined
            }
            onChange={(text) =>
              slot.put(withEntry(slot.value, key, text, value), inspectorWords('addMapping'), null)
            }
          />
          {template ? (
            <ValueField label={inspectorWords('value')} slot={entrySlot(slot, key)} example />
          ) : (
            <CheckedInput
              label={say('theirs')}
              value={value}
              list={`${list}-others`}
              disabled={readOnly}
              late
              check={(text) => (NAME.test(text) ? undefined : say('renameFault'))}
              onChange={(text) => entrySlot(slot, key).put(text, inspectorWords('theirs'))}
            />
          )}
        </div>
      ))}
      {readOnly ? null : (
        <Button
          look="quiet"
          size="s"
          className={css.flush}
          onClick={() => {
            const free =
              names.find((one) => !Object.hasOwn(slot.value, one)) ?? freeKey(slot.value, 'value', '_');
            slot.put(
              { ...slot.value, [free]: template ? '' : (others?.[0] ?? 'value') },
              inspectorWords('addMapping'),
              null,
            );
          }}
        >
          <Plus size={14} aria-hidden />
          {say('addMapping')}
          <span className="visually-hidden" lang={locale}>
            {name}
          </span>
        </Button>
      )}
    </div>
  );
}

function entrySlot(slot: Slot<Record<string, string>>, key: string): Slot<string> {
  const at = `${slot.at}.${key}`;
  return {
    value: slot.value[key] ?? '',
    at,
    put: (value, edit, merge = at) => slot.put({ ...slot.value, [key]: value }, edit, merge),
  };
}
