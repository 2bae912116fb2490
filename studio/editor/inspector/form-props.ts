/** What every form of a step is given. */
import type { NodeKind, NodeOf } from '../../../flows/nodes/registry.ts';
import type { Slot } from '../../message/slot.ts';

export interface FormProps<K extends NodeKind> {
  id: string;
  slot: Slot<NodeOf<K>>;
}
