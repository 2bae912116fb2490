/** What the product itself says to a customer, in English and French: short, warm, exact. Knows no flow. */
import type { Why } from './answer.ts';

export type PhraseKey =
  | 'help'
  | 'notUnderstood'
  | 'notUnderstoodAgain'
  | 'ambiguous'
  | 'offerPerson'
  | 'personChip'
  | 'restartChip'
  | 'staleButton'
  | 'handoff'
  | 'handback'
  | 'stopped'
  | 'resumed'
  | 'alreadyEnded'
  | 'doubtful'
  | 'problem'
  | 'optionsEmpty'
  | 'languageSet'
  | `why:${Why}`;

/** The wording for a locale: French for any French, English for every other. A template: it may name {{brand.name}}. */
export function phrase(key: PhraseKey, locale: string): string {
  return (locale.startsWith('fr') ? french : english)[key];
}

/** The wording where nothing can be tapped, for the phrases that need another one. All of it fits the GSM alphabet. */
export function smsPhrase(key: PhraseKey, locale: string): string | undefined {
  return (locale.startsWith('fr') ? frenchSms : englishSms)[key];
}

const english: Readonly<Record<PhraseKey, string>> = {
  help: 'Tap an answer or type it in your own words. Type RESTART to start again, PERSON to talk to someone, or STOP to end our messages.',
  notUnderstood: "Sorry, I didn't get that. Please choose one of the answers below.",
  notUnderstoodAgain:
    'I still don\'t understand, sorry. You can tap an answer or type it as it is written, for example "1".',
  ambiguous: 'That could mean more than one of these. Which one would you like?',
  offerPerson: 'I seem to be stuck. Would you like to talk to a person?',
  personChip: 'Talk to a person',
  restartChip: 'Start again',
  staleButton: 'That button belongs to an earlier question.',
  handoff: "I'm passing you on to a colleague, who will answer you here.",
  handback: "I'm back: {{brand.name}}'s assistant. Let's go on where we were.",
  stopped: "You won't receive any more messages from {{brand.name}}. Reply START to hear from us again.",
  resumed:
    "Welcome back! You'll receive messages from {{brand.name}} again. Reply STOP at any time to end them.",
  doubtful:
    "I'm not sure whether you'd like us to stop writing. Reply STOP to end our messages; a colleague will read this.",
  alreadyEnded: 'This conversation is over. Type RESTART to start again.',
  problem: 'Something went wrong on our side, sorry. A colleague will take it from here.',
  optionsEmpty: "There's nothing to choose from at the moment, sorry.",
  languageSet: "We'll go on in English.",
  'why:empty': 'Your message was empty. Please type your answer.',
  'why:too-short': "That's a little short. Could you write a bit more?",
  'why:too-long': "That's a little long. Could you put it more briefly?",
  'why:shape': "That doesn't look complete. Please check it and type it again.",
  'why:not-a-number': 'Please answer with one number, for example 3 or 12.5.',
  'why:too-small': 'That number is too low. Please give a higher one.',
  'why:too-large': 'That number is too high. Please give a lower one.',
  'why:not-whole': 'Please give a whole number, for example 3.',
  'why:not-a-date': 'Please give a date, for example 24 December, 24/12 or "tomorrow".',
  'why:too-early': 'That is too early. Please choose a later one.',
  'why:too-late': 'That is too late. Please choose an earlier one.',
  'why:not-a-time': 'Please give a time, for example 14:30 or 2:30 pm.',
  'why:not-an-email': 'Please give an email address, for example marie@example.com.',
  'why:not-a-phone': 'Please give a full phone number, for example +33 6 12 34 56 78.',
  'why:not-a-choice': "Sorry, that isn't one of the answers. Please choose one of them.",
  'why:ambiguous': 'That could mean more than one thing. Could you be more exact?',
  'why:not-a-location': 'Please share your location with the button, or with the + beside the message field.',
  'why:not-a-file': 'Please send a file with the + beside the message field.',
  'why:wrong-file': "I can't use this kind of file. Could you send another, for example a photo?",
};

