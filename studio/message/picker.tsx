/** A button that opens a searchable list to pick one thing from. Knows the things only as options. */

import { Search } from 'lucide-react';
import { Popover } from 'radix-ui';
import { type ReactElement, type ReactNode, useId, useState } from 'react';
import { Input } from '../ui/input.tsx';
import panel from '../ui/popover.module.css';
import { type Option, OptionList, optionId, useOptions } from './option-list.tsx';
import css from './picker.module.css';

interface Props {
  /** What is picked, read aloud. */
  label: string;
  trigger: ReactElement;
  /** Asked each time it opens. */
  options: () => readonly Option[];
  onPick: (id: string) => void;
  searchLabel: string;
  empty: string;
  /** Below the list: a form that makes a new one. `query` is what was searched. */
  footer?: (query: string, close: () => void) => ReactNode;
  /** In pixels. */
  width?: number;
  align?: 'start' | 'center' | 'end';
  /** Takes the focus when it closes after a pick; the trigger does if left out. */
  focusAfter?: () => void;
}

export function Picker(props: Props) {
  const { label, trigger, width = 300, align = 'start', focusAfter } = props;
  const [open, setOpen] = useState(false);
  const [picked, setPicked] = useState(false);
  const change = (next: boolean) => {
    if (next) setPicked(false);
    setOpen(next);
  };
  return (
    <Popover.Root open={open} onOpenChange={change}>
      <Popover.Trigger asChild>{trigger}</Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          className={`${panel.panel} ${css.panel}`}
          style={{ width }}
          align={align}
          sideOffset={6}
          collisionPadding={8}
          aria-label={label}
          onCloseAutoFocus={(event) => {
            if (!picked || !focusAfter) return;
            event.preventDefault();
            focusAfter();
          }}
        >
          <Choosing
            {...props}
            onPick={(id) => {
              setPicked(true);
              setOpen(false);
              props.onPick(id);
            }}
            close={() => {
              setPicked(true);
              setOpen(false);
            }}
          />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function Choosing({
  label,
  options,
  onPick,
  searchLabel,
  empty,
  footer,
  close,
}: Props & { close: () => void }) {
  const id = useId();
  const [query, setQuery] = useState('');
  const [all] = useState(options);
  const { found, active, setActive, onKey } = useOptions(all, query);
  return (
    <>
      <Input
        value={query}
        onChange={setQuery}
        before={<Search size={14} aria-hidden />}
        placeholder={searchLabel}
        aria-label={searchLabel}
        role="combobox"
        aria-expanded={found.length > 0}
        aria-controls={found.length > 0 ? id : undefined}
        aria-autocomplete="list"
        aria-activedescendant={found.length > 0 ? optionId(id, active) : undefined}
        autoComplete="off"
        spellCheck={false}
        className={css.search}
        onKeyDown={(event) => {
          // Tab leaves the field for what is below the list.
          if (event.key !== 'Tab' && onKey(event, (option) => onPick(option.id))) event.preventDefault();
        }}
      />
      <OptionList
        id={id}
        label={label}
        options={found}
        active={active}
        onActive={setActive}
        onPick={(option) => onPick(option.id)}
        empty={empty}
      />
      {footer ? <div className={css.footer}>{footer(query.trim(), close)}</div> : null}
    </>
  );
}
