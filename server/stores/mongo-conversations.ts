/** Conversations and their threads in MongoDB; knows the documents, not what a flow makes of them. */
import type { Changes } from './mongo-change.ts';
import type { Commands } from './mongo-commands.ts';
import type { Collections, ConversationDocument, LineDocument, LineEntry } from './mongo-documents.ts';
import { idName, itemName, lineName, placeOf, seenName, within } from './mongo-names.ts';
import { createOutbox } from './mongo-outbox.ts';
import { readPage } from './mongo-page.ts';
import { createParts } from './mongo-parts.ts';
import type { Places } from './mongo-places.ts';
import { createInTurn, type Run } from './mongo-run.ts';
import { toConversation, toMessage } from './mongo-shape.ts';
import { afterReceipt, afterTurn, begun, findLine } from './mongo-transitions.ts';
import { fromCursor } from './page-of.ts';
import type { ConversationStore, Holder, Receipt, Turn } from './port.ts';
import { storableKey } from './to-json.ts';

type Outcome = Awaited<ReturnType<ConversationStore['commit']>>;
type Marked = Awaited<ReturnType<ConversationStore['mark']>>;

export interface ConversationsDeps {
  collections: Collections;
  commands: Commands;
  changes: Changes;
  places: Places;
  run: Run;
}

