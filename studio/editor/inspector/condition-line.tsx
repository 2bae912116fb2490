/** One line of a condition: a value, what is said of it, and what it is compared with. */
import { ChevronDown, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { Condition } from '../../../flows/condition.ts';
import type { Flow } from '../../../flows/flow.ts';
import { useEditing } from '../../message/editing.ts';
import { Picker } from '../../message/picker.tsx';
import { TemplateArea } from '../../message/template-area.tsx';
import { valueOptions } from '../../message/value-options.ts';
import { Button } from '../../ui/button.tsx';
import { useLocale } from '../../ui/i18n.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { Input } from '../../ui/input.tsx';
import { Select } from '../../ui/select.tsx';
import css from './condition-builder.module.css';
import { type Line, readLine, readLiteral, SAYINGS, type Saying, writeLine } from './condition-tree.ts';
import { useInspectorTexts } from './inspector-texts.ts';
import { wordsOf } from './words-input.tsx';

interface Props {
  condition: Condition;
  flow: Flow;
  /** `typing`: one of many changes that are undone together. */
  onChange: (condition: Condition, typing: boolean) => void;
  onRemove: (() => void) | undefined;
}

const LONGEST = 200;
const PATH = /^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z0-9_]+)*$/;

export function ConditionLine({ condition, flow, onChange, onRemove }: Props) {
  const say = useInspectorTexts();
  const locale = useLocale();
  const { readOnly, variables } = useEditing();
  const line = readLine(condition);
  if (!line) return null;
  const [root = ''] = line.value.split('.');
  const type =
    line.value === root && Object.hasOwn(flow.variables, root) ? flow.variables[root]?.type : undefined;
  const isEmpty = line.says === 'equals' && line.than[0] === null;
  const shown: Saying = isEmpty ? 'empty' : line.says;
  const put = (next: Partial<Line>, typing = false) => onChange(writeLine({ ...line, ...next }), typing);
  const turn = (says: Saying) => {
    const keepsThan = says !== 'exists' && says !== 'missing' && says !== 'empty';
    put({ says, than: keepsThan ? (isEmpty || line.than.length === 0 ? [''] : line.than) : [] });
  };
  return (
    <div className={css.line}>
      <Picker
        label={say('value')}
        searchLabel={say('searchValue')}
        empty={say('variablesNone')}
        options={() => valueOptions(variables(), locale)}
        onPick={(value) => put({ value })}
        footer={(query, close) =>
          PATH.test(query) ? (
            <Button
              look="quiet"
              size="s"
              onClick={() => {
                close();
                put({ value: query });
              }}
            >
              {say('otherPath', { path: query })}
            </Button>
          ) : null
        }
        trigger={
          <Button
            size="s"
            className={css.value}
            disabled={readOnly}
            aria-label={`${say('value')}: ${line.value}`}
          >
            <span className={css.path}>{line.value}</span>
            <ChevronDown size={12} aria-hidden className={css.arrow} />
          </Button>
        }
      />
      <Select
        aria-label={say('comparison')}
        className={css.says}
        value={shown}
        disabled={readOnly}
        options={[...SAYINGS, 'empty' as const].map((value) => ({ value, label: say(`is-${value}`) }))}
        onChange={turn}
      />
      <Than line={line} shown={shown} type={type} onChange={(than, typing) => put({ than }, typing)} />
      {onRemove ? (
        <IconButton
          label={say('removeLine')}
          icon={<Trash2 size={14} aria-hidden />}
          className={css.tool}
          onClick={onRemove}
        />
      ) : null}
    </div>
  );
}

function Than({
  line,
  shown,
  type,
  onChange,
}: {
  line: Line;
  shown: Saying;
  type: string | undefined;
  onChange: (than: unknown[], typing: boolean) => void;
}) {
  const say = useInspectorTexts();
  const { readOnly } = useEditing();
  if (shown === 'exists' || shown === 'missing' || shown === 'empty') return null;
  const first = line.than[0];
  if (shown === 'one-of' || shown === 'not-one-of') {
    return (
      <ManyValues
        key={shown}
        value={line.than}
        onChange={(words) =>
          onChange(words.length > 0 ? words.map((word) => readLiteral(word, type)) : [''], true)
        }
      />
    );
  }
  if (type === 'boolean' || typeof first === 'boolean') {
    return (
      <Select
        aria-label={say('than')}
        className={css.than}
        value={String(first)}
        disabled={readOnly}
        options={[
          { value: 'true', label: say('yes') },
          { value: 'false', label: say('no') },
        ]}
        onChange={(value) => onChange([value === 'true'], false)}
      />
    );
  }
  return (
    <div className={css.than}>
      <TemplateArea
        aria-label={say('than')}
        single
        value={first === null || first === undefined ? '' : String(first)}
        onChange={(text) => onChange([readLiteral(text, type)], true)}
      />
    </div>
  );
}

function ManyValues({ value, onChange }: { value: readonly unknown[]; onChange: (words: string[]) => void }) {
  const say = useInspectorTexts();
  const { readOnly } = useEditing();
  const [typed, setTyped] = useState<string>();
  const words = value.map(String).filter((word) => word !== '');
  const isSame = typed !== undefined && wordsOf(typed, LONGEST).join('\n') === words.join('\n');
  return (
    <Input
      className={css.than}
      aria-label={say('than')}
      title={say('oneOfHelp')}
      placeholder={say('oneOfHelp')}
      disabled={readOnly}
      value={isSame ? typed : words.join(', ')}
      onChange={(text) => {
        setTyped(text);
        onChange(wordsOf(text, LONGEST));
      }}
    />
  );
}
