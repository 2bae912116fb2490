/** What processes tell each other of their turns: together, and whole only where it is looked at. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { News } from '../../../server/engine/news.ts';
import type { PeerMessage } from '../../../server/jobs/port.ts';
import { createSharedRooms, type SharedRooms } from '../../../server/live/shared-rooms.ts';
import { createTelling, type Telling } from '../../../server/live/telling.ts';
import type { Conversation } from '../../../server/stores/port.ts';
import { sampleConversation } from '../../contracts/store-samples.ts';
import { createFakeClock, type FakeClock } from '../../fake-clock.ts';

type Done = Extract<PeerMessage, { kind: 'done' }>;

let clock: FakeClock;
let telling: Telling;
let told: Done[];
/** What the others are told of the rooms here. */
let said: (readonly true[])[];
let rooms: SharedRooms<true>;

beforeEach(() => {
  clock = createFakeClock();
  [told, said] = [[], []];
  telling = createTelling({
    peers: {
      tell(message) {
        if (message.kind === 'done') told.push(message);
      },
    },
    rooms: (_what, changed) => {
      rooms = createSharedRooms<true>({ clock, changed, tell: (_room, people) => said.push(people) });
      return rooms;
    },
    clock,
  });
});
afterEach(() => {
  telling.stop();
  rooms.stop();
});

function turn(id: string, fields: Partial<Conversation> = {}): News {
  const conversation = sampleConversation({ id, rev: 3, voice: 0, owner: { kind: 'bot' }, ...fields });
  return { kind: 'turn', conversation, messages: [] };
}

test('turns and rows of one moment are one message', async () => {
  for (let n = 0; n < 20; n += 1) telling.news(turn(`c-${n}`));
  telling.wrote([['main', 'c-1', 3]]);
  expect(told).toEqual([]);
  await clock.advance(30);
  expect(told).toHaveLength(1);
  expect(told[0]?.steps.map(([workspace, id, , , rev]) => [workspace, id, rev])).toEqual(
    Array.from({ length: 20 }, (_, n) => ['main', `c-${n}`, 3]),
  );
  expect(told[0]?.rows).toEqual([['main', 'c-1', 3]]);
  await clock.advance(1_000);
  expect(told).toHaveLength(1);
});

test('where nobody looks, only what people have or had is told whole, and of single lines nothing', async () => {
  telling.news(turn('bots'));
  telling.news(turn('given-back', { voice: 2 }));
  telling.news(
    turn('queued', { owner: { kind: 'queue', queue: 'q', since: 1, reason: 'asked', summary: '' } }),
  );
  telling.news({ kind: 'line', workspace: 'main', message: 'm' });
  await clock.advance(30);
  expect(told[0]?.news.map((one) => (one as Extract<News, { kind: 'turn' }>).conversation.id)).toEqual([
    'given-back',
    'queued',
  ]);
  expect(told[0]?.steps.map(([, id]) => id)).toEqual(['bots']);
});

test('while somebody looks at another process, it is told everything, and no longer when they left', async () => {
  rooms.heard('other', 'all', [true]);
  telling.news(turn('bots'));
  telling.news({ kind: 'line', workspace: 'main', message: 'm' });
  await clock.advance(30);
  expect((told[0]?.news as News[] | undefined)?.map(({ kind }) => kind)).toEqual(['turn', 'line']);
  expect(told[0]?.steps).toEqual([]);
  rooms.heard('other', 'all', []);
  telling.news(turn('bots'));
  await clock.advance(30);
  expect(told[1]?.news).toEqual([]);
  expect(told[1]?.steps).toHaveLength(1);
});

test('the others know that it is looked at from the first who comes to the last who leaves', () => {
  expect(telling.isLookedAt).toBe(false);
  const ends = [telling.connected(), telling.connected()];
  expect(telling.isLookedAt).toBe(true);
  for (const end of ends) end();
  expect(telling.isLookedAt).toBe(false);
  expect(said).toEqual([[true], []]);
});

test('what is left is told at the end', () => {
  telling.news(turn('last'));
  telling.stop();
  expect(told[0]?.steps).toHaveLength(1);
});
