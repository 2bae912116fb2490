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
  UsersRound,
} from 'lucide-react';
import { useState } from 'react';
import type { Row } from '../../../server/contract/inbox-list.ts';
import type { Viewer } from '../../../server/contract/inbox-live.ts';
import { PRIORITIES } from '../../../server/contract/inbox-words.ts';
import type { Macro, Panel } from '../../../server/contract/inbox-work.ts';
import { useMay, useSession } from '../../api/session.ts';
import { AvatarStack } from '../../ui/avatar.tsx';
import { Badge } from '../../ui/badge.tsx';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { useRegion, useTexts } from '../../ui/i18n.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { Menu } from '../../ui/menu.tsx';
import type { MenuEntry } from '../../ui/menu-entry.ts';
import { navigate } from '../../ui/router.tsx';
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
import { useInboxCommands } from '../use-inbox-commands.ts';
import { useOpenings, useTeamNames } from '../use-team.ts';
import { useMacros } from '../use-work.ts';
import { CloseDialog } from './close-dialog.tsx';
import css from './conversation-header.module.css';
import { conversationTexts } from './conversation-texts.ts';
import { FollowersDialog } from './followers-dialog.tsx';
import type { Gist } from './gist.ts';
import { HandbackDialog } from './handback-dialog.tsx';
import { LabelPicker } from './label-picker.tsx';
import { MacroDialog } from './macro-dialog.tsx';
import { MacroPicker } from './macro-picker.tsx';
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
  onSearch: (by: 'words' | 'day') => void;
  /** "take": asks whether to take it from whoever has it. */
  onWrite: (mode: 'reply' | 'note' | 'whisper' | 'take') => void;
}

