/** One action on many conversations, in the background and with its progress. Knows no action. */
import { setImmediate as breathe } from 'node:timers/promises';
import type { BulkAction, BulkProgress, Row } from '../contract/inbox-list.ts';
import { CodedError } from '../errors.ts';
import type { User } from '../people/identity.ts';
import type { Condition, InboxStore } from '../stores/inbox-port.ts';
import type { Act } from './act.ts';

export interface Bulk {
  /** Begins; answers with how far it has come, which is nowhere. Errors: "too_many_requests". */
  start(
    who: User,
    what: { ids: readonly string[] } | { conditions: readonly Condition[] },
    action: BulkAction,
  ): Promise<BulkProgress>;
  /** Errors: "not_found" for one that is nobody's, or somebody else's, or long over. */
  progress(who: User, id: string): BulkProgress;
  /** What is under way is broken off. */
  stop(): Promise<void>;
}

export interface BulkDeps {
  workspace: string;
  inbox: InboxStore<Row>;
  act: Act;
  newId(): string;
  tell(operator: string, progress: BulkProgress): void;
  fault(error: unknown): void;
}

const AT_ONCE = 8;
const PAGE = 200;
const MOST_FAILURES = 20;
/** Of everybody; each is a loop over conversations. */
const MOST_RUNNING = 10;
const KEPT = 100;

export function createBulk({ workspace, inbox, act, newId, tell, fault }: BulkDeps): Bulk {
  const known = new Map<string, { by: string; progress: BulkProgress }>();
  const running = new Set<Promise<void>>();
  let stopping = false;

  async function idsOf(conditions: readonly Condition[]): Promise<string[]> {
    // All of them first: what is done may change what matches.
    const ids: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await inbox.query(workspace, conditions, 'newest', {
        limit: PAGE,
        ...(cursor === undefined ? {} : { cursor }),
      });
      ids.push(...page.items.map(({ id }) => id));
      cursor = page.cursor;
      await breathe();
    } while (cursor !== undefined && !stopping);
    return ids;
  }

  async function run(
    who: User,
    ids: readonly string[],
    action: BulkAction,
    progress: BulkProgress,
  ): Promise<void> {
    const one = async (id: string) => {
      try {
        await act(who, id, action);
        progress.done += 1;
      } catch (error) {
        progress.failed += 1;
        if (!(error instanceof CodedError)) fault(error);
        const { code, message } = error instanceof CodedError ? error : new CodedError('internal');
        if (progress.failures.length < MOST_FAILURES) progress.failures.push({ id, code, detail: message });
      }
    };
    for (let n = 0; n < ids.length && !stopping; n += AT_ONCE) {
      await Promise.all(ids.slice(n, n + AT_ONCE).map(one));
      tell(who.id, { ...progress });
    }
    progress.state = stopping ? 'stopped' : 'done';
    tell(who.id, { ...progress });
  }

  return {
    async start(who, what, action) {
      if (running.size >= MOST_RUNNING) throw new CodedError('too_many_requests');
      const ids = 'ids' in what ? [...new Set(what.ids)] : await idsOf(what.conditions);
      const id = newId();
      const progress: BulkProgress = {
        id,
        state: 'running',
        total: ids.length,
        done: 0,
        failed: 0,
        failures: [],
      };
      known.set(id, { by: who.id, progress });
      if (known.size > KEPT) known.delete(known.keys().next().value ?? '');
      const done = run(who, ids, action, progress).catch(fault);
      running.add(done);
      done.finally(() => running.delete(done));
      return { ...progress };
    },
    progress(who, id) {
      const found = known.get(id);
      if (found?.by !== who.id) throw new CodedError('not_found');
      return { ...found.progress };
    },
    async stop() {
      stopping = true;
      await Promise.allSettled([...running]);
    },
  };
}
