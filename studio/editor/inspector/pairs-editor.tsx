/** A table of names and values, both typed: query, headers, fields of a body. */
import { Plus, Trash2 } from 'lucide-react';
import type { InputValue } from '../../../flows/nodes/call.ts';
import { useEditing } from '../../message/editing.ts';
import { useNotes } from '../../message/note-of.ts';
import type { Slot, Words } from '../../message/slot.ts';
import { TemplateArea } from '../../message/template-area.tsx';
import { Button } from '../../ui/button.tsx';
import { useLocale } from '../../ui/i18n.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { CheckedInput } from './checked-input.tsx';
import { useInspectorTexts } from './inspector-texts.ts';
import css from './pairs-editor.module.css';
import { freeKey, withEntry, withoutEntry } from './record-edit.ts';

type Table = Record<string, InputValue>;

interface Props {
  label: string;
  slot: Slot<Table | undefined>;
  add: Words;
  /** What a new name begins as. */
  wish?: string;
  /** Why a name may not be that. */
  check?: (name: string) => string | undefined;
  help?: string;
}

export function PairsEditor({ label, slot, add, wish = 'field', check, help }: Props) {
  const say = useInspectorTexts();
  const locale = useLocale();
  const { readOnly } = useEditing();
  const { error, warning } = useNotes(slot.at);
  const table = slot.value ?? {};
  const put = (next: Table, merge?: string | null) =>
    slot.put(Object.keys(next).length === 0 ? undefined : next, add, merge);
  return (
    <fieldset className={css.pairs} aria-label={label}>
      <p className={css.label}>{label}</p>
      {Object.entries(table).map(([name, value], n) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the name is what is being changed.
        <div key={n} className={css.pair}>
          <CheckedInput
            label={say('headerName')}
            labelHidden
            value={name}
            late
            disabled={readOnly}
            check={(text) => {
              if (text === '' || text === '__proto__') return say('renameFault');
              return text !== name && Object.hasOwn(table, text) ? say('entryTaken') : check?.(text);
            }}
            onChange={(text) => put(withEntry(table, name, text, value), null)}
          />
          <TemplateArea
            aria-label={`${say('headerValue')}: ${name}`}
            single
            value={typeof value === 'object' ? JSON.stringify(value) : String(value)}
            onChange={(text) => put({ ...table, [name]: text }, `${slot.at}.${name}`)}
          />
          {readOnly ? null : (
            <IconButton
              label={say('removeEntry', { name })}
              icon={<Trash2 size={14} aria-hidden />}
              className={css.tool}
              onClick={() => put(withoutEntry(table, name), null)}
            />
          )}
        </div>
      ))}
      {error || warning ? <p className={error ? css.error : css.warning}>{error ?? warning}</p> : null}
      {help && Object.keys(table).length > 0 ? <p className={css.note}>{help}</p> : null}
      {readOnly ? null : (
        <Button
          look="quiet"
          size="s"
          className={css.add}
          onClick={() => put({ ...table, [freeKey(table, wish)]: '' }, null)}
        >
          <Plus size={14} aria-hidden />
          {add[locale]}
        </Button>
      )}
    </fieldset>
  );
}
