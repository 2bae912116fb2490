/** What the fields of a document are called by people who have never seen it as data. Knows no values. */
import type { Wording } from '../checks/finding.ts';

/** By the field's key; those before a dot are of a key inside another. */
const NAMES: Readonly<Record<string, Wording>> = {
  title: { en: 'Title', fr: 'Titre' },
  note: { en: 'Note', fr: 'Note' },
  skipped: { en: 'Skipped', fr: 'Sauté' },
  text: { en: 'Text', fr: 'Texte' },
  description: { en: 'Description', fr: 'Description' },
  label: { en: 'Chip text', fr: 'Texte du bouton' },
  'suggestions.label': { en: 'Button text', fr: 'Texte du bouton' },
  'of.label': { en: 'Accepted answer', fr: 'Réponse acceptée' },
  words: { en: 'Other words', fr: 'Autres mots' },
  value: { en: 'Saved value', fr: 'Valeur enregistrée' },
  keep: { en: 'Buttons stay valid', fr: 'Les boutons restent valables' },
  save: { en: 'Saved as', fr: 'Enregistré dans' },
  sms: { en: 'SMS wording', fr: 'Texte du SMS' },
  url: { en: 'Address', fr: 'Adresse' },
  thumbnail: { en: 'Thumbnail', fr: 'Vignette' },
  alt: { en: 'Description of the picture', fr: 'Description de l’image' },
  height: { en: 'Height of the picture', fr: 'Hauteur de l’image' },
  orientation: { en: 'Layout of the card', fr: 'Disposition de la carte' },
  align: { en: 'Side of the picture', fr: 'Côté de l’image' },
  width: { en: 'Width of the cards', fr: 'Largeur des cartes' },
  data: { en: 'What the button sends back', fr: 'Ce que le bouton renvoie' },
  choice: { en: 'Choice of the button', fr: 'Choix du bouton' },
  fallbackUrl: { en: 'Page for old phones', fr: 'Page pour les anciens téléphones' },
  phone: { en: 'Phone number', fr: 'Numéro de téléphone' },
  latitude: { en: 'Latitude', fr: 'Latitude' },
  longitude: { en: 'Longitude', fr: 'Longitude' },
  place: { en: 'Name of the place', fr: 'Nom du lieu' },
  query: { en: 'Search on the map', fr: 'Recherche sur la carte' },
  start: { en: 'Beginning', fr: 'Début' },
  end: { en: 'End', fr: 'Fin' },
  view: { en: 'How the page opens', fr: 'Ouverture de la page' },
  recording: { en: 'Recording', fr: 'Enregistrement' },
  'delivery.traffic': { en: 'Kind of message', fr: 'Type de message' },
  'delivery.ttl': { en: 'Withdrawn if undelivered after', fr: 'Retiré si non remis après' },
  'delivery.expires': { en: 'Withdrawn at', fr: 'Retiré à' },
  'delivery.sms': { en: 'SMS instead', fr: 'SMS à la place' },
  'retry.say': { en: 'Wording when not understood', fr: 'Texte en cas d’incompréhension' },
  'retry.max': { en: 'Tries before giving up', fr: 'Essais avant d’abandonner' },
  timeout: { en: 'Timeout', fr: 'Délai' },
  'timeout.after': { en: 'Timeout', fr: 'Délai' },
  'timeout.at': { en: 'Moment of the timeout', fr: 'Moment du délai' },
  'timeout.offset': { en: 'Time before or after that moment', fr: 'Temps avant ou après ce moment' },
  'expect.type': { en: 'Expected answer', fr: 'Réponse attendue' },
  'expect.min': { en: 'Least', fr: 'Minimum' },
  'expect.max': { en: 'Most', fr: 'Maximum' },
  'expect.shape': { en: 'Shape of the answer', fr: 'Forme de la réponse' },
  'expect.whole': { en: 'Whole numbers only', fr: 'Nombres entiers seulement' },
  'expect.from': { en: 'Earliest', fr: 'Au plus tôt' },
  'expect.until': { en: 'Latest', fr: 'Au plus tard' },
  'expect.country': { en: 'Country of the number', fr: 'Pays du numéro' },
  'expect.accept': { en: 'Accepted files', fr: 'Fichiers acceptés' },
  'options.from': { en: 'List of the choices', fr: 'Liste des choix' },
  'options.label': { en: 'Chip text of the list', fr: 'Texte des boutons de la liste' },
  'options.value': { en: 'Saved value of the list', fr: 'Valeur enregistrée de la liste' },
  'options.max': { en: 'Most choices shown', fr: 'Choix affichés au plus' },
  name: { en: 'Name', fr: 'Nom' },
  when: { en: 'Condition', fr: 'Condition' },
  variable: { en: 'Variable', fr: 'Variable' },
  to: { en: 'Value', fr: 'Valeur' },
  append: { en: 'Added to the list', fr: 'Ajouté à la liste' },
  service: { en: 'Service', fr: 'Service' },
  operation: { en: 'Operation of the service', fr: 'Opération du service' },
  input: { en: 'Given value', fr: 'Valeur donnée' },
  output: { en: 'Value taken back', fr: 'Valeur reprise' },
  pick: { en: 'Kept part of the answer', fr: 'Partie gardée de la réponse' },
  signal: { en: 'Awaited event', fr: 'Événement attendu' },
  queue: { en: 'Team', fr: 'Équipe' },
  summary: { en: 'Summary for the team', fr: 'Résumé pour l’équipe' },
  flow: { en: 'Sub-flow', fr: 'Sous-parcours' },
  weight: { en: 'Share', fr: 'Part' },
  outcome: { en: 'Outcome', fr: 'Résultat' },
  next: { en: 'Following flow', fr: 'Parcours suivant' },
  ask: { en: 'Question', fr: 'Question' },
  say: { en: 'Message', fr: 'Message' },
  message: { en: 'Message', fr: 'Message' },
  retry: { en: 'Help when not understood', fr: 'Aide en cas d’incompréhension' },
  delivery: { en: 'Delivery', fr: 'Acheminement' },
  options: { en: 'List of choices', fr: 'Liste de choix' },
  expect: { en: 'Expected answer', fr: 'Réponse attendue' },
  media: { en: 'Picture', fr: 'Image' },
  card: { en: 'Card', fr: 'Carte' },
  sector: { en: 'Sector', fr: 'Secteur' },
  locales: { en: 'Languages', fr: 'Langues' },
  type: { en: 'Type', fr: 'Type' },
  default: { en: 'First value', fr: 'Valeur de départ' },
  personal: { en: 'Personal data', fr: 'Donnée personnelle' },
  gather: { en: 'Messages read as one within', fr: 'Messages lus ensemble pendant' },
  traffic: { en: 'Kind of messages', fr: 'Type de messages' },
  help: { en: 'Answer to “help”', fr: 'Réponse à « aide »' },
  person: { en: 'Step for “talk to a person”', fr: 'Étape pour « parler à quelqu’un »' },
  timezone: { en: 'Time zone', fr: 'Fuseau horaire' },
  hours: { en: 'Opening hours', fr: 'Heures d’ouverture' },
  'week.mon': { en: 'Opening hours on Monday', fr: 'Heures d’ouverture du lundi' },
  'week.tue': { en: 'Opening hours on Tuesday', fr: 'Heures d’ouverture du mardi' },
  'week.wed': { en: 'Opening hours on Wednesday', fr: 'Heures d’ouverture du mercredi' },
  'week.thu': { en: 'Opening hours on Thursday', fr: 'Heures d’ouverture du jeudi' },
  'week.fri': { en: 'Opening hours on Friday', fr: 'Heures d’ouverture du vendredi' },
  'week.sat': { en: 'Opening hours on Saturday', fr: 'Heures d’ouverture du samedi' },
  'week.sun': { en: 'Opening hours on Sunday', fr: 'Heures d’ouverture du dimanche' },
  shifts: { en: 'Opening hours', fr: 'Heures d’ouverture' },
  afterEnd: { en: 'After the end', fr: 'Après la fin' },
  policy: { en: 'After the end', fr: 'Après la fin' },
};

