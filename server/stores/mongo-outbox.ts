/** The outbox and the timers in MongoDB: what waits, what is due; knows no channel and no clock. */
import type { Changes } from './mongo-change.ts';
import type { Collections, ConversationDocument, ItemEntry } from './mongo-documents.ts';
import { idName, within } from './mongo-names.ts';
import { readPage } from './mongo-page.ts';
import type { Parts } from './mongo-parts.ts';
import type { Places } from './mongo-places.ts';
import type { InTurn, Run } from './mongo-run.ts';
import { toAwayEntry, toItem } from './mongo-shape.ts';
import {
  afterClaim,
  afterSettlement,
  afterUnpark,
  hasItems,
  mayClaim,
  waitingIn,
} from './mongo-transitions.ts';
import { fromCursor } from './page-of.ts';
import type { Claimed, ConversationStore } from './port.ts';
import { storableKey } from './to-json.ts';

type Part = Pick<ConversationStore, 'pending' | 'settle' | 'due' | 'nextDue' | 'claim' | 'parked' | 'unpark'>;

export interface OutboxDeps {
  collections: Collections;
  changes: Changes;
  places: Places;
  parts: Parts;
  run: Run;
  inTurn: InTurn;
  documentOf(workspace: string, id: string): Promise<ConversationDocument | undefined>;
}