const french: Readonly<Record<PhraseKey, string>> = {
  help: 'Touchez une réponse ou écrivez-la avec vos mots. Écrivez RECOMMENCER pour reprendre au début, CONSEILLER pour parler à quelqu’un, ou STOP pour ne plus recevoir nos messages.',
  notUnderstood: 'Désolé, je n’ai pas compris. Choisissez une des réponses ci-dessous.',
  notUnderstoodAgain:
    'Je ne comprends toujours pas, désolé. Touchez une réponse ou écrivez-la telle quelle, par exemple « 1 ».',
  ambiguous: 'Plusieurs réponses sont possibles. Laquelle souhaitez-vous ?',
  offerPerson: 'Je n’y arrive pas. Voulez-vous parler à quelqu’un ?',
  personChip: 'Parler à quelqu’un',
  restartChip: 'Recommencer',
  staleButton: 'Ce bouton appartient à une question précédente.',
  handoff: 'Je vous passe un collègue, qui vous répondra ici même.',
  handback: 'Me revoilà : l’assistant de {{brand.name}}. Reprenons où nous en étions.',
  stopped:
    'Vous ne recevrez plus de messages de {{brand.name}}. Répondez DEMARRER pour en recevoir à nouveau.',
  resumed:
    'Heureux de vous retrouver ! Vous recevrez à nouveau les messages de {{brand.name}}. Répondez STOP à tout moment pour les arrêter.',
  doubtful:
    'Souhaitez-vous que nous cessions de vous écrire ? Répondez STOP pour ne plus rien recevoir ; un collègue va vous lire.',
  alreadyEnded: 'Cette conversation est terminée. Écrivez RECOMMENCER pour reprendre.',
  problem: 'Un problème est survenu de notre côté, désolé. Un collègue prend le relais.',
  optionsEmpty: 'Il n’y a rien à choisir pour le moment, désolé.',
  languageSet: 'Nous continuons en français.',
  'why:empty': 'Votre message était vide. Écrivez votre réponse.',
  'why:too-short': 'C’est un peu court. Pourriez-vous en écrire davantage ?',
  'why:too-long': 'C’est un peu long. Pourriez-vous le dire plus brièvement ?',
  'why:shape': 'Cela ne semble pas complet. Vérifiez et écrivez-le de nouveau.',
  'why:not-a-number': 'Répondez par un seul nombre, par exemple 3 ou 12,5.',
  'why:too-small': 'Ce nombre est trop petit. Donnez-en un plus grand.',
  'why:too-large': 'Ce nombre est trop grand. Donnez-en un plus petit.',
  'why:not-whole': 'Donnez un nombre entier, par exemple 3.',
  'why:not-a-date': 'Donnez une date, par exemple 24 décembre, 24/12 ou « demain ».',
  'why:too-early': 'C’est trop tôt. Choisissez un moment plus tard.',
  'why:too-late': 'C’est trop tard. Choisissez un moment plus tôt.',
  'why:not-a-time': 'Donnez une heure, par exemple 14:30 ou 14h30.',
  'why:not-an-email': 'Donnez une adresse e-mail, par exemple marie@example.com.',
  'why:not-a-phone': 'Donnez un numéro de téléphone complet, par exemple 06 12 34 56 78.',
  'why:not-a-choice': 'Désolé, ce n’est pas une des réponses. Choisissez-en une.',
  'why:ambiguous': 'Cela peut vouloir dire plusieurs choses. Pourriez-vous préciser ?',
  'why:not-a-location': 'Partagez votre position avec le bouton, ou avec le + à côté du champ de message.',
  'why:not-a-file': 'Envoyez un fichier avec le + à côté du champ de message.',
  'why:wrong-file':
    'Je ne peux pas utiliser ce type de fichier. Pourriez-vous en envoyer un autre, par exemple une photo ?',
};

const englishSms: Readonly<Partial<Record<PhraseKey, string>>> = {
  help: 'Answer in your own words, or by number where there is one. RESTART starts again, PERSON gets you a colleague, STOP ends our messages.',
  notUnderstood: "Sorry, I didn't get that.",
  notUnderstoodAgain: "I still don't understand, sorry. Please reply with one of these numbers or words.",
  staleButton: 'That answer belongs to an earlier question.',
  'why:not-a-location': 'Please reply with the address, or the nearest town.',
  'why:not-a-file':
    "Photos and files can't be sent by SMS here, sorry. Reply PERSON and a colleague will help.",
};

const frenchSms: Readonly<Partial<Record<PhraseKey, string>>> = {
  help: 'Répondez avec vos mots, ou par un numéro. RECOMMENCER pour reprendre au début, CONSEILLER pour un collègue, STOP pour ne plus rien recevoir.',
  notUnderstood: "Désolé, je n'ai pas compris.",
  notUnderstoodAgain: 'Désolé, je ne comprends toujours pas. Répondez par un de ces numéros ou de ces mots.',
  staleButton: 'Cette réponse concerne une question précédente.',
  'why:not-a-location': "Répondez avec l'adresse, ou la ville la plus proche.",
  'why:not-a-file':
    'Ici, les photos et les fichiers ne peuvent pas arriver par SMS, désolé. Répondez CONSEILLER et un collègue vous aidera.',
};
