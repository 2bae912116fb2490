/** The small marks at the head of a step: where it starts, what is wrong, who waits, what has been tried. */
import {
  CircleCheck,
  CircleDashed,
  CircleX,
  FastForward,
  Flag,
  MessageSquareText,
  Pin,
  StickyNote,
  TriangleAlert,
  Users,
} from 'lucide-react';
import type { ReactNode } from 'react';
import { useDocument } from '../../document/store.ts';
import { classNames } from '../../ui/class-names.ts';
import { dictionary, useLocale, useTexts } from '../../ui/i18n.ts';
import { useLights } from '../lights.ts';
import type { Face } from './face.ts';
import css from './step-badges.module.css';
import { problemsOf, stateBeside } from './step-state.ts';
import type { StepLights } from './use-step-lights.ts';

const texts = dictionary(
  {
    start: 'Start',
    skipped: 'Skipped',
    errors: '{n} to mend: {first}',
    warnings: '{n} to look at: {first}',
    waiting: '{n} waiting here',
    tried: 'Tried',
    untried: 'Not tried',
    note: 'Has a note',
    pinned: 'Pinned: tidying up leaves it in place',
    unpublished: 'Changed since it was published',
    fresh: 'Not published yet',
    rich: 'Shown like this over RCS; an SMS gets words and a link',
    rcsOnly: 'Only over RCS, never by SMS',
    sms: 'Always by SMS',
    here: 'Here now',
    added: 'Added',
    removed: 'Removed',
    changed: 'Changed',
  },
  {
    start: 'Début',
    skipped: 'Sautée',
    errors: '{n} à corriger : {first}',
    warnings: '{n} à regarder : {first}',
    waiting: '{n} en attente ici',
    tried: 'Essayée',
    untried: 'Pas essayée',
    note: 'Porte une note',
    pinned: 'Épinglée : le rangement la laisse en place',
    unpublished: 'Modifiée depuis la publication',
    fresh: 'Pas encore publiée',
    rich: 'Ainsi en RCS ; un SMS reçoit des mots et un lien',
    rcsOnly: 'Seulement en RCS, jamais par SMS',
    sms: 'Toujours par SMS',
    here: 'En cours ici',
    added: 'Ajoutée',
    removed: 'Retirée',
    changed: 'Modifiée',
  },
);

interface Props {
  id: string;
  face: Face;
  isStart: boolean;
  lights: StepLights;
}

export function StepBadges({ id, face, isStart, lights }: Props) {
  const say = useTexts(texts);
  const reader = useLocale();
  const problems = useDocument(({ findings, flow }) => problemsOf(findings, flow.canvas.suppressed).get(id));
  const { errors, warnings } = problems ?? {};
  const waiting = useLights((state) => state.waiting?.[id] ?? 0);
  const pinned = useDocument(({ flow }) => flow.canvas.positions[id]?.pinned === true);
  const edited = useDocument(({ flow }) => flow.nodes[id]);
  const unpublished = useLights(({ published }) => published && edited && stateBeside(published, id, edited));
  return (
    <span className={css.badges}>
      {lights.compared ? <Tag tone={lights.compared} words={say(lights.compared)} /> : null}
      {lights.here ? <Tag tone="here" words={say('here')} /> : null}
      {isStart ? <Tag tone="start" words={say('start')} icon={<Flag size={10} aria-hidden />} /> : null}
      {face.skipped ? (
        <Tag tone="skipped" words={say('skipped')} icon={<FastForward size={10} aria-hidden />} />
      ) : null}
      {waiting > 0 ? (
        <Mark
          tone="waiting"
          words={say('waiting', { n: waiting })}
          icon={<Users size={12} aria-hidden />}
          count={waiting}
        />
      ) : null}
      {pinned ? <Mark words={say('pinned')} icon={<Pin size={12} aria-hidden />} /> : null}
      {face.noted ? <Mark words={say('note')} icon={<StickyNote size={12} aria-hidden />} /> : null}
      {face.channel === 'rcs-only' ? <Tag tone="channel" words="RCS" title={say('rcsOnly')} /> : null}
      {face.channel === 'sms' ? <Tag tone="channel" words="SMS" title={say('sms')} /> : null}
      {face.rich && !face.channel ? (
        <Mark words={say('rich')} icon={<MessageSquareText size={12} aria-hidden />} />
      ) : null}
      {lights.tried === true ? (
        <Mark tone="tried" words={say('tried')} icon={<CircleCheck size={13} aria-hidden />} />
      ) : null}
      {lights.tried === false ? (
        <Mark tone="untried" words={say('untried')} icon={<CircleDashed size={13} aria-hidden />} />
      ) : null}
      {errors ? (
        <Mark
          tone="error"
          words={say('errors', { n: errors.count, first: errors.first[reader] })}
          icon={<CircleX size={14} aria-hidden />}
          count={errors.count}
        />
      ) : warnings ? (
        <Mark
          tone="warning"
          words={say('warnings', { n: warnings.count, first: warnings.first[reader] })}
          icon={<TriangleAlert size={13} aria-hidden />}
          count={warnings.count}
        />
      ) : null}
      {unpublished ? (
        <span className={css.dot} role="img" aria-label={say(unpublished)} title={say(unpublished)} />
      ) : null}
    </span>
  );
}

function Mark({
  tone,
  words,
  icon,
  count,
}: {
  tone?: string;
  words: string;
  icon: ReactNode;
  count?: number;
}) {
  return (
    <span className={classNames(css.mark, tone && css[tone])} role="img" aria-label={words} title={words}>
      {icon}
      {count !== undefined && count > 1 ? <span className={css.count}>{count}</span> : null}
    </span>
  );
}

function Tag({
  tone,
  words,
  icon,
  title,
}: {
  tone: string;
  words: string;
  icon?: ReactNode;
  title?: string;
}) {
  return (
    <span className={classNames(css.tag, css[tone])} title={title}>
      {icon}
      {words}
    </span>
  );
}
