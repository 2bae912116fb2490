/** Chooses how processes tell each other: by Redis where an address of it is given, else not at all. */
import type { Clock } from '../clock.ts';
import { createInlineJobs } from './inline.ts';
import type { Jobs } from './port.ts';

export interface JobsOptions {
  redis: { url: string } | undefined;
  /** Tells this system's keys from those of others on the same Redis. */
  system: string;
  /** What this process is called. */
  name: string;
  clock: Clock;
  log: Record<'info' | 'warn' | 'error', (fields: object, text: string) => void>;
  failed(where: string, error: unknown): void;
}

/** What Socket.IO needs to reach the sockets of other processes; the shape of `Server`'s option "adapter". */
export type AcrossAdapter = ReturnType<typeof import('@socket.io/redis-streams-adapter').createAdapter>;

/** Throws a sentence for the operator if Redis cannot be used. It is waited for, a minute at most. */
export async function openJobs(
  options: JobsOptions,
): Promise<{ jobs: Jobs; adapter: AcrossAdapter | undefined }> {
  const { redis: given, system, clock, log } = options;
  if (!given) return { jobs: createInlineJobs(), adapter: undefined };
  const [{ connectRedis }, { createBullJobs }, { createAdapter }] = await Promise.all([
    import('./redis-connect.ts'),
    import('./bullmq.ts'),
    import('@socket.io/redis-streams-adapter'),
  ]);
  const redis = await connectRedis({ url: given.url, clock, log });
  const jobs = await createBullJobs({ ...options, redis });
  const rooms = redis.duplicate();
  rooms.on('error', () => undefined);
  const say = rooms.publish.bind(rooms);
  // The adapter does not look at what becomes of it.
  rooms.publish = ((...args: Parameters<typeof say>) => say(...args).catch(() => 0)) as typeof rooms.publish;
  const adapter = createAdapter(rooms, {
    streamName: `carillon:${system}:live`,
    channelPrefix: `carillon:${system}:live`,
    maxLen: 2_000,
    heartbeatInterval: 2_000,
    heartbeatTimeout: 6_000,
  });
  return {
    jobs: {
      ...jobs,
      async stop() {
        await jobs.stop();
        rooms.disconnect();
      },
    },
    adapter,
  };
}
