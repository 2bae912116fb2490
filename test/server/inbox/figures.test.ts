/** Figures of the team over days and by queue, on a real store; hours that were written before queues were counted. */
import { afterAll, expect, test } from 'vitest';
import { createFigures, FIGURES, medianOf } from '../../../server/inbox/figures.ts';
import { lastQueue } from '../../../server/inbox/measure.ts';
import type { Happening, StoredMessage } from '../../../server/stores/port.ts';
import { openSqliteStore } from '../../../server/stores/sqlite.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOW = Date.UTC(2026, 10, 23, 14, 30);
const store = openSqliteStore({ path: ':memory:' });
afterAll(() => store.close());

test('are of the hours asked for, over all, by operator and by queue', async () => {
  const figures = createFigures(store.records);
  const counted = (at: number, queue: string, ms: number) => [
    { kind: 'came' as const, at, queue },
    { kind: 'firstReply' as const, at, queue, met: ms < HOUR, ms },
    { kind: 'closed' as const, at, queue, operator: 'ana' },
    { kind: 'rated' as const, at, queue, operator: 'ana', score: 4 },
  ];
  await figures.count('w', counted(NOW, 'sales', 60_000));
  await figures.count('w', counted(NOW - DAY, 'sales', 2 * HOUR));
  await figures.count('w', counted(NOW - 6 * DAY, 'claims', 60_000));
  await figures.count('w', counted(NOW - 40 * DAY, 'sales', 60_000));
  await figures.count('w', [{ kind: 'reply', at: NOW, operator: 'ana' }]);

  const today = await figures.since('w', NOW - 14 * HOUR, NOW);
  expect(today).toMatchObject({ closed: 1, answers: 1, sum: 4, firstReply: { met: 1, missed: 0 } });
  expect(Object.keys(today.queues)).toEqual(['sales']);
  const week = await figures.since('w', NOW - 6 * DAY - HOUR, NOW);
  expect(week).toMatchObject({ closed: 3, answers: 3, firstReply: { met: 2, missed: 1 } });
  expect(week.queues.sales).toMatchObject({ came: 2, closed: 2, sum: 8, firstReply: { met: 1, missed: 1 } });
  expect(week.queues.claims).toMatchObject({ came: 1, closed: 1, firstReply: { met: 1, missed: 0 } });
  expect(week.operators.ana).toEqual({ replies: 1, closed: 3, answers: 3, sum: 12 });
  expect(medianOf(week.firstReply)).toBeGreaterThanOrEqual(32_000);
  const later = await figures.since('w', NOW - 6 * DAY + HOUR, NOW);
  expect(later.closed).toBe(2);
});

test('an hour written before queues were counted is still read, and goes on', async () => {
  const figures = createFigures(store.records);
  const { queues: _queues, ...old } = await figures.since('empty', NOW, NOW);
  await store.records.insert('old', FIGURES, new Date(NOW).toISOString().slice(0, 13), { ...old, closed: 5 });
  await figures.count('old', [{ kind: 'closed', at: NOW, operator: 'ana', queue: 'sales' }]);
  const read = await figures.since('old', NOW, NOW);
  expect(read).toMatchObject({ closed: 6, queues: { sales: { closed: 1, came: 0 } } });
});

test('a rating is of the queue people last had the conversation from', () => {
  const line = (content: Omit<Happening, 'kind'>) =>
    ({ content: { kind: 'happening', ...content } }) as StoredMessage;
  const asked = line({ what: 'handed-off', to: { queue: 'sales' } });
  const closed = line({ what: 'closed', by: 'ana' });
  const taken = line({ what: 'taken', by: 'ana' });
  expect(lastQueue([])).toBeUndefined();
  expect(lastQueue([asked, taken, closed])).toBe('sales');
  expect(lastQueue([asked, taken, line({ what: 'transferred', to: { queue: 'claims' } }), closed])).toBe(
    'claims',
  );
  // Taken straight from the bot the second time.
  expect(lastQueue([asked, taken, closed, taken, closed])).toBeUndefined();
});
