/** Flows as people edit them together: puts editing, presence and the rooms of the live connection in touch. */
import type { Clock } from '../clock.ts';
import type { LivePush, MoveProgress, Person } from '../contract.ts';
import type { User } from '../people/identity.ts';
import type { RecordStore } from '../stores/port.ts';
import type { Across } from './across.ts';
import { createEditing } from './editing.ts';
import { flowHandlers, flowRoom } from './flow-handlers.ts';
import type { Live, LiveHandlers } from './live.ts';
import { createPresence } from './presence.ts';

/** What everybody else tells those who have a flow open. */
export interface FlowNews {
  /** The flow's record was written: by a route, by publishing. Never rejects for a flow that cannot be opened. */
  written(workspace: string, flow: string, by: string): Promise<void>;
  published(workspace: string, published: LivePush<'flow:published'>): void;
  moving(workspace: string, progress: MoveProgress): void;
}

export interface FlowLive {
  handlers: LiveHandlers;
  news: FlowNews;
  /** Resolves when nothing is being stored. */
  idle(): Promise<void>;
}

export interface FlowLiveDeps {
  records: RecordStore;
  clock: Clock;
  /** The `tell` of the live connection, which is made after this. */
  tell: Live['tell'];
  tellHere: Live['tellHere'];
  /** People in the rooms of several processes. */
  rooms?: Across['rooms'];
  /** Somebody is about to change a draft; what rejects, refuses it. */
  editing?(who: User, flow: string): Promise<void>;
}

export function createFlowLive(deps: FlowLiveDeps): FlowLive {
  const { records, clock, tell, tellHere, editing: told } = deps;
  const editing = createEditing({
    records,
    clock,
    tell: (workspace, flow, { base, rev, changes, by }) =>
      tell(flowRoom(workspace, flow), 'flow:changed', { flow, base, rev, changes, by }, by.person),
  });
  const shared = deps.rooms?.<Person>('flow', (room) => presence.changed(room));
  const presence = createPresence({
    clock,
    ...(shared ? { shared } : {}),
    tell: (room, people) =>
      tellHere(room, 'flow:people', { flow: room.slice(room.indexOf('/') + 1), people }),
  });

  return {
    handlers: flowHandlers({ editing, presence, ...(told ? { told } : {}) }),
    news: {
      async written(workspace, flow, by) {
        // A draft that is no flow is told to whoever edits it next, with the reason.
        await editing.refresh(workspace, flow, { name: by }).catch(() => {});
      },
      published: (workspace, published) =>
        tell(flowRoom(workspace, published.flow), 'flow:published', published),
      moving: (workspace, progress) => tell(flowRoom(workspace, progress.flow), 'flow:moving', progress),
    },
    idle: editing.idle,
  };
}
