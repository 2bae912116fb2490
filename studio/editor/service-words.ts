/** What the operations, inputs and failures of the shipped services are called in the studio's languages. Asks no server. */
import type { Locale } from '../ui/i18n.ts';

/** In English the services describe themselves; keyed by "service.operation". */
const operations: Record<string, string> = {
  'calendar.days': 'Les prochains jours où il reste de la place.',
  'calendar.slots': 'Les créneaux libres d’un jour, répartis s’il y en a beaucoup.',
  'calendar.hold': 'Garde un créneau quelques minutes pour le client.',
  'calendar.release': 'Rend plus tôt un créneau gardé.',
  'calendar.book': 'Réserve un créneau gardé.',
  'calendar.cancel': 'Annule une réservation du client.',
  'calendar.reschedule': 'Déplace une réservation du client vers un créneau gardé ; son numéro reste.',
  'calendar.find': 'La prochaine réservation du client.',
  'payments.request': 'Crée un lien où un montant peut être payé.',
  'payments.status': 'Ce qu’est devenu un paiement ; demandé au prestataire tant qu’il est en attente.',
  'payments.cancel': 'Met fin à un paiement qui n’a pas été fait.',
  'cases.open': 'Ouvre un dossier et lui donne un numéro.',
  'cases.add': 'Ajoute à un dossier une note, une photo ou un lieu.',
  'cases.status': 'Où en est un dossier du client.',
  'cases.find': 'Le dernier dossier du client.',
  'team.availability': 'Dit si quelqu’un peut prendre la suite, et en combien de temps.',
  'satisfaction.record': 'Garde une note de 1 à 5, et la raison si elle a été donnée.',
  'http.request': 'Envoie une requête JSON et donne sa réponse JSON.',
};

/** As `operations`, of what can go wrong; keyed by "service.code". */
const failures: Record<string, string> = {
  'calendar.unknown_calendar': 'Cet agenda n’existe pas.',
  'calendar.unknown_service': 'L’agenda ne propose pas cette prestation.',
  'calendar.slot_taken': 'Ce créneau a été pris entre-temps.',
  'calendar.closed': 'Rien ne peut être réservé à ce moment.',
  'calendar.past': 'Ce moment est passé, ou trop proche pour réserver ou changer.',
  'calendar.hold_expired': 'Le créneau n’est plus gardé.',
  'calendar.not_found': 'Ce client n’a pas cette réservation, ni ce créneau gardé.',
  'calendar.already_cancelled': 'La réservation était déjà annulée.',
  'payments.refused': 'Le prestataire refuse ce paiement.',
  'payments.not_found': 'Ce client n’a pas ce paiement.',
  'payments.already_paid': 'Le paiement a été fait.',
  'cases.not_found': 'Ce client n’a pas ce dossier.',
  'cases.full': 'Le dossier n’accepte plus d’ajouts.',
  'cases.too_large': 'Les champs du dossier sont trop gros.',
  'http.http_4xx': 'Le serveur a refusé la requête.',
  'http.http_5xx': 'Le serveur a eu une panne.',
  'http.timeout': 'Le serveur n’a pas répondu à temps.',
  'http.unreachable': 'Le serveur n’a pas pu être joint.',
  'http.blocked': 'Cette adresse ne peut pas être appelée.',
  'http.not_json': 'La réponse n’est pas en JSON.',
  'http.too_large': 'La réponse est trop grosse.',
  'http.unknown_secret': 'Aucun secret ne porte ce nom.',
};

/** In English an input is called by its own name. */
const inputs: Record<string, string> = {
  amount: 'Montant (centimes)',
  body: 'Corps',
  booking: 'Réservation',
  calendar: 'Agenda',
  count: 'Nombre',
  currency: 'Devise',
  date: 'Date',
  description: 'Description',
  fields: 'Champs',
  from: 'À partir de',
  headers: 'En-têtes',
  hold: 'Créneau gardé',
  limit: 'Au plus',
  location: 'Lieu',
  method: 'Méthode',
  minutes: 'Minutes',
  name: 'Nom',
  note: 'Note',
  number: 'Numéro',
  part: 'Moment de la journée',
  payment: 'Paiement',
  photo: 'Photo',
  photos: 'Photos',
  query: 'Paramètres',
  queue: 'File',
  reason: 'Raison',
  reference: 'Référence',
  retries: 'Nouveaux essais',
  score: 'Note de 1 à 5',
  service: 'Prestation',
  slot: 'Créneau',
  summary: 'Résumé',
  type: 'Type',
  url: 'Adresse',
};

/** What is said beside an input; keyed by "service.operation.input". */
const inputHelp: Record<string, string> = {
  'payments.request.amount': 'Dans la plus petite unité de la devise : 4500 pour 45,00 €.',
  'team.availability.queue': 'La file à qui l’on confierait.',
};

/** The values an input can be chosen from; codes such as "GET" are the same in every language. */
const choices: Record<string, { en: string; fr: string }> = {
  morning: { en: 'Morning', fr: 'Matin' },
  afternoon: { en: 'Afternoon', fr: 'Après-midi' },
  evening: { en: 'Evening', fr: 'Soir' },
};

/** `english`: what the service itself says; it stands where there is no French. */
export function operationSentence(
  service: string,
  operation: string,
  english: string,
  locale: Locale,
): string {
  return (locale === 'fr' ? own(operations, `${service}.${operation}`) : undefined) ?? english;
}

/** As `operationSentence`. */
export function failureSentence(service: string, code: string, english: string, locale: Locale): string {
  return (locale === 'fr' ? own(failures, `${service}.${code}`) : undefined) ?? english;
}

export function inputName(name: string, locale: Locale): string {
  const known = locale === 'fr' ? own(inputs, name) : undefined;
  const words = name.replace(/([a-z])([A-Z])/g, '$1 $2').replaceAll('_', ' ');
  return known ?? words.charAt(0).toUpperCase() + words.slice(1);
}

/** `at`: "service.operation.input". */
export function inputHint(at: string, english: string | undefined, locale: Locale): string | undefined {
  return (english !== undefined && locale === 'fr' ? own(inputHelp, at) : undefined) ?? english;
}

export function choiceName(value: string, locale: Locale): string {
  return own(choices, value)?.[locale] ?? value;
}

function own<T>(table: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}
