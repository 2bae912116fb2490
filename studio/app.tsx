/** The table of screens by path, each loaded when first opened; knows nothing of what they show. */
import { type ComponentType, lazy, Suspense, useEffect, useState } from 'react';
import type { Permission } from '../server/contract/people.ts';
import { ApiProvider } from './api/api-provider.tsx';
import { ConnectionBanner } from './api/connection-banner.tsx';
import { loadSession, useMay, useSession } from './api/session.ts';
import css from './app.module.css';
import { Commands } from './commands/commands.tsx';
import { Button, ButtonLink } from './ui/button.tsx';
import { ErrorBoundary } from './ui/error-boundary.tsx';
import { dictionary, useTexts } from './ui/i18n.ts';
import { matchPath, usePathname } from './ui/router.tsx';
import { UiProvider } from './ui/ui-provider.tsx';

/** What stands for the names in a path. */
type Values = Readonly<Record<string, string>>;

interface Place {
  /** "/flows/:id": what stands for ":id" is given to the screen as `id`. */
  path: string;
  Screen: ComponentType<Values>;
  /** Only for those who have signed in, and may do this. */
  closed?: Permission | 'signed-in';
  /** A page for somebody else than the studio's people: no palette, no keys. */
  bare?: boolean;
  /** Places of one name are one screen, which stays as it is when the path leads from one to the other. */
  screen?: string;
}

const Inbox = lazy(async () => {
  const { InboxScreen } = await import('./inbox/inbox.tsx');
  return { default: ({ conversation }: Values) => <InboxScreen conversation={conversation} /> };
});
/** For whoever works in the inbox, on every screen; after the screen itself. */
const Attendant = lazy(async () => ({ default: (await import('./inbox/attendant.tsx')).Attendant }));
const SETTLED_MS = 1_500;
const SignIn = lazy(async () => ({ default: (await import('./sign-in/sign-in.tsx')).SignIn }));

const PLACES: readonly Place[] = [
  { path: '/', Screen: lazy(async () => ({ default: (await import('./home/home.tsx')).Home })) },
  {
    path: '/flows',
    closed: 'flows.read',
    Screen: lazy(async () => ({ default: (await import('./flows/flows.tsx')).Flows })),
  },
  {
    path: '/flows/:id',
    closed: 'flows.read',
    Screen: lazy(async () => {
      const { Editor } = await import('./editor/editor.tsx');
      return { default: ({ id = '' }: Values) => <Editor id={id} /> };
    }),
  },
  { path: '/inbox', closed: 'conversations.read', screen: 'inbox', Screen: Inbox },
  {
    path: '/inbox/wall',
    closed: 'reports.read',
    Screen: lazy(async () => ({ default: (await import('./inbox/wall/wall.tsx')).WallScreen })),
  },
  {
    path: '/inbox/settings',
    closed: 'queues.read',
    Screen: lazy(async () => ({ default: (await import('./inbox/settings/settings.tsx')).InboxSettings })),
  },
  { path: '/inbox/:conversation', closed: 'conversations.read', screen: 'inbox', Screen: Inbox },
  {
    path: '/brand',
    closed: 'brand.read',
    Screen: lazy(async () => ({ default: (await import('./brand/brand.tsx')).BrandScreen })),
  },
  {
    path: '/people',
    closed: 'people.read',
    Screen: lazy(async () => ({ default: (await import('./people/people.tsx')).PeopleScreen })),
  },
  {
    path: '/audit',
    closed: 'audit.read',
    Screen: lazy(async () => ({ default: (await import('./people/audit.tsx')).AuditScreen })),
  },
  {
    path: '/account',
    closed: 'signed-in',
    Screen: lazy(async () => ({ default: (await import('./account/account.tsx')).AccountScreen })),
  },
  {
    path: '/welcome',
    bare: true,
    Screen: lazy(async () => ({ default: (await import('./sign-in/welcome.tsx')).Welcome })),
  },
  {
    path: '/handset',
    Screen: lazy(async () => ({ default: (await import('./handset/handset.tsx')).Handset })),
  },
  {
    path: '/p/:token',
    bare: true,
    Screen: lazy(async () => {
      const { PreviewPage } = await import('./preview-page/preview-page.tsx');
      return { default: ({ token = '' }: Values) => <PreviewPage token={token} /> };
    }),
  },
];

