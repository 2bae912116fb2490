/** What customers are told of the time they will wait; knows languages, no queue. */

const WORDS: Readonly<Record<string, (minutes: number) => string>> = {
  en: (minutes) =>
    minutes === 1
      ? 'Everybody is busy right now. It should take about a minute.'
      : `Everybody is busy right now. It should take about ${minutes} minutes.`,
  fr: (minutes) =>
    minutes === 1
      ? 'Tous nos conseillers sont occupés. Cela devrait prendre une minute environ.'
      : `Tous nos conseillers sont occupés. Cela devrait prendre ${minutes} minutes environ.`,
};

/** In English where the language is not one of ours. */
export function waitWords(locale: string, minutes: number): string {
  const words = WORDS[locale.slice(0, 2)] ?? WORDS.en;
  return words?.(minutes) ?? '';
}
