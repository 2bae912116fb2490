/** What the hosted pages say of their own, in English and French; knows no message. */

export const LANGUAGES = ['en', 'fr'] as const;
export type Language = (typeof LANGUAGES)[number];

/** What went wrong with an answer. */
export type Trouble = 'stale' | 'failed' | 'empty';
/** Why there is a page without a message. */
export type Ending = 'missing' | 'expired' | 'busy' | 'refused' | 'broken';

interface Texts {
  thanks: string;
  chose: string;
  addressSent: string;
  yourChoice: string;
  replyToo: string;
  openUntil(date: string): string;
  send: string;
  addressHint: string;
  cards: string;
  picture(brand: string): string;
  watch: string;
  listen: string;
  document: string;
  trouble: Record<Trouble, string>;
  ending: Record<Ending, { title: string; text: string }>;
}

/** French for any French, English for every other language. */
export function languageOf(locale: string): Language {
  return locale.startsWith('fr') ? 'fr' : 'en';
}

/** Plain English dates are British ones, as in the messages themselves. */
export function dateLocale(locale: string): string {
  return locale === 'en' ? 'en-GB' : locale;
}

export const TEXTS: Readonly<Record<Language, Texts>> = {
  en: {
    thanks: 'Thanks, we’ll answer by SMS',
    chose: 'You chose',
    addressSent: 'We have your address.',
    yourChoice: 'Your choice',
    replyToo: 'You can also reply to the SMS.',
    openUntil: (date) => `This page is open until ${date}.`,
    send: 'Send',
    addressHint: 'Type an address, or describe the place.',
    cards: 'Cards: scroll sideways to see them all',
    picture: (brand) => `Picture from ${brand}`,
    watch: 'Watch the video',
    listen: 'Listen to the recording',
    document: 'Open the document',
    trouble: {
      stale: 'This page was open for a long time. Please choose again.',
      failed: 'That did not get through. Please try again, or reply to the SMS.',
      empty: 'Please type an address first.',
    },
    ending: {
      missing: {
        title: 'There is nothing here',
        text: 'Please check that the link is complete: it may have been cut off on its way.',
      },
      expired: {
        title: 'This page has closed',
        text: 'The link was good for a limited time. If you still need something, just write to us again.',
      },
      busy: { title: 'One moment, please', text: 'That was a little fast. Please try again in a minute.' },
      refused: {
        title: 'That did not work',
        text: 'Please open the link from your message again.',
      },
      broken: {
        title: 'Something went wrong',
        text: 'It is our fault, not yours. Please try again in a few minutes.',
      },
    },
  },
  fr: {
    thanks: 'Merci, nous vous répondons par SMS',
    chose: 'Votre choix :',
    addressSent: 'Nous avons bien reçu votre adresse.',
    yourChoice: 'Votre choix',
    replyToo: 'Vous pouvez aussi répondre au SMS.',
    openUntil: (date) => `Cette page est ouverte jusqu’au ${date}.`,
    send: 'Envoyer',
    addressHint: 'Écrivez une adresse ou décrivez le lieu.',
    cards: 'Cartes : faites défiler pour les voir toutes',
    picture: (brand) => `Image de ${brand}`,
    watch: 'Voir la vidéo',
    listen: 'Écouter l’enregistrement',
    document: 'Ouvrir le document',
    trouble: {
      stale: 'Cette page était ouverte depuis longtemps. Merci de choisir à nouveau.',
      failed: 'L’envoi n’a pas abouti. Réessayez, ou répondez au SMS.',
      empty: 'Écrivez d’abord une adresse.',
    },
    ending: {
      missing: {
        title: 'Il n’y a rien ici',
        text: 'Vérifiez que le lien est complet : il a peut-être été coupé en route.',
      },
      expired: {
        title: 'Cette page est fermée',
        text: 'Le lien n’était valable qu’un temps. Si vous avez encore besoin de nous, écrivez-nous à nouveau.',
      },
      busy: {
        title: 'Un instant, s’il vous plaît',
        text: 'C’était un peu rapide. Réessayez dans une minute.',
      },
      refused: {
        title: 'Cela n’a pas fonctionné',
        text: 'Ouvrez à nouveau le lien de votre message.',
      },
      broken: {
        title: 'Un problème est survenu',
        text: 'C’est de notre fait, pas du vôtre. Réessayez dans quelques minutes.',
      },
    },
  },
};
