/** The first page: what Carillon is, how this server does, and where to go. */
import { ArrowRight, ExternalLink } from 'lucide-react';
import type { ReactNode } from 'react';
import { ButtonLink } from '../ui/button.tsx';
import { useTexts } from '../ui/i18n.ts';
import { usePageTitle } from '../ui/page-title.ts';
import { Link } from '../ui/router.tsx';
import { TopBar } from '../ui/top-bar.tsx';
import css from './home.module.css';
import { homeTexts } from './home-texts.ts';
import { PhonePicture } from './phone-picture.tsx';
import { StatusLine } from './status-line.tsx';

const WORDS = ['sayBook', 'sayClaim', 'sayPay'] as const;

export function Home() {
  const say = useTexts(homeTexts);
  usePageTitle('');
  return (
    <>
      <TopBar />
      <main id="content" className={css.main}>
        <div className={css.words}>
          <div className={css.intro}>
            <StatusLine />
            <h1>{say('headline')}</h1>
            <p className={css.lead}>{say('lead')}</p>
          </div>
          <h2 className="visually-hidden">{say('next')}</h2>
          <ol className={css.steps}>
            <Step title={say('flowsTitle')} text={say('flowsText')}>
              <ButtonLink look="primary" size="m" href="/flows">
                {say('flowsOpen')}
                <ArrowRight size={16} aria-hidden className={css.arrow} />
              </ButtonLink>
              <Link href="/flows?view=gallery">{say('flowsGallery')}</Link>
            </Step>
            <Step title={say('handsetTitle')} text={say('handsetText')}>
              <ButtonLink size="m" href="/handset">
                {say('handsetOpen')}
              </ButtonLink>
              <p className={css.try}>
                <span>{say('handsetTry')}</span>
                {WORDS.map((word) => (
                  <Link
                    key={word}
                    href={`/handset?say=${encodeURIComponent(say(word))}`}
                    className={css.word}
                  >
                    {say(word)}
                  </Link>
                ))}
              </p>
            </Step>
            <Step title={say('brandTitle')} text={say('brandText')}>
              <ButtonLink size="m" href="/brand">
                {say('brandOpen')}
              </ButtonLink>
            </Step>
            <Step title={say('runTitle')} text={say('runText')}>
              <a href="/api/openapi.json">
                {say('apiOpen')} <ExternalLink size={14} aria-hidden />
              </a>
              <a href="/healthz">{say('health')}</a>
              <a href="/readyz">{say('readiness')}</a>
              <a href="/metrics">{say('metrics')}</a>
            </Step>
          </ol>
        </div>
        <PhonePicture label={say('picture')} />
      </main>
    </>
  );
}

function Step({ title, text, children }: { title: string; text: string; children?: ReactNode }) {
  return (
    <li className={css.step}>
      <h3>{title}</h3>
      <p className={css.text}>{text}</p>
      {children ? <div className={css.ways}>{children}</div> : null}
    </li>
  );
}