/** What the items of a list are called, and how one is told from the others: by its words, or by its place. */
const ITEMS: Readonly<Record<string, Wording>> = {
  choices: { en: 'chip', fr: 'bouton' },
  skip: { en: 'chip', fr: 'bouton' },
  suggestions: { en: 'button', fr: 'bouton' },
  cards: { en: 'card', fr: 'carte' },
  say: { en: 'message', fr: 'message' },
  cases: { en: 'case', fr: 'cas' },
  assign: { en: 'line', fr: 'ligne' },
  on: { en: 'event', fr: 'événement' },
  arms: { en: 'way', fr: 'voie' },
  of: { en: 'accepted answer', fr: 'réponse acceptée' },
  triggers: { en: 'trigger', fr: 'déclencheur' },
  exceptions: { en: 'single day', fr: 'jour particulier' },
};

const LANGUAGES: Readonly<Record<string, Wording>> = {
  en: { en: 'English', fr: 'anglais' },
  fr: { en: 'French', fr: 'français' },
  de: { en: 'German', fr: 'allemand' },
  es: { en: 'Spanish', fr: 'espagnol' },
  it: { en: 'Italian', fr: 'italien' },
  nl: { en: 'Dutch', fr: 'néerlandais' },
  pt: { en: 'Portuguese', fr: 'portugais' },
};

