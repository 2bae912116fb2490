/** The few words inside the illustration, short enough for their places. */
import { dictionary } from '../ui/i18n.ts';

export const pictureTexts = dictionary(
  {
    slot: 'Thursday, 2:30',
    title: 'See you on Thursday',
    when: '26 November, 2:30 PM',
    what: 'Cut and style, 45 minutes',
    calendar: 'Add to calendar',
    way: 'Show the way',
    move: 'Reschedule',
    thanks: 'All good',
    message: 'RCS message',
  },
  {
    slot: 'Jeudi, 14 h 30',
    title: 'À jeudi',
    when: '26 novembre à 14 h 30',
    what: 'Coupe et coiffage, 45 minutes',
    calendar: 'Ajouter à l’agenda',
    way: 'Voir le chemin',
    move: 'Déplacer',
    thanks: 'C’est parfait',
    message: 'Message RCS',
  },
);
