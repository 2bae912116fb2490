/** The conversations operators have right now, and what somebody who leads the team does with each, by a button or a key. */
import { Ear, Eye, Hand, Shuffle, UserMinus, UserPlus } from 'lucide-react';
import { useState } from 'react';
import type { Row } from '../../../server/contract/inbox-list.ts';
import { useProblemText } from '../../api/problem-text.ts';
import { useMay, useSession } from '../../api/session.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { Confirm, Dialog } from '../../ui/dialog.tsx';
import { useRegion, useTexts } from '../../ui/i18n.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Link, navigate } from '../../ui/router.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { toast } from '../../ui/toast.ts';
import { WhisperBox } from '../composer/whisper-box.tsx';
import { TransferDialog } from '../conversation/transfer-dialog.tsx';
import { inboxCommands } from '../inbox-commands.ts';
import { join, leave, takeOver } from '../inbox-requests.ts';
import { placeUrl } from '../list/place.ts';
import { useLiveList } from '../live/use-live-list.ts';
import { shortLength } from '../short-time.ts';
import { partOf, speakersOf } from '../speakers.ts';
import { useAct } from '../use-act.ts';
import { useInboxCommands } from '../use-inbox-commands.ts';
import { useTeamNames } from '../use-team.ts';
import css from './under-way.module.css';
import { wallTexts } from './wall-texts.ts';

const LIST = { filter: { status: ['open'], owner: ['operator'] }, sort: 'waiting', limit: 50 } as const;
const PLACE = { view: 'team', filter: { owner: ['operator' as const] }, sort: 'waiting' as const };

interface Asked {
  what: 'whisper' | 'take' | 'reassign';
  row: Row;
}

type WallCommand = 'wall.watch' | 'wall.whisper' | 'wall.take' | 'wall.reassign';

