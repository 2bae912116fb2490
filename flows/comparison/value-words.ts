/** Values of a document as people read them, in both languages of the studio. Knows no field. */
import type { Wording } from '../checks/finding.ts';
import type { Condition } from '../condition.ts';
import type { Shifts } from '../opening-hours.ts';

/** How much of a long text is shown. */
const EXCERPT = 80;

/** Two texts as they are shown beside each other: whole if they are short, else the part in which they differ. */
export function excerpts(one: string, other: string): [string, string] {
  if (one.length <= EXCERPT && other.length <= EXCERPT) return [one, other];
  let same = 0;
  while (same < one.length && same < other.length && one[same] === other[same]) same += 1;
  // Some words before the difference, to find it by; never from the middle of a sign of two units.
  let from = Math.max(0, same - 24);
  if (from > 0 && /[\udc00-\udfff]/.test(one[from] ?? other[from] ?? '')) from -= 1;
  return [cut(one, from), cut(other, from)];
}

/** The beginning of a text, on one line. */
export function excerpt(text: string, most = EXCERPT): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > most ? `${line.slice(0, most - 1).replace(/[\ud800-\udbff]$/, '')}…` : line;
}

function cut(text: string, from: number): string {
  const part = text.slice(from, from + EXCERPT).replace(/[\ud800-\udbff]$/, '');
  return `${from > 0 ? '…' : ''}${part}${from + EXCERPT < text.length ? '…' : ''}`;
}

export function quoted(text: string): Wording {
  return { en: `“${text}”`, fr: `« ${text} »` };
}

const UNITS: Record<string, Wording> = {
  s: { en: 's', fr: 's' },
  m: { en: 'min', fr: 'min' },
  h: { en: 'h', fr: 'h' },
  d: { en: 'd', fr: 'j' },
  w: { en: 'weeks', fr: 'semaines' },
};

/** "2h" as "2 h"; undefined for what is no duration. */
export function durationWords(text: string): Wording | undefined {
  const [, sign = '', count = '', unit = ''] = /^(-?)(\d{1,6})([smhdw])$/.exec(text) ?? [];
  const words = UNITS[unit];
  return words && { en: `${sign}${count} ${words.en}`, fr: `${sign}${count} ${words.fr}` };
}

/** The span of a timeout, "2 h", or "2 h of opening hours"; undefined for what has none. */
export function spanWords({ after, inOpeningHours }: Record<string, unknown>): Wording | undefined {
  const words = typeof after === 'string' ? valueWords(after) : undefined;
  if (!words || inOpeningHours !== true) return words;
  return { en: `${words.en} of opening hours`, fr: `${words.fr} d’ouverture` };
}

/** The shifts of a day, "09:00–12:30, 14:00–18:00"; a day without any is closed. */
export function shiftWords(shifts: Shifts): Wording {
  if (shifts.length === 0) return { en: 'closed', fr: 'fermé' };
  return plain(shifts.map(({ from, to }) => `${from}–${to}`).join(', '));
}

/** A value of any kind; texts in quotation marks. */
export function valueWords(value: unknown): Wording {
  if (value === undefined || value === null || value === '') return { en: 'nothing', fr: 'rien' };
  if (typeof value === 'boolean') return value ? { en: 'yes', fr: 'oui' } : { en: 'no', fr: 'non' };
  if (typeof value === 'number') return plain(String(value));
  if (typeof value === 'string') return durationWords(value) ?? quoted(excerpt(value));
  if (Array.isArray(value)) {
    const items = value.slice(0, 6).map(valueWords);
    const more = value.length > 6 ? ', …' : '';
    if (items.length === 0) return { en: 'nothing', fr: 'rien' };
    return {
      en: items.map(({ en }) => en).join(', ') + more,
      fr: items.map(({ fr }) => fr).join(', ') + more,
    };
  }
  return quoted(excerpt(JSON.stringify(value)));
}

function plain(text: string): Wording {
  return { en: text, fr: text };
}

type Comparison = Extract<Condition, { is: string }>['is'];

const IS: Record<Comparison, Wording> = {
  exists: { en: 'is known', fr: 'est connu' },
  equals: { en: 'is', fr: 'est' },
  'one-of': { en: 'is one of', fr: 'est parmi' },
  less: { en: '<', fr: '<' },
  'at-most': { en: '≤', fr: '≤' },
  more: { en: '>', fr: '>' },
  'at-least': { en: '≥', fr: '≥' },
  contains: { en: 'contains', fr: 'contient' },
  'starts-with': { en: 'starts with', fr: 'commence par' },
  before: { en: 'is before', fr: 'est avant' },
  after: { en: 'is after', fr: 'est après' },
};

