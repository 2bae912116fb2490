/** What can be put on the canvas: every kind of step, and the usual forms of some. Knows no palette and no canvas. */
import {
  CalendarDays,
  Camera,
  CreditCard,
  Frame,
  GalleryHorizontal,
  Globe,
  Image,
  type LucideIcon,
  MapPin,
  RectangleHorizontal,
  StickyNote,
} from 'lucide-react';
import { addNode, type NewNode } from '../../../flows/edit/add-node.ts';
import { wording } from '../../../flows/edit/blank-node.ts';
import { setAt } from '../../../flows/edit/set-at.ts';
import type { Flow } from '../../../flows/flow.ts';
import type { NodeKind } from '../../../flows/nodes/registry.ts';
import type { Locale } from '../../ui/i18n.ts';
import { KINDS, type KindGroup, type KindLook } from '../kinds.ts';

type Words = Record<Locale, string>;

export interface PaletteItem {
  id: string;
  /** "note" and "frame" are drawn beside the flow and are no steps. */
  kind: NodeKind | 'note' | 'frame';
  icon: LucideIcon;
  hue: KindLook['hue'];
  group: KindGroup | 'canvas';
  name: Words;
  about: Words;
  /** Other words it is found by, in both languages. */
  aliases: string;
  /** What an SMS gets in its place; undefined where every channel can show it. */
  channels?: 'words-by-sms' | 'rcs-only';
  /** Values of the new node that differ from a blank one of its kind: a path inside it, and what stands there. */
  values?: (flow: Flow) => readonly (readonly [path: (string | number)[], value: unknown])[];
}

function ofKind(kind: NodeKind, aliases: string): PaletteItem {
  const { icon, hue, group, name, about } = KINDS[kind];
  return { id: kind, kind, icon, hue, group, name, about, aliases };
}

const PICTURE = 'https://';

export const PALETTE: readonly PaletteItem[] = [
  ofKind('say', 'message text send tell speak bubble texte envoyer parler bulle'),
  {
    id: 'card',
    kind: 'say',
    icon: RectangleHorizontal,
    hue: 'green',
    group: 'talk',
    name: { en: 'Card', fr: 'Carte' },
    about: {
      en: 'A picture with a title, a text and buttons.',
      fr: 'Une image avec un titre, un texte et des boutons.',
    },
    aliases: 'rich card product image offer carte riche produit offre',
    channels: 'words-by-sms',
    values: (flow) => [[['say'], [{ message: cardMessage(flow) }]]],
  },
  {
    id: 'carousel',
    kind: 'choose',
    icon: GalleryHorizontal,
    hue: 'green',
    group: 'talk',
    name: { en: 'Carousel', fr: 'Carrousel' },
    about: {
      en: 'Cards side by side, each with its button.',
      fr: 'Des cartes côte à côte, chacune avec son bouton.',
    },
    aliases: 'cards gallery swipe products choose cartes galerie produits',
    channels: 'words-by-sms',
    values: carouselValues,
  },
  {
    id: 'picture',
    kind: 'say',
    icon: Image,
    hue: 'green',
    group: 'talk',
    name: { en: 'Picture or file', fr: 'Image ou fichier' },
    about: { en: 'An image, a video or a PDF on its own.', fr: 'Une image, une vidéo ou un PDF seul.' },
    aliases: 'media photo video pdf document attachment média vidéo pièce jointe',
    channels: 'words-by-sms',
    values: () => [[['say'], [{ message: { kind: 'media', url: PICTURE } }]]],
  },
  ofKind('choose', 'buttons chips menu options quick replies question boutons puces menu options'),
  ofKind(
    'ask',
    'input form text answer free name email phone number saisie formulaire réponse nom téléphone nombre',
  ),
  {
    id: 'ask-date',
    kind: 'ask',
    icon: CalendarDays,
    hue: 'green',
    group: 'talk',
    name: { en: 'Ask for a date', fr: 'Demander une date' },
    about: {
      en: 'Understands “next Friday” and “12/03”.',
      fr: 'Comprend « vendredi prochain » et « 12/03 ».',
    },
    aliases: 'day calendar birthday appointment jour calendrier naissance rendez-vous',
    values: (flow) => [
      [['expect'], { type: 'date' }],
      [['ask', 'message', 'text'], wording(flow, 'On which day?', 'Quel jour ?')],
    ],
  },
  {
    id: 'ask-file',
    kind: 'ask',
    icon: Camera,
    hue: 'green',
    group: 'talk',
    name: { en: 'Ask for a photo', fr: 'Demander une photo' },
    about: { en: 'A picture or a document from the customer.', fr: 'Une photo ou un document du client.' },
    aliases: 'file upload picture document proof damage fichier image document justificatif dégât',
    channels: 'rcs-only',
    values: (flow) => [
      [['expect'], { type: 'file' }],
      [
        ['ask', 'message', 'text'],
        wording(flow, 'Please send a photo.', 'Envoyez une photo, s’il vous plaît.'),
      ],
    ],
  },
  {
    id: 'ask-location',
    kind: 'ask',
    icon: MapPin,
    hue: 'green',
    group: 'talk',
    name: { en: 'Ask for a place', fr: 'Demander un lieu' },
    about: {
      en: 'A place shared from the phone’s map.',
      fr: 'Un lieu partagé depuis la carte du téléphone.',
    },
    aliases: 'location map address gps place lieu carte adresse position',
    channels: 'rcs-only',
    values: (flow) => [
      [['expect'], { type: 'location' }],
      [['ask', 'message', 'text'], wording(flow, 'Where are you?', 'Où êtes-vous ?')],
    ],
  },
  ofKind('branch', 'condition if else route filter decision si sinon condition filtre'),
  ofKind('set', 'variable assign remember store value variable affecter retenir valeur'),
  ofKind('wait', 'delay pause timer later event signal délai pause plus tard événement'),
  ofKind('split', 'ab test experiment random percentage test hasard pourcentage expérience'),
  ofKind('call', 'service integration action system backend intégration système'),
  {
    id: 'http',
    kind: 'call',
    icon: Globe,
    hue: 'blue',
    group: 'connect',
    name: { en: 'Web request', fr: 'Requête web' },
    about: {
      en: 'Calls an address of yours and uses the answer.',
      fr: 'Appelle une de vos adresses et utilise la réponse.',
    },
    aliases: 'http api webhook rest json url crm api requête adresse',
  },
  {
    id: 'pay',
    kind: 'call',
    icon: CreditCard,
    hue: 'blue',
    group: 'connect',
    name: { en: 'Payment', fr: 'Paiement' },
    about: { en: 'Makes a payment page for an amount.', fr: 'Prépare une page de paiement pour un montant.' },
    aliases: 'pay money invoice checkout card payer argent facture carte',
    values: () => [
      [['service'], 'payments'],
      [['operation'], 'request'],
      [['input'], { amount: 1000, currency: 'EUR', description: 'Order', minutes: 30 }],
    ],
  },
  {
    id: 'calendar',
    kind: 'call',
    icon: CalendarDays,
    hue: 'blue',
    group: 'connect',
    name: { en: 'Calendar', fr: 'Agenda' },
    about: { en: 'Finds free times and books them.', fr: 'Trouve des créneaux libres et les réserve.' },
    aliases: 'appointment booking slots availability rendez-vous réservation créneaux disponibilité',
    values: () => [
      [['service'], 'calendar'],
      [['operation'], 'days'],
      [['input'], { calendar: 'salon', service: 'cut', count: 4 }],
    ],
  },
  ofKind('subflow', 'flow reuse call block group parcours réutiliser groupe'),
  ofKind('handoff', 'agent human operator support transfer conseiller humain support transfert'),
  ofKind('end', 'stop finish goodbye close outcome terminer arrêter au revoir clore'),
  {
    id: 'note',
    kind: 'note',
    icon: StickyNote,
    hue: 'amber',
    group: 'canvas',
    name: { en: 'Note', fr: 'Note' },
    about: { en: 'A note for whoever works on this flow.', fr: 'Un mot pour qui travaille sur ce parcours.' },
    aliases: 'comment sticky remark text commentaire remarque texte',
  },
  {
    id: 'frame',
    kind: 'frame',
    icon: Frame,
    hue: 'grey',
    group: 'canvas',
    name: { en: 'Frame', fr: 'Cadre' },
    about: { en: 'A named region around some steps.', fr: 'Une zone nommée autour de quelques étapes.' },
    aliases: 'region group section area zone groupe section',
  },
];

