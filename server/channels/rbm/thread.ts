/** The thread that speaks to RBM; serves the channel's methods by name. */
import { randomUUID } from 'node:crypto';
import { systemClock } from '../../clock.ts';
import { createEgress } from '../../egress.ts';
import { serveThread } from '../../thread.ts';
import { openRbm, type RbmSettings } from './open.ts';

serveThread((settings: RbmSettings) => {
  const egress = createEgress({ allowPrivate: [] });
  const channel = openRbm(settings, { egress, clock: systemClock, newId: randomUUID });
  const methods = channel as unknown as Record<string, (...args: unknown[]) => unknown>;
  return async (name, args) => {
    const call = methods[name];
    if (!call) throw new Error(`The channel has no method ${name}.`);
    const result = await call(...args);
    // JSON knows no sets.
    return result instanceof Set ? [...result] : result;
  };
});
