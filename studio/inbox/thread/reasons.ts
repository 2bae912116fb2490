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
