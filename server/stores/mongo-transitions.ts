/**
 * What a turn, a settlement, a receipt make of a conversation's document. Pure: knows documents and the port, nothing of
 * when or how they are stored.
 */
import type { ConversationDocument, ItemEntry, LineEntry } from './mongo-documents.ts';
import { ringsOf, standing, toItemEntry, toLineEntry } from './mongo-shape.ts';
import type { Claim, Receipt, Settlement, Turn } from './port.ts';
import { changeLine, fromFate, isArrived, markLine, type SentLine, sentLine } from './sent-line.ts';
import { toJson } from './to-json.ts';

/** The document of a conversation that begins with this turn. `seen` is the name of its inbound id. */
export function begun(place: string, turn: Turn, seen: string | undefined): ConversationDocument {
  const { workspace, id, brand, phone } = turn.conversation;
  const empty: ConversationDocument = {
    _id: place,
    workspace,
    id,
    brand,
    phone,
    rev: 0,
    tick: 0,
    updatedAt: 0,
    body: '',
    rings: [],
    due: [],
    said: 0,
    queued: 0,
    away: 0,
    lines: [],
    items: [],
    seen: [],
  };
  return afterTurn(empty, turn, seen, { lines: [], items: [] });
}

/** What the collections have of the lines and items a turn names, where the document has them no more. */
export interface Known {
  lines: readonly LineEntry[];
  items: readonly string[];
}

export function afterTurn(
  document: ConversationDocument,
  { conversation, messages, outbox, claim }: Turn,
  seen: string | undefined,
  known: Known,
): ConversationDocument {
  const tick = document.tick + 1;
  const { held: _held, ...rest } = document;
  const next: ConversationDocument = {
    ...rest,
    ...(claim && mayClaim(document, claim) ? { claim: claimOf(claim) } : {}),
    ...standing(conversation),
    rev: document.rev + 1,
    rings: ringsOf(conversation),
    lines: [...document.lines],
    items: [...document.items],
    seen: seen === undefined ? document.seen : [...document.seen, { key: seen, at: conversation.updatedAt }],
  };
  for (const message of messages) {
    const isSame = (line: LineEntry) =>
      message.direction === 'out' && line.direction === 'out' && line.id === message.id;
    const before = next.lines.find(isSame) ?? known.lines.find(isSame);
    if (before === undefined) {
      next.lines.push(toLineEntry(message, next.said, tick));
      next.said += 1;
    } else {
      // A sent line committed again takes the place it had, stays delivered if it was, and forgets nothing of its way.
      const entry = toLineEntry(message, before.n, tick);
      const stays = before.state === 'read' || (before.state === 'delivered' && entry.state !== 'read');
      const fate = entry.fate ?? before.fate;
      next.lines = next.lines.filter((line) => !isSame(line));
      next.lines.push({
        ...entry,
        ...(stays ? { state: before.state } : {}),
        ...(fate === undefined ? {} : { fate }),
      });
    }
  }
  for (const item of outbox) {
    const before = next.items.find(({ id }) => id === item.id);
    if (before ? !before.gone : known.items.includes(item.id)) continue;
    const entry = toItemEntry(item, next.queued, tick);
    next.queued += 1;
    if (before) next.away += 1;
    next.items = next.items.filter((one) => one !== before);
    next.items.push(before ? { ...entry, away: true } : entry);
  }
  return sealed(next);
}

/** Whether a process may take the conversation, or has it. */
export function mayClaim({ claim }: ConversationDocument, { by, at }: Claim): boolean {
  return claim === undefined || claim.by === by || claim.until <= at;
}

/** The conversation is taken by a process, or kept. */
export function afterClaim(document: ConversationDocument, claim: Claim): ConversationDocument {
  return { ...document, claim: claimOf(claim), tick: document.tick + 1 };
}

