/** The one table of which role may what, for HTTP and the live connection alike: what is not in it is refused. */
import type { Permission, Role } from '../contract/people.ts';
import type { Identity } from './identity.ts';

/** Whether any of their roles may do this; guests of a shared preview may nothing of it. */
export function may(identity: Identity | undefined, permission: Permission): boolean {
  return identity?.kind === 'user' && identity.roles.some((role) => allows(role, permission));
}

/** Everything these roles may do together. */
export function permissionsOf(roles: readonly Role[]): Permission[] {
  return (Object.keys(GRANTED) as Permission[]).filter((one) => roles.some((role) => allows(role, one)));
}

function allows(role: Role, permission: Permission): boolean {
  // Whoever owns the workspace may everything: nobody could give them what the table forgot.
  return role === 'owner' || GRANTED[permission].includes(role);
}

/** Beside the owner. */
const GRANTED: Record<Permission, readonly Role[]> = {
  // Operators hand back to a step and analysts count by step: both read its name.
  'flows.read': ['designer', 'operator', 'supervisor', 'analyst'],
  'flows.write': ['designer'],
  'flows.publish': ['designer'],
  'conversations.read': ['operator', 'supervisor'],
  'conversations.start': ['operator', 'supervisor'],
  'conversations.speak': ['operator', 'supervisor'],
  'conversations.assign': ['supervisor'],
  'conversations.export': ['supervisor'],
  // Pictures and documents: of flows, and of what an operator sends.
  'media.write': ['designer', 'operator', 'supervisor'],
  'brand.read': ['designer', 'operator', 'supervisor', 'analyst'],
  'brand.write': ['designer'],
  'secrets.read': ['designer'],
  'secrets.write': [],
  'calendars.read': ['designer', 'operator', 'supervisor'],
  'calendars.write': ['designer', 'supervisor'],
  'cases.read': ['operator', 'supervisor'],
  'cases.write': ['operator', 'supervisor'],
  'consent.read': ['operator', 'supervisor'],
  'consent.write': ['operator', 'supervisor'],
  'consent.import': ['supervisor'],
  'consent.erase': ['supervisor'],
  'people.read': ['supervisor'],
  'people.write': [],
  'people.reset': ['supervisor'],
  'queues.read': ['operator', 'supervisor', 'analyst'],
  'queues.write': ['supervisor'],
  'canned.read': ['operator', 'supervisor'],
  'canned.write': ['designer', 'supervisor'],
  'reports.read': ['supervisor', 'analyst'],
  'operations.read': ['supervisor'],
  'operations.write': ['supervisor'],
  'audit.read': ['supervisor'],
};
