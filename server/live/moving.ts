/**
 * Moves all running conversations of one version of a flow to the live one, in batches, and goes on after a restart.
 * Knows which are to be moved and how far it has come; how one is moved is the engine's.
 */
import type { Landing } from '../../flows/relocate.ts';
import { changeRecord } from '../change-record.ts';
import type { Clock } from '../clock.ts';
import type { MoveProgress } from '../contract.ts';
import type { Move } from '../engine/move.ts';
import { CodedError } from '../errors.ts';
import type { Report } from '../report.ts';
import type { Store } from '../stores/port.ts';
import { pagesOfRunning } from './running.ts';

/** Record kind, by flow: the last move of each. */
const MOVE = 'flow-move';

interface MoveRecord extends MoveProgress {
  mapping: Record<string, Landing>;
  /** The process that moves, where there are several; another may go on with it after `until`. */
  worker?: { by: string; until: number } | undefined;
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
  /** Goes on with what an earlier process left, and from now on with what one of several leaves. */
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
  /** What this process is called, where others share the store. */
  by?: string;
}

/** Moved side by side: they share a commit, and leave the customers who write meanwhile their turn. */
const BATCH = 20;
/** Whoever writes during a pass may be missed by it, and is found by the next. */
const MAX_PASSES = 20;
/** What a process that died was moving is taken up by another after that, at its next look. */
const WORKER_MS = 6000;
const RENEW_MS = 1500;
const LOOK_MS = 2500;

export function createMoving({ store, move, clock, newId, report, tell, by }: MovingDeps): Moving {
  const { records, conversations } = store;
  const underWay = new Map<string, Promise<void>>();
  let stopping = false;
  let callOff: (() => void) | undefined;

  const worker = () => (by === undefined ? undefined : { by, until: clock.now() + WORKER_MS });
  const keyOf = (workspace: string, flow: string) => `${workspace}/${flow}`;

  function run(workspace: string, record: MoveRecord): void {
    const key = keyOf(workspace, record.flow);
    if (underWay.has(key)) return;
    const done = work(workspace, record)
      .catch(async (error: unknown) => {
        if (error === TAKEN) return;
        report({ kind: 'fault', where: 'move conversations', error });
        const stored = await records.get<MoveRecord>(workspace, MOVE, record.flow);
        const failed = { ...(stored?.data ?? record), state: 'failed' as const, endedAt: clock.now() };
        await save(workspace, () => failed);
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
    const counted = () => ({ ...record, moved, left: stayed.size, failed: failed.size, worker: worker() });
    let callOffRenewal: (() => void) | undefined;
    const renewLater = () => {
      if (by === undefined) return;
      callOffRenewal = clock.alarm(clock.now() + RENEW_MS, () => {
        // Should it fail, or have been taken over, the next saving finds out.
        save(workspace, counted)
          .catch(() => {})
          .finally(() => callOffRenewal && renewLater());
      });
    };
    const endRenewal = () => {
      callOffRenewal?.();
      callOffRenewal = undefined;
    };

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

    async function moveAll(): Promise<boolean> {
      for (let pass = 0; pass < MAX_PASSES; pass += 1) {
        const before = [moved, stayed.size, failed.size].join();
        for await (const page of pagesOfRunning(conversations, workspace, flow)) {
          const todo = page.filter(({ id, run: { version } }) => version === from && !stayed.has(id));
          for (let n = 0; n < todo.length; n += BATCH) {
            if (stopping) return false;
            await Promise.all(todo.slice(n, n + BATCH).map(({ id }) => moveOne(id)));
            await save(workspace, counted);
          }
        }
        if ([moved, stayed.size, failed.size].join() === before) break;
      }
      return true;
    }

    renewLater();
    const isWhole = await moveAll().finally(endRenewal);
    const endedAt = clock.now();
    await save(workspace, () => ({
      ...counted(),
      worker: undefined,
      ...(isWhole ? { state: 'done', endedAt } : {}),
    }));
  }

  /** Throws `TAKEN` where another process has it by now, or another move took its place: nobody is overwritten. */
  async function save(workspace: string, make: () => MoveRecord): Promise<void> {
    const { id, flow } = make();
    const saved = await changeRecord<MoveRecord, MoveRecord | undefined>(
      records,
      { workspace, kind: MOVE, key: flow },
      (stored) => {
        if (stored?.id !== id || (by !== undefined && stored.worker?.by !== by)) return { answer: undefined };
        const record = make();
        return { answer: record, write: record };
      },
    );
    if (!saved) throw TAKEN;
    tell(workspace, viewOf(saved));
  }

  /** Goes on with what nobody is at work on. */
  async function takeUp(workspace: string): Promise<void> {
    let cursor: string | undefined;
    do {
      const page = await records.list<MoveRecord>(workspace, MOVE, {
        limit: 200,
        ...(cursor === undefined ? {} : { cursor }),
      });
      for (const { key, rev, data } of page.items) {
        if (data.state !== 'running' || stopping || underWay.has(keyOf(workspace, data.flow))) continue;
        if (by === undefined) run(workspace, data);
        else if ((data.worker?.until ?? 0) <= clock.now()) {
          const own = { ...data, worker: worker() };
          if (await records.update(workspace, MOVE, key, rev, own)) run(workspace, own);
        }
      }
      cursor = page.cursor;
    } while (cursor !== undefined);
  }

  function lookLater(workspace: string): void {
    if (by === undefined || stopping) return;
    callOff = clock.alarm(clock.now() + LOOK_MS, () => {
      takeUp(workspace)
        .catch((error: unknown) => report({ kind: 'fault', where: 'move conversations', error }))
        .finally(() => lookLater(workspace));
    });
  }

  return {
    async start({ workspace, flow, from, to, mapping, by: author }) {
      const stored = await records.get<MoveRecord>(workspace, MOVE, flow);
      if (stored?.data.state === 'running') {
        throw new CodedError('being_moved');
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
        by: author,
        mapping,
        worker: worker(),
      };
      const written = stored
        ? await records.update(workspace, MOVE, flow, stored.rev, record)
        : await records.insert(workspace, MOVE, flow, record);
      if (!written) throw new CodedError('being_moved');
      run(workspace, record);
      return viewOf(record);
    },

    async last(workspace, flow) {
      const stored = await records.get<MoveRecord>(workspace, MOVE, flow);
      return stored && viewOf(stored.data);
    },

    async resume(workspace) {
      await takeUp(workspace);
      lookLater(workspace);
    },

    async stop() {
      stopping = true;
      callOff?.();
      await Promise.all(underWay.values());
    },
  };
}

/** Another process goes on with it. */
const TAKEN = new Error('It is moved by another process.');

function viewOf({ mapping: _mapping, worker: _worker, ...progress }: MoveRecord): MoveProgress {
  return progress;
}
