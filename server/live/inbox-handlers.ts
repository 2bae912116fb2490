/**
 * The live events of the inbox: lists that are kept up to date, open threads, who looks at them. Knows the wire and the
 * rooms; what rows, lines and rights are is decided elsewhere.
 */

import type { Row, Sort } from '../contract/inbox-list.ts';
import { inboxRequests } from '../contract/inbox-live.ts';
import type { LiveAnswer } from '../contract.ts';
import { CodedError } from '../errors.ts';
import { keyOf } from '../inbox/filter.ts';
import { missedChange } from '../inbox/list-change.ts';
import type { Lists } from '../inbox/lists.ts';
import { positionOf, seqOf } from '../inbox/position.ts';
import type { Reader, Threads } from '../inbox/thread.ts';
import type { Viewers } from '../inbox/viewers.ts';
import type { Identity, User } from '../people/identity.ts';
import { may } from '../people/roles.ts';
import type { InboxStore } from '../stores/inbox-port.ts';
import type { Conversation, ConversationStore } from '../stores/port.ts';
import {
  conversationRoom,
  countsRoom,
  leadersRoom,
  listRoom,
  personRoom,
  type Subscriptions,
} from './inbox-rooms.ts';
import type { LiveContext, LiveHandlers } from './live.ts';

export interface InboxHandlersDeps {
  conversations: ConversationStore;
  inbox: InboxStore<Row>;
  lists: Lists;
  threads: Threads;
  viewers: Viewers;
  subscriptions: Subscriptions;
  /** An operator has read up to a message: nothing is unread, and the customer's phone says so. */
  read(who: User, conversation: Conversation, upTo: string): Promise<void>;
  /** An operator looks at a thread: it is on record who saw it. */
  looked(who: User, conversation: Conversation): Promise<void>;
  /** Somebody who has the conversation writes: the customer may see it. */
  typing(who: User, conversation: Conversation): void;
}

/** Lists and threads one connection has open at once. */
const MAX_OPEN = 12;
/** Changes that are told after an absence; after more, a list begins anew. */
const MOST_MISSED = 500;
/** Lines that are looked through for what was missed in a thread. */
const MOST_LINES = 200;

interface Open {
  lists: Map<string, Sort>;
  threads: Set<string>;
  counts: boolean;
}

