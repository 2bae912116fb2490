/**
 * What can be done on the canvas, by whatever way it was asked for: a menu, a key, a gesture. Edits the open document
 * and says what happened. Draws nothing.
 */
import {
  addFrame,
  addNote,
  foldNodes,
  moveNodes,
  pinNodes,
  removeFrames,
  removeNotes,
  setFrame,
  setNote,
} from '../../../flows/edit/arrange.ts';
import { copyNodes, duplicateNodes, pasteNodes, readClip } from '../../../flows/edit/clip.ts';
import { connect, disconnect, reconnect, spliceNode } from '../../../flows/edit/connect.ts';
import { renameNode, setStart } from '../../../flows/edit/mark-node.ts';
import { removeNodes } from '../../../flows/edit/remove-nodes.ts';
import { setAt, valueAt } from '../../../flows/edit/set-at.ts';
import type { CanvasColor, Flow } from '../../../flows/flow.ts';
import type { LocalText } from '../../../flows/message.ts';
import { onwardExit } from '../../../flows/nodes/onward.ts';
import { exitsOf } from '../../../flows/nodes/registry.ts';
import { useDocument } from '../../document/store.ts';
import { dictionary, locale } from '../../ui/i18n.ts';
import { toast } from '../../ui/toast.ts';
import { focusNode } from '../focus.ts';
import { titleOf } from '../node-title.ts';
import { shownLocale } from '../words.ts';
import { type Alignment, aligned, boundsOf, distributed } from './align.ts';
import { rememberItem, useCanvasPrefs } from './canvas-prefs.ts';
import { announce, canvasView, type QuickAdd, seenMiddle, useCanvas } from './canvas-state.ts';
import { isSkipped, SIZES } from './face.ts';
import { type Box, type Direction, graphOf, type Link, neighbour, reachable } from './graph.ts';
import { addItem, PALETTE, type PaletteItem } from './palette-items.ts';
import type { Point } from './route.ts';
import { bareId, isFrameId, isNoteId, NOTE_SIZE, shapesIn } from './scene.ts';
import { EDITS } from './words-for-edits.ts';

const texts = dictionary(
  {
    deleted: 'Deleted {count}.',
    undo: 'Undo',
    added: '{name} added.',
    copied: '{count} copied.',
    pasted: '{count} pasted.',
    pastedWith: '{count} pasted, with {variables}.',
    notClip: 'There are no steps on the clipboard.',
    connected: '{from} now leads to {to}.',
    disconnected: 'Disconnected.',
    cut: '{count} cut.',
    steps: '{n} steps',
    step: '1 step',
    variable: 'the variable {name}',
    variables: '{n} variables',
    connection: '1 connection',
    connections: '{n} connections',
    refused: 'That does not fit here.',
    linkCopied: 'Link copied.',
    linkFailed: 'The link could not be copied.',
    selected: '{count} selected.',
    pinned: 'Pinned: tidying up leaves it in place.',
  },
  {
    deleted: 'Supprimé : {count}.',
    undo: 'Annuler',
    added: '{name} : ajouté.',
    copied: 'Copié : {count}.',
    pasted: 'Collé : {count}.',
    pastedWith: 'Collé : {count}, avec {variables}.',
    notClip: 'Le presse-papiers ne contient aucune étape.',
    connected: '{from} mène maintenant à {to}.',
    disconnected: 'Lien retiré.',
    cut: 'Coupé : {count}.',
    steps: '{n} étapes',
    step: '1 étape',
    variable: 'la variable {name}',
    variables: '{n} variables',
    connection: '1 lien',
    connections: '{n} liens',
    refused: 'Cela ne convient pas ici.',
    linkCopied: 'Lien copié.',
    linkFailed: 'Le lien n’a pas pu être copié.',
    selected: 'Sélection : {count}.',
    pinned: 'Épinglée : le rangement la laisse en place.',
  },
);

type Key = keyof (typeof texts)['en'];

export function sayCanvas(key: Key, values: Record<string, string | number> = {}): string {
  return texts[locale.get()][key].replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));
}

