/** What the outline does to the open flow. The keyboard stays in the outline: nothing here moves it to the canvas. */
import { addFrame, addNote, removeFrames, removeNotes } from '../../../flows/edit/arrange.ts';
import { moveChoice } from '../../../flows/edit/choices.ts';
import { duplicateNodes } from '../../../flows/edit/clip.ts';
import { disconnect } from '../../../flows/edit/connect.ts';
import { removeNodes } from '../../../flows/edit/remove-nodes.ts';
import type { Flow } from '../../../flows/flow.ts';
import { useDocument } from '../../document/store.ts';
import { locale } from '../../ui/i18n.ts';
import {
  boxesOf,
  connectExit,
  exitToExtend,
  frameAround,
  placeAfter,
  sayCanvas,
  selected,
} from '../canvas/actions.ts';
import { announce, seenMiddle, useCanvas } from '../canvas/canvas-state.ts';
import { linkId } from '../canvas/graph.ts';
import { addItem, PALETTE } from '../canvas/palette-items.ts';
import { NOTE_SIZE } from '../canvas/scene.ts';
import { bringIntoSight } from '../canvas/view.ts';
import { EDITS } from '../canvas/words-for-edits.ts';

const doc = () => useDocument.getState();

export interface ExitPlace {
  node: string;
  exit: string;
}

/** Selects what the keyboard is on and brings it into sight on the canvas, which keeps to itself otherwise. */
export function showLine(id: string, exit?: string): void {
  doc().select([id]);
  useCanvas.setState({
    active: id,
    selectedLinks: new Set(exit === undefined ? [] : [linkId(id, exit)]),
  });
  const box = boxesOf(doc().flow).get(id);
  if (box) bringIntoSight(box);
}

/** Where a step made here follows: the exit given, or the one of the step a next step would come by. */
export function followedExit(id: string, exit?: string): ExitPlace | undefined {
  const name = exit ?? exitToExtend(doc().flow, id);
  return name === undefined ? undefined : { node: id, exit: name };
}

/** Adds what the list of steps calls `item`, after an exit if one is given; answers with its id as it is selected by. */
export function addStep(item: string, from: ExitPlace | undefined, beside?: string): string | undefined {
  const found = PALETTE.find(({ id }) => id === item);
  if (!found) return undefined;
  let made: string | undefined;
  const done = doc().edit(from ? EDITS.insert : EDITS.add, (flow) => {
    if (found.kind === 'note') {
      const added = addNote(flow, { text: '', ...seenMiddle(), ...NOTE_SIZE, color: 'yellow' });
      made = `note:${added.id}`;
      return added.flow;
    }
    const added = addItem(flow, found, { at: placeFor(flow, from, beside), from });
    made = added?.id;
    return added?.flow ?? flow;
  });
  if (!done || made === undefined) return undefined;
  announce(sayCanvas('added', { name: found.name[locale.get()] }));
  return made;
}

const NEAR = { x: 240, y: 120 };

function placeFor(flow: Flow, from: ExitPlace | undefined, beside: string | undefined) {
  const own = beside === undefined ? undefined : flow.canvas.positions[beside];
  const at = from ? placeAfter(flow, from) : own ? { x: own.x + 400, y: own.y } : seenMiddle();
  const taken = Object.values(flow.canvas.positions);
  const place = { ...at };
  while (taken.some((one) => Math.abs(one.x - place.x) < NEAR.x && Math.abs(one.y - place.y) < NEAR.y)) {
    place.y += NEAR.y;
  }
  return place;
}

export function leadTo(from: ExitPlace, to: string): boolean {
  return connectExit(from, to);
}

export function leaveOpen({ node, exit }: ExitPlace): boolean {
  const done = doc().edit(EDITS.disconnect, (flow) => disconnect(flow, node, exit));
  if (done) announce(sayCanvas('disconnected'));
  return done;
}

/** Removes steps, notes and frames by the ids they are selected by. */
export function removeAll(ids: readonly string[], join: boolean): boolean {
  const { nodes, notes, frames } = selected(ids);
  const done = doc().edit(join ? EDITS.removeAndJoin : EDITS.remove, (flow) =>
    removeFrames(removeNotes(removeNodes(flow, nodes, { reconnect: join }), notes), frames),
  );
  const count = ids.length === 1 ? sayCanvas('step') : sayCanvas('steps', { n: ids.length });
  if (done) announce(sayCanvas('deleted', { count }));
  return done;
}

/** Draws a frame around what is selected, which stays selected: the keyboard stays on its line. */
export function frameSelected(): boolean {
  const done = doc().edit(EDITS.addFrame, (flow) => addFrame(flow, frameAround(flow, seenMiddle())).flow);
  const item = PALETTE.find(({ kind }) => kind === 'frame');
  if (done && item) announce(sayCanvas('added', { name: item.name[locale.get()] }));
  return done;
}

/** Answers with the id of the first copy. */
export function duplicateAll(ids: readonly string[]): string | undefined {
  let made: string[] = [];
  const done = doc().edit(EDITS.duplicate, (flow) => {
    const copied = duplicateNodes(flow, selected(ids).nodes);
    made = copied.ids;
    return copied.flow;
  });
  if (!done) return undefined;
  announce(
    sayCanvas('pasted', {
      count: made.length === 1 ? sayCanvas('step') : sayCanvas('steps', { n: made.length }),
    }),
  );
  doc().select(made);
  return made[0];
}

const REORDER = { en: 'Move a choice', fr: 'Déplacer un choix' };

/** Moves a button among the buttons of its question; false for any other way out. */
export function moveExit({ node: id, exit }: ExitPlace, by: 1 | -1): boolean {
  const node = doc().flow.nodes[id];
  if (node?.kind !== 'choose' || !exit.startsWith('choice:')) return false;
  const choice = exit.slice('choice:'.length);
  const at = node.choices.findIndex((one) => one.id === choice);
  return doc().edit(REORDER, (flow) => moveChoice(flow, id, choice, at + by));
}
