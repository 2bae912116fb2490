/** Where several processes share a store: what is on its way already is neither read nor woken, unless time came for it. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createWaker, type Waker } from '../../../server/engine/waker.ts';
import type { Conversation, ConversationStore } from '../../../server/stores/port.ts';
import { sampleConversation } from '../../contracts/store-samples.ts';
import { createFakeClock, type FakeClock } from '../../fake-clock.ts';

type Due = Awaited<ReturnType<ConversationStore['due']>>[number];

let clock: FakeClock;
let waker: Waker;
let due: Due[];
let atWork: Set<string>;
let read: string[];
let woken: string[];

beforeEach(() => {
  clock = createFakeClock();
  [due, atWork, read, woken] = [[], new Set(), [], []];
  const store: Pick<ConversationStore, 'due' | 'get' | 'nextDue'> = {
    due: async () => due,
    async get(_workspace, id): Promise<Conversation> {
      read.push(id);
      return sampleConversation({ id });
    },
    nextDue: async () => undefined,
  };
  waker = createWaker({
    store: store as ConversationStore,
    clock,
    report: (fact) => {
      throw new Error(`A fault: ${JSON.stringify(fact)}`);
    },
    by: 'one',
    isAtWork: (id) => atWork.has(id),
    wake: async ({ id }) => void woken.push(id),
  });
});
afterEach(() => waker.stop());

const of = (id: string, rings?: boolean): Due => ({
  ...{ workspace: 'main', conversation: id },
  ...(rings === undefined ? {} : { rings }),
});

test('what is being sent is left alone; what rings, what nobody sends and what is not known is woken', async () => {
  due = [of('sending', false), of('sending-and-ringing', true), of('left', false), of('unknown')];
  atWork = new Set(['sending', 'sending-and-ringing', 'unknown']);
  waker.start();
  await clock.advance(10);
  expect(read.toSorted()).toEqual(['left', 'sending-and-ringing', 'unknown']);
  expect(woken.toSorted()).toEqual(read.toSorted());
});

test('what was being sent is looked at again within a second, should it be left', async () => {
  due = [of('sending', false)];
  atWork.add('sending');
  waker.start();
  await clock.advance(400);
  expect(woken).toEqual([]);
  atWork.clear();
  await clock.advance(600);
  expect(woken).toContain('sending');
});
