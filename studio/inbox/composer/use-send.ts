/** Sends what the composer holds and says what stands in the way. Each part that has gone leaves the composer at once. */
import { useRef, useState } from 'react';
import type { Row } from '../../../server/contract/inbox-list.ts';
import { isApiError } from '../../api/api-error.ts';
import { useProblemText } from '../../api/problem-text.ts';
import { useRegion, useTexts } from '../../ui/i18n.ts';
import { randomId } from '../../ui/random-id.ts';
import { toast } from '../../ui/toast.ts';
import { type SayHow, say as sayIt } from '../inbox-requests.ts';
import { inboxTexts } from '../inbox-texts.ts';
import { momentText } from '../short-time.ts';
import type { Seen } from '../thread/thread-pane.tsx';
import { factsOf } from '../use-act.ts';
import { composerTexts } from './composer-texts.ts';
import { type Piece, piecesOf, type Source, sayPieces, textAfter } from './outgoing.ts';
import { forbids, type Refusal } from './refusal.ts';
import { useSendPrefs } from './send-prefs.ts';
import type { DraftState } from './use-draft.ts';
import type { useOutgoing } from './use-outgoing.ts';

interface Deps {
  row: Row;
  /** The newest messages that were in sight of whoever writes. */
  seen: Seen | undefined;
  refusal: Refusal | undefined;
  draft: DraftState;
  outgoing: ReturnType<typeof useOutgoing>;
  /** Something has gone. */
  onSent: () => void;
}

export function useSend({ row, seen, refusal, draft, outgoing, onSent }: Deps) {
  const say = useTexts(composerTexts);
  const sayInbox = useTexts(inboxTexts);
  const region = useRegion();
  const problemText = useProblemText();
  const { undoSeconds } = useSendPrefs();
  const [busy, setBusy] = useState(false);
  const underWay = useRef(false);
  // Asked again because the answer was lost, the server knows it by its key.
  const keys = useRef(new Map<string, string>());
  // What is typed while something is on its way stays, so the field is read when that is said and not before.
  const field = useRef(draft);
  field.current = draft;
  const { change, latest } = outgoing;

  const clearField = (said: string) => {
    const { text, setText, clear } = field.current;
    const rest = textAfter(text, said.trim());
    if (rest === text) return;
    if (rest === '') clear();
    else setText(rest);
  };
  const took = (piece: Piece) => {
    const { of } = piece;
    if (of !== 'again' && 'text' in of) clearField(of.text);
    if (of !== 'again' && 'card' in of) {
      const typed = latest().cards.find(({ id }) => id === of.card)?.typed;
      if (typed !== undefined) clearField(typed);
    }
    change({ kind: 'said', piece });
    onSent();
  };

  /** Answers whether all of it has gone. */
  async function send(source: Source, how: SayHow = {}): Promise<boolean> {
    if (underWay.current) return false;
    if (forbids(refusal, how.at !== undefined)) {
      toast({ tone: 'bad', text: say(refusal === 'optedOut' ? 'optedOut' : 'unreachable') });
      return false;
    }
    const pieces = piecesOf(latest(), source, field.current.text);
    change({ kind: 'unblocked' });
    if (pieces.length === 0) return false;
    underWay.current = true;
    setBusy(true);
    const sayHow: SayHow = {
      ...(how.at === undefined && undoSeconds > 0 ? { undo: undoSeconds * 1000 } : {}),
      ...(seen?.heard === undefined ? {} : { seen: seen.heard }),
      ...(seen?.reply === undefined ? {} : { seenReply: seen.reply }),
      ...how,
    };
    try {
      await sayPieces(
        pieces,
        async (what) => {
          const name = JSON.stringify([row.id, what, sayHow.at]);
          const key = keys.current.get(name) ?? randomId();
          keys.current.set(name, key);
          await sayIt(row.id, what, { ...sayHow, key });
          keys.current.delete(name);
        },
        took,
      );
      if (how.at !== undefined) {
        toast({ tone: 'good', text: say('scheduled', { when: momentText(how.at, Date.now(), region) }) });
      }
      return true;
    } catch (error) {
      if (isApiError(error, 'newer_message')) {
        change({ kind: 'blocked', blocked: { source, how, ...colleagueIn(factsOf(error)) } });
      } else if (isApiError(error, 'owned_by_other')) {
        const { name } = factsOf(error);
        toast({
          tone: 'bad',
          text: sayInbox('ownedByOther', { name: typeof name === 'string' ? name : '…' }),
        });
      } else if (isApiError(error, 'contact_opted_out')) toast({ tone: 'bad', text: say('optedOut') });
      else toast({ tone: 'bad', text: problemText(error) });
      return false;
    } finally {
      underWay.current = false;
      setBusy(false);
    }
  }

  const sendAnyway = async () => {
    const { blocked } = latest();
    if (blocked) await send(blocked.source, { ...blocked.how, anyway: true });
  };
  return { busy, send, sendAnyway };
}

/** Whose answer was newer, as far as it was a colleague's. */
function colleagueIn({ message }: Readonly<Record<string, unknown>>): { by?: string } {
  if (typeof message !== 'object' || message === null || !('by' in message)) return {};
  return { by: 'name' in message && typeof message.name === 'string' ? message.name : '…' };
}
