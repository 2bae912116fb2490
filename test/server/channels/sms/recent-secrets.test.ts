/** Secrets that are shown with every request, and how soon a change of them counts. */
import { beforeEach, expect, test } from 'vitest';
import { createRecentSecrets, type RecentSecrets } from '../../../../server/channels/sms/recent-secrets.ts';
import { createFakeClock, type FakeClock } from '../../../fake-clock.ts';
import { smsBrand } from './samples.ts';

const ACME = smsBrand({ provider: 'twilio' });
const OTHER = { ...ACME, id: 'other' };

let clock: FakeClock;
let stored: string | undefined;
let reads: number;
let recent: RecentSecrets;
beforeEach(() => {
  clock = createFakeClock();
  stored = 'one';
  reads = 0;
  recent = createRecentSecrets(async (brand, field) => {
    reads += 1;
    return stored && `${brand.id} ${field} ${stored}`;
  }, clock);
});

test('a secret is read once in a second, for each brand and field', async () => {
  for (let n = 0; n < 3; n += 1) {
    expect(await recent.secret(ACME, 'authToken')).toBe(`${ACME.id} authToken one`);
    expect(await recent.secret(ACME, 'webhookKey')).toBe(`${ACME.id} webhookKey one`);
    expect(await recent.secret(OTHER, 'authToken')).toBe('other authToken one');
  }
  expect(reads).toBe(3);
});

test('a change made elsewhere counts after a second', async () => {
  await recent.secret(ACME, 'authToken');
  stored = 'two';
  expect(await recent.secret(ACME, 'authToken')).toContain('one');
  await clock.advance(1000);
  expect(await recent.secret(ACME, 'authToken')).toContain('two');
});

test('a change made here counts at once, also for what is being read at that moment', async () => {
  const reading = recent.secret(ACME, 'authToken');
  recent.forget(ACME);
  await reading;
  stored = 'two';
  expect(await recent.secret(ACME, 'authToken')).toContain('two');
  recent.forget(ACME);
  stored = undefined;
  expect(await recent.secret(ACME, 'authToken')).toBeUndefined();
});

test('one that was missing is there as soon as it is stored', async () => {
  stored = undefined;
  expect(await recent.secret(ACME, 'authToken')).toBeUndefined();
  stored = 'one';
  expect(await recent.secret(ACME, 'authToken')).toContain('one');
});
