import { expect, test } from 'vitest';
import { type Queue, queueBodySchema } from '../../../server/contract/inbox.ts';
import { pickQueue } from '../../../server/inbox/pick-queue.ts';
import { FRESH_DESK } from '../../../server/stores/port.ts';

function queue(id: string, fields: Partial<Queue> = {}): Queue {
  return { ...queueBodySchema.parse({ name: id }), id, ...fields };
}
const asked = (locale: string, flow = 'booking', labels: string[] = []) => ({
  locale,
  run: { flow, version: 1, snapshot: {} as never },
  desk: { ...FRESH_DESK, labels },
});

const sales = queue('sales');
const salesFr = queue('sales-fr', { languages: ['fr'], topics: ['sales', 'booking'] });
const claims = queue('claims', { topics: ['claims'] });
const german = queue('german', { languages: ['de'] });
const all = [sales, salesFr, claims, german];

test('the queue a flow names is where it goes', () => {
  expect(pickQueue(all, asked('en'), 'sales')).toBe('sales');
});

test('a queue that does not take the language gives way to one that does', () => {
  const english = queue('sales', { languages: ['en'] });
  expect(pickQueue([english, salesFr], asked('fr'), 'sales')).toBe('sales-fr');
  expect(pickQueue([english, salesFr], asked('it'), 'sales')).toBe('sales');
});

test('a step without a queue of its own goes by flow, then by label, then by language', () => {
  expect(pickQueue(all, asked('fr'), 'default')).toBe('sales-fr');
  expect(pickQueue(all, asked('en', 'claims'), 'default')).toBe('claims');
  expect(pickQueue(all, asked('en', 'welcome', ['claims']), 'default')).toBe('claims');
  expect(pickQueue(all, asked('de', 'welcome'), 'default')).toBe('german');
});

test('nothing that fits leaves it where the flow said, set up or not', () => {
  expect(pickQueue(all, asked('en'), 'default')).toBe('default');
  expect(pickQueue([], asked('en'), 'somewhere')).toBe('somewhere');
});
