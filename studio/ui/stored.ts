/** A small choice kept in this browser and watched by React; knows nothing of what is chosen. */
import { useSyncExternalStore } from 'react';

export interface Stored<T> {
  get(): T;
  set(value: T): void;
  subscribe(listener: () => void): () => void;
}

/**
 * A value kept under `key` in localStorage. `read` makes the value from what is stored (null at first) and must return
 * the same reference for the same text. Where storage is refused (private windows) the value lives as long as the page.
 */
export function createStored<T extends string>(key: string, read: (stored: string | null) => T): Stored<T> {
  const listeners = new Set<() => void>();
  let current = read(readStorage(key));
  const tell = () => {
    for (const listener of listeners) listener();
  };
  window.addEventListener('storage', (event) => {
    if (event.key !== key) return;
    current = read(event.newValue);
    tell();
  });
  return {
    get: () => current,
    set(value) {
      current = value;
      try {
        localStorage.setItem(key, value);
      } catch {
        // Storage is full or refused: the choice holds until the page is closed.
      }
      tell();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

export function useStored<T>(stored: Stored<T>): T {
  return useSyncExternalStore(stored.subscribe, stored.get);
}

function readStorage(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}
