/** The open document's parts as slots: what is put into one becomes an edit that can be undone. Draws nothing. */
import type { Flow } from '../../../flows/flow.ts';
import type { Node } from '../../../flows/nodes/registry.ts';
import { useDocument } from '../../document/store.ts';
import type { Slot, Words } from '../../message/slot.ts';
import { inspectorWords } from './inspector-texts.ts';
import { noteEdit } from './wordings.ts';

/** Makes an edit; false where it changed nothing or would not fit. */
export function editFlow(label: Words, change: (flow: Flow) => Flow, merge?: string | null): boolean {
  return useDocument.getState().edit(label, change, merge ? { merge } : {});
}

/** A step. Its texts are watched, so that wordings that go with them can be called outdated. */
export function nodeSlot(id: string, node: Node): Slot<Node> {
  return {
    value: node,
    at: `nodes.${id}`,
    put(next, edit, merge = `nodes.${id}`) {
      const { flow } = useDocument.getState();
      const before = Object.hasOwn(flow.nodes, id) ? flow.nodes[id] : undefined;
      if (!before) return;
      const done = editFlow(
        edit,
        (draft) =>
          Object.hasOwn(draft.nodes, id) ? { ...draft, nodes: { ...draft.nodes, [id]: next } } : draft,
        merge,
      );
      if (done) noteEdit(flow, id, before, next);
    },
  };
}

/** A part of the flow beside its steps: "name", "settings", "triggers"... */
export function flowSlot<K extends keyof Flow & string>(flow: Flow, key: K): Slot<Flow[K]> {
  return {
    value: flow[key],
    at: key,
    put: (value, edit = inspectorWords('changeFlow'), merge = key) => {
      editFlow(
        edit,
        (draft) => {
          if (value !== undefined) return { ...draft, [key]: value };
          const { [key]: _, ...rest } = draft;
          return rest as Flow;
        },
        merge,
      );
    },
  };
}
