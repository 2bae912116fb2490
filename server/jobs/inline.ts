/** One process alone: nobody to tell, and the engine's own alarms are all the wake-ups there are. */
import type { Jobs } from './port.ts';

export function createInlineJobs(): Jobs {
  return {
    peers: { tell() {}, hear() {} },
    wake() {},
    start() {},
    turnOf: async () => undefined,
    async ping() {},
    async stop() {},
  };
}
