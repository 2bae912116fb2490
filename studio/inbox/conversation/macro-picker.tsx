/** The macros by name and shortcut, to choose one that is then shown step by step. Runs nothing. */
import { useId, useState } from 'react';
import type { Macro } from '../../../server/contract/inbox-work.ts';
import { OptionList, optionId, useOptions } from '../../message/option-list.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { useTexts } from '../../ui/i18n.ts';
import { Input } from '../../ui/input.tsx';
import form from '../dialog-form.module.css';
import { conversationTexts } from './conversation-texts.ts';

interface Props {
  macros: readonly Macro[];
  onPick: (macro: Macro) => void;
  onClose: () => void;
}

export function MacroPicker({ macros, onPick, onClose }: Props) {
  const say = useTexts(conversationTexts);
  const list = useId();
  const [query, setQuery] = useState('');
  const { found, active, setActive, onKey } = useOptions(macros.map(optionOf), query);
  const pick = (id: string) => {
    const macro = macros.find((one) => one.id === id);
    if (macro) onPick(macro);
  };
  return (
    <Dialog open onOpenChange={onClose} title={say('macros')} size="s">
      <div className={form.form}>
        <Input
          value={query}
          onChange={setQuery}
          aria-label={say('macroSearch')}
          placeholder={say('macroSearch')}
          role="combobox"
          aria-expanded={found.length > 0}
          aria-controls={found.length > 0 ? list : undefined}
          aria-autocomplete="list"
          aria-activedescendant={found.length > 0 ? optionId(list, active) : undefined}
          autoComplete="off"
          onKeyDown={(event) => {
            if (event.key !== 'Tab' && onKey(event, ({ id }) => pick(id))) event.preventDefault();
          }}
        />
        <OptionList
          id={list}
          label={say('macros')}
          options={found}
          active={active}
          onActive={setActive}
          onPick={({ id }) => pick(id)}
          empty={say('macroNone')}
        />
      </div>
    </Dialog>
  );
}

/** A macro as an option of a list, its shortcut beside it. */
export function optionOf({ id, name, shortcut }: Macro) {
  return { id, title: name, ...(shortcut ? { aside: `/${shortcut}`, keywords: shortcut } : {}) };
}
