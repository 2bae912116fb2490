/** The words by which people know the steps, exits and items of a flow. Knows no difference. */
import type { Wording } from '../checks/finding.ts';
import type { Condition } from '../condition.ts';
import type { DraftMessage, LocalText } from '../message.ts';
import type { Node } from '../nodes/registry.ts';
import { localize } from '../template.ts';
import { conditionWords, excerpt, quoted } from './value-words.ts';

/** The words by which a step is known: its title, else what it says, else its id. */
export function nameOf(node: Node, id: string): Wording {
  if (node.title) return quoted(excerpt(node.title, 48));
  const said = firstText(node);
  if (said === undefined) return quoted(id);
  const words = (locale: string) => excerpt(localize(said, locale), 48) || id;
  return { en: quoted(words('en')).en, fr: quoted(words('fr')).fr };
}

function firstText(node: Node): LocalText | undefined {
  switch (node.kind) {
    case 'say':
      return textOf(node.say[0]?.message);
    case 'choose':
    case 'ask':
      return textOf(node.ask.message);
    case 'handoff':
    case 'end':
      return textOf(node.say?.message);
    default:
      return undefined;
  }
}

export function textOf(message: DraftMessage | undefined): LocalText | undefined {
  switch (message?.kind) {
    case 'text':
      return message.text;
    case 'media':
      return message.alt;
    case 'card':
      return message.card.title ?? message.card.description;
    case 'carousel':
      return message.cards[0]?.title ?? message.cards[0]?.description;
    default:
      return undefined;
  }
}

const EXITS: Readonly<Record<string, Wording>> = {
  next: { en: 'The way on', fr: 'La suite' },
  timeout: { en: 'The timeout', fr: 'Le délai écoulé' },
  'not-understood': { en: '“Not understood”', fr: '« Pas compris »' },
  message: { en: 'Writing something', fr: 'L’envoi d’un message' },
  otherwise: { en: '“Otherwise”', fr: '« Sinon »' },
  option: { en: 'A choice of the list', fr: 'Un choix de la liste' },
  none: { en: 'An empty list', fr: 'Une liste vide' },
  failed: { en: 'A failure', fr: 'Un échec' },
};

export function exitWords(node: Node, name: string): Wording {
  const [kind = '', ...rest] = name.split(':');
  const tail = rest.join(':');
  if (kind === 'choice' && node.kind === 'choose')
    return labelOf(node.choices.find(({ id }) => id === tail)) ?? quoted(tail);
  if (kind === 'skip' && node.kind === 'ask')
    return labelOf(node.skip.find(({ id }) => id === tail)) ?? quoted(tail);
  if (kind === 'case' && node.kind === 'branch') {
    const one = node.cases[Number(tail)];
    return one ? caseWords(one) : quoted(name);
  }
  if (kind === 'signal') return quoted(rest.slice(1).join(':'));
  if (kind === 'failed' && tail !== '') return quoted(tail.replaceAll('_', ' '));
  return (Object.hasOwn(EXITS, kind) ? EXITS[kind] : undefined) ?? quoted(tail || name);
}

export function labelOf(item: { label?: LocalText } | undefined): Wording | undefined {
  return item?.label === undefined ? undefined : inBoth(item.label);
}

export function caseWords(one: { name?: string | undefined; when?: Condition | undefined }): Wording {
  if (one.name) return quoted(one.name);
  return one.when ? quotedWords(conditionWords(one.when)) : quoted('?');
}

export function quotedWords({ en, fr }: Wording): Wording {
  return { en: quoted(en).en, fr: quoted(fr).fr };
}

/** A text as an author wrote it, in each of the studio's languages. */
export function inBoth(text: LocalText): Wording {
  return {
    en: quoted(excerpt(localize(text, 'en'), 40)).en,
    fr: quoted(excerpt(localize(text, 'fr'), 40)).fr,
  };
}
