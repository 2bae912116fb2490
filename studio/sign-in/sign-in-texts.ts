/** The words of the sign-in, in the studio's languages. */
import { dictionary } from '../ui/i18n.ts';

export const signInTexts = dictionary(
  {
    title: 'Sign in',
    lead: 'This studio belongs to whoever runs the server. Show that it is you with the API token.',
    expired: 'The server no longer accepts your token. Enter the current one to go on where you were.',
    token: 'API token',
    show: 'Show the token',
    hide: 'Hide the token',
    missing: 'Enter the API token.',
    wrong: 'The server does not know this token. Copy it again, without spaces around it.',
    submit: 'Sign in',
    where: 'Where the token is',
    whereFile: 'On the server, in its data folder:',
    whereVariable: 'Or whatever the server was started with as',
    kept: 'It is kept in this tab only, until you close it.',
  },
  {
    title: 'Se connecter',
    lead: 'Ce studio appartient à qui fait tourner le serveur. Montrez que c’est vous avec le jeton d’API.',
    expired: 'Le serveur n’accepte plus votre jeton. Entrez l’actuel pour reprendre où vous étiez.',
    token: 'Jeton d’API',
    show: 'Montrer le jeton',
    hide: 'Cacher le jeton',
    missing: 'Entrez le jeton d’API.',
    wrong: 'Le serveur ne connaît pas ce jeton. Copiez-le de nouveau, sans espaces autour.',
    submit: 'Se connecter',
    where: 'Où se trouve le jeton',
    whereFile: 'Sur le serveur, dans son dossier de données :',
    whereVariable: 'Ou ce que le serveur a reçu au démarrage comme',
    kept: 'Il reste dans cet onglet seulement, jusqu’à sa fermeture.',
  },
);
