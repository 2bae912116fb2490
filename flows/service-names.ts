/** What the shipped services, their operations and failures are called in a few words. Knows no flow and no server. */

type Names = Readonly<Record<string, { en: string; fr: string }>>;
type Language = 'en' | 'fr';

const SERVICES: Names = {
  calendar: { en: 'Calendar', fr: 'Agenda' },
  payments: { en: 'Payments', fr: 'Paiements' },
  cases: { en: 'Cases', fr: 'Dossiers' },
  team: { en: 'Team', fr: 'Équipe' },
  satisfaction: { en: 'Satisfaction', fr: 'Satisfaction' },
  http: { en: 'Web request', fr: 'Requête web' },
};

const OPERATIONS: Names = {
  'calendar.days': { en: 'next free days', fr: 'prochains jours libres' },
  'calendar.slots': { en: 'free times', fr: 'créneaux libres' },
  'calendar.hold': { en: 'keep a time', fr: 'garder un créneau' },
  'calendar.release': { en: 'give a time back', fr: 'rendre un créneau' },
  'calendar.book': { en: 'book', fr: 'réserver' },
  'calendar.cancel': { en: 'cancel', fr: 'annuler' },
  'calendar.reschedule': { en: 'move', fr: 'déplacer' },
  'calendar.find': { en: 'find a booking', fr: 'trouver une réservation' },
  'payments.request': { en: 'ask for a payment', fr: 'demander un paiement' },
  'payments.status': { en: 'look at a payment', fr: 'où en est un paiement' },
  'payments.cancel': { en: 'end a payment', fr: 'mettre fin à un paiement' },
  'cases.open': { en: 'open', fr: 'ouvrir' },
  'cases.add': { en: 'add to it', fr: 'compléter' },
  'cases.status': { en: 'look at it', fr: 'où il en est' },
  'cases.find': { en: 'find the latest', fr: 'trouver le dernier' },
  'team.availability': { en: 'is somebody there?', fr: 'quelqu’un est-il là ?' },
  'satisfaction.record': { en: 'keep a score', fr: 'garder une note' },
  'http.request': { en: 'send', fr: 'envoyer' },
};

/** Many services share a code. */
const FAILURES: Names = {
  unknown_calendar: { en: 'no such calendar', fr: 'agenda inconnu' },
  unknown_service: { en: 'no such service', fr: 'prestation inconnue' },
  slot_taken: { en: 'slot taken', fr: 'créneau déjà pris' },
  closed: { en: 'closed then', fr: 'fermé à ce moment' },
  past: { en: 'too late', fr: 'trop tard' },
  hold_expired: { en: 'no longer held', fr: 'créneau plus gardé' },
  not_found: { en: 'not found', fr: 'introuvable' },
  already_cancelled: { en: 'already cancelled', fr: 'déjà annulé' },
  full: { en: 'full', fr: 'plein' },
  too_large: { en: 'too large', fr: 'trop gros' },
  refused: { en: 'refused', fr: 'refusé' },
  already_paid: { en: 'already paid', fr: 'déjà payé' },
  http_4xx: { en: 'request refused', fr: 'requête refusée' },
  http_5xx: { en: 'their server failed', fr: 'panne de leur serveur' },
  timeout: { en: 'no answer in time', fr: 'pas de réponse à temps' },
  unreachable: { en: 'not reached', fr: 'injoignable' },
  blocked: { en: 'address not allowed', fr: 'adresse interdite' },
  not_json: { en: 'answer not JSON', fr: 'réponse pas en JSON' },
  unknown_secret: { en: 'no such secret', fr: 'secret inconnu' },
  unavailable: { en: 'not available', fr: 'indisponible' },
  error: { en: 'failed', fr: 'échec' },
  service_fault: { en: 'failed here', fr: 'échec chez nous' },
  invalid_input: { en: 'inputs do not fit', fr: 'données inadaptées' },
  unknown_operation: { en: 'no such operation', fr: 'opération inconnue' },
};

/** A service of somebody's own is called by its name. */
export function serviceName(name: string, language: Language): string {
  return named(SERVICES, name, language) ?? name;
}

/** "Calendar · book". `name`: "calendar.book", as a flow calls it. */
export function callName(name: string, language: Language): string {
  const [service = '', ...rest] = name.split('.');
  return `${serviceName(service, language)} · ${named(OPERATIONS, name, language) ?? rest.join('.')}`;
}

/** A code of a service of somebody's own is shown as its words. */
export function failureName(code: string, language: Language): string {
  return named(FAILURES, code, language) ?? code.replaceAll('_', ' ');
}

function named(names: Names, key: string, language: Language): string | undefined {
  return Object.hasOwn(names, key) ? names[key]?.[language] : undefined;
}
