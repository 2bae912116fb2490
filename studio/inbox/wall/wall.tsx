/** The supervisor's wall: who waits, who has what, and how the last days went; asked for anew every few seconds. */
import { useQuery } from '@tanstack/react-query';
import { ArrowLeft, Download } from 'lucide-react';
import type { Wall } from '../../../server/contract/inbox-work.ts';
import { useProblemText } from '../../api/problem-text.ts';
import { useMay } from '../../api/session.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { useRegion, useTexts } from '../../ui/i18n.ts';
import { usePageTitle } from '../../ui/page-title.ts';
import { Problem } from '../../ui/problem.tsx';
import { Link, navigate, useQueryValue } from '../../ui/router.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { TopBar } from '../../ui/top-bar.tsx';
import { placeUrl } from '../list/place.ts';
import { shortLength } from '../short-time.ts';
import { useAct } from '../use-act.ts';
import { useInboxCommands } from '../use-inbox-commands.ts';
import { useOperators, useQueues, useTeamNames } from '../use-team.ts';
import { readWall, saveReport } from '../work-requests.ts';
import { UnderWay } from './under-way.tsx';
import css from './wall.module.css';
import { wallTexts } from './wall-texts.ts';

const AGAIN_MS = 5_000;
const PERIODS = ['1', '7', '30'] as const;
type Period = (typeof PERIODS)[number];

export function WallScreen() {
  const say = useTexts(wallTexts);
  const region = useRegion();
  const problemText = useProblemText();
  usePageTitle(say('title'));
  const [asked, setAsked] = useQueryValue('days');
  useInboxCommands([{ id: 'wall.back', run: () => navigate('/inbox') }]);
  const days = PERIODS.find((one) => one === asked) ?? '1';
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  const { data, error, refetch } = useQuery({
    queryKey: ['inbox', 'wall', timeZone, days],
    queryFn: ({ signal }) => readWall(timeZone, Number(days), signal),
    refetchInterval: AGAIN_MS,
    // What waits stays in sight while other days are read.
    placeholderData: (before) => before,
  });
  return (
    <>
      <TopBar />
      <main id="content" className={css.main}>
        <ButtonLink href="/inbox" look="quiet" size="s" data-command="wall.back">
          <ArrowLeft size={14} aria-hidden />
          {say('back')}
        </ButtonLink>
        <header className={css.head}>
          <h1>{say('title')}</h1>
          <p>
            {say('lead')}{' '}
            {data
              ? say('asOf', {
                  time: new Intl.DateTimeFormat(region, { timeStyle: 'medium' }).format(data.at),
                })
              : ''}
          </p>
        </header>
        {data ? (
          <Figures wall={data} days={days} onDays={(next) => setAsked(next === '1' ? '' : next)} />
        ) : error ? (
          <Problem title={say('failed')} detail={problemText(error)} onRetry={() => refetch()} />
        ) : (
          <div className={css.wait} aria-busy="true">
            <p className="visually-hidden" role="status">
              {say('loading')}
            </p>
            {['a', 'b', 'c'].map((line) => (
              <Skeleton key={line} height="96px" />
            ))}
          </div>
        )}
      </main>
    </>
  );
}

interface FiguresProps {
  wall: Wall;
  days: Period;
  onDays: (days: Period) => void;
}

