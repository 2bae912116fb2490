/** What each live event asks of whoever sends it; knows no event's meaning. */

import type { Permission } from '../contract/people.ts';
import type { LiveEvent } from '../contract.ts';
import type { Identity } from '../people/identity.ts';
import { may } from '../people/roles.ts';

interface Rule {
  user: Permission;
  /** Guests of a shared preview may ask it too; the handler says how much of it. */
  guest?: true;
}

const VIEW = { user: 'flows.read' } as const;
/** What whoever has a link may do: play, on a phone. The flow itself stays with its authors. */
const PLAY = { user: 'flows.read', guest: true } as const;

const READ = { user: 'conversations.read' } as const;

/** The one table of who may: what is not in it is refused. Which flow or session it is about is decided after. */
export const LIVE_ACCESS: Record<LiveEvent, Rule> = {
  'flow:open': VIEW,
  'flow:edit': { user: 'flows.write' },
  'flow:presence': VIEW,
  'flow:close': VIEW,
  'preview:open': PLAY,
  'preview:act': PLAY,
  'preview:skip': PLAY,
  'preview:fire': VIEW,
  'preview:clock': PLAY,
  'preview:go': VIEW,
  'preview:fork': VIEW,
  'preview:from': VIEW,
  'preview:restart': PLAY,
  'preview:update': VIEW,
  'preview:setting': PLAY,
  'preview:close': PLAY,
  'inbox:open': READ,
  'inbox:more': READ,
  'inbox:close': READ,
  'inbox:counts': READ,
  'conversation:open': READ,
  'conversation:more': READ,
  'conversation:around': READ,
  'conversation:presence': READ,
  'conversation:read': { user: 'conversations.speak' },
  'conversation:close': READ,
};

/** Whether this identity may send this event at all. */
export function mayAsk(identity: Identity, event: string): boolean {
  const rule = Object.hasOwn(LIVE_ACCESS, event) ? LIVE_ACCESS[event as LiveEvent] : undefined;
  if (!rule) return false;
  return identity.kind === 'preview' ? rule.guest === true : may(identity, rule.user);
}
