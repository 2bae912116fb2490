/**
 * What a step shows on the canvas: the words, pictures and chips the customer will see, its ways out by name, and how
 * large that is. Pure: sizes come from counting, not from measuring, so that layout, routing and the overview of a
 * thousand steps need no drawn page.
 */
import type { DraftCard, DraftMessage, DraftSuggestion } from '../../../flows/message.ts';
import { exitsOf, type Node } from '../../../flows/nodes/registry.ts';
import type { Delivery, Utterance } from '../../../flows/nodes/shape.ts';
import type { Locale } from '../../ui/i18n.ts';
import { exitWords } from '../exit-name.ts';
import { KINDS } from '../kinds.ts';
import { messagesOf } from '../node-title.ts';
import { shortened, wordsIn } from '../words.ts';
import { factsOf } from './facts.ts';

type Path = (string | number)[];

/** Heights and widths in pixels; the stylesheet draws by the same numbers. */
export const SIZES = {
  width: 272,
  head: 40,
  pad: 8,
  line: 18,
  bubblePad: 12,
  picture: 92,
  cards: 96,
  fact: 22,
  action: 24,
  exit: 30,
  gap: 6,
} as const;
const CHARACTERS_A_LINE = 34;
const MOST_LINES = 4;
const MOST_ACTIONS = 4;
const MOST_CARDS = 4;

export type Block =
  | { kind: 'text'; text: string; lines: number /** Where the words stand in the node. */; at: Path }
  | { kind: 'picture'; url: string; alt: string; title: string }
  | { kind: 'cards'; cards: { title: string; url: string }[]; more: number }
  | { kind: 'actions'; actions: { action: DraftSuggestion['kind']; label: string }[]; more: number }
  | { kind: 'fact'; text: string };

export type ExitTone = 'chip' | 'plain' | 'time' | 'fault' | 'else';

export interface ExitFace {
  name: string;
  words: string;
  tone: ExitTone;
  to: string | undefined;
  /** Middle of its handle, from the top of the box. */
  y: number;
  /** Where an author's own words for it stand in the node; undefined for the rest. */
  at: Path | undefined;
}

export interface Face {
  kind: Node['kind'];
  title: string;
  /** The title is the author's own. */
  named: boolean;
  blocks: Block[];
  /** Drawn as rows, or, for the one way on, as a handle beside the title. */
  exits: ExitFace[];
  rows: boolean;
  skipped: boolean;
  noted: boolean;
  /** Shown with RCS only as it stands; an SMS gets words in its place. */
  rich: boolean;
  /** Where the author let it travel one way only. */
  channel: 'rcs-only' | 'sms' | undefined;
  collapsed: boolean;
  width: number;
  height: number;
}

const known = new WeakMap<Node, Map<string, Face>>();

/** The same object for the same node and languages, so that what is drawn from it need not be drawn again. */
export function faceOf(node: Node, locale: Locale, content: string, collapsed = false): Face {
  const key = `${locale} ${content} ${collapsed}`;
  let faces = known.get(node);
  if (!faces) {
    faces = new Map();
    known.set(node, faces);
  }
  let face = faces.get(key);
  if (!face) {
    face = makeFace(node, locale, content, collapsed);
    faces.set(key, face);
  }
  return face;
}

