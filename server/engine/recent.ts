/**
 * Keeps the conversations of the moment in memory in front of a store. Safe without any agreement between processes:
 * a commit names the revision it was read at, so one kept too long is refused, forgotten and read again.
 */
import type { Conversation, ConversationStore } from '../stores/port.ts';

/** A conversation takes one to four kilobytes. */
const KEPT = 8192;

export interface Recent extends ConversationStore {
  /** Another process went on with this conversation: the one kept is old. */
  forget(conversation: Pick<Conversation, 'workspace' | 'brand' | 'phone' | 'rev'>): void;
}

/** The store with a memory: `find` and `commit` use it, everything else goes through. */
export function withRecent(store: ConversationStore): Recent {
  const recent = new Map<string, Conversation>();
  const keyOf = (workspace: string, brand: string, phone: string) => `${workspace}/${brand}/${phone}`;

  function keep(conversation: Conversation): void {
    const key = keyOf(conversation.workspace, conversation.brand, conversation.phone);
    // A map keeps the order of insertion: the first is the one longest unused.
    recent.delete(key);
    recent.set(key, conversation);
    if (recent.size > KEPT) recent.delete(recent.keys().next().value ?? '');
  }

  return {
    ...store,
    async find(workspace, brand, phone) {
      const known = recent.get(keyOf(workspace, brand, phone));
      if (known) return known;
      const found = await store.find(workspace, brand, phone);
      if (found) keep(found);
      return found;
    },
    async commit(turn) {
      const { conversation } = turn;
      const outcome = await store.commit(turn);
      if (outcome === 'committed') keep({ ...conversation, rev: conversation.rev + 1 });
      if (outcome === 'conflict') {
        recent.delete(keyOf(conversation.workspace, conversation.brand, conversation.phone));
      }
      return outcome;
    },
    forget({ workspace, brand, phone, rev }) {
      const key = keyOf(workspace, brand, phone);
      const known = recent.get(key);
      if (known && known.rev < rev) recent.delete(key);
    },
  };
}
