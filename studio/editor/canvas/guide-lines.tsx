/** The lines that a dragged box has fallen in with, and the place a box from the palette would take. */
import { ViewportPortal } from '@xyflow/react';
import { useCanvas } from './canvas-state.ts';
import css from './guide-lines.module.css';

const OVER = 24;

export function GuideLines() {
  const guides = useCanvas((state) => state.guides);
  const ghost = useCanvas((state) => state.ghost);
  if (guides.length === 0 && !ghost) return null;
  return (
    <ViewportPortal>
      {guides.map(({ axis, at, from, to }) => (
        <div
          key={axis}
          className={axis === 'x' ? css.upright : css.level}
          style={
            axis === 'x'
              ? { transform: `translate(${at}px, ${from - OVER}px)`, height: to - from + 2 * OVER }
              : { transform: `translate(${from - OVER}px, ${at}px)`, width: to - from + 2 * OVER }
          }
        />
      ))}
      {ghost ? (
        <div
          className={css.ghost}
          style={{
            transform: `translate(${ghost.x}px, ${ghost.y}px)`,
            width: ghost.width,
            height: ghost.height,
          }}
        />
      ) : null}
    </ViewportPortal>
  );
}
