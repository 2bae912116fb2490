/** Who is at the other end of a live connection, and what each kind may ask; knows no event's meaning. */
import type { LiveEvent } from '../contract.ts';

export type Role = 'owner' | 'editor' | 'viewer';

export type Identity =
  /** Somebody who signed in. */
  | { kind: 'user'; workspace: string; id: string; name: string; roles: readonly Role[] }
  /** Whoever opened a shared preview: may play that one flow until the link expires. */
  | {
      kind: 'preview';
      workspace: string;
      /** The link it came by. */
      link: string;
      flow: string;
      /** Milliseconds since the epoch; the connection ends then. */
      expires: number;
    };

/** The part of an event's name before the colon. */
type Group = LiveEvent extends `${infer G}:${string}` ? G : never;

/** The one table of who may: what is not in it is refused. Which flow or session it is about is decided after. */
const ACCESS: Record<Group | 'preview', (identity: Identity) => boolean> = {
  flow: (identity) => identity.kind === 'user',
  preview: (identity) => identity.kind === 'user' || identity.kind === 'preview',
};

/** Those who may change what the others see; `flow:edit` alone needs it. */
const MAY_EDIT: ReadonlySet<Role> = new Set(['owner', 'editor']);

/** Whether this identity may send this event at all. */
export function mayAsk(identity: Identity, event: string): boolean {
  const [group = ''] = event.split(':');
  const rule = Object.hasOwn(ACCESS, group) ? ACCESS[group as keyof typeof ACCESS] : undefined;
  if (!rule?.(identity)) return false;
  if (event !== 'flow:edit') return true;
  return identity.kind === 'user' && identity.roles.some((role) => MAY_EDIT.has(role));
}
