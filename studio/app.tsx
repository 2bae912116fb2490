/** The table of screens by path, each loaded when first opened; knows nothing of what they show. */
import { type ComponentType, lazy, Suspense } from 'react';
import { ApiProvider } from './api/api-provider.tsx';
import { ConnectionBanner } from './api/connection-banner.tsx';
import { useSession } from './api/session.ts';
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
  /** Only for those who have signed in. */
  closed?: boolean;
  /** A page for somebody else than the studio's people: no palette, no keys. */
  bare?: boolean;
}

const SignIn = lazy(async () => ({ default: (await import('./sign-in/sign-in.tsx')).SignIn }));

const PLACES: readonly Place[] = [
  { path: '/', Screen: lazy(async () => ({ default: (await import('./home/home.tsx')).Home })) },
  {
    path: '/flows',
    closed: true,
    Screen: lazy(async () => ({ default: (await import('./flows/flows.tsx')).Flows })),
  },
  {
    path: '/flows/:id',
    closed: true,
    Screen: lazy(async () => {
      const { Editor } = await import('./editor/editor.tsx');
      return { default: ({ id = '' }: Values) => <Editor id={id} /> };
    }),
  },
  {
    path: '/brand',
    closed: true,
    Screen: lazy(async () => ({ default: (await import('./brand/brand.tsx')).BrandScreen })),
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
  },
  {
    skip: 'Aller au contenu',
    loading: 'Chargement',
    lost: 'Il n’y a pas de page ici.',
    home: 'Aller à la première page',
    failed: 'Cette page n’a pas pu s’afficher.',
    again: 'Réessayer',
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
          key={path}
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
          </>
        )}
      </UiProvider>
    </ApiProvider>
  );
}

/** The screen, or the sign-in in its place: whoever signs in is where they wanted to be. */
function Entrance({ place, values }: { place: Place; values: Values }) {
  const signedIn = useSession(({ token }) => token !== undefined);
  const { Screen } = place;
  return place.closed && !signedIn ? <SignIn /> : <Screen {...values} />;
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
