/**
 * Who is signed in in this browser and what they may. The credential itself is a cookie that no script can read; the one file
 * that asks for it.
 */
import { create } from 'zustand';
import type { Me, Permission, SessionView } from '../../server/contract/people.ts';

interface Session {
  /** Undefined where nobody is signed in, or it is not known yet. */
  me: Me | undefined;
  /** "unknown" until the server has answered for the first time; "unreachable" where it did not. */
  state: 'unknown' | 'known' | 'unreachable';
  /** The server no longer accepted the session. */
  expired: boolean;
  /** False until the owner has been created. */
  founded: boolean;
}

export const useSession = create<Session>(() => ({
  me: undefined,
  state: 'unknown',
  expired: false,
  founded: true,
}));

/** Whether whoever is signed in may do this: decides what is shown, while the server decides what is done. */
export function useMay(permission: Permission): boolean {
  return useSession(({ me }) => me?.permissions.includes(permission) ?? false);
}

/** What the server answered to signing in, or to being asked who is there. */
export function keepSession({ me, founded }: SessionView): void {
  useSession.setState({ me, founded, state: 'known', expired: false });
}

/** Asks the server who is there. Never rejects: `state` tells how it went. */
export async function loadSession(): Promise<void> {
  try {
    const response = await fetch('/api/session', { headers: { accept: 'application/json' } });
    if (!response.ok) throw new Error(String(response.status));
    keepSession((await response.json()) as SessionView);
  } catch {
    if (useSession.getState().state !== 'known') useSession.setState({ state: 'unreachable' });
  }
}

/** Ends the session on the server, then here: whatever was shown of it is gone. Never rejects. */
export async function signOut(): Promise<void> {
  await fetch('/api/session', { method: 'DELETE' }).catch(() => undefined);
  useSession.setState({ me: undefined, expired: false });
}

/** The server refused the session of `person`: asked for anew, unless somebody else signed in meanwhile. */
export function sessionRefused(person: string | undefined): void {
  const { me } = useSession.getState();
  if (me === undefined || me.id !== person) return;
  useSession.setState({ me: undefined, expired: true });
}
