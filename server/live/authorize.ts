/** Says who shakes hands with the live connection; knows credentials, no event. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Identity } from './identity.ts';

export interface AuthorizeDeps {
  workspace: string;
  /** The owner's API token. */
  token: string;
  /** A shared preview by its token. Errors for one that opens nothing: "not_found", "link_expired". */
  openPreview(token: string): Promise<{ workspace: string; flow: string; id: string; expires: number }>;
}

/** `auth` is {token} of somebody who signed in, or {preview: token} of a shared link; undefined for anything else. */
export function createAuthorize({ workspace, token, openPreview }: AuthorizeDeps) {
  const wanted = digest(token);
  // Until there are accounts, whoever has the token is the owner.
  const owner: Identity = { kind: 'user', workspace, id: 'owner', name: 'Owner', roles: ['owner'] };

  return async ({ auth }: { auth: Record<string, unknown> }): Promise<Identity | undefined> => {
    if (typeof auth.token === 'string') {
      return timingSafeEqual(digest(auth.token), wanted) ? owner : undefined;
    }
    if (typeof auth.preview !== 'string') return undefined;
    const { id, ...link } = await openPreview(auth.preview);
    return { kind: 'preview', link: id, ...link };
  };
}

/** Hashes make both sides equally long, as a constant-time comparison wants. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