export function createConversations(deps: ConversationsDeps): ConversationStore {
  const { collections, commands, changes, places, run } = deps;
  const { conversations, messages, outbox } = collections;
  const parts = createParts(collections, commands);
  const inTurn = createInTurn();

  async function documentOf(workspace: string, id: string): Promise<ConversationDocument | undefined> {
    const place = await places.of(workspace, id);
    const found = place === undefined ? undefined : await changes.load(place);
    // The place may have been taken for a conversation that never came to be.
    return found?.id === id ? found : undefined;
  }

  async function wasSeen(key: string | undefined): Promise<boolean> {
    return key !== undefined && commands.isSeen(key);
  }

  async function sentAs(workspace: string, id: string): Promise<LineDocument[]> {
    storableKey(workspace);
    return (await commands.sent(storableKey(id))).filter((line) => line.workspace === workspace);
  }

  async function begin(turn: Turn, key: string | undefined): Promise<Outcome> {
    const { workspace, id, brand, phone } = turn.conversation;
    const place = placeOf(workspace, brand, phone);
    // First where its id leads, then the conversation: without it the id leads to nothing.
    if (!(await places.take(workspace, id, place))) return 'conflict';
    if (await changes.begin(begun(place, turn, key))) return 'committed';
    const other = await changes.load(place);
    const isSeen = other?.seen.some((entry) => entry.key === key) || (await wasSeen(key));
    return isSeen ? 'duplicate' : 'conflict';
  }

  async function proceed(turn: Turn, key: string | undefined): Promise<Outcome> {
    const { workspace, id, brand, phone, rev } = turn.conversation;
    const place = placeOf(workspace, brand, phone);
    return changes.change<Outcome>(
      place,
      'conflict',
      async (document) => {
        if (document.seen.some((entry) => entry.key === key)) return { answer: 'duplicate', final: true };
        const isOther = document.id !== id;
        if (isOther || document.rev !== rev) {
          // The turn that took it further may have been this very one, whose inbound id is filed by now.
          if (await wasSeen(key)) return { answer: 'duplicate', final: true };
          return { answer: 'conflict', final: isOther || document.rev > rev };
        }
        const [isSeen, known, lean] = await Promise.all([
          wasSeen(key),
          knownOf(document, turn),
          changes.lean(document),
        ]);
        if (isSeen) return { answer: 'duplicate', final: true };
        return { answer: 'committed', next: afterTurn(lean, turn, key, known) };
      },
      true,
    );
  }

  /** What the collections have of a turn's lines and items; as a rule nothing, for a turn makes new ones. */
  async function knownOf(document: ConversationDocument, turn: Turn) {
    if (turn.fresh) return { lines: [], items: [] };
    const sent = turn.messages.filter(({ direction }) => direction === 'out');
    const lineNames = sent.map(({ id }) => lineName(document, { direction: 'out', id, n: 0 }));
    const itemNames = document.away > 0 ? turn.outbox.map(({ id }) => itemName(document, id)) : [];
    const [lines, items] = await Promise.all([
      Promise.all(lineNames.map(commands.line)),
      itemNames.length > 0
        ? outbox.find({ _id: { $in: itemNames }, goneAt: { $exists: false } }).toArray()
        : [],
    ]);
    return { lines: lines.flatMap((line) => line ?? []), items: items.map(({ id }) => id) };
  }

  async function markOne({ place, id }: LineDocument, receipt: Receipt): Promise<Marked> {
    return changes.change<Marked>(place, 'unknown', async (document) => {
      const [line, item] = await Promise.all([parts.line(document, id), parts.item(document, id)]);
      if (!line) return { answer: 'unknown' };
      const { marked, next } = afterReceipt(document, receipt, line, item);
      return { answer: marked, next };
    });
  }

  return {
    find: (workspace, brand, phone) =>
      run(async () => {
        const found = await changes.load(placeOf(workspace, brand, phone));
        return found && toConversation(found);
      }),
    get: (workspace, id) =>
      run(async () => {
        const found = await documentOf(workspace, id);
        return found && toConversation(found);
      }),
    commit(turn) {
      const { workspace, id, rev } = turn.conversation;
      const commit = async (): Promise<Outcome> => {
        checkTurn(turn);
        const key = seenName(turn);
        if (rev > 0) return proceed(turn, key);
        return (await wasSeen(key)) ? 'duplicate' : begin(turn, key);
      };
      return run(async () => inTurn(idName(workspace, id), commit));
    },
    mark(workspace, message, receipt) {
      const mark = async (): Promise<Marked> => {
        let answer: Marked = 'unknown';
        for (const line of await sentAs(workspace, message)) {
          const marked = await inTurn(idName(workspace, line.conversation), () => markOne(line, receipt));
          if (answer !== 'marked') answer = marked;
        }
        return answer;
      };
      return run(() => inTurn(`message ${workspace} ${message}`, mark));
    },
    message: (workspace, id) =>
      run(async () => {
        const [line] = await sentAs(workspace, id);
        if (!line) return undefined;
        const document = await changes.recall(line.place);
        return toMessage(line, line, newer(line, document && findLine(document, id)));
      }),
    thread: (workspace, conversation, request) =>
      run(async () => {
        const [before = BEYOND] = fromCursor(request, ['number']) ?? [];
        const document = await documentOf(workspace, conversation);
        const place = { workspace, conversation };
        const page = await readPage(
          request.limit,
          async (count) => (document ? linesOf(document, before, count) : []),
          ([line, state]) => toMessage(place, line, state),
          ([{ n }]) => [n],
        );
        return { ...page, items: page.items.reverse() };
      }),
    list: (workspace, request) =>
      run(async () => {
        const [updatedAt, last] = fromCursor(request, ['number', 'string']) ?? [BEYOND, ''];
        const space = storableKey(workspace);
        const after = { $or: [{ updatedAt: { $lt: updatedAt } }, { updatedAt, _id: { $lt: last } }] };
        return readPage(
          request.limit,
          (count) =>
            conversations
              .find({ workspace: space, updatedAt: { $lte: updatedAt }, ...after })
              .sort({ updatedAt: -1, _id: -1 })
              .limit(count)
              .toArray(),
          toConversation,
          ({ updatedAt, _id }) => [updatedAt, _id],
        );
      }),
    held: (workspace, holder, request) =>
      run(async () => {
        const [from, last] = fromCursor(request, ['number', 'string']) ?? [-1, ''];
        const named = { 'held.workspace': storableKey(workspace), 'held.holder': storableKey(holder) };
        const after = {
          $or: [{ 'held.place': { $gt: from } }, { 'held.place': from, 'held.id': { $gt: last } }],
        };
        return readPage(
          request.limit,
          (count) =>
            conversations
              .find({ ...named, 'held.place': { $gte: from }, ...after })
              .sort({ 'held.place': 1, 'held.id': 1 })
              .limit(count)
              .toArray(),
          toConversation,
          ({ held, id }) => [held?.place ?? 0, id],
        );
      }),
    holders: (workspace) =>
      run(async () => {
        const counted = await conversations
          .aggregate<{ _id: Holder; count: number }>([
            { $match: { 'held.workspace': storableKey(workspace) } },
            { $group: { _id: '$held.holder', count: { $sum: 1 } } },
          ])
          .toArray();
        return counted
          .map(({ _id: holder, count }) => ({ holder, count }))
          .sort((a, b) => Buffer.compare(Buffer.from(a.holder), Buffer.from(b.holder)));
      }),
    erase: (workspace, id) =>
      run(() =>
        inTurn(idName(workspace, id), async () => {
          const document = await documentOf(workspace, id);
          if (!document) return undefined;
          // What is not filed yet counts too. The conversation goes last, so that what is interrupted can be repeated;
          // and what a turn filed meanwhile goes after it.
          await changes.repair(document);
          const { deletedCount: count } = await messages.deleteMany(within(document));
          await outbox.deleteMany(within(document));
          await changes.remove(document);
          const { deletedCount: late } = await messages.deleteMany(within(document));
          await outbox.deleteMany(within(document));
          await places.release(workspace, id);
          return count + late;
        }),
      ),
    ...createOutbox({ collections, changes, places, parts, run, inTurn, documentOf }),
  };

  /** The latest lines before line `before`, newest first: those that are filed, and those that are not yet. */
  async function linesOf(
    document: ConversationDocument,
    before: number,
    count: number,
  ): Promise<[line: LineEntry & { body: string }, state: LineEntry][]> {
    const stored = await messages
      .find({ place: document._id, n: { $lt: before }, ...within(document) })
      .sort({ n: -1 })
      .limit(count)
      .toArray();
    const open = new Map(document.lines.map((line) => [line.n, line]));
    const lines = stored.map((line): [LineEntry & { body: string }, LineEntry] => {
      const own = open.get(line.n);
      open.delete(line.n);
      const state = newer(line, own);
      return [state.body === undefined ? line : { ...state, body: state.body }, state];
    });
    for (const line of open.values()) {
      if (line.body !== undefined && line.n < before) lines.push([{ ...line, body: line.body }, line]);
    }
    return lines.sort(([a], [b]) => b.n - a.n).slice(0, count);
  }
}

/** Beyond every line and every time. */
const BEYOND = Number.MAX_SAFE_INTEGER;

/** The line as its conversation has it, unless it was filed later. */
function newer(line: LineDocument, own: LineEntry | undefined): LineEntry {
  return own === undefined || own.tick < line.tick ? line : own;
}

/** Refuses what cannot be written as it is. */
function checkTurn({ conversation, messages, outbox }: Turn): void {
  const { workspace, id, brand, phone } = conversation;
  for (const key of [workspace, id, brand, phone]) storableKey(key);
  for (const part of [...messages, ...outbox]) {
    storableKey(part.id);
    if (part.conversation !== id || part.workspace !== workspace) {
      throw new TypeError('A turn holds a message or an outbox item of another conversation.');
    }
  }
}
