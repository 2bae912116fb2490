/** The few words an SMS needs around what an author wrote, in English and French; all of them in the GSM alphabet. */

export interface SmsWords {
  /** Before the link to the page. */
  see: string;
  /** As the language sets it before what it announces. */
  colon: string;
  reply: string;
  for: string;
  /** Heads a list of numbered choices. */
  replyNumber: string;
  /** Before words that may be typed instead of the answer. */
  orReply: string;
  or: string;
  /** Instead of sharing a location. */
  address: string;
  /** Send a text message to. */
  text: string;
}

/** French for any French, English for every other language. */
export function smsWords(locale: string): SmsWords {
  return locale.startsWith('fr') ? french : english;
}

const english: SmsWords = {
  see: 'See:',
  colon: ':',
  reply: 'Reply',
  for: 'for',
  replyNumber: 'Reply with a number',
  orReply: 'Or reply',
  or: 'or',
  address: 'Reply with your address',
  text: 'Text',
};

const french: SmsWords = {
  see: 'Voir :',
  colon: ' :',
  reply: 'Répondez',
  for: 'pour',
  replyNumber: 'Répondez par un numéro',
  orReply: 'Ou répondez',
  or: 'ou',
  address: 'Répondez avec votre adresse',
  text: 'SMS au',
};
