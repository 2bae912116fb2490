/** Moves the canvas after the preview's run, unless a hand has moved it. Knows the lights, not the preview. */
import { useCallback, useEffect } from 'react';
import { useDocument } from '../../document/store.ts';
import { useFrame } from '../frame.ts';
import { type Lights, useLights } from '../lights.ts';
import { boxesOf } from './actions.ts';
import { setCanvasPrefs, useCanvasPrefs } from './canvas-prefs.ts';
import { canvasView, useCanvas } from './canvas-state.ts';
import { followTo, holdView, type Standing, useHeld } from './follow.ts';
import { bringIntoSight, calm } from './view.ts';

/** The last run that was followed from its beginning; lasts longer than the canvas of one flow. */
let last = 0;

/** Answers with what the canvas calls when it is moved; an event says that a hand did it. */
export function useFollowing(): { onMove(event: unknown): void; hold(): void } {
  useEffect(() => {
    let before: Standing | undefined;
    holdView(false);
    return useLights.subscribe(({ preview }, was) => {
      if (preview === was.preview) return;
      const now = standingOf(preview);
      if (now && now.run !== last) holdView(false);
      if (isWatched()) follow(before, now);
      if (now) last = now.run;
      before = now;
    });
  }, []);
  const hold = useCallback(() => {
    if (useLights.getState().preview && isWatched()) holdView(true);
  }, []);
  const onMove = useCallback(
    (event: unknown) => {
      if (event) hold();
    },
    [hold],
  );
  return { onMove, hold };
}

export function useIsFollowing(): boolean {
  const wanted = useCanvasPrefs(({ follow }) => follow);
  const held = useHeld((state) => state.held);
  return wanted && !held;
}

/** Taken up again, the step the run is at is brought into sight. */
export function toggleFollowing(): void {
  const follows = useCanvasPrefs.getState().follow && !useHeld.getState().held;
  setCanvasPrefs({ follow: !follows });
  holdView(false);
  const { preview } = useLights.getState();
  const box =
    preview?.node === undefined ? undefined : boxesOf(useDocument.getState().flow).get(preview.node);
  if (!follows && box) bringIntoSight(box);
}

/** A run nobody looks at, whose timers go off by themselves, moves nothing. */
function isWatched(): boolean {
  const { right, focusMode } = useFrame.getState();
  return right === 'preview' && !focusMode;
}

function follow(before: Standing | undefined, now: Standing | undefined): void {
  const view = canvasView();
  const { dragging, editing } = useCanvas.getState();
  if (!view || !now || dragging || editing) return;
  if (!useCanvasPrefs.getState().follow || useHeld.getState().held) return;
  const { width, height } = view.element.getBoundingClientRect();
  const box = boxesOf(useDocument.getState().flow).get(now.node);
  const to = followTo(before, now, last, box, { ...view.instance.getViewport(), width, height });
  if (to) void view.instance.setViewport(to, { duration: calm() });
}

function standingOf(preview: Lights['preview']): Standing | undefined {
  if (preview?.node === undefined) return undefined;
  return { node: preview.node, steps: preview.path.length, run: preview.run ?? 0 };
}
