/** The team of people behind the bot: whether somebody is there, and how long it will take. Knows no queue itself. */
import { z } from 'zod';
import { rfc3339 } from '../../flows/wall-clock.ts';
import { done, operation } from './operation.ts';
import type { Service } from './port.ts';

/** How a queue stands for somebody who would come now. */
export interface Availability {
  open: boolean;
  /** In milliseconds since the epoch, where it is closed and will open. */
  opensAt?: number;
  /** Operators who could take it and are online. */
  online: number;
  waiting: number;
  waitMinutes?: number;
}

export type AskTeam = (workspace: string, queue: string, language: string) => Promise<Availability>;

const inputSchema = z.strictObject({
  queue: z.string().min(1).max(64).default('default').describe('The queue that would be handed to.'),
});

export function createTeamService(ask: AskTeam): Service {
  return {
    summary: 'The people behind the bot: whether somebody is there, and how long it takes.',
    operations: {
      availability: operation({
        summary: 'Says whether somebody is there who can take over, and how long it will take.',
        input: inputSchema,
        failures: {},
        async run({ queue }, { workspace, locale }) {
          const { online, opensAt, ...found } = await ask(workspace, queue, locale.slice(0, 2));
          return done({
            available: found.open && online > 0,
            ...found,
            ...(opensAt === undefined ? {} : { opensAt: rfc3339(opensAt) }),
          });
        },
      }),
    },
  };
}
