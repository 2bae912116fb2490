/** Zoom, fit and how the canvas is shown, at its lower edge. Knows the view and the preferences. */
import { useStore } from '@xyflow/react';
import { LayoutGrid, Maximize, Minus, Plus, Settings2 } from 'lucide-react';
import { useDocument } from '../../document/store.ts';
import { Button } from '../../ui/button.tsx';
import { useTexts } from '../../ui/i18n.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { Menu } from '../../ui/menu.tsx';
import { setCanvasPrefs, useCanvasPrefs } from './canvas-prefs.ts';
import { useCanvas } from './canvas-state.ts';
import { canvasTexts } from './canvas-texts.ts';
import { tidy } from './tidy.ts';
import { fitAll, fitSelection, goToStart, toggleFocusMode, ZOOMS, zoomBy, zoomTo } from './view.ts';
import css from './view-bar.module.css';

const ICON = { size: 15, 'aria-hidden': true } as const;

export function ViewBar() {
  const say = useTexts(canvasTexts);
  const percent = useStore((state) => Math.round(state.transform[2] * 100));
  const prefs = useCanvasPrefs();
  const readOnly = useDocument((state) => state.readOnly);
  const isEmpty = useDocument(({ flow }) => Object.keys(flow.nodes).length === 0);
  const layingOut = useCanvas((state) => state.layingOut);
  return (
    <div className={css.bar} role="toolbar" aria-label={say('viewMenu')}>
      <IconButton
        label={say('zoomOut')}
        keys="-"
        side="top"
        icon={<Minus {...ICON} />}
        onClick={() => zoomBy(0.8)}
      />
      <Menu
        side="top"
        align="center"
        label={say('zoom', { percent })}
        trigger={
          <Button look="quiet" size="s" className={css.percent} aria-label={say('zoom', { percent })}>
            {percent}&#8239;%
          </Button>
        }
        entries={[
          ...ZOOMS.toReversed().map((zoom) => ({
            label: say('zoomTo', { percent: zoom * 100 }),
            keys: zoom === 1 ? '0' : undefined,
            checked: percent === zoom * 100,
            radio: true,
            run: () => zoomTo(zoom),
          })),
          'separator' as const,
          { label: say('fit'), keys: '1', run: fitAll },
          { label: say('fitSelection'), keys: '2', run: fitSelection },
          { label: say('goStart'), keys: 'home', run: () => goToStart() },
        ]}
      />
      <IconButton
        label={say('zoomIn')}
        keys="+"
        side="top"
        icon={<Plus {...ICON} />}
        onClick={() => zoomBy(1.25)}
      />
      <span className={css.rule} />
      <IconButton label={say('fit')} keys="1" side="top" icon={<Maximize {...ICON} />} onClick={fitAll} />
      {readOnly ? null : (
        <IconButton
          label={say(layingOut ? 'tidying' : 'tidy')}
          keys="shift+t"
          side="top"
          icon={<LayoutGrid {...ICON} />}
          disabled={isEmpty || layingOut}
          onClick={() => void tidy({ all: true })}
        />
      )}
      <Menu
        side="top"
        label={say('viewMenu')}
        trigger={<IconButton label={say('viewMenu')} side="top" icon={<Settings2 {...ICON} />} />}
        entries={() => [
          {
            label: say('showMinimap'),
            keys: 'm',
            checked: prefs.minimap,
            run: () => setCanvasPrefs({ minimap: !prefs.minimap }),
          },
          { label: say('notes'), checked: prefs.notes, run: () => setCanvasPrefs({ notes: !prefs.notes }) },
          { label: say('names'), checked: prefs.names, run: () => setCanvasPrefs({ names: !prefs.names }) },
          { label: say('snap'), checked: prefs.snap, run: () => setCanvasPrefs({ snap: !prefs.snap }) },
          {
            label: say('guides'),
            checked: prefs.guides,
            run: () => setCanvasPrefs({ guides: !prefs.guides }),
          },
          'separator',
          { kind: 'heading', label: say('gestures') },
          {
            label: say('byMouse'),
            checked: prefs.gestures === 'mouse',
            radio: true,
            run: () => setCanvasPrefs({ gestures: 'mouse' }),
          },
          {
            label: say('byTrackpad'),
            checked: prefs.gestures === 'trackpad',
            radio: true,
            run: () => setCanvasPrefs({ gestures: 'trackpad' }),
          },
          ...(readOnly ? [] : [{ kind: 'heading' as const, label: say('slice') }]),
          'separator',
          { label: say('focusMode'), keys: 'mod+.', run: toggleFocusMode },
        ]}
      />
    </div>
  );
}
