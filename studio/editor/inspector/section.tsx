/** A part of a form under a heading, which can be closed; closed it says in a few words what is set in it. */
import { ChevronRight } from 'lucide-react';
import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import css from './section.module.css';

interface Props {
  /** Stable: whether it is open is remembered for it while the page lives. */
  id: string;
  title: string;
  /** What is set in it; shown while it is closed. */
  summary?: ReactNode;
  /** Open at first; sections everybody needs are. */
  open?: boolean;
  /** At the end of the heading's line. */
  aside?: ReactNode;
  children: ReactNode;
}

const remembered = new Map<string, boolean>();

/** The section that takes the keyboard as soon as it is drawn. */
let wanted: string | undefined;

/** A section that is drawn next is open, and has the keyboard. */
export function openSection(name: string): void {
  remembered.set(name, true);
  wanted = name;
}

export function Section({ id: name, title, summary, open: initially = true, aside, children }: Props) {
  const id = useId();
  const [open, setOpen] = useState(() => remembered.get(name) ?? initially);
  const heading = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (wanted !== name) return;
    wanted = undefined;
    heading.current?.focus();
  }, [name]);
  const toggle = () => {
    remembered.set(name, !open);
    setOpen(!open);
  };
  return (
    <section className={css.section}>
      <header className={css.head}>
        <h3 className={css.title}>
          <button
            ref={heading}
            type="button"
            className={css.toggle}
            aria-expanded={open}
            aria-controls={open ? id : undefined}
            onClick={toggle}
          >
            <ChevronRight size={14} aria-hidden className={css.arrow} />
            <span className={css.words}>{title}</span>
            {!open && summary ? <span className={css.summary}>{summary}</span> : null}
          </button>
        </h3>
        {aside}
      </header>
      {open ? (
        <div id={id} className={css.body}>
          {children}
        </div>
      ) : null}
    </section>
  );
}
