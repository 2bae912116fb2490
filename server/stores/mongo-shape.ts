/** How what the port knows lies in documents, both ways; knows no collection and decides nothing. */
import type {
  ConversationDocument,
  ItemDocument,
  ItemEntry,
  LineDocument,
  LineEntry,
} from './mongo-documents.ts';
import { itemName, lineName } from './mongo-names.ts';
import {
  type Conversation,
  FRESH_DESK,
  holderOf,
  type OutboxItem,
  type StoredMessage,
  UNTOUCHED,
} from './port.ts';
import { fromFate, toFate } from './sent-line.ts';
import { toJson } from './to-json.ts';

type Body = Omit<Conversation, 'workspace' | 'id' | 'brand' | 'phone' | 'rev' | 'updatedAt'>;
type Untouched = keyof typeof UNTOUCHED;
/** As it is written: what nobody touched is left out. */
type StoredBody = Omit<Body, Untouched> & Partial<Pick<Body, Untouched>>;

/** What a turn sets in the document of its conversation. */
export function standing(
  conversation: Conversation,
): Pick<ConversationDocument, 'updatedAt' | 'body' | 'held'> {
  const { workspace, id, brand: _brand, phone: _phone, rev: _rev, updatedAt, ...body } = conversation;
  const { voice, floor, desk, alarms, ...rest } = body;
  const stored: StoredBody = {
    ...rest,
    ...(voice === 0 ? {} : { voice }),
    ...(floor === 0 ? {} : { floor }),
    ...(desk === FRESH_DESK ? {} : { desk }),
    ...(alarms.length === 0 ? {} : { alarms }),
  };
  const held = holderOf(conversation);
  return { updatedAt, body: toJson(stored), ...(held ? { held: { workspace, ...held, id } } : {}) };
}

export function toConversation(document: ConversationDocument): Conversation {
  const { workspace, id, brand, phone, rev, updatedAt, body } = document;
  return { ...UNTOUCHED, ...(JSON.parse(body) as StoredBody), workspace, id, brand, phone, rev, updatedAt };
}

/** When the conversation itself is due first, whatever waits in its outbox; empty if it never is. */
export function ringsOf({ timers, alarms }: Pick<Conversation, 'timers' | 'alarms'>): number[] {
  const times = [...timers, ...alarms].map(({ at }) => at);
  return times.length > 0 ? [Math.min(...times)] : [];
}

export function toLineEntry(message: StoredMessage, n: number, tick: number): LineEntry {
  const { id, workspace: _workspace, conversation: _conversation, direction, at, channel, state } = message;
  const { remoteId, content, author, fault } = message;
  const fate = fromFate(message);
  return {
    n,
    id,
    direction,
    tick,
    at,
    channel,
    state,
    ...(fault ? { fault: toJson(fault) } : {}),
    ...(fate === null ? {} : { fate }),
    body: toJson({ remoteId, content, author }),
  };
}

export function toLineDocument(
  { _id: place, workspace, id }: ConversationDocument,
  entry: LineEntry & { body: string },
): LineDocument {
  return {
    ...entry,
    _id: lineName({ workspace, id }, entry),
    workspace,
    place,
    conversation: id,
    ...(entry.direction === 'out' ? { sent: entry.id } : {}),
    date: new Date(entry.at),
  };
}

/** `state` is the line as it stands now, where that is not in its document yet. */
export function toMessage(
  place: { workspace: string; conversation: string },
  line: LineEntry & { body: string },
  state: LineEntry = line,
): StoredMessage {
  const { id, direction, at } = line;
  const { fault, fate = null } = state;
  return {
    id,
    workspace: place.workspace,
    conversation: place.conversation,
    direction,
    at,
    channel: state.channel,
    ...(JSON.parse(line.body) as Pick<StoredMessage, 'remoteId' | 'content' | 'author'>),
    state: state.state,
    ...(fault === undefined ? {} : { fault: JSON.parse(fault) as { code: string; detail: string } }),
    ...toFate(fate),
  };
}

export function toItemEntry(item: OutboxItem, n: number, tick: number): ItemEntry {
  const { id, lane, voice, attempts, via, askedAt, dueAt, parked, work } = item;
  return {
    n,
    id,
    tick,
    lane,
    attempts,
    ...(via === undefined ? {} : { via }),
    ...(askedAt === undefined ? {} : { askedAt }),
    dueAt,
    ...(parked ? { parkedAt: parked.at, fault: toJson({ code: parked.code, detail: parked.detail }) } : {}),
    body: toJson({ voice, work }),
  };
}

export function toItemDocument(
  { _id: place, workspace, id }: ConversationDocument,
  { away: _away, gone, ...entry }: ItemEntry,
  now: number,
): ItemDocument {
  const named = { _id: itemName({ workspace, id }, entry.id), workspace, place, conversation: id };
  if (gone) {
    const { n, tick, lane, attempts, dueAt } = entry;
    return { ...named, id: entry.id, n, tick, lane, attempts, dueAt, body: '{}', goneAt: now };
  }
  return {
    ...entry,
    ...named,
    ...(entry.parkedAt === undefined ? { wakeAt: entry.dueAt } : {}),
  };
}

/** An item from the outbox collection, as its conversation has it again. */
export function toAwayEntry(document: ItemDocument): ItemEntry {
  const {
    _id,
    workspace: _workspace,
    place: _place,
    conversation: _conversation,
    wakeAt: _wakeAt,
    ...entry
  } = document;
  return { ...entry, away: true };
}

export function toItem(place: { workspace: string; conversation: string }, entry: ItemEntry): OutboxItem {
  const { id, lane, attempts, via, askedAt, dueAt, parkedAt, fault, body } = entry;
  return {
    id,
    workspace: place.workspace,
    conversation: place.conversation,
    lane,
    attempts,
    ...(via === undefined ? {} : { via }),
    ...(askedAt === undefined ? {} : { askedAt }),
    dueAt,
    ...(JSON.parse(body) as Pick<OutboxItem, 'work' | 'voice'>),
    ...(parkedAt === undefined || fault === undefined
      ? {}
      : { parked: { at: parkedAt, ...(JSON.parse(fault) as { code: string; detail: string }) } }),
  };
}
