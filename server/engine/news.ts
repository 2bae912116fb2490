/** Tells, after each commit, what changed in conversations: for lists and screens, which no turn waits for. */
import type { Conversation, ConversationStore, StoredMessage } from '../stores/port.ts';

export type News =
  /** As it was committed, with the lines that are new. */
  | { kind: 'turn'; conversation: Conversation; messages: readonly StoredMessage[] }
  /** The state of a sent line may have changed: read it again. */
  | { kind: 'line'; workspace: string; message: string };

/** Called at once and in order; must be cheap, must not throw, and is not awaited. */
export type Tell = (news: News) => void;

/** The store that tells of what it wrote. */
export function withNews(store: ConversationStore, tell: Tell): ConversationStore {
  return {
    ...store,
    async commit(turn) {
      const outcome = await store.commit(turn);
      if (outcome === 'committed') {
        const { conversation, messages } = turn;
        tell({ kind: 'turn', conversation: { ...conversation, rev: conversation.rev + 1 }, messages });
      }
      return outcome;
    },
    async settle(settlement) {
      const settled = await store.settle(settlement);
      const { workspace, item, message, outcome } = settlement;
      if (settled && (message || outcome === 'parked')) tell({ kind: 'line', workspace, message: item });
      return settled;
    },
    async mark(workspace, message, receipt) {
      const marked = await store.mark(workspace, message, receipt);
      if (marked !== 'unknown') tell({ kind: 'line', workspace, message });
      return marked;
    },
    async unpark(workspace, item, dueAt) {
      const unparked = await store.unpark(workspace, item, dueAt);
      if (unparked) tell({ kind: 'line', workspace, message: item });
      return unparked;
    },
  };
}
