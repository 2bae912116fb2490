/** An answer as a tree that is opened branch by branch; a click on a value remembers it. */
import { ChevronRight, CornerDownRight } from 'lucide-react';
import { useState } from 'react';
import { useEditing } from '../../message/editing.ts';
import type { Option } from '../../message/option-list.tsx';
import { Picker } from '../../message/picker.tsx';
import { Button } from '../../ui/button.tsx';
import { useInspectorTexts } from './inspector-texts.ts';
import { type Branch, membersOf } from './json-paths.ts';
import css from './json-tree.module.css';

interface Props {
  label: string;
  branches: readonly Branch[];
  /** The variable that takes a path already. */
  takenBy: (path: string) => string | undefined;
  /** What a value can be remembered in. */
  options: (branch: Branch) => readonly Option[];
  onPick: (branch: Branch, option: string) => void;
}

/** Opened from the beginning. */
const OPEN_LEVELS = 2;
/** More of one list or table is not drawn. */
const SHOWN = 60;

export function JsonTree({ label, branches, ...rest }: Props) {
  return (
    <ul className={css.tree} aria-label={label}>
      {branches.map((branch) => (
        <Line key={branch.key} branch={branch} level={1} {...rest} />
      ))}
    </ul>
  );
}

function Line({
  branch,
  level,
  ...rest
}: Omit<Props, 'label' | 'branches'> & { branch: Branch; level: number }) {
  const say = useInspectorTexts();
  const [open, setOpen] = useState(level <= OPEN_LEVELS);
  const members = membersOf(branch);
  const isTable = typeof branch.value === 'object' && branch.value !== null;
  const count = say(Array.isArray(branch.value) ? 'items' : 'fields', { count: members.length });
  return (
    <li>
      <div className={css.line}>
        {isTable ? (
          <button type="button" className={css.toggle} aria-expanded={open} onClick={() => setOpen(!open)}>
            <ChevronRight size={12} aria-hidden className={css.arrow} />
            <span className={css.key}>{branch.key}</span>
            <span className={css.count}>{count}</span>
          </button>
        ) : (
          <span className={css.name}>{branch.key}</span>
        )}
        <Taking branch={branch} isTable={isTable} {...rest} />
      </div>
      {isTable && open && members.length > 0 ? (
        <ul className={css.inner}>
          {members.slice(0, SHOWN).map((member) => (
            <Line key={member.key} branch={member} level={level + 1} {...rest} />
          ))}
          {members.length > SHOWN ? <li className={css.count}>… {members.length - SHOWN}</li> : null}
        </ul>
      ) : null}
    </li>
  );
}

function Taking({
  branch,
  isTable,
  takenBy,
  options,
  onPick,
}: Omit<Props, 'label' | 'branches'> & { branch: Branch; isTable: boolean }) {
  const say = useInspectorTexts();
  const { readOnly } = useEditing();
  const { path, value } = branch;
  const taken = path === undefined ? undefined : takenBy(path);
  const shown = isTable ? '' : JSON.stringify(value);
  if (path === undefined || readOnly) return isTable ? null : <span className={css.value}>{shown}</span>;
  return (
    <>
      <Picker
        label={say('rememberAs')}
        searchLabel={say('searchValue')}
        empty={say('variablesNone')}
        options={() => options(branch)}
        onPick={(option) => onPick(branch, option)}
        trigger={
          <Button
            look="quiet"
            size="s"
            className={isTable ? css.take : css.leaf}
            aria-label={`${say('remember', { path })}${isTable ? '' : `: ${shown}`}`}
            title={say('remember', { path })}
          >
            {isTable ? <CornerDownRight size={12} aria-hidden /> : <span className={css.value}>{shown}</span>}
          </Button>
        }
      />
      {taken === undefined ? null : <span className={css.taken}>→ {taken}</span>}
    </>
  );
}
