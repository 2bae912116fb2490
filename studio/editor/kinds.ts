/** What each kind of step is called, how it is drawn and found. Knows no step in particular. */
import {
  Clock,
  Flag,
  GitFork,
  Headset,
  ListChecks,
  type LucideIcon,
  MessageCircle,
  PenLine,
  Plug,
  Shuffle,
  TextCursorInput,
  Workflow,
} from 'lucide-react';
import type { NodeKind } from '../../flows/nodes/registry.ts';
import type { Locale } from '../ui/i18n.ts';

export type KindGroup = 'talk' | 'logic' | 'connect' | 'finish';

export interface KindLook {
  icon: LucideIcon;
  name: Record<Locale, string>;
  /** One sentence: what the step does. */
  about: Record<Locale, string>;
  group: KindGroup;
  /** The colour of its mark, by the name the stylesheet knows. */
  hue: 'green' | 'blue' | 'amber' | 'violet' | 'red' | 'grey';
}

export const GROUP_NAMES: Record<KindGroup, Record<Locale, string>> = {
  talk: { en: 'Talk', fr: 'Parler' },
  logic: { en: 'Decide', fr: 'Décider' },
  connect: { en: 'Connect', fr: 'Relier' },
  finish: { en: 'Finish', fr: 'Terminer' },
};

export const KINDS: Record<NodeKind, KindLook> = {
  say: {
    icon: MessageCircle,
    name: { en: 'Say', fr: 'Dire' },
    about: { en: 'Sends messages and goes on.', fr: 'Envoie des messages et continue.' },
    group: 'talk',
    hue: 'green',
  },
  choose: {
    icon: ListChecks,
    name: { en: 'Choices', fr: 'Choix' },
    about: {
      en: 'Asks with buttons; each answer goes its own way.',
      fr: 'Pose une question avec des boutons ; chaque réponse a sa suite.',
    },
    group: 'talk',
    hue: 'green',
  },
  ask: {
    icon: TextCursorInput,
    name: { en: 'Question', fr: 'Question' },
    about: {
      en: 'Asks for something typed or sent, and checks it.',
      fr: 'Demande une réponse libre, et la vérifie.',
    },
    group: 'talk',
    hue: 'green',
  },
  branch: {
    icon: GitFork,
    name: { en: 'Decision', fr: 'Décision' },
    about: {
      en: 'Goes one way or another by what is known.',
      fr: 'Choisit la suite selon ce que l’on sait.',
    },
    group: 'logic',
    hue: 'amber',
  },
  set: {
    icon: PenLine,
    name: { en: 'Set', fr: 'Noter' },
    about: { en: 'Remembers or changes a value.', fr: 'Retient ou change une valeur.' },
    group: 'logic',
    hue: 'amber',
  },
  split: {
    icon: Shuffle,
    name: { en: 'Split', fr: 'Répartir' },
    about: {
      en: 'Compares two ways by chance, in proportion.',
      fr: 'Compare deux suites au hasard, en proportion.',
    },
    group: 'logic',
    hue: 'amber',
  },
  wait: {
    icon: Clock,
    name: { en: 'Wait', fr: 'Attendre' },
    about: {
      en: 'Waits for a time, an event or a message.',
      fr: 'Attend une heure, un événement ou un message.',
    },
    group: 'logic',
    hue: 'amber',
  },
  call: {
    icon: Plug,
    name: { en: 'Service', fr: 'Service' },
    about: {
      en: 'Asks a calendar, a payment or another system.',
      fr: 'Interroge un agenda, un paiement ou un autre système.',
    },
    group: 'connect',
    hue: 'blue',
  },
  subflow: {
    icon: Workflow,
    name: { en: 'Sub-flow', fr: 'Sous-parcours' },
    about: { en: 'Runs another flow and comes back.', fr: 'Joue un autre parcours, puis revient.' },
    group: 'connect',
    hue: 'blue',
  },
  handoff: {
    icon: Headset,
    name: { en: 'Person', fr: 'Conseiller' },
    about: { en: 'Gives the conversation to a person.', fr: 'Confie la conversation à un conseiller.' },
    group: 'finish',
    hue: 'violet',
  },
  end: {
    icon: Flag,
    name: { en: 'End', fr: 'Fin' },
    about: { en: 'Ends the flow, with a last word.', fr: 'Termine le parcours, avec un dernier mot.' },
    group: 'finish',
    hue: 'grey',
  },
};
