/** Whether the live connection holds; apart from the connection itself, so that showing it does not load it. */
import { create } from 'zustand';

/** "idle" until a screen needs the connection; "lost" while it is being opened again. */
export type LiveState = 'idle' | 'connecting' | 'connected' | 'lost';

export const useLive = create<{ state: LiveState; retry: () => void }>(() => ({
  state: 'idle',
  retry: () => undefined,
}));
