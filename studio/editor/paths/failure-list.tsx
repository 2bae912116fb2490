/** What went wrong on some way, each to be played, gone to, or shown on the canvas. */
import { LocateFixed, Play, Route } from 'lucide-react';
import { problemSentence } from '../../../flows/problem-sentence.ts';
import { useDocument } from '../../document/store.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { useLocale, useTexts } from '../../ui/i18n.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { focusNode } from '../focus.ts';
import { titleOf } from '../node-title.ts';
import css from './paths-lists.module.css';
import { pathsTexts } from './paths-texts.ts';
import type { Failure } from './tried.ts';
import { playFailure, showRoute, usePaths } from './use-paths.ts';

export function FailureList({ failures }: { failures: readonly Failure[] }) {
  return (
    <ul className={css.list}>
      {failures.map((failure) => (
        <One key={`${failure.code} ${failure.node} ${failure.detail}`} failure={failure} />
      ))}
    </ul>
  );
}

function One({ failure }: { failure: Failure }) {
  const say = useTexts(pathsTexts);
  const language = useLocale();
  const { code, detail, node, count, channels, path } = failure;
  const title = useDocument(({ flow }) => (node === undefined ? '' : titleOf(flow, node, language)));
  const routed = usePaths((paths) => paths.routed === path);
  const steps = path.script.length;
  return (
    <li className={css.line}>
      <div className={css.words}>
        <p>
          {title ? (
            <>
              <strong dir="auto">{title}</strong>{' '}
            </>
          ) : null}
          {problemSentence(code)[language]}
        </p>
        <p className={css.fine}>
          {channels.map((channel) => (
            <Badge key={channel}>{channel === 'rbm' ? 'RCS' : 'SMS'}</Badge>
          ))}
          <span>{count === 1 ? say('once') : say('times', { count })}</span>
          <span>{steps === 1 ? say('shortestOne') : say('shortest', { steps })}</span>
          {detail && language === 'en' ? <span>{detail}</span> : null}
        </p>
      </div>
      <div className={css.tools}>
        <Button size="s" aria-label={say('playLong')} onClick={() => void playFailure(failure)}>
          <Play size={14} aria-hidden />
          {say('play')}
        </Button>
        <IconButton
          label={say('route')}
          pressed={routed}
          icon={<Route size={15} aria-hidden />}
          onClick={() => showRoute(failure)}
        />
        <IconButton
          label={say('toStep')}
          disabled={node === undefined}
          icon={<LocateFixed size={15} aria-hidden />}
          onClick={() => node !== undefined && focusNode(node)}
        />
      </div>
    </li>
  );
}
