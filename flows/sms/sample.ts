/** A step with its {{values}} filled in as they typically are, so that its SMS can be counted; runs no flow. */
import type { Flow } from '../flow.ts';
import type { LocalText, Message } from '../message.ts';
import { type AskNode, askButtons } from '../nodes/ask.ts';
import { type ChooseNode, chooseButtons } from '../nodes/choose.ts';
import type { Node } from '../nodes/registry.ts';
import type { Utterance } from '../nodes/shape.ts';
import { type Facts, type Scope, SYSTEM_ROOTS } from '../scope.ts';
import { type Buttons, speak } from '../speak.ts';
import { expand } from '../template.ts';
import { type Expression, type Pipe, parseTemplate, type Term } from '../templates/parse-template.ts';

/** What is known of the brand that speaks. */
export interface SampleBrand {
  name?: string;
  phone?: string;
  website?: string;
}

export interface Sample {
  message: Message;
  /** The author's wording for SMS, if there is one. */
  own?: string;
}

/** Tuesday 24 November 2026, 9:00 in Paris. */
const NOW = Date.UTC(2026, 10, 24, 8);
/** Items of a list, if it may have as many. */
const ITEMS = 4;

/** Says one of a node's utterances as a customer of that language typically gets it. Never throws. */
export function saySample(
  flow: Flow,
  node: Node,
  utterance: Utterance,
  locale: string,
  brand: SampleBrand,
): Sample {
  const filling = createFilling(flow, locale);
  const filled = filling.fill(utterance, 0);
  const facts: Facts = {
    contact: { phone: '+33612345678', name: 'Marie Dupont', locale },
    brand: { id: 'brand', name: 'Maison Carillon', phone: '+33472000000', ...brand },
    conversation: { id: 'conversation' },
    channel: 'sms',
  };
  const scope: Scope = { vars: filling.vars, facts, now: NOW, locale, timezone: flow.settings.timezone };
  const shown = buttonsOf(filling.fill(node, 0), node, filling, scope);
  const message = speak(filled.message, scope, shown);
  const own = filled.sms === undefined ? '' : expand(filled.sms, scope);
  return { message, ...(own.trim() === '' ? {} : { own }) };
}

function buttonsOf(filled: Node, node: Node, filling: Filling, scope: Scope): Buttons | undefined {
  if (filled.kind === 'ask') return askButtons(filled, { key: 'sample' }, scope);
  if (filled.kind !== 'choose' || node.kind !== 'choose') return undefined;
  const made = chooseButtons(withItems(filled, node, filling, scope), { key: 'sample' }, scope);
  return made === 'nothing' ? undefined : made;
}

/** The list's items, each a little different, as dates and times in a list are. */
function withItems(filled: ChooseNode, node: ChooseNode, filling: Filling, scope: Scope): ChooseNode {
  const { options } = node;
  if (!options || !filled.options) return filled;
  const items = Array.from({ length: Math.min(options.max, ITEMS) }, (_, n) => ({
    label: expand(filling.fill(options.label, n), scope),
    value: String(n),
  }));
  filling.vars.items = items;
  return {
    ...filled,
    options: { ...filled.options, from: 'items', label: '{{item.label}}', value: '{{item.value}}' },
  };
}

// --- templates with samples in the place of variables -------------------------------------------------------------

interface Filling {
  vars: Record<string, unknown>;
  /** The same data with every variable a sample; `n` tells the samples of one list apart. */
  fill<T>(data: T, n: number): T;
}

function createFilling(flow: Flow, locale: string): Filling {
  const vars: Record<string, unknown> = {};
  let count = 0;
  const keep = (value: unknown): string => {
    const name = `s${count++}`;
    vars[name] = value;
    return name;
  };
  const term = (one: Term, pipes: readonly Pipe[], n: number): string => {
    if ('literal' in one) return keep(one.literal);
    const [root = ''] = one.path.split('.');
    if (SYSTEM_ROOTS.includes(root) && !Object.hasOwn(flow.variables, root)) return one.path;
    return keep(sampleOf(flow, locale, one.path, pipes, n));
  };
  const expression = ({ head, pipes }: Expression, n: number): string => {
    // What picks from a list has picked already: a sample is one value.
    const printing = 'path' in head ? pipes.filter(({ name }) => !PICKING.has(name)) : pipes;
    const written = printing.map(
      ({ name, args }) =>
        ` | ${name}${args.length ? ': ' : ''}${args.map((arg) => term(arg, [], n)).join(', ')}`,
    );
    return `{{${term(head, pipes, n)}${written.join('')}}}`;
  };
  const text = (source: string, n: number): string =>
    source.includes('{{')
      ? parseTemplate(source)
          .parts.map((part) => (typeof part === 'string' ? part : expression(part, n)))
          .join('')
      : source;
  const fill = (data: unknown, n: number): unknown => {
    if (typeof data === 'string') return text(data, n);
    if (Array.isArray(data)) return data.map((item) => fill(item, n));
    if (typeof data !== 'object' || data === null) return data;
    return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, fill(value, n)]));
  };
  return { vars, fill: <T>(data: T, n: number) => fill(data, n) as T };
}

