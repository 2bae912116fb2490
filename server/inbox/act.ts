/** What is done to a conversation by bulk and macros, as calls of the engine. Knows no list and no screen. */
import type { BulkAction } from '../contract/inbox-list.ts';
import type { AuditAction } from '../contract/people.ts';
import type { Engine } from '../engine/engine.ts';
import { CodedError } from '../errors.ts';
import type { User } from '../people/identity.ts';
import { may } from '../people/roles.ts';
import type { Desk } from '../stores/port.ts';

export type Act = (who: User, conversation: string, action: BulkAction) => Promise<void>;

export interface ActDeps {
  workspace: string;
  engine: Pick<Engine, 'takeover' | 'own' | 'handback' | 'close' | 'change' | 'read'>;
  /** The customer's newest message, to be read. */
  newest(conversation: string): Promise<string | undefined>;
  /** Whether there is such a queue, and such an operator. */
  queue(id: string): boolean;
  operator(id: string): Promise<boolean>;
  /** Puts on record what is about to be done to a conversation. */
  note(who: User, action: AuditAction, conversation: string): Promise<void>;
}

/** What of it belongs on record: who may speak to a customer. */
const ON_RECORD: Readonly<Partial<Record<BulkAction['kind'], AuditAction>>> = {
  takeover: 'conversation.taken-over',
  assign: 'conversation.transferred',
  handback: 'conversation.handed-back',
  close: 'conversation.closed',
};

const MOST_LABELS = 30;

/** Errors: as the engine's; "not_found" for a queue or an operator that is none. */
export function createAct({ workspace, engine, newest, queue, operator, note }: ActDeps): Act {
  async function keep(id: string, change: (desk: Desk) => Desk): Promise<void> {
    await engine.change(workspace, id, (conversation) => ({
      conversation: { ...conversation, desk: change(conversation.desk) },
      quiet: true,
    }));
  }

  return async (who, id, action) => {
    const by = { operator: who.id, assigns: may(who, 'conversations.assign') };
    const record = ON_RECORD[action.kind];
    if (record) await note(who, record, id);
    switch (action.kind) {
      case 'labels':
        await keep(id, (desk) => {
          const kept = desk.labels.filter((label) => !action.remove.includes(label));
          const labels = [...new Set([...kept, ...action.add])];
          if (labels.length > MOST_LABELS) {
            throw new CodedError('limit_reached', `A conversation has at most ${MOST_LABELS} labels.`);
          }
          return { ...desk, labels };
        });
        return;
      case 'priority':
        await keep(id, (desk) => ({ ...desk, priority: action.priority }));
        return;
      case 'follow':
        await keep(id, (desk) => {
          const others = desk.followers.filter((one) => one !== who.id);
          return { ...desk, followers: action.on ? [...others, who.id] : others };
        });
        return;
      case 'snooze':
        await engine.own(workspace, id, { kind: 'snooze', by, until: action.until });
        return;
      case 'close':
        await engine.close(workspace, id, {
          by,
          ...(action.disposition === undefined ? {} : { disposition: action.disposition }),
        });
        return;
      case 'reopen':
        await engine.own(workspace, id, { kind: 'reopen', by });
        return;
      case 'takeover':
        await engine.takeover(workspace, id, who.id);
        return;
      case 'handback':
        await engine.handback(workspace, id, undefined, { by });
        return;
      case 'assign': {
        const { to } = action;
        if ('queue' in to ? !queue(to.queue) : !(await operator(to.operator)))
          throw new CodedError('not_found');
        // Two calls, because the protocol's type tells the two apart.
        if ('queue' in to) await engine.own(workspace, id, { kind: 'give', by, to });
        else await engine.own(workspace, id, { kind: 'give', by, to });
        return;
      }
      case 'read': {
        const message = await newest(id);
        if (message !== undefined) await engine.read(workspace, id, message);
        return;
      }
    }
  };
}
