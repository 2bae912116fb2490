/** The thread of a conversation as operators read it: what was said, noted and happened, in one order. Knows records. */
import type { Line, MessageLine, NoteLine, WhisperLine } from '../contract/inbox-live.ts';
import { CodedError } from '../errors.ts';
import type { ConversationStore, Page, PageRequest, RecordStore, StoredMessage } from '../stores/port.ts';
import type { Names } from './names.ts';
import { operatorsOf } from './row.ts';

/** Record kind; keys are `conversation/time-id`, so that those of a conversation lie together in order. */
export const NOTE = 'note';
/** More notes than anybody takes of one conversation. */
const MOST_NOTES = 1000;
const PAGE = 200;

export interface StoredNote {
  at: number;
  /** Who wrote it; older notes have the name only. */
  author: string | { id: string; name: string };
  text: string;
  mentions?: { id: string; name: string }[];
  /** It is whispered to the operator who had the conversation. */
  to?: { id: string; name: string };
}

/** Who reads: a whisper is shown to whom it is for, and to those who lead the team. */
export interface Reader {
  id: string;
  leads: boolean;
}

export interface Threads {
  /** The newest page first, oldest line first within it; the cursor leads further back. */
  page(workspace: string, conversation: string, request: PageRequest, reader: Reader): Promise<Page<Line>>;
  /**
   * Pages around a line, or around the first line from a time on, however far back: none where there is no such line.
   * `newer`: cursors of the pages that follow them, the newest first, but for the newest page of all, which has none.
   */
  around(
    workspace: string,
    conversation: string,
    to: { line: string } | { from: number },
    reader: Reader,
  ): Promise<Page<Line> & { newer: string[] }>;
  /** Stored lines as they are shown. */
  lines(workspace: string, messages: readonly StoredMessage[]): Promise<Line[]>;
  notes(workspace: string, conversation: string): Promise<NoteLine[]>;
  whispers(workspace: string, conversation: string, reader: Reader): Promise<WhisperLine[]>;
}

export interface ThreadsDeps {
  conversations: ConversationStore;
  records: RecordStore;
  names: Names;
}

/** Lines of a page while a line is looked for, and how many pages are looked through. */
const AROUND = 100;
const MOST_PASSED = 2000;

