/** The head of a conversation: who it is, who has it and who looks, and everything that can be done with it, each by a key. */
import {
  ArrowLeft,
  Ban,
  Bell,
  BellOff,
  Bot,
  BotOff,
  CircleCheck,
  Ellipsis,
  Flag,
  Hand,
  Link2,
  MessageSquareQuote,
  Moon,
  PanelRight,
  Play,
  RotateCcw,
  ScrollText,
  Search,
  Shuffle,
  UserMinus,
  UserPlus,
} from 'lucide-react';
import { useState } from 'react';
import type { Row } from '../../../server/contract/inbox-list.ts';
import type { Viewer } from '../../../server/contract/inbox-live.ts';
import { PRIORITIES } from '../../../server/contract/inbox-words.ts';
import type { Macro, Panel } from '../../../server/contract/inbox-work.ts';
import { useMay, useSession } from '../../api/session.ts';
import { useCommands } from '../../commands/registry.ts';
import { AvatarStack } from '../../ui/avatar.tsx';
import { Badge } from '../../ui/badge.tsx';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { useRegion, useTexts } from '../../ui/i18n.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { Menu } from '../../ui/menu.tsx';
import type { MenuEntry } from '../../ui/menu-entry.ts';
import { toast } from '../../ui/toast.ts';
import {
  accept,
  dropHandBack,
  join,
  leave,
  reopen,
  setFollowers,
  setPriority,
  snooze,
  takeOver,
} from '../inbox-requests.ts';
import { inboxTexts } from '../inbox-texts.ts';
import { LabelTag } from '../list/label-tag.tsx';
import { momentText } from '../short-time.ts';
import { partOf, speakersOf } from '../speakers.ts';
import { TimeDialog } from '../time-dialog.tsx';
import { timeEntries } from '../time-entries.ts';
import { useAct } from '../use-act.ts';
import { useBlock } from '../use-block.ts';
import { useTeamNames } from '../use-team.ts';
import { useMacros } from '../use-work.ts';
import { CloseDialog } from './close-dialog.tsx';
import css from './conversation-header.module.css';
import { conversationTexts } from './conversation-texts.ts';
import type { Gist } from './gist.ts';
import { HandbackDialog } from './handback-dialog.tsx';
import { LabelPicker } from './label-picker.tsx';
import { MacroDialog } from './macro-dialog.tsx';
import { ReasonDialog } from './reason-dialog.tsx';
import { TranscriptDialog } from './transcript-dialog.tsx';
import { TransferDialog } from './transfer-dialog.tsx';

interface Props {
  row: Row;
  customer: Panel | undefined;
  /** What was said while people have it. */
  gist: () => Gist;
  viewers: readonly Viewer[];
  /** The newest message of a colleague that was in sight. */
  seenReply: string | undefined;
  backHref: string;
  panelOpen: boolean;
  onPanel: () => void;
  onSearch: () => void;
  onWrite: (mode: 'reply' | 'note' | 'whisper') => void;
}

type Open = 'transfer' | 'handback' | 'close' | 'snooze' | 'transcript' | 'labels' | 'reason' | Macro;
const DAY = 86_400_000;

