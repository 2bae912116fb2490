/**
 * Who is signed in on this tab: today the owner, by the API token, kept as long as the tab lives. The one file that knows
 * where it is kept.
 */
import { create } from 'zustand';

const KEY = 'carillon.token';

interface Session {
  token: string | undefined;
  /** The server no longer accepted the token. */
  expired: boolean;
}

export const useSession = create<Session>(() => ({ token: readStored(), expired: false }));

export function sessionToken(): string | undefined {
  return useSession.getState().token;
}

export function signIn(token: string): void {
  store(token);
  useSession.setState({ token, expired: false });
}

export function signOut(): void {
  store(undefined);
  useSession.setState({ token: undefined, expired: false });
}

/** The server refused `token`: asked for anew, unless somebody signed in with another one meanwhile. */
export function sessionRefused(token: string | undefined): void {
  if (token !== sessionToken()) return;
  store(undefined);
  useSession.setState({ token: undefined, expired: token !== undefined });
}

function readStored(): string | undefined {
  try {
    return sessionStorage.getItem(KEY) ?? undefined;
  } catch {
    return undefined;
  }
}

function store(token: string | undefined): void {
  try {
    if (token === undefined) sessionStorage.removeItem(KEY);
    else sessionStorage.setItem(KEY, token);
  } catch {
    // Storage is refused (private windows): the sign-in holds until the page is left.
  }
}
