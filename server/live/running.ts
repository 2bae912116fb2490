/**
 * Which conversations are in the middle of a flow, and where they rest. Knows conversations by reading all of them: a
 * designer asks this now and then, and an index for it would cost every message.
 */
import { setImmediate as breathe } from 'node:timers/promises';
import { hasSameStep } from '../../flows/relocate.ts';
import type { RunningView } from '../contract.ts';
import type { Catalogues } from '../engine/catalogue.ts';
import type { Conversation, ConversationStore, Run } from '../stores/port.ts';

/** What is read at once; in between, everybody else is served. */
const PAGE = 100;

/** A conversation in the middle of a flow. */
export type Running = Conversation & { run: Run };

/**
 * The conversations in the middle of a flow, in pages, the last changed first. One that changes meanwhile may be left
 * out, or come twice.
 */
export async function* pagesOfRunning(
  store: ConversationStore,
  workspace: string,
  flow: string,
): AsyncGenerator<Running[]> {
  let cursor: string | undefined;
  do {
    const page = await store.list(workspace, { limit: PAGE, ...(cursor === undefined ? {} : { cursor }) });
    const found = page.items.filter(
      (one): one is Running => one.run?.flow === flow && one.run.snapshot.status === 'active',
    );
    if (found.length > 0) yield found;
    cursor = page.cursor;
    await breathe();
  } while (cursor !== undefined);
}

/** Counts them, by version and by the step they rest at, the fullest first. `live` is the flow's newest version. */
export async function countRunning(
  deps: { store: ConversationStore; catalogues: Catalogues },
  workspace: string,
  flow: string,
  live: number,
): Promise<RunningView> {
  const counts = new Map<number, { total: number; withPeople: number; nodes: Map<string, number> }>();
  const seen = new Set<string>();
  for await (const page of pagesOfRunning(deps.store, workspace, flow)) {
    for (const { id, run, owner } of page) {
      if (seen.has(id)) continue;
      seen.add(id);
      const { version, snapshot } = run;
      const count = counts.get(version) ?? { total: 0, withPeople: 0, nodes: new Map<string, number>() };
      counts.set(version, count);
      count.total += 1;
      if (owner.kind !== 'bot') count.withPeople += 1;
      count.nodes.set(snapshot.value, (count.nodes.get(snapshot.value) ?? 0) + 1);
    }
  }

  const target = await deps.catalogues.program(workspace, flow, live);
  const versions = [...counts].sort(([one], [other]) => other - one);
  return {
    total: seen.size,
    versions: await Promise.all(
      versions.map(async ([version, { total, withPeople, nodes }]) => {
        const program = await deps.catalogues.program(workspace, flow, version);
        const rows = [...nodes].sort(([a, many], [b, more]) => more - many || (a < b ? -1 : 1));
        return {
          version,
          live: version === live,
          total,
          withPeople,
          nodes: rows.map(([node, count]) => {
            const found = program?.stations.get(node)?.node;
            return {
              node,
              ...(found?.title === undefined ? {} : { title: found.title }),
              ...(found ? { kind: found.kind } : {}),
              count,
              fits: program !== undefined && target !== undefined && hasSameStep(program, target, node),
            };
          }),
        };
      }),
    ),
  };
}
