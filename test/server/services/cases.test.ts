import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { type Cases, createCases } from '../../../server/services/cases.ts';
import type { CallContext, Signal } from '../../../server/services/port.ts';
import { runCall } from '../../../server/services/registry.ts';
import { createFakeClock } from '../../fake-clock.ts';
import { callContext, codeOf, resultOf, TUESDAY } from './call-context.ts';
import { openRecords } from './open-records.ts';

interface PublicCase {
  number: string;
  type: string;
  status: string;
  statusText: string;
  openedAt: string;
  timeline: { at: string; text: string }[];
}

const CLAIM = { type: 'water-damage', fields: { policy: 'AB-123456' }, summary: 'The kitchen is flooded' };
const PHOTO = { url: 'https://example.org/1.jpg', mime: 'image/jpeg' };

let cases: Cases;
let told: Parameters<Signal>[0][];
let broken: boolean;

beforeEach(() => {
  told = [];
  broken = false;
  cases = createCases({
    records: openRecords(),
    clock: createFakeClock(TUESDAY),
    signal: async (one) => {
      if (broken) throw new Error('nothing can be told right now');
      told.push(one);
    },
  });
});

function call(operation: string, input: Record<string, unknown>, context: Partial<CallContext> = {}) {
  return runCall({ cases: cases.service }, 'cases', operation, input, callContext(context));
}

async function opened(input: Record<string, unknown> = {}, context: Partial<CallContext> = {}) {
  return resultOf<{ case: PublicCase }>(await call('open', { ...CLAIM, ...input }, context)).case;
}

async function status(number: string, context: Partial<CallContext> = {}) {
  return resultOf<{ case: PublicCase }>(await call('status', { number }, context)).case;
}

describe('a case', () => {
  test('gets a number of its year that can be read aloud', async () => {
    const made = await opened();
    expect(made).toMatchObject({ type: 'water-damage', status: 'open', openedAt: '2026-11-24T07:00:00Z' });
    expect(made.number).toMatch(/^C-26-[2-9A-HJ-NP-Z]{5}$/);
    expect(made.timeline).toEqual([{ at: '2026-11-24T07:00:00Z', text: 'Opened' }]);
  });

  test('is numbered by the local year', async () => {
    const made = await opened({}, { now: Date.parse('2026-12-31T23:30:00Z') });
    expect(made.number).toMatch(/^C-27-/);
  });

  test('is opened once, however often the call is asked', async () => {
    const id = randomUUID();
    const all = await Promise.all(Array.from({ length: 5 }, () => opened({}, { id })));
    expect(new Set(all.map(({ number }) => number)).size).toBe(1);
    expect((await opened()).number).not.toBe(all[0]?.number);
  });

  test('takes photos, one or many, and a place', async () => {
    const location = { latitude: 45.76, longitude: 4.83 };
    const made = await opened({ photos: [PHOTO, PHOTO], location }, { locale: 'fr' });
    expect(made.timeline.map(({ text }) => text)).toEqual([
      'Ouvert',
      'Photo ajoutée',
      'Photo ajoutée',
      'Lieu ajouté',
    ]);
    expect((await opened({ photos: PHOTO })).timeline).toHaveLength(2);
    expect((await opened({ photos: '', location: null })).timeline).toHaveLength(1);
  });

  test('is found by its number as people type it, and by its phone only', async () => {
    const { number } = await opened();
    expect((await status(number.toLowerCase().replaceAll('-', ' '))).number).toBe(number);
    expect(codeOf(await call('status', { number }, { phone: '+33639980099' }))).toBe('not_found');
    expect(codeOf(await call('add', { number, note: 'x' }, { phone: '+33639980099' }))).toBe('not_found');
    expect(codeOf(await call('status', { number }, { workspace: 'other' }))).toBe('not_found');
    expect(codeOf(await call('status', { number: 'C-26-22222' }))).toBe('not_found');
  });

  test('the latest of a phone is found without its number', async () => {
    await opened({}, { now: TUESDAY });
    const latest = await opened({}, { now: TUESDAY + 60_000 });
    await opened({}, { now: TUESDAY + 120_000, phone: '+336399800011' });
    expect(resultOf<{ case: PublicCase }>(await call('find', {})).case).toEqual(latest);
    expect(codeOf(await call('find', {}, { phone: '+33639980099' }))).toBe('not_found');
  });

  test('takes additions, each call once', async () => {
    const { number } = await opened();
    const id = randomUUID();
    await Promise.all([
      call('add', { number, note: 'It drips again', photo: PHOTO }, { id }),
      call('add', { number, note: 'It drips again', photo: PHOTO }, { id }),
      call('add', { number, location: { latitude: 1, longitude: 2 } }),
    ]);
    const texts = (await status(number)).timeline.map(({ text }) => text);
    expect(texts.toSorted()).toEqual(['It drips again', 'Opened', 'Photo added', 'Place added']);
  });

  test('takes no more than it can show', async () => {
    const { number } = await opened({ photos: Array.from({ length: 50 }, () => PHOTO) });
    let last = 'done';
    for (let count = 0; count < 160 && last === 'done'; count++)
      last = codeOf(await call('add', { number, note: 'x' }));
    expect(last).toBe('full');
    const fields = { text: 'x'.repeat(70_000) };
    expect(codeOf(await call('open', { type: 'a', fields }))).toBe('too_large');
  });
});

describe("an operator's decision", () => {
  test('is told to the conversation in its language, and shown afterwards', async () => {
    const { number } = await opened({}, { locale: 'fr' });
    await cases.setStatus('main', number, 'approved', 'Virement sous 3 jours');
    expect(told).toEqual([
      {
        workspace: 'main',
        conversation: 'c-1',
        name: 'case.updated',
        data: {
          number,
          type: 'water-damage',
          status: 'approved',
          statusText: 'Accepté',
          note: 'Virement sous 3 jours',
        },
        key: `case.updated:${number}:1`,
      },
    ]);
    const now = await status(number);
    expect(now).toMatchObject({ status: 'approved', statusText: 'Approved' });
    expect(now.timeline.at(-1)?.text).toBe('Approved: Virement sous 3 jours');
  });

  test('repeated is told once, a new one again', async () => {
    const { number } = await opened();
    await cases.setStatus('main', number, 'in-review');
    await cases.setStatus('main', number, 'in-review');
    await cases.setStatus('main', number, 'rejected');
    await cases.setStatus('main', number, 'in-review');
    expect(told.map(({ data }) => data.status)).toEqual(['in-review', 'rejected', 'in-review']);
    expect(new Set(told.map(({ key }) => key)).size).toBe(3);
  });

  test('that could not be told is told when it is repeated', async () => {
    const { number } = await opened();
    broken = true;
    await expect(cases.setStatus('main', number, 'closed')).rejects.toThrow();
    broken = false;
    const after = await cases.setStatus('main', number, 'closed');
    expect(told).toHaveLength(1);
    expect(after.entries).toHaveLength(2);
  });

  test('about a case of nobody, or of another workspace, is not found', async () => {
    const { number } = await opened();
    await expect(cases.setStatus('main', 'C-26-22222', 'closed')).rejects.toMatchObject({
      code: 'not_found',
    });
    await expect(cases.setStatus('other', number, 'closed')).rejects.toMatchObject({ code: 'not_found' });
    expect(await cases.read('other', number)).toBeUndefined();
  });
});
