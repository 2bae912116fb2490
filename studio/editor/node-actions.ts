/** Entries that other parts of the editor add to the menu of a step: "Run from here". Knows none of them. */
import type { ReactNode } from 'react';
import type { Node } from '../../flows/nodes/registry.ts';
import type { Locale } from '../ui/i18n.ts';
import type { Keys } from '../ui/keys.ts';

export interface NodeAction {
  /** Stable; a second registration of the same id takes the place of the first. */
  id: string;
  title: Record<Locale, string>;
  icon?: ReactNode;
  keys?: Keys;
  /** Only for such steps; for all if left out. */
  when?: (node: Node, id: string) => boolean;
  run: (id: string) => void;
}

const actions = new Map<string, NodeAction>();

/** Answers with what takes it away again. */
export function registerNodeAction(action: NodeAction): () => void {
  actions.set(action.id, action);
  return () => {
    if (actions.get(action.id) === action) actions.delete(action.id);
  };
}

export function nodeActions(node: Node, id: string): NodeAction[] {
  return [...actions.values()].filter(({ when }) => when?.(node, id) ?? true);
}
