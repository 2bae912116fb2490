/** How much of a limit is used, in figures and as a thin bar; knows no limit. */
import css from './meter.module.css';

interface Props {
  /** "Characters in the title". */
  label: string;
  value: number;
  max: number;
  /** From this share of the limit on it warns; 0.9 if left out. */
  warnFrom?: number;
  /** Only the figures. */
  compact?: boolean;
}

export function Meter({ label, value, max, warnFrom = 0.9, compact }: Props) {
  const share = max > 0 ? value / max : 1;
  const state = value > max ? 'over' : share >= warnFrom ? 'near' : 'fine';
  return (
    <span className={css.meter} data-state={state}>
      <meter className="visually-hidden" aria-label={label} value={value} min={0} max={max}>
        {value}/{max}
      </meter>
      {compact ? null : (
        <span className={css.track}>
          <span className={css.used} style={{ width: `${Math.min(100, share * 100)}%` }} />
        </span>
      )}
      <span className={css.figures} aria-hidden>
        {value}/{max}
      </span>
    </span>
  );
}
