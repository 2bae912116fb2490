/** Fields that are seldom wanted, behind a word. Knows none of them. */
import { ChevronRight } from 'lucide-react';
import { type ReactNode, useId, useState } from 'react';
import css from './disclosure.module.css';

interface Props {
  label: string;
  /** Open at first. */
  open?: boolean;
  children: ReactNode;
}

export function Disclosure({ label, open: initially = false, children }: Props) {
  const id = useId();
  const [open, setOpen] = useState(initially);
  return (
    <div className={css.disclosure}>
      <button
        type="button"
        className={css.button}
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        onClick={() => setOpen(!open)}
      >
        <ChevronRight size={14} aria-hidden className={css.arrow} />
        {label}
      </button>
      {open ? (
        <div id={id} className={css.body}>
          {children}
        </div>
      ) : null}
    </div>
  );
}
