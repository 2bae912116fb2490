/** Who has what right now, read from the store: operators with what they hold. Knows the port, decides nothing. */
import type { Conversation, ConversationStore, Holder } from '../stores/port.ts';
import { type Candidate, unitsOf } from './choose-operator.ts';
import type { OperatorRecord } from './operators.ts';
import { DEFAULT_QUEUE, type Queues } from './queues.ts';

/** Nobody talks with more people at once. */
const MOST_HELD = 200;

/** What one operator has or is offered, in units by conversation. */
export async function readUsed(
  store: Pick<ConversationStore, 'held'>,
  queues: Pick<Queues, 'get'>,
  workspace: string,
  operator: string,
): Promise<Map<string, number>> {
  const held = await Promise.all(
    [`operator:${operator}`, `offer:${operator}`].map((holder) =>
      store.held(workspace, holder as Holder, { limit: MOST_HELD }),
    ),
  );
  const used = new Map<string, number>();
  for (const { items } of held) for (const one of items) used.set(one.id, unitsOf(queueOf(queues, one), one));
  return used;
}

/** Operators with what they have. */
export function readBoard(
  store: Pick<ConversationStore, 'held'>,
  queues: Pick<Queues, 'get'>,
  workspace: string,
  operators: readonly OperatorRecord[],
): Promise<Candidate[]> {
  return Promise.all(
    operators.map(async (operator) => ({
      operator,
      used: await readUsed(store, queues, workspace, operator.id),
    })),
  );
}

function queueOf(queues: Pick<Queues, 'get'>, { owner }: Conversation) {
  return queues.get((owner.kind === 'bot' ? undefined : owner.queue) ?? DEFAULT_QUEUE).queue;
}
