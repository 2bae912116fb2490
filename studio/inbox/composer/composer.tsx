/** Where an operator writes: replies and notes, canned replies by "/", colleagues by "@", files, and when it is sent. */
import { useQuery } from '@tanstack/react-query';
import { ArrowUp, Braces, ChevronDown, PanelTop, Paperclip, X } from 'lucide-react';
import { Popover } from 'radix-ui';
import {
  type KeyboardEvent,
  lazy,
  type Ref,
  Suspense,
  useId,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import type { DraftMessage, Message } from '../../../flows/message.ts';
import { countSegments } from '../../../flows/sms/segments.ts';
import type { Row } from '../../../server/contract/inbox-list.ts';
import type { Viewer } from '../../../server/contract/inbox-live.ts';
import type { Panel } from '../../../server/contract/inbox-work.ts';
import { isApiError } from '../../api/api-error.ts';
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
import { Segmented } from '../../ui/segmented.tsx';
import { TextArea } from '../../ui/text-area.tsx';
import { toast } from '../../ui/toast.ts';
import { type SayHow, say as sayIt } from '../inbox-requests.ts';
import { inboxTexts } from '../inbox-texts.ts';
import { momentText } from '../short-time.ts';
import { partOf, speakersOf } from '../speakers.ts';
import type { Seen } from '../thread/thread-pane.tsx';
import { TimeDialog } from '../time-dialog.tsx';
import { timeEntries } from '../time-entries.ts';
import { TranslateDraft } from '../translation/translate-draft.tsx';
import { factsOf } from '../use-act.ts';
import { useOperators } from '../use-team.ts';
import { CANNED_KEY } from '../use-work.ts';
import { type CannedItem, listCanned, usedCanned, writeNote } from '../work-requests.ts';
import { Banners } from './banners.tsx';
import css from './composer.module.css';
import { composerTexts } from './composer-texts.ts';
import { Locked } from './locked.tsx';
import { BLANK, draftOf } from './rich-draft.ts';
import { UNDO_SECONDS, useSendPrefs } from './send-prefs.ts';
import { replaceToken, type Token, typedToken, withMentions } from './typed-token.ts';
import { useDraft } from './use-draft.ts';
import { usePresence } from './use-presence.ts';
import { WhisperBox } from './whisper-box.tsx';

const RichDialog = lazy(async () => ({ default: (await import('./rich-dialog.tsx')).RichDialog }));

export interface ComposerHandle {
  focus(mode: 'reply' | 'note' | 'whisper'): void;
  /** Puts a text before what is written. */
  add(text: string): void;
  sendAgain(message: Message): void;
}

interface Props {
  row: Row;
  customer: Panel | undefined;
  viewers: readonly Viewer[];
  /** The newest messages, of the customer and of a colleague, that were in sight. */
  seen: Seen | undefined;
  /** Brings what is newer into sight. */
  onReview: () => void;
  onSent: () => void;
  ref: Ref<ComposerHandle>;
}

interface Attached {
  url: string;
  thumbnail?: string;
  name: string;
}

/** `by`: the colleague who has answered; the customer wrote something, if left out. */
type Blocked = { what: { text: string } | { message: Message }; how: SayHow; by?: string };
const DAY = 86_400_000;

export function InboxComposer({ row, customer, viewers, seen, onReview, onSent, ref }: Props) {
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
  const list = useId();
  const wanted = useRef<number>(undefined);
  const [token, setToken] = useState<Token>();
  const [busy, setBusy] = useState(false);
  const [blocked, setBlocked] = useState<Blocked>();
  const [rich, setRich] = useState<DraftMessage>();
  const [asksTime, setAsksTime] = useState(false);
  const [attached, setAttached] = useState<Attached>();
  const [dropping, setDropping] = useState(false);
  const [missing, setMissing] = useState<readonly string[]>([]);
  const fileName = useRef('');
  const upload = useUpload(({ url, thumbnail }) =>
    setAttached({ url, ...(thumbnail ? { thumbnail } : {}), name: fileName.current }),
  );

  const part = partOf(row, me);
  const mine = part === 'holds' || part === 'joined';
  const [holder] = speakersOf(row);
  const mayWhisper = mayAssign && holder !== undefined && (part === 'watches' || part === 'joined');
  const [whispers, setWhispers] = useState(false);
  const whisperField = useRef<HTMLTextAreaElement>(null);
  const mode = mayWhisper && whispers ? 'whisper' : draft.mode;
  const isNote = mode === 'note';
  const locked = mode === 'reply' && !mine;
  const goesBySms = row.channel === 'sms' || customer?.reach.rcs === 'no';

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
  const peopleOptions: Option[] = (operators ?? []).map(({ id, name }) => ({ id, title: name }));
  const options = token?.sign === '/' ? cannedOptions : token?.sign === '@' ? peopleOptions : [];
  const { found, active, setActive, onKey } = useOptions(options, token?.query ?? '');
  const offering = token !== undefined && found.length > 0;

  useLayoutEffect(() => {
    if (wanted.current === undefined) return;
    field.current?.focus();
    field.current?.setSelectionRange(wanted.current, wanted.current);
    wanted.current = undefined;
  });
  useImperativeHandle(ref, () => ({
    focus(next) {
      setWhispers(next === 'whisper');
      if (next === 'whisper') {
        requestAnimationFrame(() => whisperField.current?.focus());
        return;
      }
      draft.setMode(next);
      wanted.current = draft.text.length;
      requestAnimationFrame(() => field.current?.focus());
    },
    add(text) {
      const whole = draft.text === '' ? text : `${text}\n${draft.text}`;
      wanted.current = whole.length;
      draft.setText(whole);
    },
    sendAgain: (message) => void send({ message }, {}),
  }));

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
      setRich(draftOf(message));
    }
  };

  const send = async (what: Blocked['what'], how: SayHow): Promise<boolean> => {
    setBusy(true);
    setBlocked(undefined);
    try {
      const undo = how.at === undefined && prefs.undoSeconds > 0 ? { undo: prefs.undoSeconds * 1000 } : {};
      const known = {
        ...(seen?.heard === undefined ? {} : { seen: seen.heard }),
        ...(seen?.reply === undefined ? {} : { seenReply: seen.reply }),
      };
      await sayIt(row.id, what, { ...undo, ...known, ...how });
      onSent();
      return true;
    } catch (error) {
      if (isApiError(error, 'newer_message')) setBlocked({ what, how, ...colleagueIn(factsOf(error)) });
      else if (isApiError(error, 'owned_by_other')) {
        const { name } = factsOf(error);
        toast({
          tone: 'bad',
          text: sayInbox('ownedByOther', { name: typeof name === 'string' ? name : '…' }),
        });
      } else if (isApiError(error, 'contact_opted_out')) toast({ tone: 'bad', text: say('optedOut') });
      else toast({ tone: 'bad', text: problemText(error) });
      return false;
    } finally {
      setBusy(false);
    }
  };

  const submit = async (how: SayHow = {}) => {
    const text = draft.text.trim();
    if (busy || upload.busy) return;
    if (isNote) {
      if (text === '') return;
      setBusy(true);
      try {
        await writeNote(row.id, withMentions(text, operators ?? []));
        draft.clear();
        onSent();
      } catch (error) {
        toast({ tone: 'bad', text: problemText(error) });
      } finally {
        setBusy(false);
      }
      return;
    }
    if (attached) {
      const { url, thumbnail, name } = attached;
      const file: Message = {
        kind: 'media',
        url,
        ...(thumbnail ? { thumbnail } : {}),
        alt: name,
        suggestions: [],
      };
      if (!(await send({ message: file }, how))) return;
      setAttached(undefined);
    }
    if (text === '') return;
    if (!(await send({ text }, how))) return;
    draft.clear();
    setMissing([]);
    presence.typed(false);
    if (how.at !== undefined) {
      toast({ tone: 'good', text: say('scheduled', { when: momentText(how.at, Date.now(), region) }) });
    }
  };

  const sendAnyway = async () => {
    if (!blocked) return;
    const { what, how } = blocked;
    if (!(await send(what, { ...how, anyway: true }))) return;
    if ('text' in what && what.text === draft.text.trim()) draft.clear();
    setRich(undefined);
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

  const take = (chosen: FileList | null | undefined) => {
    const file = chosen?.[0];
    if (!file || mode !== 'reply' || !mine) return;
    if (file.size === 0) return void toast({ tone: 'bad', text: say('emptyFile') });
    fileName.current = file.name;
    setAttached(undefined);
    void upload.start(file, file.name);
  };

  const values = (customer?.flow?.variables ?? []).flatMap(({ name, value }) =>
    typeof value === 'string' || typeof value === 'number' ? [{ name, value: String(value) }] : [],
  );
  const { segments, left } = countSegments(draft.text);
  const nothing = draft.text.trim() === '' && !attached;
  const later = timeEntries({
    now: Date.now(),
    region,
    say: sayInbox,
    pick: (at) => void submit({ at }),
    other: () => setAsksTime(true),
  });

  return (
    <section
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
        take(event.dataTransfer.files);
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
      <Banners row={row} customer={customer} viewers={viewers} writes={mine && mode === 'reply'} />
      {blocked ? (
        <div className={css.blocked} role="alert">
          <p>{blocked.by === undefined ? say('newer') : say('newerReply', { name: blocked.by })}</p>
          <Button
            size="s"
            onClick={() => {
              setBlocked(undefined);
              onReview();
              field.current?.focus();
            }}
          >
            {say('review')}
          </Button>
          <Button size="s" look="quiet" disabled={busy} onClick={() => void sendAnyway()}>
            {say('sendAnyway')}
          </Button>
        </div>
      ) : null}
      {mode === 'whisper' ? (
        <WhisperBox ref={whisperField} conversation={row.id} to={holder ?? ''} onSent={onSent} />
      ) : locked ? (
        <Locked row={row} />
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
                    take(event.clipboardData.files);
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
          {upload.fault ? (
            <p className={css.fault} role="alert">
              {upload.fault}
            </p>
          ) : null}
          {attached ? (
            <p className={css.file}>
              <Paperclip size={13} aria-hidden />
              <bdi className={css.fileName}>{say('attached', { name: attached.name })}</bdi>
              <IconButton
                label={say('removeAttachment')}
                icon={<X size={14} aria-hidden />}
                onClick={() => setAttached(undefined)}
              />
            </p>
          ) : null}
          {missing.length > 0 ? (
            <p className={css.fault} role="status">
              {say('missing', { names: missing.join(', ') })}
            </p>
          ) : null}
          <div className={css.tools}>
            <EmojiPicker onPick={insert} focusAfter={() => field.current?.focus()} />
            {isNote ? null : (
              <>
                <IconButton
                  label={`${say('attach')} (${say('attachHint')})`}
                  icon={<Paperclip size={15} aria-hidden />}
                  onClick={() => files.current?.click()}
                />
                <IconButton
                  label={say('rich')}
                  icon={<PanelTop size={15} aria-hidden />}
                  onClick={() => setRich(draft.text.trim() === '' ? BLANK : fromText(draft.text.trim()))}
                />
                <TranslateDraft row={row} text={draft.text} onText={draft.setText} />
                <Picker
                  label={say('values')}
                  searchLabel={say('searchValues')}
                  empty={say('valuesNone')}
                  trigger={<IconButton label={say('values')} icon={<Braces size={15} aria-hidden />} />}
                  options={() => values.map(({ name, value }) => ({ id: value, title: value, hint: name }))}
                  onPick={insert}
                  focusAfter={() => field.current?.focus()}
                />
                <input
                  ref={files}
                  type="file"
                  hidden
                  aria-label={say('attach')}
                  accept={ACCEPTED}
                  onChange={(event) => {
                    take(event.target.files);
                    event.target.value = '';
                  }}
                />
              </>
            )}
            <span className={css.send}>
              <Button
                look="primary"
                size="s"
                disabled={nothing || busy || upload.busy !== undefined}
                aria-keyshortcuts="Control+Enter"
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
                      disabled: nothing,
                      entries: later,
                    },
                    'separator',
                    {
                      label: say('enterSends'),
                      checked: prefs.enterSends,
                      run: () => prefs.setEnterSends(!prefs.enterSends),
                    },
                    {
                      kind: 'submenu',
                      label: say('undoAfter'),
                      entries: UNDO_SECONDS.map((seconds) => ({
                        label: seconds === 0 ? say('undoNone') : say('undoSeconds', { count: seconds }),
                        checked: seconds === prefs.undoSeconds,
                        radio: true,
                        run: () => prefs.setUndoSeconds(seconds),
                      })),
                    },
                  ]}
                />
              )}
            </span>
          </div>
          {dropping ? <p className={css.drop}>{say('dropHere')}</p> : null}
        </div>
      )}
      {rich ? (
        <Suspense>
          <RichDialog
            from={rich}
            locale={row.locale}
            busy={busy}
            onClose={() => setRich(undefined)}
            onSend={async (message) => {
              const sent = await send({ message }, {});
              setRich(undefined);
              if (sent && message.kind === 'text' && message.text === draft.text.trim()) draft.clear();
            }}
          />
        </Suspense>
      ) : null}
      {asksTime ? (
        <TimeDialog
          title={say('sendLaterTitle')}
          confirm={say('sendLater')}
          from={Date.now() + DAY}
          onPick={(at) => {
            setAsksTime(false);
            void submit({ at });
          }}
          onClose={() => setAsksTime(false)}
        />
      ) : null}
    </section>
  );
}

/** Whose answer was newer, as far as it was a colleague's. */
function colleagueIn({ message }: Readonly<Record<string, unknown>>): { by?: string } {
  if (typeof message !== 'object' || message === null || !('by' in message)) return {};
  return { by: 'name' in message && typeof message.name === 'string' ? message.name : '…' };
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
