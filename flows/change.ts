/**
 * Changes of a flow document as data: found, applied, taken back, and laid over those somebody else made meanwhile.
 * Knows how a document is divided into parts that two people may edit at once; knows no editor and no network.
 *
 * A path leads into the document by keys and places. A text as a segment inside an array means the item of that id:
 * notes and frames are found so, because their places change when others are added.
 */
import { z } from 'zod';

/** No segment is "__proto__"; "constructor" is a name like any other, since only own members are looked at. */
const segmentSchema = z.union([
  z
    .string()
    .max(200)
    .refine((key) => key !== '__proto__', 'a name that is not allowed'),
  z.number().int().min(0).max(99_999),
]);
export type Segment = string | number;
export type Path = Segment[];

/** One value set, or, where `value` is left out, removed. */
export const changeSchema = z.strictObject({
  path: z.array(segmentSchema).min(1).max(64),
  value: z.unknown().optional(),
});
export type Change = { path: Path; value?: unknown };

// --- finding and applying ----------------------------------------------------------------------------------------

/**
 * What leads from one document to the other. Objects are compared key by key, an undefined value counting as none;
 * arrays are one value, except that arrays of the same length whose items are objects go item by item, and notes and
 * frames by id. Parts that are the same object in both are not looked into.
 */
export function diff(before: unknown, after: unknown): Change[] {
  const changes: Change[] = [];
  compareInto(changes, [], before, after);
  return changes;
}

/** True where both hold the same values; an undefined member counts as none. */
export function same(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (Array.isArray(one) || Array.isArray(other)) {
    if (!Array.isArray(one) || !Array.isArray(other) || one.length !== other.length) return false;
    return one.every((item, n) => same(item, other[n]));
  }
  if (!isRecord(one) || !isRecord(other)) return false;
  for (const key of Object.keys(one)) if (!same(one[key], own(other, key))) return false;
  return Object.keys(other).every((key) => other[key] === undefined || Object.hasOwn(one, key));
}

function compareInto(changes: Change[], path: Path, before: unknown, after: unknown): void {
  if (Object.is(before, after)) return;
  if (isRecord(before) && isRecord(after)) {
    for (const key of Object.keys(before)) {
      if (before[key] !== undefined && own(after, key) === undefined) changes.push({ path: [...path, key] });
    }
    for (const key of Object.keys(after)) {
      const value = after[key];
      if (value === undefined) continue;
      const old = own(before, key);
      if (old === undefined) changes.push({ path: [...path, key], value });
      else compareInto(changes, [...path, key], old, value);
    }
    return;
  }
  if (Array.isArray(before) && Array.isArray(after)) {
    if (isById(path) && hasIds(before) && hasIds(after)) {
      compareById(changes, path, before, after);
      return;
    }
    if (before.length === after.length && before.every(isRecord) && after.every(isRecord)) {
      for (const [n, item] of after.entries()) compareInto(changes, [...path, n], before[n], item);
      return;
    }
    if (same(before, after)) return;
  }
  changes.push(after === undefined ? { path } : { path, value: after });
}

/** Lists whose items stand for themselves, in whatever order: two people who each add one do not disturb each other. */
function isById(path: Path): boolean {
  return path.length === 2 && path[0] === 'canvas' && (path[1] === 'notes' || path[1] === 'frames');
}

function hasIds(list: unknown[]): list is { id: string }[] {
  const ids = new Set(list.map((item) => (isRecord(item) ? item.id : undefined)));
  return ids.size === list.length && !ids.has(undefined);
}

function compareById(changes: Change[], path: Path, before: { id: string }[], after: { id: string }[]): void {
  const now = new Map(after.map((item) => [item.id, item]));
  const then = new Map(before.map((item) => [item.id, item]));
  for (const id of then.keys()) if (!now.has(id)) changes.push({ path: [...path, id] });
  for (const [id, item] of now) {
    const old = then.get(id);
    if (old) compareInto(changes, [...path, id], old, item);
    else changes.push({ path: [...path, id], value: item });
  }
}

/**
 * The document with the changes made, one after another; parts that none of them touches stay the same objects. A
 * change inside a node, variable, box, note or frame that is not there any more is left out.
 */
export function applyChanges<T>(document: T, changes: readonly Change[]): T {
  // What was copied once in here may be written to again: a thousand moved boxes are one copy of the table.
  const copied = new WeakSet<object>();
  let changed: unknown = document;
  for (const change of changes) changed = put(changed, change, 0, copied);
  return changed as T;
}

