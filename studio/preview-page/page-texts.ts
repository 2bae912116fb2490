/** The words of the shared preview, for people who have never seen the studio. */
import { dictionary } from '../ui/i18n.ts';

export const pageTexts = dictionary(
  {
    title: 'Preview',
    loading: 'The preview is opening',
    failed: 'The preview could not be opened.',
    expired: 'This link has ended',
    expiredText: 'Ask whoever sent it to you for a new one.',
    unknown: 'There is no such preview',
    unknownText: 'The link may be incomplete: open it again, all of it.',
    language: 'Language',
    platform: 'Phone',
    channel: 'Messages by',
    restart: 'Start again',
    about: 'A preview of {brand}: nothing here is really sent or paid. Open until {time}.',
  },
  {
    title: 'Aperçu',
    loading: 'L’aperçu s’ouvre',
    failed: 'L’aperçu n’a pas pu s’ouvrir.',
    expired: 'Ce lien est terminé',
    expiredText: 'Demandez-en un nouveau à la personne qui vous l’a envoyé.',
    unknown: 'Il n’y a pas d’aperçu ici',
    unknownText: 'Le lien est peut-être incomplet : ouvrez-le de nouveau, en entier.',
    language: 'Langue',
    platform: 'Téléphone',
    channel: 'Messages par',
    restart: 'Recommencer',
    about: 'Un aperçu de {brand} : rien n’est vraiment envoyé ni payé. Ouvert jusqu’au {time}.',
  },
);
