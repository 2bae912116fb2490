/** Two processes on one index: one writes the row, both tell of it; what nobody writes is written by whoever heard of it. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Row } from '../../../server/contract/inbox-list.ts';
import type { News } from '../../../server/engine/news.ts';
import { createIndexer, type Indexer, type RowChange } from '../../../server/inbox/indexer.ts';
import type { InboxStore } from '../../../server/stores/inbox-port.ts';
import type { Conversation, Store } from '../../../server/stores/port.ts';
import { openSqliteStore } from '../../../server/stores/sqlite.ts';
import { openSqliteInbox } from '../../../server/stores/sqlite-inbox.ts';
import { sampleConversation, sampleLine } from '../../contracts/store-samples.ts';
import { createFakeClock, type FakeClock } from '../../fake-clock.ts';

interface Process {
  indexer: Indexer;
  told: RowChange[];
}

let clock: FakeClock;
let store: Store;
let inbox: InboxStore<Row>;
let faults: unknown[];
let one: Process;
let other: Process;
/** Whether anybody is connected. */
let isLookedAt: boolean;
/** Whether what one says of its rows reaches the other. */
let isHeard: boolean;
/** Rows that were read from the index by their ids. */
let reads: number;

/** `others`: those who are told which rows it wrote. */
function start(others: () => Process[]): Process {
  const told: RowChange[] = [];
  const indexer = createIndexer({
    isLookedAt: () => isLookedAt,
    wrote(rows) {
      for (const each of others()) each.indexer.written(rows, 'one');
    },
    ...{ conversations: store.conversations, inbox, clock },
    report: (news) => faults.push(news),
    facts: async () => ({ name: undefined, mentions: [] }),
    judged: (row) => row,
    flowName: async (_workspace, flow) => flow,
    told: (changes) => told.push(...changes),
    workspaces: [],
    breathe: () => new Promise((resolve) => setImmediate(resolve)),
  });
  return { indexer, told };
}

beforeEach(() => {
  clock = createFakeClock();
  store = openSqliteStore({ path: ':memory:' });
  const index = openSqliteInbox<Row>({ path: ':memory:', newId: () => 'epoch' });
  inbox = {
    ...index,
    shared: true,
    get(workspace, ids) {
      reads += 1;
      return index.get(workspace, ids);
    },
  };
  faults = [];
  isLookedAt = true;
  isHeard = true;
  reads = 0;
  one = start(() => (isHeard ? [other] : []));
  other = start(() => []);
});
afterEach(async () => {
  await one.indexer.stop();
  await other.indexer.stop();
  await store.close();
  await inbox.close();
  expect(faults).toEqual([]);
});

function turnOf(rev: number, fields: Partial<Conversation> = {}): News {
  const conversation = sampleConversation({ id: 'c1', phone: '+33612', rev, ...fields });
  return { kind: 'turn', conversation, messages: [sampleLine(conversation, `l${rev}`, { at: clock.now() })] };
}
/** One commits it, and the other hears of it. */
function commit(news: News): void {
  one.indexer.news(news);
  other.indexer.heard(news, 'one');
}
async function pass(ms: number): Promise<void> {
  for (let at = 0; at < ms; at += 20) await clock.advance(20);
}

test('a row is written once and told by both, with its new lines', async () => {
  commit(turnOf(1));
  await pass(400);
  expect(await inbox.last()).toBe(1);
  expect(one.told.map(({ row, own }) => [row.rev, own.length])).toEqual([[1, 1]]);
  expect(other.told.map(({ row, added, own }) => [row.rev, row.seq, added.length, own.length])).toEqual([
    [1, 1, 1, 0],
  ]);
});

test('who never saw the row does not know what it was; who did, does', async () => {
  commit(turnOf(1));
  await pass(400);
  commit(turnOf(2, { locale: 'de' }));
  await pass(400);
  expect(other.told.map(({ before, unsure }) => [before?.rev, unsure])).toEqual([
    [undefined, true],
    [1, undefined],
  ]);
});