export function UnderWay({ now }: { now: number }) {
  const say = useTexts(wallTexts);
  const region = useRegion();
  const problemText = useProblemText();
  const me = useSession((session) => session.me?.id);
  const mayAssign = useMay('conversations.assign');
  const names = useTeamNames();
  const { run, busy } = useAct();
  const list = useLiveList({ ...LIST, filter: { status: ['open'], owner: ['operator'] } });
  const [chosen, setChosen] = useState<string>();
  const [asked, setAsked] = useState<Asked>();
  const { rows } = list;
  const row = rows.find(({ id }) => id === chosen);
  const nameOf = (id: string) => (id === me ? say('you') : names.operator(id));
  const part = row && partOf(row, me);
  const watches = mayAssign && part === 'watches';
  const close = () => setAsked(undefined);

  const watch = ({ id }: Row) => navigate(placeUrl(PLACE, id));
  const joinIt = (one: Row) => void run(() => join(one.id)).then((done) => done && watch(one));
  const leaveIt = (one: Row) => void run(() => leave(one.id), say('left'));
  const take = async (one: Row) => {
    close();
    if (await run(() => takeOver(one.id, { from: one.voice }))) watch(one);
  };
  const step = (by: 1 | -1) => {
    const place = rows.findIndex(({ id }) => id === chosen);
    const next = rows[place < 0 ? 0 : Math.min(Math.max(place + by, 0), rows.length - 1)];
    if (!next) return;
    setChosen(next.id);
    document.getElementById(`under-way-${next.id}`)?.focus();
  };
  const ask = (what: Asked['what']) => row && setAsked({ what, row });

  const mayLead = mayAssign && part !== undefined && part !== 'holds';
  const { words, plain } = useInboxCommands([
    { id: 'wall.more', when: list.hasMore && !list.loadingMore, run: list.more },
    { id: 'wall.next', when: rows.length > 0, run: () => step(1) },
    { id: 'wall.previous', when: rows.length > 0, run: () => step(-1) },
    { id: 'wall.watch', when: row !== undefined, run: () => row && watch(row) },
    { id: 'wall.whisper', when: mayLead, run: () => ask('whisper') },
    {
      id: 'wall.join',
      on: part === 'joined',
      when: !busy && (watches || part === 'joined'),
      run: () => row && (part === 'joined' ? leaveIt(row) : joinIt(row)),
    },
    { id: 'wall.take', when: mayLead, run: () => ask('take') },
    { id: 'wall.reassign', when: mayAssign && row !== undefined, run: () => ask('reassign') },
  ]);

  const actionsOf = (one: Row) => {
    const own = partOf(one, me);
    const name = one.name ?? one.phone;
    const others = mayAssign && own !== 'holds';
    const action = (id: WallCommand, icon: React.ReactNode, act: () => void) => (
      <IconButton
        data-command={id}
        label={say('doIn', { what: words(id), name })}
        keys={inboxCommands[id].keys}
        icon={icon}
        disabled={busy}
        onClick={() => {
          setChosen(one.id);
          act();
        }}
      />
    );
    const asks = (what: Asked['what']) => () => setAsked({ what, row: one });
    return (
      <span className={css.actions}>
        {action('wall.watch', <Eye size={15} aria-hidden />, () => watch(one))}
        {others ? action('wall.whisper', <Ear size={15} aria-hidden />, asks('whisper')) : null}
        {others && own === 'joined' ? (
          <IconButton
            data-command="wall.join"
            label={say('doIn', { what: say('doLeave'), name })}
            keys={inboxCommands['wall.join'].keys}
            icon={<UserMinus size={15} aria-hidden />}
            disabled={busy}
            onClick={() => leaveIt(one)}
          />
        ) : null}
        {others && own === 'watches' ? (
          <IconButton
            data-command="wall.join"
            label={say('doIn', { what: say('doJoin'), name })}
            keys={inboxCommands['wall.join'].keys}
            icon={<UserPlus size={15} aria-hidden />}
            disabled={busy}
            onClick={() => joinIt(one)}
          />
        ) : null}
        {others ? action('wall.take', <Hand size={15} aria-hidden />, asks('take')) : null}
        {mayAssign ? action('wall.reassign', <Shuffle size={15} aria-hidden />, asks('reassign')) : null}
      </span>
    );
  };

  const [holder = ''] = asked ? speakersOf(asked.row) : [];
  return (
    <section aria-labelledby="wall-under-way">
      <h2 id="wall-under-way">{say('underWay')}</h2>
      {list.state === 'failed' ? (
        <Problem title={say('underWayFailed')} detail={problemText(list.error)} onRetry={list.retry} />
      ) : list.state === 'loading' ? (
        <div aria-busy="true">
          <Skeleton height="96px" />
        </div>
      ) : rows.length === 0 ? (
        <p className={css.none}>{say('underWayNone')}</p>
      ) : (
        <>
          <p className={css.none}>{say('underWayText')}</p>
          <table className={css.table}>
            <thead>
              <tr>
                <th scope="col">{say('customer')}</th>
                <th scope="col">{say('with')}</th>
                <th scope="col" className={css.last}>
                  {say('lastWords')}
                </th>
                <th scope="col">{say('waits')}</th>
                <th scope="col">
                  <span className="visually-hidden">{say('actions')}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map((one) => (
                <tr key={one.id} className={classNames(one.id === chosen && css.chosen)}>
                  <th scope="row">
                    <Link
                      id={`under-way-${one.id}`}
                      href={placeUrl(PLACE, one.id)}
                      aria-current={one.id === chosen ? 'true' : undefined}
                      onFocus={() => setChosen(one.id)}
                    >
                      <bdi>{one.name ?? one.phone}</bdi>
                    </Link>
                  </th>
                  <td>
                    <bdi>{speakersOf(one).map(nameOf).join(' + ')}</bdi>
                  </td>
                  <td className={css.last}>
                    <bdi>{one.last?.text || say('nothingSaid')}</bdi>
                  </td>
                  <td data-late={one.late || undefined}>
                    {one.waitingSince === undefined
                      ? '–'
                      : shortLength(Math.max(0, now - one.waitingSince), region)}
                  </td>
                  <td>{actionsOf(one)}</td>
                </tr>
              ))}
            </tbody>
          </table>
          {list.hasMore ? (
            <p className={css.more}>
              <Button size="s" look="quiet" {...plain('wall.more')}>
                {say('more')}
              </Button>
            </p>
          ) : null}
        </>
      )}
      {asked?.what === 'whisper' ? (
        <Dialog
          open
          onOpenChange={close}
          title={say('whisperTitle', { name: nameOf(holder) })}
          description={say('whisperText', { customer: asked.row.name ?? asked.row.phone })}
          size="s"
        >
          <WhisperBox
            conversation={asked.row.id}
            to={holder}
            autoFocus
            onSent={() => {
              close();
              toast({ tone: 'good', text: say('whispered', { name: nameOf(holder) }) });
            }}
          />
        </Dialog>
      ) : null}
      {asked?.what === 'take' ? (
        <Confirm
          open
          onOpenChange={close}
          title={say('takeTitle', { name: nameOf(holder) })}
          text={say('takeText', { name: nameOf(holder) })}
          confirm={words('wall.take')}
          busy={busy}
          onConfirm={() => void take(asked.row)}
        />
      ) : null}
      {asked?.what === 'reassign' ? <TransferDialog row={asked.row} onClose={close} /> : null}
    </section>
  );
}
