/** What people do in a conversation: take it, speak in it, give it back. The bot is silent while they have it. */
import { fit } from '../../flows/fit.ts';
import type { Message } from '../../flows/message.ts';
import type { Clock } from '../clock.ts';
import { CodedError } from '../errors.ts';
import type { Conversation, ConversationStore, OutboxItem, StoredMessage } from '../stores/port.ts';
import type { Route, Wishes } from './route.ts';
import type { Serial } from './serial.ts';

export interface OperatorDeps {
  store: ConversationStore;
  clock: Clock;
  newId(): string;
  serial: Serial;
  /** The channel by which something leaves now. */
  route(conversation: Conversation, wishes: Wishes): Route;
  /** This was committed, and may be sent. */
  drain(conversation: Conversation, fresh: OutboxItem[]): void;
}

const MAX_CONFLICTS = 10;

/** Changes a conversation by hand, one at a time with everything else that happens in it. */
export function createOperator({ store, clock, newId, serial, route, drain }: OperatorDeps) {
  interface Change {
    conversation: Conversation;
    messages?: StoredMessage[];
    outbox?: OutboxItem[];
  }

  async function change(
    workspace: string,
    id: string,
    make: (conversation: Conversation, now: number) => Change,
  ): Promise<Conversation> {
    const found = await store.get(workspace, id);
    if (!found) throw new CodedError('not_found');
    return serial(`${workspace}/${found.brand}/${found.phone}`, async () => {
      for (let tries = 0; tries < MAX_CONFLICTS; tries += 1) {
        const current = await store.get(workspace, id);
        if (!current) throw new CodedError('not_found');
        const now = clock.now();
        const { conversation, messages = [], outbox = [] } = make(current, now);
        const next = { ...conversation, updatedAt: now };
        if ((await store.commit({ conversation: next, messages, outbox })) === 'committed') {
          const committed = { ...next, rev: next.rev + 1 };
          if (outbox.length > 0) drain(committed, outbox);
          return committed;
        }
      }
      throw new CodedError('conflict');
    });
  }

  return {
    /** Makes the operator the owner; the bot's timers stand still until the conversation is handed back. */
    takeover(workspace: string, id: string, operator: string): Promise<Conversation> {
      return change(workspace, id, (conversation, now) => {
        const { owner } = conversation;
        if (owner.kind === 'operator' && owner.operator !== operator) {
          throw new CodedError('conflict', `${owner.operator} has this conversation.`);
        }
        // Since when people have it decides how far timers move at the handback.
        const since = owner.kind === 'bot' ? now : owner.since;
        return {
          conversation: { ...conversation, owner: { kind: 'operator', operator, since }, timers: [] },
        };
      });
    },

    /** Says something as the operator who owns the conversation. Errors: "forbidden" for anybody else. */
    say(workspace: string, id: string, operator: string, message: Message): Promise<Conversation> {
      return change(workspace, id, (conversation, now) => {
        const { owner } = conversation;
        if (owner.kind !== 'operator' || owner.operator !== operator) {
          throw new CodedError('forbidden', 'Take the conversation over before you write in it.');
        }
        const shared = { workspace, conversation: id };
        const { channel, code } = route(conversation, { traffic: 'service-request' });
        const said = fit(message).map((part) => ({ id: newId(), part }));
        return {
          conversation,
          messages: said.map(
            (line): StoredMessage => ({
              ...shared,
              id: line.id,
              direction: 'out',
              at: now,
              channel,
              content: line.part,
              author: { kind: 'operator', operator },
              state: 'queued',
              ...(code === undefined ? {} : { because: [{ at: now, code }] }),
            }),
          ),
          outbox: said.map(
            (line): OutboxItem => ({
              ...shared,
              id: line.id,
              lane: 'say',
              ...(channel === 'rbm' ? {} : { via: channel }),
              attempts: 0,
              dueAt: now,
              work: { kind: 'send', message: line.part, traffic: 'service-request' },
            }),
          ),
        };
      });
    },
  };
}
