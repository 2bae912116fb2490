/**
 * Reads a draft after an edit, looking only at what the edit touched: all of a large flow would take a tenth of a
 * second, in which nobody else is served. Knows the document, not who edits it.
 */
import { type Change, same } from '../../flows/change.ts';
import { parseFlow } from '../../flows/check.ts';
import { type Flow, flowSchema } from '../../flows/flow.ts';
import { DOCUMENT_LIMITS } from '../../flows/limits.ts';
import { nodeSchema } from '../../flows/nodes/registry.ts';
import { nodeIdSchema } from '../../flows/nodes/shape.ts';
import { toFault } from '../engine/publish.ts';
import { CodedError } from '../errors.ts';

/** Beyond this many steps all of it is read at once. */
const FEW = 100;

/**
 * A draft as `flowSchema` reads it, defaults filled in. Errors: "invalid_flow" with every fault; "payload_too_large" for
 * more steps or bytes than a document may have.
 */
export function readDraft(document: unknown): Flow {
  refuseTooLarge(document);
  const parsed = parseFlow(document);
  if (!parsed.ok) throw new CodedError('invalid_flow', undefined, parsed.findings.map(toFault));
  return parsed.flow;
}

/** As `readDraft`, of `next`, which is a draft that was read before with `changes` made. */
export function readChanged(next: Flow, changes: readonly Change[]): Flow {
  const touched = touchedNodes(changes);
  if (touched === 'all' || touched.size > FEW) return readDraft(next);
  refuseTooMany(next);
  const { nodes, ...rest } = next;
  const outer = flowSchema.safeParse({ ...rest, nodes: {} });
  if (!outer.success) return readDraft(next);
  const read: Record<string, Flow['nodes'][string]> = {};
  for (const id of touched) {
    if (!Object.hasOwn(nodes, id)) continue;
    // What a name like "__proto__" does is known to one reader only.
    const parsed =
      id !== '__proto__' && nodeIdSchema.safeParse(id).success ? nodeSchema.safeParse(nodes[id]) : undefined;
    // Read again in whole, for the words in which it is refused.
    if (!parsed?.success) return readDraft(next);
    if (!same(parsed.data, nodes[id])) read[id] = parsed.data;
  }
  return { ...outer.data, nodes: Object.keys(read).length > 0 ? { ...nodes, ...read } : nodes };
}

function touchedNodes(changes: readonly Change[]): Set<string> | 'all' {
  const touched = new Set<string>();
  for (const { path } of changes) {
    if (path[0] !== 'nodes') continue;
    if (path[1] === undefined) return 'all';
    touched.add(String(path[1]));
  }
  return touched;
}

/** Refuses what is too large to be looked at. Errors: "payload_too_large". */
export function refuseTooLarge(document: unknown): void {
  refuseTooMany(document);
  const bytes = sizeOf(document);
  if (bytes > DOCUMENT_LIMITS.bytes) {
    throw new CodedError(
      'payload_too_large',
      `The flow is ${megabytes(bytes)} large; a flow may have ${megabytes(DOCUMENT_LIMITS.bytes)}. ${SPLIT}`,
    );
  }
}

function refuseTooMany(document: unknown): void {
  const { nodes } = (document ?? {}) as { nodes?: unknown };
  const count = typeof nodes === 'object' && nodes !== null ? Object.keys(nodes).length : 0;
  if (count > DOCUMENT_LIMITS.nodes) {
    const most = DOCUMENT_LIMITS.nodes.toLocaleString('en');
    throw new CodedError(
      'payload_too_large',
      `The flow has ${count.toLocaleString('en')} steps; a flow may have ${most}. ${SPLIT}`,
    );
  }
}

const SPLIT = 'Split it into flows that call each other.';

/** Bytes of a value as JSON. */
export function sizeOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value) ?? '');
}

function megabytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
