/** Everything known of the customer beside the thread: who, how to reach them, consent, the flow so far, what was agreed. */
import { useQueryClient } from '@tanstack/react-query';
import { Ban, Download, Eraser, PencilLine, Play, UsersRound, X } from 'lucide-react';
import { Fragment, lazy, type ReactNode, Suspense, useEffect, useRef, useState } from 'react';
import type { Row } from '../../../server/contract/inbox-list.ts';
import type { Panel } from '../../../server/contract/inbox-work.ts';
import { useProblemText } from '../../api/problem-text.ts';
import { useMay } from '../../api/session.ts';
import { useCommand } from '../../commands/registry.ts';
import { Ago } from '../../ui/ago.tsx';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { useRegion, useTexts } from '../../ui/i18n.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { useMinute } from '../../ui/minute.ts';
import { Problem } from '../../ui/problem.tsx';
import { Link } from '../../ui/router.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { PANELS_KEY } from '../conversation/use-panel.ts';
import { momentText } from '../short-time.ts';
import { useAct } from '../use-act.ts';
import { useBlock } from '../use-block.ts';
import { exportContact } from '../work-requests.ts';
import { ContactDialog } from './contact-dialog.tsx';
import css from './customer-panel.module.css';
import { EraseDialog } from './erase-dialog.tsx';
import { NumbersPart } from './numbers-part.tsx';
import { panelTexts } from './panel-texts.ts';
import { personTexts } from './person-texts.ts';
import { StartDialog } from './start-dialog.tsx';

const SamePersonDialog = lazy(async () => ({
  default: (await import('./same-person-dialog.tsx')).SamePersonDialog,
}));

interface Props {
  row: Row;
  panel: { data: Panel | undefined; error: unknown; isPending: boolean; refetch: () => unknown };
  /** It lies over the thread and is left by Escape. */
  floats: boolean;
  onClose: () => void;
}

export function CustomerPanel({ row, panel: { data, error, isPending, refetch }, floats, onClose }: Props) {
  const say = useTexts(panelTexts);
  const problemText = useProblemText();
  const box = useRef<HTMLElement>(null);
  useEffect(() => {
    if (floats) box.current?.focus();
  }, [floats]);
  return (
    <aside
      ref={box}
      className={classNames(css.panel, floats && css.floats)}
      aria-label={say('customer')}
      tabIndex={-1}
      onKeyDown={(event) => {
        if (!floats || event.key !== 'Escape' || event.defaultPrevented) return;
        event.preventDefault();
        onClose();
      }}
    >
      <header className={css.head}>
        <h2>{say('customer')}</h2>
        <IconButton label={say('close')} icon={<X size={16} aria-hidden />} onClick={onClose} />
      </header>
      <div className={css.body}>
        {isPending ? (
          <div className={css.wait} aria-busy="true">
            <p className="visually-hidden" role="status">
              {say('loading')}
            </p>
            {['a', 'b', 'c', 'd'].map((line) => (
              <Skeleton key={line} height="40px" />
            ))}
          </div>
        ) : data ? (
          <Known row={row} panel={data} />
        ) : (
          <Problem inline title={say('failed')} detail={problemText(error)} onRetry={() => refetch()} />
        )}
      </div>
    </aside>
  );
}