test('what the other process never writes is written here in the end', async () => {
  other.indexer.heard(turnOf(1), 'one');
  await pass(10_000);
  expect(await inbox.last()).toBe(0);
  await pass(10_000);
  expect(other.told.map(({ row, added, own }) => [row.rev, added.length, own.length])).toEqual([[1, 1, 0]]);
  expect((await inbox.get('main', ['c1']))[0]).toMatchObject({ rev: 1, last: { id: 'l1' } });
});

test('a row that another process took further is not taken back', async () => {
  const late = turnOf(1);
  const newer = turnOf(2, { locale: 'de' });
  if (newer.kind === 'turn') {
    const { conversation } = newer;
    await store.conversations.commit({ conversation: { ...conversation, rev: 0 }, messages: [], outbox: [] });
  }
  other.indexer.news(newer);
  await pass(100);
  one.indexer.news(late);
  await pass(200);
  const [row] = await inbox.get('main', ['c1']);
  expect(row?.locale).toBe('de');
});

test('what is written and not said to be is found all the same, only later', async () => {
  isHeard = false;
  commit(turnOf(1));
  await pass(1_000);
  expect(other.told).toEqual([]);
  await pass(4_000);
  expect(other.told.map(({ row, added }) => [row.rev, added.length])).toEqual([[1, 1]]);
});

test('where nobody is connected, rows of others are not read, and still taken over from who is gone', async () => {
  isLookedAt = false;
  commit(turnOf(1));
  await pass(20_000);
  expect(one.told).toHaveLength(1);
  expect(other.told).toEqual([]);
  // By the one that wrote it.
  expect(reads).toBe(1);
  other.indexer.heard(turnOf(2), 'one');
  await pass(20_000);
  expect((await inbox.get('main', ['c1']))[0]).toMatchObject({ rev: 2 });
});

/** In the store, as a turn leaves it. */
async function stored(rev: number): Promise<void> {
  const conversation = sampleConversation({ id: 'c1', phone: '+33612', rev: rev - 1 });
  const messages = [sampleLine(conversation, `l${rev}`, { at: clock.now() })];
  await store.conversations.commit({ conversation, messages, outbox: [] });
}

test('of whom only the progress is heard, the row is written whole when nobody else does', async () => {
  isLookedAt = false;
  await stored(1);
  other.indexer.stepped([['main', 'c1', 'garage', '+33612', 1]], 'one');
  await pass(20_000);
  expect((await inbox.get('main', ['c1']))[0]).toMatchObject({ rev: 1, last: { id: 'l1' } });
});

test('who begins to look is told of what was only said to have gone on, with its lines', async () => {
  isLookedAt = false;
  await stored(1);
  one.indexer.news(turnOf(1));
  other.indexer.stepped([['main', 'c1', 'garage', '+33612', 1]], 'one');
  isLookedAt = true;
  await pass(1_000);
  expect(other.told.map(({ row, added, unsure }) => [row.rev, added.map(({ id }) => id), unsure])).toEqual([
    [1, ['l1'], true],
  ]);
});

test('a row is told as it was last told, and as unsure once it changed while nobody looked', async () => {
  commit(turnOf(1));
  await pass(400);
  isLookedAt = false;
  commit(turnOf(2));
  await pass(400);
  isLookedAt = true;
  commit(turnOf(3));
  await pass(400);
  expect(other.told.map(({ row, before, unsure }) => [row.rev, before?.rev, unsure])).toEqual([
    [1, undefined, true],
    [3, undefined, true],
  ]);
});

test('what changed beside a turn, such as a name, is told by the other too', async () => {
  await stored(1);
  commit(turnOf(1));
  await pass(400);
  one.indexer.touch('main', 'c1');
  await pass(400);
  expect(other.told.map(({ row, added }) => [row.rev, added.length])).toEqual([
    [1, 1],
    [1, 0],
  ]);
});

test('a row is left to a process that is late with it, as long as that one is heard of', async () => {
  isLookedAt = false;
  await stored(1);
  other.indexer.stepped([['main', 'c1', 'garage', '+33612', 1]], 'one');
  for (let seconds = 0; seconds < 40; seconds += 10) {
    await pass(10_000);
    other.indexer.stepped([['main', `c2`, 'garage', '+33613', 1]], 'one');
  }
  expect(await inbox.last()).toBe(0);
  await pass(40_000);
  expect((await inbox.get('main', ['c1']))[0]).toMatchObject({ rev: 1 });
});
