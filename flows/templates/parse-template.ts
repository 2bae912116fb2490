/** Texts with {{values}} in them, read into their parts; knows the grammar, not what formatters or variables there are. */
import { isForbidden } from '../scope.ts';

export type Term = { path: string } | { literal: string | number };
export interface Pipe {
  /** Of the formatter. */
  name: string;
  args: Term[];
}
export interface Expression {
  /** Where its braces open and where the text goes on behind them, counted from 0. */
  at: number;
  end: number;
  head: Term;
  pipes: Pipe[];
}
export interface Fault {
  /** Where in the text, counted from 0. */
  at: number;
  fault: string;
}

/** The parts of a text in order, and what could not be read, which is in no part. */
export interface Template {
  parts: (string | Expression)[];
  faults: Fault[];
}

/** Never throws; braces that never close are text. */
export function parseTemplate(source: string): Template {
  const template: Template = { parts: [], faults: [] };
  let from = 0;
  for (let open = source.indexOf('{{'); open >= 0; open = source.indexOf('{{', from)) {
    if (open > from) template.parts.push(source.slice(from, open));
    from = open;
    const read = readExpression(source, open);
    if ('fault' in read) {
      template.faults.push(read);
      const close = source.indexOf('}}', open + 2);
      if (close < 0) break;
      from = close + 2;
    } else {
      template.parts.push(read);
      from = read.end;
    }
  }
  if (from < source.length) template.parts.push(source.slice(from));
  return template;
}

// Sticky patterns: each is tried at one place only, so reading is linear in the text.
const SPACE = /[ \t\n]*/y;
const PATH = /[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z0-9_]+)*/y;
const NAME = /[a-z][a-z-]*/y;
const NUMBER = /-?\d{1,15}(?:\.\d{1,15})?/y;
const STRING = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/sy;

function readExpression(source: string, open: number): Expression | Fault {
  let at = open + 2;
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(source)?.[0];
    if (found !== undefined) at += found.length;
    return found;
  };
  const skip = (token: string): boolean => {
    take(SPACE);
    if (!source.startsWith(token, at)) return false;
    at += token.length;
    return true;
  };
  const term = (): Term | undefined => {
    take(SPACE);
    const quoted = take(STRING);
    if (quoted !== undefined) return { literal: unquote(quoted) };
    const path = take(PATH);
    if (path !== undefined) return path.split('.').some(isForbidden) ? undefined : { path };
    const digits = take(NUMBER);
    return digits === undefined ? undefined : { literal: Number(digits) };
  };

  const head = term();
  if (!head) return { fault: 'a variable such as "slot.start" was expected', at };
  const pipes: Pipe[] = [];
  while (skip('|')) {
    take(SPACE);
    const name = take(NAME);
    if (name === undefined) return { fault: 'the name of a formatter was expected after "|"', at };
    const args: Term[] = [];
    if (skip(':')) {
      do {
        const arg = term();
        if (!arg) {
          const fault = `an argument of "${name}" was expected: a quoted text, a number or a variable`;
          return { fault, at };
        }
        args.push(arg);
      } while (skip(','));
    }
    pipes.push({ name, args });
  }
  if (!skip('}}')) return { fault: '"}}" was expected', at };
  return { at: open, end: at, head, pipes };
}

function unquote(quoted: string): string {
  return quoted.slice(1, -1).replace(/\\(.)/gs, (_, c: string) => (c === 'n' ? '\n' : c));
}
