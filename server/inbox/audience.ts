/** Who is to hear that a conversation which waits in a queue is getting late. Knows operators and queues; no conversation. */
import { serves } from './choose-operator.ts';
import type { Operators } from './operators.ts';
import type { Queues } from './queues.ts';

export interface AudienceDeps {
  operators: Pick<Operators, 'all'>;
  queues: Pick<Queues, 'get'>;
  /** Those who lead the team, whatever they say of themselves. */
  leaders(): Promise<readonly string[]>;
}

/** The ids of those who take from the queue and are online, and of those who lead the team; each once. */
export function createAudience(deps: AudienceDeps): (queue: string) => Promise<string[]> {
  return async (id) => {
    const { queue } = deps.queues.get(id);
    const [operators, leaders] = await Promise.all([deps.operators.all(), deps.leaders()]);
    const members = operators.filter((one) => one.status === 'online' && serves(one, queue));
    return [...new Set([...members.map((one) => one.id), ...leaders])];
  };
}
