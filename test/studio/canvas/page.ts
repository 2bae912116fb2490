/** What modules of the studio expect of a browser as they are read, for tests of those that draw nothing. */
import { vi } from 'vitest';

/** To be called before the modules are imported. */
export function pretendPage(): void {
  const stored = new Map<string, string>();
  const storage = {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => stored.set(key, value),
    removeItem: (key: string) => stored.delete(key),
  };
  const listeners = { addEventListener() {}, removeEventListener() {}, dispatchEvent: () => true };
  vi.stubGlobal('window', { ...listeners, innerWidth: 1440, innerHeight: 900 });
  vi.stubGlobal('localStorage', storage);
  vi.stubGlobal('sessionStorage', storage);
  vi.stubGlobal('navigator', { languages: ['en'], platform: 'Linux' });
}
