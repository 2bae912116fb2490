/** Something that happened to a conversation, as one quiet line in the thread. */
import { endingWords } from '../../../server/contract/ending-words.ts';
import type { EventLine as EventLineData } from '../../../server/contract/inbox-live.ts';
import { useSession } from '../../api/session.ts';
import { useLocale, useRegion, useTexts } from '../../ui/i18n.ts';
import { useMinute } from '../../ui/minute.ts';
import { moneyText } from '../money-text.ts';
import { momentText } from '../short-time.ts';
import { useRefusalText } from '../use-refusal-text.ts';
import { useTeamNames } from '../use-team.ts';
import css from './event-line.module.css';
import { threadTexts } from './thread-texts.ts';

export function EventLine({ line, nodeTitle }: { line: EventLineData; nodeTitle: (node: string) => string }) {
  const say = useTexts(threadTexts);
  const region = useRegion();
  const now = useMinute();
  const { happening } = line;
  const text = useEventText(line);
  const { reason, note, summary, to } = happening;
  const node = to && 'bot' in to ? to.node : undefined;
  const time = new Intl.DateTimeFormat(region, { hour: 'numeric', minute: '2-digit' }).format(line.at);
  // Reasons in words; those that are our own codes are said by the sentence itself.
  const why = reason && !CODE.test(reason) ? reason : undefined;
  return (
    <div className={css.event}>
      <p className={css.what}>
        <bdi>{text(now, region)}</bdi>
        {node ? ` ${say('handedBackAt', { node: nodeTitle(node) })}` : ''}{' '}
        <span className={css.when}>{time}</span>
      </p>
      {why || note || summary ? (
        <dl className={css.more}>
          {why ? <Part name={say('reason')} text={why} /> : null}
          {note ? <Part name={say('note')} text={note} /> : null}
          {summary ? <Part name={say('summary')} text={summary} /> : null}
        </dl>
      ) : null}
    </div>
  );
}

const PAYMENT_SAID = {
  succeeded: 'paymentPaid',
  declined: 'paymentDeclined',
  expired: 'paymentExpired',
  cancelled: 'paymentCancelled',
} as const;

const APPOINTMENT_SAID = {
  booked: 'appointmentBooked',
  moved: 'appointmentMoved',
  cancelled: 'appointmentCancelled',
} as const;

/** A reason that is one of our own codes and no sentence. */
const CODE = /^[a-z0-9_-]+$/;

function Part({ name, text }: { name: string; text: string }) {
  return (
    <div className={css.part}>
      <dt>{name}</dt>
      <dd dir="auto">{text}</dd>
    </div>
  );
}

function useEventText({ happening, names }: EventLineData): (now: number, region: string) => string {
  const say = useTexts(threadTexts);
  const reader = useSession((session) => session.me?.id);
  const team = useTeamNames();
  const refusalText = useRefusalText();
  const locale = useLocale();
  const named = (id: string | undefined, me: string) =>
    id === undefined
      ? say('somebody')
      : id === reader
        ? me
        : (names[id] ?? (team.operator(id) === '…' ? say('somebody') : team.operator(id)));
  const { what, by, to, until, disposition, end, reason, rule, did = [], refused } = happening;
  const { payment, appointment } = happening;
  /** At the head of a sentence, and within it. What a rule did has its name. */
  const who = (id: string | undefined) =>
    rule ? say('rule', { name: rule.name }) : named(id, say('youDid'));
  const whom = (id: string | undefined) => named(id, say('youMid'));
  const queue = to && 'queue' in to ? team.queue(to.queue) : '';
  const target = !to ? '' : 'operator' in to ? whom(to.operator) : 'queue' in to ? queue : say('bot');
  const deedTexts = (deed: NonNullable<typeof happening.did>[number]): string[] => {
    if (deed.kind === 'priority') return [say('deedPriority', { name: say(deed.priority) })];
    if (deed.kind === 'reply') return [say('deedReply', { name: deed.title })];
    return [
      ...deed.add.map((name) => say('deedLabel', { name })),
      ...deed.remove.map((name) => say('deedUnlabel', { name })),
    ];
  };
  return (now, region) => {
    switch (what) {
      case 'handed-off':
        return say('handed-off', { queue });
      case 'offered':
        return say('offeredTo', { to: target });
      case 'passed':
        return say('passed', { by: who(by) });
      case 'missed':
        return say('missed', { by: to && 'operator' in to ? target : whom(by) });
      case 'taken':
        if (by === undefined) return say('assigned', { to: target });
        return end && end.operator !== by
          ? say('takenFrom', { by: who(by), from: whom(end.operator) })
          : say('taken', { by: who(by) });
      case 'returned':
        if (reason === 'departed') return say('returnedDeparted', { from: whom(end?.operator) });
        return to && 'queue' in to
          ? say('returned', { queue, from: whom(end?.operator) })
          : say('returnedBot');
      case 'transferred':
        return say('transferredTo', { by: who(by), to: target });
      case 'handed-back':
        if (reason === 'started') return say('handedToFlow', { by: who(by) });
        return by === undefined ? say('handedBackAlone') : say('handed-back', { by: who(by) });
      case 'overflowed':
        return say('overflowed');
      case 'snoozed':
        return say('snoozedUntil', {
          by: who(by),
          when: until === undefined ? '' : momentText(until, now, region),
        });
      case 'woken':
        return say('woken');
      case 'closed':
        return disposition
          ? say('closedAs', { by: who(by), disposition: endingWords(disposition, locale) })
          : say('closed', { by: who(by) });
      case 'reopened':
        return by === undefined ? say('reopenedAlone') : say('reopened', { by: who(by) });
      case 'blocked':
        return say('blocked', { by: who(by) });
      case 'unblocked':
        return say('unblocked', { by: who(by) });
      case 'joined':
        return say('joined', { by: who(by), to: target });
      case 'left':
        return say('left', { by: who(by) });
      case 'sent-later':
        return say('sentLater', { by: whom(by) });
      case 'payment': {
        if (!payment) return '';
        const { status, amount, currency, description } = payment;
        return say(PAYMENT_SAID[status], { amount: moneyText(amount, currency, region), description });
      }
      case 'appointment': {
        if (!appointment) return '';
        const { status, service, start, number } = appointment;
        return say(APPOINTMENT_SAID[status], {
          service,
          number,
          when: momentText(Date.parse(start), now, region),
        });
      }
      case 'ruled': {
        const name = rule?.name ?? '';
        const deeds = new Intl.ListFormat(region).format(did.flatMap(deedTexts));
        const why = refused ? refusalText(refused) : '';
        if (why === '') return deeds === '' ? say('ruleNoted', { name }) : say('ruleDid', { name, deeds });
        return deeds === ''
          ? say('ruleStopped', { name, why })
          : say('ruleThenStopped', { name, deeds, why });
      }
    }
  };
}
