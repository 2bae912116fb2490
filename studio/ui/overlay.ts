/** Which of the overlays that belong to no screen is open; opened from bars and by keys. */
import { create } from 'zustand';

export type Overlay = 'palette' | 'shortcuts';

export const useOverlay = create<{ open: Overlay | undefined }>(() => ({ open: undefined }));

export function openOverlay(open: Overlay | undefined): void {
  useOverlay.setState({ open });
}
