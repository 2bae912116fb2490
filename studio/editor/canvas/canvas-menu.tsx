/** What the right mouse button offers on the canvas, by what it was pressed on. Knows the canvas's actions. */
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
import type { CanvasColor } from '../../../flows/flow.ts';
import { CANVAS_COLORS } from '../../../flows/flow.ts';
import { exitsOf } from '../../../flows/nodes/registry.ts';
import { useDocument } from '../../document/store.ts';
import { locale, useTexts } from '../../ui/i18n.ts';
import { MenuAt } from '../../ui/menu.tsx';
import type { MenuEntry } from '../../ui/menu-entry.ts';
import { toast } from '../../ui/toast.ts';
import { exitName } from '../exit-name.ts';
import { focusInspector, focusNode } from '../focus.ts';
import { showPanel } from '../frame.ts';
import { nodeActions } from '../node-actions.ts';
import { shownLocale } from '../words.ts';
import {
  addFromPalette,
  alignSelection,
  allSkipped,
  clipText,
  copyLink,
  cutSelection,
  deleteSelection,
  disconnectLinks,
  distributeSelection,
  duplicateSelection,
  editInPlace,
  fold,
  foldFrame,
  itemById,
  openQuickAdd,
  paint,
  pasteText,
  pin,
  placeAfter,
  sayCanvas,
  selectAll,
  selected,
  selectReachable,
  selectSameKind,
  skip,
  startHere,
} from './actions.ts';
import { type CanvasMenu, useCanvas } from './canvas-state.ts';
import { canvasTexts, type SayCanvas } from './canvas-texts.ts';
import { openFlow } from './open-flow.ts';
import { isFrameId, isNoteId } from './scene.ts';
import { askForSubflow, SubflowDialog } from './subflow-dialog.tsx';
import { tidy } from './tidy.ts';
import { fitAll, fitSelection } from './view.ts';

const ICON = { size: 15, 'aria-hidden': true } as const;

export function CanvasMenuLayer() {
  const say = useTexts(canvasTexts);
  const menu = useCanvas((state) => state.menu);
  return (
    <>
      <MenuAt
        at={menu?.screen}
        label={say('section')}
        entries={() => (menu ? entriesFor(menu, say) : [])}
        onClose={() => useCanvas.setState({ menu: undefined })}
      />
      <SubflowDialog />
    </>
  );
}

function entriesFor(menu: CanvasMenu, say: SayCanvas): MenuEntry[] {
  const { readOnly } = useDocument.getState();
  const entries = (() => {
    switch (menu.kind) {
      case 'pane':
        return paneEntries(menu, say, readOnly);
      case 'link':
        return linkEntries(menu, say, readOnly);
      case 'selection':
        return selectionEntries(say, readOnly);
      case 'node':
        if (isNoteId(menu.id) || isFrameId(menu.id)) return drawnEntries(menu.id, say, readOnly);
        return stepEntries(menu.id, say, readOnly);
    }
  })();
  return entries;
}

function paneEntries(menu: CanvasMenu, say: SayCanvas, readOnly: boolean): MenuEntry[] {
  const put = (id: string) => {
    const item = itemById(id);
    if (item) addFromPalette(item, { at: menu.at });
  };
  return [
    {
      label: say('addHere'),
      icon: <Plus {...ICON} />,
      keys: '/',
      hidden: readOnly,
      run: () => openQuickAdd({ at: menu.at, screen: menu.screen }),
    },
    {
      label: say('addNote'),
      icon: <StickyNote {...ICON} />,
      keys: 'shift+n',
      hidden: readOnly,
      run: () => put('note'),
    },
    {
      label: say('addFrame'),
      icon: <Frame {...ICON} />,
      keys: 'mod+g',
      hidden: readOnly,
      run: () => put('frame'),
    },
    {
      label: say('paste'),
      icon: <ClipboardPaste {...ICON} />,
      keys: 'mod+v',
      hidden: readOnly,
      run: () => void pasteAt(menu.at),
    },
    'separator',
    { label: say('selectAll'), icon: <SquareMousePointer {...ICON} />, keys: 'mod+a', run: selectAll },
    {
      label: say('tidy'),
      icon: <LayoutGrid {...ICON} />,
      keys: 'shift+t',
      hidden: readOnly,
      run: () => void tidy({ all: true }),
    },
    { label: say('fit'), icon: <Maximize {...ICON} />, keys: '1', run: fitAll },
  ];
}

function linkEntries(
  menu: Extract<CanvasMenu, { kind: 'link' }>,
  say: SayCanvas,
  readOnly: boolean,
): MenuEntry[] {
  const { link } = menu;
  return [
    {
      label: say('insert'),
      icon: <Plus {...ICON} />,
      hidden: readOnly,
      run: () =>
        openQuickAdd({ into: link, at: { x: menu.at.x - 136, y: menu.at.y - 20 }, screen: menu.screen }),
    },
    { label: say('goSource'), icon: <ArrowLeft {...ICON} />, run: () => focusNode(link.node) },
    { label: say('goTarget'), icon: <ArrowRight {...ICON} />, run: () => focusNode(link.to) },
    'separator',
    {
      label: say('disconnect'),
      icon: <Unlink {...ICON} />,
      keys: 'delete',
      danger: true,
      hidden: readOnly,
      run: () => disconnectLinks([link.id]),
    },
  ];
}