function makeFace(node: Node, locale: Locale, content: string, collapsed: boolean): Face {
  const messages = messagesOf(node);
  const said = utterancesOf(node).flatMap((utterance, n) => blocksOf(utterance, saidAt(node, n), content));
  const blocks = collapsed
    ? []
    : [...said, ...factsOf(node, locale).map((text): Block => ({ kind: 'fact', text }))];
  const exits = exitsOf(node);
  const rows = !collapsed && (exits.length > 1 || exits.some(({ name }) => name !== 'next'));
  let y: number = SIZES.head;
  if (blocks.length > 0) {
    y +=
      SIZES.pad + blocks.reduce((sum, block) => sum + heightOf(block), 0) + (blocks.length - 1) * SIZES.gap;
  }
  if (rows) y += SIZES.pad;
  const drawn = exits.map(({ name, to }, n): ExitFace => {
    const middle = rows ? y + n * SIZES.exit + SIZES.exit / 2 : SIZES.head / 2;
    return {
      name,
      to,
      words: exitWords(node, name, locale, content),
      tone: toneOf(name),
      y: middle,
      at: labelAt(node, name),
    };
  });
  if (rows) y += exits.length * SIZES.exit + 2;
  else if (blocks.length > 0) y += SIZES.pad;
  const delivery: Delivery | undefined = 'delivery' in node ? node.delivery : undefined;
  return {
    kind: node.kind,
    title: node.title || KINDS[node.kind].name[locale],
    named: Boolean(node.title),
    blocks,
    exits: drawn,
    rows,
    skipped: isSkipped(node),
    noted: Boolean(node.note),
    rich: messages.some((message) => message.kind !== 'text'),
    channel: delivery?.sms === 'never' ? 'rcs-only' : delivery?.sms === 'always' ? 'sms' : undefined,
    collapsed,
    width: SIZES.width,
    height: y,
  };
}

/** The flow passes it by. */
export function isSkipped(node: Node): boolean {
  return 'skipped' in node && node.skipped === true;
}

function utterancesOf(node: Node): Utterance[] {
  if (node.kind === 'say') return node.say;
  if (node.kind === 'choose' || node.kind === 'ask') return [node.ask];
  return (node.kind === 'handoff' || node.kind === 'end') && node.say ? [node.say] : [];
}

function saidAt(node: Node, n: number): Path {
  if (node.kind === 'say') return ['say', n, 'message'];
  return [node.kind === 'choose' || node.kind === 'ask' ? 'ask' : 'say', 'message'];
}

function blocksOf({ message }: Utterance, at: Path, content: string): Block[] {
  const actions = actionsOf(message, content);
  return [...bodyOf(message, at, content), ...(actions ? [actions] : [])];
}

function bodyOf(message: DraftMessage, at: Path, content: string): Block[] {
  switch (message.kind) {
    case 'text':
      return [textBlock(wordsIn(message.text, content), [...at, 'text'])];
    case 'media':
      return [
        {
          kind: 'picture',
          url: wordsIn(message.thumbnail ?? message.url, content),
          alt: wordsIn(message.alt, content),
          title: '',
        },
      ];
    case 'card':
      return cardBlocks(message.card, [...at, 'card'], content);
    case 'carousel':
      return [
        {
          kind: 'cards',
          cards: message.cards.slice(0, MOST_CARDS).map((card) => ({
            title: wordsIn(card.title ?? card.description, content),
            url: wordsIn(card.media?.thumbnail ?? card.media?.url, content),
          })),
          more: Math.max(0, message.cards.length - MOST_CARDS),
        },
      ];
  }
}

function cardBlocks(card: DraftCard, at: Path, content: string): Block[] {
  const { media, title, description } = card;
  const blocks: Block[] = [];
  if (media) {
    blocks.push({
      kind: 'picture',
      url: wordsIn(media.thumbnail ?? media.url, content),
      alt: wordsIn(media.alt, content),
      title: wordsIn(title, content),
    });
  } else if (title !== undefined) blocks.push(textBlock(wordsIn(title, content), [...at, 'title']));
  if (description !== undefined)
    blocks.push(textBlock(wordsIn(description, content), [...at, 'description']));
  return blocks;
}

