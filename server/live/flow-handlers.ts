/** The events of open flows: opening, editing, being seen, closing. Knows the wire; decides nothing of its own. */
import { flowRequests, type LiveAnswer } from '../contract.ts';
import { CodedError } from '../errors.ts';
import type { Identity, User } from '../people/identity.ts';
import type { Editing } from './editing.ts';
import type { LiveContext, LiveHandlers } from './live.ts';
import type { Presence } from './presence.ts';

/** The room of those who have a flow open. */
export function flowRoom(workspace: string, flow: string): string {
  return `flow:${workspace}/${flow}`;
}

/** Flows one connection has open at once: tabs have one each. */
const MAX_OPEN = 10;

/** Answers the `flow:` events. Being told what others do is `flowNews`. */
export function flowHandlers({
  editing,
  presence,
  told,
}: {
  editing: Editing;
  presence: Presence;
  told?(who: User, flow: string): Promise<void>;
}): LiveHandlers {
  /** By connection, which flows it has open. */
  const open = new Map<string, Set<string>>();

  function mustBeOpen({ socketId }: LiveContext, flow: string): void {
    if (!open.get(socketId)?.has(flow)) throw new CodedError('bad_request', `Open flow "${flow}" first.`);
  }

  function close(context: LiveContext, workspace: string, flow: string): void {
    const room = flowRoom(workspace, flow);
    open.get(context.socketId)?.delete(flow);
    context.leave(room);
    presence.leave(room, context.socketId);
  }

  return {
    'flow:open': {
      schema: flowRequests['flow:open'],
      async run({ flow, pending }, context): Promise<LiveAnswer<'flow:open'>> {
        const { workspace, name } = userOf(context.identity);
        const { socketId } = context;
        const room = flowRoom(workspace, flow);
        const own = open.get(socketId) ?? new Set<string>();
        if (!own.has(flow) && own.size >= MAX_OPEN) {
          throw new CodedError('too_many_requests', `One connection has at most ${MAX_OPEN} flows open.`);
        }
        if (!open.has(socketId)) {
          open.set(socketId, own);
          context.onClose(() => {
            for (const one of own) close(context, workspace, one);
            open.delete(socketId);
          });
        }
        // In the room before the document is read, so that no change falls in between: one that is in the document
        // already has a rev it does not exceed, and is passed over.
        context.join(room);
        try {
          const {
            rev,
            flow: document,
            published,
            archived,
            applied,
          } = await editing.open(workspace, flow, pending);
          own.add(flow);
          presence.join(room, { id: socketId, name });
          const people = presence.people(room);
          return { ok: true, rev, document, people, you: socketId, applied, published, archived };
        } catch (error) {
          if (!own.has(flow)) context.leave(room);
          throw error;
        } finally {
          // Gone while it was read: nobody is there any more.
          if (!open.has(socketId)) close(context, workspace, flow);
        }
      },
    },

    'flow:edit': {
      schema: flowRequests['flow:edit'],
      async run({ flow, base, changes, id }, context): Promise<LiveAnswer<'flow:edit'>> {
        const who = userOf(context.identity);
        const { workspace, name } = who;
        mustBeOpen(context, flow);
        await told?.(who, flow);
        const by = { name, person: context.socketId };
        const edited = await editing.edit(workspace, flow, { base, changes, id }, by);
        const { rev, theirs } = edited;
        if (edited.kind === 'conflict') {
          return { ok: false, code: 'conflict', rev, theirs, units: edited.units };
        }
        return { ok: true, rev, ...(theirs.length > 0 ? { theirs } : {}) };
      },
    },

    'flow:presence': {
      schema: flowRequests['flow:presence'],
      run({ flow, selection, cursor }, context): LiveAnswer<'flow:presence'> {
        const { workspace } = userOf(context.identity);
        mustBeOpen(context, flow);
        presence.update(flowRoom(workspace, flow), context.socketId, {
          selection,
          cursor: cursor ?? undefined,
        });
        return { ok: true };
      },
    },

    'flow:close': {
      schema: flowRequests['flow:close'],
      run({ flow }, context): LiveAnswer<'flow:close'> {
        close(context, userOf(context.identity).workspace, flow);
        return { ok: true };
      },
    },
  };
}

function userOf(identity: Identity): User {
  if (identity.kind !== 'user') throw new CodedError('forbidden');
  return identity;
}
