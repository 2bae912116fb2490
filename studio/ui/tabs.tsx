/** Tabs of a panel; arrows move between them. Knows no screen. */
import { Tabs as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';
import css from './tabs.module.css';

export interface Tab<Id extends string = string> {
  id: Id;
  label: string;
  icon?: ReactNode;
  /** A count or a mark behind the label. */
  badge?: ReactNode;
  disabled?: boolean;
  content?: ReactNode;
}

interface Props<Id extends string> {
  label: string;
  value: Id;
  onChange: (id: Id) => void;
  tabs: readonly Tab<Id>[];
  /** At the end of the row of tabs. */
  tools?: ReactNode;
  /** The panel takes the height that is left and scrolls by itself. */
  fill?: boolean;
  /** On a page the first tab begins where the text does. */
  flush?: boolean;
  className?: string;
}

export function Tabs<Id extends string>(props: Props<Id>) {
  const { label, value, onChange, tabs, tools, fill, flush, className } = props;
  return (
    <Radix.Root
      className={classNames(css.root, fill && css.fill, flush && css.flush, className)}
      value={value}
      onValueChange={(next) => onChange(next as Id)}
    >
      <div className={css.row}>
        <Radix.List className={css.list} aria-label={label}>
          {tabs.map((tab) => (
            <Radix.Trigger key={tab.id} value={tab.id} className={css.tab} disabled={tab.disabled}>
              {tab.icon}
              {tab.label}
              {tab.badge}
            </Radix.Trigger>
          ))}
        </Radix.List>
        {tools ? <div className={css.tools}>{tools}</div> : null}
      </div>
      {tabs.map((tab) =>
        tab.content === undefined ? null : (
          <Radix.Content key={tab.id} value={tab.id} className={css.panel}>
            {tab.content}
          </Radix.Content>
        ),
      )}
    </Radix.Root>
  );
}
