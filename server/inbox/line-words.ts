/** A line of a thread in words, for files that are read without the studio. Pure. */
import type { Message } from '../../flows/message.ts';
import { endingWords } from '../contract/ending-words.ts';
import type { HappeningView } from '../contract/inbox.ts';
import type { Line } from '../contract/inbox-live.ts';
import { wordsOfMessage } from './row.ts';

export function wordsOfLine(line: Line, locale: 'en' | 'fr'): string {
  if (line.type === 'note' || line.type === 'whisper') return line.text;
  if (line.type === 'event') return happened(line.happening, line.names, locale);
  const content = line.content as { kind: string; [key: string]: unknown };
  switch (content.kind) {
    case 'tap':
      return `[${String(content.label ?? content.data ?? '')}]`;
    case 'file': {
      const { name, mime, url } = content.file as { name?: string; mime?: string; url?: string };
      return `[${name ?? mime ?? 'file'}] ${url ?? ''}`.trim();
    }
    case 'location':
      return `${String(content.latitude)}, ${String(content.longitude)}`;
    default:
      return line.direction === 'in'
        ? String(content.text ?? '')
        : wordsOfMessage(line.content as unknown as Message);
  }
}

const EVENTS: Readonly<Record<HappeningView['what'], { en: string; fr: string }>> = {
  'handed-off': { en: 'Handed to people', fr: 'Confiée à l’équipe' },
  offered: { en: 'Offered', fr: 'Proposée' },
  passed: { en: 'Passed on', fr: 'Déclinée' },
  missed: { en: 'Offer missed', fr: 'Proposition sans réponse' },
  taken: { en: 'Taken over', fr: 'Prise en charge' },
  returned: { en: 'Returned to the queue', fr: 'Remise en file' },
  transferred: { en: 'Transferred', fr: 'Transférée' },
  'handed-back': { en: 'Handed back to the bot', fr: 'Rendue au robot' },
  overflowed: { en: 'Waited too long', fr: 'Attente trop longue' },
  snoozed: { en: 'Snoozed', fr: 'Mise en veille' },
  woken: { en: 'Back from snooze', fr: 'Sortie de veille' },
  closed: { en: 'Closed', fr: 'Close' },
  blocked: { en: 'The contact was blocked', fr: 'Le contact a été bloqué' },
  unblocked: { en: 'The contact was unblocked', fr: 'Le contact a été débloqué' },
  reopened: { en: 'Reopened', fr: 'Rouverte' },
  joined: { en: 'Joined', fr: 'Rejointe' },
  left: { en: 'Left', fr: 'Quittée' },
  'sent-later': { en: 'What was planned was sent', fr: 'Le message prévu est parti' },
  ruled: { en: 'Rule', fr: 'Règle' },
  payment: { en: 'Payment', fr: 'Paiement' },
  appointment: { en: 'Appointment', fr: 'Rendez-vous' },
};

const OUTCOMES: Readonly<Record<string, { en: string; fr: string }>> = {
  succeeded: { en: 'paid', fr: 'payé' },
  declined: { en: 'declined', fr: 'refusé' },
  expired: { en: 'expired', fr: 'expiré' },
  booked: { en: 'booked', fr: 'réservé' },
  moved: { en: 'moved', fr: 'déplacé' },
  cancelled: { en: 'cancelled', fr: 'annulé' },
};

function happened(
  happening: HappeningView,
  names: Readonly<Record<string, string>>,
  locale: 'en' | 'fr',
): string {
  const { what, by, to, reason, note, summary, disposition, rule, did = [], refused } = happening;
  const target = !to
    ? undefined
    : 'operator' in to
      ? (names[to.operator] ?? to.operator)
      : 'queue' in to
        ? to.queue
        : undefined;
  const parts = [
    EVENTS[what][locale],
    by === undefined ? rule?.name : (names[by] ?? by),
    ...did.map((deed) => deedWords(deed)),
    target === undefined ? undefined : `→ ${target}`,
    disposition === undefined ? undefined : endingWords(disposition, locale),
    reason,
    note,
    summary,
    refused?.detail,
    ...agreedWords(happening, locale),
  ];
  return parts.filter((part) => part).join(' · ');
}

function agreedWords({ payment, appointment }: HappeningView, locale: 'en' | 'fr'): (string | undefined)[] {
  const outcome = OUTCOMES[payment?.status ?? appointment?.status ?? '']?.[locale];
  if (payment) {
    const format = new Intl.NumberFormat(locale, { style: 'currency', currency: payment.currency });
    const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
    return [outcome, format.format(payment.amount / 10 ** digits), payment.description];
  }
  return appointment ? [outcome, appointment.service, appointment.start, appointment.number] : [];
}

function deedWords(deed: NonNullable<HappeningView['did']>[number]): string {
  switch (deed.kind) {
    case 'labels':
      return [...deed.add.map((label) => `+${label}`), ...deed.remove.map((label) => `−${label}`)].join(' ');
    case 'priority':
      return deed.priority;
    case 'reply':
      return `“${deed.title}”`;
  }
}
