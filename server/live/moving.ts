/**
 * Moves all running conversations of one version of a flow to the live one, in batches, and goes on after a restart.
 * Knows which are to be moved and how far it has come; how one is moved is the engine's.
 */
import type { Landing } from '../../flows/relocate.ts';
import type { Clock } from '../clock.ts';
import type { MoveProgress } from '../contract.ts';
import type { Move } from '../engine/move.ts';
import { CodedError } from '../errors.ts';
import type { Report } from '../report.ts';
import type { RecordStore, Store } from '../stores/port.ts';
import { pagesOfRunning } from './running.ts';

/** Record kind, by flow: the last move of each. */
const MOVE = 'flow-move';

interface MoveRecord extends MoveProgress {
  mapping: Record<string, Landing>;
}

export interface MovingRequest {
  workspace: string;
  flow: string;
  from: number;
  to: number;
  mapping: Record<string, Landing>;
  by: string;
}

export interface Moving {
  /** Begins, and resolves when that is stored. Errors: "conflict" while the flow's conversations are being moved. */
  start(request: MovingRequest): Promise<MoveProgress>;
  /** The last move of a flow. */
  last(workspace: string, flow: string): Promise<MoveProgress | undefined>;
  /** Goes on with what an earlier process left. */
  resume(workspace: string): Promise<void>;
  /** Ends the batch that is under way; the rest is for the next process. */
  stop(): Promise<void>;
}

export interface MovingDeps {
  store: Store;
  move: Move;
  clock: Clock;
  newId(): string;
  report: Report;
  tell(workspace: string, progress: MoveProgress): void;
}

/** Moved side by side: they share a commit, and leave the customers who write meanwhile their turn. */
const BATCH = 20;
/** Whoever writes during a pass may be missed by it, and is found by the next. */
const MAX_PASSES = 20;

export function createMoving({ store, move, clock, newId, report, tell }: MovingDeps): Moving {
  const { records, conversations } = store;
  const underWay = new Map<string, Promise<void>>();
  let stopping = false;

  const keyOf = (workspace: string, flow: string) => `${workspace}/${flow}`;

  function run(workspace: string, record: MoveRecord): void {
    const key = keyOf(workspace, record.flow);
    if (underWay.has(key)) return;
    const done = work(workspace, record)
      .catch(async (error: unknown) => {
        report({ kind: 'fault', where: 'move conversations', error });
        const stored = await records.get<MoveRecord>(workspace, MOVE, record.flow);
        await save(workspace, { ...(stored?.data ?? record), state: 'failed', endedAt: clock.now() });
      })
      // A store that cannot be written to leaves it "running": the next process goes on with it.
      .catch(() => {})
      .finally(() => underWay.delete(key));
    underWay.set(key, done);
  }

  async function work(workspace: string, record: MoveRecord): Promise<void> {
    const { flow, from, to, mapping } = record;
    let moved = record.moved;
    const stayed = new Set<string>();
    const failed = new Set<string>();
    const counted = () => ({ ...record, moved, left: stayed.size, failed: failed.size });

    async function moveOne(conversation: string): Promise<void> {
      try {
        const outcome = await move({ workspace, conversation, flow, from, to, mapping });
        failed.delete(conversation);
        if (outcome === 'moved') moved += 1;
        if (outcome === 'left') stayed.add(conversation);
      } catch (error) {
        failed.add(conversation);
        if (!(error instanceof CodedError)) report({ kind: 'fault', where: 'move conversation', error });
      }
    }

    for (let pass = 0; pass < MAX_PASSES; pass += 1) {
      const before = [moved, stayed.size, failed.size].join();
      for await (const page of pagesOfRunning(conversations, workspace, flow)) {
        const todo = page.filter(({ id, run: { version } }) => version === from && !stayed.has(id));
        for (let n = 0; n < todo.length; n += BATCH) {
          if (stopping) return;
          await Promise.all(todo.slice(n, n + BATCH).map(({ id }) => moveOne(id)));
          await save(workspace, counted());
        }
      }
      if ([moved, stayed.size, failed.size].join() === before) break;
    }
    await save(workspace, { ...counted(), state: 'done', endedAt: clock.now() });
  }

  async function save(workspace: string, record: MoveRecord): Promise<void> {
    await put(records, workspace, record);
    tell(workspace, viewOf(record));
  }

  return {
    async start({ workspace, flow, from, to, mapping, by }) {
      const stored = await records.get<MoveRecord>(workspace, MOVE, flow);
      if (stored?.data.state === 'running') {
        throw new CodedError('conflict', 'Conversations of this flow are being moved already.');
      }
      const record: MoveRecord = {
        id: newId(),
        flow,
        from,
        to,
        state: 'running',
        moved: 0,
        left: 0,
        failed: 0,
        startedAt: clock.now(),
        by,
        mapping,
      };
      const written = stored
        ? await records.update(workspace, MOVE, flow, stored.rev, record)
        : await records.insert(workspace, MOVE, flow, record);
      if (!written) throw new CodedError('conflict', 'Conversations of this flow are being moved already.');
      run(workspace, record);
      return viewOf(record);
    },

    async last(workspace, flow) {
      const stored = await records.get<MoveRecord>(workspace, MOVE, flow);
      return stored && viewOf(stored.data);
    },

    async resume(workspace) {
      let cursor: string | undefined;
      do {
        const page = await records.list<MoveRecord>(workspace, MOVE, {
          limit: 200,
          ...(cursor === undefined ? {} : { cursor }),
        });
        for (const { data } of page.items) if (data.state === 'running') run(workspace, data);
        cursor = page.cursor;
      } while (cursor !== undefined);
    },

    async stop() {
      stopping = true;
      await Promise.all(underWay.values());
    },
  };
}

/** Only the process that moves writes it, so that nobody is overwritten. */
async function put(records: RecordStore, workspace: string, record: MoveRecord): Promise<void> {
  const stored = await records.get<MoveRecord>(workspace, MOVE, record.flow);
  if (stored?.data.id === record.id) await records.update(workspace, MOVE, record.flow, stored.rev, record);
}

function viewOf({ mapping: _mapping, ...progress }: MoveRecord): MoveProgress {
  return progress;
}