/** Whether its outbox has anything at all that is not done with. */
export function hasItems({ items, away }: ConversationDocument): boolean {
  return away > 0 || items.some((item) => !item.gone);
}

/** Items that hold up what is said next, or may. */
export function waitingIn({ items, away }: ConversationDocument): number {
  const here = items.filter((item) => !item.gone && !item.away && holdsUp(item));
  return here.length + away;
}

function holdsUp({ lane, parkedAt }: ItemEntry): boolean {
  return lane !== 'watch' && parkedAt === undefined;
}

function claimOf({ by, until }: Claim): { by: string; until: number } {
  return { by, until };
}

/** Undefined if the item is past this. `line` is the sent line with its id, if there is one. */
export function afterSettlement(
  document: ConversationDocument,
  settlement: Settlement,
  item: ItemEntry,
  line: LineEntry | undefined,
): ConversationDocument | undefined {
  if (item.parkedAt !== undefined && settlement.outcome !== 'done') return undefined;
  const tick = document.tick + 1;
  const { askedAt: _asked, ...unasked } = item;
  let next: ItemEntry;
  let fault: { code: string; detail: string } | undefined;
  switch (settlement.outcome) {
    case 'done':
      next = { ...item, gone: true };
      break;
    case 'again': {
      const { dueAt, attempts, lane = item.lane, via = item.via } = settlement;
      next = { ...unasked, dueAt, attempts, lane, ...(via === undefined ? {} : { via }) };
      break;
    }
    case 'asking':
      next = { ...item, askedAt: settlement.at };
      break;
    case 'parked': {
      const { at, attempts, code, detail } = settlement;
      fault = { code, detail };
      next = { ...item, parkedAt: at, attempts, fault: toJson(fault) };
      break;
    }
  }
  const changed = withItem(document, { ...next, tick });
  const { message } = settlement;
  if (!line || !message) return sealed(changed);
  const sent = opened(line);
  changeLine(sent, message, fault);
  return sealed(withLine(changed, closed(line, sent, tick)));
}

/** `item` is the one that watches over the line, if there is one. Undefined if the receipt says nothing new. */
export function afterReceipt(
  document: ConversationDocument,
  receipt: Receipt,
  line: LineEntry,
  item: ItemEntry | undefined,
): { marked: 'marked' | 'late'; next: ConversationDocument | undefined } {
  const tick = document.tick + 1;
  const sent = opened(line);
  const marked = markLine(sent, receipt);
  const ends = marked === 'marked' && isArrived(receipt.state) && item !== undefined;
  if (!ends && !sent.moved && !sent.turned) return { marked, next: undefined };
  const changed = ends ? withItem(document, { ...item, gone: true, tick }) : document;
  return { marked, next: sealed(withLine(changed, closed(line, sent, tick))) };
}

/** The item is parked. */
export function afterUnpark(
  document: ConversationDocument,
  { parkedAt: _parked, fault: _fault, askedAt: _asked, ...item }: ItemEntry,
  line: LineEntry | undefined,
  dueAt: number,
): ConversationDocument {
  const tick = document.tick + 1;
  const changed = withItem(document, { ...item, attempts: 0, dueAt, tick });
  if (!line || isArrived(line.state)) return sealed(changed);
  const { fault: _old, ...rest } = line;
  return sealed(withLine(changed, { ...rest, state: 'queued', tick }));
}

/** The document without what is filed; undefined if there is nothing to leave out. `turn`: inbound ids go too. */
export function withoutFiled(
  document: ConversationDocument,
  filed: WeakSet<object>,
  turn: boolean,
): ConversationDocument | undefined {
  const items = document.items.filter((item) => !(item.away && filed.has(item)));
  const lines = document.lines.flatMap((line) => {
    if (!filed.has(line)) return [line];
    if (!isWaiting(document, line)) return [];
    const { body, ...slim } = line;
    if (body === undefined) return [line];
    filed.add(slim);
    return [slim];
  });
  // An inbound id leaves with a turn only. Whoever made a turn of an older revision did not look it up among those that
  // are filed before it was there, or loses by the revision.
  const seen = turn ? document.seen.filter((entry) => !filed.has(entry)) : document.seen;
  const same =
    items.length === document.items.length &&
    seen.length === document.seen.length &&
    lines.length === document.lines.length &&
    lines.every((line, i) => line === document.lines[i]);
  return same ? undefined : { ...document, items, lines, seen };
}