const counted = (n: number) => (n === 1 ? sayCanvas('step') : sayCanvas('steps', { n }));
const countedLinks = (n: number) => (n === 1 ? sayCanvas('connection') : sayCanvas('connections', { n }));
const doc = () => useDocument.getState();

/** What is selected, sorted by what it is; ids as they stand in the document. */
export function selected(ids: readonly string[] = doc().selection) {
  return {
    nodes: ids.filter((id) => !isNoteId(id) && !isFrameId(id)),
    notes: ids.filter(isNoteId).map(bareId),
    frames: ids.filter(isFrameId).map(bareId),
  };
}

/** Where everything lies: steps, notes and frames by the ids they are selected by. */
export function boxesOf(flow: Flow): Map<string, Box> {
  const reader = locale.get();
  const boxes = new Map<string, Box>(shapesIn(flow, reader, shownLocale(flow.locales, reader)));
  for (const note of flow.canvas.notes) {
    boxes.set(`note:${note.id}`, {
      x: note.x,
      y: note.y,
      width: note.width ?? NOTE_SIZE.width,
      height: note.height ?? NOTE_SIZE.height,
    });
  }
  for (const { id, x, y, width, height } of flow.canvas.frames ?? [])
    boxes.set(`frame:${id}`, { x, y, width, height });
  return boxes;
}

// --- adding ------------------------------------------------------------------------------------------------------

/** Puts a new box on the canvas and selects it; answers with its id as it is selected by, or undefined if refused. `stays`: the keyboard where it is. */
export function addFromPalette(
  item: PaletteItem,
  { at, from, into, stays = false }: Pick<QuickAdd, 'at' | 'from' | 'into'> & { stays?: boolean },
): string | undefined {
  let made: string | undefined;
  const label =
    item.kind === 'note'
      ? EDITS.addNote
      : item.kind === 'frame'
        ? EDITS.addFrame
        : into
          ? EDITS.insert
          : EDITS.add;
  const done = doc().edit(label, (flow) => {
    if (item.kind === 'note') {
      const { flow: next, id } = addNote(flow, { text: '', ...at, ...NOTE_SIZE, color: 'yellow' });
      made = `note:${id}`;
      return next;
    }
    if (item.kind === 'frame') {
      const { flow: next, id } = addFrame(flow, frameAround(flow, at));
      made = `frame:${id}`;
      return next;
    }
    const lead = into ? { node: into.node, exit: into.exit } : from;
    const added = addItem(flow, item, { at: freePlace(flow, at), from: lead });
    made = added?.id;
    return added?.flow ?? flow;
  });
  if (!done || made === undefined) return undefined;
  rememberItem(item.id);
  doc().select([made]);
  announce(sayCanvas('added', { name: item.name[locale.get()] }));
  const isNote = item.kind === 'note';
  if (stays) return made;
  if (isNote) useCanvas.setState({ editing: { id: made } });
  else focusNode(made);
  return made;
}

/** A frame drawn around what is selected, or an empty one. */
export function frameAround(flow: Flow, at: Point) {
  const boxes = boxesOf(flow);
  const inside = doc().selection.flatMap((id) => boxes.get(id) ?? []);
  if (inside.length === 0) return { x: at.x, y: at.y, width: 480, height: 320 };
  const { x, y, width, height } = boundsOf(inside);
  return { x: x - 24, y: y - 56, width: width + 48, height: height + 80 };
}

/** The place asked for, or the next one below that no other step lies on. */
function freePlace(flow: Flow, at: Point): Point {
  const boxes = [...boxesOf(flow)].filter(([id]) => !isNoteId(id) && !isFrameId(id)).map(([, box]) => box);
  const place = { ...at };
  for (let tries = 0; tries < 40; tries += 1) {
    const under = boxes.find(
      (box) =>
        place.x < box.x + box.width + 8 &&
        box.x < place.x + SIZES.width + 8 &&
        place.y < box.y + box.height + 8 &&
        box.y < place.y + 72,
    );
    if (!under) break;
    place.y = Math.round(under.y + under.height + 32);
  }
  return place;
}

