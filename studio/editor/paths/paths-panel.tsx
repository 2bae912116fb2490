/** Tests all paths of the flow: started here, followed, and what went wrong shown as something to play. */
import { CircleCheck, FlaskConical, Square } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { PathChannel } from '../../../flows/paths.ts';
import { useDocument } from '../../document/store.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { useLocale, useRegion, useTexts } from '../../ui/i18n.ts';
import { Meter } from '../../ui/meter.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Switch } from '../../ui/switch.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { FailureList } from './failure-list.tsx';
import css from './paths-panel.module.css';
import { pathsTexts } from './paths-texts.ts';
import type { Tried } from './tried.ts';
import { UnreachedList } from './unreached-list.tsx';
import { chosenLocales, forgetPaths, stopPaths, testAllPaths, usePaths } from './use-paths.ts';

export function PathsPanel() {
  const say = useTexts(pathsTexts);
  const locale = useLocale();
  const { phase, progress, tried, fault } = usePaths();
  const locales = useDocument(({ flow }) => flow.locales);
  useEffect(() => forgetPaths, []);
  const region = useRegion();
  const number = (value: number) => new Intl.NumberFormat(region).format(value);
  const running = phase === 'running';
  return (
    <div className={css.room}>
      <div className={css.panel} aria-busy={running}>
        <div className={css.side}>
          <div className={css.start}>
            {running ? (
              <Button size="m" onClick={stopPaths}>
                <Square size={14} aria-hidden />
                {say('stop')}
              </Button>
            ) : (
              <Button size="m" look={tried ? 'plain' : 'primary'} onClick={() => void testAllPaths()}>
                <FlaskConical size={15} aria-hidden />
                {say(tried ? 'again' : 'run')}
              </Button>
            )}
          </div>
          <Choices locales={locales} disabled={running} />
          <p className={css.status} role="status">
            {running
              ? say('found', {
                  paths: number(progress.paths),
                  waiting: progress.paths > 0 ? number(progress.waiting) : '…',
                })
              : tried
                ? say('done', { paths: number(tried.paths) })
                : ''}
          </p>
          {running ? (
            <progress
              className={css.progress}
              aria-label={say('running')}
              value={progress.paths}
              max={Math.max(1, progress.paths + progress.waiting)}
            />
          ) : null}
          {tried ? <Reached tried={tried} /> : null}
        </div>
        <div className={css.main}>
          {phase === 'failed' ? (
            <div className={css.notice}>
              <Problem
                title={say('failed')}
                detail={locale === 'en' ? fault : undefined}
                onRetry={() => void testAllPaths()}
              />
            </div>
          ) : tried ? (
            <Results tried={tried} />
          ) : (
            <EmptyState
              small
              icon={<FlaskConical size={20} aria-hidden />}
              title={running ? say('running') : say('idle')}
              text={say('about')}
            />
          )}
        </div>
      </div>
    </div>
  );
}

function Choices({ locales, disabled }: { locales: readonly string[]; disabled: boolean }) {
  const say = useTexts(pathsTexts);
  const { channels, locales: wanted } = usePaths();
  const chosen = chosenLocales(locales, wanted);
  const toggle = <T extends string>(all: readonly T[], one: T): T[] => {
    const next = all.includes(one) ? all.filter((other) => other !== one) : [...all, one];
    // None at all would try nothing.
    return next.length > 0 ? next : [...all];
  };
  return (
    <div className={css.choices}>
      <fieldset disabled={disabled}>
        <legend>{say('channels')}</legend>
        {(['rbm', 'sms'] satisfies PathChannel[]).map((channel) => (
          <label key={channel}>
            <input
              type="checkbox"
              checked={channels.includes(channel)}
              onChange={() => usePaths.setState({ channels: toggle(channels, channel) })}
            />
            {say(channel === 'rbm' ? 'rcs' : 'sms')}
          </label>
        ))}
      </fieldset>
      {locales.length > 1 ? (
        <fieldset disabled={disabled}>
          <legend>{say('languages')}</legend>
          {locales.map((locale) => (
            <label key={locale}>
              <input
                type="checkbox"
                checked={chosen.includes(locale)}
                onChange={() => usePaths.setState({ locales: toggle(chosen, locale) })}
              />
              {locale.toUpperCase()}
            </label>
          ))}
        </fieldset>
      ) : null}
    </div>
  );
}

function Reached({ tried }: { tried: Tried }) {
  const say = useTexts(pathsTexts);
  const overlay = usePaths((state) => state.overlay);
  const stale = useDocument(({ flow }) => flow.nodes !== usePaths.getState().on?.nodes);
  const row = (label: string, { covered, total }: Tried['nodes']) => (
    <div className={css.reached}>
      <span>{label}</span>
      <Meter label={label} value={covered.length} max={total} warnFrom={2} />
    </div>
  );
  return (
    <>
      {stale ? <p className={css.warn}>{say('stale')}</p> : null}
      {tried.truncated ? <p className={css.warn}>{say('cut')}</p> : null}
      {row(say('steps'), tried.nodes)}
      {row(say('exits'), tried.exits)}
      <Switch
        label={say('overlay')}
        hint={say('overlayHint')}
        checked={overlay}
        onChange={(checked) => usePaths.setState({ overlay: checked })}
      />
    </>
  );
}

function Results({ tried }: { tried: Tried }) {
  const say = useTexts(pathsTexts);
  const { failures, nodes, exits } = tried;
  const [tab, setTab] = useState<'failing' | 'unreached'>('failing');
  const unreached = nodes.missing.length + exits.missing.length;
  return (
    <Tabs
      fill
      label={say('title')}
      value={tab}
      onChange={setTab}
      tabs={[
        {
          id: 'failing',
          label: say('tabFailing'),
          badge: failures.length > 0 ? <Badge tone="bad">{failures.length}</Badge> : null,
          content:
            failures.length > 0 ? (
              <FailureList failures={failures} />
            ) : (
              <EmptyState
                small
                icon={<CircleCheck size={20} aria-hidden />}
                title={say('fine')}
                text={say('fineText')}
              />
            ),
        },
        {
          id: 'unreached',
          label: say('tabUnreached'),
          badge: unreached > 0 ? <Badge tone="warn">{unreached}</Badge> : null,
          content:
            unreached > 0 ? (
              <UnreachedList nodes={nodes.missing} exits={exits.missing} />
            ) : (
              <EmptyState
                small
                icon={<CircleCheck size={20} aria-hidden />}
                title={say('allReached')}
                text={say('allReachedText')}
              />
            ),
        },
      ]}
    />
  );
}
