/** The strip every screen begins with: the way home, and the reader's preferences. */
import { dictionary, useTexts } from './i18n.ts';
import { Preferences } from './preferences.tsx';
import { Link } from './router.tsx';
import css from './top-bar.module.css';
import { Wordmark } from './wordmark.tsx';

const texts = dictionary({ home: 'Carillon, first page' }, { home: 'Carillon, première page' });

export function TopBar() {
  const say = useTexts(texts);
  return (
    <header className={css.bar}>
      <Link href="/" className={css.home} aria-label={say('home')}>
        <Wordmark />
      </Link>
      <Preferences />
    </header>
  );
}
