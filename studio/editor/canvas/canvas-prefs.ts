/** How one person likes the canvas: kept in this browser, not in the flow. Knows no step. */
import { create } from 'zustand';
import { isApple } from '../../ui/keys.ts';

export interface CanvasPrefs {
  /** "mouse": a drag pans, the wheel zooms. "trackpad": two fingers pan, a drag selects. */
  gestures: 'mouse' | 'trackpad';
  snap: boolean;
  guides: boolean;
  minimap: boolean;
  /** Notes and frames are drawn. */
  notes: boolean;
  /** Connections carry their names always, not only under the pointer. */
  names: boolean;
  /** The view goes with the preview's run. */
  follow: boolean;
  /** Ids of palette items, the newest first. */
  recent: readonly string[];
  favourites: readonly string[];
}

const KEY = 'carillon.canvas';
const DEFAULTS: CanvasPrefs = {
  gestures: isApple ? 'trackpad' : 'mouse',
  snap: true,
  guides: true,
  minimap: true,
  notes: true,
  names: false,
  follow: true,
  recent: [],
  favourites: [],
};
const RECENT = 4;

export const useCanvasPrefs = create<CanvasPrefs>(() => ({ ...DEFAULTS, ...stored() }));

export function setCanvasPrefs(values: Partial<CanvasPrefs>): void {
  useCanvasPrefs.setState(values);
  try {
    localStorage.setItem(KEY, JSON.stringify(useCanvasPrefs.getState()));
  } catch {
    // Storage is full or refused: the choice holds until the page is closed.
  }
}

export function rememberItem(id: string): void {
  const { recent } = useCanvasPrefs.getState();
  setCanvasPrefs({ recent: [id, ...recent.filter((one) => one !== id)].slice(0, RECENT) });
}

export function toggleFavourite(id: string): void {
  const { favourites } = useCanvasPrefs.getState();
  setCanvasPrefs({
    favourites: favourites.includes(id) ? favourites.filter((one) => one !== id) : [...favourites, id],
  });
}

function stored(): Partial<CanvasPrefs> {
  let read: Record<string, unknown>;
  try {
    read = JSON.parse(localStorage.getItem(KEY) ?? '{}') as Record<string, unknown>;
  } catch {
    return {};
  }
  if (typeof read !== 'object' || read === null) return {};
  const fits = Object.entries(DEFAULTS).filter(([name, usual]) => {
    const value = read[name];
    if (Array.isArray(usual)) return Array.isArray(value) && value.every((one) => typeof one === 'string');
    if (name === 'gestures') return value === 'mouse' || value === 'trackpad';
    return typeof value === typeof usual;
  });
  return Object.fromEntries(fits.map(([name]) => [name, read[name]]));
}
