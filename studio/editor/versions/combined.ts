/** Two versions drawn as one: everything of the newer, and what it has lost, where it stood. Pure; knows no canvas. */
import type { Difference } from '../../../flows/compare.ts';
import type { Flow } from '../../../flows/flow.ts';

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Between a box of the older version and those of the newer. */
const AIR = 24;
const MOST_MOVES = 200;

/**
 * The newer version with the steps that it has no more, each moved down until it hides nothing. Nothing leads to them
 * from what is there; they lead where they led. To be looked at, not to be run. `boxesOf`: where a flow's steps lie.
 */
export function combined(before: Flow, after: Flow, boxesOf: (flow: Flow) => ReadonlyMap<string, Box>): Flow {
  const gone = Object.entries(before.nodes).filter(([id]) => !Object.hasOwn(after.nodes, id));
  if (gone.length === 0) return after;
  const positions = { ...after.canvas.positions };
  const old = boxesOf(before);
  const taken = [...boxesOf(after)].flatMap(([id, box]) => (Object.hasOwn(after.nodes, id) ? [box] : []));
  for (const [id] of gone) {
    const box = old.get(id);
    if (!box) continue;
    const placed = { ...box };
    for (let moves = 0; moves < MOST_MOVES; moves += 1) {
      const under = taken.find((one) => hides(placed, one));
      if (!under) break;
      placed.y = under.y + under.height + AIR;
    }
    positions[id] = { x: Math.round(placed.x), y: Math.round(placed.y) };
    taken.push(placed);
  }
  return {
    ...after,
    nodes: { ...after.nodes, ...Object.fromEntries(gone) },
    canvas: { ...after.canvas, positions },
  };
}

function hides(one: Box, other: Box): boolean {
  return (
    one.x < other.x + other.width + AIR &&
    other.x < one.x + one.width + AIR &&
    one.y < other.y + other.height + AIR &&
    other.y < one.y + one.height + AIR
  );
}

export interface Marks {
  added: ReadonlySet<string>;
  removed: ReadonlySet<string>;
  changed: ReadonlySet<string>;
}

/** The steps that differences are about, by what became of them. A part that was added only changes its step. */
export function marksOf(differences: readonly Difference[], before: Flow, after: Flow): Marks {
  const [added, removed, changed] = [new Set<string>(), new Set<string>(), new Set<string>()];
  for (const { node } of differences) {
    if (node === undefined) continue;
    if (!Object.hasOwn(before.nodes, node)) added.add(node);
    else if (!Object.hasOwn(after.nodes, node)) removed.add(node);
    else changed.add(node);
  }
  return { added, removed, changed };
}
