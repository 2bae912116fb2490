/** Automatic layout as one edit: the boxes glide to their places, then these are written down. */
import { moveNodes } from '../../../flows/edit/arrange.ts';
import { useDocument } from '../../document/store.ts';
import { locale } from '../../ui/i18n.ts';
import { toast } from '../../ui/toast.ts';
import { shownLocale } from '../words.ts';
import { selected } from './actions.ts';
import { boundsOf } from './align.ts';
import { announce, useCanvas } from './canvas-state.ts';
import { canvasTexts } from './canvas-texts.ts';
import type { Box } from './graph.ts';
import { layoutGraph, placesFrom, type Shape } from './layout.ts';
import { runLayout } from './run-layout.ts';
import { shapesIn } from './scene.ts';
import { calm, fitAll } from './view.ts';
import { EDITS } from './words-for-edits.ts';

const GLIDE_MS = 180;
/** Gliding a thousand boxes is no motion one could follow. */
const MOST_GLIDING = 300;

/** Arranges the selected steps, or all where fewer than two are selected. Pinned ones stay. */
export async function tidy({ all = false } = {}): Promise<void> {
  const { flow, readOnly } = useDocument.getState();
  if (readOnly || useCanvas.getState().layingOut) return;
  const say = canvasTexts[locale.get()];
  const chosen = selected().nodes;
  const part = !all && chosen.length > 1;
  const everything = shapesIn(flow, locale.get(), shownLocale(flow.locales, locale.get()));
  const shapes = part
    ? new Map(chosen.flatMap((id): [string, Shape][] => entryOf(everything, id)))
    : everything;
  if (shapes.size === 0) return;
  useCanvas.setState({ layingOut: true });
  announce(say.tidying);
  try {
    const answer = await runLayout(layoutGraph(flow, shapes));
    const pinned = new Set([...shapes.keys()].filter((id) => flow.canvas.positions[id]?.pinned));
    const origin = part ? boundsOf([...shapes.values()]) : undefined;
    const places = placesFrom(answer, shapes, pinned, origin);
    await glide(shapes, places);
    useDocument.getState().edit(EDITS.tidy, (now) => moveNodes(now, places));
    announce(say.tidied);
  } catch {
    toast({ text: say.tidyFailed, tone: 'bad' });
  } finally {
    useCanvas.setState({ layingOut: false, moved: new Map() });
  }
  if (!part) fitAll();
}

function entryOf(shapes: ReadonlyMap<string, Shape>, id: string): [string, Shape][] {
  const shape = shapes.get(id);
  return shape ? [[id, shape]] : [];
}

async function glide(
  from: ReadonlyMap<string, Box>,
  to: Record<string, { x: number; y: number }>,
): Promise<void> {
  const moving = Object.entries(to).flatMap(([id, end]) => {
    const start = from.get(id);
    return start && (start.x !== end.x || start.y !== end.y) ? [{ id, start, end }] : [];
  });
  if (calm() === 0 || moving.length === 0 || moving.length > MOST_GLIDING) return;
  await new Promise<void>((done) => {
    let begun: number | undefined;
    const frame = (now: number) => {
      begun ??= now;
      const share = Math.min(1, (now - begun) / GLIDE_MS);
      const eased = 1 - (1 - share) ** 3;
      useCanvas.setState({
        moved: new Map(
          moving.map(({ id, start, end }) => [
            id,
            { x: start.x + (end.x - start.x) * eased, y: start.y + (end.y - start.y) * eased },
          ]),
        ),
      });
      if (share < 1) requestAnimationFrame(frame);
      else done();
    };
    requestAnimationFrame(frame);
  });
}