function put(found: unknown, change: Change, depth: number, copied: WeakSet<object>): unknown {
  const { path, value } = change;
  const key = path[depth];
  if (key === undefined) return value;
  let container = found;
  if (container === undefined) {
    // What the schema fills in by itself may be missing here; a part that somebody removed stays removed.
    if (value === undefined || depth === partLength(path)) return undefined;
    container = typeof key === 'number' ? [] : {};
    copied.add(container as object);
  }
  if (Array.isArray(container)) return putItem(container, key, change, depth, copied);
  if (!isRecord(container)) return container;
  const name = String(key);
  const old = own(container, name);
  const next = put(old, change, depth + 1, copied);
  if (Object.is(next, old)) return container;
  const target = copied.has(container) ? container : { ...container };
  copied.add(target);
  // Not by assignment, which would give a meaning to a key called "__proto__".
  if (next === undefined) delete target[name];
  else
    Object.defineProperty(target, name, {
      value: next,
      writable: true,
      enumerable: true,
      configurable: true,
    });
  return target;
}

function putItem(
  list: unknown[],
  key: Segment,
  change: Change,
  depth: number,
  copied: WeakSet<object>,
): unknown[] {
  const at = typeof key === 'number' ? key : list.findIndex((item) => isRecord(item) && item.id === key);
  const old = at < 0 ? undefined : list[at];
  // Nothing is written into an item that is gone.
  if (old === undefined && depth + 1 < change.path.length) return list;
  const next = put(old, change, depth + 1, copied);
  if (Object.is(next, old)) return list;
  const target = copied.has(list) ? list : [...list];
  copied.add(target);
  if (at < 0 || at >= list.length) target.push(next);
  else if (next === undefined) target.splice(at, 1);
  else target[at] = next;
  return target;
}

/** What takes the changes back: made after them, it gives the document they were made on. */
export function invert(before: unknown, changes: readonly Change[]): Change[] {
  return diff(applyChanges(before, changes), before);
}

// --- parts -------------------------------------------------------------------------------------------------------

/** How much of a path names a part that can be added and removed as a whole; 0 outside of such parts. */
function partLength([root, table]: Path): number {
  if (root === 'nodes' || root === 'variables') return 2;
  return root === 'canvas' && (table === 'positions' || table === 'notes' || table === 'frames') ? 3 : 0;
}

const CANVAS_PARTS: Readonly<Record<string, string>> = {
  positions: 'position',
  notes: 'note',
  frames: 'frame',
};

/**
 * The part of a document a path lies in: "node:<id>", "variable:<name>", "position:<id>", "note:<id>", "frame:<id>",
 * "settings", "triggers", "meta". Two people may change different parts at once.
 */
export function unitOf(path: Path): string {
  const [root, name, id] = path;
  switch (root) {
    case 'nodes':
      return name === undefined ? 'meta' : `node:${name}`;
    case 'variables':
      return name === undefined ? 'meta' : `variable:${name}`;
    case 'settings':
    case 'triggers':
      return root;
    case 'canvas': {
      const part = id === undefined ? undefined : own(CANVAS_PARTS, String(name));
      return part ? `${part}:${id}` : 'meta';
    }
    default:
      return 'meta';
  }
}

/** The parts that changes touch. */
export function unitsOf(changes: readonly Change[]): Set<string> {
  return new Set(changes.map(({ path }) => unitOf(path)));
}

/**
 * The path to what is kept or given up as one where two people changed it differently: a whole node, but of the
 * settings one setting only, and of the document's own fields one field.
 */
export function cellOf(path: Path): Path {
  const length = partLength(path);
  if (length > 0) return path.slice(0, length);
  return path.slice(0, path[0] === 'settings' || path[0] === 'canvas' ? 2 : 1);
}

// --- merging -----------------------------------------------------------------------------------------------------

export interface Rebased {
  /** What is left to be done of mine after theirs. */
  mine: Change[];
  /** The parts both changed, and differently; none of my changes to these is in `mine`. */
  conflicts: string[];
  /** The same, as paths to what is kept or given up as one. */
  cells: Path[];
}

/**
 * My changes, made on the document as it was before theirs, so that they can be made after theirs. Whoever is asked,
 * whichever side is called mine, the documents come out the same, apart from conflicts.
 *
 * - Of a part that both changed in the same way nothing is left to do. Where both moved the same box, mine counts.
 * - An exit does not lead to a node the other side removed: it is left open. Only in a part in conflict may one be left
 *   that leads to a node I removed: `dropDangling` opens it.
 */
