/** A drawn square of ground with a pin that is moved by hand or by arrow keys: a map without a map. Fetches nothing. */
import { ExternalLink } from 'lucide-react';
import { type KeyboardEvent, type PointerEvent, useRef, useState } from 'react';
import { Segmented } from '../ui/segmented.tsx';
import css from './map-pad.module.css';
import { useMessageTexts } from './message-texts.ts';
import { isPoint, type Point, rounded } from './place.ts';

/** Metres from edge to edge. */
const SCALES = { near: 200, middle: 2_000, far: 20_000 } as const;
const METRES_A_DEGREE = 111_320;
const SIZE = 200;

interface Props {
  point: Point;
  disabled: boolean;
  onChange: (point: Point) => void;
}

export function MapPad({ point, disabled, onChange }: Props) {
  const say = useMessageTexts();
  const [scale, setScale] = useState<keyof typeof SCALES>('near');
  const [drag, setDrag] = useState<{ x: number; y: number }>();
  const start = useRef<{ x: number; y: number }>(undefined);
  const metres = SCALES[scale];
  const step = metres / 20;
  const stepWords = step >= 1000 ? `${step / 1000} km` : `${step} m`;
  const shift = (east: number, north: number) => {
    const next = shifted(point, east, north);
    if (isPoint(next)) onChange(next);
  };
  const onKey = (event: KeyboardEvent) => {
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
    if (!way || disabled) return;
    event.preventDefault();
    shift((way[0] ?? 0) * step, (way[1] ?? 0) * step);
  };
  const offset = (event: PointerEvent) => {
    const from = start.current;
    return from && { x: event.clientX - from.x, y: event.clientY - from.y };
  };
  // The lines stand still on the ground, so that they move under the pin.
  const spacing = SIZE / 10;
  const phase = (degrees: number, shrink: number) =>
    -((((degrees * METRES_A_DEGREE * shrink) / metres) * SIZE) % spacing);
  const x = phase(point.longitude, Math.cos((point.latitude * Math.PI) / 180)) - (drag?.x ?? 0);
  const y = -phase(point.latitude, 1) - (drag?.y ?? 0);
  const lines = Array.from({ length: 16 }, (_, n) => (n - 3) * spacing);
  return (
    <div className={css.map}>
      {/* biome-ignore lint/a11y/useSemanticElements: an area in two directions has no element. */}
      <div
        className={css.pad}
        role="group"
        tabIndex={disabled ? -1 : 0}
        aria-label={`${say('pad', { step: stepWords })}. ${point.latitude}, ${point.longitude}`}
        onKeyDown={onKey}
        onPointerDown={(event) => {
          if (disabled || event.button !== 0) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          start.current = { x: event.clientX, y: event.clientY };
        }}
        onPointerMove={(event) => setDrag(offset(event))}
        onPointerUp={(event) => {
          const by = offset(event);
          start.current = undefined;
          setDrag(undefined);
          if (by && (by.x !== 0 || by.y !== 0)) shift((by.x / SIZE) * metres, (-by.y / SIZE) * metres);
        }}
        onPointerCancel={() => {
          start.current = undefined;
          setDrag(undefined);
        }}
      >
        <svg viewBox={`0 0 ${SIZE} ${SIZE}`} className={css.ground} aria-hidden>
          {lines.map((at) => (
            <g key={at} className={css.lines}>
              <line x1={at + x + SIZE / 2} x2={at + x + SIZE / 2} y1={0} y2={SIZE} />
              <line y1={at + y + SIZE / 2} y2={at + y + SIZE / 2} x1={0} x2={SIZE} />
            </g>
          ))}
          <path
            className={css.pin}
            d="M0 0c-2.600-5.400-9-9.200-9-15.600a9 9 0 1 1 18 0C9-9.200 2.600-5.400 0 0Z"
            transform={`translate(${SIZE / 2} ${SIZE / 2})`}
          />
          <circle className={css.eye} cx={SIZE / 2} cy={SIZE / 2 - 15.5} r={3} />
          <g className={css.ruler}>
            <line x1={8} x2={8 + SIZE / 4} y1={SIZE - 8} y2={SIZE - 8} />
            <text x={8} y={SIZE - 13}>
              {metres / 4 >= 1000 ? `${metres / 4000} km` : `${metres / 4} m`}
            </text>
          </g>
        </svg>
      </div>
      <div className={css.side}>
        <Segmented
          label={say('padScale')}
          value={scale}
          options={[
            { value: 'near', label: '200 m' },
            { value: 'middle', label: '2 km' },
            { value: 'far', label: '20 km' },
          ]}
          onChange={setScale}
        />
        <p className={css.note}>{say('padHelp')}</p>
        <a
          className={css.link}
          target="_blank"
          rel="noopener noreferrer"
          href={`https://www.google.com/maps/search/?api=1&query=${point.latitude},${point.longitude}`}
        >
          {say('seeMap')}
          <ExternalLink size={12} aria-hidden />
        </a>
      </div>
    </div>
  );
}

/** The point so many metres to the east and the north. */
export function shifted({ latitude, longitude }: Point, east: number, north: number): Point {
  const shrink = Math.max(0.01, Math.cos((latitude * Math.PI) / 180));
  return {
    latitude: rounded(latitude + north / METRES_A_DEGREE),
    longitude: rounded(longitude + east / (METRES_A_DEGREE * shrink)),
  };
}
