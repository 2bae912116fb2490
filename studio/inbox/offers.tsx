/** Conversations that are offered to the reader right now, each with the time left to accept it. */
import { useEffect, useState } from 'react';
import type { Row } from '../../server/contract/inbox-list.ts';
import { useMay, useSession } from '../api/session.ts';
import { Button } from '../ui/button.tsx';
import { useTexts } from '../ui/i18n.ts';
import { navigate } from '../ui/router.tsx';
import { accept, pass } from './inbox-requests.ts';
import { inboxTexts } from './inbox-texts.ts';
import { useLiveList } from './live/use-live-list.ts';
import css from './offers.module.css';
import { useAct } from './use-act.ts';
import { type InboxButtons, useInboxCommands } from './use-inbox-commands.ts';
import { useTeamNames } from './use-team.ts';

/** Offers are made in the order of pressing and waiting: those to anybody stand first. */
const LIST = { view: 'unassigned', sort: 'priority', limit: 100 } as const;
const SECOND = 1000;

interface Props {
  hrefOf: (id: string) => string;
  /** With the keys of the inbox; other screens have their own. */
  keyed?: boolean;
}

/** A list alone: who shows it says that it speaks up. */
export function Offers({ hrefOf, keyed }: Props) {
  const me = useSession((session) => session.me?.id);
  const maySpeak = useMay('conversations.speak');
  const { rows } = useLiveList(maySpeak ? LIST : undefined);
  const now = useSecond(rows.some(({ owner }) => owner.kind === 'queue' && owner.offer?.to === me));
  const { run, busy } = useAct();
  const offers = rows.flatMap((row) => {
    const { owner } = row;
    const offer = owner.kind === 'queue' ? owner.offer : undefined;
    if (owner.kind !== 'queue' || !offer || offer.to !== me || offer.until <= now) return [];
    return [{ row, queue: owner.queue, until: offer.until }];
  });
  const take = async (row: Row) => {
    if (await run(() => accept(row.id))) navigate(hrefOf(row.id));
  };
  const first = offers[0]?.row;
  const offered = useInboxCommands([
    { id: 'inbox.accept', unkeyed: !keyed, when: first !== undefined, run: () => first && void take(first) },
    {
      id: 'inbox.pass',
      unkeyed: !keyed,
      when: first !== undefined,
      run: () => first && void run(() => pass(first.id)),
    },
  ]);
  return (
    <div>
      {offers.map(({ row, queue, until }) => (
        <Offer
          key={row.id}
          row={row}
          queue={queue}
          seconds={Math.max(0, Math.ceil((until - now) / SECOND))}
          busy={busy}
          words={offered.words}
          onAccept={() => void take(row)}
          onPass={() => void run(() => pass(row.id))}
        />
      ))}
    </div>
  );
}

interface OfferProps {
  row: Row;
  queue: string;
  seconds: number;
  busy: boolean;
  words: InboxButtons['words'];
  onAccept: () => void;
  onPass: () => void;
}

function Offer({ row, queue, seconds, busy, words, onAccept, onPass }: OfferProps) {
  const say = useTexts(inboxTexts);
  const names = useTeamNames();
  return (
    <div className={css.offer}>
      <div className={css.words}>
        <p className={css.title}>{say('offer', { queue: names.queue(queue) })}</p>
        <p className={css.who}>
          <bdi>{row.name ?? row.phone}</bdi>
        </p>
      </div>
      {/* The seconds run by themselves: not read aloud each time. */}
      <span className={css.left} aria-hidden>
        {say('offerLeft', { seconds })}
      </span>
      <Button
        size="s"
        look="primary"
        className={css.small}
        data-command="inbox.accept"
        disabled={busy}
        onClick={onAccept}
      >
        {words('inbox.accept')}
      </Button>
      <Button size="s" className={css.small} data-command="inbox.pass" disabled={busy} onClick={onPass}>
        {words('inbox.pass')}
      </Button>
    </div>
  );
}

/** The current time, anew each second as long as it counts. */
function useSecond(counts: boolean): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (!counts) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), SECOND);
    return () => clearInterval(timer);
  }, [counts]);
  return now;
}
