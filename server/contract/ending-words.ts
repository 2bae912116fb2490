/** How a conversation ended, as the studio stores it, in the words of a thread; what others wrote is no key here. */
export const ENDING_WORDS: Readonly<Record<string, Readonly<Record<'en' | 'fr', string>>>> = {
  solved: { en: 'solved', fr: 'résolue' },
  noAnswer: { en: 'the customer did not answer', fr: 'le client n’a pas répondu' },
  notPossible: { en: 'could not be done', fr: 'impossible à faire' },
  passedOn: { en: 'passed on elsewhere', fr: 'transmise ailleurs' },
  spam: { en: 'spam or by mistake', fr: 'indésirable ou erreur' },
};

/** An ending that is none of ours is said as it stands. */
export function endingWords(ending: string, locale: 'en' | 'fr'): string {
  return (Object.hasOwn(ENDING_WORDS, ending) ? ENDING_WORDS[ending]?.[locale] : undefined) ?? ending;
}
