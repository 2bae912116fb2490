/** What is wrong where a flow cannot go on, by the code of a `Problem`. The problem's own detail is for logs. Pure. */

const BREAKS = { en: 'The flow breaks here.', fr: 'Le parcours échoue ici.' };

const SENTENCES: Readonly<Record<string, { en: string; fr: string }>> = {
  internal: BREAKS,
  'bad-state': {
    en: 'The step the conversation was at is no longer in the flow.',
    fr: 'L’étape où était la conversation n’est plus dans le parcours.',
  },
  unconnected: { en: 'This exit leads nowhere.', fr: 'Cette sortie ne mène nulle part.' },
  loop: {
    en: 'Turns in circles without waiting for anybody.',
    fr: 'Tourne en rond sans attendre personne.',
  },
  stuck: {
    en: 'Nothing can happen any more here, and the conversation has not ended.',
    fr: 'Plus rien ne peut arriver ici, et la conversation n’est pas terminée.',
  },
  'no-flow': {
    en: 'Leads to a flow that is not published.',
    fr: 'Mène à un parcours qui n’est pas publié.',
  },
  'no-button': {
    en: 'A choice is never shown as a button.',
    fr: 'Un choix n’est jamais montré comme bouton.',
  },
  'no-timer': { en: 'No timeout is running here.', fr: 'Aucun délai ne court ici.' },
  'no-call': {
    en: 'The service that should answer was not asked.',
    fr: 'Le service qui devrait répondre n’a pas été interrogé.',
  },
  'bad-script': { en: 'This way cannot be played.', fr: 'Ce chemin ne peut pas être joué.' },
  'sms-empty': { en: 'By SMS this step would say nothing.', fr: 'Par SMS, cette étape ne dirait rien.' },
  'sms-too-long': {
    en: 'By SMS this message is too long to be sent.',
    fr: 'Par SMS, ce message est trop long pour partir.',
  },
};

/** Never empty: a code nobody knows is answered as a flow that breaks. */
export function problemSentence(code: string): { en: string; fr: string } {
  return (Object.hasOwn(SENTENCES, code) ? SENTENCES[code] : undefined) ?? BREAKS;
}
