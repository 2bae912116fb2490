/** Zoom, fit and how the canvas is shown, at its lower edge. Knows the view and the preferences. */
import { useStore } from '@xyflow/react';
import { LayoutGrid, LocateFixed, Maximize, Minus, Plus, Settings2 } from 'lucide-react';
import { useDocument } from '../../document/store.ts';
import { Button } from '../../ui/button.tsx';
import { useTexts } from '../../ui/i18n.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { Menu } from '../../ui/menu.tsx';
import { useEditorButtons } from '../use-editor-commands.ts';
import { canvasHandlers } from './canvas-handlers.ts';
import { useCanvasPrefs } from './canvas-prefs.ts';
import { useCanvas } from './canvas-state.ts';
import { canvasTexts } from './canvas-texts.ts';
import { tidy } from './tidy.ts';
import { useIsFollowing } from './use-following.ts';
import css from './view-bar.module.css';

const ICON = { size: 15, 'aria-hidden': true } as const;
const ZOOM_COMMANDS = [
  'canvas.zoom-200',
  'canvas.zoom-150',
  'canvas.zoom-100',
  'canvas.zoom-75',
  'canvas.zoom-50',
  'canvas.zoom-25',
  'canvas.zoom-10',
] as const;

export function ViewBar() {
  const say = useTexts(canvasTexts);
  const { icon, entry } = useEditorButtons(canvasHandlers);
  const percent = useStore((state) => Math.round(state.transform[2] * 100));
  const prefs = useCanvasPrefs();
  const readOnly = useDocument((state) => state.readOnly);
  const isEmpty = useDocument(({ flow }) => Object.keys(flow.nodes).length === 0);
  const layingOut = useCanvas((state) => state.layingOut);
  const follows = useIsFollowing();
  return (
    <div className={css.bar} role="toolbar" aria-label={say('viewMenu')}>
      <IconButton {...icon('canvas.zoom-out')} side="top" icon={<Minus {...ICON} />} />
      <Menu
        side="top"
        align="center"
        label={say('zoom', { percent })}
        trigger={
          <Button look="quiet" size="s" className={css.percent} aria-label={say('zoom', { percent })}>
            {percent}&#8239;%
          </Button>
        }
        entries={() => [
          ...ZOOM_COMMANDS.map((id) =>
            entry(id, undefined, { checked: id === `canvas.zoom-${percent}`, radio: true }),
          ),
          'separator' as const,
          entry('canvas.fit'),
          entry('canvas.fit-selection'),
          entry('canvas.start'),
        ]}
      />
      <IconButton {...icon('canvas.zoom-in')} side="top" icon={<Plus {...ICON} />} />
      <span className={css.rule} />
      <IconButton {...icon('canvas.fit')} side="top" icon={<Maximize {...ICON} />} />
      {readOnly ? null : (
        <IconButton
          {...icon('canvas.tidy')}
          label={say(layingOut ? 'tidying' : 'tidy')}
          side="top"
          icon={<LayoutGrid {...ICON} />}
          disabled={isEmpty || layingOut}
          onClick={() => void tidy({ all: true })}
        />
      )}
      <IconButton {...icon('canvas.follow')} side="top" pressed={follows} icon={<LocateFixed {...ICON} />} />
      <Menu
        side="top"
        label={say('viewMenu')}
        trigger={<IconButton label={say('viewMenu')} side="top" icon={<Settings2 {...ICON} />} />}
        entries={() => [
          entry('canvas.minimap', undefined, { checked: prefs.minimap }),
          entry('canvas.notes', undefined, { checked: prefs.notes }),
          entry('canvas.names', undefined, { checked: prefs.names }),
          entry('canvas.snap', undefined, { checked: prefs.snap }),
          entry('canvas.guides', undefined, { checked: prefs.guides }),
          'separator',
          { kind: 'heading', label: say('gestures') },
          entry('canvas.by-mouse', undefined, { checked: prefs.gestures === 'mouse', radio: true }),
          entry('canvas.by-trackpad', undefined, { checked: prefs.gestures === 'trackpad', radio: true }),
          ...(readOnly ? [] : [{ kind: 'heading' as const, label: say('slice') }]),
          'separator',
          entry('canvas.focus-mode'),
        ]}
      />
    </div>
  );
}
