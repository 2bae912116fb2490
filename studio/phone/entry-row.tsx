/** One line of the conversation: whose it is, what it says, and how far it got. */
import { Check, CheckCheck, CircleAlert, Clock } from 'lucide-react';
import { classNames } from '../ui/class-names.ts';
import { useRegion, useTexts } from '../ui/i18n.ts';
import { chipsOf, type Entry, type EntryState, type Obstacle } from './entry.ts';
import { EntryContent } from './entry-content.tsx';
import css from './entry-row.module.css';
import { usePhone } from './phone-context.ts';
import { phoneTexts } from './phone-texts.ts';
import { printTime } from './phone-time.ts';
import { SuggestionList } from './suggestion-list.tsx';

interface Props {
  entry: Entry;
  /** Its suggestions hang under it (iOS; Android hangs them under the conversation). */
  chips: boolean;
  /** The last of several by the same side: the hour is shown under it. */
  endsGroup: boolean;
  /** The person's newest message: how far it got is shown. */
  showState: boolean;
  onRetry: (id: string) => void;
}

export function EntryRow({ entry, chips, endsGroup, showState, onRetry }: Props) {
  const say = useTexts(phoneTexts);
  const { brand } = usePhone();
  const own = entry.from === 'person';
  return (
    <div
      className={classNames(css.row, own ? css.own : css.theirs, endsGroup && css.last)}
      data-from={entry.from}
      data-via={entry.via}
    >
      <span className="visually-hidden">{own ? say('you') : brand.name}: </span>
      <EntryContent entry={entry} />
      {chips ? <SuggestionList suggestions={chipsOf(entry.content)} look="list" /> : null}
      {entry.state === 'failed' ? (
        <p className={css.failed}>
          <CircleAlert size={14} aria-hidden />
          {say(entry.obstacle ? OBSTACLES[entry.obstacle] : 'failed')}
          <button type="button" onClick={() => onRetry(entry.id)}>
            {say('retry')}
          </button>
        </p>
      ) : endsGroup || showState || entry.via === 'sms' ? (
        <p className={css.meta}>
          {endsGroup || showState ? <Hour at={entry.at} /> : null}
          {entry.via === 'sms' ? <SmsMark entry={entry} /> : null}
          {own && showState ? <Mark state={entry.state} /> : null}
        </p>
      ) : null}
    </div>
  );
}

const OBSTACLES = {
  'no-sender': 'failedNoSender',
  'no-answers': 'failedNoAnswers',
} as const satisfies Record<Obstacle, string>;

/** That it came as an SMS, and what it took: "SMS, 2 parts". */
function SmsMark({ entry: { sms } }: { entry: Entry }) {
  const say = useTexts(phoneTexts);
  if (!sms) return <span>SMS</span>;
  const marks = [
    'SMS',
    ...(sms.segments > 1 ? [say('smsParts', { count: sms.segments })] : []),
    ...(sms.unicode ? ['Unicode'] : []),
  ];
  return (
    <span title={say(sms.unicode ? 'smsUnicode' : 'smsPlain')} data-segments={sms.segments}>
      {marks.join(', ')}
    </span>
  );
}

function Hour({ at }: { at: number }) {
  const { timeZone } = usePhone();
  const text = printTime(at, useRegion(), timeZone, { hour: 'numeric', minute: '2-digit' });
  return <time dateTime={new Date(at).toISOString()}>{text}</time>;
}

/** iOS writes the state out; Android draws it, and reads it to those who cannot see it. */
function Mark({ state }: { state: EntryState }) {
  const say = useTexts(phoneTexts);
  const { platform } = usePhone();
  const key =
    state === 'read'
      ? 'read'
      : state === 'delivered'
        ? 'delivered'
        : state === 'sending'
          ? 'sending'
          : 'sent';
  if (platform === 'ios') return <span>{say(key)}</span>;
  const Icon = key === 'sending' ? Clock : key === 'sent' ? Check : CheckCheck;
  return (
    <span className={classNames(css.mark, key === 'read' && css.markRead)} role="img" aria-label={say(key)}>
      <Icon size={15} aria-hidden />
    </span>
  );
}
