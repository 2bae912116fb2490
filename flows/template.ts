/**
 * Texts with {{values}} in them: prints them for one moment in one language. Knows no channel, and runs nothing an
 * author or a customer wrote.
 *
 * `{{ path | formatter: arg, arg | formatter }}`. A path is a variable such as slot.start; an argument is a quoted
 * text, a number or a path. A quoted text may stand in the path's place, which is how braces themselves are written:
 * `{{ "{{" }}`. What a value prints is final: braces in it are never read again.
 */
import type { LocalText } from './message.ts';
import { isMissing, readPath, type Scope } from './scope.ts';
import { type Formatter, formatters } from './templates/formatters.ts';
import {
  type Expression,
  type Pipe,
  parseTemplate,
  type Template,
  type Term,
} from './templates/parse-template.ts';
import { printValue } from './templates/print-value.ts';

/** The text in the scope's language with every value filled in. Never throws; an unknown path prints nothing. */
export function expand(text: LocalText, scope: Scope): string {
  const source = localize(text, scope.locale);
  if (!source.includes('{{')) return source;
  let said = '';
  for (const part of parse(source).parts) {
    said += typeof part === 'string' ? part : printValue(compute(part, scope), scope.locale);
  }
  return said;
}

/**
 * The value a template stands for: one that is a single expression keeps its type, a list stays a list; any other
 * text is expanded. Formatters that print make texts; first, last, at, count, default and shift keep types too.
 */
export function evaluate(text: string, scope: Scope): unknown {
  if (!text.includes('{{')) return text;
  const [only, ...rest] = parse(text).parts;
  if (only === undefined || typeof only === 'string' || rest.length > 0) return expand(text, scope);
  return compute(only, scope);
}

/** What is wrong with a template, each in words with its column (from 1); empty if nothing is. */
export function templateFaults(text: string): string[] {
  if (!text.includes('{{')) return [];
  const { parts, faults } = parse(text);
  const found = [...faults];
  for (const part of parts) {
    if (typeof part === 'string') continue;
    for (const pipe of part.pipes) {
      const fault = misuse(pipe);
      if (fault !== undefined) found.push({ at: part.at, fault });
    }
  }
  return found.sort((a, b) => a.at - b.at).map(({ at, fault }) => `${fault} (column ${at + 1})`);
}

/** Every path a text reads, in any of its languages, each once. */
export function pathsIn(text: LocalText): string[] {
  const found = new Set<string>();
  for (const source of typeof text === 'string' ? [text] : Object.values(text)) {
    for (const part of parse(source).parts) {
      if (typeof part === 'string') continue;
      for (const term of [part.head, ...part.pipes.flatMap((pipe) => pipe.args)]) {
        if ('path' in term) found.add(term.path);
      }
    }
  }
  return [...found];
}

/** The wording for a language: its own, its base language's or a sister's ("fr" for "fr-CA"), English, or the first. */
export function localize(text: LocalText, locale: string): string {
  if (typeof text === 'string') return text;
  if (Object.hasOwn(text, locale)) return text[locale] ?? '';
  const base = locale.slice(0, 2);
  if (Object.hasOwn(text, base)) return text[base] ?? '';
  const tags = Object.keys(text);
  const near = tags.find((tag) => tag.slice(0, 2) === base) ?? (Object.hasOwn(text, 'en') ? 'en' : tags[0]);
  return near === undefined ? '' : (text[near] ?? '');
}

const MAX_TEMPLATES = 5000;
const templates = new Map<string, Template>();

function parse(source: string): Template {
  const found = templates.get(source);
  if (found) return found;
  if (templates.size >= MAX_TEMPLATES) templates.clear();
  const made = parseTemplate(source);
  templates.set(source, made);
  return made;
}

function compute({ head, pipes }: Expression, scope: Scope): unknown {
  let value = termValue(head, scope);
  for (const { name, args } of pipes) {
    const formatter = formatterNamed(name);
    if (!formatter || (isMissing(value) && !formatter.always)) continue;
    const given = args.map((arg) => termValue(arg, scope));
    value = formatter.apply(value, given, scope);
  }
  return value;
}

function termValue(term: Term, scope: Scope): unknown {
  return 'path' in term ? readPath(scope, term.path) : term.literal;
}

/** What is wrong with one use of a formatter, undefined if nothing is. */
function misuse({ name, args }: Pipe): string | undefined {
  const formatter = formatterNamed(name);
  if (!formatter) return `there is no formatter "${name}"`;
  const [least, most] = formatter.args;
  if (args.length < least) return `"${name}" wants ${amount(least)}`;
  if (args.length > most) return `"${name}" takes ${most ? amount(most) : 'no argument'}`;
  const [arg] = args;
  if (!arg || 'path' in arg) return undefined;
  const refused = formatter.refuse?.(String(arg.literal));
  return refused && `"${arg.literal}" is ${refused}`;
}

function formatterNamed(name: string): Formatter | undefined {
  return Object.hasOwn(formatters, name) ? formatters[name] : undefined;
}

function amount(count: number): string {
  return count === 1 ? 'one argument' : `${count} arguments`;
}
