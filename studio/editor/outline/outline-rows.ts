/** A flow as the lines of a tree: its steps in the order of the conversation, their ways out below each. Draws nothing. */
import type { Flow } from '../../../flows/flow.ts';
import { exitsOf } from '../../../flows/nodes/registry.ts';

export interface StepLine {
  kind: 'step';
  key: string;
  id: string;
  /** Whether its ways out are listed below it; undefined for a step that has none. */
  open: boolean | undefined;
  /** Some way from the start leads here. */
  reached: boolean;
  place: number;
  of: number;
}

export interface ExitLine {
  kind: 'exit';
  key: string;
  id: string;
  exit: string;
  /** Where it leads, if that is a step that is there. */
  to: string | undefined;
  place: number;
  of: number;
}

/** What is drawn beside the flow: a note or a frame, by the id it is selected by. */
export interface SideLine {
  kind: 'note' | 'frame';
  key: string;
  id: string;
  text: string;
  place: number;
  of: number;
}

export type Line = StepLine | ExitLine | SideLine;

/** Every step once: from the start, each way followed to its end before the next; then those no way leads to. */
export function conversationOrder(flow: Flow): { order: string[]; reached: ReadonlySet<string> } {
  const met = new Set<string>();
  const follow = (first: string) => {
    const open = [first];
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      const node = Object.hasOwn(flow.nodes, id) ? flow.nodes[id] : undefined;
      if (!node || met.has(id)) continue;
      met.add(id);
      for (const { to } of exitsOf(node).toReversed()) if (to !== undefined) open.push(to);
    }
  };
  follow(flow.start);
  const { person } = flow.settings;
  if (person !== undefined) follow(person);
  const reached = new Set(met);
  for (const id of Object.keys(flow.nodes)) follow(id);
  return { order: [...met], reached };
}

export interface Shown {
  /** Whether a step's ways out are listed. */
  isOpen(id: string): boolean;
  /** Whether a line is looked for; all are while nothing is typed. */
  isFound(id: string): boolean;
}

export function linesOf(flow: Flow, { isOpen, isFound }: Shown): Line[] {
  const { order, reached } = conversationOrder(flow);
  const steps = order.filter(isFound);
  const sides = sidesOf(flow).filter(({ id }) => isFound(id));
  const of = steps.length + sides.length;
  const lines: Line[] = [];
  for (const [index, id] of steps.entries()) {
    const node = flow.nodes[id];
    if (!node) continue;
    const exits = exitsOf(node);
    const open = exits.length === 0 ? undefined : isOpen(id);
    const common = { key: `step ${id}`, id, open, reached: reached.has(id) };
    lines.push({ kind: 'step', ...common, place: index + 1, of });
    if (!open) continue;
    for (const [n, { name, to }] of exits.entries()) {
      const end = to !== undefined && Object.hasOwn(flow.nodes, to) ? to : undefined;
      lines.push({
        kind: 'exit',
        key: `exit ${id} ${name}`,
        id,
        exit: name,
        to: end,
        place: n + 1,
        of: exits.length,
      });
    }
  }
  for (const [index, side] of sides.entries()) lines.push({ ...side, place: steps.length + index + 1, of });
  return lines;
}

function sidesOf(flow: Flow): Omit<SideLine, 'place' | 'of'>[] {
  const line = (kind: 'note' | 'frame', id: string, text: string) => {
    const key = `${kind}:${id}`;
    return { kind, key, id: key, text };
  };
  return [
    ...(flow.canvas.frames ?? []).map(({ id, title }) => line('frame', id, title ?? '')),
    ...flow.canvas.notes.map(({ id, text }) => line('note', id, text)),
  ];
}

/**
 * The line typed-ahead letters lead to: the next whose words begin with them, round the end; with one letter, or the
 * same again and again, the next after the one the keyboard is on. -1 where none begins so.
 */
export function typedAhead(words: readonly string[], at: number, typed: string): number {
  const letters = [...new Set(bare(typed))];
  const again = letters.length === 1;
  const wanted = again ? (letters[0] ?? '') : bare(typed);
  const first = again ? at + 1 : at;
  for (let n = 0; n < words.length; n += 1) {
    const index = (first + n) % words.length;
    if (bare(words[index] ?? '').startsWith(wanted)) return index;
  }
  return -1;
}

/** Without accents and capitals: nobody types them to find a line. */
export function bare(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase();
}
