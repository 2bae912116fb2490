import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Row } from '../../../server/contract/inbox-list.ts';
import type { News } from '../../../server/engine/news.ts';
import { createIndexer, type Indexer } from '../../../server/inbox/indexer.ts';
import type { InboxStore } from '../../../server/stores/inbox-port.ts';
import type { Conversation, Store } from '../../../server/stores/port.ts';
import { openSqliteStore } from '../../../server/stores/sqlite.ts';
import { openSqliteInbox } from '../../../server/stores/sqlite-inbox.ts';
import { sampleConversation, sampleLine } from '../../contracts/store-samples.ts';
import { createFakeClock, type FakeClock } from '../../fake-clock.ts';

let clock: FakeClock;
let store: Store;
let inbox: InboxStore<Row>;
let indexer: Indexer;
let writings: string[][];
let faults: unknown[];

beforeEach(() => {
  clock = createFakeClock();
  store = openSqliteStore({ path: ':memory:' });
  inbox = openSqliteInbox<Row>({ path: ':memory:', newId: () => 'epoch' });
  writings = [];
  faults = [];
  indexer = createIndexer({
    isLookedAt: () => true,
    conversations: store.conversations,
    inbox,
    clock,
    report: (news) => faults.push(news),
    facts: async () => ({ name: undefined, mentions: [] }),
    judged: (row) => row,
    flowName: async (_workspace, flow) => flow,
    told: (changes) => writings.push(changes.map(({ row }) => row.id)),
    workspaces: [],
    breathe: () => new Promise((resolve) => setImmediate(resolve)),
  });
});

afterEach(async () => {
  await indexer.stop();
  await store.close();
  await inbox.close();
  expect(faults).toEqual([]);
});

function turnOf(id: string, rev: number, fields: Partial<Conversation> = {}): News {
  const conversation = sampleConversation({ id, phone: `+336${id}`, rev, ...fields });
  const line = sampleLine(conversation, `${id}-${rev}`, { at: clock.now() });
  return { kind: 'turn', conversation, messages: [line] };
}

/** Three thousand turns a second, of three hundred conversations in turn. */
async function pour(ms: number): Promise<void> {
  for (let at = 0; at < ms; at += 10) {
    for (let n = 0; n < 30; n += 1) {
      const turn = at * 3 + n;
      indexer.news(turnOf(`b${turn % 300}`, 1 + Math.floor(turn / 300)));
    }
    await clock.advance(10);
  }
}

const known = async (id: string) => (await inbox.get('main', [id]))[0];

describe('in a quiet moment', () => {
  test('a turn is in the index before anybody could miss it, with what follows at once', async () => {
    indexer.news(turnOf('c1', 1));
    indexer.news(turnOf('c1', 2));
    expect(writings).toEqual([]);
    await clock.advance(60);
    expect(writings).toEqual([['c1']]);
    expect(await known('c1')).toMatchObject({ rev: 2, last: { id: 'c1-2' } });
  });

  test('many that change together are written in portions, all of them', async () => {
    for (let n = 0; n < 250; n += 1) indexer.news(turnOf(`c${n}`, 1));
    await indexer.settled();
    expect(writings.map(({ length }) => length)).toEqual([100, 100, 50]);
  });

  test('what came while the process was held up does not pour: it is written at once', async () => {
    for (let round = 0; round < 5; round += 1) {
      for (let n = 0; n < 100; n += 1) indexer.news(turnOf(`c${round}-${n}`, 1));
      for (let step = 0; step < 20; step += 1) await clock.advance(20);
      expect(writings.flat()).toHaveLength(100 * (round + 1));
    }
  });
});

describe('with two hundred turns a second, each with what became of its messages', () => {
  test('the rows of the bot do not wait', async () => {
    for (let at = 0; at < 3000; at += 10) {
      for (const n of [0, 1]) {
        indexer.news(turnOf(`c${at}-${n}`, 1));
        for (const state of ['asked', 'sent', 'delivered', 'read']) {
          indexer.news({ kind: 'line', workspace: 'main', message: `${at}-${n}-${state}` });
        }
      }
      await clock.advance(10);
      expect(writings.flat().length).toBeGreaterThan((at - 200) / 5);
    }
  });
});

describe('while turns pour in', () => {
  test('the rows of the bot wait, and several turns become one writing', async () => {
    await pour(3000);
    const early = writings.flat().length;
    expect(early).toBeLessThan(300);
    // In steps, so that what is written in portions gets its turns.
    for (let step = 0; step < 50; step += 1) await clock.advance(20);
    const written = writings.flat().length - early;
    expect(written).toBeLessThanOrEqual(300);
    const rows = await inbox.get(
      'main',
      Array.from({ length: 300 }, (_, n) => `b${n}`),
    );
    expect(rows.map(({ rev }) => rev)).toEqual(Array.from({ length: 300 }, () => 30));
  });

  test('what people have is written in a moment', async () => {
    await pour(500);
    const owner = { kind: 'operator', operator: 'ada', since: clock.now() } as const;
    indexer.news(turnOf('p1', 4, { owner, voice: 1 }));
    await pour(200);
    expect(await known('p1')).toMatchObject({ rev: 4 });
  });

  test('what waited five seconds is written, the longest waiting first', async () => {
    await pour(500);
    indexer.news(turnOf('late', 1));
    await pour(4000);
    expect(await known('late')).toBeUndefined();
    await pour(2500);
    expect(await known('late')).toMatchObject({ rev: 1 });
  });

  test('whoever asks for it finds everything that was told until then', async () => {
    await pour(500);
    indexer.news(turnOf('asked', 1));
    const settled = indexer.settled();
    indexer.news(turnOf('after', 1));
    await settled;
    expect(await known('asked')).toMatchObject({ rev: 1 });
  });
});
