/** Which of a node's exits is the way on: the one a step in between takes, and the one taken where a node is skipped. */
import type { Exit } from './exit.ts';
import { exitsOf, type Node } from './registry.ts';

/** "next" and its like; for a wait that hears nobody, that time has passed; else the first; undefined for an end. */
export function onwardExit(node: Node): Exit | undefined {
  const exits = exitsOf(node);
  const wanted = ['next', 'otherwise', 'option', 'message', ...(node.kind === 'wait' ? ['timeout'] : [])];
  for (const name of wanted) {
    const found = exits.find((exit) => exit.name === name);
    if (found) return found;
  }
  return exits[0];
}
