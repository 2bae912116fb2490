/** The flow's variables: made, named, typed, given a first value, and found wherever they are used. */
import { ChevronDown, Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { freshName } from '../../../flows/edit/fresh-id.ts';
import { addVariable, removeVariable, renameVariable, variableUses } from '../../../flows/edit/variables.ts';
import type { Flow, Variable } from '../../../flows/flow.ts';
import { SYSTEM_ROOTS } from '../../../flows/scope.ts';
import { useEditing } from '../../message/editing.ts';
import { VARIABLE_TYPES, variableTypeName } from '../../message/variable-types.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { useLocale } from '../../ui/i18n.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { Input } from '../../ui/input.tsx';
import { Select } from '../../ui/select.tsx';
import { Switch } from '../../ui/switch.tsx';
import { focusNode } from '../focus.ts';
import { titleOf } from '../node-title.ts';
import { CheckedInput } from './checked-input.tsx';
import { readLiteral } from './condition-tree.ts';
import { editFlow } from './document-slots.ts';
import css from './form.module.css';
import { inspectorWords, useInspectorTexts } from './inspector-texts.ts';
import { Section } from './section.tsx';
import list from './variables-editor.module.css';

export function VariablesEditor({ flow }: { flow: Flow }) {
  const say = useInspectorTexts();
  const locale = useLocale();
  const { readOnly } = useEditing();
  const [opened, setOpened] = useState<string>();
  const entries = Object.entries(flow.variables);
  const add = () => {
    const name = freshName(
      'value',
      (one) => Object.hasOwn(flow.variables, one) || SYSTEM_ROOTS.includes(one),
    );
    if (editFlow(inspectorWords('addVariable'), (draft) => addVariable(draft, name, { type: 'text' })))
      setOpened(name);
  };
  return (
    <Section id="variables" title={say('variables')} summary={String(entries.length)}>
      {entries.length === 0 ? <p className={css.note}>{say('variablesNone')}</p> : null}
      <ul className={list.list}>
        {entries.map(([name, variable]) => (
          <li key={name} className={list.entry} data-open={opened === name || undefined}>
            <button
              type="button"
              className={list.toggle}
              aria-expanded={opened === name}
              onClick={() => setOpened(opened === name ? undefined : name)}
            >
              <span className={list.name}>{name}</span>
              <span className={list.about}>{variable.label ?? variableTypeName(variable.type, locale)}</span>
              <ChevronDown size={14} aria-hidden className={list.arrow} />
            </button>
            {opened === name ? (
              <VariableForm name={name} variable={variable} flow={flow} onRenamed={setOpened} />
            ) : null}
          </li>
        ))}
      </ul>
      {readOnly ? null : (
        <Button look="quiet" size="s" className={css.flush} onClick={add}>
          <Plus size={14} aria-hidden />
          {say('addVariable')}
        </Button>
      )}
    </Section>
  );
}

const NAME = /^[A-Za-z_][A-Za-z0-9_]{0,63}$/;

function VariableForm({
  name,
  variable,
  flow,
  onRenamed,
}: {
  name: string;
  variable: Variable;
  flow: Flow;
  onRenamed: (name: string | undefined) => void;
}) {
  const say = useInspectorTexts();
  const locale = useLocale();
  const { readOnly } = useEditing();
  const uses = variableUses(flow, name);
  const put = (next: Variable, merge?: string) =>
    editFlow(
      inspectorWords('variables'),
      (draft) =>
        Object.hasOwn(draft.variables, name)
          ? { ...draft, variables: { ...draft.variables, [name]: next } }
          : draft,
      merge,
    );
  const written = variable.default;
  return (
    <div className={list.form}>
      <CheckedInput
        label={say('variableName')}
        value={name}
        late
        disabled={readOnly}
        check={(text) =>
          NAME.test(text) && renameVariable(flow, name, text) !== flow ? undefined : say('renameFault')
        }
        onChange={(text) => {
          if (editFlow(inspectorWords('variableName'), (draft) => renameVariable(draft, name, text)))
            onRenamed(text);
        }}
      />
      <Field label={say('variableType')}>
        {(control) => (
          <Select
            {...control}
            value={variable.type}
            disabled={readOnly}
            options={VARIABLE_TYPES.map((type) => ({ value: type, label: variableTypeName(type, locale) }))}
            onChange={(type) => put({ ...variable, type })}
          />
        )}
      </Field>
      <Field label={say('variableLabel')}>
        {(control) => (
          <Input
            {...control}
            value={variable.label ?? ''}
            maxLength={120}
            dir="auto"
            disabled={readOnly}
            onChange={(label) => {
              const { label: _, ...rest } = variable;
              put(label === '' ? rest : { ...rest, label }, `variables.${name}.label`);
            }}
          />
        )}
      </Field>
      {variable.type === 'list' || variable.type === 'object' || variable.type === 'file' ? null : (
        <Field label={say('variableDefault')} help={say('variableDefaultHelp')}>
          {(control) => (
            <Input
              {...control}
              value={written === undefined || written === null ? '' : String(written)}
              disabled={readOnly}
              onChange={(text) => {
                const { default: _, ...rest } = variable;
                put(
                  text === '' ? rest : { ...rest, default: readLiteral(text, variable.type) },
                  `variables.${name}.default`,
                );
              }}
            />
          )}
        </Field>
      )}
      <Switch
        label={say('personal')}
        hint={say('personalHelp')}
        checked={variable.personal}
        disabled={readOnly}
        onChange={(personal) => put({ ...variable, personal })}
      />
      <div className={css.tight}>
        <p className={css.label}>{say('variableUses')}</p>
        {uses.length === 0 ? <p className={css.note}>{say('variableUnused')}</p> : null}
        <ul>
          {uses.slice(0, 40).map(({ node, path, how }) => (
            <li key={`${path} ${how}`} className={css.row}>
              {node === undefined ? (
                <span className={css.grow}>{say('useSettings')}</span>
              ) : (
                <Button
                  look="quiet"
                  size="s"
                  className={list.use}
                  onClick={() => focusNode(node, { inspect: true })}
                >
                  {titleOf(flow, node, locale)}
                </Button>
              )}
              <span className={css.note}>{say(how === 'sets' ? 'useSets' : 'useReads')}</span>
            </li>
          ))}
        </ul>
      </div>
      {readOnly ? null : (
        <IconButton
          label={say('removeVariable', { name })}
          icon={<Trash2 size={14} aria-hidden />}
          className={list.remove}
          onClick={() => {
            onRenamed(undefined);
            editFlow(inspectorWords('removeVariable', { name }), (draft) => removeVariable(draft, name));
          }}
        />
      )}
    </div>
  );
}