const PICKING = new Set(['first', 'last', 'at', 'count', 'join', 'shift']);
const DAY = 86_400_000;
const HALF_HOUR = 1_800_000;

function sampleOf(flow: Flow, locale: string, path: string, pipes: readonly Pipe[], n: number): unknown {
  const { default: value, type } = Object.hasOwn(flow.variables, path) ? (flow.variables[path] ?? {}) : {};
  if ((typeof value === 'string' && value !== '') || typeof value === 'number') return value;
  const instant = NOW + DAY + 6 * HALF_HOUR;
  for (const { name } of pipes) {
    switch (name) {
      case 'date':
      case 'datetime':
        return new Date(instant + n * DAY).toISOString();
      case 'time':
        return new Date(instant + n * HALF_HOUR).toISOString();
      case 'money':
        return 4500 + n * 1000;
      case 'count':
      case 'plural':
      case 'number':
        return 2 + n;
      case 'percent':
        return 0.2;
      case 'phone':
        return '+33612345678';
    }
  }
  const member = memberOf(path, pipes).toLowerCase();
  const called = (names: RegExp) => names.test(names.source.includes('\\.') ? path : member);
  return (
    BY_NAME.find(([names]) => called(names))?.[1](locale, n) ??
    savedIn(flow).get(path) ??
    byType(type ?? 'text', locale, n)
  );
}

const saved = new WeakMap<Flow['nodes'], ReadonlyMap<string, unknown>>();

/** By variable, what the first step that saves a choice or a typed answer in it saves. */
function savedIn({ nodes }: Flow): ReadonlyMap<string, unknown> {
  const known = saved.get(nodes);
  if (known) return known;
  const found = new Map<string, unknown>();
  for (const node of Object.values(nodes)) {
    if ((node.kind !== 'choose' && node.kind !== 'ask') || !node.save || found.has(node.save)) continue;
    const value = node.kind === 'choose' ? chosenIn(node) : answeredIn(node);
    if (value !== undefined) found.set(node.save, value);
  }
  saved.set(nodes, found);
  return found;
}

function chosenIn({ choices: [first] }: ChooseNode): unknown {
  return first && (first.value ?? first.id);
}

function answeredIn({ expect }: AskNode): unknown {
  if (expect.type === 'choice') return expect.of[0]?.value;
  if (expect.type !== 'text' || !expect.shape) return undefined;
  return expect.shape.replace(/0/g, '7');
}

/** The name nearest to the value: "text" in `claim.timeline | last | at: "text"`. */
function memberOf(path: string, pipes: readonly Pipe[]): string {
  const at = pipes.findLast(({ name }) => name === 'at')?.args[0];
  const named = at && 'literal' in at && typeof at.literal === 'string' ? at.literal : undefined;
  return named ?? path.slice(path.lastIndexOf('.') + 1);
}

const SENTENCE: LocalText = {
  en: 'A sentence or two, as people write them.',
  fr: 'Une phrase ou deux, comme on en écrit.',
};
const sentence = (locale: string) => (locale.startsWith('fr') ? SENTENCE.fr : SENTENCE.en);

/** What members of services' answers and variables are mostly called, and what is mostly in them. */
const BY_NAME: readonly [RegExp, (locale: string, n: number) => unknown][] = [
  [/(?:service|product|item)\.(?:name|title)$/, () => 'Cut and style'],
  [/(?:place|shop|brand)\.(?:name|title)$/, () => 'Maison Carillon'],
  [/^(?:url|link)$|_url$/, () => 'https://example.com/p/8f3k2m9q'],
  [/email/, () => 'marie.dupont@example.com'],
  [/phone/, () => '+33612345678'],
  [/latitude/, () => 45.764],
  [/longitude/, () => 4.8357],
  [/currency|devise/, () => 'EUR'],
  [/address|adresse/, () => '12 rue de la Barre, 69002 Lyon'],
  [/number|reference|code|receipt|policy|^id$/, () => 'AB-123456'],
  [/start|end|until|expires|date|_at$|^at$/, (_, n) => new Date(NOW + DAY + n * DAY).toISOString()],
  [/minutes|count|length/, () => 45],
  [/text|what|description|note|latest|message|reason/, sentence],
];

function byType(type: string, locale: string, n: number): unknown {
  switch (type) {
    case 'number':
      return 42;
    case 'boolean':
      return true;
    case 'date':
      return '2026-11-25';
    case 'time':
      return '14:30';
    case 'datetime':
      return new Date(NOW + DAY + n * HALF_HOUR).toISOString();
    case 'location':
      return { latitude: 45.764, longitude: 4.8357 };
    case 'file':
      return 'https://example.com/p/8f3k2m9q.jpg';
    case 'list':
      return [sentence(locale)];
    default:
      return 'Marie Dupont';
  }
}
