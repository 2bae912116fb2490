/** Several processes on the same records: a merchant is told of a payment by one of them, and by another when that one dies. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createSandboxCallbacks, type SandboxCallbacks } from '../../../server/services/sandbox-callbacks.ts';
import type { RecordStore } from '../../../server/stores/port.ts';
import { createFakeClock, type FakeClock } from '../../fake-clock.ts';
import { openRecords } from './open-records.ts';

let clock: FakeClock;
let records: RecordStore;
let opened: SandboxCallbacks[];
/** Who told the merchant, in order; it answers when it is let. */
let calls: { by: string; answer(status: number): void }[];

beforeEach(() => {
  clock = createFakeClock();
  records = openRecords();
  opened = [];
  calls = [];
});
afterEach(async () => {
  for (const call of calls) call.answer(200);
  await Promise.all(opened.map((one) => one.stop()));
});

function process(by: string): SandboxCallbacks {
  const one = createSandboxCallbacks({
    ...{ records, workspace: 'main', clock, by },
    fetch: () =>
      new Promise((resolve) => {
        calls.push({ by, answer: (status) => resolve(new Response(null, { status })) });
      }),
    url: 'http://merchant.example/callback',
    secret: 'whsec_c2VjcmV0IG9mIHRoZSBjYWxsYmFja3M=',
    log() {},
    look: async () => ({ status: 'paid', openUntil: undefined }),
  });
  opened.push(one);
  return one;
}

async function until(what: string, holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 2000; tries += 1) {
    if (holds()) return;
    await clock.advance(0);
  }
  throw new Error(`Not so: ${what}.`);
}
const rest = () => until('a while', () => false).catch(() => {});

test('of several that know of a payment, one tells the merchant', async () => {
  const all = ['one', 'two', 'three'].map(process);
  await all[0]?.remember('p-1', clock.now() + 60_000);
  for (const each of all) each.pursue('p-1');
  await until('somebody calls', () => calls.length > 0);
  await rest();
  expect(calls).toHaveLength(1);
  calls[0]?.answer(200);
  await rest();
  // The others look again, and find nothing left to do.
  await clock.advance(60_000);
  await rest();
  expect(calls).toHaveLength(1);
});

test('what one that died was about to tell is told by another, once its time is over', async () => {
  const dying = process('dying');
  await dying.remember('p-1', clock.now() + 60_000);
  dying.pursue('p-1');
  await until('it calls', () => calls.length === 1);
  const other = process('other');
  await other.start();
  await rest();
  expect(calls.map(({ by }) => by)).toEqual(['dying']);
  await clock.advance(20_000);
  await until('the other calls', () => calls.length > 1);
  expect(calls[1]?.by).toBe('other');
});

test('a merchant that refuses is told again by whoever comes to it, and by one alone', async () => {
  const all = ['one', 'two'].map(process);
  await all[0]?.remember('p-1', clock.now() + 60_000);
  all[0]?.pursue('p-1');
  await until('it calls', () => calls.length === 1);
  calls[0]?.answer(500);
  await rest();
  for (const each of all) await each.start();
  await clock.advance(2_000);
  await until('it is told again', () => calls.length === 2);
  await rest();
  expect(calls).toHaveLength(2);
});
