/** The preview as a screen keeps it, against the real server: its time between two words of the server, and coming back. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createStore } from 'zustand/vanilla';
import type { PreviewState } from '../../../../server/contract.ts';
import { instantOf } from '../../../../studio/phone/preview/instant.ts';
import { type PreviewEvent, sessionState } from '../../../../studio/phone/preview/session.ts';
import { NOW, openPreviewRig, type Player, type PreviewRig } from '../../../server/preview/preview-rig.ts';

const SECOND = 1000;

let rig: PreviewRig;
let ana: Player;
beforeAll(async () => {
  rig = await openPreviewRig();
  ana = await rig.player();
});
afterAll(() => rig.close());

async function opened(request: object = {}) {
  const clock = { now: 0 };
  const store = createStore(
    sessionState(
      async (event, payload) => {
        const answer = await ana.ask(event as PreviewEvent, payload as never);
        if (!answer.ok) throw Object.assign(new Error(answer.code), { code: answer.code });
        return answer as never;
      },
      () => clock.now,
    ),
  );
  await store.getState().open({ flow: 'booking', locale: 'en', now: NOW, running: true, ...request });
  const state = () => {
    const { state: one } = store.getState();
    if (!one) throw new Error('not open');
    return one;
  };
  const wait = async (ms: number) => {
    clock.now += ms;
    await rig.clock.advance(ms);
  };
  const forgotten = () => ana.ask('preview:close', { session: state().session });
  return { ...store.getState(), store, clock, state, wait, forgotten };
}
const times = ({ thread }: PreviewState) => thread.map(({ at }) => at - NOW);

describe('a session the server has forgotten', () => {
  test('comes back as it was, with everything at its moment', async () => {
    const { act, state, wait, forgotten, store } = await opened();
    await wait(40 * SECOND);
    await act({ kind: 'tap', label: 'Book colour' });
    await wait(15 * SECOND);
    await act({ kind: 'text', text: 'talk to a person' });
    const before = state();
    await forgotten();
    expect(await act({ kind: 'handback' })).toBe(true);
    expect(state().session).not.toBe(before.session);
    expect(times(state()).slice(0, before.thread.length)).toEqual(times(before));
    expect(times(before)).toContain(40 * SECOND);
    expect(state()).toMatchObject({ steps: 4, clock: { running: true } });
    expect(store.getState().refusal).toBeUndefined();
  });

  test('comes back at the step, with the person and the phone it began anew with', async () => {
    const { from, restart, setting, run, state, forgotten } = await opened();
    await setting({ rcs: false, failing: { 'calendar.days': 'error' } });
    await from('services', { service: 'cut' });
    await run(false);
    const begun = state();
    await forgotten();
    await run(false);
    const { session: _was, thread: _lines, ...same } = begun;
    expect(state()).toMatchObject({
      ...same,
      log: expect.any(Array),
      wire: expect.any(Array),
      timers: expect.any(Array),
    });

    await restart({ person: { name: 'Zoé', phone: '+4915112345678' }, now: NOW + SECOND });
    await forgotten();
    await run(true);
    expect(state()).toMatchObject({
      now: NOW + SECOND,
      person: { name: 'Zoé', phone: '+4915112345678' },
      rcs: false,
      failing: { 'calendar.days': 'error' },
      variables: expect.not.objectContaining({ service: 'cut' }),
    });
  });
});

test('without a connection its time stands still, and goes on where the server has it', async () => {
  const { lost, regained, store, state, clock, wait } = await opened();
  await wait(20 * SECOND);
  expect(instantOf(state(), store.getState().cameAt, clock.now)).toBe(NOW + 20 * SECOND);
  lost();
  clock.now += 60 * SECOND;
  expect(instantOf(state(), store.getState().cameAt, clock.now)).toBe(NOW + 20 * SECOND);
  await rig.clock.advance(5 * SECOND);
  regained();
  await expect.poll(() => state().clock.held).toBe(false);
  clock.now += SECOND;
  expect(instantOf(state(), store.getState().cameAt, clock.now)).toBe(NOW + 26 * SECOND);
});

test('the time that is shown never passes what happens next', () => {
  const clock = { running: true, held: false };
  expect(instantOf({ now: 100, nextAt: 150, clock }, 0, 30)).toBe(130);
  expect(instantOf({ now: 100, nextAt: 150, clock }, 0, 90)).toBe(150);
  expect(instantOf({ now: 100, clock }, 0, 90)).toBe(190);
  expect(instantOf({ now: 100, clock }, 50, 20)).toBe(100);
  expect(instantOf({ now: 100, clock: { ...clock, held: true } }, 0, 90)).toBe(100);
});
