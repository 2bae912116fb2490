/** Why a message left when and how it did, in words for operators. Knows the server's codes; pure. */
import type { MessageLine } from '../../../server/contract/inbox-live.ts';

type Words = Record<'en' | 'fr', string>;

/** Why it went by SMS. */
const FALLBACKS: Readonly<Record<string, Words>> = {
  rcs_unreachable: { en: 'the phone has no RCS right now', fr: 'le téléphone n’a pas RCS en ce moment' },
  rcs_refused: { en: 'RCS refused it as it is', fr: 'RCS l’a refusé tel quel' },
  rcs_expired: { en: 'RCS did not deliver it in time', fr: 'RCS ne l’a pas remis à temps' },
  rcs_unsure: {
    en: 'nobody could say whether RCS had delivered it',
    fr: 'personne n’a pu dire si RCS l’avait remis',
  },
};

/** Why it did not arrive. */
const FAILURES: Readonly<Record<string, Words>> = {
  withheld: {
    en: 'somebody else had the conversation when it was to leave',
    fr: 'quelqu’un d’autre avait la conversation au moment de l’envoyer',
  },
  opted_out: { en: 'this person wants no more messages', fr: 'cette personne ne veut plus de messages' },
  expired: { en: 'its time had passed', fr: 'il n’avait plus lieu d’être' },
  invalid_phone: { en: 'this number cannot be written to', fr: 'on ne peut pas écrire à ce numéro' },
  rbm_unreachable: { en: 'the phone has no RCS right now', fr: 'le téléphone n’a pas RCS en ce moment' },
  rbm_invalid: { en: 'RCS refused it as it is', fr: 'RCS l’a refusé tel quel' },
  rbm_phone: {
    en: 'this number cannot be written to by RCS',
    fr: 'on ne peut pas écrire à ce numéro par RCS',
  },
  rbm_busy: {
    en: 'RCS had too much to do',
    fr: 'RCS était trop occupé',
  },
  rbm_timeout: {
    en: 'RCS did not answer in time',
    fr: 'RCS n’a pas répondu à temps',
  },
  rbm_network: {
    en: 'RCS could not be reached',
    fr: 'RCS ne répondait pas',
  },
  rbm_unavailable: {
    en: 'RCS was out of order',
    fr: 'RCS était en panne',
  },
  rbm_unauthorized: {
    en: 'RCS does not know this sender',
    fr: 'RCS ne connaît pas cet expéditeur',
  },
  rbm_forbidden: {
    en: 'RCS does not let this sender write',
    fr: 'RCS ne laisse pas écrire cet expéditeur',
  },
  rbm_refused: {
    en: 'RCS refused it',
    fr: 'RCS l’a refusé',
  },
  sms_busy: {
    en: 'the SMS provider had too much to do',
    fr: 'le fournisseur SMS était trop occupé',
  },
  sms_timeout: {
    en: 'the SMS provider did not answer in time',
    fr: 'le fournisseur SMS n’a pas répondu à temps',
  },
  sms_network: {
    en: 'the SMS provider could not be reached',
    fr: 'le fournisseur SMS ne répondait pas',
  },
  sms_unavailable: {
    en: 'the SMS provider was out of order',
    fr: 'le fournisseur SMS était en panne',
  },
  sms_unauthorized: {
    en: 'the SMS provider does not accept the sign-in',
    fr: 'le fournisseur SMS refuse l’identification',
  },
  sms_account: {
    en: 'the account at the SMS provider is blocked or empty',
    fr: 'le compte chez le fournisseur SMS est bloqué ou vide',
  },
  sms_not_configured: {
    en: 'no SMS provider is set up',
    fr: 'aucun fournisseur SMS n’est configuré',
  },
  sms_refused: {
    en: 'the SMS provider refused it',
    fr: 'le fournisseur SMS l’a refusé',
  },
  sms_rejected: {
    en: 'the network refused it',
    fr: 'le réseau l’a refusé',
  },
  sms_blocked: {
    en: 'the network took it for unwanted',
    fr: 'le réseau l’a jugé indésirable',
  },
  sms_region: {
    en: 'SMS to this country are not allowed',
    fr: 'les SMS vers ce pays ne sont pas permis',
  },
  sms_sender: {
    en: 'the network does not take this sender',
    fr: 'le réseau n’accepte pas cet expéditeur',
  },
  sms_too_long: {
    en: 'it was too long for SMS',
    fr: 'il était trop long pour un SMS',
  },
  sms_empty: {
    en: 'there was nothing in it that SMS can carry',
    fr: 'il ne contenait rien qu’un SMS puisse porter',
  },
  sms_expired: {
    en: 'it was not delivered in time',
    fr: 'il n’a pas été remis à temps',
  },
  sms_deleted: {
    en: 'the network deleted it',
    fr: 'le réseau l’a supprimé',
  },
  sms_unreached: {
    en: 'the phone could not be reached',
    fr: 'le téléphone n’a pas pu être joint',
  },
  sms_partial: {
    en: 'only a part of it arrived',
    fr: 'une partie seulement est arrivée',
  },
  sms_unclear: {
    en: 'the SMS provider’s answer could not be read',
    fr: 'la réponse du fournisseur SMS était illisible',
  },
  sms_unanswered: {
    en: 'the SMS provider never said what became of it',
    fr: 'le fournisseur SMS n’a jamais dit ce qu’il est devenu',
  },
  sms_closing: {
    en: 'the connection to the SMS provider was being closed',
    fr: 'la liaison avec le fournisseur SMS se fermait',
  },
  sms_link: {
    en: 'the connection to the SMS provider broke',
    fr: 'la liaison avec le fournisseur SMS a été coupée',
  },
  sms_fault: {
    en: 'something went wrong with the SMS provider',
    fr: 'un problème est survenu chez le fournisseur SMS',
  },
  sms_landline: { en: 'this is a landline', fr: 'c’est une ligne fixe' },
  sms_number: {
    en: 'the SMS provider does not know this number',
    fr: 'le fournisseur SMS ne connaît pas ce numéro',
  },
  sms_opted_out: {
    en: 'the SMS provider knows of an opt-out',
    fr: 'le fournisseur SMS a enregistré un refus',
  },
  no_channel: { en: 'no channel could carry it', fr: 'aucun canal ne pouvait le porter' },
  no_brand: { en: 'its brand does not exist any more', fr: 'sa marque n’existe plus' },
  no_sender: { en: 'the brand sends no SMS', fr: 'la marque n’envoie pas de SMS' },
  fault: { en: 'something went wrong on our side', fr: 'un problème est survenu de notre côté' },
};

export function reasonWords(
  { because = [], fault }: MessageLine,
  locale: 'en' | 'fr',
): { fallback: string | undefined; last: string | undefined } {
  const codes = [...because.map(({ code }) => code), ...(fault ? [fault.code] : [])];
  const word = (table: Readonly<Record<string, Words>>) => {
    const code = codes.findLast((one) => Object.hasOwn(table, one));
    return code === undefined ? undefined : table[code]?.[locale];
  };
  return { fallback: word(FALLBACKS), last: word(FAILURES) };
}

/** When what waits was written to leave; undefined where it waits for nothing but its turn. */
export function leavesAt({ because = [] }: MessageLine): number | undefined {
  const detail = because.findLast(({ code }) => code === 'later')?.detail;
  const at = detail === undefined ? Number.NaN : Date.parse(detail);
  return Number.isNaN(at) ? undefined : at;
}
