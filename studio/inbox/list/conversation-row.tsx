/** One conversation in the list: who, what was said last, who has it, how long somebody waits. */
import { AlarmClock, Bot, ChevronsDown, ChevronsUp, ChevronUp, MessageSquareText, Moon } from 'lucide-react';
import type { KeyboardEvent } from 'react';
import type { Due, LastLine, Row } from '../../../server/contract/inbox-list.ts';
import { useSession } from '../../api/session.ts';
import { Badge } from '../../ui/badge.tsx';
import { classNames } from '../../ui/class-names.ts';
import { useRegion, useTexts } from '../../ui/i18n.ts';
import { useMinute } from '../../ui/minute.ts';
import { Link } from '../../ui/router.tsx';
import { momentText, shortLength, shortMoment } from '../short-time.ts';
import { speakersOf } from '../speakers.ts';
import { useTeamNames } from '../use-team.ts';
import css from './conversation-row.module.css';
import { LabelTag } from './label-tag.tsx';
import { listTexts } from './list-texts.ts';

/** Pixels; every row is as high. */
export const ROW_HEIGHT = 88;
const LABELS_SHOWN = 1;

interface Props {
  row: Row;
  href: string;
  open: boolean;
  selected: boolean;
  /** Something is selected: the boxes are shown. */
  selecting: boolean;
  onSelect: (on: boolean, range: boolean) => void;
}

export function ConversationRow({ row, href, open, selected, selecting, onSelect }: Props) {
  const say = useTexts(listTexts);
  const region = useRegion();
  const now = useMinute();
  const name = row.name ?? row.phone;
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== ' ') return;
    event.preventDefault();
    onSelect(!selected, event.shiftKey);
  };
  return (
    <div
      className={classNames(
        css.row,
        open && css.open,
        selected && css.selected,
        row.unread > 0 && css.unread,
      )}
      data-selecting={selecting || undefined}
      data-conversation={row.id}
    >
      <input
        type="checkbox"
        className={css.box}
        aria-label={say('select', { name })}
        checked={selected}
        tabIndex={-1}
        onChange={() => undefined}
        onClick={(event) => onSelect(!selected, event.shiftKey)}
      />
      <Link
        href={href}
        className={css.link}
        aria-current={open ? 'true' : undefined}
        data-row={row.id}
        onKeyDown={onKey}
      >
        <span className={css.head}>
          <bdi className={css.name}>{name}</bdi>
          {row.channel === 'sms' ? <span className={css.channel}>SMS</span> : null}
          <PriorityMark row={row} />
          <time className={css.when} dateTime={new Date(row.at).toISOString()}>
            {shortMoment(row.at, now, region)}
          </time>
        </span>
        <span className={css.last}>
          <LastWords last={row.last} />
          {row.unread > 0 ? (
            <span className={css.count}>
              <span aria-hidden>{row.unread > 99 ? '99+' : row.unread}</span>
              <span className="visually-hidden">{say('unread', { count: row.unread })}</span>
            </span>
          ) : null}
        </span>
        <span className={css.facts}>
          <OwnerBadge row={row} />
          <WaitMark row={row} now={now} region={region} />
          {row.labels.slice(0, LABELS_SHOWN).map((label) => (
            <span key={label} className={css.label}>
              <LabelTag name={label} />
            </span>
          ))}
          {row.labels.length > LABELS_SHOWN ? (
            <span className={css.more}>+{row.labels.length - LABELS_SHOWN}</span>
          ) : null}
        </span>
      </Link>
    </div>
  );
}

