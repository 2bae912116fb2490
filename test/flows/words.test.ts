import { describe, expect, test } from 'vitest';
import { WHYS } from '../../flows/answer.ts';
import { type PhraseKey, phrase } from '../../flows/phrases.ts';
import { templateFaults } from '../../flows/template.ts';
import { globalWord, stopsAlways } from '../../flows/words.ts';

describe('words that work everywhere', () => {
  test.each([
    [
      'stop',
      [
        'STOP',
        'stop ',
        'Stop!',
        '«stop»',
        'ＳＴＯＰ',
        'STOPALL',
        'Unsubscribe',
        'Arrêt',
        'ARRETE',
        'arreter',
      ],
    ],
    [
      'stop',
      [
        'DESABONNER',
        'Désabonner',
        'opt out',
        'OPT-OUT',
        'Stop. Thanks',
        'stop merci',
        '🛑 STOP',
        'BAJA',
        'parar',
      ],
    ],
    ['stop', ['end', 'QUIT', 'cancel', 'revoke']],
    ['start', ['START', 'unstop', 'Démarrer', 'DEMARRER', 'ALTA', 'começar']],
    ['help', ['help', 'AIDE', '?', '??', 'info', 'Help me!', 'j’ai besoin d’aide']],
    ['restart', ['restart', 'Start over', 'recommencer', 'reprendre au début']],
    [
      'person',
      ['agent', 'a human', 'Talk to a person', 'I want to speak to someone', 'operator', 'real person'],
    ],
    [
      'person',
      ['un conseiller', 'Parler à quelqu’un', 'je voudrais parler à un conseiller', 'service client'],
    ],
    ['english', ['English', 'in English', 'anglais']],
    ['french', ['français', 'Francais', 'en français', 'French']],
  ])('%s: %j', (word, texts) => {
    for (const text of texts) expect(globalWord(text), text).toBe(word);
  });

  test('only as the whole message', () => {
    for (const text of [
      'S T O P',
      'arrêtez',
      'stop please',
      "ne m'envoyez plus rien",
      'no más',
      'laissez moi',
      'non-stop service?',
      'stopover in Paris',
      "I can't stop laughing",
      'help wanted',
      'personne',
      'someone',
      'menu',
      'yes',
      '',
      '...',
      'stop'.padEnd(5000, '!'),
    ]) {
      expect(globalWord(text), text.slice(0, 40)).toBeUndefined();
    }
  });

  test('STOP and its like yield to no choice; CANCEL, END and QUIT do', () => {
    expect(['STOP', 'arrêt', 'Unsubscribe', 'stop merci', 'opt-out'].map(stopsAlways)).toEqual(
      Array(5).fill(true),
    );
    expect(['cancel', 'END', 'quit', 'revoke', 'help', 'stop please'].map(stopsAlways)).toEqual(
      Array(6).fill(false),
    );
  });
});

describe('wordings', () => {
  const keys: PhraseKey[] = [
    'help',
    'notUnderstood',
    'notUnderstoodAgain',
    'ambiguous',
    'offerPerson',
    'personChip',
    'restartChip',
    'staleButton',
    'handoff',
    'handback',
    'stopped',
    'resumed',
    'alreadyEnded',
    'problem',
    'optionsEmpty',
    'languageSet',
    ...WHYS.map((why) => `why:${why}` as const),
  ];

  test('exist in both languages, differ, and are good templates', () => {
    for (const key of keys) {
      const [english, french] = [phrase(key, 'en-GB'), phrase(key, 'fr-CA')];
      expect(english, key).not.toBe('');
      expect(french, key).not.toBe(english);
      expect([...templateFaults(english), ...templateFaults(french)], key).toEqual([]);
    }
  });

  test('chips fit on their buttons', () => {
    for (const key of ['personChip', 'restartChip'] as const) {
      for (const locale of ['en', 'fr']) expect(phrase(key, locale).length, key).toBeLessThanOrEqual(25);
    }
  });

  test('the words they tell people to type are understood', () => {
    for (const locale of ['en', 'fr']) {
      const told = ['help', 'stopped', 'resumed', 'alreadyEnded'].flatMap(
        (key) => phrase(key as PhraseKey, locale).match(/\b[A-Z]{4,}\b/g) ?? [],
      );
      expect(told.length).toBeGreaterThan(3);
      for (const word of told) expect(globalWord(word), word).toBeDefined();
    }
  });

  test('other languages read English', () => {
    expect(phrase('staleButton', 'de')).toBe('That button belongs to an earlier question.');
  });
});
