/** The thread that speaks to platforms over HTTP; serves the RBM channel's methods, and calls of SMS providers, by name. */
import { randomUUID } from 'node:crypto';
import { systemClock } from '../clock.ts';
import { createEgress } from '../egress.ts';
import { serveThread } from '../thread.ts';
import { openRbm, type RbmSettings } from './rbm/open.ts';
import { createProviderCall } from './sms/provider-call.ts';

serveThread((settings: RbmSettings) => {
  const egress = createEgress({ allowPrivate: [] });
  const rbm = openRbm(settings, { egress, clock: systemClock, newId: randomUUID });
  const callProvider = createProviderCall({ fetch: egress.trusted, clock: systemClock });
  const methods = { ...rbm, callProvider } as unknown as Record<string, (...args: unknown[]) => unknown>;
  return async (name, args) => {
    const call = methods[name];
    if (!call) throw new Error(`The thread has no method ${name}.`);
    const result = await call(...args);
    // JSON knows no sets.
    return result instanceof Set ? [...result] : result;
  };
});
