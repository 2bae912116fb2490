/** What whoever writes has to know before they send: rules, channels, others who write too. */
import { Ban, MessageSquareText, Moon, Unplug, UsersRound } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Row } from '../../../server/contract/inbox-list.ts';
import type { Viewer } from '../../../server/contract/inbox-live.ts';
import { useSession } from '../../api/session.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { useRegion, useTexts } from '../../ui/i18n.ts';
import { useMinute } from '../../ui/minute.ts';
import { momentText } from '../short-time.ts';
import css from './banners.module.css';
import { composerTexts } from './composer-texts.ts';
import type { Refusal } from './refusal.ts';

interface Props {
  row: Row;
  /** What is said now goes by SMS. */
  bySms: boolean;
  refusal: Refusal | undefined;
  viewers: readonly Viewer[];
  /** A reply to the customer is being written. */
  writes: boolean;
  /** Looks again whether the phone can be reached. */
  onRecheck: () => void;
}

export function Banners({ row, bySms, refusal, viewers, writes, onRecheck }: Props) {
  const say = useTexts(composerTexts);
  const region = useRegion();
  const now = useMinute();
  const me = useSession((session) => session.me?.id);
  const others = viewers.filter(({ id, typing, drafting }) => id !== me && (typing || drafting));
  const list = new Intl.ListFormat(region, { type: 'conjunction' });
  return (
    <>
      {others.length > 0 ? (
        <Banner icon={<UsersRound size={14} aria-hidden />} tone="warn">
          {say(others.length === 1 ? 'others' : 'othersMany', {
            names: list.format(others.map(({ name }) => name)),
          })}
        </Banner>
      ) : null}
      {refusal === 'optedOut' ? (
        <Banner icon={<Ban size={14} aria-hidden />} tone="bad">
          {say('optedOut')}
        </Banner>
      ) : row.optedOut ? (
        <Banner icon={<Ban size={14} aria-hidden />} tone="warn">
          {say('wroteSince')}
        </Banner>
      ) : null}
      {writes && refusal === 'unreachable' ? (
        <Banner icon={<Unplug size={14} aria-hidden />} tone="bad">
          {say('unreachable')}{' '}
          <Button size="s" look="quiet" data-command="inbox.recheck" onClick={onRecheck}>
            {say('recheck')}
          </Button>
        </Banner>
      ) : writes && refusal === undefined && bySms ? (
        <Banner icon={<MessageSquareText size={14} aria-hidden />}>
          {say(row.channel === 'sms' ? 'usesSms' : 'noRcs')}
        </Banner>
      ) : null}
      {row.status === 'snoozed' && row.until !== undefined ? (
        <Banner icon={<Moon size={14} aria-hidden />}>
          {say('snoozed', { when: momentText(row.until, now, region) })}
        </Banner>
      ) : null}
    </>
  );
}

function Banner({ icon, tone, children }: { icon: ReactNode; tone?: 'warn' | 'bad'; children: ReactNode }) {
  return (
    <p className={classNames(css.banner, tone && css[tone])} role="status">
      {icon}
      <span>{children}</span>
    </p>
  );
}