function Figures({ wall: { at, now, queues, operators, today }, days, onDays }: FiguresProps) {
  const say = useTexts(wallTexts);
  const region = useRegion();
  const { data: team } = useOperators();
  const names = useTeamNames();
  const { data: teams } = useQueues();
  const mayRead = useMay('conversations.read');
  const { run, busy } = useAct();
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  const number = new Intl.NumberFormat(region);
  const { words, plain } = useInboxCommands([
    { id: 'wall.report', when: !busy, run: () => void run(() => saveReport(timeZone, Number(days))) },
    ...PERIODS.map((one) => ({
      id: `wall.days.${one}` as const,
      when: one !== days,
      run: () => onDays(one),
    })),
  ]);
  const length = (since: number | undefined) =>
    since === undefined ? say('nobody') : shortLength(Math.max(0, at - since), region);
  const tiles = [
    ['waiting', now.waiting, 'waiting'],
    ['unassigned', now.unassigned, 'unassigned'],
    ['late', now.late, 'late'],
    ['open', now.open, 'team'],
    ['bot', now.bot, 'bot'],
    ['snoozed', now.snoozed, 'snoozed'],
  ] as const;
  return (
    <>
      <section aria-labelledby="wall-now">
        <h2 id="wall-now" className="visually-hidden">
          {say('now')}
        </h2>
        <ul className={css.tiles}>
          {tiles.map(([name, count, view]) => (
            <li key={name}>
              <Link
                className={css.tile}
                data-alarm={(name === 'late' && count > 0) || undefined}
                href={
                  view === 'late'
                    ? placeUrl({ view: 'team', filter: { late: true }, sort: 'due' })
                    : placeUrl({ view, filter: undefined, sort: undefined })
                }
              >
                <span className={css.number}>{number.format(count)}</span>
                <span className={css.name}>{say(name)}</span>
              </Link>
            </li>
          ))}
          <li className={css.tile}>
            <span className={css.number}>{length(now.longestWait)}</span>
            <span className={css.name}>{say('longest')}</span>
          </li>
        </ul>
      </section>
      <section aria-labelledby="wall-today">
        <div className={css.period}>
          <h2 id="wall-today">{say(`days${days}`)}</h2>
          <Segmented
            label={say('period')}
            labelHidden
            value={days}
            options={PERIODS.map((value) => ({ value, label: say(`days${value}`) }))}
            onChange={onDays}
          />
          <Button size="s" {...plain('wall.report')}>
            <Download size={14} aria-hidden />
            {words('wall.report')}
          </Button>
        </div>
        <ul className={css.tiles}>
          {(['firstReply', 'nextReply', 'resolution'] as const).map((name) => (
            <li key={name} className={css.tile}>
              <Met figures={today[name]} />
              <span className={css.name}>{say(name)}</span>
            </li>
          ))}
          <li className={css.tile}>
            <span className={css.number}>{number.format(today.closed)}</span>
            <span className={css.name}>{say('closed')}</span>
          </li>
          <li className={css.tile}>
            <Score satisfaction={today.satisfaction} />
            <span className={css.name}>{say('satisfaction')}</span>
          </li>
        </ul>
      </section>
      {mayRead ? <UnderWay now={at} /> : null}
      <section aria-labelledby="wall-queues">
        <h2 id="wall-queues">{say('queues')}</h2>
        {queues.length === 0 ? (
          <p className={css.none}>{say('noQueues')}</p>
        ) : (
          <table className={css.table}>
            <thead>
              <tr>
                <th scope="col">{say('queue')}</th>
                <th scope="col">{say('waiting')}</th>
                <th scope="col">{say('longest')}</th>
                <th scope="col">{say('late')}</th>
                <th scope="col">{say('came')}</th>
                <th scope="col">{say('closed')}</th>
                <th scope="col">{say('firstReply')}</th>
                <th scope="col">{say('nextReply')}</th>
                <th scope="col">{say('satisfaction')}</th>
              </tr>
            </thead>
            <tbody>
              {queues.map(({ queue, waiting, longest, late, ...own }) => (
                <tr key={queue}>
                  <th scope="row">
                    <Link
                      href={placeUrl({
                        view: 'unassigned',
                        filter: { owner: [`queue:${queue}`] },
                        sort: undefined,
                      })}
                    >
                      <bdi>{teams?.find(({ id }) => id === queue)?.name ?? names.queue(queue)}</bdi>
                    </Link>
                  </th>
                  <td>{number.format(waiting)}</td>
                  <td>{waiting === 0 ? '–' : length(longest)}</td>
                  <td>{late > 0 ? <Badge tone="bad">{number.format(late)}</Badge> : '0'}</td>
                  <td>{number.format(own.came)}</td>
                  <td>{number.format(own.closed)}</td>
                  <td>
                    <Kept figures={own.firstReply} />
                  </td>
                  <td>
                    <Kept figures={own.nextReply} />
                  </td>
                  <td>{own.satisfaction ? <Score satisfaction={own.satisfaction} small /> : '–'}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </section>
      <section aria-labelledby="wall-operators">
        <h2 id="wall-operators">{say('operators')}</h2>
        {operators.length === 0 ? (
          <p className={css.none}>{say('noOperators')}</p>
        ) : (
          <table className={css.table}>
            <thead>
              <tr>
                <th scope="col">{say('operator')}</th>
                <th scope="col">{say('status')}</th>
                <th scope="col">{say('hasOpen')}</th>
                <th scope="col">{say('waiting')}</th>
                <th scope="col">{say('late')}</th>
                <th scope="col">{say('replies')}</th>
                <th scope="col">{say('closed')}</th>
                <th scope="col">{say('satisfaction')}</th>
              </tr>
            </thead>
            <tbody>
              {operators.map((one) => {
                const status = team?.find(({ id }) => id === one.id)?.status;
                return (
                  <tr key={one.id}>
                    <th scope="row">
                      <Link
                        href={placeUrl({
                          view: 'team',
                          filter: { owner: [`operator:${one.id}`] },
                          sort: undefined,
                        })}
                        aria-label={say('watch', { name: one.name })}
                      >
                        <bdi>{one.name}</bdi>
                      </Link>
                    </th>
                    <td>
                      {status ? (
                        <Badge
                          dot
                          tone={status === 'online' ? 'good' : status === 'busy' ? 'warn' : 'neutral'}
                        >
                          {say(status)}
                        </Badge>
                      ) : (
                        '–'
                      )}
                    </td>
                    <td>{number.format(one.open)}</td>
                    <td>{number.format(one.waiting)}</td>
                    <td>{one.late > 0 ? <Badge tone="bad">{number.format(one.late)}</Badge> : '0'}</td>
                    <td>{number.format(one.replies)}</td>
                    <td>{number.format(one.closed)}</td>
                    <td>{one.satisfaction ? <Score satisfaction={one.satisfaction} small /> : '–'}</td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        )}
      </section>
    </>
  );
}

function Met({ figures: { met, missed, median } }: { figures: Wall['today']['firstReply'] }) {
  const say = useTexts(wallTexts);
  const region = useRegion();
  const all = met + missed;
  if (all === 0 && median === undefined) return <span className={css.quiet}>{say('noFigures')}</span>;
  const share = new Intl.NumberFormat(region, { style: 'percent' }).format(all === 0 ? 1 : met / all);
  return (
    <>
      <span className={css.number}>{all === 0 ? '–' : share}</span>
      {median === undefined ? null : (
        <span className={css.name}>{say('median', { time: shortLength(median, region) })}</span>
      )}
    </>
  );
}

/** Of a row: the share in time, and how long half of them took at most. */
function Kept({ figures: { met, missed, median } }: { figures: Wall['today']['firstReply'] }) {
  const say = useTexts(wallTexts);
  const region = useRegion();
  const all = met + missed;
  if (all === 0) return '–';
  const share = new Intl.NumberFormat(region, { style: 'percent' }).format(met / all);
  return (
    <>
      {share}
      {median === undefined ? null : (
        <span className={css.quiet}> {say('median', { time: shortLength(median, region) })}</span>
      )}
    </>
  );
}

function Score({
  satisfaction,
  small,
}: {
  satisfaction: { answers: number; mean: number } | undefined;
  small?: boolean;
}) {
  const say = useTexts(wallTexts);
  const region = useRegion();
  if (!satisfaction || satisfaction.answers === 0)
    return <span className={css.quiet}>{say('noFigures')}</span>;
  const mean = new Intl.NumberFormat(region, { maximumFractionDigits: 1 }).format(satisfaction.mean);
  const text = say('score', { mean, count: satisfaction.answers });
  return <span className={small ? undefined : css.score}>{text}</span>;
}
