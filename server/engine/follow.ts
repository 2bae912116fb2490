/**
 * What follows from a commit later on is remembered in the commit itself, as alarms of its conversation: a process that
 * dies right after it has forgotten nothing. Knows no rule; what follows is handed in.
 */
import type { Alarm, Conversation, ConversationStore, Turn } from '../stores/port.ts';

/**
 * Alarms that a turn calls for; asked before each commit, and again if that is repeated. `before`: the conversation as it
 * was, undefined for a new one. An alarm whose id the conversation has already is not added again.
 */
export type Follow = (
  turn: Turn,
  before: () => Promise<Conversation | undefined>,
) => readonly Alarm[] | Promise<readonly Alarm[]>;

export const NOTHING: readonly Alarm[] = Object.freeze([]);

/** The store that adds them. `wakeAt` is told of each after the commit. */
export function withFollowing(
  store: ConversationStore,
  follow: Follow,
  wakeAt: (at: number) => void,
): ConversationStore {
  return {
    ...store,
    async commit(turn) {
      const { conversation } = turn;
      const { workspace, brand, phone, alarms } = conversation;
      const following = follow(turn, async () => {
        const found = await store.find(workspace, brand, phone);
        return found && found.rev <= conversation.rev ? found : undefined;
      });
      // Nothing follows from nearly every turn: it waits for nobody.
      const called = following === NOTHING ? NOTHING : await following;
      const fresh = called.filter(({ id }) => !alarms.some((alarm) => alarm.id === id));
      if (fresh.length === 0) return store.commit(turn);
      const outcome = await store.commit({
        ...turn,
        conversation: { ...conversation, alarms: [...alarms, ...fresh] },
      });
      if (outcome === 'committed') for (const { at } of fresh) wakeAt(at);
      return outcome;
    },
  };
}
