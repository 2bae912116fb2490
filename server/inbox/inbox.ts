/**
 * The inbox of a workspace, put together: the index and who is told of it, and what operators work with. Knows the engine
 * and the store by their ports; no HTTP and no socket.
 */
import { setImmediate as breathe } from 'node:timers/promises';
import type { Clock } from '../clock.ts';
import type { Due, Row } from '../contract/inbox-list.ts';
import type { NoteLine, Viewer, WhisperLine } from '../contract/inbox-live.ts';
import type { Catalogues } from '../engine/catalogue.ts';
import type { News } from '../engine/news.ts';
import { CodedError } from '../errors.ts';
import type { Across } from '../live/across.ts';
import { conversationRoom, createSubscriptions, type Subscriptions } from '../live/inbox-rooms.ts';
import type { Live } from '../live/live.ts';
import type { Report } from '../report.ts';
import type { InboxStore } from '../stores/inbox-port.ts';
import type { Conversation, Store } from '../stores/port.ts';
import { type Contacts, createContacts } from './contacts.ts';
import { createFigures, type FigureStore } from './figures.ts';
import { createIndexer, type Indexer, type IndexerDeps, type RowChange } from './indexer.ts';
import { createLists, type Lists } from './lists.ts';
import { countedIn, lastQueue } from './measure.ts';
import { createNames, type Names } from './names.ts';
import { createNotes, type Notes } from './notes.ts';
import { becameLate, noticeOf, noticesIn } from './notices.ts';
import { openServiceLevels, type ServiceLevels } from './service-levels.ts';
import { createThreads, type Threads } from './thread.ts';
import { createViewers, type Viewers } from './viewers.ts';
import { createViews, type Views } from './views.ts';

export interface InboxDeps {
  workspace: string;
  store: Store;
  index: InboxStore<Row>;
  catalogues: Catalogues;
  clock: Clock;
  newId(): string;
  report: Report;
  tell: Live['tell'];
  tellHere: Live['tellHere'];
  /** People in the rooms of several processes. */
  rooms?: Across['rooms'];
  /** Whether anybody is connected to this process; always, if left out. */
  isLookedAt?(): boolean;
  /** Told of rows that were written here, which other processes may read. */
  wrote?: IndexerDeps['wrote'];
  /** What somebody of the team is called. */
  nameOf(id: string): Promise<string | undefined>;
  /** Who is told of what waits too long in a queue; nobody if left out. */
  audience?(queue: string): Promise<readonly string[]>;
  /** A conversation was closed by people; told after it was. */
  closed?(row: Row): void;
}

export interface Inbox {
  index: InboxStore<Row>;
  lists: Lists;
  views: Views;
  threads: Threads;
  viewers: Viewers;
  notes: Notes;
  names: Names;
  contacts: Contacts;
  levels: ServiceLevels;
  figures: FigureStore;
  subscriptions: Subscriptions;
  indexer: Indexer;
  /** For the engine's `changed`. */
  news(news: News): void;
  /** The same of another process. */
  heard: Indexer['heard'];
  /** Another process went on with conversations, or wrote rows. */
  stepped: Indexer['stepped'];
  written: Indexer['written'];
  /** Another process forgot a conversation for good. */
  erased(workspace: string, conversation: string): Promise<void>;
  /** Adds a note, and tells whoever looks and whoever is named. */
  note(conversation: string, by: { id: string; name: string }, text: string): Promise<NoteLine>;
  /**
   * Says something to the operator who has a conversation, and to nobody else; `to`: who that was when it was written.
   * Errors: "conflict" where somebody else has it by now.
   */
  whisper(
    conversation: Conversation,
    by: { id: string; name: string },
    to: string,
    text: string,
  ): Promise<WhisperLine>;
  /** A customer said how they were served: counted for whoever had it last, and its queue. */
  rated(conversation: string, rating: { score: number; at: number }): Promise<void>;
  /** An operator looked at a conversation: what named them is seen. */
  looked(conversation: string, operator: string): Promise<void>;
  /** The levels changed: what is due is computed again for all that wait for people. */
  judgeAgain(): Promise<void>;
  start(): void;
  stop(): Promise<void>;
}

