/** The words about translating what is said, in the studio's languages. */
import { dictionary } from '../../ui/i18n.ts';

export const translationTexts = dictionary(
  {
    translate: 'Translate',
    translating: 'Translating…',
    hide: 'Hide the translation',
    from: 'Translated from {language}',
    unknown: 'Translated',
    same: 'It is in {language} already.',
    done: 'In {language} now. Read it again before you send it.',
    undo: 'Undo',
    language: 'The translation service does not know this language.',
    key: 'The translation service does not accept its key. Ask whoever runs this server.',
    busy: 'The translation service has too much to do. Try again in a moment.',
    unreachable: 'The translation service cannot be reached.',
    slow: 'The translation took too long.',
    broken: 'The translation service gave no translation.',
  },
  {
    translate: 'Traduire',
    translating: 'Traduction…',
    hide: 'Masquer la traduction',
    from: 'Traduit : {language}',
    unknown: 'Traduit',
    same: 'C’est déjà en {language}.',
    done: 'Traduit en {language}. Relisez avant d’envoyer.',
    undo: 'Annuler',
    language: 'Le service de traduction ne connaît pas cette langue.',
    key: 'Le service de traduction refuse sa clé. Demandez à qui gère ce serveur.',
    busy: 'Le service de traduction est surchargé. Réessayez dans un instant.',
    unreachable: 'Le service de traduction ne répond pas.',
    slow: 'La traduction a pris trop de temps.',
    broken: 'Le service de traduction n’a rien traduit.',
  },
);
