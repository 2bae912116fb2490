import { expect, test } from 'vitest';
import { WHYS } from '../../flows/answer.ts';
import { type PhraseKey, phrase, smsPhrase } from '../../flows/phrases.ts';
import { countSegments } from '../../flows/sms/segments.ts';

const KEYS: PhraseKey[] = [
  'help',
  'notUnderstood',
  'notUnderstoodAgain',
  'ambiguous',
  'offerPerson',
  'staleButton',
  'handoff',
  'handback',
  'stopped',
  'resumed',
  'doubtful',
  'alreadyEnded',
  'problem',
  'optionsEmpty',
  'languageSet',
  ...WHYS.map((why) => `why:${why}` as const),
];
const TAPPING = /\btap\b|\bbutton\b|the \+ beside|touchez|bouton|le \+ à|ci-dessous|below/i;

test.each(['en', 'fr-CA'])(
  '[X16] in %s every phrase that speaks of tapping has a wording by SMS that does not',
  (locale) => {
    for (const key of KEYS) {
      const said = smsPhrase(key, locale) ?? phrase(key, locale);
      expect(said, key).not.toMatch(TAPPING);
    }
  },
);

test.each(['en', 'fr'])('[X16] in %s a wording by SMS is one part in the GSM alphabet', (locale) => {
  for (const key of KEYS) {
    const said = smsPhrase(key, locale);
    if (said === undefined) continue;
    expect(countSegments(said), key).toMatchObject({ encoding: 'gsm7', segments: 1 });
  }
});