export function rebase(mine: readonly Change[], theirs: readonly Change[]): Rebased {
  const [ours, others] = [byCell(mine), byCell(theirs)];
  const rest: Change[] = [];
  const cells: Path[] = [];
  const theyRemoved = removedNodes(theirs);
  for (const { cell, changes } of ours.values()) {
    const other = others.get(keyOf(cell));
    if (other && same(asTable(changes), asTable(other.changes))) continue;
    if (isPosition(cell)) {
      if (!theyRemoved.has(String(cell[2]))) rest.push(...changes);
    } else if (other) cells.push(cell);
    else rest.push(...changes.map((change) => withoutTargets(change, theyRemoved)));
  }
  const given = new Set(cells.map(keyOf));
  const iRemoved = new Set([...removedNodes(rest)].filter((id) => !theyRemoved.has(id)));
  if (iRemoved.size > 0) {
    for (const change of theirs) {
      const { path } = change;
      const cell = cellOf(path);
      if (isPosition(cell) && iRemoved.has(String(cell[2])) && !ours.has(keyOf(cell)))
        rest.push({ path: cell });
      if (!given.has(keyOf(cell)))
        rest.push(...targetsIn(change, iRemoved).map((target) => ({ path: target })));
    }
  }
  return { mine: rest, conflicts: [...new Set(cells.map(unitOf))], cells };
}

function keyOf(path: Path): string {
  return JSON.stringify(path);
}

function byCell(changes: readonly Change[]): Map<string, { cell: Path; changes: Change[] }> {
  const cells = new Map<string, { cell: Path; changes: Change[] }>();
  for (const change of changes) {
    const cell = cellOf(change.path);
    const key = keyOf(cell);
    const known = cells.get(key);
    if (known) known.changes.push(change);
    else cells.set(key, { cell, changes: [change] });
  }
  return cells;
}

/** Changes by where they are made, so that their order does not matter. */
function asTable(changes: readonly Change[]): Record<string, unknown> {
  return Object.fromEntries(changes.map(({ path, value }) => [keyOf(path), value ?? null]));
}

function isPosition(cell: Path): boolean {
  return cell[0] === 'canvas' && cell[1] === 'positions';
}

function removedNodes(changes: readonly Change[]): Set<string> {
  return new Set(
    changes
      .filter(({ path, value }) => path.length === 2 && path[0] === 'nodes' && value === undefined)
      .map(({ path }) => String(path[1])),
  );
}

/** The lists and objects of a node in which exits are written, under "to" or, of a list in a variable, "none". */
const WITH_TARGETS = new Set<Segment>([
  'choices',
  'skip',
  'cases',
  'arms',
  'on',
  'options',
  'retry',
  'timeout',
  'message',
]);

/** Whether an exit is written at this path, whatever the kind of the node. */
function isTarget([root, id, field, place, last]: Path): boolean {
  if (root === 'settings') return id === 'person' && field === undefined;
  if (root !== 'nodes' || field === undefined) return false;
  if (place === undefined) return field === 'to' || field === 'failed' || field === 'otherwise';
  if (!WITH_TARGETS.has(field)) return false;
  if (last !== undefined) return last === 'to' && typeof place === 'number';
  // A call's exits by the failure's code stand in `on` themselves.
  return place === 'to' || place === 'none' || (field === 'on' && typeof place === 'string');
}

/** The paths inside a change at which an exit leads to one of these nodes. */
function targetsIn({ path, value }: Change, nodes: ReadonlySet<string>): Path[] {
  if (typeof value === 'string') return isTarget(path) && nodes.has(value) ? [path] : [];
  if (path[0] !== 'nodes' && path[0] !== 'settings') return [];
  if (Array.isArray(value)) {
    return value.flatMap((item, n) => targetsIn({ path: [...path, n], value: item }, nodes));
  }
  if (!isRecord(value)) return [];
  return Object.keys(value).flatMap((key) => targetsIn({ path: [...path, key], value: value[key] }, nodes));
}

/** The change without the exits in it that lead to nodes which are gone. */
function withoutTargets(change: Change, gone: ReadonlySet<string>): Change {
  if (gone.size === 0) return change;
  const targets = targetsIn(change, gone);
  if (targets.length === 0) return change;
  const { path } = change;
  const cut = targets.map((target) => ({ path: target.slice(path.length) }));
  const value = cut.some((one) => one.path.length === 0) ? undefined : applyChanges(change.value, cut);
  return value === undefined ? { path } : { path, value };
}

type Table = Record<string, unknown>;

function isRecord(value: unknown): value is Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An own member; undefined for what an object only inherits. */
function own(record: Table, key: string): unknown {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