export function inboxHandlers(deps: InboxHandlersDeps): LiveHandlers {
  const { conversations, inbox, lists, threads, viewers, subscriptions } = deps;
  const opened = new Map<string, Open>();

  function openOf(context: LiveContext): Open {
    const known = opened.get(context.socketId);
    if (known) return known;
    const fresh: Open = { lists: new Map(), threads: new Set(), counts: false };
    opened.set(context.socketId, fresh);
    const { workspace, id } = userOf(context.identity);
    context.join(personRoom(workspace, id));
    context.onClose(() => {
      opened.delete(context.socketId);
      for (const key of fresh.lists.keys()) subscriptions.leave(workspace, key);
      for (const room of fresh.threads) viewers.leave(room, context.socketId);
      if (fresh.counts) subscriptions.uncount(workspace, id);
    });
    return fresh;
  }

  async function found(workspace: string, id: string): Promise<Conversation> {
    const conversation = await conversations.get(workspace, id);
    if (!conversation) throw new CodedError('not_found');
    return conversation;
  }

  function mustBeOpen(context: LiveContext, room: string): void {
    if (!opened.get(context.socketId)?.threads.has(room)) {
      throw new CodedError('bad_request', 'Open the conversation first.');
    }
  }

  return {
    'inbox:open': {
      schema: inboxRequests['inbox:open'],
      async run({ limit, since, ...asked }, context): Promise<LiveAnswer<'inbox:open'>> {
        const { workspace, id: me } = userOf(context.identity);
        const open = openOf(context);
        const list = await lists.read(workspace, me, asked);
        const key = `${keyOf(list.conditions)}.${list.sort}`;
        if (!open.lists.has(key)) {
          if (open.lists.size >= MAX_OPEN) {
            throw new CodedError('too_many_requests', `${MAX_OPEN} lists are open.`);
          }
          // Told from here on: what changes while the page is read comes after it, or is in it.
          open.lists.set(key, list.sort);
          subscriptions.join(workspace, key, list.conditions);
          context.join(listRoom(workspace, key));
          // Gone while its filter was read.
          if (!opened.has(context.socketId)) subscriptions.leave(workspace, key);
        }
        const at = positionOf(inbox.epoch, await inbox.last());
        const seq = since === undefined ? undefined : seqOf(since, inbox.epoch);
        const missed = seq === undefined ? undefined : await inbox.since(workspace, seq, MOST_MISSED);
        if (missed) {
          const { rows, gone } = missedChange(list.conditions, missed);
          return { ok: true, key, reset: false, rows: [...rows], gone: [...gone], at };
        }
        const { items, cursor } = await lists.page(workspace, list, { limit });
        return {
          ok: true,
          key,
          reset: true,
          rows: items,
          gone: [],
          at,
          ...(cursor === undefined ? {} : { cursor }),
        };
      },
    },

    'inbox:more': {
      schema: inboxRequests['inbox:more'],
      async run({ key, cursor, limit }, context): Promise<LiveAnswer<'inbox:more'>> {
        const { workspace } = userOf(context.identity);
        const sort = opened.get(context.socketId)?.lists.get(key);
        const conditions = subscriptions.conditions(workspace, key);
        if (!sort || !conditions) throw new CodedError('bad_request', 'Open the list first.');
        const page = await lists.page(workspace, { conditions, sort }, { limit, cursor });
        return { ok: true, rows: page.items, ...(page.cursor === undefined ? {} : { cursor: page.cursor }) };
      },
    },

    'inbox:close': {
      schema: inboxRequests['inbox:close'],
      run({ key }, context): LiveAnswer<'inbox:close'> {
        const { workspace } = userOf(context.identity);
        if (opened.get(context.socketId)?.lists.delete(key)) {
          subscriptions.leave(workspace, key);
          context.leave(listRoom(workspace, key));
        }
        return { ok: true };
      },
    },

    'inbox:counts': {
      schema: inboxRequests['inbox:counts'],
      async run({ on }, context): Promise<LiveAnswer<'inbox:counts'>> {
        const { workspace, id: me } = userOf(context.identity);
        const open = openOf(context);
        const room = countsRoom(workspace, me);
        if (on && !open.counts) {
          context.join(room);
          subscriptions.count(workspace, me);
        } else if (!on && open.counts) {
          context.leave(room);
          subscriptions.uncount(workspace, me);
        }
        open.counts = on;
        return { ok: true, counts: await lists.counts(workspace, me) };
      },
    },

    'conversation:open': {
      schema: inboxRequests['conversation:open'],
      async run({ id, limit, since }, context): Promise<LiveAnswer<'conversation:open'>> {
        const who = userOf(context.identity);
        const { workspace } = who;
        const open = openOf(context);
        const conversation = await found(workspace, id);
        const room = conversationRoom(workspace, id);
        if (!open.threads.has(room) && open.threads.size >= MAX_OPEN) {
          throw new CodedError('too_many_requests', `${MAX_OPEN} conversations are open.`);
        }
        // Who looks is on record before anything is shown.
        if (!open.threads.has(room)) await deps.looked(who, conversation);
        const there = opened.get(context.socketId);
        if (there) {
          context.join(room);
          if (readerOf(who).leads) context.join(leadersRoom(workspace, id));
          open.threads.add(room);
          viewers.join(room, context.socketId, who);
        }
        const row = await subscriptions.row(workspace, id);
        const most = since === undefined ? limit : MOST_LINES;
        const page = await threads.page(workspace, id, { limit: most }, readerOf(who));
        const at = page.items.at(-1)?.id ?? '';
        const shared = { ok: true as const, row, at, viewers: viewers.of(room) };
        const { readTo } = conversation.desk;
        const read = readTo === undefined ? {} : { readTo };
        // Known to whoever was away: what follows, and what changed in the lines before, is in this page.
        const known = since !== undefined && page.items.some((line) => line.id === since);
        if (known) return { ...shared, ...read, reset: false, lines: page.items };
        return {
          ...shared,
          ...read,
          reset: true,
          lines: page.items,
          ...(page.cursor === undefined ? {} : { cursor: page.cursor }),
        };
      },
    },

    'conversation:more': {
      schema: inboxRequests['conversation:more'],
      async run({ id, cursor, limit }, context): Promise<LiveAnswer<'conversation:more'>> {
        const who = userOf(context.identity);
        const { workspace } = who;
        mustBeOpen(context, conversationRoom(workspace, id));
        const page = await threads.page(workspace, id, { limit, cursor }, readerOf(who));
        return { ok: true, lines: page.items, ...(page.cursor === undefined ? {} : { cursor: page.cursor }) };
      },
    },

    'conversation:around': {
      schema: inboxRequests['conversation:around'],
      async run({ id, to }, context): Promise<LiveAnswer<'conversation:around'>> {
        const who = userOf(context.identity);
        mustBeOpen(context, conversationRoom(who.workspace, id));
        const { items, cursor, newer } = await threads.around(who.workspace, id, to, readerOf(who));
        return { ok: true, lines: items, newer, ...(cursor === undefined ? {} : { cursor }) };
      },
    },

    'conversation:presence': {
      schema: inboxRequests['conversation:presence'],
      async run({ id, typing, drafting }, context): Promise<LiveAnswer<'conversation:presence'>> {
        const who = userOf(context.identity);
        const room = conversationRoom(who.workspace, id);
        mustBeOpen(context, room);
        viewers.update(room, context.socketId, { typing, drafting });
        if (typing) deps.typing(who, await found(who.workspace, id));
        return { ok: true };
      },
    },

    'conversation:read': {
      schema: inboxRequests['conversation:read'],
      async run({ id, upTo }, context): Promise<LiveAnswer<'conversation:read'>> {
        const who = userOf(context.identity);
        mustBeOpen(context, conversationRoom(who.workspace, id));
        await deps.read(who, await found(who.workspace, id), upTo);
        return { ok: true };
      },
    },

    'conversation:close': {
      schema: inboxRequests['conversation:close'],
      run({ id }, context): LiveAnswer<'conversation:close'> {
        const { workspace } = userOf(context.identity);
        const room = conversationRoom(workspace, id);
        if (opened.get(context.socketId)?.threads.delete(room)) {
          context.leave(room);
          context.leave(leadersRoom(workspace, id));
          viewers.leave(room, context.socketId);
        }
        return { ok: true };
      },
    },
  };
}

function readerOf(who: User): Reader {
  return { id: who.id, leads: may(who, 'conversations.assign') };
}

function userOf(identity: Identity): User {
  if (identity.kind !== 'user') throw new CodedError('forbidden');
  return identity;
}