function stepEntries(id: string, say: SayCanvas, readOnly: boolean): MenuEntry[] {
  const { flow } = useDocument.getState();
  const node = flow.nodes[id];
  if (!node) return [];
  const reader = locale.get();
  const place = flow.canvas.positions[id];
  const others = nodeActions(node, id);
  const isSkipped = allSkipped(flow, [id]);
  const content = shownLocale(flow.locales, reader);
  return [
    {
      label: say(readOnly ? 'details' : 'edit'),
      icon: readOnly ? <Info {...ICON} /> : <SquarePen {...ICON} />,
      keys: 'enter',
      run: () => {
        showPanel('inspector');
        focusInspector();
      },
    },
    {
      label: say('rename'),
      icon: <PencilLine {...ICON} />,
      keys: 'f2',
      hidden: readOnly,
      run: () => later(() => editInPlace(id)),
    },
    ...others.map(
      ({ title, icon, keys, run }): MenuEntry => ({ label: title[reader], icon, keys, run: () => run(id) }),
    ),
    'separator',
    {
      kind: 'submenu',
      label: say('addAfter'),
      icon: <CornerDownRight {...ICON} />,
      hidden: readOnly,
      disabled: exitsOf(node).length === 0,
      entries: exitsOf(node).map(({ name }) => ({
        label: exitName(flow, id, name, reader, content),
        run: () =>
          later(() =>
            openQuickAdd({ from: { node: id, exit: name }, at: placeAfter(flow, { node: id, exit: name }) }),
          ),
      })),
    },
    ...(node.kind === 'subflow'
      ? [{ label: say('openSubflow'), icon: <Workflow {...ICON} />, run: () => openFlow(node.flow) }]
      : []),
    ...(flow.start === id
      ? []
      : [{ label: say('startHere'), icon: <Flag {...ICON} />, hidden: readOnly, run: () => startHere(id) }]),
    {
      label: say(isSkipped ? 'unskip' : 'skip'),
      icon: <FastForward {...ICON} />,
      hidden: readOnly,
      disabled: node.kind === 'end',
      run: () => skip([id], !isSkipped),
    },
    {
      label: say(place?.pinned ? 'unpin' : 'pin'),
      icon: <Pin {...ICON} />,
      hidden: readOnly,
      run: () => pin([id], !place?.pinned),
    },
    {
      label: say(place?.collapsed ? 'unfold' : 'fold'),
      icon: place?.collapsed ? <UnfoldVertical {...ICON} /> : <FoldVertical {...ICON} />,
      hidden: readOnly,
      run: () => fold([id], !place?.collapsed),
    },
    'separator',
    selectMenu(say),
    ...clipboardEntries(say, readOnly),
    { label: say('copyLink'), icon: <Link2 {...ICON} />, run: () => void copyLink(id) },
    'separator',
    ...deleteEntries(say, readOnly),
  ];
}

function drawnEntries(id: string, say: SayCanvas, readOnly: boolean): MenuEntry[] {
  const { flow } = useDocument.getState();
  const frame = isFrameId(id) ? flow.canvas.frames?.find((one) => id === `frame:${one.id}`) : undefined;
  const note = isNoteId(id) ? flow.canvas.notes.find((one) => id === `note:${one.id}`) : undefined;
  const now = frame?.color ?? note?.color ?? (note ? 'yellow' : 'grey');
  return [
    {
      label: say(frame ? 'rename' : 'write'),
      icon: <PencilLine {...ICON} />,
      keys: 'f2',
      hidden: readOnly,
      run: () => later(() => editInPlace(id)),
    },
    ...(frame
      ? [
          {
            label: say(frame.collapsed ? 'unfold' : 'fold'),
            icon: frame.collapsed ? <UnfoldVertical {...ICON} /> : <FoldVertical {...ICON} />,
            hidden: readOnly,
            run: () => foldFrame(id, !frame.collapsed),
          },
        ]
      : []),
    {
      kind: 'submenu',
      label: say('color'),
      icon: <Palette {...ICON} />,
      hidden: readOnly,
      entries: CANVAS_COLORS.map((color: CanvasColor) => ({
        label: say(color),
        checked: color === now,
        radio: true,
        run: () => paint([id], color),
      })),
    },
    'separator',
    {
      label: say('delete'),
      icon: <Trash2 {...ICON} />,
      keys: 'delete',
      danger: true,
      hidden: readOnly,
      run: () => deleteSelection(),
    },
  ];
}

