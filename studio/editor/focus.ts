/** Asks the canvas to go to a step, or the inspector to take the keyboard. Knows neither of them. */
import { create } from 'zustand';

export interface FocusRequest {
  /** A node's id, or "note:<id>", "frame:<id>". */
  id: string;
  /** Puts the keyboard into the inspector instead of on the box. */
  inspect: boolean;
  /** Told apart from the request before, which may have been for the same step. */
  serial: number;
}

interface FocusState {
  /** The latest; whoever carries it out takes it away. */
  wanted: FocusRequest | undefined;
  /** Raised each time the inspector shall take the keyboard. */
  inspector: number;
}

export const useFocus = create<FocusState>(() => ({ wanted: undefined, inspector: 0 }));

let serial = 0;

/** Selects a step, brings it to the middle of the canvas and puts the keyboard on its box. */
export function focusNode(id: string, { inspect = false } = {}): void {
  serial += 1;
  useFocus.setState({ wanted: { id, inspect, serial } });
}

/** Opens the inspector and puts the keyboard on its first field. */
export function focusInspector(): void {
  useFocus.setState(({ inspector }) => ({ inspector: inspector + 1 }));
}

/** The request, once: the second caller gets undefined. */
export function takeFocus(): FocusRequest | undefined {
  const { wanted } = useFocus.getState();
  if (wanted) useFocus.setState({ wanted: undefined });
  return wanted;
}
