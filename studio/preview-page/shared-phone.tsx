/** The shared preview being played: its own connection, one session, the phone, and three choices about it. */
import { RotateCcw } from 'lucide-react';
import { useEffect, useMemo } from 'react';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { isApiError } from '../api/api-error.ts';
import { askLive, type LiveSocket, openLive } from '../api/live.ts';
import { useProblemText } from '../api/problem-text.ts';
import { type SessionState, sessionState } from '../phone/preview/session.ts';
import { SessionPhone } from '../phone/preview/session-phone.tsx';
import { Button } from '../ui/button.tsx';
import { LOCALES, type Locale, locale as reader, useLocale, useRegion, useTexts } from '../ui/i18n.ts';
import { Problem } from '../ui/problem.tsx';
import { Segmented } from '../ui/segmented.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { pageTexts } from './page-texts.ts';
import css from './preview-page.module.css';
import type { PreviewInfo } from './preview-page.tsx';
import { Standing } from './standing.tsx';

interface Props {
  token: string;
  info: PreviewInfo;
  /** The link has ended while it was being played. */
  onOver: () => void;
}

export function SharedPhone({ token, info, onOver }: Props) {
  const say = useTexts(pageTexts);
  const language = useLocale();
  const region = useRegion();
  const session = useSharedSession(token, info, onOver);
  const { state, cameAt, phase, failure, refusal, take, said, busy } = useStore(session);
  const { setting, restart, act, skip } = session.getState();
  const words = useProblemText();
  const until = new Intl.DateTimeFormat(region, {
    weekday: 'long',
    hour: '2-digit',
    minute: '2-digit',
    day: 'numeric',
    month: 'long',
  }).format(info.expires);
  return (
    <main id="content" className={css.page} aria-busy={busy > 0 || phase === 'opening'}>
      <header className={css.bar}>
        <h1 className={css.name} dir="auto">
          {info.name}
        </h1>
        <div className={css.tools}>
          <Segmented<Locale>
            label={say('language')}
            labelHidden
            value={language}
            options={LOCALES.map((one) => ({ value: one, label: one.toUpperCase() }))}
            onChange={(next) => {
              reader.set(next);
              const spoken = spokenBy(info.locales, next);
              // A conversation is in one language from its beginning on.
              if (state && spoken !== state.locale) void restart({ locale: spoken });
            }}
          />
          <Segmented
            label={say('platform')}
            labelHidden
            value={state?.platform ?? firstPlatform()}
            disabled={!state}
            options={[
              { value: 'android', label: 'Android' },
              { value: 'ios', label: 'iOS' },
            ]}
            onChange={(platform) => void setting({ platform })}
          />
          <Segmented
            label={say('channel')}
            labelHidden
            value={state?.rcs === false ? 'sms' : 'rcs'}
            disabled={!state}
            options={[
              { value: 'rcs', label: 'RCS' },
              { value: 'sms', label: 'SMS' },
            ]}
            onChange={(channel) => void setting({ rcs: channel === 'rcs' })}
          />
          <Button size="s" className={css.restart} disabled={!state} onClick={() => void restart()}>
            <RotateCcw size={14} aria-hidden />
            <span>{say('restart')}</span>
          </Button>
        </div>
      </header>
      {refusal ? (
        <p className={css.refusal} role="alert">
          {words(refusal)}
        </p>
      ) : null}
      <div className={css.stage}>
        {phase === 'failed' ? (
          <Problem
            title={say('failed')}
            detail={words(failure)}
            onRetry={() => void session.getState().open(requestFor(info, language))}
          />
        ) : state ? (
          <SessionPhone
            state={state}
            cameAt={cameAt}
            run={String(take)}
            said={said}
            onAct={(what) => void act(what)}
          />
        ) : (
          <div className={css.ghost}>
            <Skeleton height="48px" />
            <Skeleton width="70%" height="72px" />
            <Skeleton width="48%" height="40px" />
          </div>
        )}
      </div>
      {state ? (
        <Standing
          state={state}
          cameAt={cameAt}
          busy={busy > 0}
          onRestart={() => void restart()}
          onBot={() => void act({ kind: 'handback' })}
          onSkip={() => void skip('next')}
        />
      ) : null}
      <footer className={css.foot}>
        <p>{say('about', { brand: info.brand.name, time: until })}</p>
      </footer>
    </main>
  );
}

function useSharedSession(token: string, info: PreviewInfo, onOver: () => void) {
  const made = useMemo(() => {
    let socket: LiveSocket | undefined;
    const store = createStore<SessionState>(
      sessionState(async (event, payload) => {
        if (!socket) throw new Error('The preview is closed.');
        return askLive(event, payload, socket);
      }),
    );
    return {
      store,
      connect(over: () => void): () => void {
        const own = openLive(() => ({ preview: token }));
        socket = own;
        own.on('preview:state', (state) => store.getState().heard(state));
        own.on('connect', () => store.getState().regained());
        own.on('connect_error', (error) => {
          const { code } = (error as { data?: { code?: unknown } }).data ?? {};
          // The server no longer lets this link in: trying again would not help.
          if (code !== 'unauthorized' && code !== 'link_expired') return;
          own.disconnect();
          over();
        });
        // The server hangs up when the link ends: asking once more says whether that was it.
        own.on('disconnect', (reason) => {
          store.getState().lost();
          if (reason === 'io server disconnect') own.connect();
        });
        return () => {
          store.getState().close();
          own.disconnect();
          socket = undefined;
        };
      },
    };
  }, [token]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is opened once; another language begins it anew.
  useEffect(() => {
    const leave = made.connect(onOver);
    void made.store.getState().open(requestFor(info, reader.get()));
    const stop = made.store.subscribe(({ refusal, failure }) => {
      if (isApiError(refusal, 'unauthorized') || isApiError(failure, 'unauthorized')) onOver();
    });
    return () => {
      stop();
      leave();
    };
  }, [made]);
  return made.store;
}

function requestFor(info: PreviewInfo, language: Locale) {
  const locale = spokenBy(info.locales, language);
  return { flow: info.flow, platform: firstPlatform(), locale, running: true };
}

function spokenBy(locales: readonly string[], language: Locale): string | undefined {
  return locales.find((one) => one.slice(0, 2) === language) ?? locales[0];
}

/** A preview on an iPhone looks like one there. */
function firstPlatform(): 'android' | 'ios' {
  return /iphone|ipad|mac os/i.test(navigator.userAgent) ? 'ios' : 'android';
}
