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

function start(): Process {
  const told: RowChange[] = [];
  const indexer = createIndexer({
    isLookedAt: () => isLookedAt,
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
  inbox = { ...openSqliteInbox<Row>({ path: ':memory:', newId: () => 'epoch' }), shared: true };
  faults = [];
  isLookedAt = true;
  one = start();
  other = start();
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
  other.indexer.heard(news);
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
  other.indexer.heard(turnOf(1));
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

test('where nobody is connected, rows of others are read seldom, and still taken over from who is gone', async () => {
  isLookedAt = false;
  commit(turnOf(1));
  await pass(1_000);
  expect(one.told).toHaveLength(1);
  expect(other.told).toEqual([]);
  await pass(1_500);
  expect(other.told.map(({ row }) => row.rev)).toEqual([1]);
  other.indexer.heard(turnOf(2));
  await pass(20_000);
  expect((await inbox.get('main', ['c1']))[0]).toMatchObject({ rev: 2 });
});
