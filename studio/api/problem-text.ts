/** What went wrong, in the reader's language. The server's own sentence is shown where it says more. */
import { dictionary, useTexts } from '../ui/i18n.ts';
import { ApiError } from './api-error.ts';

const texts = dictionary(
  {
    offline: 'The server cannot be reached. Check that it runs and try again.',
    unreadable: 'The server gave an answer that cannot be read.',
    unauthorized: 'You are no longer signed in.',
    forbidden: 'You may not do this.',
    not_found: 'This is no longer there.',
    conflict: 'It changed in the meantime. Look at it again and repeat.',
    payload_too_large: 'This is larger than the server accepts.',
    too_many_requests: 'That was too fast. Wait a moment and try again.',
    internal: 'Something went wrong on the server. It is in its log.',
    storage_unavailable: 'The server cannot store anything right now, so nothing was saved.',
    not_ready: 'The server is starting or stopping. Try again in a moment.',
    unknown: 'Something went wrong.',
  },
  {
    offline: 'Le serveur ne répond pas. Vérifiez qu’il tourne, puis réessayez.',
    unreadable: 'La réponse du serveur est illisible.',
    unauthorized: 'Vous n’êtes plus connecté.',
    forbidden: 'Vous n’avez pas le droit de le faire.',
    not_found: 'Ceci n’existe plus.',
    conflict: 'Cela a changé entre-temps. Regardez de nouveau, puis recommencez.',
    payload_too_large: 'C’est plus gros que ce que le serveur accepte.',
    too_many_requests: 'C’était trop rapide. Attendez un instant, puis réessayez.',
    internal: 'Le serveur a rencontré une erreur. Elle est dans son journal.',
    storage_unavailable: 'Le serveur ne peut rien enregistrer pour l’instant : rien n’a été gardé.',
    not_ready: 'Le serveur démarre ou s’arrête. Réessayez dans un instant.',
    unknown: 'Quelque chose n’a pas marché.',
  },
);
const OWN = new Set(['unauthorized', 'payload_too_large', 'too_many_requests', 'internal', 'not_ready']);

export function useProblemText(): (error: unknown) => string {
  const say = useTexts(texts);
  return (error) => {
    if (!(error instanceof ApiError)) return say('unknown');
    const known = error.code in texts.en ? (error.code as keyof typeof texts.en) : undefined;
    if (known && (OWN.has(known) || error.detail === undefined)) return say(known);
    return error.message || say('unknown');
  };
}
