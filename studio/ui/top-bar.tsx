/** The strip every screen begins with: where one can go, the search for actions, and the reader's preferences. */
import {
  CircleUserRound,
  LogOut,
  Menu as MenuIcon,
  ScrollText,
  Search,
  UserRound,
  UsersRound,
} from 'lucide-react';
import type { ReactNode } from 'react';
import type { Permission } from '../../server/contract/people.ts';
import { signOut, useSession } from '../api/session.ts';
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
    inbox: 'Inbox',
    flows: 'Flows',
    brand: 'Brand',
    handset: 'Handset',
    search: 'Search and actions',
    searchShort: 'Search',
    me: '{name}: account and sign-out',
    account: 'My account',
    people: 'People',
    audit: 'Audit log',
    signOut: 'Sign out',
  },
  {
    home: 'Carillon, première page',
    places: 'Lieux',
    inbox: 'Messagerie',
    flows: 'Parcours',
    brand: 'Marque',
    handset: 'Téléphone',
    search: 'Rechercher et agir',
    searchShort: 'Rechercher',
    me: '{name} : compte et déconnexion',
    account: 'Mon compte',
    people: 'Membres',
    audit: 'Journal',
    signOut: 'Se déconnecter',
  },
);

/** With what one must be allowed to see there; who is not signed in is shown them all, and asked who they are. */
const PLACES = [
  ['/inbox', 'inbox', 'conversations.read'],
  ['/flows', 'flows', 'flows.read'],
  ['/brand', 'brand', 'brand.read'],
  ['/handset', 'handset', undefined],
] as const satisfies readonly (readonly [string, string, Permission | undefined])[];

/** On a narrow screen `tools` take the place of the preferences, which then have to be found behind them. */
export function TopBar({ tools }: { tools?: ReactNode }) {
  const say = useTexts(texts);
  const path = usePathname();
  const me = useSession((session) => session.me);
  const places = PLACES.filter(
    ([, , needed]) => needed === undefined || !me || me.permissions.includes(needed),
  );
  const isHere = (place: string) => path === place || path.startsWith(`${place}/`);
  return (
    <header className={css.bar}>
      <Link href="/" className={css.home} aria-label={say('home')}>
        <Wordmark />
      </Link>
      <nav className={css.places} aria-label={say('places')}>
        {places.map(([place, name]) => (
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
        <PersonMenu />
        <div className={css.narrow}>
          <Menu
            align="end"
            trigger={<IconButton size="m" label={say('places')} icon={<MenuIcon size={18} aria-hidden />} />}
            entries={places.map(([place, name]) => ({
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

/** Who is signed in, what concerns them alone, and the way out. */
function PersonMenu() {
  const say = useTexts(texts);
  const me = useSession((session) => session.me);
  const asked = useSession(({ state }) => state !== 'unknown');
  // Its place is kept until it is known whether it is needed: nothing moves.
  if (!me) return asked ? null : <span className={css.person} />;
  const may = (permission: Permission) => me.permissions.includes(permission);
  return (
    <Menu
      align="end"
      trigger={
        <IconButton
          size="m"
          label={say('me', { name: me.name })}
          icon={<CircleUserRound size={18} aria-hidden />}
        />
      }
      entries={[
        { kind: 'heading', label: me.name },
        { label: say('account'), icon: <UserRound size={15} aria-hidden />, run: () => navigate('/account') },
        ...(may('people.read')
          ? [
              {
                label: say('people'),
                icon: <UsersRound size={15} aria-hidden />,
                run: () => navigate('/people'),
              },
            ]
          : []),
        ...(may('audit.read')
          ? [
              {
                label: say('audit'),
                icon: <ScrollText size={15} aria-hidden />,
                run: () => navigate('/audit'),
              },
            ]
          : []),
        'separator',
        {
          label: say('signOut'),
          icon: <LogOut size={15} aria-hidden />,
          run: () => void signOut().then(() => navigate('/')),
        },
      ]}
    />
  );
}