/** "chip", "card": what an item of this list is. */
export function itemName(list: string): Wording {
  return Object.hasOwn(ITEMS, list) ? (ITEMS[list] ?? OTHER) : OTHER;
}

const OTHER: Wording = { en: 'entry', fr: 'élément' };

/** A step of the way to a value: a key, or an item of a list with the words it is known by, if any. */
export type Way = { key: string } | { list: string; place: number; words: Wording | undefined };

/** "Text of card 2 (French)". */
export function fieldName(ways: readonly Way[], locale?: string): Wording {
  const keys = ways.flatMap((way) => ('key' in way ? [way.key] : []));
  const last = ways.at(-1);
  // What is named already by what it is, its own text, needs no place beside it.
  const isLabel = last && 'key' in last && last.key === 'label';
  const items = ways.flatMap((way) => ('list' in way && !isLabel && way !== last ? [way] : []));
  const name = ownName(ways, keys);
  const where = items.map((item) => {
    const thing = itemName(item.list);
    const words = wordsOf(item);
    return { en: ` of ${thing.en} ${words.en}`, fr: ` – ${thing.fr} ${words.fr}` };
  });
  const spoken =
    locale === undefined ? undefined : (LANGUAGES[locale.slice(0, 2)] ?? { en: locale, fr: locale });
  const language = (which: keyof Wording) => (spoken ? ` (${spoken[which]})` : '');
  return {
    en: name.en + where.map(({ en }) => en).join('') + language('en'),
    fr: name.fr + where.map(({ fr }) => fr).join('') + language('fr'),
  };
}

function wordsOf({ words, place }: Extract<Way, { list: string }>): Wording {
  return words ?? { en: String(place + 1), fr: String(place + 1) };
}

function capital({ en, fr }: Wording): Wording {
  const first = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
  return { en: first(en), fr: first(fr) };
}

function ownName(ways: readonly Way[], keys: string[]): Wording {
  const last = ways.at(-1);
  const key = keys.at(-1) ?? '';
  // An item that is a text itself, such as a wording among several.
  if (last && 'list' in last) {
    const name = named(`${key}.${last.list}`) ?? named(last.list) ?? capital(itemName(last.list));
    const words = wordsOf(last);
    return { en: `${name.en} ${words.en}`, fr: `${name.fr} ${words.fr}` };
  }
  if (ways.length === 1 && key === 'title') return { en: 'Name', fr: 'Nom' };
  const before = ways.at(-2);
  const parent = before && ('list' in before ? before.list : before.key);
  // A key of a table ("input", "pick") is the author's own word.
  if (parent !== undefined && TABLES.has(parent)) {
    const table = named(parent);
    return { en: `${table?.en} “${key}”`, fr: `${table?.fr} « ${key} »` };
  }
  return named(`${parent}.${key}`) ?? named(key) ?? { en: `“${key}”`, fr: `« ${key} »` };
}

const TABLES = new Set(['input', 'output', 'pick']);

function named(key: string): Wording | undefined {
  return Object.hasOwn(NAMES, key) ? NAMES[key] : undefined;
}