/** "service is “colour” and date is known". */
export function conditionWords(condition: Condition): Wording {
  if ('all' in condition) return joined(condition.all, { en: ' and ', fr: ' et ' });
  if ('any' in condition) return joined(condition.any, { en: ' or ', fr: ' ou ' });
  if ('not' in condition) {
    const { not } = condition;
    if ('is' in not && not.is === 'exists') {
      return { en: `${not.value} is not known`, fr: `${not.value} n’est pas connu` };
    }
    const inner = conditionWords(not);
    return { en: `not (${inner.en})`, fr: `pas (${inner.fr})` };
  }
  const is = IS[condition.is];
  const than = 'than' in condition ? valueWords(condition.than) : undefined;
  const words = (language: keyof Wording) =>
    [condition.value, is[language], ...(than ? [than[language]] : [])].join(' ');
  return { en: words('en'), fr: words('fr') };
}

function joined(parts: Condition[], joint: Wording): Wording {
  const words = parts.map((part) => {
    const inner = conditionWords(part);
    const isList = 'all' in part || 'any' in part;
    return isList && parts.length > 1 ? { en: `(${inner.en})`, fr: `(${inner.fr})` } : inner;
  });
  return { en: words.map(({ en }) => en).join(joint.en), fr: words.map(({ fr }) => fr).join(joint.fr) };
}

/** What can be chosen from a list, by the field's key. */
const CHOSEN: Readonly<Record<string, Readonly<Record<string, Wording>>>> = {
  policy: {
    'default-flow': { en: 'the main flow begins', fr: 'le parcours principal commence' },
    restart: { en: 'the flow begins again', fr: 'le parcours recommence' },
    say: { en: 'a message', fr: 'un message' },
    person: { en: 'a person answers', fr: 'une personne répond' },
    silence: { en: 'no answer', fr: 'pas de réponse' },
  },
  traffic: {
    authentication: { en: 'code to sign in', fr: 'code de connexion' },
    transaction: { en: 'transaction', fr: 'transaction' },
    promotion: { en: 'promotion', fr: 'promotion' },
    'service-request': { en: 'answer to a request', fr: 'réponse à une demande' },
    acknowledgement: { en: 'acknowledgement', fr: 'accusé de réception' },
  },
  sms: {
    'after-ttl': { en: 'without RCS, or undelivered in time', fr: 'sans RCS, ou non remis à temps' },
    unreachable: { en: 'only without RCS', fr: 'seulement sans RCS' },
    never: { en: 'never', fr: 'jamais' },
    always: { en: 'always', fr: 'toujours' },
  },
  type: {
    text: { en: 'a text', fr: 'un texte' },
    number: { en: 'a number', fr: 'un nombre' },
    boolean: { en: 'yes or no', fr: 'oui ou non' },
    date: { en: 'a date', fr: 'une date' },
    time: { en: 'a time', fr: 'une heure' },
    datetime: { en: 'a date and time', fr: 'une date et une heure' },
    email: { en: 'an email address', fr: 'une adresse e-mail' },
    phone: { en: 'a phone number', fr: 'un numéro de téléphone' },
    choice: { en: 'one of a list', fr: 'un élément d’une liste' },
    location: { en: 'a location', fr: 'une position' },
    file: { en: 'a file', fr: 'un fichier' },
    list: { en: 'a list', fr: 'une liste' },
    object: { en: 'an object', fr: 'un objet' },
  },
  view: {
    browser: { en: 'in the browser', fr: 'dans le navigateur' },
    'webview-full': { en: 'over the whole screen', fr: 'en plein écran' },
    'webview-half': { en: 'over half the screen', fr: 'sur la moitié de l’écran' },
    'webview-tall': { en: 'over most of the screen', fr: 'sur presque tout l’écran' },
  },
  orientation: {
    vertical: { en: 'upright', fr: 'verticale' },
    horizontal: { en: 'lying', fr: 'horizontale' },
  },
  align: { left: { en: 'left', fr: 'gauche' }, right: { en: 'right', fr: 'droite' } },
  height: {
    short: { en: 'low', fr: 'basse' },
    medium: { en: 'medium', fr: 'moyenne' },
    tall: { en: 'high', fr: 'haute' },
  },
  width: { small: { en: 'narrow', fr: 'étroite' }, medium: { en: 'medium', fr: 'moyenne' } },
};

/** A value that was chosen from a list; undefined for any other. */
export function chosenWords(key: string, value: unknown): Wording | undefined {
  if (typeof value !== 'string' || !Object.hasOwn(CHOSEN, key)) return undefined;
  const words = CHOSEN[key] ?? {};
  return Object.hasOwn(words, value) ? words[value] : undefined;
}
