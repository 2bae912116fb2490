/** Says who shakes hands with the live connection; knows which credential counts, and no event. */
import type { IncomingHttpHeaders } from 'node:http';
import type { Identity, User } from '../people/identity.ts';

export interface AuthorizeDeps {
  /** Whoever is behind a bearer token. */
  bearer(token: string): Promise<User | undefined>;
  /** Whoever is behind the cookie of a browser. */
  session(headers: IncomingHttpHeaders): Promise<User | undefined>;
  /** A shared preview by its token. Errors for one that opens nothing: "not_found", "link_expired". */
  openPreview(token: string): Promise<{ workspace: string; flow: string; id: string; expires: number }>;
}

/** `auth` is {token} of a program, {preview: token} of a shared link, or {} for a browser that has a session. */
export function createAuthorize({ bearer, session, openPreview }: AuthorizeDeps) {
  return async ({
    auth,
    headers,
  }: {
    auth: Record<string, unknown>;
    headers: IncomingHttpHeaders;
  }): Promise<Identity | undefined> => {
    // What was shown counts, and nothing else is tried in its place.
    if (auth.token !== undefined) return typeof auth.token === 'string' ? bearer(auth.token) : undefined;
    if (auth.preview === undefined) return session(headers);
    if (typeof auth.preview !== 'string') return undefined;
    const { id, ...link } = await openPreview(auth.preview);
    return { kind: 'preview', link: id, ...link };
  };
}
