/** Makes a variable without leaving the field it is wanted in. Knows names and types, not what is stored in one. */
import { Plus } from 'lucide-react';
import { useState } from 'react';
import type { Variable } from '../../flows/flow.ts';
import { Button } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import { useLocale } from '../ui/i18n.ts';
import { Input } from '../ui/input.tsx';
import { Select } from '../ui/select.tsx';
import { useMessageTexts } from './message-texts.ts';
import css from './new-variable.module.css';
import { VARIABLE_TYPES, variableTypeName } from './variable-types.ts';

interface Props {
  /** What was searched for: mostly the name that is wanted. */
  query: string;
  isTaken: (name: string) => boolean;
  onCreate: (name: string, type: Variable['type']) => void;
  /** What is offered first. */
  type?: Variable['type'];
}

const NAME = /^[A-Za-z_][A-Za-z0-9_]{0,63}$/;

export function NewVariable({ query, isTaken, onCreate, type: wanted = 'text' }: Props) {
  const say = useMessageTexts();
  const locale = useLocale();
  const [open, setOpen] = useState(false);
  const [name, setName] = useState('');
  const [type, setType] = useState<Variable['type']>(wanted);
  const fault =
    name === ''
      ? undefined
      : !NAME.test(name)
        ? say('nameForm')
        : isTaken(name)
          ? say('nameTaken')
          : undefined;
  if (!open) {
    const direct = NAME.test(query) && !isTaken(query);
    return (
      <Button
        look="quiet"
        size="s"
        className={css.begin}
        onClick={() => {
          if (direct) return onCreate(query, wanted);
          setName(asName(query));
          setOpen(true);
        }}
      >
        <Plus size={14} aria-hidden />
        {direct ? say('newVariableNamed', { name: query }) : say('newVariable')}
      </Button>
    );
  }
  return (
    <form
      className={css.form}
      onSubmit={(event) => {
        event.preventDefault();
        // React hands events up through portals: the form around the field must not hear this one.
        event.stopPropagation();
        if (name !== '' && fault === undefined) onCreate(name, type);
      }}
    >
      <Field label={say('variableName')} error={fault}>
        {(control) => (
          <Input
            {...control}
            value={name}
            onChange={setName}
            autoFocus
            spellCheck={false}
            autoComplete="off"
          />
        )}
      </Field>
      <Field label={say('variableType')}>
        {(control) => (
          <Select
            {...control}
            value={type}
            onChange={setType}
            options={VARIABLE_TYPES.map((value) => ({ value, label: variableTypeName(value, locale) }))}
          />
        )}
      </Field>
      <Button type="submit" look="primary" size="s" disabled={name === '' || fault !== undefined}>
        {say('create')}
      </Button>
    </form>
  );
}

function asName(query: string): string {
  return query
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[^A-Za-z0-9_]+/g, '_')
    .replace(/^[_\d]+|_+$/g, '')
    .toLowerCase()
    .slice(0, 64);
}
