/** What can be done with several selected boxes, floating above the canvas. Knows the canvas's actions. */
import {
  AlignCenterHorizontal,
  AlignCenterVertical,
  AlignStartHorizontal,
  AlignStartVertical,
  Copy,
  Ellipsis,
  Frame,
  LayoutGrid,
  Trash2,
  Workflow,
  X,
} from 'lucide-react';
import { useDocument } from '../../document/store.ts';
import { useTexts } from '../../ui/i18n.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { Menu } from '../../ui/menu.tsx';
import {
  addFromPalette,
  alignSelection,
  clearSelection,
  deleteSelection,
  duplicateSelection,
  itemById,
  selected,
} from './actions.ts';
import { selectionEntries } from './canvas-menu.tsx';
import { canvasTexts } from './canvas-texts.ts';
import css from './selection-bar.module.css';
import { askForSubflow } from './subflow-dialog.tsx';
import { tidy } from './tidy.ts';

const ICON = { size: 15, 'aria-hidden': true } as const;

export function SelectionBar() {
  const say = useTexts(canvasTexts);
  const selection = useDocument((state) => state.selection);
  const readOnly = useDocument((state) => state.readOnly);
  if (selection.length < 2) return null;
  const { nodes } = selected(selection);
  return (
    <div className={css.bar} role="toolbar" aria-label={say('count', { n: selection.length })}>
      <span className={css.count}>{say('count', { n: selection.length })}</span>
      {readOnly ? null : (
        <>
          <IconButton
            label={say('alignLeft')}
            icon={<AlignStartVertical {...ICON} />}
            onClick={() => alignSelection('left')}
          />
          <IconButton
            label={say('alignCentre')}
            icon={<AlignCenterVertical {...ICON} />}
            onClick={() => alignSelection('centre')}
          />
          <IconButton
            label={say('alignTop')}
            icon={<AlignStartHorizontal {...ICON} />}
            onClick={() => alignSelection('top')}
          />
          <IconButton
            label={say('alignMiddle')}
            icon={<AlignCenterHorizontal {...ICON} />}
            onClick={() => alignSelection('middle')}
          />
          <span className={css.rule} />
          <IconButton
            label={say('tidySelection')}
            keys="shift+t"
            icon={<LayoutGrid {...ICON} />}
            disabled={nodes.length < 2}
            onClick={() => void tidy()}
          />
          <IconButton
            label={say('frameSelection')}
            keys="mod+g"
            icon={<Frame {...ICON} />}
            onClick={() => {
              const item = itemById('frame');
              if (item) addFromPalette(item, { at: { x: 0, y: 0 } });
            }}
          />
          <IconButton
            label={say('makeSubflow')}
            icon={<Workflow {...ICON} />}
            disabled={nodes.length === 0}
            onClick={askForSubflow}
          />
          <IconButton
            label={say('duplicate')}
            keys="mod+d"
            icon={<Copy {...ICON} />}
            disabled={nodes.length === 0}
            onClick={duplicateSelection}
          />
          <IconButton
            label={say('delete')}
            keys="delete"
            icon={<Trash2 {...ICON} />}
            onClick={() => deleteSelection()}
          />
          <span className={css.rule} />
        </>
      )}
      <Menu
        label={say('more')}
        entries={() => selectionEntries(say, readOnly)}
        trigger={<IconButton label={say('more')} icon={<Ellipsis {...ICON} />} />}
      />
      <IconButton label={say('clear')} keys="escape" icon={<X {...ICON} />} onClick={clearSelection} />
    </div>
  );
}
