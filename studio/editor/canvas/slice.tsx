/** Alt and a drag across connections cuts them. Hears the canvas before the drawing library does. */
import { useEffect, useRef, useState } from 'react';
import { useDocument } from '../../document/store.ts';
import { disconnectLinks } from './actions.ts';
import { canvasView, routes } from './canvas-state.ts';
import { isCut, type Point } from './route.ts';
import css from './slice.module.css';

export function Slice() {
  const layer = useRef<SVGSVGElement>(null);
  const [cut, setCut] = useState<{ from: Point; to: Point }>();
  useEffect(() => {
    const canvas = layer.current?.parentElement;
    if (!canvas) return undefined;
    let from: Point | undefined;
    const place = ({ clientX, clientY }: PointerEvent): Point => {
      const { left, top } = canvas.getBoundingClientRect();
      return { x: clientX - left, y: clientY - top };
    };
    const begin = (event: MouseEvent) => {
      const onGround =
        event.target instanceof Element && event.target.closest('.react-flow__pane, .react-flow__edge');
      if (!event.altKey || event.button !== 0 || !onGround || useDocument.getState().readOnly) return;
      event.stopPropagation();
      event.preventDefault();
      if (!(event instanceof PointerEvent) || event.type !== 'pointerdown') return;
      from = place(event);
      canvas.setPointerCapture(event.pointerId);
      setCut({ from, to: from });
    };
    const move = (event: PointerEvent) => {
      if (from) setCut({ from, to: place(event) });
    };
    const end = (event: PointerEvent) => {
      if (!from) return;
      const instance = canvasView()?.instance;
      const { left, top } = canvas.getBoundingClientRect();
      if (instance && event.type === 'pointerup') {
        const a = instance.screenToFlowPosition({ x: from.x + left, y: from.y + top }, { snapToGrid: false });
        const b = instance.screenToFlowPosition(
          { x: event.clientX, y: event.clientY },
          { snapToGrid: false },
        );
        disconnectLinks([...routes].flatMap(([id, { points }]) => (isCut(points, a, b) ? [id] : [])));
      }
      from = undefined;
      setCut(undefined);
    };
    canvas.addEventListener('pointerdown', begin, true);
    canvas.addEventListener('mousedown', begin, true);
    canvas.addEventListener('pointermove', move);
    canvas.addEventListener('pointerup', end);
    canvas.addEventListener('pointercancel', end);
    return () => {
      canvas.removeEventListener('pointerdown', begin, true);
      canvas.removeEventListener('mousedown', begin, true);
      canvas.removeEventListener('pointermove', move);
      canvas.removeEventListener('pointerup', end);
      canvas.removeEventListener('pointercancel', end);
    };
  }, []);
  return (
    <svg ref={layer} className={css.layer} aria-hidden="true">
      {cut ? <line className={css.cut} x1={cut.from.x} y1={cut.from.y} x2={cut.to.x} y2={cut.to.y} /> : null}
    </svg>
  );
}
