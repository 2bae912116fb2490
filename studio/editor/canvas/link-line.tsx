/** A connection as it is drawn: its way around the boxes, its name, what can be done with it. Knows one connection. */
import { EdgeLabelRenderer, type EdgeProps } from '@xyflow/react';
import { Plus, Unlink } from 'lucide-react';
import { memo, useEffect, useMemo } from 'react';
import { useDocument } from '../../document/store.ts';
import { classNames } from '../../ui/class-names.ts';
import { dictionary, useTexts } from '../../ui/i18n.ts';
import { disconnectLinks, openQuickAdd } from './actions.ts';
import { useCanvasPrefs } from './canvas-prefs.ts';
import { routes, useCanvas } from './canvas-state.ts';
import css from './link-line.module.css';
import { keptRoute } from './route-cache.ts';
import type { LinkLine as Line } from './scene.ts';
import { templated } from './step-block.tsx';
import { useLinkLight } from './use-step-lights.ts';

const texts = dictionary(
  { insert: 'Insert a step here', disconnect: 'Disconnect' },
  { insert: 'Insérer une étape ici', disconnect: 'Délier' },
);

export const LinkLine = memo(function LinkLine(props: EdgeProps<Line>) {
  const { id, source, target, sourceX, sourceY, targetX, targetY, selected, data } = props;
  const obstacles = useCanvas((state) =>
    state.moved.has(source) || state.moved.has(target) ? undefined : state.obstacles,
  );
  const isDropPlace = useCanvas(({ dropLink }) => dropLink === id);
  const lane = data?.link.index ?? 0;
  const route = useMemo(
    () =>
      keptRoute(id, {
        from: { x: sourceX, y: sourceY },
        to: { x: targetX, y: targetY },
        source,
        target,
        lane: lane % 6,
        obstacles,
      }),
    [id, sourceX, sourceY, targetX, targetY, source, target, lane, obstacles],
  );
  useEffect(() => {
    routes.set(id, route);
    return () => {
      if (routes.get(id) === route) routes.delete(id);
    };
  }, [id, route]);
  const light = useLinkLight(id, data?.link.node ?? '', data?.link.exit ?? '');
  const exit = data?.face.exits[lane];
  return (
    <g
      className={classNames(
        css.line,
        targetX < sourceX && css.back,
        selected && css.selected,
        isDropPlace && css.drop,
        exit && css[exit.tone],
        light,
      )}
    >
      <path className={css.reach} d={route.path} />
      <path className={classNames(css.path, 'react-flow__edge-path')} d={route.path} />
      <path
        className={css.arrow}
        d={`M ${targetX - 7},${targetY - 4.5} L ${targetX},${targetY} L ${targetX - 7},${targetY + 4.5} Z`}
      />
      <Label {...props} x={route.label.x} y={route.label.y} />
    </g>
  );
});

/** Under the pointer and while selected, or always for those who want it. */
function Label({ id, data, selected, x, y }: EdgeProps<Line> & { x: number; y: number }) {
  const say = useTexts(texts);
  const always = useCanvasPrefs(({ names }) => names);
  const isOn = useCanvas(({ hover }) => hover?.links.has(id) === true);
  const readOnly = useDocument((state) => state.readOnly);
  if (!data || !(always || isOn || selected)) return null;
  const exit = data.face.exits[data.link.index];
  const isNamed = exit !== undefined && (exit.name !== 'next' || data.face.rows);
  if (!isNamed && !selected) return null;
  return (
    <EdgeLabelRenderer>
      <div className={css.labels} style={{ transform: `translate(-50%, -50%) translate(${x}px, ${y}px)` }}>
        {isNamed ? <span className={css.label}>{templated(exit.words)}</span> : null}
        {selected && !readOnly ? (
          <span className={classNames(css.tools, 'nodrag nopan')}>
            <button
              type="button"
              className={css.tool}
              aria-label={say('insert')}
              title={say('insert')}
              onClick={(event) =>
                openQuickAdd({
                  into: data.link,
                  at: { x: x - 136, y: y - 20 },
                  screen: { x: event.clientX + 12, y: event.clientY - 20 },
                })
              }
            >
              <Plus size={14} aria-hidden />
            </button>
            <button
              type="button"
              className={css.tool}
              aria-label={say('disconnect')}
              title={say('disconnect')}
              onClick={() => disconnectLinks([id])}
            >
              <Unlink size={13} aria-hidden />
            </button>
          </span>
        ) : null}
      </div>
    </EdgeLabelRenderer>
  );
}