export function selectionEntries(say: SayCanvas, readOnly: boolean): MenuEntry[] {
  const { flow } = useDocument.getState();
  const { nodes, notes, frames } = selected();
  const several = nodes.length + notes.length > 1;
  const skipped = allSkipped(flow, nodes);
  const drawn = [...notes.map((id) => `note:${id}`), ...frames.map((id) => `frame:${id}`)];
  return [
    {
      kind: 'submenu',
      label: say('align'),
      icon: <AlignStartVertical {...ICON} />,
      hidden: readOnly,
      disabled: !several,
      entries: [
        { label: say('alignLeft'), run: () => alignSelection('left') },
        { label: say('alignCentre'), run: () => alignSelection('centre') },
        { label: say('alignRight'), run: () => alignSelection('right') },
        'separator',
        { label: say('alignTop'), run: () => alignSelection('top') },
        { label: say('alignMiddle'), run: () => alignSelection('middle') },
        { label: say('alignBottom'), run: () => alignSelection('bottom') },
        'separator',
        { label: say('distributeX'), run: () => distributeSelection('x') },
        { label: say('distributeY'), run: () => distributeSelection('y') },
      ],
    },
    {
      label: say('tidySelection'),
      icon: <LayoutGrid {...ICON} />,
      keys: 'shift+t',
      hidden: readOnly,
      disabled: nodes.length < 2,
      run: () => void tidy(),
    },
    {
      label: say('frameSelection'),
      icon: <Frame {...ICON} />,
      keys: 'mod+g',
      hidden: readOnly,
      run: () => {
        const item = itemById('frame');
        if (item) addFromPalette(item, { at: { x: 0, y: 0 } });
      },
    },
    {
      label: say('makeSubflow'),
      icon: <Workflow {...ICON} />,
      hidden: readOnly,
      disabled: nodes.length === 0,
      run: () => later(askForSubflow),
    },
    { label: say('fitSelection'), icon: <Maximize {...ICON} />, keys: '2', run: fitSelection },
    'separator',
    {
      label: say(skipped ? 'unskip' : 'skip'),
      icon: <FastForward {...ICON} />,
      hidden: readOnly,
      disabled: nodes.length === 0,
      run: () => skip(nodes, !skipped),
    },
    {
      label: say('pin'),
      icon: <Pin {...ICON} />,
      hidden: readOnly,
      disabled: nodes.length === 0,
      run: () => pin(nodes, true),
    },
    {
      label: say('unpin'),
      icon: <Pin {...ICON} />,
      hidden: readOnly,
      disabled: nodes.length === 0,
      run: () => pin(nodes, false),
    },
    ...(drawn.length > 0
      ? [
          {
            kind: 'submenu' as const,
            label: say('color'),
            icon: <Palette {...ICON} />,
            hidden: readOnly,
            entries: CANVAS_COLORS.map((color: CanvasColor) => ({
              label: say(color),
              run: () => paint(drawn, color),
            })),
          },
        ]
      : []),
    'separator',
    selectMenu(say),
    ...clipboardEntries(say, readOnly),
    'separator',
    ...deleteEntries(say, readOnly),
  ];
}

function selectMenu(say: SayCanvas): MenuEntry {
  return {
    kind: 'submenu',
    label: say('select'),
    icon: <MousePointerSquareDashed {...ICON} />,
    entries: [
      { label: say('selectUp'), keys: 'shift+u', run: () => selectReachable('up') },
      { label: say('selectDown'), keys: 'shift+d', run: () => selectReachable('down') },
      { label: say('selectKind'), keys: 'shift+k', run: selectSameKind },
      { label: say('selectAll'), keys: 'mod+a', run: selectAll },
    ],
  };
}

function clipboardEntries(say: SayCanvas, readOnly: boolean): MenuEntry[] {
  return [
    {
      label: say('copy'),
      icon: <ClipboardCopy {...ICON} />,
      keys: 'mod+c',
      run: () => void copyText(clipText()),
    },
    {
      label: say('cut'),
      icon: <Scissors {...ICON} />,
      keys: 'mod+x',
      hidden: readOnly,
      run: () => void copyText(cutSelection()),
    },
    {
      label: say('duplicate'),
      icon: <Copy {...ICON} />,
      keys: 'mod+d',
      hidden: readOnly,
      run: duplicateSelection,
    },
  ];
}

function deleteEntries(say: SayCanvas, readOnly: boolean): MenuEntry[] {
  return [
    {
      label: say('deleteJoin'),
      icon: <Trash2 {...ICON} />,
      keys: 'shift+delete',
      hidden: readOnly,
      run: () => deleteSelection({ join: true }),
    },
    {
      label: say('delete'),
      icon: <Trash2 {...ICON} />,
      keys: 'delete',
      danger: true,
      hidden: readOnly,
      run: () => deleteSelection(),
    },
  ];
}

/** Outside of the browser's own clipboard events its leave is needed, which a page without TLS does not get. */
let kept: string | undefined;

async function copyText(text: string | undefined): Promise<void> {
  if (text === undefined) return;
  kept = text;
  await navigator.clipboard?.writeText(text).catch(() => undefined);
}

async function pasteAt(at: { x: number; y: number }): Promise<void> {
  const text = await navigator.clipboard?.readText().catch(() => undefined);
  if (text !== undefined && pasteText(text, at)) return;
  if (kept === undefined || !pasteText(kept, at)) toast({ text: sayCanvas('notClip') });
}

/** A closing menu gives the focus back first. */
function later(run: () => void): void {
  requestAnimationFrame(() => requestAnimationFrame(run));
}
