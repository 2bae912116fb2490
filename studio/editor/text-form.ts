/**
 * A flow as a page to read, print and compare: each step with what it says, what it does and where it leads, in the
 * order of the conversation. Markdown. Pure.
 */
import type { Flow, Trigger } from '../../flows/flow.ts';
import { dictionary, type Locale } from '../ui/i18n.ts';
import { type Block, faceOf } from './canvas/face.ts';
import { KINDS } from './kinds.ts';
import { titleOf } from './node-title.ts';
import { conversationOrder } from './outline/outline-rows.ts';
import { shownLocale, wordsIn } from './words.ts';

const texts = dictionary(
  {
    keyword: 'Begins when somebody writes: {words}',
    postback: 'Begins by the button that carries: {data}',
    api: 'Is begun by other systems',
    default: 'Answers whoever writes when no other flow fits',
    variables: 'Variables: {names}',
    start: 'start',
    skipped: 'skipped',
    unreached: 'no way leads here',
    note: 'Note: {text}',
    picture: 'Picture: {alt}',
    more: 'and {n} more',
    button: 'Button: {label}',
    nowhere: 'nowhere',
  },
  {
    keyword: 'Commence quand quelqu’un écrit : {words}',
    postback: 'Commence par le bouton qui porte : {data}',
    api: 'Est lancé par d’autres systèmes',
    default: 'Répond à qui écrit quand aucun autre parcours ne convient',
    variables: 'Variables : {names}',
    start: 'début',
    skipped: 'sautée',
    unreached: 'rien n’y mène',
    note: 'Note : {text}',
    picture: 'Image : {alt}',
    more: 'et {n} autres',
    button: 'Bouton : {label}',
    nowhere: 'nulle part',
  },
);
type Say = (key: keyof (typeof texts)['en'], values?: Record<string, string | number>) => string;

/** `locale`: the reader's. What the flow says is in that language where it speaks it, else in its first. */
export function textForm(flow: Flow, locale: Locale): string {
  const say: Say = (key, values = {}) =>
    texts[locale][key].replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));
  const content = shownLocale(flow.locales, locale);
  const { order, reached } = conversationOrder(flow);
  const numbers = new Map(order.map((id, n) => [id, n + 1]));
  const named = (id: string) => `${numbers.get(id)}. ${plain(titleOf(flow, id, locale))}`;
  const steps = order.map((id) => {
    const node = flow.nodes[id];
    if (!node) return '';
    const face = faceOf(node, locale, content);
    const marks = [
      KINDS[node.kind].name[locale],
      ...(id === flow.start ? [say('start')] : []),
      ...(face.skipped ? [say('skipped')] : []),
      ...(reached.has(id) ? [] : [say('unreached')]),
    ];
    const exits = face.exits.map(({ name, words, to }) => {
      const end = to !== undefined && numbers.has(to) ? named(to) : say('nowhere');
      return name === 'next' ? `→ ${end}` : `- ${plain(words)} → ${end}`;
    });
    return paragraphs([
      `## ${named(id)} (${marks.join(', ')})`,
      node.note ? quoted(say('note', { text: node.note }), '') : '',
      ...face.blocks.map((block) => blockText(block, say)),
      exits.join('\n'),
    ]);
  });
  const names = Object.keys(flow.variables);
  return `${paragraphs([
    `# ${plain(flow.name)}`,
    quoted(wordsIn(flow.description, content), ''),
    flow.triggers.map((trigger) => `- ${triggerText(trigger, say)}`).join('\n'),
    names.length > 0 ? say('variables', { names: names.join(', ') }) : '',
    ...steps,
  ])}\n`;
}

function blockText(block: Block, say: Say): string {
  switch (block.kind) {
    case 'text':
      return quoted(block.text, '> ');
    case 'picture':
      return quoted([say('picture', { alt: block.alt || block.url }), block.title].join('\n').trim(), '> ');
    case 'cards': {
      const cards = block.cards.map(({ title }) => `- ${plain(title)}`);
      if (block.more > 0) cards.push(`- ${say('more', { n: block.more })}`);
      return quoted(cards.join('\n'), '> ');
    }
    case 'actions': {
      const lines = block.actions.map(({ label }) => say('button', { label: plain(label) }));
      if (block.more > 0) lines.push(say('more', { n: block.more }));
      return lines.map((line) => `> ${line}`).join('  \n');
    }
    case 'fact':
      return plain(block.text);
  }
}

function triggerText(trigger: Trigger, say: Say): string {
  switch (trigger.kind) {
    case 'keyword':
      return say('keyword', { words: trigger.words.map(plain).join(', ') });
    case 'postback':
      return say('postback', { data: plain(trigger.data) });
    case 'api':
    case 'default':
      return say(trigger.kind);
  }
}

/** Lines of somebody's own text, each kept as one. */
function quoted(text: string, mark: string): string {
  if (text.trim() === '') return '';
  return text
    .trim()
    .split(/\r?\n/)
    .map((line) => `${mark}${line.trimEnd()}`)
    .join('\n');
}

function plain(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function paragraphs(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('\n\n');
}
