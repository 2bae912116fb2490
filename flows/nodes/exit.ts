/** A way out of a node, by name; derived from the node, never stored. */
export interface Exit {
  /** What the canvas and the tests call it: "next", "timeout", "failed", "choice:haircut". */
  name: string;
  /** The node it leads to; undefined where the author has not connected it yet. */
  to: string | undefined;
}
