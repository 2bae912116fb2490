/** The shape of what is still loading; the place that shows it says aria-busy. */
import { classNames } from './class-names.ts';
import css from './skeleton.module.css';

interface Props {
  /** Any CSS length. */
  width?: string;
  height?: string;
  round?: boolean;
  className?: string;
}

export function Skeleton({ width = '100%', height = '1em', round, className }: Props) {
  return (
    <span
      className={classNames(css.skeleton, round && css.round, className)}
      style={{ width, height }}
      aria-hidden
    />
  );
}
