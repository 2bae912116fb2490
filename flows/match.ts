/** Which of several choices a person typed; forgives what people forget and never guesses between two. Knows no flow. */

/** Format and bidi controls, soft hyphens, variation selectors, the keycap ring: never seen, so never compared. */
const INVISIBLE = /\p{Cf}|\p{Cs}|\p{Variation_Selector}|\u20e3/gu;
const EMOJI = /[\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Regional_Indicator}]/gu;
/** Punctuation people put around a word. Not "%", "#", "+", "/": they carry meaning in labels. */
const EDGE = /[\s"'“”„‟«»‹›`´.,;:!?…¡¿()[\]{}*~_–—]/u;
const SIMPLE = /^[a-z0-9]+(?: [a-z0-9]+)*$/;
const MAX_TYPED = 400;

/**
 * What is left of a text when everything people vary without meaning it is gone: case, accents, width, invisible
 * characters, spaces, emoji, quotes and punctuation at the ends. A text of emoji or punctuation alone stays itself.
 */
export function fold(text: string): string {
  const low = text.toLowerCase();
  if (SIMPLE.test(low)) return low;
  const plain = text
    .normalize('NFKD')
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(INVISIBLE, '')
    .replace(/[’‘ʼ‛]/g, "'")
    .replace(/œ/g, 'oe')
    .replace(/æ/g, 'ae')
    .replace(/ß/g, 'ss')
    .normalize('NFC')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
  return trimEdges(plain.replace(EMOJI, ' ').replace(/ +/g, ' ')) || trimEdges(plain) || plain;
}

/** A loop rather than a pattern anchored at the end, which would try again at each of a thousand "!". */
function trimEdges(text: string): string {
  let from = 0;
  let to = text.length;
  // A dash before a digit is a sign.
  while (
    from < to &&
    (EDGE.test(text[from] ?? '') || (text[from] === '-' && !/\d/.test(text[from + 1] ?? '')))
  ) {
    from++;
  }
  while (from < to && (EDGE.test(text[to - 1] ?? '') || text[to - 1] === '-')) to--;
  return text.slice(from, to);
}

/** A choice as people may name it: its label in each language, and other words for it. */
export interface Candidate {
  labels: string[];
}

/**
 * The index of the candidate that was meant; "none", or "ambiguous" where two fit equally well. The first of these
 * rules that finds anything decides: the exact label; its number or place; a yes or no in other words; its time of
 * day; its first word or beginning (3 letters and more); a small typing error; its label somewhere in a longer
 * sentence that denies nothing.
 */
export function pick(candidates: readonly Candidate[], typed: string): number | 'none' | 'ambiguous' {
  const said = fold(typed.slice(0, MAX_TYPED));
  if (!said || candidates.length === 0) return 'none';
  const names = candidates.map((candidate) =>
    candidate.labels.map(foldLabel).filter((label) => label !== ''),
  );
  const asked = withoutCourtesy(said);
  const rules = [exact, placed, agreed, timed, begun, mistyped, mentioned];
  for (const rule of rules) {
    const found = rule(names, rule === exact ? said : asked);
    if (found.length === 1 && found[0] !== undefined) return found[0];
    if (found.length > 1) return 'ambiguous';
  }
  return 'none';
}

const MAX_LABELS = 5000;
const folded = new Map<string, string>();

/** Labels come back with every turn; what people type does not, and is not kept. */
function foldLabel(label: string): string {
  const known = folded.get(label);
  if (known !== undefined) return known;
  if (folded.size >= MAX_LABELS) folded.clear();
  const made = fold(label.slice(0, MAX_TYPED));
  folded.set(label, made);
  return made;
}

/** A folded text without the "please" or "merci" at its end, unless it is nothing else. */
export function withoutCourtesy(said: string): string {
  return said.replace(COURTESY, '') || said;
}

const COURTESY = /[, ]+(?:please|pls|thanks|thank you|thx|svp|stp|merci|s'il (?:vous|te) plait)$/;

type Names = readonly (readonly string[])[];

function exact(names: Names, said: string): number[] {
  return indexesWhere(names, (label) => label === said);
}

/** "2", "#2", "option 2", "the second one", "le deuxième", "last". */
function placed(names: Names, said: string): number[] {
  const place = readPlace(said, names.length);
  if (!place) return [];
  const inRange = place.at >= 1 && place.at <= names.length ? [place.at - 1] : [];
  if (place.explicit) return inRange;
  // A bare "2" beside a label "2 people" or "2:00 pm" may mean either, unless both are the same choice.
  const named = indexesWhere(
    names,
    (label) => label.startsWith(said) && /^[ :h]/.test(label.slice(said.length)),
  );
  return [...new Set([...inRange, ...named])];
}

const YES = new Set([
  'y',
  'yes',
  'yeah',
  'yep',
  'yup',
  'ok',
  'okay',
  'sure',
  'o',
  'oui',
  'ouais',
  "d'accord",
  'ok oui',
  '👍',
]);
const NO = new Set(['n', 'no', 'nope', 'nah', 'non', 'nan', '👎']);

/** "yep" beside a label "Oui" or "Yes, book it". */
function agreed(names: Names, said: string): number[] {
  const words = YES.has(said) ? ['yes', 'oui'] : NO.has(said) ? ['no', 'non'] : [];
  return indexesWhere(names, (label) => words.includes(/^[a-z]+/.exec(label)?.[0] ?? ''));
}

const CLOCK = /(?<![\d:.,])(\d{1,2})(?:(?:[:h](\d{2})?)(?: ?([ap])\.?m\b)?| ?([ap])\.?m\b)(?![\d:])/;

/** "10h", "10" or "2.30 pm" beside the labels "10:00" and "14:30". */
function timed(names: Names, said: string): number[] {
  const meant = minutesIn(said.replace(/^(?:at|a|vers|pour) /, '').replace(/^\d{1,2}$/, '$&h'), true);
  if (meant === undefined) return [];
  const found = indexesWhere(names, (label) => minutesIn(label, false) === meant);
  if (found.length > 0 || meant >= 720 || /[ap]\.?m/.test(said)) return found;
  // Without am or pm, "2:30" is also half past two in the afternoon.
  return indexesWhere(names, (label) => minutesIn(label, false) === meant + 720);
}

/** Minutes from midnight of the first time of day in a text, or of a text that is nothing else. */
function minutesIn(text: string, whole: boolean): number | undefined {
  const match = CLOCK.exec(
    text.replace(/(\d) ?(?:heures?|h) ?(?=\d\d|$|\W)/, '$1h').replace(/^(\d{1,2})\.(\d\d)(?!\d)/, '$1:$2'),
  );
  if (!match || (whole && match[0].length !== match.input.length)) return undefined;
  const half = match[3] ?? match[4];
  const hour = half === undefined ? Number(match[1]) : (Number(match[1]) % 12) + (half === 'p' ? 12 : 0);
  return hour * 60 + Number(match[2] ?? 0);
}

function begun(names: Names, said: string): number[] {
  const long = said.length >= 3;
  return indexesWhere(names, (label) => label.startsWith(said) && (label[said.length] === ' ' || long));
}

function mistyped(names: Names, said: string): number[] {
  if (said.length < 4) return [];
  return indexesWhere(names, (label) => isTypo(label, said));
}

function mentioned(names: Names, said: string): number[] {
  const sentence = spaced(said);
  const inside: { index: number; label: string }[] = [];
  names.forEach((labels, index) => {
    for (const label of labels) {
      const words = spaced(label);
      const at = words.trim() ? sentence.indexOf(words) : -1;
      // "no" or "ok" inside a sentence says little; at its beginning it is an answer.
      if (at < 0 || (at > 0 && (label.length <= 2 || YES.has(label) || NO.has(label)))) continue;
      if (!DENIAL.test(sentence.replace(words, ' '))) inside.push({ index, label: words });
    }
  });
  // "colour and cut" also mentions "cut": the longer label is what was meant.
  const meant = inside.filter((one) =>
    inside.every((other) => other.label === one.label || !other.label.includes(one.label)),
  );
  return [...new Set(meant.map((one) => one.index))];
}

const DENIAL =
  / (?:not|no|never|neither|nor|without|except|cannot|[a-z]+n't|[a-z]+n t|pas|non|ne|n|jamais|sans|sauf|ni|aucun|aucune) /;

function spaced(text: string): string {
  return ` ${text.replace(/[^\p{L}\p{N}%+#€$£]+/gu, ' ').trim()} `;
}

function indexesWhere(names: Names, test: (label: string) => boolean): number[] {
  const found: number[] = [];
  names.forEach((labels, index) => {
    if (labels.some(test)) found.push(index);
  });
  return found;
}

/**
 * True where two texts differ by one slip of a finger (4 to 7 characters) or two (8 and more). Digits are never
 * forgiven: "14:20" is not a badly typed "14:30".
 */
export function isTypo(label: string, said: string): boolean {
  const size = Math.min(label.length, said.length);
  if (size < 4 || size > 60) return false;
  const allowed = size >= 8 ? 2 : 1;
  if (Math.abs(label.length - said.length) > allowed) return false;
  if (label.replace(/\D/g, '') !== said.replace(/\D/g, '')) return false;
  return distance(label, said) <= allowed;
}

/** Damerau-Levenshtein distance in its restricted form: insertions, deletions, changes, neighbours swapped. */
function distance(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (last[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      let least = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, change);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        least = Math.min(least, (before[j - 2] ?? 0) + 1);
      }
      row.push(least);
    }
    before = last;
    last = row;
  }
  return last[b.length] ?? 0;
}

// --- numbers and places in words -------------------------------------------------------------------------------

const CARDINALS: readonly (readonly string[])[] = [
  ['zero'],
  ['one', 'un', 'une'],
  ['two', 'deux'],
  ['three', 'trois'],
  ['four', 'quatre'],
  ['five', 'cinq'],
  ['six'],
  ['seven', 'sept'],
  ['eight', 'huit'],
  ['nine', 'neuf'],
  ['ten', 'dix'],
  ['eleven', 'onze'],
  ['twelve', 'douze'],
];
const ORDINALS: readonly (readonly string[])[] = [
  [],
  ['first', 'premier', 'premiere'],
  ['second', 'deuxieme', 'seconde'],
  ['third', 'troisieme'],
  ['fourth', 'quatrieme'],
  ['fifth', 'cinquieme'],
  ['sixth', 'sixieme'],
  ['seventh', 'septieme'],
  ['eighth', 'huitieme'],
  ['ninth', 'neuvieme'],
  ['tenth', 'dixieme'],
  ['eleventh', 'onzieme'],
  ['twelfth', 'douzieme'],
];
const cardinalOf = wordIndex(CARDINALS);
const ordinalOf = wordIndex(ORDINALS);
const LAST = new Set(['last', 'dernier', 'derniere']);

/** 0 to 12 for a number written as an English or French word, folded; undefined otherwise. */
export function readNumberWord(word: string): number | undefined {
  return cardinalOf.get(word);
}

function readPlace(said: string, count: number): { at: number; explicit: boolean } | undefined {
  const marked =
    /^(?:#|n°|no\.? |nr\.? |number |numero |option |choice |choix |reponse |answer )\s*(.+)$/.exec(said);
  const core = (marked?.[1] ?? said)
    .replace(/^(?:the |le |la |l')/, '')
    .replace(/ (?:one|option|choice|choix)$/, '')
    .replace(/[.)]$/, '');
  const ordinal =
    ordinalOf.get(core) ?? number(/^(\d{1,2})(?:st|nd|rd|th|er|ere|re|e|eme|nde?)$/.exec(core)?.[1]);
  if (ordinal !== undefined) return { at: ordinal, explicit: true };
  if (LAST.has(core)) return { at: count, explicit: true };
  const cardinal = number(/^(\d{1,2})$/.exec(core)?.[1]) ?? cardinalOf.get(core);
  return cardinal === undefined ? undefined : { at: cardinal, explicit: marked !== null || core !== said };
}

function number(digits: string | undefined): number | undefined {
  return digits === undefined ? undefined : Number(digits);
}

function wordIndex(words: readonly (readonly string[])[]): ReadonlyMap<string, number> {
  return new Map(words.flatMap((forms, index) => forms.map((form) => [form, index] as const)));
}
