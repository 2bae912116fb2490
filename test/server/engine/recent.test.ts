/** The conversations of the moment, kept in memory: what another process did is not overlooked. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Recent, withRecent } from '../../../server/engine/recent.ts';
import type { Conversation, ConversationStore, Store } from '../../../server/stores/port.ts';
import { openSqliteStore } from '../../../server/stores/sqlite.ts';
import { sampleConversation } from '../../contracts/store-samples.ts';

let store: Store;
let recent: Recent;
let reads: number;

beforeEach(() => {
  store = openSqliteStore({ path: ':memory:' });
  reads = 0;
  const counted: ConversationStore = {
    ...store.conversations,
    find(workspace, brand, phone) {
      reads += 1;
      return store.conversations.find(workspace, brand, phone);
    },
  };
  recent = withRecent(counted);
});
afterEach(() => store.close());

const commit = (to: ConversationStore, conversation: Conversation) =>
  to.commit({ conversation, messages: [], outbox: [] });
const find = ({ workspace, brand, phone }: Conversation) => recent.find(workspace, brand, phone);

test('what was committed here is not read again', async () => {
  const first = sampleConversation({ id: 'c1', phone: '+33612', rev: 0 });
  await commit(recent, first);
  expect((await find(first))?.rev).toBe(1);
  expect(reads).toBe(0);
});

test('what another process went on with is read again, once it is heard of', async () => {
  const first = sampleConversation({ id: 'c1', phone: '+33612', rev: 0 });
  await commit(recent, first);
  expect(await commit(store.conversations, { ...first, rev: 1, locale: 'de' })).toBe('committed');
  recent.forget({ ...first, rev: 2 });
  expect(await find(first)).toMatchObject({ rev: 2, locale: 'de' });
  expect(reads).toBe(1);
  // Late news of what is known already.
  recent.forget({ ...first, rev: 2 });
  await find(first);
  expect(reads).toBe(1);
});

test('a turn on one that is old is refused, and the next one reads it', async () => {
  const first = sampleConversation({ id: 'c1', phone: '+33612', rev: 0 });
  await commit(recent, first);
  await commit(store.conversations, { ...first, rev: 1, locale: 'de' });
  expect(await commit(recent, { ...first, rev: 1 })).toBe('conflict');
  expect(await find(first)).toMatchObject({ rev: 2, locale: 'de' });
});
