/**
 * The words that work at every moment of every conversation, in English and French. Knows no flow.
 *
 * A message is such a word only if nothing else is in it; "stop please" and "non-stop service?" are not.
 */
import { fold } from './match.ts';

export type GlobalWord = 'help' | 'restart' | 'person' | 'stop' | 'start' | 'english' | 'french';

/**
 * Always an opt-out, whatever is being asked. The French forms are those of operators' lists; BAJA and PARAR are what
 * RBM itself sends for its unsubscribe button in Spain, Mexico and Brazil.
 */
const STOP_ALWAYS = [
  'stop',
  'stopall',
  'stop all',
  'stopp',
  'unsubscribe',
  'optout',
  'opt out',
  'arret',
  'arrete',
  'arreter',
  'arrett',
  'desabonner',
  'se desabonner',
  'me desabonner',
  'desabonnement',
  'desinscrire',
  'desinscription',
  'baja',
  'parar',
];

/** An opt-out by the American rule (47 CFR 64.1200(a)(10)), but also what a button may be called: choices come first. */
const STOP_UNLESS_CHOICE = ['cancel', 'end', 'quit', 'revoke'];

const WHO_EN = [
  'agent',
  'human',
  'person',
  'human being',
  'real person',
  'operator',
  'representative',
  'advisor',
  'adviser',
  'someone',
  'somebody',
];
const WHO_FR = [
  'agent',
  'humain',
  'personne',
  'vraie personne',
  'conseiller',
  'conseillere',
  'operateur',
  'operatrice',
  "quelqu'un",
];
// "someone" and "personne" alone are answers to too many questions ("personne" is also French for "nobody").
const NEED_A_VERB = new Set(['someone', 'somebody', 'personne', "quelqu'un"]);

const PERSON = [
  ...WHO_EN.flatMap((who) => [
    ...(NEED_A_VERB.has(who) ? [] : [who, `a ${who}`, `an ${who}`]),
    ...['talk to', 'speak to', 'speak with', 'talk with', 'chat with'].flatMap((verb) =>
      ['', 'a ', 'an '].flatMap((article) =>
        ['', 'i want to ', "i'd like to ", 'i would like to ', 'can i ', 'let me '].map(
          (wish) => `${wish}${verb} ${article}${who}`,
        ),
      ),
    ),
  ]),
  ...WHO_FR.flatMap((who) => [
    ...(NEED_A_VERB.has(who) ? [] : [who, `un ${who}`, `une ${who}`]),
    ...['parler a', 'parler avec', 'contacter', 'joindre'].flatMap((verb) =>
      ['', 'un ', 'une '].flatMap((article) =>
        ['', 'je veux ', 'je voudrais ', 'je souhaite ', 'puis-je ', 'je peux '].map(
          (wish) => `${wish}${verb} ${article}${who}`,
        ),
      ),
    ),
  ]),
  'une personne',
  'customer service',
  'service client',
];

const table: Record<GlobalWord, readonly string[]> = {
  stop: [...STOP_ALWAYS, ...STOP_UNLESS_CHOICE],
  // ALTA and COMEÇAR are what RBM sends for its subscribe button in Spain, Mexico and Brazil.
  start: [
    'start',
    'unstop',
    'subscribe',
    'resubscribe',
    'demarrer',
    'se reabonner',
    'reabonner',
    'alta',
    'comecar',
  ],
  help: [
    'help',
    'help me',
    'i need help',
    'info',
    'aide',
    'aidez-moi',
    'aide-moi',
    "a l'aide",
    "besoin d'aide",
    "j'ai besoin d'aide",
    'contact',
    '?',
  ],
  // Not "menu": in a restaurant that is a question, and a flow may have it as its keyword.
  restart: [
    'restart',
    'start over',
    'start again',
    'begin again',
    'reset',
    'recommencer',
    'tout recommencer',
    'recommencer au debut',
    'reprendre au debut',
    'redemarrer',
  ],
  person: PERSON,
  english: ['english', 'in english', 'english please', 'speak english', 'anglais', 'en anglais'],
  french: ['french', 'in french', 'francais', 'en francais', 'francais svp', 'parler francais'],
};

/** What a courteous person adds without changing the word; "please" is not among them (compare "stop please"). */
const THANKS = / (?:thanks|thank you|thx|merci|merci beaucoup)$/;
const always = new Set(STOP_ALWAYS.map(plain));
const words = new Map<string, GlobalWord>();
for (const [meaning, list] of Object.entries(table)) {
  for (const word of list) words.set(plain(word), meaning as GlobalWord);
}

/**
 * The word a whole message is, after folding. A current choice of the same name comes first for every word except
 * those of `stopsAlways`; the caller sees to that.
 */
export function globalWord(text: string): GlobalWord | undefined {
  // The longest entry has some forty characters; a long message is no word.
  if (text.length > 80) return undefined;
  const said = plain(text);
  return words.get(said) ?? words.get(said.replace(THANKS, ''));
}

/** True for an opt-out that no choice may take for itself: STOP, ARRET, UNSUBSCRIBE; not CANCEL, END, QUIT. */
export function stopsAlways(text: string): boolean {
  if (text.length > 80) return false;
  const said = plain(text);
  return always.has(said) || always.has(said.replace(THANKS, ''));
}

/** Folded, with punctuation inside turned into spaces: "Stop. Thanks" and "opt-out" are two words each. */
function plain(text: string): string {
  const folded = fold(text);
  return /^\?+$/.test(folded)
    ? '?'
    : folded
        .replace(/[-.,;:!?/_]+/g, ' ')
        .replace(/ +/g, ' ')
        .trim();
}
