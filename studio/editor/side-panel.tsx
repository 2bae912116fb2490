/** A dock of the frame with its tabs: one panel is seen, those that shall go on meanwhile stay alive. Knows no panel. */
import { X } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, useId, useState } from 'react';
import { classNames } from '../ui/class-names.ts';
import { Dock } from '../ui/dock.tsx';
import { useTexts } from '../ui/i18n.ts';
import { IconButton } from '../ui/icon-button.tsx';
import look from '../ui/tabs.module.css';
import { editorTexts } from './editor-texts.ts';
import css from './side-panel.module.css';

export interface PanelTab<Id extends string> {
  id: Id;
  label: string;
  badge?: ReactNode;
  /** Kept alive, unseen, once it has been opened. */
  lasting?: boolean;
  content: () => ReactNode;
}

interface Props<Id extends string> {
  side: 'left' | 'right' | 'bottom';
  label: string;
  tabs: readonly PanelTab<Id>[];
  open: Id | undefined;
  onChange: (id: Id) => void;
  onClose: () => void;
  sizes: { initial: number; min: number; max: number };
}

export function SidePanel<Id extends string>({
  side,
  label,
  tabs,
  open,
  onChange,
  onClose,
  sizes,
}: Props<Id>) {
  const say = useTexts(editorTexts);
  const base = useId();
  const [opened, setOpened] = useState<ReadonlySet<Id>>(new Set(open === undefined ? [] : [open]));
  if (open !== undefined && !opened.has(open)) setOpened(new Set([...opened, open]));
  const kept = tabs.filter(({ id, lasting }) => id === open || (lasting && opened.has(id)));
  const onKey = (event: KeyboardEvent) => {
    const at = tabs.findIndex(({ id }) => id === open);
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const next =
      event.key === 'Home'
        ? 0
        : event.key === 'End'
          ? tabs.length - 1
          : by && (at + by + tabs.length) % tabs.length;
    const tab = next === undefined ? undefined : tabs[next];
    if (!tab) return;
    event.preventDefault();
    onChange(tab.id);
    document.getElementById(`${base}-${tab.id}`)?.focus();
  };
  if (kept.length === 0) return null;
  const inner = (
    <>
      <div className={css.row}>
        <div className={look.list} role="tablist" aria-label={label} onKeyDown={onKey}>
          {tabs.map((tab) => (
            <button
              key={tab.id}
              id={`${base}-${tab.id}`}
              type="button"
              role="tab"
              className={classNames(look.tab, css.tab)}
              aria-selected={tab.id === open}
              aria-controls={tab.id === open ? `${base}-${tab.id}-panel` : undefined}
              tabIndex={tab.id === open ? 0 : -1}
              onClick={() => onChange(tab.id)}
            >
              {tab.label}
              {tab.badge}
            </button>
          ))}
        </div>
        <IconButton label={say('closePanel')} icon={<X size={15} aria-hidden />} onClick={onClose} />
      </div>
      {kept.map((tab) => (
        <div
          key={tab.id}
          id={`${base}-${tab.id}-panel`}
          role="tabpanel"
          aria-labelledby={`${base}-${tab.id}`}
          className={css.panel}
          hidden={tab.id !== open}
        >
          {tab.content()}
        </div>
      ))}
    </>
  );
  return (
    <div className={classNames(css.place, css[side])} data-part={side} hidden={open === undefined}>
      <Dock
        id={`editor.${side}`}
        label={label}
        side={side}
        {...sizes}
        as={side === 'bottom' ? 'section' : 'aside'}
      >
        {inner}
      </Dock>
    </div>
  );
}
