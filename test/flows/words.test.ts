import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { WHYS } from '../../flows/answer.ts';
import { type PhraseKey, phrase } from '../../flows/phrases.ts';
import { templateFaults } from '../../flows/template.ts';
import { globalWord, readConsent, stopsAlways } from '../../flows/words.ts';

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

  test('are words of help in other languages too', () => {
    expect(['Hilfe!', 'AYUDA', 'aiuto', 'ajuda'].map((text) => globalWord(text))).toEqual(
      Array(4).fill('help'),
    );
  });
});

const reading = (texts: readonly string[], country?: string) =>
  Object.fromEntries(texts.map((text) => [text, readConsent(text, country)]));
const all = <T>(texts: readonly string[], meaning: T) =>
  Object.fromEntries(texts.map((text) => [text, meaning]));

describe('consent', () => {
  // The vectors of the rules for opt-outs, one by one.
  test('an opt-out is the word alone, however it is written', () => {
    const stops = ['STOP', 'stop ', 'Stop!', '«stop»', 'ＳＴＯＰ', 'Arrêt', 'ARRETE', 'Stop. Thanks'];
    for (const country of ['FR', 'DE', 'US', 'JP', undefined]) {
      expect(reading(stops, country), country).toEqual(all(stops, 'stop'));
    }
  });

  test('what may be a refusal is doubtful, and is one in the United States and Canada', () => {
    const doubtful = [
      'S T O P',
      'arrêtez',
      'stop please',
      "ne m'envoyez plus rien",
      'no más',
      'laissez moi',
      'please stop texting me',
      'remove me',
      'désinscrivez-moi',
    ];
    for (const country of ['FR', 'GB', 'ES', 'BE', undefined]) {
      expect(reading(doubtful, country), country).toEqual(all(doubtful, 'doubtful'));
    }
    for (const country of ['US', 'CA', 'PR'])
      expect(reading(doubtful, country)).toEqual(all(doubtful, 'stop'));
  });

  test('what only holds the word is none', () => {
    const none = [
      'non-stop service?',
      'stopover in Paris',
      "I can't stop laughing",
      'we have to stop this',
      'non stop',
    ];
    for (const country of ['FR', 'US', undefined]) {
      expect(reading(none, country), country).toEqual(all(none, undefined));
    }
  });

  test('an opt-in is a word as well; YES is none', () => {
    const starts = ['démarrer', 'DEMARRER', 'ALTA', 'começar', 'START', 'unstop', 'Resubscribe'];
    expect(reading(starts, 'FR')).toEqual(all(starts, 'start'));
    expect(reading(['yes', 'oui', 'restart'], 'US')).toEqual(all(['yes', 'oui', 'restart'], undefined));
  });

  test.each([
    ['what RBM sends for its button in France', 'FR', 'STOP', 'Démarrer'],
    ['in Spain', 'ES', 'BAJA', 'ALTA'],
    ['in Mexico', 'MX', 'BAJA', 'ALTA'],
    ['in Brazil', 'BR', 'parar', 'começar'],
    ['elsewhere', 'IN', 'STOP', 'START'],
  ])('%s', (_where, country, stop, start) => {
    expect([readConsent(stop, country), stopsAlways(stop, country), readConsent(start, country)]).toEqual([
      'stop',
      true,
      'start',
    ]);
  });

  test.each([
    ['DE', ['STOPP', 'Abmelden', 'abbestellen']],
    ['IT', ['disiscrivi', 'CANCELLA', 'annulla']],
    ['ES', ['PARAR', 'Cancelar']],
    ['BR', ['SAIR', 'remover', 'cancelar']],
    ['NL', ['AFMELDEN', 'uit']],
    ['PL', ['WYPISZ']],
    [
      'FR',
      [
        'DÉSABONNER',
        'desinscrire',
        'STOP SMS',
        'stop au 36111',
        'STOP 36 111',
        'Stop stop STOP',
        'stop merci',
      ],
    ],
    ['US', ['stop', 'quit', 'END', 'revoke', 'Opt out', 'cancel', 'unsubscribe']],
  ])('the words of %s end messages', (country, texts) => {
    expect(reading(texts, country)).toEqual(all(texts, 'stop'));
  });

  test('the words of one language mean nothing to the numbers of another', () => {
    const foreign = ['abmelden', 'uit', 'sair', 'cancella', 'wypisz', 'voltar', 'inizia'];
    expect(reading(foreign, 'FR')).toEqual(all(foreign, undefined));
    expect(reading(foreign)).toEqual(all(foreign, undefined));
    expect([readConsent('voltar', 'BR'), readConsent('inizia', 'IT')]).toEqual(['start', 'start']);
  });

  test('STOP and its like yield to no choice; CANCEL, END and QUIT do, but not in America', () => {
    const always = ['STOP', 'arrêt', 'Unsubscribe', 'stop merci', 'opt-out', 'STOP 36111'];
    const yielding = ['cancel', 'END', 'quit', 'revoke'];
    const none = ['help', 'stop please', 'cancel 12345'];
    for (const country of ['FR', 'US', undefined]) {
      for (const text of always) expect(stopsAlways(text, country), text).toBe(true);
      for (const text of none) expect(stopsAlways(text, country), text).toBe(false);
      for (const text of yielding) expect(stopsAlways(text, country), text).toBe(country === 'US');
    }
    expect([stopsAlways('uit', 'NL'), readConsent('uit', 'NL')]).toEqual([false, 'stop']);
    expect([stopsAlways('abmelden', 'DE'), stopsAlways('abmelden', 'FR')]).toEqual([true, false]);
    expect(readConsent('cancel 12345', 'US')).toBeUndefined();
  });

  test.each([
    [
      'GB',
      [
        'Stop it',
        'please stop',
        'stop now!',
        'Unsubscribe please',
        'STOP!! this',
        'Stop sending me these messages',
      ],
    ],
    [
      'GB',
      [
        "don't text me again",
        'do not contact me anymore',
        'no more messages please',
        'leave me alone',
        'go away',
      ],
    ],
    [
      'GB',
      [
        'take me off your list',
        'delete my number',
        'unsubscribe me from everything',
        'I want to unsubscribe',
      ],
    ],
    [
      'GB',
      [
        'How do I opt out?',
        "I don't want these messages",
        'stop spam',
        '🛑',
        'S.T.O.P.',
        'can you stop texting us',
      ],
    ],
    [
      'FR',
      [
        'Arrêtez !',
        'arrêtez ça svp',
        'stop svp',
        "arrêtez de m'envoyer des SMS",
        'arrêtez vos pubs',
        'plus de pub',
      ],
    ],
    [
      'FR',
      [
        'Ne m’écrivez plus',
        'je ne veux plus recevoir de messages',
        'laissez-moi tranquille',
        'retirez-moi de votre liste',
      ],
    ],
    [
      'FR',
      [
        'supprimez mon numéro',
        'comment se désabonner ?',
        'Merci de me désinscrire',
        'je ne souhaite plus rien recevoir',
      ],
    ],
    [
      'FR',
      [
        'désabonnez moi svp',
        'envoyez plus rien',
        'stop à la pub',
        'foutez-moi la paix',
        'Veuillez arrêter vos sms',
      ],
    ],
    [
      'ES',
      [
        'basta',
        'dejen de molestarme',
        'no me escriban más',
        'no quiero recibir más mensajes',
        'quiero darme de baja',
      ],
    ],
    [
      'BR',
      [
        'não quero receber mais mensagens',
        'pare de me mandar mensagens',
        'me tire da lista',
        'me deixe em paz',
      ],
    ],
    [
      'DE',
      [
        'Bitte keine SMS mehr',
        'hören Sie auf!',
        'lassen Sie mich in Ruhe',
        'abmelden bitte',
        'melden Sie mich ab',
      ],
    ],
    [
      'IT',
      [
        'basta messaggi',
        'non scrivetemi più',
        'cancellatemi dalla lista',
        'smettetela',
        'non voglio più ricevere sms',
      ],
    ],
    ['NL', ['geen berichten meer', 'stop ermee', 'laat me met rust', 'schrijf me uit', 'stop aub']],
    ['PL', ['nie pisz do mnie', 'Proszę nie wysyłać więcej SMS', 'wypiszcie mnie', 'dajcie mi spokój']],
  ])('is doubted by what people of %s write: %j', (country, texts) => {
    expect(reading(texts, country)).toEqual(all(texts, 'doubtful'));
    const american = texts.filter((text) => !text.startsWith('abmelden'));
    expect(reading(american, 'US')).toEqual(all(american, 'stop'));
  });

  test('answers and questions are no refusals', () => {
    const none = [
      'no',
      'no thanks',
      'no more',
      'not interested',
      'stop at the station',
      'the next stop please?',
      'one stop shop',
      'bus stop',
      "Don't send the technician before noon",
      "don't call me",
      'cancel please',
      'cancel my booking',
      'cancel the order please',
      'remove me from the waiting list for Tuesday',
      'take me to the airport',
      'delete the last item',
      'I want to stop by tomorrow',
      'How do I stop the machine?',
      'je ne veux plus de lait',
      'ne me rappelez pas avant midi',
      "je n'ai pas reçu la facture",
      'plus de détails',
      'arrêt maladie',
      "l'arrêt de bus",
      'laissez le colis au gardien',
      'para dos personas',
      'no, más tarde',
      'no quiero postre',
      'keine Ahnung',
      'non voglio il dolce',
      'please',
      'ok',
      'it',
      '',
      '?',
      '👍',
      '36111',
    ];
    for (const country of ['FR', 'US', 'ES', 'DE', 'IT', undefined]) {
      expect(reading(none, country), country).toEqual(all(none, undefined));
    }
  });

  test('a long message is read by flows and people', () => {
    expect(readConsent('stop'.padEnd(5000, '!'), 'US')).toBeUndefined();
    expect(readConsent('please '.repeat(10_000), 'US')).toBeUndefined();
    expect(stopsAlways(`${'stop '.repeat(100)}`)).toBe(false);
  });

  const STOP_WORDS = [
    'stop',
    'stopall',
    'unsubscribe',
    'opt out',
    'arret',
    'desabonner',
    'baja',
    'parar',
    'cancel',
    'quit',
  ];
  const dressed = fc
    .record({
      word: fc.constantFrom(
        ...STOP_WORDS.map((word) => [word, 'stop'] as const),
        ['start', 'start'] as const,
        ['demarrer', 'start'] as const,
      ),
      upper: fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }),
      wide: fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }),
      accent: fc.array(fc.constantFrom('', '', '\u0301', '\u0302', '\u0308', '\u200b', '\ufe0f'), {
        minLength: 12,
        maxLength: 12,
      }),
      before: fc.array(fc.constantFrom(' ', '«', '"', '…', '👉', '🛑', '\u00a0', '(', '*', '¡', '\n'), {
        maxLength: 6,
      }),
      after: fc.array(
        fc.constantFrom(' ', '»', '!', '.', '🙏🏽', '\u200d', '\u202f', ')', '*', ',', '\t', '👨‍👩‍👧', '?'),
        { maxLength: 6 },
      ),
    })
    .map(({ word: [word, meaning], upper, wide, accent, before, after }) => {
      const letters = [...word].map((letter, n) => {
        if (letter === ' ') return letter;
        const cased = upper[n] ? letter.toUpperCase() : letter;
        const shown = wide[n] ? String.fromCodePoint((cased.codePointAt(0) ?? 0) + 0xfee0) : cased;
        return shown + (accent[n] ?? '');
      });
      return { text: before.join('') + letters.join('') + after.join(''), meaning };
    });

  test('a word is read in any case, width and accent, among any punctuation and emoji', () => {
    fc.assert(
      fc.property(dressed, fc.constantFrom('FR', 'US', 'NL', undefined), ({ text, meaning }, country) => {
        expect(readConsent(text, country)).toBe(meaning);
      }),
      { numRuns: 2000 },
    );
  });

  test('nothing anybody writes breaks the reading or takes long', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 400 }),
        fc.option(fc.string(), { nil: undefined }),
        (text, country) => {
          expect(['stop', 'start', 'doubtful', undefined]).toContain(readConsent(text, country));
          expect(stopsAlways(text, country) && readConsent(text, country) !== 'stop').toBe(false);
        },
      ),
    );
  });

  test('no word means two things', () => {
    for (const country of ['FR', 'DE', 'IT', 'ES', 'BR', 'NL', 'PL', 'US']) {
      for (const word of [
        'start',
        'demarrer',
        'alta',
        'comecar',
        'voltar',
        'inizia',
        'help',
        'restart',
        'agent',
      ]) {
        expect(readConsent(word, country), `${word} in ${country}`).not.toBe('stop');
      }
    }
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
