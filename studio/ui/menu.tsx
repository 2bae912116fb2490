/** A menu behind a button, or at a point; knows what is in it only as data. */
import { Check, ChevronRight } from 'lucide-react';
import { DropdownMenu as Radix } from 'radix-ui';
import type { ReactElement } from 'react';
import { classNames } from './class-names.ts';
import { Kbd } from './kbd.tsx';
import css from './menu.module.css';
import { type MenuEntry, offeredEntries } from './menu-entry.ts';

interface Props {
  /** A Button or IconButton. */
  trigger: ReactElement;
  entries: MenuEntry[] | (() => MenuEntry[]);
  /** What the menu is for, where the trigger's own label does not say it. */
  label?: string;
  align?: 'start' | 'center' | 'end';
  side?: 'top' | 'right' | 'bottom' | 'left';
  onOpenChange?: (open: boolean) => void;
}

/** Not modal: a modal one would lock the page's scrolling by a style the content security policy refuses. */
export function Menu({ trigger, entries, label, align = 'start', side = 'bottom', onOpenChange }: Props) {
  return (
    <Radix.Root modal={false} onOpenChange={onOpenChange}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          className={css.menu}
          align={align}
          side={side}
          sideOffset={4}
          collisionPadding={8}
          aria-label={label}
          loop
        >
          <MenuEntries entries={entries} />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

interface AtProps {
  /** In pixels of the window; undefined closes the menu. */
  at: { x: number; y: number } | undefined;
  entries: MenuEntry[] | (() => MenuEntry[]);
  label: string;
  onClose: () => void;
}

/** A menu that opens where somebody pointed, or where the keyboard's focus is: for canvases. */
export function MenuAt({ at, entries, label, onClose }: AtProps) {
  if (!at) return null;
  return (
    <Radix.Root key={`${at.x} ${at.y}`} modal={false} open onOpenChange={(open) => open || onClose()}>
      <Radix.Trigger asChild>
        <span className={css.point} style={{ left: at.x, top: at.y }} aria-hidden />
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          className={css.menu}
          align="start"
          sideOffset={2}
          collisionPadding={8}
          aria-label={label}
          aria-labelledby={undefined}
          loop
          onCloseAutoFocus={(event) => event.preventDefault()}
        >
          <MenuEntries entries={entries} />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

function MenuEntries({ entries }: { entries: MenuEntry[] | (() => MenuEntry[]) }) {
  const list = offeredEntries(typeof entries === 'function' ? entries() : entries);
  return list.map((entry, index) => {
    const key = entry === 'separator' ? `separator ${index}` : `${index} ${entry.label}`;
    if (entry === 'separator') return <Radix.Separator key={key} className={css.separator} />;
    if (entry.kind === 'heading') {
      return (
        <Radix.Label key={key} className={css.heading}>
          {entry.label}
        </Radix.Label>
      );
    }
    if (entry.kind === 'submenu') {
      return (
        <Radix.Sub key={key}>
          <Radix.SubTrigger className={css.item} disabled={entry.disabled}>
            <span className={css.icon}>{entry.icon}</span>
            <span className={css.label}>{entry.label}</span>
            <ChevronRight size={14} className={css.more} aria-hidden />
          </Radix.SubTrigger>
          <Radix.Portal>
            <Radix.SubContent className={css.menu} sideOffset={2} collisionPadding={8} loop>
              <MenuEntries entries={entry.entries} />
            </Radix.SubContent>
          </Radix.Portal>
        </Radix.Sub>
      );
    }
    const { label, icon, keys, hint, danger, disabled, checked, radio, run } = entry;
    const inner = (
      <>
        <span className={css.icon}>{checked ? <Check size={15} aria-hidden /> : icon}</span>
        <span className={css.label}>
          {label}
          {hint ? <span className={css.hint}>{hint}</span> : null}
        </span>
        {keys ? <Kbd keys={keys} hidden /> : null}
      </>
    );
    const shared = { className: classNames(css.item, danger && css.danger), disabled, onSelect: () => run() };
    if (checked === undefined) {
      return (
        <Radix.Item key={key} {...shared}>
          {inner}
        </Radix.Item>
      );
    }
    return radio ? (
      <Radix.RadioGroup key={key} value={checked ? label : ''}>
        <Radix.RadioItem value={label} {...shared}>
          {inner}
        </Radix.RadioItem>
      </Radix.RadioGroup>
    ) : (
      <Radix.CheckboxItem key={key} checked={checked} {...shared}>
        {inner}
      </Radix.CheckboxItem>
    );
  });
}
