/** The first few lines of a list, and how many more there are. */
import { useTexts } from '../ui/i18n.ts';
import { flowTexts } from './flow-texts.ts';
import css from './import-dialog.module.css';

interface Props {
  items: readonly string[];
  more: 'importMoreFindings' | 'importMoreDifferences';
}

const SHOWN = 6;

export function ShortList({ items, more }: Props) {
  const say = useTexts(flowTexts);
  if (items.length === 0) return null;
  const rest = items.length - SHOWN;
  return (
    <ul className={css.short}>
      {items.slice(0, SHOWN).map((item, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the list is made once, and two lines may be alike.
        <li key={index} dir="auto">
          {item}
        </li>
      ))}
      {rest > 0 ? <li className={css.hint}>{say(more, { count: rest })}</li> : null}
    </ul>
  );
}