export function ConversationHeader(props: Props) {
  const { row, customer, viewers, backHref, panelOpen, onPanel, onSearch, onWrite } = props;
  const say = useTexts(conversationTexts);
  const sayInbox = useTexts(inboxTexts);
  const region = useRegion();
  const me = useSession((session) => session.me?.id);
  const maySpeak = useMay('conversations.speak');
  const mayAssign = useMay('conversations.assign');
  const mayExport = useMay('conversations.export');
  const names = useTeamNames();
  const { data: macros = [] } = useMacros();
  const { run, busy } = useAct();
  const blocking = useBlock(row.id);
  const [open, setOpen] = useState<Open>();
  const close = () => setOpen(undefined);
  const { owner } = row;
  const mine = owner.kind === 'operator' && owner.operator === me;
  // What others have, only those who assign may give on.
  const decides = maySpeak && !row.blocked && (mine || mayAssign || owner.kind === 'queue');
  const part = partOf(row, me);
  // Who speaks beside whom, as far as somebody has joined.
  const together = speakersOf(row).length > 1;
  const mayJoin = mayAssign && part === 'watches';
  const mayWhisper = mayAssign && (part === 'watches' || part === 'joined');
  const others = viewers.filter(({ id }) => id !== me);
  const follows = me !== undefined && row.followers.includes(me);

  const take = () => {
    const offered = owner.kind === 'queue' && owner.offer?.to === me;
    void run(() => (offered ? accept(row.id) : takeOver(row.id)));
  };
  const joinIt = () => void run(() => join(row.id)).then((done) => done && onWrite('reply'));
  const leaveIt = () => void run(() => leave(row.id), say('leftIt'));
  const putAside = (until: number) =>
    void run(() => snooze(row.id, until), say('snoozed', { when: momentText(until, Date.now(), region) }));
  const dropPlan = () => void run(() => dropHandBack(row.id), say('planDropped'));
  const openAgain = () => void run(() => reopen(row.id), say('reopened'));
  const follow = () => {
    if (me === undefined) return;
    const next = follows ? row.followers.filter((id) => id !== me) : [...row.followers, me];
    void run(() => setFollowers(row.id, next), follows ? undefined : say('following'));
  };
  const copyLink = () => {
    navigator.clipboard.writeText(`${location.origin}/inbox/${row.id}`).then(
      () => toast({ text: say('linkCopied') }),
      () => undefined,
    );
  };

  const canTake = maySpeak && owner.kind !== 'operator' && !row.blocked;
  useCommands(
    [
      { id: 'inbox.take', title: say('takeOver'), keys: 't', enabled: canTake && !busy, run: take },
      { id: 'inbox.reply', title: say('reply'), keys: 'r', enabled: maySpeak, run: () => onWrite('reply') },
      { id: 'inbox.note', title: say('note'), keys: 'n', enabled: maySpeak, run: () => onWrite('note') },
      {
        id: 'inbox.whisper',
        title: say('whisper'),
        keys: 'w',
        enabled: mayWhisper,
        run: () => onWrite('whisper'),
      },
      {
        id: 'inbox.join',
        title: say(part === 'joined' ? 'leave' : 'join'),
        keys: 'shift+j',
        enabled: !busy && (mayJoin || part === 'joined'),
        run: part === 'joined' ? leaveIt : joinIt,
      },
      {
        id: 'inbox.transfer',
        title: say('transfer'),
        keys: 'g t',
        enabled: decides,
        run: () => setOpen('transfer'),
      },
      {
        id: 'inbox.handback',
        title: say('handBack'),
        keys: 'b',
        enabled: decides && owner.kind !== 'bot',
        run: () => setOpen('handback'),
      },
      {
        id: 'inbox.dropHandback',
        title: say('dropPlan'),
        enabled: decides && row.handBack,
        run: dropPlan,
      },
      { id: 'inbox.reason', title: say('reasonAsk'), enabled: mine, run: () => setOpen('reason') },
      {
        id: 'inbox.snooze',
        title: say('snooze'),
        keys: 'z',
        enabled: maySpeak && !row.blocked,
        run: () => setOpen('snooze'),
      },
      {
        id: 'inbox.close',
        title: say('close'),
        keys: 'e',
        enabled: maySpeak && row.status !== 'closed',
        run: () => setOpen('close'),
      },
      {
        id: 'inbox.reopen',
        title: say('reopen'),
        keys: 'shift+e',
        enabled: maySpeak && row.status !== 'open' && !row.blocked,
        run: openAgain,
      },
      {
        id: 'inbox.labels',
        title: say('labels'),
        keys: 'l',
        enabled: maySpeak,
        run: () => setOpen('labels'),
      },
      {
        id: 'inbox.follow',
        title: say(follows ? 'unfollow' : 'follow'),
        keys: 'f',
        enabled: maySpeak,
        run: follow,
      },
      { id: 'inbox.searchIn', title: say('search'), keys: 's', run: onSearch },
      { id: 'inbox.panel', title: say(panelOpen ? 'hidePanel' : 'showPanel'), keys: 'i', run: onPanel },
      {
        id: 'inbox.block',
        title: say(row.blocked ? 'unblock' : 'block'),
        enabled: maySpeak,
        run: row.blocked ? blocking.unblock : blocking.block,
      },
      { id: 'inbox.copyLink', title: say('copyLink'), run: copyLink },
      ...PRIORITIES.map((priority, place) => ({
        id: `inbox.priority.${priority}`,
        title: say('priorityIs', { name: say(priority) }),
        keys: `p ${place + 1}`,
        enabled: maySpeak && row.priority !== priority,
        run: () => void run(() => setPriority(row.id, priority)),
      })),
      ...macros.map((macro) => ({
        id: `inbox.macro.${macro.id}`,
        title: say('macroTitle', { name: macro.name }),
        ...(macro.shortcut ? { keywords: [macro.shortcut] } : {}),
        enabled: maySpeak,
        run: () => setOpen(macro),
      })),
    ].map((command) => ({ ...command, section: say('section') })),
  );

  const snoozeEntries = timeEntries({
    now: Date.now(),
    region,
    say: sayInbox,
    pick: putAside,
    other: () => setOpen('snooze'),
  });
  const more: MenuEntry[] = [
    ...(maySpeak
      ? [
          {
            kind: 'submenu' as const,
            label: say('priority'),
            icon: <Flag size={15} aria-hidden />,
            entries: PRIORITIES.map((priority) => ({
              label: say(priority),
              checked: row.priority === priority,
              radio: true,
              run: () => void run(() => setPriority(row.id, priority)),
            })),
          },
          {
            label: say(follows ? 'unfollow' : 'follow'),
            keys: 'f',
            icon: follows ? <BellOff size={15} aria-hidden /> : <Bell size={15} aria-hidden />,
            run: follow,
          },
        ]
      : []),
    ...(maySpeak && macros.length > 0
      ? [
          {
            kind: 'submenu' as const,
            label: say('macros'),
            icon: <Play size={15} aria-hidden />,
            entries: macros.map((macro) => ({ label: macro.name, run: () => setOpen(macro) })),
          },
        ]
      : []),
    ...(mine
      ? [
          {
            label: say('reasonAsk'),
            icon: <MessageSquareQuote size={15} aria-hidden />,
            run: () => setOpen('reason'),
          },
        ]
      : []),
    ...(decides && row.handBack
      ? [{ label: say('dropPlan'), icon: <BotOff size={15} aria-hidden />, run: dropPlan }]
      : []),
    { label: say('search'), keys: 's', icon: <Search size={15} aria-hidden />, run: onSearch },
    { label: say('copyLink'), icon: <Link2 size={15} aria-hidden />, run: copyLink },
    ...(maySpeak
      ? [
          {
            label: say(row.blocked ? 'unblock' : 'block'),
            icon: <Ban size={15} aria-hidden />,
            run: row.blocked ? blocking.unblock : blocking.block,
          },
        ]
      : []),
    ...(mayExport
      ? [
          {
            label: say('transcript'),
            icon: <ScrollText size={15} aria-hidden />,
            run: () => setOpen('transcript'),
          },
        ]
      : []),
  ];

  return (
    <header className={css.header}>
      <ButtonLink href={backHref} look="icon" size="s" className={css.back} aria-label={sayInbox('back')}>
        <ArrowLeft size={16} aria-hidden />
      </ButtonLink>
      <div className={css.who}>
        <h2 className={css.name}>
          <bdi>{row.name ?? row.phone}</bdi>
        </h2>
        <p className={css.facts}>
          <span className={css.owner} data-mine={mine || part === 'joined' || undefined}>
            {owner.kind === 'bot' ? <Bot size={13} aria-hidden /> : null}
            <bdi>
              {owner.kind === 'bot'
                ? say('ownBot')
                : owner.kind === 'queue'
                  ? owner.offer
                    ? owner.offer.to === me
                      ? say('ownOfferedMe')
                      : say('ownOffered', { name: names.operator(owner.offer.to) })
                    : say('ownQueue', { queue: names.queue(owner.queue) })
                  : together
                    ? speakersOf(row)
                        .map((id) => (id === me ? say('you') : names.operator(id)))
                        .join(' + ')
                    : mine
                      ? say('ownMe')
                      : say('ownOther', { name: names.operator(owner.operator) })}
            </bdi>
          </span>
          {row.blocked ? (
            <Badge tone="bad">{say('statusBlocked')}</Badge>
          ) : row.status === 'open' ? null : (
            <Badge>{say(row.status === 'snoozed' ? 'statusSnoozed' : 'statusClosed')}</Badge>
          )}
          {row.handBack ? (
            <span className={css.plan}>
              <Badge>{say('planned')}</Badge>
            </span>
          ) : null}
          {row.priority === 'normal' ? null : (
            <Badge tone={row.priority === 'urgent' ? 'bad' : row.priority === 'high' ? 'warn' : 'neutral'}>
              {say(row.priority)}
            </Badge>
          )}
          {row.labels.map((label) => (
            <LabelTag key={label} name={label} />
          ))}
          {owner.kind === 'operator' && owner.reason ? (
            <span className={css.reason} title={owner.reason}>
              <bdi>{say('reasonIs', { reason: owner.reason })}</bdi>
            </span>
          ) : null}
        </p>
      </div>
      {others.length > 0 ? (
        <div
          className={css.viewers}
          role="status"
          aria-label={say('viewing', { names: others.map(({ name }) => name).join(', ') })}
        >
          <AvatarStack people={others} size={22} most={3} />
        </div>
      ) : null}
      <div className={css.tools}>
        {canTake ? (
          <Button size="s" className={css.take} disabled={busy} onClick={take} aria-keyshortcuts="t">
            <Hand size={14} aria-hidden />
            {say('takeOver')}
          </Button>
        ) : null}
        {mayJoin || part === 'joined' ? (
          <IconButton
            label={say(part === 'joined' ? 'leave' : 'join')}
            keys="shift+j"
            disabled={busy}
            icon={
              part === 'joined' ? <UserMinus size={16} aria-hidden /> : <UserPlus size={16} aria-hidden />
            }
            onClick={part === 'joined' ? leaveIt : joinIt}
          />
        ) : null}
        {decides ? (
          <>
            <IconButton
              label={say('transfer')}
              keys="g t"
              icon={<Shuffle size={16} aria-hidden />}
              onClick={() => setOpen('transfer')}
            />
            {owner.kind === 'bot' ? null : (
              <IconButton
                label={say('handBack')}
                keys="b"
                icon={<Bot size={16} aria-hidden />}
                onClick={() => setOpen('handback')}
              />
            )}
          </>
        ) : null}
        {maySpeak && !row.blocked ? (
          <>
            <Menu
              align="end"
              trigger={<IconButton label={say('snooze')} keys="z" icon={<Moon size={16} aria-hidden />} />}
              entries={snoozeEntries}
            />
            <LabelPicker
              row={row}
              open={open === 'labels'}
              onOpenChange={(next) => setOpen(next ? 'labels' : undefined)}
            />
            {row.status === 'open' ? (
              <IconButton
                label={say('close')}
                keys="e"
                icon={<CircleCheck size={16} aria-hidden />}
                onClick={() => setOpen('close')}
              />
            ) : (
              <IconButton
                label={say('reopen')}
                keys="shift+e"
                icon={<RotateCcw size={16} aria-hidden />}
                onClick={openAgain}
              />
            )}
          </>
        ) : null}
        <Menu
          align="end"
          trigger={<IconButton label={say('more')} icon={<Ellipsis size={16} aria-hidden />} />}
          entries={more}
        />
        <IconButton
          label={say(panelOpen ? 'hidePanel' : 'showPanel')}
          keys="i"
          pressed={panelOpen}
          icon={<PanelRight size={16} aria-hidden />}
          onClick={onPanel}
        />
      </div>
      {open === 'transfer' ? <TransferDialog row={row} onClose={close} /> : null}
      {open === 'handback' ? (
        <HandbackDialog row={row} customer={customer} gist={props.gist()} onClose={close} />
      ) : null}
      {open === 'close' ? <CloseDialog row={row} gist={props.gist()} onClose={close} /> : null}
      {open === 'reason' ? <ReasonDialog row={row} onClose={close} /> : null}
      {open === 'transcript' ? <TranscriptDialog row={row} onClose={close} /> : null}
      {open === 'snooze' ? (
        <TimeDialog
          title={say('snoozeTitle')}
          confirm={say('snooze')}
          from={Date.now() + DAY}
          onPick={(until) => {
            close();
            putAside(until);
          }}
          onClose={close}
        />
      ) : null}
      {typeof open === 'object' ? (
        <MacroDialog row={row} macro={open} seenReply={props.seenReply} onClose={close} />
      ) : null}
    </header>
  );
}
