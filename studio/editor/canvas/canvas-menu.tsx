/** What the right mouse button offers on the canvas, by what it was pressed on: lines of the editor's table of commands. */
import {
  AlignStartVertical,
  ArrowLeft,
  ArrowRight,
  ClipboardCopy,
  ClipboardPaste,
  Copy,
  CornerDownRight,
  FastForward,
  Flag,
  FoldVertical,
  Frame,
  Info,
  LayoutGrid,
  Link2,
  Maximize,
  MousePointerSquareDashed,
  Palette,
  PencilLine,
  Pin,
  Play,
  Plus,
  Scissors,
  SquareMousePointer,
  SquarePen,
  StickyNote,
  Trash2,
  UnfoldVertical,
  Unlink,
  Workflow,
} from 'lucide-react';
import { CANVAS_COLORS } from '../../../flows/flow.ts';
import { exitsOf } from '../../../flows/nodes/registry.ts';
import { useDocument } from '../../document/store.ts';
import { locale, useTexts } from '../../ui/i18n.ts';
import { MenuAt } from '../../ui/menu.tsx';
import type { MenuAction, MenuEntry } from '../../ui/menu-entry.ts';
import { exitName } from '../exit-name.ts';
import { previewHandlers } from '../preview/preview-handlers.ts';
import { type EditorButtons, readNow, useEditorButtons } from '../use-editor-commands.ts';
import { shownLocale } from '../words.ts';
import { addFromPalette, itemById, openQuickAdd, placeAfter, selected } from './actions.ts';
import { canvasHandlers } from './canvas-handlers.ts';
import { type CanvasMenu, useCanvas } from './canvas-state.ts';
import { canvasTexts, type SayCanvas } from './canvas-texts.ts';
import { pasteAt } from './clipboard.ts';
import { isFrameId, isNoteId } from './scene.ts';
import { SubflowDialog } from './subflow-dialog.tsx';
import { tidy } from './tidy.ts';

const ICON = { size: 15, 'aria-hidden': true } as const;

const HANDLERS = { ...canvasHandlers, ...previewHandlers };
type Ids = keyof typeof HANDLERS;
type Entry = EditorButtons<Ids>['entry'];
export interface MenuWords {
  say: SayCanvas;
  entry: Entry;
}

export function useCanvasMenu(): MenuWords {
  const say = useTexts(canvasTexts);
  const { entry } = useEditorButtons<Ids>(HANDLERS);
  return { say, entry };
}

export function CanvasMenuLayer() {
  const words = useCanvasMenu();
  const menu = useCanvas((state) => state.menu);
  return (
    <>
      <MenuAt
        at={menu?.screen}
        label={words.say('section')}
        entries={() => (menu ? entriesFor(menu, words) : [])}
        onClose={() => useCanvas.setState({ menu: undefined })}
      />
      <SubflowDialog />
    </>
  );
}

function entriesFor(menu: CanvasMenu, words: MenuWords): MenuEntry[] {
  switch (menu.kind) {
    case 'pane':
      return paneEntries(menu, words);
    case 'link':
      return linkEntries(menu, words);
    case 'selection':
      return selectionEntries(words);
    case 'node':
      return isNoteId(menu.id) || isFrameId(menu.id)
        ? drawnEntries(menu.id, words)
        : stepEntries(menu.id, words);
  }
}

function paneEntries(menu: CanvasMenu, { say, entry }: MenuWords): MenuEntry[] {
  const put = (id: string) => () => {
    const item = itemById(id);
    if (item) addFromPalette(item, { at: menu.at });
  };
  return [
    entry('canvas.add', <Plus {...ICON} />, {
      label: say('addHere'),
      run: () => openQuickAdd({ at: menu.at, screen: menu.screen }),
    }),
    entry('canvas.add-note', <StickyNote {...ICON} />, { run: put('note') }),
    entry('canvas.add-frame', <Frame {...ICON} />, { run: put('frame') }),
    entry('canvas.paste', <ClipboardPaste {...ICON} />, { run: () => void pasteAt(menu.at) }),
    'separator',
    entry('canvas.select-all', <SquareMousePointer {...ICON} />),
    entry('canvas.tidy', <LayoutGrid {...ICON} />, {
      label: say('tidy'),
      run: () => void tidy({ all: true }),
    }),
    entry('canvas.fit', <Maximize {...ICON} />),
  ];
}

function linkEntries(menu: Extract<CanvasMenu, { kind: 'link' }>, { entry }: MenuWords): MenuEntry[] {
  const { at, screen, link } = menu;
  return [
    entry('canvas.insert', <Plus {...ICON} />, {
      run: () => openQuickAdd({ into: link, at: { x: at.x - 136, y: at.y - 20 }, screen }),
    }),
    entry('canvas.go-source', <ArrowLeft {...ICON} />),
    entry('canvas.go-target', <ArrowRight {...ICON} />),
    'separator',
    entry('canvas.disconnect', <Unlink {...ICON} />, { keys: 'delete', danger: true }),
  ];
}