export function createThreads({ conversations, records, names }: ThreadsDeps): Threads {
  async function noted(workspace: string, conversation: string): Promise<(NoteLine | WhisperLine)[]> {
    const found: (NoteLine | WhisperLine)[] = [];
    let cursor: string | undefined;
    do {
      const page = await records.list<StoredNote>(workspace, NOTE, {
        limit: PAGE,
        prefix: `${conversation}/`,
        ...(cursor === undefined ? {} : { cursor }),
      });
      found.push(
        ...page.items.map(({ key, data }) =>
          data.to ? whisperOf(key, { ...data, to: data.to }) : noteOf(key, data),
        ),
      );
      cursor = page.cursor;
    } while (cursor !== undefined && found.length < MOST_NOTES);
    return found;
  }

  async function lines(workspace: string, messages: readonly StoredMessage[]): Promise<Line[]> {
    return Promise.all(messages.map((message) => lineOf(workspace, message)));
  }

  async function lineOf(workspace: string, message: StoredMessage): Promise<Line> {
    const { id, at, content, author } = message;
    if (content.kind === 'happening') {
      return {
        type: 'event',
        id,
        at,
        happening: content,
        names: await names.of(workspace, operatorsOf(content)),
      };
    }
    const { direction, channel, state, fault, because, late } = message;
    const line: MessageLine = {
      type: 'message',
      id,
      at,
      direction: direction === 'in' ? 'in' : 'out',
      channel,
      content,
      state,
      ...(fault ? { fault } : {}),
      ...(because ? { because } : {}),
      ...(late ? { late } : {}),
    };
    if (author?.kind === 'operator') {
      const { [author.operator]: name } = await names.of(workspace, [author.operator]);
      line.author = { ...author, ...(name === undefined ? {} : { name }) };
    } else if (author) line.author = author;
    return line;
  }

  async function page(
    workspace: string,
    conversation: string,
    { limit, cursor }: PageRequest,
    reader: Reader,
  ): Promise<Page<Line>> {
    const [before, to] = cursor === undefined ? [undefined, Number.POSITIVE_INFINITY] : placeOf(cursor);
    const [page, all] = await Promise.all([
      conversations.thread(workspace, conversation, {
        limit,
        ...(before === undefined ? {} : { cursor: before }),
      }),
      noted(workspace, conversation),
    ]);
    // A note is on the page that has what was said around it; the oldest page has all that are older.
    const from = page.cursor === undefined ? Number.NEGATIVE_INFINITY : (page.items[0]?.at ?? 0);
    const items = mergeLines(
      await lines(workspace, page.items),
      all.filter((line) => line.at >= from && line.at < to && mayRead(line, reader)),
    );
    return page.cursor === undefined ? { items } : { items, cursor: cursorOf(page.cursor, from) };
  }

  return {
    page,
    async around(workspace, conversation, to, reader) {
      /** How each page that was passed is asked for, the newest first: the first without a cursor. */
      const passed: (string | undefined)[] = [undefined];
      let before: string | undefined;
      for (;;) {
        const { items, cursor } = await conversations.thread(workspace, conversation, {
          limit: AROUND,
          ...(before === undefined ? {} : { cursor: before }),
        });
        const oldest = items[0];
        const isHere =
          'line' in to
            ? items.some(({ id }) => id === to.line)
            : cursor === undefined || (oldest !== undefined && oldest.at < to.from);
        if (isHere) break;
        if (cursor === undefined || passed.length >= MOST_PASSED) return { items: [], newer: [] };
        before = cursor;
        passed.push(cursorOf(cursor, oldest?.at ?? 0));
      }
      const ask = (cursor: string | undefined) =>
        page(workspace, conversation, { limit: AROUND, ...(cursor === undefined ? {} : { cursor }) }, reader);
      const here = await ask(passed.at(-1));
      // With what follows, so that there is something on both sides of it.
      const next = passed.length > 1 ? (await ask(passed.at(-2))).items : [];
      const newer = passed.slice(1, -2).flatMap((cursor) => cursor ?? []);
      return { ...here, items: [...here.items, ...next], newer };
    },
    async notes(workspace, conversation) {
      return (await noted(workspace, conversation)).filter((line) => line.type === 'note');
    },
    async whispers(workspace, conversation, reader) {
      const all = await noted(workspace, conversation);
      return all.filter((line) => line.type === 'whisper').filter((line) => mayRead(line, reader));
    },
    lines,
  };
}

/** Both in the order of their times; what was said before what was noted at the same time. */
export function mergeLines(said: readonly Line[], noted: readonly (NoteLine | WhisperLine)[]): Line[] {
  const merged: Line[] = [];
  let next = 0;
  for (const line of said) {
    for (let note = noted[next]; note && note.at < line.at; note = noted[next]) {
      merged.push(note);
      next += 1;
    }
    merged.push(line);
  }
  return [...merged, ...noted.slice(next)];
}

export function noteOf(key: string, { mentions = [], ...note }: StoredNote): NoteLine {
  return { type: 'note', ...partsOf(key, note), mentions };
}

export function whisperOf(
  key: string,
  { to, ...note }: StoredNote & Required<Pick<StoredNote, 'to'>>,
): WhisperLine {
  return { type: 'whisper', ...partsOf(key, note), to };
}

function partsOf(key: string, { at, author, text }: StoredNote) {
  const by = typeof author === 'string' ? { id: author, name: author } : author;
  return { id: key.slice(key.indexOf('/') + 1), at, author: by, text };
}

function mayRead(line: NoteLine | WhisperLine, { id, leads }: Reader): boolean {
  return line.type === 'note' || leads || line.to.id === id || line.author.id === id;
}

function cursorOf(cursor: string, at: number): string {
  return Buffer.from(JSON.stringify([cursor, at])).toString('base64url');
}

function placeOf(cursor: string): [string, number] {
  try {
    const place: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (Array.isArray(place) && typeof place[0] === 'string' && typeof place[1] === 'number') {
      return [place[0], place[1]];
    }
  } catch {
    // Told below.
  }
  throw new CodedError('invalid_query', 'The cursor is not one that came with a page of this thread.');
}
