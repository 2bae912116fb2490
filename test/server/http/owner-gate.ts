/** A door that knows one bearer token, its owner's, for tests of routes that are about something else. */
import type { Gate } from '../../../server/http/route.ts';
import { createSessionGate } from '../../../server/http/session.ts';
import { createCredentials } from '../../../server/people/credentials.ts';

export function ownerGate(token: string, workspace = 'default'): Gate {
  return createSessionGate({
    credentials: createCredentials({ workspace, adminToken: token }),
    publicUrl: 'http://localhost:3000',
    keptMs: 1000,
  });
}
