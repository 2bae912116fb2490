/** What can be undone and redone, as changes with a label; knows no document and no clock. */
import type { Change } from '../../flows/change.ts';

export interface Label {
  en: string;
  fr: string;
}

export interface Step {
  label: Label;
  /** Applied to the document as it is now, they undo the step, or redo it. */
  changes: Change[];
}

export interface History {
  undo: readonly Step[];
  redo: readonly Step[];
  /** Edits under this key, until then, belong to the newest step. */
  open: { merge: string; until: number } | undefined;
}

export const NO_HISTORY: History = { undo: [], redo: [], open: undefined };

/** Edits of one kind within this time of each other are one step: a word typed, not its letters. */
const MERGE_MS = 1000;

/** An edit was made; `back` takes it back. What was undone before can no longer be redone. */
export function recorded(
  history: History,
  { label, back, merge, at }: { label: Label; back: Change[]; merge?: string | undefined; at: number },
): History {
  const { undo, open } = history;
  const last = undo.at(-1);
  const next = merge === undefined ? undefined : { merge, until: at + MERGE_MS };
  if (last && merge !== undefined && open?.merge === merge && at <= open.until) {
    // A value changed again goes back to what it was before both.
    const known = new Set(last.changes.map(({ path }) => JSON.stringify(path)));
    const isKnown = back.every(({ path }) => known.has(JSON.stringify(path)));
    const joined = { label: last.label, changes: isKnown ? last.changes : [...back, ...last.changes] };
    return { undo: [...undo.slice(0, -1), joined], redo: [], open: next };
  }
  return { undo: [...undo, { label, changes: back }], redo: [], open: next };
}

/** The newest step was undone; `again` redoes it. */
export function undone(history: History, again: Change[]): History {
  const last = history.undo.at(-1);
  if (!last) return history;
  const redo = again.length === 0 ? history.redo : [...history.redo, { label: last.label, changes: again }];
  return { undo: history.undo.slice(0, -1), redo, open: undefined };
}

/** The step undone last was made again; `back` undoes it. */
export function redone(history: History, back: Change[]): History {
  const last = history.redo.at(-1);
  if (!last) return history;
  const undo = back.length === 0 ? history.undo : [...history.undo, { label: last.label, changes: back }];
  return { undo, redo: history.redo.slice(0, -1), open: undefined };
}
