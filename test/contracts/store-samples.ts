/** Conversations, lines and outbox items for tests of a store; every field that matters can be set. */
import {
  type Conversation,
  type MessageState,
  type OutboxItem,
  type Receipt,
  type StoredMessage,
  type Turn,
  UNTOUCHED,
} from '../../server/stores/port.ts';

/** A time in 2026, in milliseconds. */
export const AT = 1_790_000_000_000;

export function sampleConversation(fields: Partial<Conversation> = {}): Conversation {
  return {
    workspace: 'main',
    id: 'c-1',
    brand: 'garage',
    phone: '+33600000001',
    channel: 'rbm',
    rev: 0,
    locale: 'en',
    optedOut: false,
    owner: { kind: 'bot' },
    ...UNTOUCHED,
    run: undefined,
    timers: [],
    createdAt: AT,
    updatedAt: AT,
    heardAt: undefined,
    ...fields,
  };
}

type Place = Pick<Conversation, 'workspace' | 'id'>;

export function sampleLine(
  conversation: Place,
  id: string,
  fields: Partial<StoredMessage> = {},
): StoredMessage {
  return {
    id,
    workspace: conversation.workspace,
    conversation: conversation.id,
    direction: 'out',
    at: AT,
    channel: 'rbm',
    content: { kind: 'text', text: `line ${id}`, suggestions: [] },
    author: { kind: 'bot', node: 'greet' },
    state: 'queued',
    ...fields,
  };
}

export function sampleItem(conversation: Place, id: string, fields: Partial<OutboxItem> = {}): OutboxItem {
  return {
    id,
    workspace: conversation.workspace,
    conversation: conversation.id,
    work: {
      kind: 'send',
      message: { kind: 'text', text: `line ${id}`, suggestions: [] },
      traffic: 'transaction',
    },
    lane: 'say',
    attempts: 0,
    dueAt: AT,
    ...fields,
  };
}

export function sampleReceipt(state: MessageState, fields: Partial<Receipt> = {}): Receipt {
  return { channel: 'rbm', state, at: AT, ...fields };
}

/** A turn that leaves the conversation as given and adds what is named. */
export function sampleTurn(
  conversation: Conversation,
  parts: Partial<Omit<Turn, 'conversation'>> = {},
): Turn {
  return { conversation, messages: [], outbox: [], ...parts };
}
