/** The one document store of this tab, joined to the server, the browser's storage and the thread that checks. */
import { create } from 'zustand';
import { useLive } from '../api/live-state.ts';
import { useSession } from '../api/session.ts';
import { randomId } from '../ui/random-id.ts';
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

let deps: DocumentDeps | undefined;

function browserDeps(): DocumentDeps {
  deps ??= {
    transport: liveTransport(),
    timer,
    keep: createKeep({
      local: () => localStorage,
      session: () => sessionStorage,
      tabs: browserTabs(() => sessionStorage, randomId),
    }),
    checker: createChecker(),
    newId: randomId,
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

useDocument.subscribe(({ isKept }, before) => {
  if (isKept !== before.isKept) useLive.setState({ isKept });
});

if (typeof window !== 'undefined') {
  // The page may never be seen again: what was not sent is written down, not sent, which would not finish.
  window.addEventListener('pagehide', () => useDocument.getState().flush());
  window.addEventListener('beforeunload', (event) => {
    useDocument.getState().flush();
    if (!useDocument.getState().isKept) event.preventDefault();
  });
}