function Known({ row, panel }: { row: Row; panel: Panel }) {
  const say = useTexts(panelTexts);
  const sayPerson = useTexts(personTexts);
  const region = useRegion();
  const now = useMinute();
  const client = useQueryClient();
  const maySpeak = useMay('conversations.speak');
  const mayStart = useMay('conversations.start');
  const mayExport = useMay('conversations.export');
  const mayErase = useMay('consent.erase');
  const { run, busy } = useAct();
  const blocking = useBlock(row.id);
  const [open, setOpen] = useState<'contact' | 'erase' | 'person' | 'start'>();
  const close = () => setOpen(undefined);
  const { contact, numbers, reach, consent, takeovers, cases, bookings, payments, elsewhere, ratings } =
    panel;
  const when = (at: number) => momentText(at, now, region);
  const day = (at: number) => new Intl.DateTimeFormat(region, { dateStyle: 'medium' }).format(at);
  const languages = new Intl.DisplayNames([region], { type: 'language' });
  const countries = new Intl.DisplayNames([region], { type: 'region' });
  useCommand({
    id: 'inbox.samePerson',
    title: sayPerson('samePerson'),
    section: sayPerson('section'),
    enabled: maySpeak,
    run: () => setOpen('person'),
  });
  const summary = row.owner.kind === 'bot' ? undefined : row.owner.summary;
  return (
    <>
      {summary ? (
        <section className={css.summary}>
          <h3>{say('summaryHead')}</h3>
          <p dir="auto">{summary}</p>
        </section>
      ) : null}
      <Part
        title={say('identity')}
        tool={
          maySpeak ? (
            <span className={css.tools}>
              <IconButton
                label={sayPerson('samePerson')}
                icon={<UsersRound size={14} aria-hidden />}
                onClick={() => setOpen('person')}
              />
              <IconButton
                label={say('edit')}
                icon={<PencilLine size={14} aria-hidden />}
                onClick={() => setOpen('contact')}
              />
            </span>
          ) : null
        }
      >
        <Facts
          facts={[
            [say('name'), contact.name],
            [
              say('phone'),
              <span key="phone" dir="ltr">
                {contact.phone}
              </span>,
            ],
            [say('email'), contact.email],
            [say('language'), languages.of(contact.locale) ?? contact.locale],
            [
              say('country'),
              contact.country ? (countries.of(contact.country) ?? contact.country) : undefined,
            ],
            ...Object.entries(contact.fields).map(([name, value]): [string, ReactNode] => [name, value]),
            [say('since'), day(contact.since)],
            [
              say('heard'),
              contact.heardAt === undefined ? undefined : <Ago key="heard" at={contact.heardAt} />,
            ],
          ]}
        />
      </Part>
      {numbers.length > 1 ? (
        <Part title={sayPerson('numbers')}>
          <NumbersPart numbers={numbers} mayPart={maySpeak} />
        </Part>
      ) : null}
      <Part title={say('device')}>
        <p className={css.badges}>
          <Badge tone="accent">
            {say(
              reach.channel === 'sms' ? 'channelSms' : reach.channel === 'web' ? 'channelWeb' : 'channelRcs',
            )}
          </Badge>
          <Badge tone={reach.rcs === 'yes' ? 'good' : reach.rcs === 'no' ? 'warn' : 'neutral'}>
            {say(reach.rcs === 'yes' ? 'rcsYes' : reach.rcs === 'no' ? 'rcsNo' : 'rcsUnknown')}
          </Badge>
          <Badge>{say(reach.sms ? 'smsYes' : 'smsNo')}</Badge>
        </p>
      </Part>
      <Part title={numbers.length > 1 ? say('consentOf', { phone: contact.phone }) : say('consent')}>
        <p className={css.badges}>
          {consent.suppressed ? (
            <Badge tone="bad">
              {consent.since === undefined
                ? say('suppressed')
                : say('suppressedSince', { when: when(consent.since) })}
            </Badge>
          ) : null}
          <Badge tone={consent.marketing.allowed ? 'good' : 'neutral'}>
            {say(consent.marketing.allowed ? 'marketingYes' : 'marketingNo')}
          </Badge>
        </p>
        {consent.entries.length > 0 ? (
          <Fold title={say('evidence', { count: consent.entries.length })}>
            <ul className={css.list}>
              {consent.entries.map((entry) => (
                <li key={`${entry.at} ${entry.what} ${entry.purpose}`}>
                  <span>
                    {say(entry.what)} · {say(entry.purpose === 'all' ? 'purposeAll' : 'purposeMarketing')}
                  </span>
                  <span className={css.soft}>
                    {when(entry.at)} · {entry.source}
                  </span>
                  <span className={css.soft} dir="auto">
                    {entry.wording}
                  </span>
                </li>
              ))}
            </ul>
          </Fold>
        ) : null}
      </Part>
      <FlowPart panel={panel} />
      {takeovers.length > 0 ? (
        <Part title={say('takeovers')}>
          <ul className={css.list}>
            {takeovers.map((one) => (
              <li key={`${one.who.id} ${one.from}`}>
                <bdi>
                  {one.to === undefined
                    ? say('takeoverNow', { who: one.who.name, from: when(one.from) })
                    : say('takeover', { who: one.who.name, from: when(one.from), to: when(one.to) })}
                </bdi>
                {one.summary ? (
                  <span className={css.soft} dir="auto">
                    {one.summary}
                  </span>
                ) : null}
              </li>
            ))}
          </ul>
        </Part>
      ) : null}
      {bookings.length > 0 ? (
        <Part title={say('bookings')}>
          <ul className={css.list}>
            {bookings.map(({ code, title, start, status }) => (
              <li key={code}>
                <span>
                  <bdi>{title}</bdi> <Badge>{status}</Badge>
                </span>
                <span className={css.soft}>
                  {new Intl.DateTimeFormat(region, { dateStyle: 'medium', timeStyle: 'short' }).format(
                    new Date(start),
                  )}{' '}
                  · {code}
                </span>
              </li>
            ))}
          </ul>
        </Part>
      ) : null}
      {cases.length > 0 ? (
        <Part title={say('cases')}>
          <ul className={css.list}>
            {cases.map(({ number, type, status, updatedAt }) => (
              <li key={number}>
                <span>
                  {number} · <bdi>{type}</bdi> <Badge>{status}</Badge>
                </span>
                <span className={css.soft}>{when(updatedAt)}</span>
              </li>
            ))}
          </ul>
        </Part>
      ) : null}
      {payments.length > 0 ? (
        <Part title={say('payments')}>
          <ul className={css.list}>
            {payments.map(({ id, amount, currency, description, status, at }) => (
              <li key={id}>
                <span>
                  {money(amount, currency, region)} <Badge>{status}</Badge>
                </span>
                <span className={css.soft}>
                  <bdi>{description}</bdi> · {when(at)}
                </span>
              </li>
            ))}
          </ul>
        </Part>
      ) : null}
      {ratings.length > 0 ? (
        <Part title={say('ratings')}>
          <ul className={css.list}>
            {ratings.map(({ at, score, reason }) => (
              <li key={at}>
                <span>
                  {say('rating', { score })} <span className={css.soft}>{when(at)}</span>
                </span>
                {reason ? (
                  <span className={css.soft} dir="auto">
                    {reason}
                  </span>
                ) : null}
              </li>
            ))}
          </ul>
        </Part>
      ) : null}
      {elsewhere.length > 0 ? (
        <Part title={say('elsewhere')}>
          <ul className={css.list}>
            {elsewhere.map(({ id, brand, at }) => (
              <li key={id}>
                <Link href={`/inbox/${id}`}>{brand}</Link>
                <span className={css.soft}>{when(at)}</span>
              </li>
            ))}
          </ul>
        </Part>
      ) : null}
      {maySpeak || mayStart || mayExport || mayErase ? (
        <Part title={say('data')}>
          <div className={css.acts}>
            {mayStart && !row.blocked ? (
              <Button size="s" onClick={() => setOpen('start')}>
                <Play size={14} aria-hidden />
                {say('start')}
              </Button>
            ) : null}
            {mayExport ? (
              <Button
                size="s"
                disabled={busy}
                onClick={() => void run(() => exportContact(row.id), say('exported'))}
              >
                <Download size={14} aria-hidden />
                {numbers.length > 1 ? say('exportAll', { count: numbers.length }) : say('export')}
              </Button>
            ) : null}
            {maySpeak ? (
              <Button
                size="s"
                disabled={blocking.busy}
                onClick={row.blocked ? blocking.unblock : blocking.block}
              >
                <Ban size={14} aria-hidden />
                {say(row.blocked ? 'unblock' : 'block')}
              </Button>
            ) : null}
            {mayErase ? (
              <Button size="s" className={css.erase} onClick={() => setOpen('erase')}>
                <Eraser size={14} aria-hidden />
                {say('erase')}
              </Button>
            ) : null}
          </div>
        </Part>
      ) : null}
      {open === 'contact' ? (
        <ContactDialog
          row={row}
          contact={contact}
          onClose={close}
          onSaved={() => void client.invalidateQueries({ queryKey: PANELS_KEY })}
        />
      ) : null}
      {open === 'erase' ? <EraseDialog row={row} numbers={numbers} onClose={close} /> : null}
      {open === 'person' ? (
        <Suspense>
          <SamePersonDialog row={row} numbers={numbers} onClose={close} />
        </Suspense>
      ) : null}
      {open === 'start' ? <StartDialog row={row} onClose={close} /> : null}
    </>
  );
}

