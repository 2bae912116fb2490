/** What trying all ways comes to: how much of the flow was reached, and each thing that went wrong, once. Pure. */
import type { Bundle } from '../../../flows/flow.ts';
import { exitsOf } from '../../../flows/nodes/registry.ts';
import type { Path, PathChannel, Paths } from '../../../flows/paths.ts';

export interface Tried {
  paths: number;
  truncated: boolean;
  /** Of this flow; steps inside of sub-flows count there. */
  nodes: { total: number; covered: string[]; missing: string[] };
  exits: { total: number; covered: string[]; missing: string[] };
  /** The shortest path to each thing that went wrong, and how many came to it. */
  failures: Failure[];
}

export interface Failure {
  /** "no-flow", "sms-too-long", or how the path ended: "stuck". */
  code: string;
  detail: string;
  /** Where: a step of this flow. */
  node: string | undefined;
  count: number;
  channels: PathChannel[];
  path: Path;
}

/** More of them nobody reads; the first are of the most kinds. */
const MOST_FAILURES = 100;

export function report({ flow }: Bundle, { paths, trodden, truncated }: Paths): Tried {
  const nodes = Object.keys(flow.nodes);
  const exits = nodes.flatMap((id) => {
    const node = flow.nodes[id];
    // Where people take over, the way on is theirs.
    if (!node || node.kind === 'handoff') return [];
    return exitsOf(node).map(({ name }) => `${id} ${name}`);
  });
  return {
    paths: paths.length,
    truncated,
    nodes: split(nodes, trodden),
    exits: split(exits, trodden),
    failures: failuresIn(paths),
  };
}

function split(keys: readonly string[], trodden: ReadonlySet<string>) {
  return {
    total: keys.length,
    covered: keys.filter((key) => trodden.has(key)),
    missing: keys.filter((key) => !trodden.has(key)),
  };
}

function failuresIn(paths: readonly Path[]): Failure[] {
  const found = new Map<string, Failure>();
  for (const path of paths) {
    const wrong =
      path.ending === 'stuck' && path.problems.length === 0
        ? [{ code: 'stuck', detail: '', node: path.visited.at(-1) ?? '' }]
        : path.problems;
    const seen = new Set<string>();
    for (const { code, detail, node } of wrong) {
      const key = `${code} ${node} ${detail}`;
      if (seen.has(key)) continue;
      seen.add(key);
      const known = found.get(key);
      if (!known) {
        const own = node.split('/')[0] || undefined;
        found.set(key, { code, detail, node: own, count: 1, channels: [path.channel], path });
        continue;
      }
      known.count += 1;
      if (!known.channels.includes(path.channel)) known.channels.push(path.channel);
      if (path.script.length < known.path.script.length) known.path = path;
    }
  }
  return [...found.values()].sort((one, other) => other.count - one.count).slice(0, MOST_FAILURES);
}
