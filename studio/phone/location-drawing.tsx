/** A drawn stand-in for a map, different at each place; shows no real street and fetches nothing. */
import { useId } from 'react';
import css from './location-drawing.module.css';

interface Props {
  latitude: number;
  longitude: number;
  /** Room for a label; "" draws none. */
  label?: string;
}

export function LocationDrawing({ latitude, longitude, label = '' }: Props) {
  const id = useId();
  // The same place always draws the same streets; neighbouring places differ.
  const turn = Math.round((Math.abs(latitude * 37) + Math.abs(longitude * 53)) % 90) - 45;
  const shift = Math.round((Math.abs(latitude * 911) + Math.abs(longitude * 677)) % 60);
  return (
    <svg className={css.map} viewBox="0 0 320 180" preserveAspectRatio="xMidYMid slice" aria-hidden="true">
      <defs>
        <pattern
          id={id}
          width="64"
          height="48"
          patternUnits="userSpaceOnUse"
          patternTransform={`rotate(${turn}) translate(${shift} 0)`}
        >
          <rect width="64" height="48" className={css.street} />
          <rect x="3" y="3" width="34" height="18" rx="2" className={css.block} />
          <rect x="41" y="3" width="20" height="18" rx="2" className={css.block} />
          <rect x="3" y="25" width="20" height="20" rx="2" className={css.block} />
          <rect x="27" y="25" width="34" height="20" rx="2" className={css.block} />
        </pattern>
      </defs>
      <rect width="320" height="180" fill={`url(#${id})`} />
      <g transform={`rotate(${turn} 160 90)`}>
        <rect x="208" y="-120" width="30" height="420" className={css.water} />
        <rect x="26" y="18" width="70" height="58" rx="10" className={css.park} />
        <rect x="-120" y="112" width="560" height="9" className={css.road} />
        <rect x="120" y="-160" width="8" height="520" className={css.road} />
      </g>
      <ellipse cx="160" cy="98" rx="10" ry="4" className={css.shade} />
      <path d="M160 98c-12-15-18-23-18-32a18 18 0 1 1 36 0c0 9-6 17-18 32Z" className={css.pin} />
      <circle cx="160" cy="66" r="6.500" className={css.dot} />
      {label ? (
        <text x="160" y="124" textAnchor="middle" className={css.label}>
          {label.length > 34 ? `${label.slice(0, 33)}…` : label}
        </text>
      ) : null}
    </svg>
  );
}
