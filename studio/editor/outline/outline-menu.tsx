/** Everything that can be done with a line of the outline, as a menu. Knows the edits; holds no state. */
import {
  ArrowDown,
  ArrowRight,
  ArrowUp,
  ClipboardCopy,
  Copy,
  CornerDownRight,
  FastForward,
  Flag,
  FoldVertical,
  Frame,
  Info,
  LayoutGrid,
  Link2,
  LocateFixed,
  PencilLine,
  Pin,
  Play,
  Plus,
  Scissors,
  SquarePen,
  Trash2,
  UnfoldVertical,
  Unlink,
  Workflow,
} from 'lucide-react';
import type { Flow } from '../../../flows/flow.ts';
import type { Locale, Say } from '../../ui/i18n.ts';
import type { MenuEntry } from '../../ui/menu-entry.ts';
import { canvasHandlers } from '../canvas/canvas-handlers.ts';
import { alignMenu, colorMenu, type MenuWords, selectMenu } from '../canvas/canvas-menu.tsx';
import type { IdsOf } from '../editor-commands.ts';
import { focusNode } from '../focus.ts';
import { titleOf } from '../node-title.ts';
import { type EditorButtons, readNow } from '../use-editor-commands.ts';
import { frameSelected, leaveOpen, moveExit } from './outline-edits.ts';
import type { Line } from './outline-rows.ts';
import type { outlineTexts } from './outline-texts.ts';

const ICON = { size: 15, 'aria-hidden': true } as const;

interface Doing {
  flow: Flow;
  readOnly: boolean;
  /** What is selected, by the ids the document selects by. */
  selection: readonly string[];
  reader: Locale;
  say: Say<keyof (typeof outlineTexts)['en']>;
  inspect: () => void;
  addAfter: () => void;
  lead: () => void;
  rename: () => void;
  duplicate: () => void;
  remove: (join: boolean) => void;
  /** Lines of the editor's table of commands, which act on what is selected. */
  canvas: MenuWords;
  /** Lines of the same table, of what is done to the line itself. */
  own: EditorButtons<IdsOf<'outline'>>['entry'];
  goTo: (key: string) => void;
}

export function lineEntries(line: Line, doing: Doing): MenuEntry[] {
  const { flow, readOnly, say, reader, own } = doing;
  if (line.kind === 'exit') {
    const { id: node, exit, to } = line;
    const isChoice = exit.startsWith('choice:');
    return [
      own('outline.lead', <CornerDownRight {...ICON} />, { run: doing.lead }),
      own('outline.add', <Plus {...ICON} />, { label: say('addHere'), run: doing.addAfter }),
      ...(to === undefined
        ? []
        : [
            own('outline.go-to', <ArrowRight {...ICON} />, {
              label: say('goTo', { to: titleOf(flow, to, reader) }),
              run: () => doing.goTo(`step ${to}`),
            }),
            own('outline.disconnect', <Unlink {...ICON} />, { run: () => void leaveOpen({ node, exit }) }),
          ]),
      ...(isChoice
        ? ([
            'separator',
            own('outline.up', <ArrowUp {...ICON} />, { run: () => void moveExit({ node, exit }, -1) }),
            own('outline.down', <ArrowDown {...ICON} />, { run: () => void moveExit({ node, exit }, 1) }),
          ] satisfies MenuEntry[])
        : []),
    ];
  }
  const { entry } = doing.canvas;
  const isSeveral = doing.selection.length > 1;
  const several: MenuEntry[] = [
    alignMenu(doing.canvas, readOnly || !isSeveral),
    { ...entry('canvas.tidy', <LayoutGrid {...ICON} />), hidden: readOnly || !isSeveral },
    entry('canvas.add-frame', <Frame {...ICON} />, { run: () => frameSelected() }),
  ];
  const remove = entry('canvas.delete', <Trash2 {...ICON} />, {
    danger: true,
    run: () => doing.remove(false),
  });
  const rename = own('outline.rename', <PencilLine {...ICON} />, { run: doing.rename });
  const toCanvas = own('outline.show', <LocateFixed {...ICON} />, { run: () => focusNode(line.id) });
  const isFolded = canvasHandlers['canvas.fold'].on?.(readNow()) === true;
  const fold = entry('canvas.fold', isFolded ? <UnfoldVertical {...ICON} /> : <FoldVertical {...ICON} />);
  const hasDrawn = doing.selection.some((id) => id.startsWith('note:') || id.startsWith('frame:'));
  const colors = hasDrawn ? [colorMenu(doing.canvas)] : [];
  if (line.kind !== 'step') {
    return [
      rename,
      ...colors,
      ...(line.kind === 'frame' || isSeveral ? [fold] : []),
      toCanvas,
      'separator',
      ...several,
      'separator',
      remove,
    ];
  }
  const { id } = line;
  const node = flow.nodes[id];
  if (!node) return [];
  return [
    own('outline.edit', readOnly ? <Info {...ICON} /> : <SquarePen {...ICON} />, {
      label: say(readOnly ? 'details' : 'edit'),
      run: doing.inspect,
    }),
    own('outline.add', <Plus {...ICON} />, { run: doing.addAfter }),
    own('outline.lead', <CornerDownRight {...ICON} />, {
      keys: undefined,
      disabled: line.open === undefined,
      run: doing.lead,
    }),
    rename,
    'separator',
    entry('preview.from-here', <Play {...ICON} />),
    toCanvas,
    ...(node.kind === 'subflow' ? [entry('canvas.open-subflow', <Workflow {...ICON} />)] : []),
    entry('canvas.copy-link', <Link2 {...ICON} />),
    'separator',
    entry('canvas.start-here', <Flag {...ICON} />),
    entry('canvas.skip', <FastForward {...ICON} />),
    entry('canvas.pin', <Pin {...ICON} />),
    fold,
    ...colors,
    'separator',
    ...several,
    entry('canvas.make-subflow', <Workflow {...ICON} />),
    'separator',
    selectMenu(doing.canvas),
    entry('canvas.copy', <ClipboardCopy {...ICON} />),
    entry('canvas.cut', <Scissors {...ICON} />),
    entry('canvas.duplicate', <Copy {...ICON} />, { run: doing.duplicate }),
    'separator',
    entry('canvas.delete-join', <Unlink {...ICON} />, { run: () => doing.remove(true) }),
    remove,
  ];
}
