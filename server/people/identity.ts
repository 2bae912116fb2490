/** Who asks, over HTTP and over the live connection alike; knows no credential and no rule. */
import type { Role } from '../contract/people.ts';

/** Somebody who signed in, or a program with a token of theirs. */
export interface User {
  kind: 'user';
  workspace: string;
  /** The person's id; "owner" with ADMIN_TOKEN. */
  id: string;
  name: string;
  roles: readonly Role[];
  /** The session this came by. */
  session?: string;
  /** The API token this came by. */
  token?: string;
}

/** Whoever opened a shared preview: may play that one flow until the link expires. */
export interface Guest {
  kind: 'preview';
  workspace: string;
  /** The link it came by. */
  link: string;
  flow: string;
  /** Milliseconds since the epoch; the connection ends then. */
  expires: number;
}

export type Identity = User | Guest;
