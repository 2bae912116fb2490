/** What is wrong with each step, and whether it differs from what runs; looked up by many boxes, so found once. */
import { same } from '../../../flows/change.ts';
import type { Finding, Wording } from '../../../flows/checks/finding.ts';
import type { Flow, Suppression } from '../../../flows/flow.ts';
import type { Node } from '../../../flows/nodes/registry.ts';

export interface Problems {
  errors?: { count: number; first: Wording };
  warnings?: { count: number; first: Wording };
}

let last:
  | {
      findings: readonly Finding[];
      suppressed: Flow['canvas']['suppressed'];
      table: ReadonlyMap<string, Problems>;
    }
  | undefined;

/** By node; warnings that an author accepted left out. */
export function problemsOf(
  findings: readonly Finding[],
  suppressed: readonly Suppression[] | undefined,
): ReadonlyMap<string, Problems> {
  if (last?.findings === findings && last.suppressed === suppressed) return last.table;
  const accepted = new Set((suppressed ?? []).map(({ code, node }) => `${code} ${node ?? ''}`));
  const table = new Map<string, Problems>();
  for (const { node, code, severity, message } of findings) {
    if (node === undefined) continue;
    const isAccepted = accepted.has(`${code} ${node}`) || accepted.has(`${code} `);
    if (isAccepted && severity === 'warning') continue;
    const problems = table.get(node) ?? {};
    table.set(node, problems);
    const kind = severity === 'error' ? 'errors' : 'warnings';
    const before = problems[kind];
    if (before) before.count += 1;
    else problems[kind] = { count: 1, first: message };
  }
  last = { findings, suppressed: suppressed as Flow['canvas']['suppressed'], table };
  return table;
}

const compared = new WeakMap<Node, { live: Node; isSame: boolean }>();

/** "fresh": it is not in the published version; "unpublished": it is another there. */
export function stateBeside(
  published: Flow['nodes'],
  id: string,
  edited: Node,
): 'fresh' | 'unpublished' | undefined {
  const live = Object.hasOwn(published, id) ? published[id] : undefined;
  if (!live) return 'fresh';
  let known = compared.get(edited);
  if (known?.live !== live) {
    known = { live, isSame: same(live, edited) };
    compared.set(edited, known);
  }
  return known.isSame ? undefined : 'unpublished';
}

/** Of the whole flow; warnings that an author accepted left out. */
export function problemCounts(
  findings: readonly Finding[],
  suppressed: readonly Suppression[] | undefined,
): { errors: number; warnings: number } {
  const open = findings.filter(
    (finding) =>
      finding.severity === 'error' ||
      !suppressed?.some(
        ({ code, node }) => code === finding.code && (node === undefined || node === finding.node),
      ),
  );
  const errors = open.filter(({ severity }) => severity === 'error').length;
  return { errors, warnings: open.length - errors };
}
