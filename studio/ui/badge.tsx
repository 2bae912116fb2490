/** A short mark: a state, a count. The words say it; the colour only helps. */
import type { ReactNode } from 'react';
import css from './badge.module.css';
import { classNames } from './class-names.ts';

export type Tone = 'neutral' | 'accent' | 'good' | 'warn' | 'bad';

interface Props {
  tone?: Tone;
  icon?: ReactNode;
  /** A small dot in the tone's colour before the words. */
  dot?: boolean;
  title?: string;
  className?: string;
  children: ReactNode;
}

export function Badge({ tone = 'neutral', icon, dot, title, className, children }: Props) {
  return (
    <span className={classNames(css.badge, css[tone], className)} title={title}>
      {dot ? <span className={css.dot} aria-hidden /> : null}
      {icon}
      <span className={css.words}>{children}</span>
    </span>
  );
}
