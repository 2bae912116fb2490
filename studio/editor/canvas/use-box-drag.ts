/**
 * Boxes under a dragging hand: where they are right now, what they line up with, the connection they would land in; and
 * what is written down when they are let go. Knows the drawing library's changes.
 */
import type { NodeChange } from '@xyflow/react';
import { useCallback, useRef } from 'react';
import { nodesIn } from '../../../flows/edit/arrange.ts';
import { useDocument } from '../../document/store.ts';
import { boxesOf, canSplice, placeBoxes } from './actions.ts';
import { boundsOf, guidesFor } from './align.ts';
import { useCanvasPrefs } from './canvas-prefs.ts';
import { canvasView, routes, useCanvas } from './canvas-state.ts';
import type { Box } from './graph.ts';
import { distanceTo, type Point } from './route.ts';
import { bareId, type CanvasBox, isFrameId, isNoteId, type Scene } from './scene.ts';

/** On the screen, in pixels. */
const GUIDE_REACH = 6;
const DROP_REACH = 22;

interface Drag {
  /** Everything that moves, where it was: what is dragged, and what lies in a dragged frame. */
  from: Map<string, Box>;
  /** What it can line up with. */
  still: Box[];
  /** One step that can be put into a connection. */
  splices: string | undefined;
}

export function useBoxDrag(scene: Scene) {
  const drag = useRef<Drag | undefined>(undefined);
  const shapes = useRef(scene.shapes);
  shapes.current = scene.shapes;

  const begin = useCallback((ids: readonly string[]) => {
    const { flow } = useDocument.getState();
    const boxes = boxesOf(flow);
    const moving = new Set(ids);
    for (const id of ids) {
      const frame = isFrameId(id) ? flow.canvas.frames?.find((one) => one.id === bareId(id)) : undefined;
      if (!frame) continue;
      for (const node of nodesIn(flow, frame)) moving.add(node);
      for (const [other, { x, y }] of boxes) {
        if (!isNoteId(other)) continue;
        if (x >= frame.x && y >= frame.y && x < frame.x + frame.width && y < frame.y + frame.height)
          moving.add(other);
      }
    }
    const seen = seenArea();
    const still = [...boxes].flatMap(([id, box]) =>
      !moving.has(id) && !isFrameId(id) && touches(box, seen) ? [box] : [],
    );
    const [only] = ids;
    drag.current = {
      from: new Map(
        [...moving].flatMap((id): [string, Box][] => (boxes.has(id) ? [[id, boxes.get(id) as Box]] : [])),
      ),
      still,
      splices: ids.length === 1 && only !== undefined && canSplice(flow, only) ? only : undefined,
    };
    useCanvas.setState({ dragging: true, hover: undefined });
  }, []);

  /** Takes the library's new places and moves everything that goes along, by the same way. */
  const move = useCallback(
    (changes: readonly (NodeChange<CanvasBox> & { type: 'position' })[]) => {
      if (!drag.current) begin(changes.map(({ id }) => id));
      const { from, still, splices } = drag.current ?? {
        from: new Map<string, Box>(),
        still: [],
        splices: undefined,
      };
      const [first] = changes;
      const start = first && from.get(first.id);
      if (!first?.position || !start) return;
      let by: Point = { x: first.position.x - start.x, y: first.position.y - start.y };
      const zoom = canvasView()?.instance.getZoom() ?? 1;
      const dragged = boundsOf(changes.flatMap(({ id }) => from.get(id) ?? []));
      const lined = useCanvasPrefs.getState().guides
        ? guidesFor({ ...dragged, x: dragged.x + by.x, y: dragged.y + by.y }, still, GUIDE_REACH / zoom)
        : { dx: 0, dy: 0, guides: [] };
      by = { x: by.x + lined.dx, y: by.y + lined.dy };
      const moved = new Map<string, Partial<Box>>();
      for (const [id, { x, y }] of from) moved.set(id, { x: Math.round(x + by.x), y: Math.round(y + by.y) });
      const own = splices === undefined ? undefined : from.get(splices);
      const dropLink =
        own && linkUnder({ x: own.x + by.x + own.width / 2, y: own.y + by.y + 20 }, splices, zoom);
      useCanvas.setState({ moved, guides: lined.guides, dropLink });
    },
    [begin],
  );

  const end = useCallback(() => {
    if (!drag.current) return;
    drag.current = undefined;
    const { moved, dropLink } = useCanvas.getState();
    if (moved.size > 0) placeBoxes(moved, dropLink);
    useCanvas.setState({ moved: new Map(), dragging: false, guides: [], dropLink: undefined });
  }, []);

  return { begin, move, end };
}

/** The connection a step dropped at a place would be put into; none that belongs to the step itself. */
export function linkUnder(at: Point, except: string | undefined, zoom: number): string | undefined {
  let best: { id: string; distance: number } | undefined;
  for (const [id, { points }] of routes) {
    if (except !== undefined && id.startsWith(`${except} `)) continue;
    const distance = distanceTo(points, at);
    if (distance <= DROP_REACH / zoom && (!best || distance < best.distance)) best = { id, distance };
  }
  return best?.id;
}

function seenArea(): Box {
  const view = canvasView();
  if (!view) return { x: 0, y: 0, width: 0, height: 0 };
  const { left, top, right, bottom } = view.element.getBoundingClientRect();
  const a = view.instance.screenToFlowPosition({ x: left, y: top });
  const b = view.instance.screenToFlowPosition({ x: right, y: bottom });
  return { x: a.x, y: a.y, width: b.x - a.x, height: b.y - a.y };
}

function touches(box: Box, area: Box): boolean {
  return (
    box.x < area.x + area.width &&
    area.x < box.x + box.width &&
    box.y < area.y + area.height &&
    area.y < box.y + box.height
  );
}