function stepEntries(id: string, { say, entry }: MenuWords): MenuEntry[] {
  const { flow, readOnly } = useDocument.getState();
  const node = flow.nodes[id];
  if (!node) return [];
  const content = shownLocale(flow.locales, locale.get());
  return [
    entry('canvas.open', readOnly ? <Info {...ICON} /> : <SquarePen {...ICON} />, {
      label: say(readOnly ? 'details' : 'edit'),
    }),
    afterwards(entry('canvas.rename', <PencilLine {...ICON} />)),
    entry('preview.from-here', <Play {...ICON} />),
    'separator',
    {
      kind: 'submenu',
      label: say('addAfter'),
      icon: <CornerDownRight {...ICON} />,
      hidden: readOnly,
      disabled: exitsOf(node).length === 0,
      entries: exitsOf(node).map(({ name }) =>
        afterwards(
          entry('canvas.add', undefined, {
            label: exitName(flow, id, name, locale.get(), content),
            keys: undefined,
            run: () => {
              const from = { node: id, exit: name };
              openQuickAdd({ from, at: placeAfter(flow, from) });
            },
          }),
        ),
      ),
    },
    ...(node.kind === 'subflow' ? [entry('canvas.open-subflow', <Workflow {...ICON} />)] : []),
    ...(flow.start === id ? [] : [entry('canvas.start-here', <Flag {...ICON} />)]),
    entry('canvas.skip', <FastForward {...ICON} />),
    entry('canvas.pin', <Pin {...ICON} />),
    entry('canvas.fold', foldIcon(flow.canvas.positions[id]?.collapsed)),
    'separator',
    selectMenu({ say, entry }),
    ...clipboardEntries(entry),
    entry('canvas.copy-link', <Link2 {...ICON} />),
    'separator',
    ...deleteEntries(entry),
  ];
}

function drawnEntries(id: string, { say, entry }: MenuWords): MenuEntry[] {
  const { flow } = useDocument.getState();
  const frame = isFrameId(id) ? flow.canvas.frames?.find((one) => id === `frame:${one.id}`) : undefined;
  return [
    afterwards(entry('canvas.rename', <PencilLine {...ICON} />, { label: say(frame ? 'rename' : 'write') })),
    ...(frame ? [entry('canvas.fold', foldIcon(frame.collapsed))] : []),
    colorMenu({ say, entry }),
    'separator',
    entry('canvas.delete', <Trash2 {...ICON} />, { danger: true }),
  ];
}

export function selectionEntries({ say, entry }: MenuWords): MenuEntry[] {
  const { readOnly } = useDocument.getState();
  const { nodes, notes, frames } = selected();
  return [
    alignMenu({ say, entry }, readOnly),
    entry('canvas.tidy', <LayoutGrid {...ICON} />, {
      label: say('tidySelection'),
      disabled: nodes.length < 2,
    }),
    entry('canvas.add-frame', <Frame {...ICON} />),
    afterwards(entry('canvas.make-subflow', <Workflow {...ICON} />)),
    entry('canvas.fit-selection', <Maximize {...ICON} />),
    'separator',
    entry('canvas.skip', <FastForward {...ICON} />),
    entry('canvas.pin', <Pin {...ICON} />),
    entry('canvas.fold', <FoldVertical {...ICON} />),
    ...(notes.length + frames.length > 0 ? [colorMenu({ say, entry })] : []),
    'separator',
    selectMenu({ say, entry }),
    ...clipboardEntries(entry),
    'separator',
    ...deleteEntries(entry),
  ];
}

export function alignMenu({ say, entry }: MenuWords, hidden: boolean): MenuEntry {
  const entries: MenuEntry[] = [
    entry('canvas.align-left'),
    entry('canvas.align-centre'),
    entry('canvas.align-right'),
    'separator',
    entry('canvas.align-top'),
    entry('canvas.align-middle'),
    entry('canvas.align-bottom'),
    'separator',
    entry('canvas.distribute-x'),
    entry('canvas.distribute-y'),
  ];
  const { disabled } = entry('canvas.align-left');
  return {
    kind: 'submenu',
    label: say('align'),
    icon: <AlignStartVertical {...ICON} />,
    hidden,
    disabled: disabled === true,
    entries,
  };
}

export function colorMenu({ say, entry }: MenuWords): MenuEntry {
  const hidden = useDocument.getState().readOnly;
  return {
    kind: 'submenu',
    label: say('color'),
    icon: <Palette {...ICON} />,
    hidden,
    entries: CANVAS_COLORS.map((color) =>
      entry(`canvas.color-${color}`, undefined, {
        checked: canvasHandlers[`canvas.color-${color}`].on?.(readNow()) === true,
        radio: true,
      }),
    ),
  };
}

export function selectMenu({ say, entry }: MenuWords): MenuEntry {
  return {
    kind: 'submenu',
    label: say('select'),
    icon: <MousePointerSquareDashed {...ICON} />,
    entries: [
      entry('canvas.select-up'),
      entry('canvas.select-down'),
      entry('canvas.select-kind'),
      entry('canvas.select-all'),
    ],
  };
}

function clipboardEntries(entry: Entry): MenuEntry[] {
  return [
    entry('canvas.copy', <ClipboardCopy {...ICON} />),
    entry('canvas.cut', <Scissors {...ICON} />),
    entry('canvas.duplicate', <Copy {...ICON} />),
  ];
}

function deleteEntries(entry: Entry): MenuEntry[] {
  return [
    entry('canvas.delete-join', <Trash2 {...ICON} />),
    entry('canvas.delete', <Trash2 {...ICON} />, { danger: true }),
  ];
}

function foldIcon(folded: boolean | undefined) {
  return folded ? <UnfoldVertical {...ICON} /> : <FoldVertical {...ICON} />;
}

/** A closing menu gives the focus back first. */
function afterwards(entry: MenuAction): MenuAction {
  return { ...entry, run: () => requestAnimationFrame(() => requestAnimationFrame(() => entry.run())) };
}
