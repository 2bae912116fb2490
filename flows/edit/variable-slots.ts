/** The places of a node that hold a variable's name, apart from templates and conditions. Knows every kind that saves. */
import { applyChanges, type Change, type Path } from '../change.ts';
import type { Node } from '../nodes/registry.ts';

export interface Slot {
  /** Inside the node. */
  path: Path;
  name: string;
  /** "reads": the list a question's options come from. */
  how: 'sets' | 'reads';
  /** The name is the key of an entry, not a value. */
  isKey?: true;
}

/** Every such place, in the order of the document. */
export function slotsOf(node: Node): Slot[] {
  switch (node.kind) {
    case 'ask':
      return sets(['save'], node.save);
    case 'choose':
      return [...readsList(node.options?.from), ...sets(['save'], node.save), ...signals(node.on)];
    case 'wait':
      return [...signals(node.on), ...sets(['message', 'save'], node.message?.save)];
    case 'call':
      return [...sets(['save'], node.save), ...keys('pick', node.pick)];
    case 'set':
      return node.assign.flatMap(({ variable }, n) => sets(['assign', n, 'variable'], variable));
    case 'subflow':
      return keys('output', node.output);
    default:
      return [];
  }
}

/** The variables a node gives values to, each once. */
export function setBy(node: Node): string[] {
  return [...new Set(slotsOf(node).flatMap(({ name, how }) => (how === 'sets' ? [name] : [])))];
}

/** The node with one variable's name exchanged for another in these places; the same object if it is in none. */
export function renameSlots(node: Node, from: string, to: string): Node {
  const changes = slotsOf(node).flatMap((slot): Change[] => {
    const [root, ...rest] = slot.name.split('.');
    if (root !== from) return [];
    const value = [to, ...rest].join('.');
    if (!slot.isKey) return [{ path: slot.path, value }];
    return [{ path: slot.path.slice(0, 1), value: withKey(entriesAt(node, slot.path), from, to) }];
  });
  return applyChanges(node, changes);
}

/** A table with one key under another name, in its place. */
export function withKey<T>(table: Record<string, T>, from: string, to: string): Record<string, T> {
  return Object.fromEntries(Object.entries(table).map(([key, value]) => [key === from ? to : key, value]));
}

function entriesAt(node: Node, [field]: Path): Record<string, unknown> {
  if (node.kind === 'call' && field === 'pick') return node.pick;
  return node.kind === 'subflow' ? node.output : {};
}

function sets(path: Path, name: string | undefined): Slot[] {
  return name === undefined ? [] : [{ path, name, how: 'sets' }];
}

function readsList(name: string | undefined): Slot[] {
  return name === undefined ? [] : [{ path: ['options', 'from'], name, how: 'reads' }];
}

function signals(on: readonly { save?: string }[]): Slot[] {
  return on.flatMap(({ save }, n) => sets(['on', n, 'save'], save));
}

function keys(field: string, table: Record<string, unknown>): Slot[] {
  return Object.keys(table).map((name) => ({ path: [field, name], name, how: 'sets', isKey: true }));
}