/** What is to be written to the collections, but for what is filed. A line whose item waits here stays open. */
export function unfiled(document: ConversationDocument, filed: WeakSet<object>) {
  return {
    lines: document.lines.filter(
      (line) => !filed.has(line) && (line.body !== undefined || !isWaiting(document, line)),
    ),
    items: document.items.filter((item) => item.away && !filed.has(item)),
    seen: document.seen.filter((entry) => !filed.has(entry)),
  };
}

export function findLine(document: ConversationDocument, id: string): LineEntry | undefined {
  return document.lines.find((line) => line.direction === 'out' && line.id === id);
}

/** The document with what follows from its parts, one tick on. */
export function sealed(document: ConversationDocument): ConversationDocument {
  const { dueAt: _dueAt, lagging: _lagging, claim, ...rest } = document;
  let room = ROOM;
  let { away } = document;
  const items = document.items
    .filter((item) => !item.gone || item.away)
    .map((item): ItemEntry => {
      if (item.away) return item;
      if (item.parkedAt === undefined) room -= 1;
      if (item.parkedAt === undefined && room >= 0) return item;
      away += 1;
      return { ...item, away: true };
    });
  const times = new Set(document.rings);
  for (const item of items) if (!item.gone && item.parkedAt === undefined) times.add(item.dueAt);
  const due = [...times].sort((a, b) => a - b);
  const [dueAt] = due;
  const isLagging = items.some((item) => item.away);
  // With nothing left to send, whoever commits next may take it, with no word in between.
  const isWorkedOn = claim !== undefined && waitingIn({ ...rest, items, away }) > 0;
  return {
    ...rest,
    tick: document.tick + 1,
    items,
    away,
    due,
    ...(dueAt === undefined ? {} : { dueAt }),
    ...(isLagging ? { lagging: document.workspace } : {}),
    ...(isWorkedOn ? { claim } : {}),
  };
}

/** As many items wait in a conversation's document; more of them, and parked ones, in the collection "outbox". */
const ROOM = 16;

function isWaiting(document: ConversationDocument, line: LineEntry): boolean {
  return line.direction === 'out' && document.items.some((item) => item.id === line.id && !item.gone);
}

/** One that is gone and has no row leaves with the next seal. */
function withItem(document: ConversationDocument, item: ItemEntry): ConversationDocument {
  const items = document.items.filter(({ id }) => id !== item.id);
  const away = item.gone && item.away ? document.away - 1 : document.away;
  return { ...document, away, items: [...items, item].sort((a, b) => a.n - b.n) };
}

function withLine(document: ConversationDocument, line: LineEntry): ConversationDocument {
  const others = document.lines.filter(({ direction, id }) => direction !== 'out' || id !== line.id);
  return { ...document, lines: [...others, line] };
}

function opened({ n, channel, state, fate }: LineEntry): SentLine {
  return sentLine(n, channel, state, fate ?? null);
}

function closed(line: LineEntry, sent: SentLine, tick: number): LineEntry {
  const { fault: before, fate: _fate, ...rest } = line;
  const fault = sent.moved ? (sent.fault ? toJson(sent.fault) : undefined) : before;
  const fate = fromFate(sent.fate);
  return {
    ...rest,
    tick,
    channel: sent.channel,
    state: sent.state,
    ...(fault === undefined ? {} : { fault }),
    ...(fate === null ? {} : { fate }),
  };
}