function LastWords({ last }: { last: LastLine | undefined }) {
  const say = useTexts(listTexts);
  const me = useSession((session) => session.me?.id);
  const names = useTeamNames();
  if (!last) return <span className={css.words}>{say('nothingYet')}</span>;
  const colleague =
    last.operator === undefined
      ? say('colleague')
      : last.operator === me
        ? say('you')
        : names.operator(last.operator);
  const by = last.by === 'operator' ? colleague : last.by === 'bot' ? say('botSaid') : undefined;
  const words =
    last.text ||
    (last.kind === 'location' ? say('place') : last.kind === 'media' ? say('picture') : say('file'));
  return (
    <span className={css.words}>
      {by ? <bdi className={css.by}>{say('saidBy', { name: by })}</bdi> : null}
      {/* Cut in the middle, a mark that turns letters around would never end. */}
      <bdi>{words.replace(/[\u202a\u202b\u202d\u202e]/g, '')}</bdi>
    </span>
  );
}

function PriorityMark({ row }: { row: Row }) {
  const say = useTexts(listTexts);
  if (row.priority === 'normal') return null;
  const Icon = row.priority === 'urgent' ? ChevronsUp : row.priority === 'high' ? ChevronUp : ChevronsDown;
  return (
    <span className={classNames(css.priority, css[row.priority])} title={say(row.priority)}>
      <Icon size={14} aria-hidden />
      <span className="visually-hidden">{say(row.priority)}</span>
    </span>
  );
}

function OwnerBadge({ row }: { row: Row }) {
  const { owner } = row;
  const say = useTexts(listTexts);
  const me = useSession((session) => session.me?.id);
  const names = useTeamNames();
  if (owner.kind === 'bot') {
    return (
      <span className={css.owner}>
        <Bot size={12} aria-hidden />
        {say('ownBot')}
      </span>
    );
  }
  if (owner.kind === 'queue') {
    return (
      <span className={css.owner}>
        {owner.offer
          ? owner.offer.to === me
            ? say('ownOfferedMe')
            : say('ownOffered', { name: names.operator(owner.offer.to) })
          : say('ownQueue', { queue: names.queue(owner.queue) })}
      </span>
    );
  }
  const speakers = speakersOf(row);
  if (speakers.length > 1) {
    const all = speakers.map((id) => (id === me ? say('you') : names.operator(id))).join(' + ');
    return (
      <bdi
        className={classNames(css.owner, me !== undefined && speakers.includes(me) && css.mine)}
        title={all}
      >
        {all}
      </bdi>
    );
  }
  return owner.operator === me ? (
    <span className={classNames(css.owner, css.mine)}>{say('ownMe')}</span>
  ) : (
    <bdi className={css.owner}>{names.operator(owner.operator)}</bdi>
  );
}

const DUE_NAMES = {
  'first-reply': 'firstReply',
  'next-reply': 'nextReply',
  resolution: 'resolution',
} as const satisfies Record<Due['kind'], string>;

/** What presses: what is due, else how long the customer waits; or until when it is put aside. */
function WaitMark({ row, now, region }: { row: Row; now: number; region: string }) {
  const say = useTexts(listTexts);
  if (row.blocked) return <Badge tone="bad">{say('blocked')}</Badge>;
  if (row.optedOut) return <Badge tone="bad">{say('optedOut')}</Badge>;
  if (row.status === 'snoozed' && row.until !== undefined) {
    return (
      <Badge icon={<Moon size={11} aria-hidden />}>
        {say('until', { when: momentText(row.until, now, region) })}
      </Badge>
    );
  }
  if (row.due) {
    const { at, kind, warnAt } = row.due;
    const left = at - now;
    const text =
      left <= 0
        ? say('lateBy', { time: shortLength(-left, region) })
        : left < 60_000
          ? say('dueNow')
          : say('dueIn', { time: shortLength(left, region) });
    return (
      <Badge
        tone={left <= 0 ? 'bad' : now >= warnAt ? 'warn' : 'neutral'}
        icon={<AlarmClock size={11} aria-hidden />}
        title={say(DUE_NAMES[kind])}
      >
        {text}
      </Badge>
    );
  }
  if (row.waitingSince === undefined || row.status === 'closed') return null;
  const time = shortLength(now - row.waitingSince, region);
  return (
    <Badge
      tone="neutral"
      icon={<MessageSquareText size={11} aria-hidden />}
      title={say('waitsLong', { time })}
    >
      {say('waits', { time })}
    </Badge>
  );
}
