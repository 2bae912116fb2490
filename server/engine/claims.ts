/**
 * Which process sends what waits in a conversation, where several share a store: one at a time, by a claim that is taken
 * with the turn, renewed while there is work, and runs out if its holder dies. Knows the store's port, not what is sent.
 */
import type { Clock } from '../clock.ts';
import type { Report } from '../report.ts';
import type { Claim, Conversation, ConversationStore, Turn } from '../stores/port.ts';

/** A process among others on the same store. */
export interface Together {
  /** What this process is called; no other is, nor was. */
  name: string;
  /**
   * Whoever else has this conversation shall look at it now, and anybody at `at`, should they not; before others where
   * it is `hurried`. May be lost.
   */
  nudge(conversation: { workspace: string; id: string }, at: number, hurried: boolean): void;
  /** Who speaks in it, or what may leave it, is being changed here: whoever sends for it reads again. May be lost. */
  hush(conversation: { workspace: string; id: string }): void;
}

export interface Claims {
  /** Its commits take the claim with them. */
  store: ConversationStore;
  /** Whether other processes may be at work on the same conversations. */
  shared: boolean;
  /**
   * Asks for a conversation. `waiting`: items that hold up what is said next, where that is known. Where another process
   * has it, that one is asked to look, before others if somebody waits for it at this moment (`hurried`), and `until` is
   * when it has it no more.
   */
  take(
    conversation: Conversation,
    hurried?: boolean,
  ): Promise<{ mine: true; waiting?: number } | { mine: false; until: number }>;
  /** A turn that takes it is being committed here: what it asks for is sent by whoever commits it. */
  isTaking(id: string): boolean;
  /** True while nobody else can have it. Only within `during`. */
  holds(id: string): boolean;
  /** Keeps what is taken as long as the task runs. */
  during<T>(conversation: Conversation, task: () => Promise<T>): Promise<T>;
  stop(): void;
}

export interface ClaimsDeps {
  store: ConversationStore;
  /** Undefined: this process is the only one. */
  together: Together | undefined;
  clock: Clock;
  report: Report;
}

/** What a process that died had is taken up by another after that. */
export const CLAIM_MS = 6_000;
const RENEW_MS = 1_500;
/** Nothing begins to leave that late: clocks of two machines may differ by so much. */
const MARGIN_MS = 1_000;

export function createClaims({ store, together, clock, report }: ClaimsDeps): Claims {
  const ask = store.claim;
  if (!together || !ask) {
    return {
      store,
      shared: false,
      take: async () => ({ mine: true }),
      isTaking: () => false,
      holds: () => true,
      during: (_conversation, task) => task(),
      stop() {},
    };
  }
  const { name, nudge } = together;
  const held = new Map<string, { conversation: Conversation; until: number; users: number }>();
  /** How many turns of a conversation are being committed. */
  const taking = new Map<string, number>();
  let callOff: (() => void) | undefined;
  const claim = (): Claim => ({ by: name, at: clock.now(), until: clock.now() + CLAIM_MS });
  const claimOf = ({ workspace, id }: Conversation) => ask(workspace, id, claim());

  async function commit(turn: Turn): ReturnType<ConversationStore['commit']> {
    // A turn that says nothing leaves nothing to send.
    if (turn.outbox.length === 0) return store.commit(turn);
    const { id } = turn.conversation;
    taking.set(id, (taking.get(id) ?? 0) + 1);
    try {
      return await store.commit({ ...turn, claim: claim() });
    } finally {
      const others = (taking.get(id) ?? 1) - 1;
      if (others > 0) taking.set(id, others);
      else taking.delete(id);
    }
  }

  /** One round after another, as long as anything is held. */
  function renewSoon(): void {
    if (callOff || held.size === 0) return;
    callOff = clock.alarm(clock.now() + RENEW_MS, () => {
      renew()
        .catch((error: unknown) => report({ kind: 'fault', where: 'claim', error }))
        .finally(() => {
          callOff = undefined;
          renewSoon();
        });
    });
  }

  async function renew(): Promise<void> {
    const short = [...held.values()].filter(({ until }) => until - clock.now() < CLAIM_MS - RENEW_MS);
    const asked = short.map(async (one) => {
      const claimed = await claimOf(one.conversation);
      one.until = claimed?.mine ? claimed.until : 0;
    });
    for (const result of await Promise.allSettled(asked))
      if (result.status === 'rejected') throw result.reason;
  }

  return {
    shared: true,
    store: { ...store, commit },
    isTaking: (id) => taking.has(id),
    async take(conversation, hurried = false) {
      const claimed = await claimOf(conversation);
      // It was erased: there is nothing to send, and nobody to disturb.
      if (!claimed) return { mine: true };
      const own = held.get(conversation.id);
      if (claimed.mine) {
        if (own) own.until = claimed.until;
        return { mine: true, waiting: claimed.waiting };
      }
      if (own) own.until = 0;
      nudge(conversation, claimed.until, hurried);
      return { mine: false, until: claimed.until };
    },
    holds(id) {
      const own = held.get(id);
      return own !== undefined && own.until - MARGIN_MS > clock.now();
    },
    async during(conversation, task) {
      const { id } = conversation;
      const own = held.get(id) ?? { conversation, until: 0, users: 0 };
      held.set(id, own);
      own.users += 1;
      renewSoon();
      try {
        return await task();
      } finally {
        own.users -= 1;
        if (own.users === 0) held.delete(id);
      }
    },
    stop() {
      callOff?.();
      held.clear();
    },
  };
}
