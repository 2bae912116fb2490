/** What of the history is shown on the canvas in place of the draft: a version, or two compared. Draws nothing. */
import { create } from 'zustand';
import type { Flow } from '../../../flows/flow.ts';
import { useDocument } from '../../document/store.ts';
import { setLight } from '../lights.ts';
import type { Marks } from './combined.ts';

/** One side of a comparison. */
export type Side = number | 'draft';

export type Shown =
  | { kind: 'version'; version: number }
  | { kind: 'comparison'; from: Side; to: Side }
  | undefined;

export const useShowing = create<{ shown: Shown }>(() => ({ shown: undefined }));

/** What was put on the canvas last; somebody may have gone back to the draft by another way. */
let mine: Flow | undefined;

export function showVersion(version: number, flow: Flow): void {
  put({ kind: 'version', version }, flow, sideWords(version));
  setLight('comparison', undefined);
}

/** Shows both sides as one, with what came, went and changed marked. */
export function showComparison(from: Side, to: Side, both: Flow, marks: Marks): void {
  const [before, after] = [sideWords(from), sideWords(to)];
  const label = { en: `${before.en} → ${after.en}`, fr: `${before.fr} → ${after.fr}` };
  put({ kind: 'comparison', from, to }, both, label);
  setLight('comparison', marks);
}

export function showDraft(): void {
  if (mine) useDocument.getState().view(undefined);
}

function put(shown: Shown, flow: Flow, label: { en: string; fr: string }): void {
  mine = flow;
  useShowing.setState({ shown });
  useDocument.getState().view({ flow, label });
}

function sideWords(side: Side): { en: string; fr: string } {
  return side === 'draft'
    ? { en: 'draft', fr: 'brouillon' }
    : { en: `version ${side}`, fr: `version ${side}` };
}

useDocument.subscribe(({ viewing }) => {
  if (!mine || viewing?.flow === mine) return;
  mine = undefined;
  setLight('comparison', undefined);
  useShowing.setState({ shown: undefined });
});
