/** One line of the conversation: whose it is, what it says, and how far it got. */
import { Check, CheckCheck, CircleAlert, Clock } from 'lucide-react';
import { classNames } from '../../ui/class-names.ts';
import { useRegion, useTexts } from '../../ui/i18n.ts';
import { chipsOf, type Entry, type EntryState } from './entry.ts';
import { EntryContent } from './entry-content.tsx';
import css from './entry-row.module.css';
import { usePhone } from './phone-context.ts';
import { phoneTexts } from './phone-texts.ts';
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
          {say('failed')}
          <button type="button" onClick={() => onRetry(entry.id)}>
            {say('retry')}
          </button>
        </p>
      ) : endsGroup || showState ? (
        <p className={css.meta}>
          <Hour at={entry.at} />
          {entry.via === 'sms' ? <span>SMS</span> : null}
          {own && showState ? <Mark state={entry.state} /> : null}
        </p>
      ) : null}
    </div>
  );
}

function Hour({ at }: { at: number }) {
  const text = new Intl.DateTimeFormat(useRegion(), { hour: 'numeric', minute: '2-digit' }).format(at);
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
