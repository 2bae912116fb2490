/**
 * The connections of a flow that is seen from afar, in one drawing: each in one of its own costs the browser more at
 * every frame of a move than all the boxes. Nothing of a line can be taken hold of from there. Knows no single line.
 */
import { ViewportPortal } from '@xyflow/react';
import { memo, useEffect, useMemo } from 'react';
import { classNames } from '../../ui/class-names.ts';
import { type ExitRef, useLights } from '../lights.ts';
import { routes, useCanvas } from './canvas-state.ts';
import css from './far-lines.module.css';
import { linkId } from './graph.ts';
import look from './link-line.module.css';
import type { Route } from './route.ts';
import { keptRoute } from './route-cache.ts';
import { type CanvasBox, HANDLE, type LinkLine, type Scene } from './scene.ts';
import { type LinkLights, linkClasses } from './use-step-lights.ts';

export const FarLines = memo(function FarLines({ scene }: { scene: Scene }) {
  const drawn = useRoutes(scene);
  const lights = useLightsOfAll();
  const dropLink = useCanvas((state) => state.dropLink);
  return (
    <ViewportPortal>
      <svg className={css.lines} aria-hidden="true">
        {drawn.map(({ line, route, isBack }) => {
          const exit = line.data?.face.exits[line.data.link.index];
          return (
            <path
              key={line.id}
              d={route.path}
              className={classNames(
                look.line,
                look.far,
                isBack && look.back,
                line.selected && look.selected,
                dropLink === line.id && look.drop,
                exit && look[exit.tone],
                linkClasses(lights(line.id)),
                css.path,
              )}
            />
          );
        })}
      </svg>
    </ViewportPortal>
  );
});

interface Drawn {
  line: LinkLine;
  route: Route;
  isBack: boolean;
}

function useRoutes({ boxes, lines }: Scene): readonly Drawn[] {
  const obstacles = useCanvas((state) => state.obstacles);
  const moved = useCanvas((state) => state.moved);
  const drawn = useMemo(() => {
    const byId = new Map(boxes.map((box) => [box.id, box]));
    return lines.flatMap((line): Drawn[] => {
      const from = endOf(byId.get(line.source), 'source', line.sourceHandle);
      const to = endOf(byId.get(line.target), 'target', line.targetHandle);
      if (!from || !to) return [];
      const { id, source, target } = line;
      const lane = (line.data?.link.index ?? 0) % 6;
      const around = moved.has(source) || moved.has(target) ? undefined : obstacles;
      const kept = keptRoute(id, { from, to, source, target, lane, obstacles: around });
      // An object of its own, told apart from the one of the line that is drawn from near.
      return [{ line, route: { ...kept }, isBack: to.x < from.x }];
    });
  }, [boxes, lines, obstacles, moved]);
  useEffect(() => {
    for (const { line, route } of drawn) routes.set(line.id, route);
    return () => {
      for (const { line, route } of drawn) if (routes.get(line.id) === route) routes.delete(line.id);
    };
  }, [drawn]);
  return drawn;
}

/** Where a line touches a box: as the drawing library finds it. */
function endOf(
  box: CanvasBox | undefined,
  type: 'source' | 'target',
  name: string | null | undefined,
): { x: number; y: number } | undefined {
  const handle = box?.handles?.find((one) => one.type === type && (one.id ?? null) === (name ?? null));
  if (!box || !handle) return undefined;
  const { width = HANDLE, height = HANDLE } = handle;
  return {
    x: box.position.x + handle.x + (type === 'source' ? width : 0),
    y: box.position.y + handle.y + height / 2,
  };
}

/** Of all lines at once: a thousand that each ask for themselves would take long to come and to go. */
function useLightsOfAll(): (id: string) => LinkLights {
  const preview = useLights((lights) => lights.preview?.edges);
  const route = useLights((lights) => lights.route?.edges);
  const coverage = useLights((lights) => lights.coverage?.exits);
  const hover = useCanvas((state) => state.hover?.links);
  return useMemo(() => {
    const taken = idsOf(preview);
    const routed = idsOf(route);
    return (id) => ({
      taken: taken?.has(id) === true,
      routed: routed?.has(id),
      untried: coverage !== undefined && !coverage.has(id),
      hover: hover?.has(id),
    });
  }, [preview, route, coverage, hover]);
}

function idsOf(exits: readonly ExitRef[] | undefined): ReadonlySet<string> | undefined {
  return exits && new Set(exits.map(({ node, exit }) => linkId(node, exit)));
}