/** Where a step that follows an exit is put: to the right, beside the exit. */
export function placeAfter(flow: Flow, { node, exit }: { node: string; exit: string }): Point {
  const box = boxesOf(flow).get(node);
  const found = flow.nodes[node];
  if (!box || !found) return seenMiddle();
  const n = exitsOf(found).findIndex(({ name }) => name === exit);
  return { x: box.x + box.width + 112, y: box.y + Math.max(0, n) * 48 };
}

/** The exit a step that comes next would be led to by: the first that leads nowhere, else the way on. */
export function exitToExtend(flow: Flow, id: string): string | undefined {
  const node = Object.hasOwn(flow.nodes, id) ? flow.nodes[id] : undefined;
  if (!node) return undefined;
  return (exitsOf(node).find(({ to }) => to === undefined) ?? onwardExit(node))?.name;
}

/** Opens the list of steps: after `after`, else after the one selected step, else in the middle of what is seen. */
export function openQuickAdd({ after, ...request }: Partial<QuickAdd> & { after?: string } = {}): void {
  const { flow, selection, readOnly } = doc();
  const view = canvasView();
  if (readOnly || !view) return;
  const only = after ?? (selection.length === 1 ? selection[0] : undefined);
  const exit = request.at || only === undefined ? undefined : exitToExtend(flow, only);
  const from = request.from ?? (only !== undefined && exit !== undefined ? { node: only, exit } : undefined);
  const at = request.at ?? (from ? placeAfter(flow, from) : seenMiddle());
  const seen = view.instance.flowToScreenPosition(at);
  const area = view.element.getBoundingClientRect();
  const screen = request.screen ?? {
    x: Math.min(Math.max(seen.x, area.left + 16), area.right - 340),
    y: Math.min(Math.max(seen.y, area.top + 16), area.bottom - 120),
  };
  useCanvas.setState({ menu: undefined, quickAdd: { ...request, at, screen, ...(from ? { from } : {}) } });
}

export function itemById(id: string): PaletteItem | undefined {
  return PALETTE.find((item) => item.id === id);
}

// --- removing ----------------------------------------------------------------------------------------------------

export function deleteSelection({ join = false } = {}): void {
  const { selectedLinks } = useCanvas.getState();
  const { nodes, notes, frames } = selected();
  const count = nodes.length + notes.length + frames.length;
  if (count === 0) {
    disconnectLinks([...selectedLinks]);
    return;
  }
  const after = nodes.length === 1 && nodes[0] ? nextFocus(nodes[0]) : undefined;
  const done = doc().edit(join ? EDITS.removeAndJoin : EDITS.remove, (flow) =>
    removeFrames(removeNotes(removeNodes(flow, nodes, { reconnect: join }), notes), frames),
  );
  if (!done) return;
  doc().select([]);
  if (after !== undefined) focusNode(after);
  const text = sayCanvas('deleted', { count: counted(count) });
  announce(text);
  if (count > 1) toast({ text, action: { label: sayCanvas('undo'), run: () => doc().undo() } });
}

/** The keyboard stays near where it was. */
function nextFocus(id: string): string | undefined {
  const { from, into } = graphOf(doc().flow.nodes);
  return into.get(id)?.find(({ node }) => node !== id)?.node ?? from.get(id)?.find(({ to }) => to !== id)?.to;
}

export function disconnectLinks(ids: readonly string[]): void {
  const links = linksBy(ids);
  if (links.length === 0) return;
  const label = links.length === 1 ? EDITS.disconnect : EDITS.cut;
  const done = doc().edit(label, (flow) =>
    links.reduce((next, { node, exit }) => disconnect(next, node, exit), flow),
  );
  if (!done) return;
  useCanvas.setState({ selectedLinks: new Set(), hover: undefined });
  announce(
    links.length === 1 ? sayCanvas('disconnected') : sayCanvas('cut', { count: countedLinks(links.length) }),
  );
}

export function linksBy(ids: readonly string[]): Link[] {
  const wanted = new Set(ids);
  return graphOf(doc().flow.nodes).links.filter(({ id }) => wanted.has(id));
}

// --- connecting --------------------------------------------------------------------------------------------------

