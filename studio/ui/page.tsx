/** The frame of a screen that is read from top to bottom: the strip above, its title, what it is for. Knows no screen. */
import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';
import css from './page.module.css';
import { TopBar } from './top-bar.tsx';

interface Props {
  title: string;
  lead?: ReactNode;
  /** At the end of the title's line: what is done here most. */
  tools?: ReactNode;
  className?: string;
  children: ReactNode;
}

export function Page({ title, lead, tools, className, children }: Props) {
  return (
    <>
      <TopBar />
      <main id="content" className={classNames(css.page, className)}>
        <header className={css.head}>
          <div className={css.words}>
            <h1 className={css.title}>{title}</h1>
            {lead ? <p className={css.lead}>{lead}</p> : null}
          </div>
          {tools ? <div className={css.tools}>{tools}</div> : null}
        </header>
        {children}
      </main>
    </>
  );
}
