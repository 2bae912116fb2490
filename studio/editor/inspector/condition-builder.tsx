/** A condition built in sentences, line by line and group by group, or written as JSON; says what examples make of it. */
import { Code, ListPlus, Plus, Trash2 } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { type Condition, conditionSchema } from '../../../flows/condition.ts';
import type { Flow } from '../../../flows/flow.ts';
import { useDocument } from '../../document/store.ts';
import { useEditing } from '../../message/editing.ts';
import { useNotes } from '../../message/note-of.ts';
import type { Slot } from '../../message/slot.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { Field } from '../../ui/field.tsx';
import { useLocale } from '../../ui/i18n.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { jsonFault } from '../../ui/json-fault.ts';
import { Select } from '../../ui/select.tsx';
import { TextArea } from '../../ui/text-area.tsx';
import css from './condition-builder.module.css';
import { ConditionLine } from './condition-line.tsx';
import { asGroup, type Group, MODES, type Mode, ofGroup, ofRoot, rootGroup } from './condition-tree.ts';
import { type InspectorKey, inspectorWords, useInspectorTexts } from './inspector-texts.ts';
import { holdsWithSamples } from './sample-scope.ts';

const MODE_KEYS: Record<Mode, InspectorKey> = {
  all: 'allOf',
  any: 'anyOf',
  none: 'noneOf',
  'not-all': 'notAllOf',
};
const JOINT_KEYS: Record<Mode, InspectorKey> = { all: 'and', any: 'or', none: 'neither', 'not-all': 'and' };
/** Groups inside groups inside groups: JSON is easier to read then. */
const DEEPEST = 3;

interface Props {
  slot: Slot<Condition>;
  /** Read aloud: what it decides. */
  label: string;
}

export function ConditionBuilder({ slot, label }: Props) {
  const say = useInspectorTexts();
  const locale = useLocale();
  const { readOnly, shown } = useEditing();
  const { error, warning } = useNotes(slot.at);
  const [raw, setRaw] = useState(false);
  const flow = useDocument((state) => state.flow);
  const isTrue = holdsWithSamples(flow, slot.value, shown[0] ?? locale);
  return (
    <fieldset className={css.builder} aria-label={label}>
      {raw ? (
        <RawCondition slot={slot} />
      ) : (
        <GroupLines
          group={rootGroup(slot.value)}
          flow={flow}
          level={0}
          at={slot.at}
          onChange={(group, merge) => slot.put(ofRoot(group), inspectorWords('condition'), merge ?? null)}
        />
      )}
      {error || warning ? <p className={error ? css.error : css.warning}>{error ?? warning}</p> : null}
      <div className={css.foot}>
        <span className={css.sample}>
          {say('withSamples')}{' '}
          <Badge tone={isTrue ? 'good' : 'neutral'}>{say(isTrue ? 'holds' : 'holdsNot')}</Badge>
        </span>
        {readOnly ? null : (
          <Button look="quiet" size="s" className={css.raw} aria-pressed={raw} onClick={() => setRaw(!raw)}>
            <Code size={14} aria-hidden />
            {say(raw ? 'sentences' : 'raw')}
          </Button>
        )}
      </div>
    </fieldset>
  );
}

interface GroupProps {
  group: Group;
  flow: Flow;
  level: number;
  at: string;
  onChange: (group: Group, merge?: string) => void;
  onRemove?: () => void;
}

function GroupLines({ group, flow, level, at, onChange, onRemove }: GroupProps) {
  const say = useInspectorTexts();
  const { readOnly } = useEditing();
  const { mode, parts } = group;
  const replace = (index: number, next: Condition | undefined, merge?: string) =>
    onChange(
      {
        mode,
        parts: next ? parts.map((one, n) => (n === index ? next : one)) : parts.filter((_, n) => n !== index),
      },
      merge,
    );
  const blank = (): Condition => ({ value: Object.keys(flow.variables).at(-1) ?? 'channel', is: 'exists' });
  const showsMode = parts.length > 1 || mode === 'none' || mode === 'not-all' || level > 0;
  return (
    <fieldset className={classNames(css.group, level > 0 && css.inner)} aria-label={say(MODE_KEYS[mode])}>
      {showsMode ? (
        <div className={css.mode}>
          <Select
            aria-label={say('conditions')}
            value={mode}
            disabled={readOnly}
            options={MODES.map((value) => ({ value, label: say(MODE_KEYS[value]) }))}
            onChange={(next) => onChange({ mode: next, parts })}
          />
          {onRemove && !readOnly ? (
            <IconButton
              label={say('removeGroup')}
              icon={<Trash2 size={14} aria-hidden />}
              className={css.tool}
              onClick={onRemove}
            />
          ) : null}
        </div>
      ) : null}
      <ul className={css.lines}>
        {parts.map((part, index) => {
          const inner = asGroup(part);
          const place = `${at}/${index}`;
          const joint: ReactNode =
            index > 0 ? <span className={css.joint}>{say(JOINT_KEYS[mode])}</span> : null;
          const last = parts.length === 1 && level === 0;
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines of a condition have no identity of their own.
            <li key={index} className={css.part}>
              {joint}
              {inner ? (
                <GroupLines
                  group={inner}
                  flow={flow}
                  level={level + 1}
                  at={place}
                  onChange={(next, merge) => replace(index, ofGroup(next), merge)}
                  onRemove={() => replace(index, undefined)}
                />
              ) : (
                <ConditionLine
                  condition={part}
                  flow={flow}
                  onChange={(next, typing) => replace(index, next, typing ? place : undefined)}
                  onRemove={last || readOnly ? undefined : () => replace(index, undefined)}
                />
              )}
            </li>
          );
        })}
      </ul>
      {readOnly ? null : (
        <div className={css.adders}>
          <Button look="quiet" size="s" onClick={() => onChange({ mode, parts: [...parts, blank()] })}>
            <Plus size={14} aria-hidden />
            {say('addLine')}
          </Button>
          {level < DEEPEST - 1 ? (
            <Button
              look="quiet"
              size="s"
              onClick={() =>
                onChange({
                  mode,
                  parts: [...parts, { [mode === 'all' ? 'any' : 'all']: [blank()] } as Condition],
                })
              }
            >
              <ListPlus size={14} aria-hidden />
              {say('addGroup')}
            </Button>
          ) : null}
        </div>
      )}
    </fieldset>
  );
}

function RawCondition({ slot }: { slot: Slot<Condition> }) {
  const say = useInspectorTexts();
  const locale = useLocale();
  const { readOnly } = useEditing();
  const [text, setText] = useState(() => JSON.stringify(slot.value, null, 2));
  const [fault, setFault] = useState<string>();
  const read = (typed: string) => {
    setText(typed);
    let json: unknown;
    try {
      json = JSON.parse(typed);
    } catch (error) {
      setFault(say('rawBad', { why: jsonFault(typed, error, locale) }));
      return;
    }
    const parsed = conditionSchema.safeParse(json);
    if (!parsed.success) {
      const at = parsed.error.issues[0]?.path.join('.') ?? '';
      setFault(at === '' ? say('rawUnfit') : say('rawUnfitAt', { at }));
      return;
    }
    setFault(undefined);
    slot.put(parsed.data, inspectorWords('condition'));
  };
  return (
    <Field label={say('rawJson')} error={fault}>
      {(control) => (
        <TextArea
          {...control}
          className={css.json}
          value={text}
          minRows={6}
          maxRows={20}
          disabled={readOnly}
          spellCheck={false}
          dir="ltr"
          onChange={read}
        />
      )}
    </Field>
  );
}
