/** Parts of the flow that somebody else changed too: what is different, and whose counts. Knows conflicts, not how they came. */
import { applyChanges } from '../../flows/change.ts';
import { compare } from '../../flows/compare.ts';
import type { Flow } from '../../flows/flow.ts';
import type { Conflict } from '../document/replica.ts';
import { useDocument } from '../document/store.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { dictionary, type Locale, useLocale, useTexts } from '../ui/i18n.ts';
import css from './conflicts-dialog.module.css';
import { titleOf } from './node-title.ts';

const texts = dictionary(
  {
    title: 'Somebody changed the same part',
    text: 'Both versions are kept. Choose which one counts; yours can be undone.',
    step: 'Step “{name}”',
    variable: 'Variable {name}',
    note: 'A note',
    frame: 'A frame',
    other: 'Flow settings',
    changes: 'Your version beside theirs:',
    moved: 'You both moved it, to different places.',
    written: 'You wrote “{mine}”, they wrote “{theirs}”.',
    differs: 'The two versions differ.',
    mineRemoved: 'You removed it, while it was changed by somebody else.',
    theirsRemoved: 'Somebody else removed it, while you changed it.',
    mine: 'Keep mine',
    theirs: 'Take theirs',
    allMine: 'Keep all of mine',
    allTheirs: 'Take all of theirs',
  },
  {
    title: 'Quelqu’un a modifié la même partie',
    text: 'Les deux versions sont gardées. Choisissez celle qui compte ; la vôtre pourra être annulée.',
    step: 'Étape « {name} »',
    variable: 'Variable {name}',
    note: 'Une note',
    frame: 'Un cadre',
    other: 'Réglages du parcours',
    changes: 'Votre version par rapport à la sienne :',
    moved: 'Vous l’avez déplacée tous les deux, à des endroits différents.',
    written: 'Vous avez écrit « {mine} », l’autre « {theirs} ».',
    differs: 'Les deux versions diffèrent.',
    mineRemoved: 'Vous l’avez supprimée pendant que quelqu’un la modifiait.',
    theirsRemoved: 'Quelqu’un l’a supprimée pendant que vous la modifiiez.',
    mine: 'Garder la mienne',
    theirs: 'Prendre la sienne',
    allMine: 'Garder toutes les miennes',
    allTheirs: 'Prendre toutes les siennes',
  },
);

type Say = (key: keyof (typeof texts)['en'], values?: Record<string, string | number>) => string;

export function ConflictsDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const say = useTexts(texts);
  const reader = useLocale();
  const conflicts = useDocument((state) => state.conflicts);
  const flow = useDocument((state) => state.flow);
  const { resolve } = useDocument.getState();
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => next || onClose()}
      title={say('title')}
      description={say('text')}
      footer={
        conflicts.length > 1 ? (
          <>
            <Button size="m" onClick={() => resolve('all', 'theirs')}>
              {say('allTheirs')}
            </Button>
            <Button size="m" look="primary" onClick={() => resolve('all', 'mine')}>
              {say('allMine')}
            </Button>
          </>
        ) : undefined
      }
    >
      <ul className={css.conflicts}>
        {conflicts.map((conflict) => (
          <li key={conflict.key} className={css.one}>
            <h3 className={css.unit}>{nameOf(conflict, flow, reader, say)}</h3>
            <Different conflict={conflict} flow={flow} />
            <div className={css.choice}>
              <Button size="s" onClick={() => resolve(conflict.key, 'theirs')}>
                {say('theirs')}
              </Button>
              <Button size="s" look="primary" onClick={() => resolve(conflict.key, 'mine')}>
                {say('mine')}
              </Button>
            </div>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

function Different({ conflict, flow }: { conflict: Conflict; flow: Flow }) {
  const say = useTexts(texts);
  const reader = useLocale();
  const { unit, path, mine, theirs } = conflict;
  if (mine === undefined) return <p>{say('mineRemoved')}</p>;
  if (theirs === undefined) return <p>{say('theirsRemoved')}</p>;
  if (unit.startsWith('position:')) return <p>{say('moved')}</p>;
  const [my, their] = [textOf(mine), textOf(theirs)];
  if (my !== undefined && their !== undefined)
    return <p dir="auto">{say('written', { mine: my, theirs: their })}</p>;
  const differences = compare(flow, applyChanges(flow, [{ path, value: mine }]));
  if (differences.length === 0) return <p>{say('differs')}</p>;
  return (
    <>
      <p className={css.lead}>{say('changes')}</p>
      <ul className={css.changes}>
        {differences.map(({ what }) => (
          <li key={what.en} dir="auto">
            {what[reader]}
          </li>
        ))}
      </ul>
    </>
  );
}

/** A text itself, or that of a note or the title of a frame. */
function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return shortened(value);
  if (typeof value !== 'object' || value === null || 'kind' in value) return undefined;
  const text = 'text' in value ? value.text : 'title' in value ? value.title : undefined;
  return typeof text === 'string' ? shortened(text) : undefined;
}

function shortened(text: string): string {
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}

function nameOf({ unit, theirs, mine }: Conflict, flow: Flow, reader: Locale, say: Say): string {
  const [kind = '', ...rest] = unit.split(':');
  const id = rest.join(':');
  switch (kind) {
    case 'node':
    case 'position':
      return say('step', { name: titleThere(flow, id, reader) ?? titleIn(theirs) ?? titleIn(mine) ?? id });
    case 'variable':
      return say('variable', { name: id });
    case 'note':
    case 'frame':
      return say(kind);
    default:
      return say('other');
  }
}

function titleThere(flow: Flow, id: string, reader: Locale): string | undefined {
  return Object.hasOwn(flow.nodes, id) ? titleOf(flow, id, reader) : undefined;
}

/** Of a step that one of the two removed. */
function titleIn(node: unknown): string | undefined {
  const title = typeof node === 'object' && node !== null && 'title' in node ? node.title : undefined;
  return typeof title === 'string' && title !== '' ? title : undefined;
}
