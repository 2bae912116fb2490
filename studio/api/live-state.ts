/** Whether the live connection holds; apart from the connection itself, so that showing it does not load it. */
import { create } from 'zustand';

/** "idle" until a screen needs the connection; "lost" while it is being opened again. */
export type LiveState = 'idle' | 'connecting' | 'connected' | 'lost';

export interface Live {
  state: LiveState;
  /** False while the browser refuses to keep what cannot be sent: its storage is full. */
  isKept: boolean;
  retry: () => void;
}

export const useLive = create<Live>(() => ({
  state: 'idle',
  isKept: true,
  retry: () => undefined,
}));