export function connectExit(from: { node: string; exit: string }, to: string): boolean {
  const done = doc().edit(EDITS.connect, (flow) => connect(flow, from.node, from.exit, to));
  if (done) announceLink(from.node, to);
  return done;
}

export function reconnectLink(link: Link, next: { node: string; exit: string; to: string }): void {
  const done = doc().edit(EDITS.reconnect, (flow) => reconnect(flow, link, next));
  if (done) announceLink(next.node, next.to);
}

function announceLink(from: string, to: string): void {
  const { flow } = doc();
  const reader = locale.get();
  announce(sayCanvas('connected', { from: titleOf(flow, from, reader), to: titleOf(flow, to, reader) }));
}

/** True where a box may be put into a connection: it leads nowhere yet and nothing leads to it. */
export function canSplice(flow: Flow, id: string): boolean {
  const node = Object.hasOwn(flow.nodes, id) ? flow.nodes[id] : undefined;
  const onward = node && onwardExit(node);
  const { into } = graphOf(flow.nodes);
  return onward !== undefined && onward.to === undefined && (into.get(id) ?? []).length === 0;
}

// --- moving ------------------------------------------------------------------------------------------------------

/** Writes down where boxes were dragged to; one of them may land in a connection. */
export function placeBoxes(moved: ReadonlyMap<string, Partial<Box>>, dropLink?: string): void {
  const [link] = dropLink === undefined ? [] : linksBy([dropLink]);
  doc().edit(link ? EDITS.insert : EDITS.move, (flow) => {
    let next = moveNodes(flow, pointsOf([...moved].filter(([id]) => !isNoteId(id) && !isFrameId(id))));
    for (const [id, { x, y }] of moved) {
      if (x === undefined || y === undefined) continue;
      if (isNoteId(id)) next = setNote(next, bareId(id), { x, y });
      if (isFrameId(id)) next = setFrame(next, bareId(id), { x, y });
    }
    const [only] = moved.keys();
    return link && only !== undefined && moved.size === 1 ? spliceNode(next, only, link) : next;
  });
}

function pointsOf(moved: [string, Partial<Box>][]): Record<string, Point> {
  return Object.fromEntries(
    moved.flatMap(([id, { x, y }]): [string, Point][] =>
      x === undefined || y === undefined ? [] : [[id, { x, y }]],
    ),
  );
}

export function resizeBox(id: string, box: Box): void {
  const values = { x: box.x, y: box.y, width: Math.round(box.width), height: Math.round(box.height) };
  doc().edit(EDITS.resize, (flow) =>
    isNoteId(id) ? setNote(flow, bareId(id), values) : setFrame(flow, bareId(id), values),
  );
  useCanvas.setState({ moved: new Map() });
}

export function nudgeSelection(dx: number, dy: number): void {
  const boxes = boxesOf(doc().flow);
  const moved = new Map(
    doc().selection.flatMap((id): [string, Partial<Box>][] => {
      const box = boxes.get(id);
      return box ? [[id, { x: box.x + dx, y: box.y + dy }]] : [];
    }),
  );
  if (moved.size > 0) placeBoxes(moved);
}

export function alignSelection(alignment: Alignment): void {
  const boxes = selectedBoxes();
  if (boxes.size > 1) {
    doc().edit(EDITS.align, (flow) => placed(flow, aligned(boxes, alignment)));
  }
}

export function distributeSelection(axis: 'x' | 'y'): void {
  const boxes = selectedBoxes();
  if (boxes.size > 2) {
    doc().edit(EDITS.distribute, (flow) => placed(flow, distributed(boxes, axis)));
  }
}

function selectedBoxes(): Map<string, Box> {
  const { flow, selection } = doc();
  const boxes = boxesOf(flow);
  return new Map(
    selection.flatMap((id): [string, Box][] => {
      const box = boxes.get(id);
      return box && !isFrameId(id) ? [[id, box]] : [];
    }),
  );
}

function placed(flow: Flow, places: Record<string, Point>): Flow {
  let next = moveNodes(flow, places);
  for (const [id, at] of Object.entries(places)) if (isNoteId(id)) next = setNote(next, bareId(id), at);
  return next;
}

// --- the clipboard -----------------------------------------------------------------------------------------------

