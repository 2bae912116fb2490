/** One open conversation: head, thread, composer and the customer beside it; what one part asks of another goes through here. */
import { MessagesSquare, ShieldOff } from 'lucide-react';
import { lazy, Suspense, useCallback, useEffect, useRef, useState } from 'react';
import type { MessageLine } from '../../../server/contract/inbox-live.ts';
import { isApiError } from '../../api/api-error.ts';
import { useProblemText } from '../../api/problem-text.ts';
import { useMay, useSession } from '../../api/session.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { useTexts } from '../../ui/i18n.ts';
import { usePageTitle } from '../../ui/page-title.ts';
import { Problem } from '../../ui/problem.tsx';
import { toast } from '../../ui/toast.ts';
import { type ComposerHandle, InboxComposer } from '../composer/composer.tsx';
import { unsay } from '../inbox-requests.ts';
import { useThread } from '../live/use-thread.ts';
import { CustomerPanel } from '../panel/customer-panel.tsx';
import { speakersOf } from '../speakers.ts';
import { messageOf, wordsOfLine } from '../thread/line-content.ts';
import { newestHeard, newestReply } from '../thread/thread-items.ts';
import { type Seen, ThreadPane } from '../thread/thread-pane.tsx';
import { threadTexts } from '../thread/thread-texts.ts';
import { useAct } from '../use-act.ts';
import css from './conversation.module.css';
import { ConversationHeader } from './conversation-header.tsx';
import { gistOf } from './gist.ts';
import { titleOfNode, usePanel } from './use-panel.ts';
import { Waiting } from './waiting.tsx';

const CannedDialog = lazy(async () => ({
  default: (await import('../settings/canned-dialog.tsx')).CannedDialog,
}));

interface Props {
  id: string;
  backHref: string;
  panelOpen: boolean;
  /** The panel lies over the thread. */
  panelFloats: boolean;
  onPanel: (open: boolean) => void;
}

export function Conversation({ id, backHref, panelOpen, panelFloats, onPanel }: Props) {
  const say = useTexts(threadTexts);
  const problemText = useProblemText();
  const thread = useThread(id);
  const { row, lines, viewers } = thread;
  const me = useSession((session) => session.me?.id);
  const maySpeak = useMay('conversations.speak');
  const mayCanned = useMay('canned.read');
  const panel = usePanel(row);
  const customer = panel.data;
  const { run } = useAct();
  const [searching, setSearching] = useState<'words' | 'day'>();
  const [seen, setSeen] = useState<Seen>();
  const [canned, setCanned] = useState<string>();
  const composer = useRef<ComposerHandle>(null);
  const toEnd = useRef<() => void>(undefined);
  usePageTitle(row ? (row.name ?? row.phone) : '');

  // What stood there when it was opened lies open before the reader.
  const newest = newestHeard(lines)?.id;
  const reply = newestReply(lines, me)?.id;
  const newestOf = (): Seen => ({
    ...(newest === undefined ? {} : { heard: newest }),
    ...(reply === undefined ? {} : { reply }),
  });
  const ready = thread.state === 'ready';
  // biome-ignore lint/correctness/useExhaustiveDependencies: what comes later is seen when it has been in sight.
  useEffect(() => {
    if (seen === undefined && ready) setSeen(newestOf());
  }, [seen, ready]);
  const onSeen = useCallback((now: Seen) => setSeen(now), []);

  if (thread.state === 'erased') {
    return (
      <div className={css.frame}>
        <EmptyState
          icon={<ShieldOff size={20} aria-hidden />}
          title={say('erasedTitle')}
          text={say('erasedText')}
        />
      </div>
    );
  }
  if (thread.state === 'failed') {
    const missing = isApiError(thread.error, 'not_found', 'invalid_event', 'bad_request');
    return (
      <div className={css.frame}>
        {missing ? (
          <EmptyState icon={<MessagesSquare size={20} aria-hidden />} title={say('missing')} />
        ) : (
          <Problem title={say('failed')} detail={problemText(thread.error)} onRetry={thread.retry} />
        )}
      </div>
    );
  }
  if (!row) return <Waiting />;

  const mine = me !== undefined && speakersOf(row).includes(me);
  const takeBack = async (line: MessageLine) => {
    const message = messageOf(line);
    const done = await run(() => unsay(row.id, line.id), say('undone'));
    if (done && message) composer.current?.restore(message);
  };
  const write = (mode: 'reply' | 'note' | 'whisper' | 'take') => composer.current?.focus(mode);
  return (
    <>
      <section className={css.frame} aria-label={row.name ?? row.phone}>
        <ConversationHeader
          row={row}
          customer={customer}
          gist={() => gistOf(lines, row)}
          viewers={viewers}
          seenReply={seen?.reply}
          backHref={backHref}
          panelOpen={panelOpen}
          onPanel={() => onPanel(!panelOpen)}
          onSearch={setSearching}
          onWrite={write}
        />
        <ThreadPane
          thread={thread}
          row={row}
          mine={mine}
          searching={searching}
          onSearchClose={() => setSearching(undefined)}
          actions={{
            ...(maySpeak
              ? {
                  quote: (line: MessageLine) => {
                    write('reply');
                    composer.current?.add(`${quoted(wordsOfLine(line))}\n`);
                  },
                }
              : {}),
            ...(mine
              ? {
                  sendAgain: (line: MessageLine) => {
                    const message = messageOf(line);
                    if (message) composer.current?.sendAgain(message);
                    else toast({ tone: 'bad', text: say('notFound') });
                  },
                  takeBack: (line: MessageLine) => void takeBack(line),
                }
              : {}),
            ...(mayCanned ? { toCanned: (line: MessageLine) => setCanned(wordsOfLine(line)) } : {}),
          }}
          nodeTitle={(node) => titleOfNode(customer?.flow?.nodes, node)}
          onSeen={onSeen}
          endRef={toEnd}
        />
        <InboxComposer
          ref={composer}
          row={row}
          customer={customer}
          lines={lines}
          onRecheck={() => void panel.refetch()}
          viewers={viewers}
          seen={seen}
          onReview={() => {
            toEnd.current?.();
            setSeen(newestOf());
          }}
          onSent={() => toEnd.current?.()}
        />
      </section>
      {panelOpen ? (
        <CustomerPanel row={row} panel={panel} floats={panelFloats} onClose={() => onPanel(false)} />
      ) : null}
      {canned === undefined ? null : (
        <Suspense>
          <CannedDialog text={canned} locale={row.locale.slice(0, 2)} onClose={() => setCanned(undefined)} />
        </Suspense>
      )}
    </>
  );
}

function quoted(text: string): string {
  return text
    .slice(0, 500)
    .split('\n')
    .map((line) => `> ${line}`)
    .join('\n');
}
