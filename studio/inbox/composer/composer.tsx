/** Where an operator writes: replies and notes, canned replies by "/", colleagues by "@", files, and when it is sent. */
import { useQuery } from '@tanstack/react-query';
import { ArrowUp, Braces, CalendarPlus, ChevronDown, CreditCard, PanelTop, Paperclip } from 'lucide-react';
import { Popover } from 'radix-ui';
import {
  type KeyboardEvent,
  lazy,
  type Ref,
  Suspense,
  useEffect,
  useId,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import type { DraftMessage, Message } from '../../../flows/message.ts';
import { countSegments } from '../../../flows/sms/segments.ts';
import type { Row } from '../../../server/contract/inbox-list.ts';
import type { Line, Viewer } from '../../../server/contract/inbox-live.ts';
import type { Macro, Panel } from '../../../server/contract/inbox-work.ts';
import { useProblemText } from '../../api/problem-text.ts';
import { useMay, useSession } from '../../api/session.ts';
import { EmojiPicker } from '../../message/emoji-picker.tsx';
import { type Option, OptionList, optionId, useOptions } from '../../message/option-list.tsx';
import picker from '../../message/picker.module.css';
import { Picker } from '../../message/picker.tsx';
import { ACCEPTED } from '../../message/upload.ts';
import { useUpload } from '../../message/use-upload.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { useRegion, useTexts } from '../../ui/i18n.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { Menu } from '../../ui/menu.tsx';
import panel from '../../ui/popover.module.css';
import { randomId } from '../../ui/random-id.ts';
import { Segmented } from '../../ui/segmented.tsx';
import { TextArea } from '../../ui/text-area.tsx';
import { toast } from '../../ui/toast.ts';
import { inboxTexts } from '../inbox-texts.ts';
import { partOf, speakersOf } from '../speakers.ts';
import type { Seen } from '../thread/thread-pane.tsx';
import { TimeDialog } from '../time-dialog.tsx';
import { timeEntries } from '../time-entries.ts';
import { TranslateDraft } from '../translation/translate-draft.tsx';
import { useInboxCommands } from '../use-inbox-commands.ts';
import { useOpenings, useOperators } from '../use-team.ts';
import { CANNED_KEY, useMacros } from '../use-work.ts';
import { type CannedItem, listCanned, usedCanned, writeNote } from '../work-requests.ts';
import { Banners } from './banners.tsx';
import { BlockedNotice } from './blocked-notice.tsx';
import css from './composer.module.css';
import { composerTexts } from './composer-texts.ts';
import { HeldParts } from './held-parts.tsx';
import { Locked, type LockedHandle } from './locked.tsx';
import { type Source, takenBack } from './outgoing.ts';
import { forbids, goesBySms as goesBySmsIn, refusalOf } from './refusal.ts';
import { BLANK, draftOf } from './rich-draft.ts';
import { UNDO_SECONDS, useSendPrefs } from './send-prefs.ts';
import { replaceToken, type Token, typedToken, withMentions } from './typed-token.ts';
import { useDraft } from './use-draft.ts';
import { useOutgoing } from './use-outgoing.ts';
import { usePresence } from './use-presence.ts';
import { useSend } from './use-send.ts';
import { WhisperBox } from './whisper-box.tsx';

const PaymentDialog = lazy(async () => ({ default: (await import('./payment-dialog.tsx')).PaymentDialog }));
const AppointmentDialog = lazy(async () => ({
  default: (await import('./appointment-dialog.tsx')).AppointmentDialog,
}));
const MacroDialog = lazy(async () => ({
  default: (await import('../conversation/macro-dialog.tsx')).MacroDialog,
}));
const RichDialog = lazy(async () => ({ default: (await import('./rich-dialog.tsx')).RichDialog }));

export interface ComposerHandle {
  /** "take": asks whether to take the conversation; so does "reply" as long as somebody else has it. */
  focus(mode: 'reply' | 'note' | 'whisper' | 'take'): void;
  /** Puts a text before what is written. */
  add(text: string): void;
  /** Puts a message that was taken back where it can be changed and sent again. */
  restore(message: Message): void;
  sendAgain(message: Message): void;
}

interface Props {
  row: Row;
  customer: Panel | undefined;
  /** Asks anew what is known of the customer, such as whether the phone can be reached. */
  onRecheck: () => void;
  lines: readonly Line[];
  viewers: readonly Viewer[];
  /** The newest messages, of the customer and of a colleague, that were in sight. */
  seen: Seen | undefined;
  /** Brings what is newer into sight. */
  onReview: () => void;
  onSent: () => void;
  ref: Ref<ComposerHandle>;
}

const DAY = 86_400_000;
/** Before the id of a macro among canned replies. */
const MACRO = 'macro ';
/** So many are taken at once: each is a message of its own. */
const MOST_FILES = 10;

export function InboxComposer(props: Props) {
  const { row, customer, lines, viewers, seen, onRecheck, onReview, onSent, ref } = props;
  const say = useTexts(composerTexts);
  const sayInbox = useTexts(inboxTexts);
  const region = useRegion();
  const problemText = useProblemText();
  const me = useSession((session) => session.me?.id);
  const maySpeak = useMay('conversations.speak');
  const mayAssign = useMay('conversations.assign');
  const mayCanned = useMay('canned.read');
  const prefs = useSendPrefs();
  const { data: operators } = useOperators();
  const draft = useDraft(row.id, maySpeak);
  const presence = usePresence(row.id);
  const field = useRef<HTMLTextAreaElement>(null);
  const files = useRef<HTMLInputElement>(null);
  const box = useRef<HTMLElement>(null);
  const list = useId();
  const wanted = useRef<number>(undefined);
  const [token, setToken] = useState<Token>();
  const outgoing = useOutgoing(row.id);
  const { held, change: hold } = outgoing;
  const refusal = refusalOf(row, customer?.reach, lines);
  const sending = useSend({ row, seen, refusal, draft, outgoing, onSent });
  const [noting, setNoting] = useState(false);
  const busy = sending.busy || noting;
  const [agrees, setAgrees] = useState<'payment' | 'appointment'>();
  const [asksTime, setAsksTime] = useState<Source>();
  const [dropping, setDropping] = useState(false);
  const [missing, setMissing] = useState<readonly string[]>([]);
  const [faults, setFaults] = useState<readonly string[]>([]);
  const toUpload = useRef<File[]>([]);
  useEffect(() => () => void toUpload.current.splice(0), []);
  const fileName = useRef('');
  const upload = useUpload(({ url, thumbnail }) => {
    const file = { id: randomId(), url, name: fileName.current };
    hold({ kind: 'file', file: thumbnail ? { ...file, thumbnail } : file });
  });

  const part = partOf(row, me);
  const mine = part === 'holds' || part === 'joined';
  const [holder] = speakersOf(row);
  const mayWhisper = mayAssign && holder !== undefined && (part === 'watches' || part === 'joined');
  const [whispers, setWhispers] = useState(false);
  const whisperField = useRef<HTMLTextAreaElement>(null);
  const mode = mayWhisper && whispers ? 'whisper' : draft.mode;
  const isNote = mode === 'note';
  const locked = mode === 'reply' && !mine;
  const goesBySms = goesBySmsIn(row, customer?.reach);

  const { data: canned } = useQuery({
    queryKey: [...CANNED_KEY, row.id, row.seq],
    queryFn: async ({ signal }): Promise<CannedItem[]> =>
      (await listCanned({ conversation: row.id }, signal)).items,
    enabled: mayCanned && mine && token?.sign === '/',
    placeholderData: (before) => before,
  });
  const cannedOptions: Option[] = (canned ?? []).map(({ id, shortcut, title, filled, texts }) => ({
    id,
    title,
    aside: `/${shortcut}`,
    hint: textOf(filled?.message ?? Object.values(texts)[0]?.message).slice(0, 120),
    keywords: shortcut,
  }));
  const { data: macros = [] } = useMacros();
  const [macro, setMacro] = useState<Macro>();
  const macroOptions: Option[] = macros.flatMap(({ id, name, shortcut }) =>
    shortcut
      ? [{ id: `${MACRO}${id}`, title: name, aside: `/${shortcut}`, hint: say('macro'), keywords: shortcut }]
      : [],
  );
  const peopleOptions: Option[] = (operators ?? []).map(({ id, name }) => ({ id, title: name }));
  const options =
    token?.sign === '/' ? [...cannedOptions, ...macroOptions] : token?.sign === '@' ? peopleOptions : [];
  const { found, active, setActive, onKey } = useOptions(options, token?.query ?? '');
  const offering = token !== undefined && found.length > 0;

  useLayoutEffect(() => {
    if (wanted.current === undefined) return;
    field.current?.focus();
    field.current?.setSelectionRange(wanted.current, wanted.current);
    wanted.current = undefined;
  });
  const add = (text: string) => {
    const whole = draft.text === '' ? text : `${text}\n${draft.text}`;
    wanted.current = whole.length;
    draft.setText(whole);
  };
  const lock = useRef<LockedHandle>(null);
  // Whoever asked to write and then took it writes at once.
  const toField = useRef(false);
  useEffect(() => {
    if (locked || !toField.current) return;
    toField.current = false;
    field.current?.focus();
  }, [locked]);
  useImperativeHandle(ref, () => ({
    focus(next) {
      if (next === 'take' || (next === 'reply' && !mine)) {
        setWhispers(false);
        draft.setMode('reply');
        toField.current = true;
        requestAnimationFrame(() => (next === 'take' ? lock.current?.ask() : lock.current?.offer()));
        return;
      }
      setWhispers(next === 'whisper');
      if (next === 'whisper') {
        requestAnimationFrame(() => whisperField.current?.focus());
        return;
      }
      draft.setMode(next);
      wanted.current = draft.text.length;
      requestAnimationFrame(() => field.current?.focus());
    },
    add,
    restore(message) {
      const back = takenBack(message, randomId());
      if ('text' in back) add(back.text);
      else if ('file' in back) hold({ kind: 'file', file: back.file });
      else hold({ kind: 'card', card: back.card });
    },
    sendAgain: (message) => void sending.send({ from: 'again', message }),
  }));

  const write = (draftMessage: DraftMessage, typed?: string) => {
    const card = { id: randomId(), draft: draftMessage };
    hold({ kind: 'card', card: typed === undefined ? card : { ...card, typed } });
  };
  /** What was agreed is a message now, which is looked at before it is sent. */
  const made = (message: Message) => {
    setAgrees(undefined);
    write(draftOf(message));
  };
  const review = () => {
    hold({ kind: 'unblocked' });
    hold({ kind: 'aside' });
    onReview();
    field.current?.focus();
  };

  const change = (text: string, caret: number) => {
    draft.setText(text);
    setMissing([]);
    setToken(typedToken(text, caret, isNote ? ['@'] : mayCanned ? ['/'] : []));
    if (!isNote) presence.typed(text.trim() !== '');
  };
  const insert = (text: string) => {
    const at = field.current?.selectionStart ?? draft.text.length;
    const to = field.current?.selectionEnd ?? at;
    wanted.current = at + text.length;
    draft.setText(draft.text.slice(0, at) + text + draft.text.slice(to));
  };

  const pick = (option: Option) => {
    if (!token) return;
    setToken(undefined);
    if (token.sign === '@') {
      const next = replaceToken(draft.text, token, `@${option.title} `);
      wanted.current = next.caret;
      draft.setText(next.text);
      return;
    }
    const chosen = macros.find(({ id }) => option.id === `${MACRO}${id}`);
    if (chosen) {
      draft.setText(replaceToken(draft.text, token, '').text);
      return setMacro(chosen);
    }
    const reply = canned?.find(({ id }) => id === option.id);
    const message = reply?.filled?.message;
    if (!reply || !message) return;
    usedCanned(reply.id).catch(() => undefined);
    setMissing(reply.filled?.missing ?? []);
    const sms = goesBySms ? reply.filled?.sms : undefined;
    const isPlain = message.kind === 'text' && message.suggestions.length === 0;
    if (sms !== undefined || isPlain) {
      const next = replaceToken(draft.text, token, sms ?? textOf(message));
      wanted.current = next.caret;
      draft.setText(next.text);
    } else {
      draft.setText(replaceToken(draft.text, token, '').text);
      write(draftOf(message));
    }
  };

  const note = async () => {
    const text = draft.text.trim();
    if (busy || text === '') return;
    setNoting(true);
    try {
      await writeNote(row.id, withMentions(text, operators ?? []));
      draft.clear();
      onSent();
    } catch (error) {
      toast({ tone: 'bad', text: problemText(error) });
    } finally {
      setNoting(false);
    }
  };

  const submit = async (how: { at?: number } = {}) => {
    if (isNote) return note();
    if (upload.busy) return;
    if (!(await sending.send({ from: 'field' }, how))) return;
    setMissing([]);
    presence.typed(false);
  };

  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.nativeEvent.isComposing) return;
    if (offering && !event.ctrlKey && !event.metaKey && onKey(event, pick)) {
      event.preventDefault();
      return;
    }
    if (event.key === 'Escape') {
      event.preventDefault();
      if (token) setToken(undefined);
      else event.currentTarget.blur();
      return;
    }
    if (event.key !== 'Enter') return;
    const strong = event.ctrlKey || event.metaKey;
    if (strong || (prefs.enterSends && !event.shiftKey)) {
      event.preventDefault();
      void submit();
    }
  };

  const take = async (chosen: FileList | null | undefined) => {
    const files = [...(chosen ?? [])];
    if (files.length === 0 || mode !== 'reply' || !mine) return;
    const more = files.length - MOST_FILES;
    setFaults([
      ...files.filter(({ size }) => size === 0).map(({ name }) => `${name}: ${say('emptyFile')}`),
      ...(more > 0 ? [say('tooManyFiles', { most: MOST_FILES, count: more })] : []),
    ]);
    const waits = toUpload.current.length > 0 || upload.busy !== undefined;
    toUpload.current.push(...files.slice(0, MOST_FILES).filter(({ size }) => size > 0));
    if (waits) return;
    for (let file = toUpload.current[0]; file; file = toUpload.current[0]) {
      const { name } = file;
      fileName.current = name;
      const fault = await upload.start(file, name);
      toUpload.current.shift();
      if (fault !== undefined) setFaults((before) => [...before, `${name}: ${fault}`]);
    }
  };

  const values = (customer?.flow?.variables ?? []).flatMap(({ name, value }) =>
    typeof value === 'string' || typeof value === 'number' ? [{ name, value: String(value) }] : [],
  );
  const { segments, left } = countSegments(draft.text);
  const nothing = draft.text.trim() === '' && (isNote || held.files.length === 0);
  const opened = held.cards.find(({ id }) => id === held.open);
  const { blocked } = held;
  const cardBlocked =
    opened && blocked?.source.from === 'card' && blocked.source.id === opened.id ? blocked : undefined;
  const openings = useOpenings(row.owner);
  const later = timeEntries({
    now: Date.now(),
    openings,
    region,
    say: sayInbox,
    pick: (at) => void submit({ at }),
    other: () => setAsksTime({ from: 'field' }),
  });

  const writes = mine && !row.blocked;
  const replies = writes && mode === 'reply';
  const card = () => {
    const typed = draft.text.trim();
    if (typed === '') write(BLANK);
    else write(fromText(typed), typed);
  };
  const openCanned = () => {
    const at = field.current?.selectionStart ?? draft.text.length;
    const sign = at === 0 || /\s/.test(draft.text[at - 1] ?? '') ? '/' : ' /';
    wanted.current = at + sign.length;
    change(draft.text.slice(0, at) + sign + draft.text.slice(at), at + sign.length);
  };
  /** A panel that hangs on its button opens as by a click. */
  const press = (id: 'inbox.emoji' | 'inbox.values') => {
    const found = box.current?.querySelector<HTMLElement>(`[data-command="${id}"]`);
    (found?.querySelector('button') ?? found)?.click();
  };
  const { words, icon, opener, entry } = useInboxCommands([
    {
      id: 'inbox.send',
      when: !locked && mode !== 'whisper' && !nothing && !busy,
      run: () => void submit(),
    },
    mayCanned && { id: 'inbox.canned', when: replies, run: openCanned },
    { id: 'inbox.emoji', when: !locked && mode !== 'whisper', run: () => press('inbox.emoji') },
    { id: 'inbox.attach', when: replies, run: () => files.current?.click() },
    { id: 'inbox.card', when: replies, run: card },
    { id: 'inbox.payment', when: writes, run: () => setAgrees('payment') },
    { id: 'inbox.appointment', when: writes, run: () => setAgrees('appointment') },
    { id: 'inbox.values', when: replies, run: () => press('inbox.values') },
    ...(replies ? values : []).map(({ name, value }) => ({
      id: 'inbox.value' as const,
      of: name,
      values: { name, value },
      run: () => insert(value),
    })),
    {
      id: 'inbox.sendLater',
      when: replies && !nothing && !forbids(refusal, true),
      run: () => setAsksTime({ from: 'field' }),
    },
    {
      id: 'inbox.enterSends',
      on: prefs.enterSends,
      run: () => prefs.setEnterSends(!prefs.enterSends),
    },
    ...UNDO_SECONDS.map((seconds) => ({
      id: `inbox.undo.${seconds}` as const,
      when: seconds !== prefs.undoSeconds,
      run: () => prefs.setUndoSeconds(seconds),
    })),
    { id: 'inbox.review', when: blocked !== undefined, run: review },
    {
      id: 'inbox.sendAnyway',
      when: blocked !== undefined && !busy,
      run: () => void sending.sendAnyway(),
    },
    { id: 'inbox.recheck', when: refusal === 'unreachable', run: onRecheck },
  ]);

  return (
    <section
      ref={box}
      className={css.composer}
      aria-label={say('composer')}
      onDragOver={(event) => {
        if (locked || mode !== 'reply') return;
        event.preventDefault();
        setDropping(true);
      }}
      onDragLeave={() => setDropping(false)}
      onDrop={(event) => {
        event.preventDefault();
        setDropping(false);
        void take(event.dataTransfer.files);
      }}
    >
      <div className={css.top}>
        {maySpeak ? (
          <Segmented
            label={say('mode')}
            labelHidden
            value={mode}
            options={[
              ...(mayWhisper && !mine ? [{ value: 'whisper' as const, label: say('whisper') }] : []),
              ...(mine || !mayWhisper ? [{ value: 'reply' as const, label: say('reply') }] : []),
              { value: 'note', label: say('note') },
              ...(mayWhisper
                ? [
                    mine
                      ? { value: 'whisper' as const, label: say('whisper') }
                      : { value: 'reply' as const, label: say('join') },
                  ]
                : []),
            ]}
            onChange={(next) => {
              setWhispers(next === 'whisper');
              if (next !== 'whisper') draft.setMode(next);
            }}
          />
        ) : null}
        {goesBySms && mine && mode === 'reply' ? (
          <p className={css.sms} data-segments={segments}>
            {say('smsCount', {
              parts: segments <= 1 ? say('smsOnePart') : say('smsParts', { count: segments }),
              left,
            })}
          </p>
        ) : null}
        {draft.kept && mode !== 'whisper' ? <p className={css.kept}>{say('draftKept')}</p> : null}
      </div>
      <Banners
        row={row}
        bySms={goesBySms}
        refusal={refusal}
        viewers={viewers}
        writes={mine && mode === 'reply'}
        onRecheck={onRecheck}
      />
      {blocked && !cardBlocked ? (
        <BlockedNotice
          by={blocked.by}
          busy={busy}
          onReview={review}
          onAnyway={() => void sending.sendAnyway()}
        />
      ) : null}
      {mode === 'whisper' ? (
        <WhisperBox ref={whisperField} conversation={row.id} to={holder ?? ''} onSent={onSent} />
      ) : locked ? (
        <Locked ref={lock} row={row} />
      ) : (
        <div className={classNames(css.box, isNote && css.note, dropping && css.dropping)}>
          <Popover.Root open={offering}>
            <Popover.Anchor asChild>
              <div>
                <TextArea
                  ref={field}
                  className={css.area}
                  aria-label={say(isNote ? 'noteField' : 'replyField')}
                  placeholder={
                    isNote ? say('notePlaceholder') : say('replyPlaceholder', { name: row.name ?? row.phone })
                  }
                  value={draft.text}
                  minRows={2}
                  maxRows={10}
                  maxLength={isNote ? 5000 : 20_000}
                  dir="auto"
                  lang={isNote ? undefined : row.locale}
                  aria-autocomplete="list"
                  aria-controls={offering ? list : undefined}
                  aria-activedescendant={offering ? optionId(list, active) : undefined}
                  onChange={(text) => change(text, field.current?.selectionStart ?? text.length)}
                  onKeyDown={onKeyDown}
                  onBlur={() => setToken(undefined)}
                  onPaste={(event) => {
                    if (event.clipboardData.files.length === 0) return;
                    event.preventDefault();
                    void take(event.clipboardData.files);
                  }}
                />
              </div>
            </Popover.Anchor>
            <Popover.Portal>
              <Popover.Content
                className={classNames(panel.panel, picker.panel)}
                style={{ width: 380 }}
                side="top"
                align="start"
                sideOffset={4}
                collisionPadding={8}
                aria-label={say('canned')}
                onOpenAutoFocus={(event) => event.preventDefault()}
                onCloseAutoFocus={(event) => event.preventDefault()}
              >
                <OptionList
                  id={list}
                  label={say('canned')}
                  options={found}
                  active={active}
                  onActive={setActive}
                  onPick={pick}
                  empty={say('cannedNone')}
                />
              </Popover.Content>
            </Popover.Portal>
          </Popover.Root>
          {upload.busy ? <p className={css.file}>{say('attaching', { name: upload.busy })}</p> : null}
          {faults.length > 0 ? (
            <p className={css.fault} role="alert">
              {faults.join(' ')}
            </p>
          ) : null}
          {isNote ? null : <HeldParts held={held} change={hold} />}
          {missing.length > 0 ? (
            <p className={css.fault} role="status">
              {say('missing', { names: missing.join(', ') })}
            </p>
          ) : null}
          <div className={css.tools}>
            <span data-command="inbox.emoji">
              <EmojiPicker onPick={insert} focusAfter={() => field.current?.focus()} />
            </span>
            {isNote ? null : (
              <>
                <IconButton
                  {...icon('inbox.attach')}
                  label={`${words('inbox.attach')} (${say('attachHint')})`}
                  icon={<Paperclip size={15} aria-hidden />}
                />
                <IconButton {...icon('inbox.card')} icon={<PanelTop size={15} aria-hidden />} />
                <IconButton {...icon('inbox.payment')} icon={<CreditCard size={15} aria-hidden />} />
                <IconButton {...icon('inbox.appointment')} icon={<CalendarPlus size={15} aria-hidden />} />
                <TranslateDraft row={row} text={draft.text} onText={draft.setText} />
                <Picker
                  label={say('values')}
                  searchLabel={say('searchValues')}
                  empty={say('valuesNone')}
                  trigger={<IconButton {...opener('inbox.values')} icon={<Braces size={15} aria-hidden />} />}
                  options={() => values.map(({ name, value }) => ({ id: value, title: value, hint: name }))}
                  onPick={insert}
                  focusAfter={() => field.current?.focus()}
                />
                <input
                  ref={files}
                  type="file"
                  hidden
                  multiple
                  aria-label={say('attach')}
                  accept={ACCEPTED}
                  onChange={(event) => {
                    void take(event.target.files);
                    event.target.value = '';
                  }}
                />
              </>
            )}
            <span className={css.send}>
              <Button
                look="primary"
                size="s"
                disabled={
                  nothing || busy || (!isNote && (upload.busy !== undefined || forbids(refusal, false)))
                }
                aria-keyshortcuts="Control+Enter"
                data-command="inbox.send"
                onClick={() => void submit()}
              >
                <ArrowUp size={14} aria-hidden />
                {say(isNote ? 'addNote' : 'send')}
              </Button>
              {isNote ? null : (
                <Menu
                  align="end"
                  side="top"
                  trigger={
                    <IconButton label={say('sendMore')} icon={<ChevronDown size={15} aria-hidden />} />
                  }
                  entries={[
                    {
                      kind: 'submenu',
                      label: say('sendLater'),
                      disabled: nothing || forbids(refusal, true),
                      entries: later,
                    },
                    'separator',
                    entry('inbox.enterSends', undefined, {
                      label: say('enterSends'),
                      checked: prefs.enterSends,
                    }),
                    {
                      kind: 'submenu',
                      label: say('undoAfter'),
                      entries: UNDO_SECONDS.map((seconds) =>
                        entry(`inbox.undo.${seconds}`, undefined, {
                          label: seconds === 0 ? say('undoNone') : say('undoSeconds', { count: seconds }),
                          checked: seconds === prefs.undoSeconds,
                          radio: true,
                          disabled: false,
                        }),
                      ),
                    },
                  ]}
                />
              )}
            </span>
          </div>
          {dropping ? <p className={css.drop}>{say('dropHere')}</p> : null}
        </div>
      )}
      {agrees === 'payment' ? (
        <Suspense>
          <PaymentDialog conversation={row.id} onMade={made} onClose={() => setAgrees(undefined)} />
        </Suspense>
      ) : agrees === 'appointment' ? (
        <Suspense>
          <AppointmentDialog row={row} onMade={made} onClose={() => setAgrees(undefined)} />
        </Suspense>
      ) : null}
      {opened ? (
        <Suspense>
          <RichDialog
            key={opened.id}
            draft={opened.draft}
            onDraft={(next) => hold({ kind: 'edit', id: opened.id, draft: next })}
            locale={row.locale}
            busy={busy}
            refusal={refusal}
            blocked={cardBlocked}
            onReview={review}
            onAside={() => hold({ kind: 'aside' })}
            onDrop={() => hold({ kind: 'drop-card', id: opened.id })}
            onSend={(message, how) => void sending.send({ from: 'card', id: opened.id, message }, how)}
            later={(message) =>
              timeEntries({
                now: Date.now(),
                openings,
                region,
                say: sayInbox,
                pick: (at) => void sending.send({ from: 'card', id: opened.id, message }, { at }),
                other: () => setAsksTime({ from: 'card', id: opened.id, message }),
              })
            }
          />
        </Suspense>
      ) : null}
      {macro ? (
        <Suspense>
          <MacroDialog row={row} macro={macro} seenReply={seen?.reply} onClose={() => setMacro(undefined)} />
        </Suspense>
      ) : null}
      {asksTime ? (
        <TimeDialog
          title={say('sendLaterTitle')}
          confirm={say('sendLater')}
          from={Date.now() + DAY}
          openings={openings}
          onPick={(at) => {
            setAsksTime(undefined);
            void (asksTime.from === 'field' ? submit({ at }) : sending.send(asksTime, { at }));
          }}
          onClose={() => setAsksTime(undefined)}
        />
      ) : null}
    </section>
  );
}

function fromText(text: string): DraftMessage {
  return { kind: 'text', text, suggestions: [] };
}

/** The words of a message, for a line in a list. */
function textOf(message: Message | undefined): string {
  switch (message?.kind) {
    case undefined:
      return '';
    case 'text':
      return message.text;
    case 'media':
      return message.alt ?? '';
    case 'card':
      return [message.card.title, message.card.description].filter(Boolean).join(' · ');
    case 'carousel':
      return message.cards.map(({ title }) => title ?? '').join(' · ');
  }
}
