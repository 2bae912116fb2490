/** One message in the thread: who said it, what, by which way, how far it got and why, and what can be done with it. */
import { Bot, Check, CheckCheck, CircleAlert, Clock, Ellipsis, Undo2 } from 'lucide-react';
import type { MessageLine as MessageLineData } from '../../../server/contract/inbox-live.ts';
import { useSession } from '../../api/session.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { useLocale, useRegion, useTexts } from '../../ui/i18n.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { Menu } from '../../ui/menu.tsx';
import type { MenuEntry } from '../../ui/menu-entry.ts';
import { useMinute } from '../../ui/minute.ts';
import { momentText } from '../short-time.ts';
import { TranslatedLine } from '../translation/translated-line.tsx';
import { useCommandEntry } from '../use-inbox-commands.ts';
import { wordsOfLine } from './line-content.ts';
import { MessageBody } from './message-body.tsx';
import css from './message-line.module.css';
import { leavesAt, reasonWords } from './reasons.ts';
import { threadTexts } from './thread-texts.ts';

export interface LineActions {
  copyLink(line: MessageLineData): void;
  copyText(line: MessageLineData): void;
  /** Left out where nothing can be written. */
  quote?(line: MessageLineData): void;
  sendAgain?(line: MessageLineData): void;
  takeBack?(line: MessageLineData): void;
  toCanned?(line: MessageLineData): void;
  /** Whose words are to be translated, and the language they most likely are in. */
  translation: { conversation: string; locale: string };
}

interface Props {
  line: MessageLineData;
  joined: boolean;
  customer: string;
  tapped: ReadonlySet<string> | undefined;
  /** The one that was searched for or linked to. */
  found: boolean;
  actions: LineActions;
}

export function MessageLine({ line, joined, customer, tapped, found, actions }: Props) {
  const say = useTexts(threadTexts);
  const region = useRegion();
  const me = useSession((session) => session.me?.id);
  const entry = useCommandEntry();
  const { author, direction } = line;
  const side = direction === 'in' ? 'in' : author?.kind === 'operator' ? 'operator' : 'bot';
  const name =
    side === 'in'
      ? customer
      : author?.kind === 'operator'
        ? author.operator === me
          ? say('you')
          : (author.name ?? say('somebody'))
        : say('bot');
  const time = new Intl.DateTimeFormat(region, { hour: 'numeric', minute: '2-digit' }).format(line.at);
  const { quote, toCanned } = actions;
  const entries = (): MenuEntry[] => [
    entry('inbox.line.copy', () => actions.copyText(line)),
    entry('inbox.line.link', () => actions.copyLink(line)),
    ...(quote ? [entry('inbox.line.quote', () => quote(line))] : []),
    ...(toCanned && side === 'operator' ? [entry('inbox.line.canned', () => toCanned(line))] : []),
  ];
  return (
    <article
      className={classNames(css.line, css[side], joined && css.joined, found && css.found)}
      data-line={line.id}
      data-side={side}
      data-state={line.state}
      tabIndex={-1}
    >
      {joined ? (
        <span className="visually-hidden">{name}</span>
      ) : (
        <p className={css.head}>
          {side === 'bot' ? <Bot size={13} aria-hidden /> : null}
          <bdi>{name}</bdi>
        </p>
      )}
      <div className={css.body}>
        <MessageBody line={line} tapped={tapped} />
        {side === 'in' && line.content.kind === 'text' ? (
          <TranslatedLine {...actions.translation} id={line.id} text={wordsOfLine(line)} />
        ) : null}
      </div>
      <p className={css.foot}>
        <time dateTime={new Date(line.at).toISOString()}>{time}</time>
        {line.channel === 'sms' ? <span>{say('bySms')}</span> : null}
        {direction === 'out' ? (
          <State line={line} mine={author?.kind === 'operator' && author.operator === me} actions={actions} />
        ) : null}
      </p>
      <span className={css.menu}>
        <Menu
          align={direction === 'in' ? 'start' : 'end'}
          trigger={<IconButton label={say('actions')} icon={<Ellipsis size={15} aria-hidden />} />}
          entries={entries}
        />
      </span>
    </article>
  );
}

function State({ line, mine, actions }: { line: MessageLineData; mine: boolean; actions: LineActions }) {
  const say = useTexts(threadTexts);
  const region = useRegion();
  const now = useMinute();
  const locale = useLocale();
  const words = reasonWords(line, locale);
  const { state, channel, fault, late } = line;
  const failed = state === 'failed' || state === 'expired' || state === 'withheld';
  const at = state === 'queued' ? leavesAt(line) : undefined;
  const taken = line.because?.some(({ code }) => code === 'taken_back');
  const lateWords = late
    ? say('lateReceipt', { state: say(late.state === 'read' ? 'read' : 'delivered'), channel: say('byRcs') })
    : undefined;
  return (
    <>
      {state === 'queued' ? (
        at === undefined ? (
          <Mark label={say('queued')}>
            <Clock size={13} aria-hidden />
          </Mark>
        ) : (
          <>
            <Badge icon={<Clock size={11} aria-hidden />}>
              {at - now > 60_000 ? say('leavesAt', { when: momentText(at, now, region) }) : say('leavesSoon')}
            </Badge>
            {mine && actions.takeBack ? (
              <Button
                look="quiet"
                size="s"
                className={css.undo}
                data-command="inbox.line.takeBack"
                onClick={() => actions.takeBack?.(line)}
              >
                <Undo2 size={13} aria-hidden />
                {say(at - now > 60_000 ? 'cancelScheduled' : 'undo')}
              </Button>
            ) : null}
          </>
        )
      ) : state === 'sent' ? (
        <Mark label={say('sent')}>
          <Check size={14} aria-hidden />
        </Mark>
      ) : state === 'delivered' ? (
        <Mark label={say('delivered')}>
          <CheckCheck size={14} aria-hidden />
        </Mark>
      ) : state === 'read' ? (
        <Mark label={say('read')} read>
          <CheckCheck size={14} aria-hidden />
        </Mark>
      ) : null}
      {failed ? (
        <span className={css.failed}>
          <CircleAlert size={13} aria-hidden />
          <span>
            {say(
              taken
                ? 'takenBack'
                : state === 'withheld'
                  ? 'withheld'
                  : state === 'expired'
                    ? 'expired'
                    : 'notSent',
            )}
            {words.last && !taken
              ? `: ${words.last}`
              : fault && !taken && locale === 'en'
                ? `: ${fault.detail || fault.code}`
                : ''}
          </span>
          {actions.sendAgain && line.author?.kind === 'operator' ? (
            <Button
              look="quiet"
              size="s"
              className={css.undo}
              data-command="inbox.line.sendAgain"
              onClick={() => actions.sendAgain?.(line)}
            >
              {say('sendAgain')}
            </Button>
          ) : null}
        </span>
      ) : channel === 'sms' && words.fallback ? (
        <span className={css.fallback}>{say('fallback', { why: words.fallback })}</span>
      ) : null}
      {lateWords ? <span className={css.fallback}>{lateWords}</span> : null}
    </>
  );
}

function Mark({ label, read, children }: { label: string; read?: boolean; children: React.ReactNode }) {
  return (
    <span className={classNames(css.mark, read && css.read)} role="img" aria-label={label} title={label}>
      {children}
    </span>
  );
}