/** The selected steps as text for the clipboard; undefined where none is selected. */
export function clipText(): string | undefined {
  const { flow } = doc();
  const clip = copyNodes(flow, selected().nodes);
  if (!clip) return undefined;
  announce(sayCanvas('copied', { count: counted(Object.keys(clip.nodes).length) }));
  return JSON.stringify(clip);
}

export function cutSelection(): string | undefined {
  const text = clipText();
  if (text !== undefined) doc().edit(EDITS.cutOut, (flow) => removeNodes(flow, selected().nodes));
  return text;
}

/** Puts steps from the clipboard where they are seen, and says what came with them. False for any other text. */
export function pasteText(text: string, at?: Point): boolean {
  const clip = readClip(text);
  if (!clip) return false;
  let made: { ids: string[]; variables: string[] } = { ids: [], variables: [] };
  const middle = at ?? seenMiddle();
  const done = doc().edit(EDITS.paste, (flow) => {
    const {
      flow: next,
      ids,
      created,
    } = pasteNodes(flow, clip, at ?? { x: middle.x - SIZES.width / 2, y: middle.y - 60 });
    made = { ids, variables: created.variables };
    return next;
  });
  if (!done) return true;
  doc().select(made.ids);
  const [first] = made.variables;
  const count = counted(made.ids.length);
  const said =
    first === undefined
      ? sayCanvas('pasted', { count })
      : sayCanvas('pastedWith', {
          count,
          variables:
            made.variables.length === 1
              ? sayCanvas('variable', { name: first })
              : sayCanvas('variables', { n: made.variables.length }),
        });
  announce(said);
  toast({ text: said });
  return true;
}

export function duplicateSelection(): void {
  const { nodes } = selected();
  let ids: string[] = [];
  const done = doc().edit(EDITS.duplicate, (flow) => {
    const copied = duplicateNodes(flow, nodes);
    ids = copied.ids;
    return copied.flow;
  });
  if (!done) return;
  doc().select(ids);
  announce(sayCanvas('pasted', { count: counted(ids.length) }));
}

// --- selecting ---------------------------------------------------------------------------------------------------

export function selectAll(): void {
  const { flow, select } = doc();
  const shown = useCanvasPrefs.getState().notes;
  select([
    ...Object.keys(flow.nodes),
    ...(shown ? flow.canvas.notes.map(({ id }) => `note:${id}`) : []),
    ...(shown ? (flow.canvas.frames ?? []).map(({ id }) => `frame:${id}`) : []),
  ]);
  announceSelection();
}

export function selectReachable(direction: 'up' | 'down'): void {
  const { flow, select } = doc();
  select([...reachable(graphOf(flow.nodes), selected().nodes, direction)]);
  announceSelection();
}

export function selectSameKind(): void {
  const { flow, select } = doc();
  const kinds = new Set(selected().nodes.map((id) => flow.nodes[id]?.kind));
  select(Object.entries(flow.nodes).flatMap(([id, { kind }]) => (kinds.has(kind) ? [id] : [])));
  announceSelection();
}

export function clearSelection(): void {
  doc().select([]);
  useCanvas.setState({ selectedLinks: new Set() });
}

function announceSelection(): void {
  announce(sayCanvas('selected', { count: counted(doc().selection.length) }));
}

/** Goes to the box on that side of the one the keyboard is on; with `extend` it is added to the selection. */
export function walk(from: string | undefined, direction: Direction, extend: boolean): void {
  const { flow, selection, select } = doc();
  const boxes = boxesOf(flow);
  if (!useCanvasPrefs.getState().notes) {
    for (const id of boxes.keys()) if (isNoteId(id) || isFrameId(id)) boxes.delete(id);
  }
  const at = from !== undefined && boxes.has(from) ? from : undefined;
  const to = at === undefined ? firstOf(flow) : neighbour(graphOf(flow.nodes), boxes, at, direction);
  if (to === undefined) return;
  if (extend) {
    focusNode(to);
    queueMicrotask(() => select([...new Set([...selection, to])]));
    return;
  }
  focusNode(to);
}

