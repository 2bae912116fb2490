/** What the outcomes of the shipped flows, and those no author names, are called. Knows no flow. */

const WORDS: Readonly<Record<string, { en: string; fr: string }>> = {
  done: { en: 'done', fr: 'terminé' },
  abandoned: { en: 'abandoned', fr: 'abandonné' },
  booked: { en: 'booked', fr: 'réservé' },
  booking: { en: 'on to booking', fr: 'vers la réservation' },
  cancelled: { en: 'cancelled', fr: 'annulé' },
  claims: { en: 'on to claims', fr: 'vers les sinistres' },
  closed: { en: 'closed by a person', fr: 'clos par un conseiller' },
  counter: { en: 'to pay at the counter', fr: 'à payer sur place' },
  'finished-by-person': { en: 'finished by a person', fr: 'terminé par un conseiller' },
  'no-answer': { en: 'no answer', fr: 'sans réponse' },
  paid: { en: 'paid', fr: 'payé' },
  paused: { en: 'paused', fr: 'en pause' },
  payment: { en: 'on to payment', fr: 'vers le paiement' },
  rated: { en: 'rated', fr: 'noté' },
  stopped: { en: 'stopped', fr: 'arrêté' },
  unpaid: { en: 'not paid', fr: 'non payé' },
};

/** An author's own word stands as it was written, its dashes as spaces. */
export function outcomeWords(outcome: string): { en: string; fr: string } {
  if (Object.hasOwn(WORDS, outcome)) return WORDS[outcome] ?? { en: outcome, fr: outcome };
  const written = outcome.replaceAll('-', ' ');
  return { en: written, fr: written };
}