type Open =
  | 'transfer'
  | 'handback'
  | 'close'
  | 'snooze'
  | 'transcript'
  | 'labels'
  | 'reason'
  | 'followers'
  | 'macros'
  | Macro;
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
  const speaks = maySpeak && !row.blocked;
  const { words, icon, plain, opener, entry } = useInboxCommands([
    { id: 'inbox.back', run: () => navigate(backHref) },
    {
      id: 'inbox.take',
      // Of another operator's it is asked for first, where the composer says what that means.
      when: speaks && !busy && part !== 'holds',
      run: canTake ? take : () => onWrite('take'),
    },
    { id: 'inbox.reply', when: maySpeak, run: () => onWrite('reply') },
    { id: 'inbox.note', when: maySpeak, run: () => onWrite('note') },
    { id: 'inbox.whisper', when: mayWhisper, run: () => onWrite('whisper') },
    {
      id: 'inbox.join',
      on: part === 'joined',
      when: !busy && (mayJoin || part === 'joined'),
      run: part === 'joined' ? leaveIt : joinIt,
    },
    { id: 'inbox.transfer', when: decides, run: () => setOpen('transfer') },
    { id: 'inbox.handback', when: decides && owner.kind !== 'bot', run: () => setOpen('handback') },
    { id: 'inbox.dropHandback', when: decides && row.handBack, run: dropPlan },
    { id: 'inbox.reason', when: mine, run: () => setOpen('reason') },
    { id: 'inbox.snooze', when: speaks, run: () => setOpen('snooze') },
    { id: 'inbox.close', when: maySpeak && row.status !== 'closed', run: () => setOpen('close') },
    { id: 'inbox.reopen', when: speaks && row.status !== 'open', run: openAgain },
    { id: 'inbox.labels', when: maySpeak, run: () => setOpen('labels') },
    { id: 'inbox.follow', on: follows, when: maySpeak, run: follow },
    { id: 'inbox.followers', when: maySpeak, run: () => setOpen('followers') },
    { id: 'inbox.searchIn', run: () => onSearch('words') },
    { id: 'inbox.toDay', run: () => onSearch('day') },
    { id: 'inbox.panel', on: panelOpen, run: onPanel },
    {
      id: 'inbox.block',
      on: row.blocked !== undefined,
      when: maySpeak && !blocking.busy,
      run: row.blocked ? blocking.unblock : blocking.block,
    },
    { id: 'inbox.copyLink', run: copyLink },
    mayExport && { id: 'inbox.transcript', run: () => setOpen('transcript') },
    ...PRIORITIES.map((priority) => ({
      id: `inbox.priority.${priority}` as const,
      when: maySpeak && row.priority !== priority,
      run: () => void run(() => setPriority(row.id, priority)),
    })),
    { id: 'inbox.macros', when: maySpeak && macros.length > 0, run: () => setOpen('macros') },
    ...macros.map((macro) => ({
      id: 'inbox.macro' as const,
      of: macro.id,
      values: { name: macro.name },
      also: macro.shortcut ? [macro.shortcut] : [],
      when: maySpeak,
      run: () => setOpen(macro),
    })),
  ]);

  const openings = useOpenings(row.owner);
  const snoozeEntries = timeEntries({
    now: Date.now(),
    openings,
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
            entries: PRIORITIES.map((priority) =>
              entry(`inbox.priority.${priority}`, undefined, {
                label: say(priority),
                checked: row.priority === priority,
                radio: true,
                disabled: false,
              }),
            ),
          },
          entry('inbox.follow', follows ? <BellOff size={15} aria-hidden /> : <Bell size={15} aria-hidden />),
          entry('inbox.followers', <UsersRound size={15} aria-hidden />),
        ]
      : []),
    ...(maySpeak && macros.length > 0
      ? [
          {
            kind: 'submenu' as const,
            label: say('macros'),
            icon: <Play size={15} aria-hidden />,
            entries: macros.map((macro) =>
              entry('inbox.macro', undefined, { of: macro.id, label: macro.name }),
            ),
          },
        ]
      : []),
    ...(mine ? [entry('inbox.reason', <MessageSquareQuote size={15} aria-hidden />)] : []),
    ...(decides && row.handBack ? [entry('inbox.dropHandback', <BotOff size={15} aria-hidden />)] : []),
    entry('inbox.searchIn', <Search size={15} aria-hidden />),
    entry('inbox.copyLink', <Link2 size={15} aria-hidden />),
    ...(maySpeak ? [entry('inbox.block', <Ban size={15} aria-hidden />)] : []),
    ...(mayExport ? [entry('inbox.transcript', <ScrollText size={15} aria-hidden />)] : []),
  ];

  return (
    <header className={css.header}>
      <ButtonLink
        href={backHref}
        look="icon"
        size="s"
        className={css.back}
        data-command="inbox.back"
        aria-label={words('inbox.back')}
      >
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
          <Button size="s" className={css.take} {...plain('inbox.take')} aria-keyshortcuts="t">
            <Hand size={14} aria-hidden />
            {words('inbox.take')}
          </Button>
        ) : null}
        {mayJoin || part === 'joined' ? (
          <IconButton
            {...icon('inbox.join')}
            icon={
              part === 'joined' ? <UserMinus size={16} aria-hidden /> : <UserPlus size={16} aria-hidden />
            }
          />
        ) : null}
        {decides ? (
          <>
            <IconButton {...icon('inbox.transfer')} icon={<Shuffle size={16} aria-hidden />} />
            {owner.kind === 'bot' ? null : (
              <IconButton {...icon('inbox.handback')} icon={<Bot size={16} aria-hidden />} />
            )}
          </>
        ) : null}
        {maySpeak && !row.blocked ? (
          <>
            <Menu
              align="end"
              trigger={<IconButton {...opener('inbox.snooze')} icon={<Moon size={16} aria-hidden />} />}
              entries={snoozeEntries}
            />
            <LabelPicker
              row={row}
              open={open === 'labels'}
              onOpenChange={(next) => setOpen(next ? 'labels' : undefined)}
            />
            {row.status === 'open' ? (
              <IconButton {...icon('inbox.close')} icon={<CircleCheck size={16} aria-hidden />} />
            ) : (
              <IconButton {...icon('inbox.reopen')} icon={<RotateCcw size={16} aria-hidden />} />
            )}
          </>
        ) : null}
        <Menu
          align="end"
          trigger={<IconButton label={say('more')} icon={<Ellipsis size={16} aria-hidden />} />}
          entries={more}
        />
        <IconButton
          {...icon('inbox.panel')}
          pressed={panelOpen}
          icon={<PanelRight size={16} aria-hidden />}
        />
      </div>
      {open === 'transfer' ? <TransferDialog row={row} onClose={close} /> : null}
      {open === 'handback' ? (
        <HandbackDialog row={row} customer={customer} gist={props.gist()} onClose={close} />
      ) : null}
      {open === 'close' ? <CloseDialog row={row} gist={props.gist()} onClose={close} /> : null}
      {open === 'reason' ? <ReasonDialog row={row} onClose={close} /> : null}
      {open === 'followers' ? <FollowersDialog row={row} onClose={close} /> : null}
      {open === 'macros' ? <MacroPicker macros={macros} onPick={setOpen} onClose={close} /> : null}
      {open === 'transcript' ? <TranscriptDialog row={row} onClose={close} /> : null}
      {open === 'snooze' ? (
        <TimeDialog
          title={say('snoozeTitle')}
          confirm={words('inbox.snooze')}
          from={Date.now() + DAY}
          openings={openings}
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
