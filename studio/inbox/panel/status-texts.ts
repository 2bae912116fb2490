/** The states of appointments, cases and payments, and where a consent came from, in the studio's languages. */
import { dictionary, useTexts } from '../../ui/i18n.ts';

export const statusTexts = dictionary(
  {
    open: 'open',
    'in-review': 'in review',
    waiting: 'waiting',
    approved: 'approved',
    rejected: 'rejected',
    closed: 'closed',
    pending: 'pending',
    booked: 'booked',
    cancelled: 'cancelled',
    confirming: 'being confirmed',
    succeeded: 'paid',
    declined: 'declined',
    expired: 'expired',
  },
  {
    open: 'ouvert',
    'in-review': 'à l’étude',
    waiting: 'en attente',
    approved: 'accepté',
    rejected: 'refusé',
    closed: 'clos',
    pending: 'en attente',
    booked: 'réservé',
    cancelled: 'annulé',
    confirming: 'en confirmation',
    succeeded: 'payé',
    declined: 'refusé',
    expired: 'expiré',
  },
);

export const sourceTexts = dictionary(
  {
    keyword: 'written by the customer',
    'unsubscribe-event': 'unsubscribed on the phone',
    'subscribe-event': 'subscribed on the phone',
    form: 'form',
    import: 'import',
    operator: 'entered by an operator',
    api: 'another system',
    provider: 'SMS provider',
    merge: 'another number',
  },
  {
    keyword: 'écrit par le client',
    'unsubscribe-event': 'désabonné sur le téléphone',
    'subscribe-event': 'abonné sur le téléphone',
    form: 'formulaire',
    import: 'import',
    operator: 'saisi par un agent',
    api: 'un autre système',
    provider: 'fournisseur SMS',
    merge: 'un autre numéro',
  },
);

/** A state or a source that is none of ours is said as it stands. */
export function useStatusText(): (status: string) => string {
  const say = useTexts(statusTexts);
  return (status) =>
    Object.hasOwn(statusTexts.en, status) ? say(status as keyof typeof statusTexts.en) : status;
}

export function useSourceText(): (source: string) => string {
  const say = useTexts(sourceTexts);
  return (source) =>
    Object.hasOwn(sourceTexts.en, source) ? say(source as keyof typeof sourceTexts.en) : source;
}
