/** What the editor's commands go by: the draft, what is selected, the run. Says what a command lacks; reads no store. */
import type { Flow } from '../../flows/flow.ts';
import { type EditorNeed, editorNeeds } from './editor-commands.ts';

export interface Now {
  flow: Flow;
  /** As the document selects: a step's id, "note:<id>", "frame:<id>". */
  selection: readonly string[];
  links: readonly string[];
  /** The box the keyboard was on last. */
  active: string | undefined;
  /** The draft is shown and the reader may change it. */
  mayEdit: boolean;
  mayPublish: boolean;
  /** An earlier version is looked at. */
  viewing: boolean;
  undo: number;
  redo: number;
  /** The preview's run; undefined while there is none. */
  run: { played: boolean; waits: boolean; past: boolean } | undefined;
}

/** What one command does. */
export interface Handler {
  run(now: Now): void;
  /** It is on, or does the other thing: then it goes by its other words. */
  on?(now: Now): boolean;
}

const isStep = ({ flow }: Now, id: string) => Object.hasOwn(flow.nodes, id);
export const isFrame = (id: string) => id.startsWith('frame:');
const isDrawn = (id: string) => isFrame(id) || id.startsWith('note:');

/** The selected steps. */
export function stepsOf(now: Now): string[] {
  return now.selection.filter((id) => isStep(now, id));
}

/** The selected notes and frames. */
export function drawnOf(now: Now): string[] {
  return now.selection.filter(isDrawn);
}

export function soleStep(now: Now): string | undefined {
  const [id] = now.selection;
  return now.selection.length === 1 && id !== undefined && isStep(now, id) ? id : undefined;
}

/** Frames are not aligned: what stands in them is. */
const boxes = ({ selection }: Now) => selection.filter((id) => !isFrame(id)).length;

const met: Record<EditorNeed, (now: Now) => boolean> = {
  edit: ({ mayEdit }) => mayEdit,
  publish: ({ mayPublish }) => mayPublish,
  archive: ({ mayPublish }) => mayPublish,
  viewing: ({ viewing }) => viewing,
  draft: ({ viewing }) => !viewing,
  undo: ({ undo }) => undo > 0,
  redo: ({ redo }) => redo > 0,
  steps: ({ flow }) => Object.keys(flow.nodes).length > 0,
  some: ({ selection }) => selection.length > 0,
  one: ({ selection, active }) => selection.length === 1 || (selection.length === 0 && active !== undefined),
  removable: ({ selection, links }) => selection.length + links.length > 0,
  step: (now) => stepsOf(now).length > 0,
  oneStep: (now) => soleStep(now) !== undefined,
  twoSteps: (now) => stepsOf(now).length > 1,
  twoBoxes: (now) => boxes(now) > 1,
  threeBoxes: (now) => boxes(now) > 2,
  foldable: ({ flow, selection }) => selection.some((id) => Object.hasOwn(flow.nodes, id) || isFrame(id)),
  skippable: (now) => stepsOf(now).some((id) => now.flow.nodes[id]?.kind !== 'end'),
  notStart: (now) => soleStep(now) !== now.flow.start,
  subflow: (now) => now.flow.nodes[soleStep(now) ?? '']?.kind === 'subflow',
  drawn: (now) => drawnOf(now).length > 0,
  link: ({ links }) => links.length === 1,
  run: ({ run }) => run !== undefined,
  now: ({ run }) => run?.past === false,
  waits: ({ run }) => run?.waits === true,
  played: ({ run }) => run?.played === true,
  past: ({ run }) => run?.past === true,
};

/** The first need that is not met; undefined: it can be done. */
export function lacking(needs: readonly EditorNeed[] | undefined, now: Now): EditorNeed | undefined {
  return needs?.find((need) => !met[need](now));
}

/** A reader who lacks this is not offered the command at all. */
export function hides(need: EditorNeed | undefined): boolean {
  return need !== undefined && editorNeeds[need] === null;
}
