/** Everything that can be done with a line of the outline, as a menu. Knows the edits; holds no state. */
import {
  ArrowDown,
  ArrowRight,
  ArrowUp,
  Copy,
  CornerDownRight,
  FastForward,
  Flag,
  Info,
  LocateFixed,
  PencilLine,
  Plus,
  SquarePen,
  Trash2,
  Unlink,
  Workflow,
} from 'lucide-react';
import type { Flow } from '../../../flows/flow.ts';
import type { Locale, Say } from '../../ui/i18n.ts';
import type { MenuEntry } from '../../ui/menu-entry.ts';
import { allSkipped, skip, startHere } from '../canvas/actions.ts';
import { openFlow } from '../canvas/open-flow.ts';
import { askForSubflow } from '../canvas/subflow-dialog.tsx';
import { focusNode } from '../focus.ts';
import { nodeActions } from '../node-actions.ts';
import { titleOf } from '../node-title.ts';
import { leaveOpen, moveExit } from './outline-edits.ts';
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
  goTo: (key: string) => void;
}

export function lineEntries(line: Line, doing: Doing): MenuEntry[] {
  const { flow, readOnly, say, reader } = doing;
  if (line.kind === 'exit') {
    const { id: node, exit, to } = line;
    const isChoice = exit.startsWith('choice:');
    return [
      {
        label: say('lead'),
        icon: <CornerDownRight {...ICON} />,
        keys: 'enter',
        hidden: readOnly,
        run: doing.lead,
      },
      {
        label: say('addHere'),
        icon: <Plus {...ICON} />,
        keys: 'insert',
        hidden: readOnly,
        run: doing.addAfter,
      },
      ...(to === undefined
        ? []
        : ([
            {
              label: say('goTo', { to: titleOf(flow, to, reader) }),
              icon: <ArrowRight {...ICON} />,
              keys: 'arrowright',
              run: () => doing.goTo(`step ${to}`),
            },
            {
              label: say('disconnect'),
              icon: <Unlink {...ICON} />,
              keys: 'delete',
              hidden: readOnly,
              run: () => void leaveOpen({ node, exit }),
            },
          ] satisfies MenuEntry[])),
      ...(isChoice
        ? ([
            'separator',
            {
              label: say('moveUp'),
              icon: <ArrowUp {...ICON} />,
              keys: 'alt+arrowup',
              hidden: readOnly,
              run: () => void moveExit({ node, exit }, -1),
            },
            {
              label: say('moveDown'),
              icon: <ArrowDown {...ICON} />,
              keys: 'alt+arrowdown',
              hidden: readOnly,
              run: () => void moveExit({ node, exit }, 1),
            },
          ] satisfies MenuEntry[])
        : []),
    ];
  }
  const remove: MenuEntry = {
    label: say('remove'),
    icon: <Trash2 {...ICON} />,
    keys: 'delete',
    danger: true,
    hidden: readOnly,
    run: () => doing.remove(false),
  };
  const rename: MenuEntry = {
    label: say('renameDo'),
    icon: <PencilLine {...ICON} />,
    keys: 'f2',
    hidden: readOnly,
    run: doing.rename,
  };
  if (line.kind !== 'step') return [rename, remove];
  const { id } = line;
  const node = flow.nodes[id];
  if (!node) return [];
  const ids = doing.selection.includes(id) ? doing.selection : [id];
  const skipped = allSkipped(flow, ids);
  return [
    {
      label: say(readOnly ? 'details' : 'edit'),
      icon: readOnly ? <Info {...ICON} /> : <SquarePen {...ICON} />,
      keys: 'enter',
      run: doing.inspect,
    },
    {
      label: say('addAfter'),
      icon: <Plus {...ICON} />,
      keys: 'insert',
      hidden: readOnly,
      run: doing.addAfter,
    },
    {
      label: say('lead'),
      icon: <CornerDownRight {...ICON} />,
      hidden: readOnly,
      disabled: line.open === undefined,
      run: doing.lead,
    },
    rename,
    'separator',
    ...nodeActions(node, id).map(
      ({ title, icon, keys, run }): MenuEntry => ({
        label: title[reader],
        icon,
        ...(keys ? { keys } : {}),
        run: () => run(id),
      }),
    ),
    { label: say('toCanvas'), icon: <LocateFixed {...ICON} />, keys: 'escape', run: () => focusNode(id) },
    ...(node.kind === 'subflow'
      ? ([
          { label: say('openFlow'), icon: <Workflow {...ICON} />, run: () => openFlow(node.flow) },
        ] satisfies MenuEntry[])
      : []),
    'separator',
    {
      label: say('startHere'),
      icon: <Flag {...ICON} />,
      hidden: readOnly,
      disabled: flow.start === id,
      run: () => startHere(id),
    },
    {
      label: say(skipped ? 'unskip' : 'skip'),
      icon: <FastForward {...ICON} />,
      hidden: readOnly,
      run: () => skip(ids, !skipped),
    },
    {
      label: say('duplicate'),
      icon: <Copy {...ICON} />,
      keys: 'mod+d',
      hidden: readOnly,
      run: doing.duplicate,
    },
    {
      label: say('subflow'),
      icon: <Workflow {...ICON} />,
      hidden: readOnly,
      run: () => askForSubflow(),
    },
    'separator',
    {
      label: say('removeJoin'),
      icon: <Unlink {...ICON} />,
      keys: 'shift+delete',
      hidden: readOnly,
      run: () => doing.remove(true),
    },
    remove,
  ];
}
