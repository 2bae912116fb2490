/** What a thread shows of its lines, in order: days, the mark of the unread, and what was said to the bot folded away. Pure. */
import type { Line, MessageLine } from '../../../server/contract/inbox-live.ts';

export type ThreadItem =
  | { kind: 'day'; key: string; at: number }
  | { kind: 'unread'; key: string }
  /** Messages with the bot that are folded away, or could be. */
  | { kind: 'fold'; key: string; count: number; open: boolean }
  | {
      kind: 'line';
      key: string;
      line: Line /** By the same side as the one before, shortly after. */;
      joined: boolean;
    };

/** Stretches with the bot are folded from so many messages on, and so many of them stay in sight. */
const FOLDED_FROM = 8;
const KEPT = 3;
const JOINED_MS = 120_000;

export interface ItemsHow {
  /** What came later and was said by the customer is new; undefined: nothing is. */
  readTo: number | undefined;
  /** Keys of the folds the reader has opened. */
  opened: ReadonlySet<string>;
  /** Lines that must be in sight. */
  wanted?: string | undefined;
}

export function threadItems(lines: readonly Line[], { readTo, opened, wanted }: ItemsHow): ThreadItem[] {
  const items: ThreadItem[] = [];
  const firstUnread =
    readTo === undefined
      ? undefined
      : lines.find((line) => line.type === 'message' && line.direction === 'in' && line.at > readTo);
  const folds = foldsOf(lines, firstUnread?.id, wanted);
  let day = '';
  let before: Line | undefined;
  let inFold: { from: number; to: number; open: boolean } | undefined;
  for (const [place, line] of lines.entries()) {
    const today = new Date(line.at).toDateString();
    const fold = folds.find(({ from }) => from === place);
    if (fold) {
      const key = `fold ${line.id}`;
      const open = opened.has(key);
      inFold = { ...fold, open };
      items.push({ kind: 'fold', key, count: fold.to - fold.from, open });
    }
    if (inFold && place >= inFold.to) inFold = undefined;
    if (inFold && !inFold.open) continue;
    if (today !== day) {
      day = today;
      items.push({ kind: 'day', key: `day ${line.id}`, at: line.at });
      before = undefined;
    }
    if (firstUnread && line.id === firstUnread.id) {
      items.push({ kind: 'unread', key: 'unread' });
      before = undefined;
    }
    items.push({ kind: 'line', key: line.id, line, joined: isJoined(before, line) });
    before = line;
  }
  return items;
}

/** Stretches without people that somebody else has spoken after: all but their last messages. */
function foldsOf(
  lines: readonly Line[],
  unread: string | undefined,
  wanted: string | undefined,
): { from: number; to: number }[] {
  const folds: { from: number; to: number }[] = [];
  let from = 0;
  const end = (to: number) => {
    const last = to - KEPT;
    const hidden = lines.slice(from, last);
    const mustShow = hidden.some(({ id }) => id === unread || id === wanted);
    if (to - from >= FOLDED_FROM && !mustShow && hidden.some(isBot)) folds.push({ from, to: last });
  };
  for (const [place, line] of lines.entries()) {
    if (line.type === 'message' && line.author?.kind !== 'operator') continue;
    end(place);
    from = place + 1;
  }
  return folds;
}

function isBot(line: Line): boolean {
  return line.type === 'message' && line.author?.kind === 'bot';
}

function isJoined(before: Line | undefined, line: Line): boolean {
  if (before?.type !== 'message' || line.type !== 'message') return false;
  return line.at - before.at < JOINED_MS && sideOf(before) === sideOf(line);
}

/** Who says it: lines of one side shortly after each other share a head. */
export function sideOf(line: MessageLine): string {
  if (line.direction === 'in') return 'customer';
  return line.author?.kind === 'operator' ? `operator ${line.author.operator}` : 'bot';
}

/** The ids of buttons that were tapped, by the message that had them: the newest before the tap that offers it. */
export function tapsOf(lines: readonly Line[]): Map<string, Set<string>> {
  const taps = new Map<string, Set<string>>();
  for (const [place, line] of lines.entries()) {
    if (line.type !== 'message' || line.direction !== 'in' || line.content.kind !== 'tap') continue;
    const { data } = line.content;
    if (typeof data !== 'string') continue;
    const offered = lines
      .slice(0, place)
      .findLast((one) => one.type === 'message' && one.direction === 'out' && offers(one, data));
    if (!offered) continue;
    const known = taps.get(offered.id);
    if (known) known.add(data);
    else taps.set(offered.id, new Set([data]));
  }
  return taps;
}

function offers(line: MessageLine, data: string): boolean {
  return JSON.stringify(line.content).includes(JSON.stringify(data));
}

/** The newest message of a colleague of the reader's. */
export function newestReply(lines: readonly Line[], reader: string | undefined): MessageLine | undefined {
  return lines.findLast(
    (line): line is MessageLine =>
      line.type === 'message' && line.author?.kind === 'operator' && line.author.operator !== reader,
  );
}

/** The newest message of the customer. */
export function newestHeard(lines: readonly Line[]): MessageLine | undefined {
  return lines.findLast((line): line is MessageLine => line.type === 'message' && line.direction === 'in');
}