function firstOf(flow: Flow): string | undefined {
  return Object.hasOwn(flow.nodes, flow.start) ? flow.start : Object.keys(flow.nodes)[0];
}

// --- one step ----------------------------------------------------------------------------------------------------

export function startHere(id: string): void {
  doc().edit(EDITS.start, (flow) => setStart(flow, id));
}

export function pin(ids: readonly string[], pinned: boolean): void {
  if (doc().edit(pinned ? EDITS.pin : EDITS.unpin, (flow) => pinNodes(flow, ids, pinned)) && pinned) {
    announce(sayCanvas('pinned'));
  }
}

export function fold(ids: readonly string[], folded: boolean): void {
  doc().edit(folded ? EDITS.fold : EDITS.unfold, (flow) => foldNodes(flow, ids, folded));
}

export function foldFrame(id: string, collapsed: boolean): void {
  doc().edit(collapsed ? EDITS.fold : EDITS.unfold, (flow) =>
    setFrame(flow, bareId(id), { collapsed: collapsed ? true : undefined }),
  );
}

export function skip(ids: readonly string[], skipped: boolean): void {
  doc().edit(skipped ? EDITS.skip : EDITS.unskip, (flow) =>
    ids.reduce((next, id) => setAt(next, ['nodes', id, 'skipped'], skipped ? true : undefined), flow),
  );
}

export function allSkipped(flow: Flow, ids: readonly string[]): boolean {
  return ids.length > 0 && ids.every((id) => flow.nodes[id] !== undefined && isSkipped(flow.nodes[id]));
}

export function paint(ids: readonly string[], color: CanvasColor): void {
  doc().edit(EDITS.color, (flow) =>
    ids.reduce(
      (next, id) =>
        isNoteId(id) ? setNote(next, bareId(id), { color }) : setFrame(next, bareId(id), { color }),
      flow,
    ),
  );
}

/** Begins to rename a step, a frame, or to write a note, in its place. */
export function editInPlace(id: string, at?: readonly (string | number)[]): void {
  if (!doc().readOnly) useCanvas.setState({ editing: { id, ...(at ? { at } : {}) } });
}

/** What stands where somebody edits in place. */
export function valueInPlace(
  flow: Flow,
  id: string,
  at: readonly (string | number)[] | undefined,
  content: string,
): string {
  if (isNoteId(id)) return flow.canvas.notes.find((note) => note.id === bareId(id))?.text ?? '';
  if (isFrameId(id)) return flow.canvas.frames?.find((frame) => frame.id === bareId(id))?.title ?? '';
  const node = flow.nodes[id];
  if (!at) return node?.title ?? '';
  const value = valueAt(node, [...at]) as LocalText | undefined;
  if (value === undefined) return '';
  return typeof value === 'string' ? value : (value[content] ?? Object.values(value)[0] ?? '');
}

/** Writes what was typed in place; the language shown is the one that is written. */
export function writeInPlace(
  id: string,
  at: readonly (string | number)[] | undefined,
  content: string,
  text: string,
): void {
  const { edit } = doc();
  if (isNoteId(id)) edit(EDITS.write, (flow) => setNote(flow, bareId(id), { text }));
  else if (isFrameId(id))
    edit(EDITS.rename, (flow) => setFrame(flow, bareId(id), { title: text.slice(0, 120) }));
  else if (!at) edit(EDITS.rename, (flow) => renameNode(flow, id, text));
  else {
    edit(EDITS.write, (flow) => {
      const path = ['nodes', id, ...at];
      const value = valueAt(flow, path);
      if (typeof value === 'object' && value !== null) return setAt(flow, [...path, content], text);
      // A name may be taken away; what is said may not.
      return setAt(flow, path, text === '' && at.at(-1) === 'name' ? undefined : text);
    });
  }
}

export async function copyLink(id: string): Promise<void> {
  const url = new URL(location.href);
  url.search = new URLSearchParams({ node: id }).toString();
  try {
    await navigator.clipboard.writeText(url.href);
    toast({ text: sayCanvas('linkCopied') });
  } catch {
    toast({ text: sayCanvas('linkFailed'), tone: 'bad' });
  }
}
