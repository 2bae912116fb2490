/** What a flow hears when it asks whether somebody is there. */
import { expect, test } from 'vitest';
import { runCall } from '../../../server/services/registry.ts';
import { createTeamService } from '../../../server/services/team.ts';
import { callContext, codeOf, resultOf } from './call-context.ts';

const found = { open: true, online: 2, waiting: 3, waitMinutes: 7 };

function ask(
  answer: Parameters<typeof createTeamService>[0],
  input: Record<string, unknown> = {},
  locale = 'fr-CA',
) {
  const services = { team: createTeamService(answer) };
  return runCall(services, 'team', 'availability', input, callContext({ locale }));
}

test('somebody is there: how many wait and for how long is told, not how many operators there are', async () => {
  expect(resultOf(await ask(async () => found))).toEqual({
    available: true,
    open: true,
    waiting: 3,
    waitMinutes: 7,
  });
});

test('nobody is there while the queue is closed, or where no operator of it is online', async () => {
  const opensAt = Date.parse('2026-11-25T08:00:00Z');
  expect(resultOf(await ask(async () => ({ ...found, open: false, opensAt })))).toMatchObject({
    available: false,
    opensAt: expect.stringMatching(/^2026-11-25T08:00:00/),
  });
  expect(resultOf(await ask(async () => ({ ...found, online: 0 })))).toMatchObject({
    available: false,
    open: true,
  });
});

test('it asks for the queue that was named, else the default one, in the customer’s language', async () => {
  const asked: string[][] = [];
  const note = async (...what: string[]) => {
    asked.push(what);
    return found;
  };
  await ask(note);
  await ask(note, { queue: 'claims' }, 'en');
  expect(asked).toEqual([
    ['main', 'default', 'fr'],
    ['main', 'claims', 'en'],
  ]);
});

test('an input with anything beside the queue is refused before anybody is asked', async () => {
  const never = () => Promise.reject(new Error('asked'));
  expect(codeOf(await ask(never, { queue: 'claims', more: 1 }))).toBe('invalid_input');
  expect(codeOf(await ask(never, { queue: 'q'.repeat(65) }))).toBe('invalid_input');
});
