/** Which senders promotion may come from by SMS, and what must be said about how to end it. Knows no person. */
import type { SmsConnection } from '../channels/port.ts';
import { FRENCH_LAW, NORTH_AMERICAN_LAW, under } from './place.ts';

export type SenderFault =
  | 'sender_malformed'
  | 'sender_generic'
  | 'sender_not_for_promotion'
  | 'sender_unanswerable';

/** Words that name nobody: AF2M, "Protection des OADC sensibles" (10 March 2025), with smsmode's examples. */
const GENERIC = new Set(
  (
    'alerte alertes alert rdv paiement paiements banque banques bank colis info infos information livraison message ' +
    'messages sms mms notif notification promo promos promotion offre offres pub service services client clients ' +
    'support contact rappel relance facture amende impots securite urgent test code codes otp verif cadeau gagnant'
  ).split(' '),
);

const E164 = /^\+[1-9]\d{6,14}$/;
const SHORT_CODE = /^[1-9]\d{2,7}$/;

/** True where the sender is a name: it cannot be answered. */
export function isName(sender: string): boolean {
  return !E164.test(sender) && !/^\d+$/.test(sender);
}

/** What is wrong with a sender for promotion to any of these countries; undefined if nothing is. */
export function senderFault(sender: string, countries: readonly string[]): SenderFault | undefined {
  const french = under(FRENCH_LAW, countries);
  if (E164.test(sender)) return undefined;
  if (!isName(sender)) {
    // France has short codes of five digits: 36xxx for marketing, 38xxx for alerts and never for marketing.
    if (!(french ? /^[3-8]\d{4}$/ : SHORT_CODE).test(sender)) return 'sender_malformed';
    return french && sender.startsWith('38') ? 'sender_not_for_promotion' : undefined;
  }
  if (!/^[A-Za-z0-9]{1,11}$/.test(sender)) return 'sender_malformed';
  if (GENERIC.has(sender.toLowerCase())) return 'sender_generic';
  // Networks there carry no names: Twilio, "International support for alphanumeric sender ID".
  return under(NORTH_AMERICAN_LAW, countries) ? 'sender_unanswerable' : undefined;
}

/** True where the law wants every promotion by SMS to say how to end it: in France, CPCE L34-5 and AF2M's rules. */
export function wantsMention(countries: readonly string[]): boolean {
  return under(FRENCH_LAW, countries);
}

/**
 * How a promotion by SMS says that it can be ended: nothing where its text says so already, the connection's own
 * wording, or "STOP", which a number can be answered with. "missing": a name cannot be answered, and no number to
 * write to is set.
 */
export function mentionFor(
  connection: Pick<SmsConnection, 'sender' | 'stopMention'>,
  text: string,
): { mention?: string } | 'missing' {
  const { sender, stopMention } = connection;
  if (!isName(sender)) return /\bSTOP\b/.test(text) ? {} : { mention: stopMention ?? 'STOP' };
  const number = /\bSTOP\b.*?(\d[\d ]{3,})/i.exec(stopMention ?? '')?.[1]?.replace(/ /g, '');
  if (stopMention === undefined || number === undefined) return 'missing';
  const said = /\bSTOP\b/i.test(text) && text.replace(/ /g, '').includes(number);
  return said ? {} : { mention: stopMention };
}