const texts = dictionary(
  {
    skip: 'Skip to the content',
    loading: 'Loading',
    lost: 'There is no page here.',
    home: 'Go to the first page',
    failed: 'This page could not be shown.',
    again: 'Try again',
    unreachable: 'The server cannot be reached.',
    closed: 'This page is not open to you.',
    closedWhy: 'Your role does not include it. Whoever owns this Carillon can change that.',
  },
  {
    skip: 'Aller au contenu',
    loading: 'Chargement',
    lost: 'Il n’y a pas de page ici.',
    home: 'Aller à la première page',
    failed: 'Cette page n’a pas pu s’afficher.',
    again: 'Réessayer',
    unreachable: 'Le serveur ne répond pas.',
    closed: 'Cette page ne vous est pas ouverte.',
    closedWhy: 'Votre rôle ne la comprend pas. La personne à qui appartient ce Carillon peut le changer.',
  },
);

export function App() {
  const say = useTexts(texts);
  const path = usePathname();
  const [place, values] = findPlace(path);
  return (
    <ApiProvider>
      <UiProvider>
        <a className="skip-link" href="#content">
          {say('skip')}
        </a>
        <ErrorBoundary
          // Another path begins anew: nothing of the last flow may linger, a fault neither.
          key={place?.screen ?? path}
          fallback={() => (
            <main id="content" className={css.notice}>
              <h1>{say('failed')}</h1>
              {/* A new version may have replaced the file this page was waiting for: load everything anew. */}
              <Button onClick={() => location.reload()}>{say('again')}</Button>
            </main>
          )}
        >
          <Suspense fallback={<Waiting label={say('loading')} />}>
            {place ? (
              <Entrance place={place} values={values} />
            ) : (
              <main id="content" className={css.notice}>
                <h1>{say('lost')}</h1>
                <ButtonLink href="/">{say('home')}</ButtonLink>
              </main>
            )}
          </Suspense>
        </ErrorBoundary>
        {place?.bare ? null : (
          <>
            <Commands />
            <ConnectionBanner />
            <Attention />
          </>
        )}
      </UiProvider>
    </ApiProvider>
  );
}

/** The screen, or the sign-in in its place: whoever signs in is where they wanted to be. */
function Entrance({ place, values }: { place: Place; values: Values }) {
  const say = useTexts(texts);
  const { Screen, closed } = place;
  const signedIn = useSession(({ me }) => me !== undefined);
  const state = useSession((session) => session.state);
  const may = useMay(closed === undefined || closed === 'signed-in' ? 'flows.read' : closed);
  if (closed === undefined) return <Screen {...values} />;
  if (!signedIn && state === 'unknown') return <Waiting label={say('loading')} />;
  if (!signedIn && state === 'unreachable') {
    return (
      <main id="content" className={css.notice}>
        <h1>{say('unreachable')}</h1>
        <Button onClick={() => void loadSession()}>{say('again')}</Button>
      </main>
    );
  }
  if (!signedIn) return <SignIn />;
  if (closed === 'signed-in' || may) return <Screen {...values} />;
  return (
    <main id="content" className={css.notice}>
      <h1>{say('closed')}</h1>
      <p>{say('closedWhy')}</p>
      <ButtonLink href="/">{say('home')}</ButtonLink>
    </main>
  );
}

/** Nothing to those who may not see conversations, and where it cannot be loaded. */
function Attention() {
  const me = useSession((session) => session.me?.id);
  const may = useMay('conversations.read');
  const path = usePathname();
  const [settled, setSettled] = useState(false);
  useEffect(() => {
    const settle = () => setSettled(true);
    // Without a network it could not be loaded, and what failed to load once is not asked for again.
    const timer = setTimeout(() => {
      if (navigator.onLine) settle();
      else window.addEventListener('online', settle, { once: true });
    }, SETTLED_MS);
    return () => {
      clearTimeout(timer);
      window.removeEventListener('online', settle);
    };
  }, []);
  if (me === undefined || !may || !(settled || path.startsWith('/inbox'))) return null;
  return (
    <ErrorBoundary fallback={() => null}>
      <Suspense fallback={null}>
        <Attendant key={me} />
      </Suspense>
    </ErrorBoundary>
  );
}

function Waiting({ label }: { label: string }) {
  return (
    <main id="content" className={css.notice} aria-busy="true">
      <p className="visually-hidden" role="status">
        {label}
      </p>
    </main>
  );
}

function findPlace(path: string): [Place | undefined, Values] {
  for (const place of PLACES) {
    const values = matchPath(place.path, path);
    if (values) return [place, values];
  }
  return [undefined, {}];
}
