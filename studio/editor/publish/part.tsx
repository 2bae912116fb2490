/** One section of the publish dialog: its name, how it stands, what is in it. Knows no section in particular. */
import { CircleAlert, CircleCheck, CircleDashed, TriangleAlert } from 'lucide-react';
import { type ReactNode, useId } from 'react';
import css from './publish.module.css';

export type Standing = 'good' | 'warn' | 'bad' | 'waiting' | 'plain';

const MARKS = { good: CircleCheck, warn: TriangleAlert, bad: CircleAlert, waiting: CircleDashed } as const;

interface Props {
  title: string;
  standing: Standing;
  summary?: ReactNode;
  children?: ReactNode;
}

export function Part({ title, standing, summary, children }: Props) {
  const id = useId();
  const Mark = standing === 'plain' ? undefined : MARKS[standing];
  return (
    <section className={css.part} aria-labelledby={id} aria-busy={standing === 'waiting'}>
      <h3 id={id} className={css.partTitle}>
        {title}
      </h3>
      <div className={css.partBody}>
        {summary ? (
          <p className={css.summary}>
            {Mark ? <Mark size={15} className={css.mark} data-standing={standing} aria-hidden /> : null}
            <span>{summary}</span>
          </p>
        ) : null}
        {children}
      </div>
    </section>
  );
}
