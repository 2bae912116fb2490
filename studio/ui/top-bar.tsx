/** The strip every screen begins with: where one can go, the search for actions, and the reader's preferences. */
import { Menu as MenuIcon, Search } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from './button.tsx';
import { dictionary, useTexts } from './i18n.ts';
import { IconButton } from './icon-button.tsx';
import { Kbd } from './kbd.tsx';
import { Menu } from './menu.tsx';
import { openOverlay } from './overlay.ts';
import { Preferences } from './preferences.tsx';
import { Link, navigate, usePathname } from './router.tsx';
import css from './top-bar.module.css';
import { Wordmark } from './wordmark.tsx';

const texts = dictionary(
  {
    home: 'Carillon, first page',
    places: 'Places',
    flows: 'Flows',
    brand: 'Brand',
    handset: 'Handset',
    search: 'Search and actions',
    searchShort: 'Search',
  },
  {
    home: 'Carillon, première page',
    places: 'Lieux',
    flows: 'Parcours',
    brand: 'Marque',
    handset: 'Téléphone',
    search: 'Rechercher et agir',
    searchShort: 'Rechercher',
  },
);

const PLACES = [
  ['/flows', 'flows'],
  ['/brand', 'brand'],
  ['/handset', 'handset'],
] as const;

/** On a narrow screen `tools` take the place of the preferences, which then have to be found behind them. */
export function TopBar({ tools }: { tools?: ReactNode }) {
  const say = useTexts(texts);
  const path = usePathname();
  const isHere = (place: string) => path === place || path.startsWith(`${place}/`);
  return (
    <header className={css.bar}>
      <Link href="/" className={css.home} aria-label={say('home')}>
        <Wordmark />
      </Link>
      <nav className={css.places} aria-label={say('places')}>
        {PLACES.map(([place, name]) => (
          <Link
            key={place}
            href={place}
            className={css.place}
            aria-current={isHere(place) ? 'page' : undefined}
          >
            {say(name)}
          </Link>
        ))}
      </nav>
      <div className={css.end}>
        <Button className={css.search} size="s" onClick={() => openOverlay('palette')}>
          <Search size={14} aria-hidden />
          <span aria-hidden>{say('searchShort')}</span>
          <span className="visually-hidden">{say('search')}</span>
          <Kbd keys="mod+k" hidden />
        </Button>
        <div className={tools ? css.roomy : css.preferences}>
          <Preferences />
        </div>
        {tools ? <div className={css.tools}>{tools}</div> : null}
        <div className={css.narrow}>
          <Menu
            align="end"
            trigger={<IconButton size="m" label={say('places')} icon={<MenuIcon size={18} aria-hidden />} />}
            entries={PLACES.map(([place, name]) => ({
              label: say(name),
              ...(isHere(place) ? { checked: true, radio: true } : {}),
              run: () => navigate(place),
            }))}
          />
        </div>
      </div>
    </header>
  );
}