/** Rows whose time is over are looked for this often, and when the next one's is. */
const LATE_EVERY_MS = 60_000;
const MOST_LATE = 200;
/** Looked through for the queue a conversation was in. */
const MOST_LINES = 200;

export async function openInbox(deps: InboxDeps): Promise<Inbox> {
  const { workspace, store, index, clock, newId, report, tell, tellHere } = deps;
  const { conversations, records } = store;
  const fault = (error: unknown) => report({ kind: 'fault', where: 'inbox', error });
  const names = createNames({ clock, find: (_workspace, id) => deps.nameOf(id) });
  const views = createViews({ records, newId });
  const lists = createLists({ inbox: index, views });
  const threads = createThreads({ conversations, records, names });
  const notes = createNotes({ records, clock, newId, names });
  const contacts = createContacts(records, newId);
  const figures = createFigures(records);
  const levels = await openServiceLevels({ workspace, records });
  const sharedViewers = deps.rooms?.<Viewer>('viewers', (room) => viewers.changed(room));
  const viewers = createViewers(
    (room, people) =>
      tellHere(room, 'conversation:viewers', { id: room.slice(room.indexOf('/') + 1), viewers: people }),
    sharedViewers,
  );
  const counting = new Set<Promise<unknown>>();
  let callOff: (() => void) | undefined;
  let nextLook = Number.POSITIVE_INFINITY;
  /** What was warned of: by conversation, when that is due, and who has been told. */
  const warned = new Map<string, { at: number; holders: Set<string> }>();
  let stopped = false;

  const indexer = createIndexer({
    conversations,
    inbox: index,
    clock,
    report,
    async facts({ id, brand, phone }) {
      const [{ name }, mentions] = await Promise.all([
        contacts.get(workspace, brand, phone),
        notes.named(workspace, id),
      ]);
      return { name, mentions };
    },
    judged: levels.judged,
    async flowName(space, flow) {
      const catalogue = await deps.catalogues.of(space);
      return catalogue.get(flow)?.program.bundle.flow.name ?? flow;
    },
    told,
    isLookedAt: deps.isLookedAt ?? (() => true),
    ...(deps.wrote ? { wrote: deps.wrote } : {}),
    workspaces: [workspace],
    breathe: () => breathe(),
  });
  const subscriptions = createSubscriptions({
    inbox: index,
    lists,
    threads,
    viewers,
    clock,
    tell,
    tellHere,
    settled: indexer.settled,
    fault,
  });

  function told(changes: readonly RowChange[]): void {
    subscriptions.told(changes);
    const counted = changes.flatMap((change) => countedIn(change, levels.asked));
    if (counted.length > 0) {
      const done = figures.count(workspace, counted).catch(fault);
      counting.add(done);
      done.finally(() => counting.delete(done));
    }
    for (const change of changes) {
      for (const { operator, notice } of noticesIn(change)) {
        subscriptions.noticeHere(workspace, operator, notice);
      }
      const { row, before, own } = change;
      if (row.due && becameLate(change)) alert(row, 'missed', row.due.at, '');
      if (row.due && !row.late) watch(row, row.due, clock.now());
      if (own.length > 0 && before && before.status !== 'closed' && row.status === 'closed')
        deps.closed?.(row);
    }
  }

  /** A row is late by the passing of time alone, so somebody has to look. */
  function lookAt(at: number): void {
    if (stopped || at >= nextLook) return;
    callOff?.();
    nextLook = at;
    callOff = clock.alarm(Math.max(at, clock.now() + 1), () => {
      nextLook = Number.POSITIVE_INFINITY;
      lookForLate().catch(fault);
    });
  }

  /** Whoever has it is told; while it waits in a queue, those who could take it. */
  function alert(row: Row, kind: 'due' | 'missed', at: number, text: string): void {
    const { owner } = row;
    const notice = noticeOf(row, kind, at, text);
    if (owner.kind === 'operator') subscriptions.noticeHere(workspace, owner.operator, notice);
    if (owner.kind !== 'queue' || !deps.audience) return;
    deps
      .audience(owner.queue)
      .then((people) => {
        for (const person of people) subscriptions.noticeHere(workspace, person, notice);
      })
      .catch(fault);
  }

  /** Once, before it is too late. */
  function watch(row: Row, { at, warnAt }: Due, now: number): void {
    lookAt(warnAt > now ? warnAt : at);
    const { owner } = row;
    if (warnAt > now || owner.kind === 'bot') return;
    const holder = owner.kind === 'operator' ? owner.operator : `queue ${owner.queue}`;
    const known = warned.get(row.id);
    const holders = known?.at === at ? known.holders : new Set<string>();
    // Whoever has it again knows.
    if (holders.has(holder)) return;
    warned.set(row.id, { at, holders: holders.add(holder) });
    alert(row, 'due', at, row.last?.text ?? '');
  }

  async function lookForLate(): Promise<void> {
    const now = clock.now();
    lookAt(now + LATE_EVERY_MS);
    const { items } = await index.query(workspace, [{ field: 'late', is: false }], 'due', {
      limit: MOST_LATE,
    });
    for (const row of items) {
      const { id, due } = row;
      if (!due) break;
      if (due.at <= now) indexer.touch(workspace, id);
      else watch(row, due, now);
    }
    for (const [id, { at }] of warned) if (at <= now) warned.delete(id);
  }

  return {
    index,
    lists,
    views,
    threads,
    viewers,
    notes,
    names,
    contacts,
    levels,
    figures,
    subscriptions,
    indexer,
    news: indexer.news,
    heard: indexer.heard,
    stepped: indexer.stepped,
    written: indexer.written,
    async erased(space, id) {
      const [row] = await index.get(space, [id]);
      const seq = await index.forget(space, id);
      if (row && seq !== undefined) subscriptions.erased(space, row, seq);
    },
    async note(conversation, by, text) {
      const line = await notes.add(workspace, conversation, by, text);
      subscriptions.added(workspace, conversation, [line]);
      if (line.mentions.length > 0) {
        indexer.touch(workspace, conversation);
        const row = await subscriptions.row(workspace, conversation);
        for (const { id } of line.mentions) {
          if (id !== by.id)
            subscriptions.notice(workspace, id, noticeOf(row, 'mentioned', line.at, text.slice(0, 200)));
        }
      }
      return line;
    },
    async whisper({ id, owner }, by, to, text) {
      if (owner.kind !== 'operator' || owner.operator !== to) {
        throw new CodedError('not_taken', 'The person you whisper to no longer has this conversation.');
      }
      if (to === by.id) throw new CodedError('own_conversation', 'You have this conversation yourself.');
      const { [to]: name = to } = await names.of(workspace, [to]);
      const unseen = !viewers.of(conversationRoom(workspace, id)).some((viewer) => viewer.id === to);
      const line = await notes.whisper(workspace, id, by, { id: to, name }, text, unseen);
      subscriptions.whispered(workspace, id, line);
      if (unseen) indexer.touch(workspace, id);
      const row = await subscriptions.row(workspace, id);
      const notice = noticeOf(row, 'whisper', line.at, text.slice(0, 200));
      subscriptions.notice(workspace, to, { ...notice, from: by.name });
      return line;
    },
    async rated(id, { score, at }) {
      const conversation = await conversations.get(workspace, id);
      if (!conversation) return;
      const { items } = await conversations.thread(workspace, id, { limit: MOST_LINES });
      const queue = lastQueue(items);
      const { last: operator } = conversation.desk;
      await figures.count(workspace, [
        { kind: 'rated', operator, score, at, ...(queue === undefined ? {} : { queue }) },
      ]);
    },
    async looked(conversation, operator) {
      if (await notes.looked(workspace, conversation, operator)) indexer.touch(workspace, conversation);
    },
    async judgeAgain() {
      let cursor: string | undefined;
      do {
        const page = await index.query(
          workspace,
          [
            { field: 'status', among: ['open'] },
            { field: 'owner', among: [{ owner: 'queue' }, { owner: 'operator' }] },
          ],
          'newest',
          { limit: 200, ...(cursor === undefined ? {} : { cursor }) },
        );
        for (const { id } of page.items) indexer.touch(workspace, id);
        cursor = page.cursor;
        await breathe();
      } while (cursor !== undefined);
    },
    start() {
      indexer.start();
      lookAt(clock.now());
    },
    async stop() {
      await indexer.stop();
      stopped = true;
      callOff?.();
      await Promise.allSettled([...counting]);
      await index.close();
    },
  };
}
