/** What was done for a customer so far: by people, by appointment, as cases, payments, and with other brands. */
import type { Panel } from '../../../server/contract/inbox-work.ts';
import { Badge } from '../../ui/badge.tsx';
import { useRegion, useTexts } from '../../ui/i18n.ts';
import { useMinute } from '../../ui/minute.ts';
import { Link } from '../../ui/router.tsx';
import { moneyText } from '../money-text.ts';
import { momentText } from '../short-time.ts';
import css from './customer-panel.module.css';
import { panelTexts } from './panel-texts.ts';
import { Part } from './part.tsx';
import { useStatusText } from './status-texts.ts';

export function HistoryPart({ panel }: { panel: Panel }) {
  const say = useTexts(panelTexts);
  const statusText = useStatusText();
  const region = useRegion();
  const now = useMinute();
  const when = (at: number) => momentText(at, now, region);
  const { takeovers, cases, bookings, payments, elsewhere, ratings } = panel;
  return (
    <>
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
                  <bdi>{title}</bdi> <Badge>{statusText(status)}</Badge>
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
                  {number} · <bdi>{type}</bdi> <Badge>{statusText(status)}</Badge>
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
                  {moneyText(amount, currency, region)} <Badge>{statusText(status)}</Badge>
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
    </>
  );
}