/** Buttons that do something on the phone; those that answer are exits already. */
function actionsOf(message: DraftMessage, content: string): Block | undefined {
  const cards = message.kind === 'card' ? [message.card] : message.kind === 'carousel' ? message.cards : [];
  const all = [...cards.flatMap((card) => card.suggestions), ...message.suggestions].filter(
    (suggestion) => suggestion.kind !== 'reply' || suggestion.choice === undefined,
  );
  if (all.length === 0) return undefined;
  const shown = all.slice(0, all.length > MOST_ACTIONS ? MOST_ACTIONS - 1 : MOST_ACTIONS);
  return {
    kind: 'actions',
    actions: shown.map((suggestion) => ({
      action: suggestion.kind,
      label: wordsIn(suggestion.label, content),
    })),
    more: all.length - shown.length,
  };
}

function textBlock(text: string, at: Path): Block {
  return { kind: 'text', text, lines: linesOf(text), at };
}

function heightOf(block: Block): number {
  switch (block.kind) {
    case 'text':
      return block.lines * SIZES.line + SIZES.bubblePad;
    case 'picture':
      return SIZES.picture;
    case 'cards':
      return SIZES.cards;
    case 'actions':
      return (block.actions.length + (block.more > 0 ? 1 : 0)) * SIZES.action;
    case 'fact':
      return SIZES.fact;
  }
}

/** Lines a text takes in a bubble, as the browser breaks it, within a letter or two; never more than are shown. */
export function linesOf(text: string): number {
  let lines = 0;
  // Variables are drawn by their names alone.
  const drawn = text.replace(/\{\{\s*([^{}|]*?)\s*(?:\|[^{}]*)?\}\}/g, ' $1 ');
  for (const paragraph of drawn.split('\n')) {
    let width = 0;
    lines += 1;
    for (const word of paragraph.split(/\s+/)) {
      let length = widthOf(word);
      if (width > 0 && width + 1 + length > CHARACTERS_A_LINE) {
        lines += 1;
        width = 0;
      }
      // A word longer than a line is broken anywhere.
      while (length > CHARACTERS_A_LINE) {
        lines += 1;
        length -= CHARACTERS_A_LINE;
      }
      width += (width > 0 ? 1 : 0) + length;
    }
    if (lines >= MOST_LINES) return MOST_LINES;
  }
  return Math.max(1, lines);
}

/** Letters counted by how wide they are drawn: Chinese, Japanese, Korean and emoji take about two. */
function widthOf(word: string): number {
  let width = 0;
  for (const letter of word) {
    const code = letter.codePointAt(0) ?? 0;
    width +=
      code >= 0x1100 &&
      (code >= 0x1f000 || (code >= 0x2e80 && code < 0xa4d0) || (code >= 0xac00 && code < 0xd7a4))
        ? 2
        : 1;
  }
  return width;
}

function toneOf(exit: string): ExitTone {
  const head = exit.split(':', 1)[0];
  switch (head) {
    case 'choice':
    case 'skip':
    case 'option':
      return 'chip';
    case 'timeout':
      return 'time';
    case 'failed':
    case 'not-understood':
      return 'fault';
    case 'otherwise':
    case 'none':
      return 'else';
    default:
      return 'plain';
  }
}

/** The place of an exit's own words, where they can be edited by a double click. */
function labelAt(node: Node, exit: string): Path | undefined {
  const [head, id = ''] = exit.split(':');
  if (node.kind === 'choose' && head === 'choice') {
    const n = node.choices.findIndex((choice) => choice.id === id);
    return n < 0 ? undefined : ['choices', n, 'label'];
  }
  if (node.kind === 'ask' && head === 'skip') {
    const n = node.skip.findIndex((skip) => skip.id === id);
    return n < 0 ? undefined : ['skip', n, 'label'];
  }
  return node.kind === 'branch' && head === 'case' ? ['cases', Number(id), 'name'] : undefined;
}

/** For reading aloud: "Choices: Which service? Leads on by: Cut, Colour." without the markup of templates. */
export function spokenFace(face: Face, locale: Locale): string {
  const kind = KINDS[face.kind].name[locale];
  const said = face.blocks.flatMap((block) => (block.kind === 'text' ? [shortened(block.text, 120)] : []));
  return [face.named ? `${kind}: ${face.title}` : kind, ...said].join('. ');
}
