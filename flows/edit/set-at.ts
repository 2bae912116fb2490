/** Sets one value anywhere in a document, if the document stays one that fits the schema. Knows no field by name. */
import { applyChanges, type Path, same } from '../change.ts';
import { type Flow, flowSchema, variableSchema } from '../flow.ts';
import { nodeSchema } from '../nodes/registry.ts';
import { nodeIdSchema, variableNameSchema } from '../nodes/shape.ts';

/**
 * The flow with a value at a path; undefined removes what is there. What the schema fills in by itself is filled in.
 * The same flow where nothing changes, and where the outcome would not fit the schema: `faultAt` says why.
 */
export function setAt(flow: Flow, path: Path, value: unknown): Flow {
  const result = attempt(flow, path, value);
  return 'fault' in result ? flow : result.flow;
}

/** Several values at once, all or none. */
export function setAll(flow: Flow, values: readonly (readonly [path: Path, value: unknown])[]): Flow {
  // Together first, so that two values that only fit each other are taken.
  let raw = applyChanges(
    flow,
    values.map(([path, value]) => ({ path, value })),
  );
  for (const [path] of values) {
    const result = parsePart(flow, raw, path);
    if ('fault' in result) return flow;
    raw = result.flow;
  }
  return same(raw, flow) ? flow : raw;
}

/** Why a value cannot stand at a path, in the schema's words; undefined if it can. */
export function faultAt(flow: Flow, path: Path, value: unknown): { path: Path; message: string } | undefined {
  const result = attempt(flow, path, value);
  return 'fault' in result ? result.fault : undefined;
}

/** The value at a path of a document; undefined where there is none. */
export function valueAt(document: unknown, path: Path): unknown {
  let value = document;
  for (const segment of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    if (Array.isArray(value) && typeof segment === 'string') {
      value = value.find((item: { id?: unknown } | null) => item?.id === segment);
    } else if (Object.hasOwn(value, segment)) value = (value as Record<string, unknown>)[segment];
    else return undefined;
  }
  return value;
}

type Attempt = { flow: Flow } | { fault: { path: Path; message: string } };

function attempt(flow: Flow, path: Path, value: unknown): Attempt {
  if (same(valueAt(flow, path), value)) return { flow };
  const raw = applyChanges(flow, [value === undefined ? { path } : { path, value }]);
  if (raw === flow) return { flow };
  const result = parsePart(flow, raw, path);
  // What was removed may have been filled in again.
  return 'flow' in result && same(result.flow, flow) ? { flow } : result;
}

/**
 * Checks only the part that was touched, which keeps an edit of a large document fast, and takes from the parsed part
 * nothing but what was set, so that everything beside it stays the same object.
 */
function parsePart(before: Flow, raw: Flow, path: Path): Attempt {
  const [root, name] = path;
  const isTable = (root === 'nodes' || root === 'variables') && name !== undefined;
  const head = isTable ? path.slice(0, 2) : path.slice(0, 1);
  const part = valueAt(raw, head);
  if (isTable && part === undefined) return { flow: raw };
  if (root === undefined || !Object.hasOwn(flowSchema.shape, root)) {
    return { fault: { path, message: `"${String(root)}" is no part of a flow` } };
  }
  if (isTable) {
    const named = (root === 'nodes' ? nodeIdSchema : variableNameSchema).safeParse(name);
    if (!named.success || name === '__proto__') {
      return {
        fault: { path: head, message: named.error?.issues[0]?.message ?? 'a name that is not allowed' },
      };
    }
  }
  const schema =
    root === 'nodes' && isTable
      ? nodeSchema
      : root === 'variables' && isTable
        ? variableSchema
        : flowSchema.shape[root as keyof typeof flowSchema.shape];
  const parsed = schema.safeParse(part);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return {
      fault: {
        path: [...head, ...(issue?.path ?? []).map(segmentOf)],
        message: issue?.message ?? 'does not fit',
      },
    };
  }
  // An object that had to be made on the way to the value has its own defaults.
  const made = path.findIndex((_, n) => n >= head.length && valueAt(before, path.slice(0, n)) === undefined);
  const set = made < 0 ? path : path.slice(0, made);
  const value = valueAt(parsed.data, set.slice(head.length));
  return { flow: value === undefined ? raw : applyChanges(raw, [{ path: set, value }]) };
}

function segmentOf(key: PropertyKey): string | number {
  return typeof key === 'number' ? key : String(key);
}
