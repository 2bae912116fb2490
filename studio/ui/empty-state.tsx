/** What stands where nothing is yet, and what to do next; knows no screen. */
import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';
import css from './empty-state.module.css';

interface Props {
  /** A lucide icon of 20 px. */
  icon?: ReactNode;
  title: string;
  text?: ReactNode;
  /** In panels and lists: less air. */
  small?: boolean;
  /** The level of the heading in its place; 2 if left out. */
  level?: 2 | 3;
  /** Buttons. */
  children?: ReactNode;
}

export function EmptyState({ icon, title, text, small, level = 2, children }: Props) {
  const Heading = level === 2 ? 'h2' : 'h3';
  return (
    <div className={classNames(css.empty, small && css.small)}>
      {icon ? <span className={css.icon}>{icon}</span> : null}
      <Heading className={css.title}>{title}</Heading>
      {text ? <p className={css.text}>{text}</p> : null}
      {children ? <div className={css.ways}>{children}</div> : null}
    </div>
  );
}
