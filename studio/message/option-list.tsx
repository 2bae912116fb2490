/** A list one option is picked from, and how the keyboard moves in it; the field that has the focus owns it. */
import { type KeyboardEvent, type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import { classNames } from '../ui/class-names.ts';
import css from './option-list.module.css';

export interface Option {
  id: string;
  title: string;
  /** A second, quieter line. */
  hint?: string;
  /** At the end of the line. */
  aside?: string;
  /** Options of one group stand together under its name. */
  group?: string;
  icon?: ReactNode;
  /** Other words it is found by. */
  keywords?: string;
  code?: boolean;
}

/** More than these nobody reads: the search narrows them. */
const SHOWN = 200;

/** The options a search leaves, and which of them is active. */
export function useOptions(options: readonly Option[], query: string) {
  const found = useMemo(() => search(options, query).slice(0, SHOWN), [options, query]);
  const [wanted, setActive] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another search begins at its first answer.
  useEffect(() => setActive(0), [query]);
  const active = Math.min(wanted, found.length - 1);
  /** True where the key was meant for the list. */
  const onKey = (event: KeyboardEvent, pick: (option: Option) => void): boolean => {
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
    if (steps !== undefined && found.length > 0) {
      const last = found.length - 1;
      const single = Math.abs(steps) === 1;
      const next = active + steps;
      setActive(single ? (next + found.length) % found.length : Math.min(last, Math.max(0, next)));
      return true;
    }
    const option = found[active];
    if ((event.key === 'Enter' || event.key === 'Tab') && option) {
      pick(option);
      return true;
    }
    return false;
  };
  return { found, active, setActive, onKey };
}

interface Props {
  id: string;
  label: string;
  options: readonly Option[];
  active: number;
  onActive: (index: number) => void;
  onPick: (option: Option) => void;
  /** Said where nothing is found. */
  empty: string;
}

export function OptionList({ id, label, options, active, onActive, onPick, empty }: Props) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.querySelector(`[data-index="${active}"]`)?.scrollIntoView({ block: 'nearest' });
  }, [active]);
  const groups = [...new Set(options.map(({ group }) => group))];
  if (options.length === 0) return <p className={css.empty}>{empty}</p>;
  return (
    <div id={id} ref={list} role="listbox" aria-label={label} tabIndex={-1} className={css.list}>
      {groups.map((group) => {
        const lines = options.flatMap((option, index) =>
          option.group === group
            ? [<Line key={option.id} {...{ id, option, index, active, onActive, onPick }} />]
            : [],
        );
        return group === undefined ? (
          lines
        ) : (
          // biome-ignore lint/a11y/useSemanticElements: a group inside a listbox is no set of form fields.
          <div key={group} role="group" aria-label={group}>
            <div className={css.group} aria-hidden>
              {group}
            </div>
            {lines}
          </div>
        );
      })}
    </div>
  );
}

function Line({
  id,
  option,
  index,
  active,
  onActive,
  onPick,
}: Pick<Props, 'id' | 'active' | 'onActive' | 'onPick'> & { option: Option; index: number }) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard stays in the field, which moves in the list.
    <div
      id={optionId(id, index)}
      role="option"
      tabIndex={-1}
      aria-selected={index === active}
      data-index={index}
      className={css.option}
      onPointerMove={() => onActive(index)}
      onPointerDown={(event) => event.preventDefault()}
      onClick={() => onPick(option)}
    >
      {option.icon ? <span className={css.icon}>{option.icon}</span> : null}
      <span className={css.words}>
        <span className={classNames(css.title, option.code && css.code)}>{option.title}</span>
        {option.hint ? <span className={css.hint}>{option.hint}</span> : null}
      </span>
      {option.aside ? <span className={css.aside}>{option.aside}</span> : null}
    </div>
  );
}

export function optionId(list: string, index: number): string {
  return `${list}-${index}`;
}

/** Those that have every word of the query, those that begin with it first. */
export function search(options: readonly Option[], query: string): readonly Option[] {
  const words = bare(query).split(/\s+/).filter(Boolean);
  if (words.length === 0) return options;
  const found = options.flatMap((option) => {
    const title = bare(option.title);
    const text = `${title} ${bare(`${option.hint ?? ''} ${option.keywords ?? ''} ${option.group ?? ''}`)}`;
    if (!words.every((word) => text.includes(word))) return [];
    const first = words[0] ?? '';
    return [{ option, rank: title.startsWith(first) ? 0 : title.includes(first) ? 1 : 2 }];
  });
  return found.sort((one, other) => one.rank - other.rank).map(({ option }) => option);
}

function bare(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase();
}
