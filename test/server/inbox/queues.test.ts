/** When a queue is open in the days to come, as menus of times propose it. */
import { expect, test } from 'vitest';
import { queueBodySchema } from '../../../server/contract/inbox.ts';
import { openQueues } from '../../../server/inbox/queues.ts';
import { createFakeClock } from '../../fake-clock.ts';
import { openRecords } from '../services/open-records.ts';

const at = (text: string) => Date.parse(text);

test('its next openings leave out holidays and what is over, and begin with the stretch under way', async () => {
  const queues = await openQueues({ workspace: 'main', records: openRecords(), clock: createFakeClock() });
  const shifts = [
    { from: '09:00', to: '12:00' },
    { from: '14:00', to: '18:00' },
  ];
  const hours = {
    ...{ timezone: 'Europe/Paris', week: { thu: shifts, fri: shifts }, holidays: { country: 'FR' } },
    exceptions: [{ date: '2026-05-07', shifts: [{ from: '10:00', to: '11:00' }] }],
  };
  await queues.put('sales', queueBodySchema.parse({ name: 'Sales', hours }));
  await queues.put('always', queueBodySchema.parse({ name: 'Always' }));

  // Thursday 30 April, in the morning; 1, 8 and 14 May are holidays in France.
  const now = at('2026-04-30T10:30+02:00');
  expect(queues.openings('sales', now)).toEqual([
    { from: now, to: at('2026-04-30T12:00+02:00') },
    { from: at('2026-04-30T14:00+02:00'), to: at('2026-04-30T18:00+02:00') },
    { from: at('2026-05-07T10:00+02:00'), to: at('2026-05-07T11:00+02:00') },
  ]);
  expect(queues.openings('always', now)).toBeUndefined();
  expect(queues.openings('unknown', now)).toBeUndefined();
});
