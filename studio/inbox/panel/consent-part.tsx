/** What one number agreed to or asked for, and what proves it. */
import type { Panel } from '../../../server/contract/inbox-work.ts';
import { Badge } from '../../ui/badge.tsx';
import { useRegion, useTexts } from '../../ui/i18n.ts';
import { useMinute } from '../../ui/minute.ts';
import { momentText } from '../short-time.ts';
import css from './customer-panel.module.css';
import { panelTexts } from './panel-texts.ts';
import { Fold, Part } from './part.tsx';
import { personTexts } from './person-texts.ts';
import { useSourceText } from './status-texts.ts';

interface Props {
  phone: string;
  /** The person has other numbers as well. */
  several: boolean;
  consent: Panel['consent'];
}

export function ConsentPart({ phone, several, consent }: Props) {
  const say = useTexts(panelTexts);
  const sourceText = useSourceText();
  const sayPerson = useTexts(personTexts);
  const region = useRegion();
  const now = useMinute();
  const when = (at: number) => momentText(at, now, region);
  const origin = ({ from }: Panel['consent']['entries'][number]) =>
    from === undefined ? sayPerson('fromAnother') : sayPerson('from', { phones: from });
  return (
    <Part title={several ? say('consentOf', { phone: phone }) : say('consent')}>
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
              <li key={`${entry.at} ${entry.what} ${entry.purpose} ${entry.from}`}>
                <span>
                  {say(entry.what)} · {say(entry.purpose === 'all' ? 'purposeAll' : 'purposeMarketing')}
                </span>
                <span className={css.soft}>
                  {when(entry.at)} · {entry.source === 'merge' ? origin(entry) : sourceText(entry.source)}
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
  );
}
