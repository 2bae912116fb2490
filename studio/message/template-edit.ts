/** Where in a text a {{value}} stands and how it is written anew; for fields in which people type. Knows no field. */
import {
  type Expression,
  type Pipe,
  parseTemplate,
  type Term,
} from '../../flows/templates/parse-template.ts';

/** The value the caret is in or beside its closing braces; undefined outside of any. */
export function expressionAt(text: string, caret: number): Expression | undefined {
  if (!text.includes('{{')) return undefined;
  return parseTemplate(text).parts.find(
    (one): one is Expression => typeof one !== 'string' && caret > one.at && caret <= one.end,
  );
}

/** Pieces of a text in order: `value` is true for what stands in braces, `broken` where nobody can read it. */
export function piecesOf(text: string): { text: string; value: boolean; broken?: boolean }[] {
  if (!text.includes('{{')) return text === '' ? [] : [{ text, value: false }];
  const pieces: { text: string; value: boolean; broken?: boolean }[] = [];
  const { parts } = parseTemplate(text);
  let at = 0;
  const plain = (until: number) => {
    if (until > at) pieces.push(...brokenIn(text.slice(at, until)));
    at = until;
  };
  for (const one of parts) {
    if (typeof one === 'string') continue;
    plain(one.at);
    pieces.push({ text: text.slice(one.at, one.end), value: true });
    at = one.end;
  }
  plain(text.length);
  return pieces;
}

function brokenIn(text: string): { text: string; value: boolean; broken?: boolean }[] {
  return text
    .split(/(\{\{[\s\S]*?\}\})/)
    .filter((piece) => piece !== '')
    .map((piece) =>
      /^\{\{[\s\S]*\}\}$/.test(piece)
        ? { text: piece, value: true, broken: true }
        : { text: piece, value: false },
    );
}

/** What somebody types after "{{" and before the closing braces: where it began, and the name so far. */
export function typedName(text: string, caret: number): { from: number; query: string } | undefined {
  const before = text.slice(0, caret);
  const open = before.lastIndexOf('{{');
  if (open < 0) return undefined;
  const query = before.slice(open + 2);
  return /^\s*[A-Za-z0-9_.]*$/.test(query) ? { from: open, query: query.trim() } : undefined;
}

export interface Edited {
  text: string;
  caret: number;
}

/** The text with a value at a place; what is between `from` and `to`, and braces that close there, make room. */
export function insertValue(text: string, from: number, to: number, path: string): Edited {
  const open = text.slice(from, to).startsWith('{{');
  const rest = text.slice(to);
  const close = open ? (/^[ \t]*[A-Za-z0-9_.]*[ \t]*\}\}/.exec(rest)?.[0].length ?? 0) : 0;
  const value = `{{${path}}}`;
  return { text: text.slice(0, from) + value + rest.slice(close), caret: from + value.length };
}

/** The text with an expression exchanged. */
export function replaceExpression(
  text: string,
  { at, end }: Expression,
  next: { head: Term; pipes: Pipe[] },
): Edited {
  const written = writeExpression(next);
  return { text: text.slice(0, at) + written + text.slice(end), caret: at + written.length };
}

/** `{{path | formatter: "argument"}}` */
export function writeExpression({ head, pipes }: { head: Term; pipes: readonly Pipe[] }): string {
  const written = pipes.map(({ name, args }) => {
    const list = args.map(writeTerm).join(', ');
    return ` | ${name}${list ? `: ${list}` : ''}`;
  });
  return `{{${writeTerm(head)}${written.join('')}}}`;
}

function writeTerm(term: Term): string {
  if ('path' in term) return term.path;
  if (typeof term.literal === 'number') return String(term.literal);
  const quoted = term.literal.replace(/["\\]/g, '\\$&').replace(/\n/g, '\\n');
  return `"${quoted}"`;
}

/** The one formatter that decides how the value looks, and its argument; `default` stands beside it. */
export function formatOf(pipes: readonly Pipe[]): { name: string; arg: string } | undefined {
  const shown = pipes.find(({ name }) => name !== 'default');
  return shown && { name: shown.name, arg: literalOf(shown.args[0]) };
}

/** What is said where there is no value; undefined where nothing is. */
export function fallbackOf(pipes: readonly Pipe[]): string | undefined {
  const found = pipes.find(({ name }) => name === 'default');
  return found && literalOf(found.args[0]);
}

/** The pipes with another formatter in the place of the first; "" for none. Further ones stay behind it. */
export function withFormat(pipes: readonly Pipe[], name: string, arg = ''): Pipe[] {
  const first = pipes.find((pipe) => pipe.name !== 'default');
  const others = pipes.filter((pipe) => pipe !== first);
  const made: Pipe[] =
    name === '' ? [] : [{ name, args: arg === '' ? [] : [{ literal: numeral(name, arg) }] }];
  // A fallback in words must come after the formatter, which would else try to format the words.
  return [...made, ...others];
}

export function withFallback(pipes: readonly Pipe[], text: string): Pipe[] {
  const others = pipes.filter(({ name }) => name !== 'default');
  return text === '' ? others : [...others, { name: 'default', args: [{ literal: text }] }];
}

function numeral(name: string, arg: string): string | number {
  return (name === 'number' || name === 'percent') && /^\d{1,2}$/.test(arg) ? Number(arg) : arg;
}

function literalOf(term: Term | undefined): string {
  if (!term) return '';
  return 'path' in term ? term.path : String(term.literal);
}