function FlowPart({ panel: { flow } }: { panel: Panel }) {
  const say = useTexts(panelTexts);
  const region = useRegion();
  const now = useMinute();
  const mayFlows = useMay('flows.read');
  if (!flow) {
    return (
      <Part title={say('flow')}>
        <p className={css.soft}>{say('flowNone')}</p>
      </Part>
    );
  }
  const title = (node: string) => flow.nodes.find((one) => one.node === node)?.title ?? node;
  return (
    <Part title={say('flow')}>
      <p className={css.flow}>
        {mayFlows ? (
          <Link href={`/flows/${flow.id}`} aria-label={`${say('openFlow')}: ${flow.name}`}>
            <bdi>{flow.name}</bdi>
          </Link>
        ) : (
          <bdi>{flow.name}</bdi>
        )}
        <span className={css.soft}>v{flow.version}</span>
      </p>
      {flow.status === 'active' ? (
        <p className={css.at}>
          <span className={css.soft}>{say('waitsAt')}</span> <bdi>{flow.title ?? title(flow.node)}</bdi>
        </p>
      ) : (
        <p className={css.soft}>{say('flowDone')}</p>
      )}
      {flow.timers.length > 0 ? (
        <p className={css.soft}>
          {say('timers')}:{' '}
          {flow.timers
            .map(({ node, at }) => say('timerAt', { node: title(node), when: momentText(at, now, region) }))
            .join('; ')}
        </p>
      ) : null}
      <Fold title={say('variables', { count: flow.variables.length })} open>
        {flow.variables.length === 0 ? (
          <p className={css.soft}>{say('noVariables')}</p>
        ) : (
          <Facts
            facts={flow.variables.map(({ name, value }): [string, ReactNode] => [
              name,
              <span key={name} className={css.value} dir="auto">
                {typeof value === 'string' ? value : JSON.stringify(value)}
              </span>,
            ])}
          />
        )}
      </Fold>
      {flow.path.length > 0 ? (
        <Fold title={say('path', { count: flow.path.length })}>
          <ol className={css.path}>
            {flow.path.map((step) => (
              <li key={`${step.at} ${step.node}`}>
                <bdi>{step.title ?? title(step.node)}</bdi>
                {step.answer ? (
                  <span className={css.answer} dir="auto">
                    {step.answer}
                  </span>
                ) : null}
              </li>
            ))}
          </ol>
        </Fold>
      ) : null}
    </Part>
  );
}

function Part({ title, tool, children }: { title: string; tool?: ReactNode; children: ReactNode }) {
  return (
    <section className={css.part}>
      <div className={css.partHead}>
        <h3>{title}</h3>
        {tool}
      </div>
      {children}
    </section>
  );
}

function Fold({ title, open, children }: { title: string; open?: boolean; children: ReactNode }) {
  return (
    <details className={css.fold} open={open}>
      <summary>{title}</summary>
      {children}
    </details>
  );
}

function Facts({ facts }: { facts: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className={css.facts}>
      {facts
        .filter(([, value]) => value !== undefined && value !== '')
        .map(([name, value]) => (
          <Fragment key={name}>
            <dt>{name}</dt>
            <dd>
              <bdi>{value}</bdi>
            </dd>
          </Fragment>
        ))}
    </dl>
  );
}

function money(amount: number, currency: string, region: string): string {
  const format = new Intl.NumberFormat(region, { style: 'currency', currency });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  return format.format(amount / 10 ** digits);
}
