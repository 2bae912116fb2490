/** What differs between two versions, in words, step by step; each step is a way to it. Knows no dialog. */
import type { Difference } from '../../../flows/compare.ts';
import type { Flow } from '../../../flows/flow.ts';
import { dictionary, useLocale, useTexts } from '../../ui/i18n.ts';
import { titleOf } from '../node-title.ts';
import css from './difference-list.module.css';

const texts = dictionary(
  {
    whole: 'The flow itself',
    added: 'New',
    removed: 'Removed',
    changed: 'Changed',
    'moved-exit': 'Leads on',
  },
  {
    whole: 'Le parcours lui-même',
    added: 'Nouveau',
    removed: 'Supprimé',
    changed: 'Modifié',
    'moved-exit': 'Suite',
  },
);

interface Props {
  differences: readonly Difference[];
  /** Where steps have their names: the newer side first. */
  flows: readonly Flow[];
  onStep?: (id: string) => void;
}

export function DifferenceList({ differences, flows, onStep }: Props) {
  const say = useTexts(texts);
  const reader = useLocale();
  const groups = new Map<string | undefined, Difference[]>();
  for (const one of differences) {
    const group = groups.get(one.node);
    if (group) group.push(one);
    else groups.set(one.node, [one]);
  }
  return (
    <ul className={css.groups}>
      {[...groups].map(([node, items]) => {
        const home = node === undefined ? undefined : flows.find((flow) => Object.hasOwn(flow.nodes, node));
        const name = node === undefined ? say('whole') : home ? titleOf(home, node, reader) : node;
        const canGo = node !== undefined && onStep && Object.hasOwn(flows[0]?.nodes ?? {}, node);
        return (
          <li key={node ?? ''} className={css.group}>
            {canGo ? (
              <button type="button" className={css.step} dir="auto" onClick={() => onStep(node)}>
                {name}
              </button>
            ) : (
              <span className={css.name} dir="auto">
                {name}
              </span>
            )}
            <ul className={css.items}>
              {items.map(({ kind, what }) => (
                <li key={`${kind} ${what.en}`} className={css.item}>
                  <span className={css.kind} data-kind={kind}>
                    {say(kind)}
                  </span>
                  <span className={css.what}>{what[reader]}</span>
                </li>
              ))}
            </ul>
          </li>
        );
      })}
    </ul>
  );
}
