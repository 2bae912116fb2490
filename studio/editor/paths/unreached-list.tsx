/** Steps and exits that lie on no way that was tried, each with a jump to it. */
import { LocateFixed } from 'lucide-react';
import { useDocument } from '../../document/store.ts';
import { useLocale, useTexts } from '../../ui/i18n.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { exitName } from '../exit-name.ts';
import { focusNode } from '../focus.ts';
import { titleOf } from '../node-title.ts';
import css from './paths-lists.module.css';
import { pathsTexts } from './paths-texts.ts';

interface Props {
  nodes: readonly string[];
  /** "node exit" */
  exits: readonly string[];
}

export function UnreachedList({ nodes, exits }: Props) {
  const say = useTexts(pathsTexts);
  const whole = new Set(nodes);
  // A step nobody comes to has no exits anybody takes: naming it once is enough.
  const rest = exits.map((key) => key.split(' ') as [string, string]).filter(([id]) => !whole.has(id));
  return (
    <>
      <p className={css.note}>{say('unreachedText')}</p>
      <ul className={css.list}>
        {nodes.map((id) => (
          <One key={id} id={id} />
        ))}
        {rest.map(([id, exit]) => (
          <One key={`${id} ${exit}`} id={id} exit={exit} />
        ))}
      </ul>
    </>
  );
}

function One({ id, exit }: { id: string; exit?: string }) {
  const say = useTexts(pathsTexts);
  const language = useLocale();
  const flow = useDocument((document) => document.flow);
  const there = Object.hasOwn(flow.nodes, id);
  const words =
    exit === undefined ? say('wholeStep') : say('exitOf', { exit: exitName(flow, id, exit, language) });
  return (
    <li className={css.line}>
      <p className={css.words}>
        <strong dir="auto">{titleOf(flow, id, language)}</strong> <span className={css.soft}>{words}</span>
      </p>
      <IconButton
        label={say('toStep')}
        disabled={!there}
        icon={<LocateFixed size={15} aria-hidden />}
        onClick={() => focusNode(id)}
      />
    </li>
  );
}