export function createOutbox({
  collections: { conversations, outbox },
  changes,
  places,
  parts,
  run,
  inTurn,
  documentOf,
}: OutboxDeps): Part {
  /** Parked items are found by their rows; a process that died may have left one lagging. */
  async function fileRows(workspace: string): Promise<void> {
    for await (const document of conversations.find({ lagging: workspace })) await changes.repair(document);
  }

  return {
    pending: (workspace, conversation) =>
      run(async () => {
        const document = await documentOf(workspace, conversation);
        if (!document) return [];
        // What is sent now may be answered at once, and is then looked for by its message.
        await changes.repair(document);
        const found = new Map<string, ItemEntry>();
        if (document.away > 0) {
          const waiting = { goneAt: { $exists: false }, parkedAt: { $exists: false } };
          const own = { place: document._id, ...within(document) };
          for await (const row of outbox.find({ ...own, ...waiting })) found.set(row.id, toAwayEntry(row));
        }
        for (const item of document.items) {
          const row = found.get(item.id);
          if (row && row.tick > item.tick) continue;
          if (item.gone || item.parkedAt !== undefined) found.delete(item.id);
          else found.set(item.id, item);
        }
        const place = { workspace, conversation };
        return [...found.values()].sort((a, b) => a.n - b.n).map((item) => toItem(place, item));
      }),
    settle(settlement) {
      const { workspace, conversation, item: id, message } = settlement;
      const settle = async () => {
        storableKey(id);
        const place = await places.of(workspace, conversation);
        if (place === undefined) return false;
        return changes.change(place, false, async (document) => {
          if (document.id !== conversation) return { answer: false };
          const [item, line] = await Promise.all([
            parts.item(document, id),
            message ? parts.line(document, id) : undefined,
          ]);
          const next = item && afterSettlement(document, settlement, item, line);
          return { answer: next !== undefined, next };
        });
      };
      return run(() => inTurn(idName(workspace, conversation), settle));
    },
    claim: (workspace, id, claim) =>
      run(() =>
        inTurn(idName(workspace, id), async () => {
          const place = await places.of(workspace, id);
          if (place === undefined) return undefined;
          return changes.change<Claimed | undefined>(place, undefined, (document) => {
            if (document.id !== id) return { answer: undefined };
            const waiting = waitingIn(document);
            const { until, by } = document.claim ?? { until: 0, by: '' };
            if (!mayClaim(document, claim)) return { answer: { mine: false, until, waiting } };
            // With nothing to send, a claim would only keep away whoever goes on with the conversation.
            if (!hasItems(document)) return { answer: { mine: true, until: claim.at, waiting } };
            // What it has for a while yet needs no writing, nor reading: nobody else can have it before that.
            if (by === claim.by && until - claim.at > (claim.until - claim.at) / 2) {
              return { answer: { mine: true, until, waiting }, final: true };
            }
            const answer = { mine: true, until: claim.until, waiting };
            return { answer, next: afterClaim(document, claim) };
          });
        }),
      ),
    due: (now, limit, by) =>
      run(async () => {
        if (limit < 1) return [];
        const free =
          by === undefined
            ? {}
            : {
                $or: [{ claim: { $exists: false } }, { 'claim.by': by }, { 'claim.until': { $lte: now } }],
              };
        const first = new Map<
          string,
          { at: number; workspace: string; conversation: string; rings: boolean }
        >();
        const [documents] = await Promise.all([
          conversations
            .find(
              { dueAt: { $lte: now }, ...free },
              { projection: { workspace: 1, id: 1, dueAt: 1, rings: 1 } },
            )
            .sort({ dueAt: 1 })
            .limit(limit)
            .toArray(),
          (async () => {
            // Many rows of one conversation are passed over, so the count is not known before.
            const rows = outbox.find(
              { wakeAt: { $lte: now } },
              { projection: { place: 1, workspace: 1, conversation: 1, wakeAt: 1 } },
            );
            for await (const { place, workspace, conversation, wakeAt = now } of rows.sort({ wakeAt: 1 })) {
              if (!first.has(place)) first.set(place, { at: wakeAt, workspace, conversation, rings: false });
              if (first.size === limit) break;
            }
          })(),
        ]);
        for (const { _id, workspace, id, dueAt = now, rings } of documents) {
          const at = Math.min(dueAt, first.get(_id)?.at ?? dueAt);
          first.set(_id, { at, workspace, conversation: id, rings: rings.some((time) => time <= now) });
        }
        return [...first.values()]
          .sort((a, b) => a.at - b.at)
          .slice(0, limit)
          .map(({ workspace, conversation, rings }) => ({
            ...{ workspace, conversation },
            ...(by === undefined ? {} : { rings }),
          }));
      }),
    nextDue: (after) =>
      run(async () => {
        const [ahead, overdue, row] = await Promise.all([
          conversations
            .find({ dueAt: { $gt: after } }, { projection: { dueAt: 1 } })
            .sort({ dueAt: 1 })
            .limit(1)
            .toArray(),
          // Those with something overdue have perhaps something ahead as well.
          conversations.find({ dueAt: { $lte: after } }, { projection: { due: 1 } }).toArray(),
          outbox
            .find({ wakeAt: { $gt: after } }, { projection: { wakeAt: 1 } })
            .sort({ wakeAt: 1 })
            .limit(1)
            .toArray(),
        ]);
        let next = Number.POSITIVE_INFINITY;
        for (const { dueAt = next } of ahead) next = Math.min(next, dueAt);
        for (const { wakeAt = next } of row) next = Math.min(next, wakeAt);
        for (const { due } of overdue) for (const at of due) if (at > after) next = Math.min(next, at);
        return Number.isFinite(next) ? next : undefined;
      }),
    parked: (workspace, request) =>
      run(async () => {
        const [at, last] = fromCursor(request, ['number', 'string']) ?? [-1, ''];
        const space = storableKey(workspace);
        const after = { $or: [{ parkedAt: { $gt: at } }, { parkedAt: at, id: { $gt: last } }] };
        return readPage(
          request.limit,
          async (count) => {
            await fileRows(space);
            return outbox
              .find({ workspace: space, parkedAt: { $gte: at }, ...after })
              .sort({ parkedAt: 1, id: 1 })
              .limit(count)
              .toArray();
          },
          (row) => toItem(row, row),
          ({ parkedAt, id }) => [parkedAt ?? 0, id],
        );
      }),
    unpark: (workspace, id, dueAt) =>
      run(async () => {
        const named = { id: storableKey(id), workspace: storableKey(workspace), parkedAt: { $gte: 0 } };
        await fileRows(workspace);
        const row = await outbox.findOne(named);
        if (!row) return false;
        return inTurn(idName(workspace, row.conversation), () =>
          changes.change(row.place, false, async (document) => {
            const [item, line] = await Promise.all([parts.item(document, id), parts.line(document, id)]);
            if (item?.parkedAt === undefined) return { answer: false };
            return { answer: true, next: afterUnpark(document, item, line, dueAt) };
          }),
        );
      }),
  };
}
