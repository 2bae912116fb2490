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
import { useEditorButtons } from '../use-editor-commands.ts';
import { selected } from './actions.ts';
import { canvasHandlers } from './canvas-handlers.ts';
import { selectionEntries, useCanvasMenu } from './canvas-menu.tsx';
import { canvasTexts } from './canvas-texts.ts';
import css from './selection-bar.module.css';

const ICON = { size: 15, 'aria-hidden': true } as const;

export function SelectionBar() {
  const say = useTexts(canvasTexts);
  const selection = useDocument((state) => state.selection);
  const readOnly = useDocument((state) => state.readOnly);
  const menu = useCanvasMenu();
  const { icon } = useEditorButtons(canvasHandlers);
  if (selection.length < 2) return null;
  const { nodes } = selected(selection);
  return (
    <div className={css.bar} role="toolbar" aria-label={say('count', { n: selection.length })}>
      <span className={css.count}>{say('count', { n: selection.length })}</span>
      {readOnly ? null : (
        <>
          <IconButton {...icon('canvas.align-left')} icon={<AlignStartVertical {...ICON} />} />
          <IconButton {...icon('canvas.align-centre')} icon={<AlignCenterVertical {...ICON} />} />
          <IconButton {...icon('canvas.align-top')} icon={<AlignStartHorizontal {...ICON} />} />
          <IconButton {...icon('canvas.align-middle')} icon={<AlignCenterHorizontal {...ICON} />} />
          <span className={css.rule} />
          <IconButton
            {...icon('canvas.tidy')}
            label={say('tidySelection')}
            icon={<LayoutGrid {...ICON} />}
            disabled={nodes.length < 2}
          />
          <IconButton {...icon('canvas.add-frame')} icon={<Frame {...ICON} />} />
          <IconButton {...icon('canvas.make-subflow')} icon={<Workflow {...ICON} />} />
          <IconButton {...icon('canvas.duplicate')} icon={<Copy {...ICON} />} />
          <IconButton {...icon('canvas.delete')} icon={<Trash2 {...ICON} />} />
          <span className={css.rule} />
        </>
      )}
      <Menu
        label={say('more')}
        entries={() => selectionEntries(menu)}
        trigger={<IconButton label={say('more')} icon={<Ellipsis {...ICON} />} />}
      />
      <IconButton {...icon('canvas.clear')} icon={<X {...ICON} />} />
    </div>
  );
}