/** The flow with a new step of this form. Notes and frames are no steps: they are left to the canvas. */
export function addItem(
  flow: Flow,
  item: PaletteItem,
  place: NewNode,
): { flow: Flow; id: string } | undefined {
  if (item.kind === 'note' || item.kind === 'frame') return undefined;
  const added = addNode(flow, item.kind, { id: item.id === item.kind ? undefined : item.id, ...place });
  let result = added.flow;
  for (const [path, value] of item.values?.(flow) ?? []) {
    result = setAt(result, ['nodes', added.id, ...path], value);
  }
  return { flow: result, id: added.id };
}

/** Items in the order they fit what was typed: names first, then other words, then descriptions. */
export function searchItems(
  query: string,
  locale: Locale,
  items: readonly PaletteItem[] = PALETTE,
): PaletteItem[] {
  const words = fold(query).split(/\s+/).filter(Boolean);
  if (words.length === 0) return [...items];
  return items
    .map((item) => ({ item, score: scoreOf(item, words, locale) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .map(({ item }) => item);
}

function scoreOf(item: PaletteItem, words: readonly string[], locale: Locale): number {
  const name = fold(item.name[locale]);
  const others = fold(`${item.name.en} ${item.name.fr} ${item.aliases}`);
  const about = fold(item.about[locale]);
  let score = 0;
  for (const word of words) {
    if (name.startsWith(word)) score += 8;
    else if (starts(name, word)) score += 6;
    else if (starts(others, word)) score += 4;
    else if (about.includes(word)) score += 1;
    else return 0;
  }
  return score;
}

function starts(text: string, word: string): boolean {
  return text.split(/\s+/).some((part) => part.startsWith(word));
}

function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase();
}

function cardMessage(flow: Flow): object {
  return {
    kind: 'card',
    card: {
      title: wording(flow, 'A title', 'Un titre'),
      description: wording(flow, 'A sentence about it.', 'Une phrase à ce sujet.'),
    },
  };
}

/** Without pictures until some are chosen: Google refuses a card whose picture has no address, and SMS would take over. */
function carouselValues(flow: Flow) {
  const ids = ['first', 'second'];
  const labels = [wording(flow, 'The first', 'Le premier'), wording(flow, 'The second', 'Le second')];
  const cards = ids.map((choice, n) => ({
    title: labels[n],
    suggestions: [{ kind: 'reply', choice }],
  }));
  return [
    [['choices'], ids.map((id, n) => ({ id, label: labels[n] }))],
    [['ask', 'message'], { kind: 'carousel', width: 'medium', cards }],
  ] as const satisfies readonly (readonly [(string | number)[], unknown])[];
}
