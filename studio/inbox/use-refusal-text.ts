/** Why a step of a rule came to nothing, in the studio's languages; knows the server's words for it and no rule. */
import { useCallback } from 'react';
import { problemText } from '../api/problem-text.ts';
import { dictionary, useLocale, useTexts } from '../ui/i18n.ts';

const texts = dictionary(
  {
    contact_opted_out: 'this person asked for no more messages.',
    bot_answers: 'the bot answers here.',
    operator_answers: 'an operator has this conversation and answers.',
    answered: 'another rule has answered already.',
    no_reply: 'the canned reply does not exist any more, or is not everybody’s.',
    no_queue: 'this queue does not exist any more.',
    no_operator: 'this person cannot be given conversations.',
    too_many_labels: 'the conversation has as many labels as there can be.',
    planned_handback: 'it goes back to the bot when a person closes it.',
    blocked: 'this contact is blocked.',
  },
  {
    contact_opted_out: 'cette personne ne veut plus de messages.',
    bot_answers: 'le robot répond ici.',
    operator_answers: 'un agent a cette conversation et répond.',
    answered: 'une autre règle a déjà répondu.',
    no_reply: 'la réponse type n’existe plus, ou n’est pas à tout le monde.',
    no_queue: 'cette file n’existe plus.',
    no_operator: 'cette personne ne peut pas recevoir de conversations.',
    too_many_labels: 'la conversation a déjà toutes les étiquettes possibles.',
    planned_handback: 'elle revient au robot quand une personne la clôt.',
    blocked: 'ce contact est bloqué.',
  },
);

type Code = keyof typeof texts.en;

/** The words of every error code where the code is none of these. */
export function useRefusalText(): (refused: { code: string; detail: string }) => string {
  const say = useTexts(texts);
  const locale = useLocale();
  return useCallback(
    ({ code, detail }) =>
      Object.hasOwn(texts.en, code) ? say(code as Code) : problemText({ code, detail }, locale),
    [say, locale],
  );
}
