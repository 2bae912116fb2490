/** Puts the RBM channel together from plain settings, so that it can be opened in any thread. */
import type { Clock } from '../../clock.ts';
import type { Egress } from '../../egress.ts';
import type { Channel } from '../port.ts';
import { createRbmAuth, type ServiceAccount } from './auth.ts';
import { createCapabilities } from './capabilities.ts';
import { createRbmChannel } from './channel.ts';
import { rcsbusinessmessaging } from './client.ts';

/** JSON, so that it can cross into a thread. */
export interface RbmSettings {
  /** Google's root, a stand-in's, or the emulator's; the global root if left out. */
  rootUrl?: string;
  serviceAccount?: ServiceAccount;
  publicUrl: string;
}

/** What a phone can show changes with its software; a refused message asks again at once. */
const CAPABILITIES_MS = 24 * 3_600_000;
const CAPABILITIES_KEPT = 50_000;

export function openRbm(
  { rootUrl, serviceAccount, publicUrl }: RbmSettings,
  deps: { egress: Egress; clock: Clock; newId(): string },
): Channel {
  const { egress, clock, newId } = deps;
  const client = rcsbusinessmessaging({
    version: 'v1',
    fetch: egress.trusted,
    ...(serviceAccount
      ? { auth: createRbmAuth({ credentials: serviceAccount, fetch: egress.trusted }) }
      : {}),
    ...(rootUrl ? { rootUrl } : {}),
  });
  const capabilities = createCapabilities({
    client,
    clock,
    newId,
    ttlMs: CAPABILITIES_MS,
    max: CAPABILITIES_KEPT,
  });
  return createRbmChannel({ client, capabilities, publicUrl, clock });
}
