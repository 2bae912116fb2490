/** The table of screens by path, each loaded when first opened; knows nothing of what they show. */
import { type ComponentType, lazy, Suspense } from 'react';
import css from './app.module.css';
import { Button, ButtonLink } from './ui/button.tsx';
import { ErrorBoundary } from './ui/error-boundary.tsx';
import { dictionary, useTexts } from './ui/i18n.ts';
import { usePathname } from './ui/router.tsx';

const SCREENS: Readonly<Record<string, ComponentType>> = {
  '/': lazy(async () => ({ default: (await import('./home/home.tsx')).Home })),
  '/handset': lazy(async () => ({ default: (await import('./handset/handset.tsx')).Handset })),
};

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
  const Screen = SCREENS[path];
  return (
    <>
      <a className="skip-link" href="#content">
        {say('skip')}
      </a>
      <ErrorBoundary
        key={path}
        fallback={() => (
          <main id="content" className={css.notice}>
            <h1>{say('failed')}</h1>
            {/* A new version may have replaced the file this page was waiting for: load everything anew. */}
            <Button onClick={() => location.reload()}>{say('again')}</Button>
          </main>
        )}
      >
        <Suspense
          fallback={
            <main id="content" className={css.notice} aria-busy="true">
              <h1 className="visually-hidden">{say('loading')}</h1>
            </main>
          }
        >
          {Screen ? (
            <Screen />
          ) : (
            <main id="content" className={css.notice}>
              <h1>{say('lost')}</h1>
              <ButtonLink href="/">{say('home')}</ButtonLink>
            </main>
          )}
        </Suspense>
      </ErrorBoundary>
    </>
  );
}
