/** The strip every screen begins with: the way home, and the reader's preferences. */
import type { ReactNode } from 'react';
import { dictionary, useTexts } from './i18n.ts';
import { Preferences } from './preferences.tsx';
import { Link } from './router.tsx';
import css from './top-bar.module.css';
import { Wordmark } from './wordmark.tsx';

const texts = dictionary({ home: 'Carillon, first page' }, { home: 'Carillon, première page' });

/** On a narrow screen `tools` take the place of the preferences, which then have to be found behind them. */
export function TopBar({ tools }: { tools?: ReactNode }) {
  const say = useTexts(texts);
  return (
    <header className={css.bar}>
      <Link href="/" className={css.home} aria-label={say('home')}>
        <Wordmark />
      </Link>
      {tools ? <div className={css.tools}>{tools}</div> : null}
      <div className={tools ? css.roomy : undefined}>
        <Preferences />
      </div>
    </header>
  );
}
