/** The one document store of this tab, joined to the server, the browser's storage and the thread that checks. */
import { create } from 'zustand';
import { useSession } from '../api/session.ts';
import { createChecker } from './checker.ts';
import { type DocumentDeps, documentState } from './document-state.ts';
import { browserTabs, createKeep } from './keep.ts';
import { readSurroundings } from './surroundings.ts';
import type { Timer } from './sync.ts';
import { liveTransport } from './transport.ts';

const timer: Timer = {
  now: () => Date.now(),
  after(ms, run) {
    const handle = setTimeout(run, ms);
    return () => clearTimeout(handle);
  },
};

/** Not `randomUUID`, which a browser only has where the page came over HTTPS. */
function newId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
}

let deps: DocumentDeps | undefined;

function browserDeps(): DocumentDeps {
  deps ??= {
    transport: liveTransport(),
    timer,
    keep: createKeep({
      local: () => localStorage,
      session: () => sessionStorage,
      tabs: browserTabs(() => sessionStorage, newId),
    }),
    checker: createChecker(),
    newId,
    surroundings: readSurroundings,
    mayEdit: () => useSession.getState().me?.permissions.includes('flows.write') ?? false,
  };
  return deps;
}

/**
 * The document open in the editor. Components read it by selector, `useDocument((state) => state.flow)`; everything else
 * through `useDocument.getState()`.
 */
export const useDocument = create(documentState(browserDeps));

if (typeof window !== 'undefined') {
  // The page may never be seen again: what was not sent is written down, not sent, which would not finish.
  window.addEventListener('pagehide', () => useDocument.getState().flush());
  window.addEventListener('beforeunload', () => useDocument.getState().flush());
}
