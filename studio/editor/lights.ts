/** What other parts of the editor want lit on the canvas. They push, the canvas draws; neither knows the other. */
import { create } from 'zustand';
import type { Flow } from '../../flows/flow.ts';

export interface ExitRef {
  node: string;
  exit: string;
}

export interface Lights {
  /** The preview: where it is, which steps it has been at, in order, and the exits taken. */
  preview?: {
    node?: string;
    path: readonly string[];
    edges: readonly ExitRef[];
    /** Raised each time somebody asks for a run: one that begins with the panel moves no canvas. */
    run?: number;
  };
  /** What the tried paths or the tests have been through; exits as "node exit". */
  coverage?: { nodes: ReadonlySet<string>; exits: ReadonlySet<string> };
  /** What differs from another version. */
  comparison?: { added: ReadonlySet<string>; removed: ReadonlySet<string>; changed: ReadonlySet<string> };
  /** How many people wait at a step right now. */
  waiting?: Readonly<Record<string, number>>;
  /** The steps as they run in the newest published version. */
  published?: Flow['nodes'];
  /** One way through the flow, shown for a moment. */
  route?: { nodes: readonly string[]; edges: readonly ExitRef[] };
}

export const useLights = create<Lights>(() => ({}));

export function setLight<Layer extends keyof Lights>(layer: Layer, value: Lights[Layer] | undefined): void {
  useLights.setState({ [layer]: value });
}
