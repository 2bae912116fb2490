/**
 * A shared preview, for whoever has its link: the phone and nothing else of the studio. Knows the link's token; nobody
 * signs in here.
 */
import { useEffect, useState } from 'react';
import type { z } from 'zod';
import type { previewInfoSchema } from '../../server/contract.ts';
import { isApiError } from '../api/api-error.ts';
import { useProblemText } from '../api/problem-text.ts';
import { request } from '../api/request.ts';
import { useTexts } from '../ui/i18n.ts';
import { usePageTitle } from '../ui/page-title.ts';
import { Problem } from '../ui/problem.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { pageTexts } from './page-texts.ts';
import css from './preview-page.module.css';
import { SharedPhone } from './shared-phone.tsx';

export type PreviewInfo = z.output<typeof previewInfoSchema>;

export function PreviewPage({ token }: { token: string }) {
  const say = useTexts(pageTexts);
  const { info, failure, again } = useInfo(token);
  const [over, setOver] = useState(false);
  usePageTitle(info ? info.brand.name : say('title'));
  if (over || isApiError(failure, 'link_expired'))
    return <Notice title={say('expired')} text={say('expiredText')} />;
  if (isApiError(failure, 'not_found', 'invalid_params', 'invalid_query')) {
    return <Notice title={say('unknown')} text={say('unknownText')} />;
  }
  if (failure !== undefined) return <Failed failure={failure} onRetry={again} />;
  if (!info) {
    return (
      <main id="content" className={css.page} aria-busy="true">
        <h1 className="visually-hidden">{say('loading')}</h1>
        <div className={css.ghost}>
          <Skeleton height="48px" />
          <Skeleton width="70%" height="72px" />
          <Skeleton width="48%" height="40px" />
        </div>
      </main>
    );
  }
  return <SharedPhone token={token} info={info} onOver={() => setOver(true)} />;
}

function Notice({ title, text }: { title: string; text: string }) {
  return (
    <main id="content" className={css.page}>
      <div className={css.notice} role="alert">
        <h1>{title}</h1>
        <p>{text}</p>
      </div>
    </main>
  );
}

function Failed({ failure, onRetry }: { failure: unknown; onRetry: () => void }) {
  const say = useTexts(pageTexts);
  const words = useProblemText();
  return (
    <main id="content" className={css.page}>
      <h1 className="visually-hidden">{say('title')}</h1>
      <Problem title={say('failed')} detail={words(failure)} onRetry={onRetry} />
    </main>
  );
}

function useInfo(token: string) {
  const [state, setState] = useState<{ info?: PreviewInfo; failure?: unknown }>({});
  const [tries, setTries] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `tries` asks again.
  useEffect(() => {
    const stop = new AbortController();
    setState({});
    request<PreviewInfo>(`/preview/${encodeURIComponent(token)}`, { signal: stop.signal }).then(
      (info) => setState({ info }),
      (failure: unknown) => {
        if (!stop.signal.aborted) setState({ failure });
      },
    );
    return () => stop.abort();
  }, [token, tries]);
  return { ...state, again: () => setTries((count) => count + 1) };
}
